"""What is known of one column before it is judged, and the judgement that comes of it."""

from __future__ import annotations

from dataclasses import dataclass

from mega_desktop.matching.evidence import Evidence
from mega_desktop.matching.headers import Reading, Strength
from mega_desktop.matching.mapping import Certainty, ColumnMatch
from mega_desktop.matching.vocabulary import Meaning
from mega_desktop.sheets import Column

MOST = 0.75
"""Share of values from which on "they are addresses" is said without a doubt."""

SOME = 0.3
_ENOUGH_TO_REPEAT = 8
_AGAIN_AND_AGAIN = 3.0
_HARDLY_EVER = 1.5


@dataclass(frozen=True)
class Seen:
    """One column: its place, what its header says, what its values look like."""

    column: Column
    reading: Reading
    evidence: Evidence

    @property
    def header(self) -> str:
        return self.column.header

    @property
    def named(self) -> str:
        """How a reason begins that goes by the header."""
        return f"named “{self.header}”"

    @property
    def repeats_itself(self) -> bool:
        """The same few values again and again: colleagues or choices, not one a lead."""
        return self.evidence.seen >= _ENOUGH_TO_REPEAT and self.evidence.average_uses >= _AGAIN_AND_AGAIN

    @property
    def one_a_row(self) -> bool:
        """Nearly every row has another value: about the lead, and not about a colleague."""
        return self.evidence.seen >= _ENOUGH_TO_REPEAT and self.evidence.average_uses < _HARDLY_EVER

    @property
    def holds_firms(self) -> bool:
        return self.evidence.share(self.evidence.firms) >= SOME

    @property
    def holds_people(self) -> bool:
        evidence = self.evidence
        return evidence.share(evidence.names) >= MOST and evidence.share(evidence.people) >= SOME

    def goes_to(self, key: str, certainty: Certainty, reason: str) -> ColumnMatch:
        return ColumnMatch(self.column.index, self.header, key, certainty, reason)

    def not_matched(self, reason: str) -> ColumnMatch:
        return ColumnMatch(self.column.index, self.header, reason=reason)


@dataclass(frozen=True)
class Find:
    """A judgement, before the columns are held against one another.

    Attributes:
        meaning: What the column turned out to be; None for custom fields and no match.
        strength: How clearly the header says so; SILENT when the values alone do.
        rank: Place among several email or phone columns.
        otherwise: What becomes of it when another column has the field.
    """

    match: ColumnMatch
    meaning: Meaning | None = None
    strength: Strength = Strength.SILENT
    rank: int = 0
    otherwise: ColumnMatch | None = None


def how_many(evidence: Evidence, meaning: Meaning) -> str:
    """ "98 of 100 values are email addresses"."""
    is_email = meaning is Meaning.EMAIL
    rest = "the first of several in a cell is used" if is_email else "where a cell holds two, choose which"
    first = f"; {rest}" if evidence.several else ""
    count, what = (
        evidence.emails if is_email else evidence.phones,
        "email addresses" if is_email else "phone numbers",
    )
    if evidence.seen == 1:
        one = "an email address" if is_email else "a phone number"
        return f"its only value is {one}{first}" if count else f"its only value is not {one}"
    if count == evidence.seen:
        return f"all {count:,} values are {what}{first}"
    if count:
        return f"{count:,} of {evidence.seen:,} values are {what}{first}"
    return f"none of its {evidence.seen:,} values are {what}"
