"""Judges one column: what its header says against what its values are."""

from __future__ import annotations

from dataclasses import replace

from mega_desktop.matching.chosen import judge_buyers_and_sellers, judge_choice
from mega_desktop.matching.customs import judge_custom
from mega_desktop.matching.headers import Reading, Strength, written_slug
from mega_desktop.matching.people import CONTACTS, judge_by_values, judge_contact, judge_name
from mega_desktop.matching.seen import Find, Seen
from mega_desktop.matching.targets import LEAD_LINE, Targets
from mega_desktop.matching.vocabulary import Meaning
from mega_desktop.sheets import Table

_NAMES = (Meaning.NAME, Meaning.FIRST, Meaning.MIDDLE, Meaning.LAST)


def judge(seen: Seen, targets: Targets, table: Table) -> Find:
    """Where the column goes as far as it alone can tell."""
    literal = _literal(seen, targets)
    if literal is not None:
        seen = replace(seen, reading=literal)
    custom = judge_custom(seen, targets)
    find = _as_named(seen, targets, table)
    if find is None and custom.field is None:
        find = judge_by_values(seen, targets) or judge_buyers_and_sellers(seen, targets, table)
    if find is None or (custom.field is not None and _keeps_less(find)):
        return Find(custom, strength=_strength_of_custom(seen, custom.field))
    return replace(find, otherwise=custom)


def _keeps_less(find: Find) -> bool:
    """It has no field for the column, or for some of its sources no word."""
    return find.match.field is None or (find.meaning is Meaning.SOURCE and "" in find.match.values.values())


def _as_named(seen: Seen, targets: Targets, table: Table) -> Find | None:
    meaning = seen.reading.meaning
    if meaning is None:
        return None
    if meaning in CONTACTS:
        return judge_contact(seen, meaning, targets)
    if meaning in _NAMES:
        return judge_name(seen, meaning, targets)
    return judge_choice(seen, meaning, targets, table)


def _literal(seen: Seen, targets: Targets) -> Reading | None:
    """What the header says when it is a field's name in the API ("contact_name"): made for this CRM."""
    written = written_slug(seen.header)
    if written and written != LEAD_LINE:
        return Reading()
    name = (written or seen.header).strip().casefold()
    for meaning, field in targets.by_meaning.items():
        if name == field.key.casefold():
            return Reading(meaning, Strength.LITERAL, seen.reading.rank)
    return None


def _strength_of_custom(seen: Seen, field: str | None) -> Strength:
    if field is None:
        return Strength.SILENT
    return Strength.LITERAL if written_slug(seen.header) else Strength.NAMED
