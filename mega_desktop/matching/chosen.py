"""Judges columns whose values are choices: stage, owner, lead line, source."""

from __future__ import annotations

import re
from dataclasses import replace

from mega_desktop.crm import Field
from mega_desktop.matching.choices import Matched, match_choices
from mega_desktop.matching.evidence import values_of
from mega_desktop.matching.headers import Reading, Strength, plain, slug
from mega_desktop.matching.mapping import Certainty
from mega_desktop.matching.people import no_words
from mega_desktop.matching.seen import MOST, Find, Seen
from mega_desktop.matching.targets import Targets
from mega_desktop.matching.value_words import PRIVATE_WORDS, REGIONS
from mega_desktop.matching.vocabulary import Meaning
from mega_desktop.sheets import Table

MOST_CHOICES = 200
"""A column with more different values than this holds free text."""

_FEW = 20
_STATE_CODE = re.compile("[a-z]{2}")
_UUIDS = 0.9
_OF_ANYTHING = frozenset(["platform", "kanal", "canal"])
"""Headers that also stand over what a company sells with."""

_STAGES = (Meaning.STAGE, Meaning.STATUS)


def judge_choice(seen: Seen, meaning: Meaning, targets: Targets, table: Table) -> Find | None:
    """A column named for a choice: do its values meet the choices there are?"""
    field = targets.field_for(meaning)
    literal = seen.reading.strength is Strength.LITERAL
    if field is None or (not literal and seen.evidence.different not in range(1, MOST_CHOICES + 1)):
        return None
    if meaning is Meaning.OWNER and not literal and _is_id(seen):
        return _owner_ids(seen, targets)
    if meaning is Meaning.OWNER and not literal and (wrong := no_words(seen.evidence)):
        return Find(seen.not_matched(f"{seen.named}, but {wrong}"))
    counts = dict(values_of(table, seen.column.index, MOST_CHOICES + 1))
    matched = match_choices(counts, field, targets.choices(field))
    if not matched.unmatched:
        certainty, reason = _all_met(seen, meaning, field, matched)
        return targets.find(seen, meaning, certainty, f"{seen.named}; {reason}", matched)
    if meaning in _STAGES and not literal and (wrong := _no_stages(seen, matched)):
        return Find(seen.not_matched(f"{seen.named}, but {wrong}"))
    return _partly_met(seen, meaning, targets, matched, counts)


def _partly_met(
    seen: Seen, meaning: Meaning, targets: Targets, matched: Matched, counts: dict[str, int]
) -> Find | None:
    literal = seen.reading.strength is Strength.LITERAL
    if meaning is Meaning.SOURCE and not literal and _enough(meaning, matched, counts):
        reason = f"{seen.named}; {matched.met} of {matched.words} values are known, the others stay empty"
        return targets.find(seen, meaning, Certainty.LIKELY, reason, matched.or_nothing())
    if literal or _enough(meaning, matched, counts) or _slugs_too(meaning, matched):
        return targets.find(seen, meaning, Certainty.LIKELY, f"{seen.named}; {_to_match(matched)}", matched)
    return None if len(counts) > MOST_CHOICES else _too_few(seen, meaning, matched, targets)


def judge_buyers_and_sellers(seen: Seen, targets: Targets, table: Table) -> Find | None:
    """A column that holds nothing but words for buyer and seller, whatever it is called."""
    field = targets.field_for(Meaning.LINE)
    if field is None or seen.reading.barred or seen.evidence.different not in range(2, _FEW):
        return None
    counts = dict(values_of(table, seen.column.index, MOST_CHOICES))
    matched = match_choices(counts, field, targets.choices(field))
    if matched.unmatched:
        return None
    silent = replace(seen, reading=Reading(Meaning.LINE, Strength.SILENT))
    return targets.find(silent, Meaning.LINE, Certainty.LIKELY, _only(matched), matched)


def _is_id(seen: Seen) -> bool:
    return seen.evidence.uuids > 0 or plain(seen.header).endswith("id")


def _owner_ids(seen: Seen, targets: Targets) -> Find | None:
    """MEGA's owners are UUIDs; the ids of another system are none, and its UUIDs may be another's too."""
    if seen.evidence.share(seen.evidence.uuids) < _UUIDS:
        return None
    return targets.find(seen, Meaning.OWNER, Certainty.LIKELY, f"{seen.named}; its values are UUIDs")


def _no_stages(seen: Seen, matched: Matched) -> str:
    """What the values are instead: of a marriage, of an order, states of a country, or one a row."""
    words = [plain(word) for word in matched.unmatched]
    if matched.met or not words:
        return ""
    if sum(word in PRIVATE_WORDS for word in words) * 2 >= len(words):
        return "its values are no stages of a sale"
    if sum(word in REGIONS or _STATE_CODE.fullmatch(word) is not None for word in words) * 2 >= len(words):
        return "its values are states of a country"
    evidence = seen.evidence
    if evidence.share(max(evidence.dates, evidence.numbers, evidence.yes_no, evidence.emails)) >= MOST:
        return "its values cannot be stages"
    return "nearly every row has another value" if seen.one_a_row else ""


def _slugs_too(meaning: Meaning, matched: Matched) -> bool:
    """Stages are learned from leads in use; beside known ones, slugs may be stages nobody is in yet."""
    return meaning is Meaning.STAGE and matched.met > 0 and all(slug(w) == w for w in matched.unmatched)


def _too_few(seen: Seen, meaning: Meaning, matched: Matched, targets: Targets) -> Find | None:
    """Rows with a value the CRM does not know cannot go, so such a column is left to the person."""
    field = targets.field_for(meaning)
    if field is None:
        return None
    if not targets.choices(field):
        return _not_learned(seen, meaning, field, matched, targets)
    if meaning in (Meaning.LINE, Meaning.SOURCE_TYPE):
        return None
    known = f"only {matched.met}" if matched.met else "none"
    values = f"{known} of its {matched.words} values" if matched.words > 1 else "its value cannot"
    can = f"{values} can be" if matched.words > 1 else f"{values} be"
    return Find(seen.not_matched(f"{seen.named}, but {can} {_a(field)}; choose it by hand if it is right"))


def _not_learned(
    seen: Seen, meaning: Meaning, field: Field, matched: Matched, targets: Targets
) -> Find | None:
    """No stages or owners were learned: values go on only where the CRM itself can judge them."""
    if not targets.asked or meaning is Meaning.STAGE:
        return targets.find(seen, meaning, Certainty.LIKELY, f"{seen.named}; {_to_match(matched)}", matched)
    return Find(
        seen.not_matched(f"{seen.named}, but no lead of this account has {_a(field)} to match it with")
    )


def _enough(meaning: Meaning, matched: Matched, counts: dict[str, int]) -> bool:
    """Whether so many values meet that the rest is worth matching by hand.

    The type of a source is only nice to have, so it needs all of them.
    """
    if meaning is Meaning.SOURCE_TYPE or not matched.met or len(counts) > MOST_CHOICES:
        return False
    left = set(matched.unmatched)
    rows = sum(count for word, count in counts.items() if word not in left)
    return matched.met * 2 >= matched.words or rows >= MOST * sum(counts.values())


def _all_met(seen: Seen, meaning: Meaning, field: Field, matched: Matched) -> tuple[Certainty, str]:
    if not matched.words:
        return Certainty.LIKELY, "the column is empty"
    alone = matched.words == 1 and seen.reading.strength is not Strength.LITERAL
    if meaning is Meaning.LINE:
        return Certainty.LIKELY if alone else Certainty.SURE, _only(matched)
    if matched.alike:
        return Certainty.LIKELY, _by_likeness(matched)
    maybe = meaning is Meaning.SOURCE_TYPE or plain(seen.header) in _OF_ANYTHING
    loosely = maybe and seen.reading.strength is not Strength.LITERAL
    certainty = Certainty.LIKELY if loosely or alone else Certainty.SURE
    return certainty, f"every value is {_a(field)}"


def _by_likeness(matched: Matched) -> str:
    if matched.words == 1:
        return "its value was matched by likeness"
    return f"{len(matched.alike)} of {matched.words} values were matched by likeness"


def _a(field: Field) -> str:
    label = field.label.lower()
    return f"{'an' if label[:1] in 'aeiou' else 'a'} {label}"


def _only(matched: Matched) -> str:
    words = list(dict.fromkeys(word.capitalize() for word in matched.exact | matched.alike))
    return f"only {', '.join(words[:3])}" if len(words) != 2 else f"only {words[0]} and {words[1]}"


def _to_match(matched: Matched) -> str:
    left = len(matched.unmatched)
    if not matched.met:
        return f"{left} value{'s' if left != 1 else ''} to match"
    return f"{matched.met} of {matched.words} values are known, {left} to match"
