"""What is found out about a file's columns while they are matched, on other threads: no Qt in here."""

from __future__ import annotations

from dataclasses import dataclass, replace

from mega_desktop.crm import Field, FieldKind, Knowledge
from mega_desktop.matching import (
    Certainty,
    ColumnMatch,
    Mapping,
    OpenQuestion,
    Samples,
    losses,
    open_question,
    samples,
    values_of,
)
from mega_desktop.sheets import Table
from mega_desktop.window.models.match_model import COMMON, ColumnFacts, column_facts

_CHOSEN = frozenset({FieldKind.STAGE, FieldKind.OWNER, FieldKind.CHOICE})


@dataclass(frozen=True)
class Look:
    """What the decisions for one column make of its values.

    Attributes:
        match: The decisions.
        values: Its different values with their counts, the commonest first; none where there are too
            many to be matched by hand.
    """

    match: ColumnMatch
    samples: Samples | None = None
    question: OpenQuestion | None = None
    values: tuple[tuple[str, int], ...] = ()


class Findings:
    """Looks at a table's columns, and keeps what takes long.

    Each method is for one thread at a time; two different ones may run beside each other.

    Attributes:
        facts: What each column holds, in the table's order.
    """

    def __init__(self, table: Table) -> None:
        """Looks at every cell, so it belongs into a job."""
        self.facts: tuple[ColumnFacts, ...] = column_facts(table)
        self._table = table
        self._values: dict[int, tuple[tuple[str, int], ...]] = {}
        self._notes: dict[int, tuple[ColumnMatch, str]] = {}
        self._notes_by = Knowledge()

    def facts_of(self, index: int) -> ColumnFacts:
        """Those of the column with this index."""
        return next(f for f, c in zip(self.facts, self._table.columns, strict=True) if c.index == index)

    def look(self, mapping: Mapping, index: int, fields: tuple[Field, ...]) -> Look:
        """Looks at the column with this index."""
        match = next(c for c in mapping.columns if c.index == index)
        if match.field is None:
            return Look(match)
        kind = next((f.kind for f in fields if f.key == match.field), FieldKind.TEXT)
        values = self._all_values(index) if kind in _CHOSEN else self.facts_of(index).common
        question = open_question(self._table, mapping, index)
        return Look(match, samples(self._table, mapping, index), question, values)

    def notes(self, mapping: Mapping, knowledge: Knowledge) -> dict[int, str]:
        """What is to be said against where columns go, by their index: losses, else open questions."""
        if knowledge != self._notes_by:
            self._notes, self._notes_by = {}, knowledge
        for match in mapping.columns:
            bare = _bare(match)
            if match.index not in self._notes or self._notes[match.index][0] != bare:
                self._notes[match.index] = bare, self._note(mapping, match, knowledge)
        return {index: note for index, (_match, note) in self._notes.items() if note}

    def _note(self, mapping: Mapping, match: ColumnMatch, knowledge: Knowledge) -> str:
        lost = losses(self._table, replace(mapping, columns=(match,)), knowledge)
        if match.index in lost:
            return lost[match.index]
        question = open_question(self._table, mapping, match.index)
        return question.text if question else ""

    def _all_values(self, index: int) -> tuple[tuple[str, int], ...]:
        """Also of a column with more values than were counted at first: the commonest."""
        if index not in self._values:
            self._values[index] = self.facts_of(index).common or tuple(values_of(self._table, index, COMMON))
        return self._values[index]


def _bare(match: ColumnMatch) -> ColumnMatch:
    """Only what decides what becomes of its values."""
    return replace(match, certainty=Certainty.NONE, reason="", existing="replace", order=0)
