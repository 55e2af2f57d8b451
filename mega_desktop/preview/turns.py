"""Rows that hang on one another, carried out one by one on the emails and phones of the leads they are about.

This goes row by row in Python, so it is for the few rows of which one may take away or give the key by which
another finds its lead.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Line:
    """A row: where it goes by the CRM's word, its keys, and those that a lead that is there is sent."""

    place: int
    row: int
    lead: str | None
    by: str | None
    email: str | None
    phone: str | None
    sent_email: str | None
    sent_phone: str | None


@dataclass(frozen=True)
class LeadKeys:
    """A lead that is there, with what it is found by."""

    lead: str
    email: str | None
    phone: str | None


@dataclass(frozen=True)
class Turn:
    """What becomes of a row when that is not what becomes of it alone.

    Attributes:
        lead: The lead that it meets; None for one that does not exist yet.
    """

    place: int
    is_new: bool
    lead: str | None
    reason: str


def carry_out(lines: Iterable[Line], there: Iterable[LeadKeys], *, changes: bool) -> list[Turn]:
    """The rows that end otherwise than the CRM said of each alone.

    Args:
        lines: In the order in which they are sent.
        there: Leads that may be found, the oldest first; those that the lines name need not be among them.
        changes: Leads that are there are changed; else left as they are.
    """
    known = list(lines)
    turns = _Turns(changes)
    for keys in there:
        turns.give(keys.lead, keys.email, keys.phone)
    for line in known:
        if line.lead:
            by_email, by_phone = line.by == "email", line.by == "phone"
            turns.give(line.lead, line.email if by_email else None, line.phone if by_phone else None)
    return [turn for line in known if (turn := turns.take(line)) is not None]


class _Keys:
    """One kind of key: who is found by it, the oldest first, and what each lead has of it."""

    def __init__(self) -> None:
        self._leads: dict[str, list[str]] = defaultdict(list)
        self._key: dict[str, str] = {}

    def found(self, key: str | None) -> list[str]:
        return self._leads.get(key, []) if key else []

    def give(self, lead: str, key: str | None) -> bool:
        """Whether that is another one than the lead had, or the first."""
        old = self._key.get(lead)
        if key is None or key == old:
            return False
        self._key[lead] = key
        self._leads[key].append(lead)
        if old is not None:
            self._leads[old].remove(lead)
        return True


@dataclass
class _Turns:
    """The state between two rows.

    Attributes:
        made_by: Lead that did not exist before → the row that makes it.
        changed_by: Lead → the row that last gave it another email or phone, or its first.
    """

    changes: bool
    emails: _Keys = field(default_factory=_Keys)
    phones: _Keys = field(default_factory=_Keys)
    made_by: dict[str, int] = field(default_factory=dict)
    changed_by: dict[str, int] = field(default_factory=dict)

    def give(self, lead: str, email: str | None, phone: str | None) -> bool:
        given = [self.emails.give(lead, email), self.phones.give(lead, phone)]
        return any(given)

    def take(self, line: Line) -> Turn | None:
        lead = self._lead_of(line)
        if lead is None:
            return self._make(line)
        if self.changes and self.give(lead, line.sent_email, line.sent_phone):
            self.changed_by[lead] = line.row
        if lead == line.lead:
            return None
        if lead in self.made_by:
            reason = f"same person as row {self.made_by[lead]}, which goes first"
            return Turn(line.place, is_new=False, lead=None, reason=reason)
        return Turn(line.place, is_new=False, lead=lead, reason=f"{self._why(line)} meets another lead")

    def _lead_of(self, line: Line) -> str | None:
        """The CRM's word, unless a row before this one has changed what it rested on."""
        if line.lead and line.lead not in self.changed_by:
            return line.lead
        if line.lead:
            found = [
                *self.emails.found(line.sent_email),
                *self.phones.found(line.sent_phone),
                *self.emails.found(line.email),
                *self.phones.found(line.phone),
            ]
            return found[0] if found else None
        found = [*self.emails.found(line.email), *self.phones.found(line.phone)]
        return next((lead for lead in found if lead in self.made_by or lead in self.changed_by), None)

    def _make(self, line: Line) -> Turn | None:
        lead = f"of row {line.row}"
        self.made_by[lead] = line.row
        self.give(lead, line.email, line.phone)
        if line.lead is None:
            return None
        return Turn(line.place, is_new=True, lead=None, reason=f"{self._why(line)} makes a lead of its own")

    def _why(self, line: Line) -> str:
        first = self.changed_by.get(line.lead or "", 0)
        return f"row {first} goes first and gives the lead with this {line.by} another one, so this row"
