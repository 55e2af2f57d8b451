"""Asks the CRM about the fields, stages and owners that the person has just decided on."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal, Slot

from mega_desktop.crm import CUSTOM, Destination, Knowledge, Questions
from mega_desktop.matching import Mapping, questions_of
from mega_desktop.window.jobs import Work
from mega_desktop.window.newest import Newest
from mega_desktop.window.walk import Walk
from mega_desktop.work import Control, Report

PAUSE_MS = 700
"""After the last decision: a bulk request is dear, so it takes several of them at once."""

_PROVED = frozenset({"stage_slug", "owner_id"})


@dataclass(frozen=True)
class _Learned:
    destination: Destination
    asked: Questions
    knowledge: Knowledge


class Asking(QObject):
    """Asks only what nobody has asked yet, and is silent where there is no answer: the check will tell.

    Signals:
        learned: The `Knowledge` with the answers in it.
        rested: The connection is free again.
    """

    learned = Signal(object)
    rested = Signal()

    def __init__(self, walk: Walk, parent: QObject) -> None:
        super().__init__(parent)
        self._walk = walk
        self._asked: Questions | None = None
        self._about: object = None
        self._newest = Newest(walk.jobs, PAUSE_MS, self)
        self._newest.done.connect(self._on_done)
        self._newest.rested.connect(self.rested)

    @property
    def is_busy(self) -> bool:
        """The connection is in use."""
        return self._newest.is_busy

    def begin(self, mapping: Mapping, asked: Questions | None) -> None:
        """Takes a new mapping for which `asked` is answered; None: the person wants nothing to be asked."""
        self.stop()
        self._asked, self._about = asked, _worth_asking(mapping)

    def follow(self, mapping: Mapping) -> None:
        """Asks, in a moment, about what is new in the mapping."""
        table, destination, about = self._walk.table, self._walk.destination, _worth_asking(mapping)
        if table is None or destination is None or self._asked is None or about == self._about:
            return
        self._about = about
        house, asked = self._walk.house, self._asked

        def ask(report: Report[object], control: Control) -> object:
            new = _without(questions_of(table, mapping), asked)
            if new == Questions():
                return None
            knowledge = house.known.learn(destination, new, report, control)
            return _Learned(destination, _together(asked, new), knowledge)

        work: Work = ask
        self._newest.want(work)

    def stop(self) -> None:
        self._newest.stop()

    @Slot(object)
    def _on_done(self, result: object) -> None:
        if isinstance(result, _Learned) and result.destination is self._walk.destination:
            self._asked = result.asked
            self.learned.emit(result.knowledge)


def _worth_asking(mapping: Mapping) -> object:
    """Changes whenever a decision may raise a question that the CRM alone can answer."""
    columns = [
        (c.index, c.field, dict(c.values) if c.field in _PROVED else None)
        for c in mapping.columns
        if c.field and (c.field.startswith(CUSTOM) or c.field in _PROVED)
    ]
    return columns, {key: value for key, value in mapping.fixed.items() if key in _PROVED}


def _without(questions: Questions, asked: Questions) -> Questions:
    return Questions(
        tuple(s for s in questions.slugs if s not in asked.slugs),
        tuple(s for s in questions.stages if s not in asked.stages),
        tuple(o for o in questions.owners if o not in asked.owners),
    )


def _together(one: Questions, other: Questions) -> Questions:
    return Questions(one.slugs + other.slugs, one.stages + other.stages, one.owners + other.owners)
