"""Whose list it is: of home owners, of parents or of companies, whose columns then are the lead's own."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from mega_desktop.matching.headers import Reading, Strength, is_unnamed, plain, read, slug
from mega_desktop.matching.mapping import Certainty
from mega_desktop.matching.seen import MOST, Find, Seen
from mega_desktop.matching.targets import Targets
from mega_desktop.matching.vocabulary import CLOSE, Meaning

_NAMES = (Meaning.NAME, Meaning.FIRST, Meaning.MIDDLE, Meaning.LAST)
_HALVES = {1: (Meaning.NAME,), 2: (Meaning.FIRST, Meaning.LAST)}
_BEHIND = {"student": {"parent", "guardian", "parents"}, "user": {"invitee", "attendee"}}
"""Words for a person → words for those who are the leads where both have columns."""

_SIDES = frozenset(["buyer", "seller", "tenant", "landlord", "patient", "donor", "bride", "groom"])
"""Parties to one deal, each of whom may be the lead."""

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


def without_the_other_side(columns: Sequence[Seen]) -> list[Seen]:
    """Beside a parent's columns the student's are not the lead's, beside an invitee's not the host's."""
    words = {word for c in columns if _is_personal(c) for word in plain(c.header).split()}
    other = frozenset(side for side, lead in _BEHIND.items() if words & lead)
    return [replace(c, reading=Reading(barred=True)) if _names_one_of(c, other) else c for c in columns]


def with_sides_to_check(finds: Sequence[Find], columns: Sequence[Seen]) -> list[Find]:
    """Where a file has columns of a buyer and of a seller, nobody can be sure which of them is the lead."""
    sides = {word for c in columns if _is_personal(c) for word in plain(c.header).split()} & _SIDES
    if len(sides) < 2:
        return list(finds)
    said = f"; the file has columns of a {' and of a '.join(sorted(sides))}, so check whose leads these are"
    return [
        replace(f, match=replace(f.match, certainty=Certainty.LIKELY, reason=f.match.reason + said))
        if f.match.certainty is Certainty.SURE and _names_one_of(c, sides)
        else f
        for f, c in zip(finds, columns, strict=True)
    ]


def with_unnamed_names(finds: Sequence[Find], columns: Sequence[Seen], targets: Targets) -> list[Find]:
    """First and last names in columns without a name, where no column names the lead."""
    if any(f.meaning in _NAMES for f in finds):
        return list(finds)
    places = [n for n, (f, c) in enumerate(zip(finds, columns, strict=True)) if _is_unnamed_name(f, c)]
    places.sort(key=lambda n: (-columns[n].evidence.given_names, n))
    meanings = dict(zip(places, _HALVES[len(places)], strict=True)) if len(places) in _HALVES else {}
    reason = "its values look like names, and no other column names the lead"
    found = {n: targets.find(columns[n], m, Certainty.LIKELY, reason) for n, m in meanings.items()}
    return [found.get(n) or find for n, find in enumerate(finds)]


def _is_personal(seen: Seen) -> bool:
    return seen.reading.meaning in (*_NAMES, Meaning.EMAIL, Meaning.PHONE) or seen.holds_people


def _names_one_of(seen: Seen, words: AbstractSet[str]) -> bool:
    return not words.isdisjoint(plain(seen.header).split())


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


def _is_unnamed_name(find: Find, seen: Seen) -> bool:
    unclaimed = find.match.field is None and is_unnamed(seen.header)
    return unclaimed and seen.holds_people and not seen.repeats_itself


def _is_company(find: Find, seen: Seen) -> bool:
    words = seen.evidence.names + seen.evidence.firms
    return find.match.field is None and slug(seen.header) in _COMPANY and seen.evidence.share(words) >= MOST
