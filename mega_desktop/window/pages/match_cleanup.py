"""The clean-up steps of a column: taken out, put back, moved and told how; what they do stands below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from mega_desktop.matching import AS_IS, chosen_steps, offered_steps, parameters_of, steps_of
from mega_desktop.window.models.match_shown import Shown
from mega_desktop.window.pages.match_parameters import (
    ParameterForm,
    described,
    needs_an_answer,
    parameters_for,
    usual_spelling,
)
from mega_desktop.window.pages.match_samples import SampleList
from mega_desktop.window.widgets.buttons import button
from mega_desktop.window.widgets.layout import column, row
from mega_desktop.window.widgets.order_list import OrderList
from mega_desktop.window.widgets.picker import Picker
from mega_desktop.window.widgets.text import caption, label

REPEATABLE = "find_replace"


class CleanUp(QWidget):
    """The steps that are on; hidden for columns whose values become choices.

    Signals:
        decided: A `ColumnMatch` with other steps.
    """

    decided = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: Shown | None = None
        self._steps: tuple[str, ...] = ()
        self._draft = ""
        self.steps = OrderList("steps", removable=True)
        self.form = ParameterForm()
        self.add = Picker("addStep")
        self.usual = button(self.tr("Usual clean-up"), self._on_usual, role="link", name="usualSteps")
        self.samples = SampleList()
        self._none = label(self.tr("None: the values go as they stand."), "small", wrap=True)
        self.steps.chosen.connect(self._on_chosen)
        self.steps.reordered.connect(self._on_order)
        self.steps.removed.connect(self._on_removed)
        self.form.answered.connect(self._on_answer)
        self.add.picked.connect(self._on_add)
        self._lay_out()

    def show_column(self, shown: Shown) -> None:
        """Shows the steps; while the column and its field stay, so does the chosen step."""
        before, self._shown = self._shown, shown
        is_same = shown.is_same_field(before)
        if not is_same:
            self._draft = ""
        self._steps = self._of(shown)
        self.setVisible(shown.kind is not None and (not shown.is_chosen or bool(shown.match.clean_up)))
        self._show_steps(None if is_same else _first_that_asks(self._steps))
        self.samples.show_samples(None if shown.is_chosen else shown.samples)

    def _of(self, shown: Shown) -> tuple[str, ...]:
        return tuple(s for s in steps_of(shown.match, shown.kind) if s != AS_IS)

    def _show_steps(self, at: int | None) -> None:
        drafts = (self._draft,) if self._draft else ()
        entries = (*self._steps, *drafts)
        self.steps.show_entries([described(step) for step in entries], at)
        self._none.setVisible(not entries)
        self._show_offered()
        self._show_form()
        is_usual = self._shown is not None and not self._shown.match.clean_up
        if is_usual and self.usual.hasFocus():
            self.steps.list.setFocus()
        self.usual.setVisible(not is_usual)

    def _show_offered(self) -> None:
        kind = self._shown.kind if self._shown else None
        names = {parameters_of(step)[0] for step in (*self._steps, self._draft)} - {REPEATABLE}
        offered = offered_steps(kind) if kind is not None else ()
        entries = [(s.title, s.name) for s in offered if s.name not in names and s.name != AS_IS]
        self.add.show_entries(entries, None)

    def _show_form(self) -> None:
        entries = (*self._steps, self._draft)
        at = self.steps.current
        self.form.show_step(entries[at] if 0 <= at < len(entries) else "")
        # What was made last would otherwise come last when Tab is pressed.
        before: QWidget = self.steps.remove
        for entry in self.form.inputs:
            QWidget.setTabOrder(before, entry)
            before = entry

    def _decide(self, steps: Sequence[str]) -> None:
        if self._shown is not None:
            chosen = chosen_steps(steps, self._shown.kind) if steps else (AS_IS,)
            self.decided.emit(replace(self._shown.match, clean_up=chosen))

    @Slot(int)
    def _on_chosen(self, _at: int) -> None:
        self._show_form()

    @Slot(object)
    def _on_order(self, places: object) -> None:
        if isinstance(places, tuple):
            self._decide([self._steps[at] for at in places if at < len(self._steps)])

    @Slot(int)
    def _on_removed(self, at: int) -> None:
        if at == len(self._steps):
            self._draft = ""
            self._show_steps(None)
        else:
            self._decide([step for place, step in enumerate(self._steps) if place != at])
        if not self.steps.isVisible():
            self.add.setFocus()

    @Slot(object)
    def _on_add(self, name: object) -> None:
        step = str(name)
        place = len(self._steps)
        if needs_an_answer(step):
            self._draft = step
            self._show_steps(place)
            self.form.inputs[0].setFocus()
        else:
            self._draft = ""
            self._decide((*self._steps, usual_spelling(step)))
            self._show_steps(place)

    @Slot(str)
    def _on_answer(self, step: str) -> None:
        at = self.steps.current
        steps = list(self._steps)
        steps[at : at + 1] = [step]
        if at == len(self._steps):
            self._draft = ""
        self._decide(steps)

    @Slot()
    def _on_usual(self) -> None:
        self._draft = ""
        if self._shown is not None:
            self.decided.emit(replace(self._shown.match, clean_up=()))

    def _lay_out(self) -> None:
        self.add.setPlaceholderText(self.tr("Add a step…"))
        self.add.setAccessibleName(self.tr("Add a clean-up step"))
        self.steps.up.setAccessibleName(self.tr("Do this step earlier"))
        self.steps.down.setAccessibleName(self.tr("Do this step later"))
        self.steps.remove.setAccessibleName(self.tr("Take this step out"))
        top = row(caption(self.tr("&Clean-up"), self.steps.list), None, self.usual, spacing=0)
        parts = (top, self._none, self.steps, self.form, self.add, self.samples)
        self.setLayout(column(*parts, spacing=8))


def _first_that_asks(steps: Sequence[str]) -> int:
    """The step to show first: one that the person can tell something, or else the first."""
    return next((at for at, step in enumerate(steps) if parameters_for(parameters_of(step)[0])), 0)
