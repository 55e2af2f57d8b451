"""Rows that hang on one another, carried out one by one on the emails and phones of the leads they are about.

This goes row by row in Python, so it is for the few rows of which one may take away or give the key by which
another finds its lead.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
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
        by: What it is found by then, "email" or "phone"; None for a new one.
    """

    place: int
    lead: str | None
    by: str | None
    reason: str
    is_new: bool = False


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
    """One kind of key: who is found by it, the oldest lead first, and what each lead has of it.

    Attributes:
        changed_by: Key → the row that last changed whose it is.
    """

    def __init__(self) -> None:
        self._leads: dict[str, set[str]] = defaultdict(set)
        self._key: dict[str, str] = {}
        self.changed_by: dict[str, int] = {}

    def found(self, key: str | None, ages: Mapping[str, int]) -> str | None:
        return min(self._leads.get(key, ()), key=ages.__getitem__, default=None) if key else None

    def give(self, lead: str, key: str | None, row: int) -> None:
        old = self._key.get(lead)
        if key is None or key == old:
            return
        self._key[lead] = key
        self._leads[key].add(lead)
        if old is not None:
            self._leads[old].remove(lead)
        if row:
            self.changed_by |= dict.fromkeys([old, key] if old is not None else [key], row)


@dataclass
class _Turns:
    """The state between two rows.

    Attributes:
        ages: Lead → its place among all, the oldest first.
        made_by: Lead that did not exist before → the row that makes it.
    """

    changes: bool
    emails: _Keys = field(default_factory=_Keys)
    phones: _Keys = field(default_factory=_Keys)
    ages: dict[str, int] = field(default_factory=dict)
    made_by: dict[str, int] = field(default_factory=dict)

    def give(self, lead: str, email: str | None, phone: str | None, row: int = 0) -> None:
        """From now on the lead has these keys; `row` is what gives it them, 0 for the account itself."""
        self.ages.setdefault(lead, len(self.ages))
        self.emails.give(lead, email, row)
        self.phones.give(lead, phone, row)

    def take(self, line: Line) -> Turn | None:
        changed = self._changed(line)
        lead, by = self._found(line) if changed else (line.lead, line.by)
        if lead is None:
            self.made_by[f"of row {line.row}"] = line.row
            self.give(f"of row {line.row}", line.email, line.phone, line.row)
            why = f"{changed}: this row makes a lead of its own"
            return Turn(line.place, None, None, why, is_new=True) if line.lead else None
        if self.changes:
            self.give(lead, line.sent_email, line.sent_phone, line.row)
        if lead == line.lead:
            return None
        if lead in self.made_by:
            why = f"same person as row {self.made_by[lead]}, which goes first"
            return Turn(line.place, None, by, why)
        return Turn(line.place, lead, by, f"{changed}: this row meets another lead")

    def _found(self, line: Line) -> tuple[str | None, str | None]:
        """The lead that the row meets now, and by what: the email goes before the phone."""
        for email, phone in ((line.sent_email, line.sent_phone), (line.email, line.phone)):
            if (lead := self.emails.found(email, self.ages)) is not None:
                return lead, "email"
            if (lead := self.phones.found(phone, self.ages)) is not None:
                return lead, "phone"
        return None, None

    def _changed(self, line: Line) -> str:
        """What a row before this one changed in what the CRM's word rests on; empty for nothing."""
        for what, keys, key in (("email", self.emails, line.email), ("phone", self.phones, line.phone)):
            if key in keys.changed_by:
                return f"row {keys.changed_by[key]} goes first and changes which lead has this {what}"
        return ""
