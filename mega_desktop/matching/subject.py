"""Whose list it is: of home owners, of agents or of companies, whose columns then are the lead's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mega_desktop.matching.headers import Reading, Strength, plain, read, slug
from mega_desktop.matching.mapping import Certainty
from mega_desktop.matching.seen import MOST, Find, Seen
from mega_desktop.matching.targets import Targets
from mega_desktop.matching.vocabulary import CLOSE, Meaning

_NAMES = (Meaning.NAME, Meaning.FIRST, Meaning.MIDDLE, Meaning.LAST)
_IN_CHARGE = frozenset(["owner", "owners", "agent", "realtor", "broker"])
_AROUND_IT = _IN_CHARGE | {"property", "home", "s", "1"}
_COMPANY = next(group for group in CLOSE if "company" in group)


def with_owners_as_leads(columns: Sequence[Seen]) -> list[Seen]:
    """Columns about the owner or agent read as the lead's own, where nearly every row has another one.

    Those in charge of leads are called so too, but the same few come again and again, and beside them
    other columns name the lead.
    """
    if _names_a_lead(columns) or not any(
        _is_one_in_charge(c) and c.one_a_row and c.holds_people for c in columns
    ):
        return list(columns)
    return [replace(c, reading=_read_as_the_lead(c)) if _of_one_in_charge(c) else c for c in columns]


def with_companies_as_leads(finds: Sequence[Find], columns: Sequence[Seen], targets: Targets) -> list[Find]:
    """The company as the lead's name, where no column holds a person's."""
    name = targets.field_for(Meaning.NAME)
    if name is None or any(f.match.field == name.key or f.meaning in _NAMES for f in finds):
        return list(finds)
    place = next((n for n, (f, c) in enumerate(zip(finds, columns, strict=True)) if _is_company(f, c)), None)
    if place is None:
        return list(finds)
    reason = "no column holds names of people, so the company stands for the name"
    found = targets.find(columns[place], Meaning.NAME, Certainty.LIKELY, reason)
    return [found if n == place and found else f for n, f in enumerate(finds)]


def _names_a_lead(columns: Sequence[Seen]) -> bool:
    return any(c.reading.meaning in _NAMES and c.evidence.seen and not _of_one_in_charge(c) for c in columns)


def _of_one_in_charge(seen: Seen) -> bool:
    return not _IN_CHARGE.isdisjoint(plain(seen.header).split())


def _is_one_in_charge(seen: Seen) -> bool:
    return _read_as_the_lead(seen).meaning in _NAMES and _of_one_in_charge(seen)


def _read_as_the_lead(seen: Seen) -> Reading:
    rest = " ".join(w for w in plain(seen.header).split() if w not in _AROUND_IT)
    reading = read(rest or "name")
    return replace(reading, strength=min(reading.strength, Strength.QUALIFIED))


def _is_company(find: Find, seen: Seen) -> bool:
    words = seen.evidence.names + seen.evidence.firms
    return find.match.field is None and slug(seen.header) in _COMPANY and seen.evidence.share(words) >= MOST
