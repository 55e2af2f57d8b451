"""Planned next to actual, and the sum that has to be right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mega_desktop.importing import ImportInfo, Outcome, Tally
from mega_desktop.preview import Planned

_PLANNED = {
    Planned.NEW: Outcome.CREATED,
    Planned.UPDATE: Outcome.UPDATED,
    Planned.UNCHANGED: Outcome.UNCHANGED,
    Planned.LEFT_ALONE: Outcome.SKIPPED,
    Planned.PROBLEM: Outcome.FAILED,
    Planned.REPEAT: Outcome.LEFT_OUT,
    Planned.LEFT_OUT: Outcome.LEFT_OUT,
}


@dataclass(frozen=True)
class Tile:
    """One outcome of an import.

    Attributes:
        planned: Rows that the preview expected here; None when it could not know (unchecked rows).
        actual: Rows that ended here.
    """

    outcome: Outcome
    planned: int | None
    actual: int

    @property
    def differs(self) -> bool:
        """It went another way than the preview said."""
        return self.planned is not None and self.planned != self.actual


def tiles(info: ImportInfo, planned: Mapping[Planned, int]) -> tuple[Tile, ...]:
    """A tile for every outcome, in the order of `Outcome`; the actual ones add up to the rows of the file.

    Args:
        planned: Rows by what the preview said, as `Plan.counts` or the import's facts have them.
    """
    expected = dict.fromkeys(_PLANNED.values(), 0)
    for word, outcome in _PLANNED.items():
        expected[outcome] += planned.get(word, 0)
    if planned.get(Planned.UNCHECKED, 0):
        expected = {o: n for o, n in expected.items() if o not in {Outcome.CREATED, Outcome.UPDATED}}
    known = {Outcome.UNCONFIRMED: 0, Outcome.NOT_SENT: 0, **expected}
    return tuple(Tile(outcome, known.get(outcome), info.tally[outcome]) for outcome in Outcome)


def outcome_word(outcome: Outcome) -> str:
    """The outcome as reports write it: "not sent"."""
    return outcome.value.replace("_", " ")


def sum_line(tally: Tally) -> str:
    """ "5,012 rows in the file = 4,310 created + 690 updated + 12 failed"."""
    parts = [f"{tally[outcome]:,} {outcome_word(outcome)}" for outcome in Outcome if tally[outcome]]
    return f"{tally.rows:,} rows in the file = {' + '.join(parts) or 0}"
