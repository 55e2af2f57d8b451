"""Judges columns that may hold emails, phones or names."""

from __future__ import annotations

from dataclasses import replace

from mega_desktop.matching.evidence import Evidence
from mega_desktop.matching.headers import Strength, is_unnamed, plain, slug, which
from mega_desktop.matching.mapping import Certainty
from mega_desktop.matching.seen import MOST, SOME, Find, Seen, how_many
from mega_desktop.matching.targets import Targets
from mega_desktop.matching.vocabulary import (
    CLOSE,
    GENERIC_NAMES,
    NAMES_OF_LAST_RESORT,
    NEUTRAL,
    OF_MESSAGES,
    Meaning,
)

CONTACTS = (Meaning.EMAIL, Meaning.PHONE)
_CLEARLY = 0.9
_OFTEN_ENOUGH = 0.25
_NOW_AND_THEN = 0.1
_COUNTING = frozenset(["number", "no", "nr", "num", "nummer", "numero", "numer", "id", "code"])
_ALMOST = "spelt almost like a name for it"
_BY_CONTRADICTION = 99
"""Rank of a column whose header says something else: used after those that are named for it."""


def judge_contact(seen: Seen, meaning: Meaning, targets: Targets) -> Find | None:
    """A column named for an email or phone: do its values bear that out?"""
    evidence = seen.evidence
    if evidence.seen == 0:
        return targets.find(seen, meaning, Certainty.LIKELY, f"{seen.named}; the column is empty")
    own = evidence.share(_count(evidence, meaning))
    if own < SOME and (other := _contradiction(seen, meaning, targets)):
        return other
    if seen.reading.strength < Strength.NAMED:
        return _loosely_named(seen, meaning, own, targets)
    return _named(seen, meaning, own, targets)


def judge_name(seen: Seen, meaning: Meaning, targets: Targets) -> Find | None:
    """A column named for a name or a part of it."""
    evidence = seen.evidence
    if evidence.seen == 0:
        return targets.find(seen, meaning, Certainty.LIKELY, f"{seen.named}; the column is empty")
    if other := _contradiction(seen, meaning, targets):
        return other
    if wrong := no_words(evidence):
        return Find(seen.not_matched(f"{seen.named}, but {wrong}"))
    if meaning is Meaning.NAME and seen.reading.strength < Strength.LITERAL:
        if seen.holds_firms:
            reason = f"{seen.named}, but {evidence.firms:,} of {evidence.seen:,} values look like companies"
            return targets.find(_second_to_others(seen), meaning, Certainty.LIKELY, reason)
        if plain(seen.header) in GENERIC_NAMES:
            return _generically_named(seen, targets)
    return _clearly_named(seen, meaning, targets)


def _clearly_named(seen: Seen, meaning: Meaning, targets: Targets) -> Find | None:
    evidence, strength = seen.evidence, seen.reading.strength
    doubtful = evidence.share(evidence.names) < MOST
    if strength is Strength.NEAR:
        return None if doubtful or seen.repeats_itself else _likely(seen, meaning, _ALMOST, targets)
    if doubtful:
        return _likely(seen, meaning, f"{seen.named}; not all values look like names", targets)
    if meaning is Meaning.NAME and seen.repeats_itself:
        reason = f"{seen.named}; only {evidence.different:,} different names, again and again"
        return _likely(_second_to_others(seen), meaning, reason, targets)
    if meaning is Meaning.NAME and evidence.share(evidence.people) < _OFTEN_ENOUGH:
        return _likely(seen, meaning, f"{seen.named}; few common first names among its values", targets)
    certainty = Certainty.LIKELY if strength is Strength.QUALIFIED else Certainty.SURE
    return targets.find(seen, meaning, certainty, f"{seen.named}; {_look_like_names(evidence)}")


def _likely(seen: Seen, meaning: Meaning, reason: str, targets: Targets) -> Find | None:
    return targets.find(seen, meaning, Certainty.LIKELY, reason)


def _second_to_others(seen: Seen) -> Seen:
    """A column that any other one named for the same thing goes before."""
    return replace(seen, reading=replace(seen.reading, strength=Strength.QUALIFIED))


def _look_like_names(evidence: Evidence) -> str:
    if evidence.names == evidence.seen:
        return "its values look like names"
    return f"{evidence.names:,} of {evidence.seen:,} values look like names"


def judge_by_values(seen: Seen, targets: Targets) -> Find | None:
    """Emails, phones or names in a column whose header says nothing of them."""
    evidence = seen.evidence
    if seen.reading.barred or seen.repeats_itself:
        return None
    for meaning in CONTACTS:
        if meaning is Meaning.PHONE and _numbers_something(seen.header):
            continue
        unnamed_phone = meaning is Meaning.PHONE and is_unnamed(seen.header)
        count = evidence.phones if unnamed_phone else _unmistakable(evidence, meaning)
        if evidence.share(count) >= _CLEARLY:
            return targets.find(
                _silent(seen, meaning), meaning, Certainty.LIKELY, how_many(evidence, meaning)
            )
    other_topic = any(slug(seen.header) in group for group in CLOSE)
    if other_topic or not seen.holds_people or evidence.share(evidence.one_word) >= SOME:
        return None
    reason = "its values look like names of people"
    return targets.find(_silent(seen, Meaning.NAME), Meaning.NAME, Certainty.LIKELY, reason)


def _named(seen: Seen, meaning: Meaning, own: float, targets: Targets) -> Find | None:
    evidence, literal = seen.evidence, seen.reading.strength is Strength.LITERAL
    says = f"{seen.named}; {how_many(evidence, meaning)}"
    if own >= MOST and seen.repeats_itself and not literal:
        reason = f"{says}, but only {evidence.different:,} different"
        return targets.find(_second_to_others(seen), meaning, Certainty.LIKELY, reason)
    if own >= MOST and meaning is Meaning.PHONE and evidence.share(evidence.whole_phones) < MOST:
        return targets.find(seen, meaning, Certainty.LIKELY, f"{says}, though many could be ids or are short")
    if own >= MOST and evidence.share(_unmistakable(evidence, _other(meaning))) > _NOW_AND_THEN:
        reason = f"{says}, and {how_many(evidence, _other(meaning))}"
        return targets.find(seen, meaning, Certainty.LIKELY, reason)
    if own >= MOST:
        two_numbers = meaning is Meaning.PHONE and evidence.several
        return targets.find(seen, meaning, Certainty.LIKELY if two_numbers else Certainty.SURE, says)
    if own == 0 and not literal:
        return Find(seen.not_matched(f"{seen.named}, but {how_many(evidence, meaning)}"))
    return targets.find(
        seen, meaning, Certainty.LIKELY, f"{seen.named}, but only {how_many(evidence, meaning)}"
    )


def _loosely_named(seen: Seen, meaning: Meaning, own: float, targets: Targets) -> Find | None:
    if own < MOST or seen.repeats_itself:
        return None
    near = seen.reading.strength is Strength.NEAR
    says = _ALMOST if near else seen.named
    return targets.find(seen, meaning, Certainty.LIKELY, f"{says}; {how_many(seen.evidence, meaning)}")


def _generically_named(seen: Seen, targets: Targets) -> Find | None:
    """ "Contact" or "Client" may hold a name, a person in charge, or a kind of contact."""
    evidence = seen.evidence
    doubtful = evidence.share(evidence.names) < MOST or evidence.share(evidence.people) < _OFTEN_ENOUGH
    whole_names = seen.one_a_row and evidence.share(evidence.names - evidence.one_word) >= MOST
    if seen.repeats_itself or (doubtful and not evidence.people and not whole_names):
        return None
    certainty = Certainty.LIKELY if doubtful else Certainty.SURE
    if plain(seen.header) in NAMES_OF_LAST_RESORT:
        seen = _second_to_others(seen)
    return targets.find(seen, Meaning.NAME, certainty, f"{seen.named}; its values look like names")


def _contradiction(seen: Seen, said: Meaning, targets: Targets) -> Find | None:
    """The values are clearly something else than the header says: they win."""
    evidence = seen.evidence
    for meaning in CONTACTS:
        if meaning is not said and evidence.share(_unmistakable(evidence, meaning)) >= MOST:
            last = replace(seen, reading=replace(seen.reading, rank=_BY_CONTRADICTION))
            return targets.find(
                last, meaning, Certainty.LIKELY, f"{seen.named}, but {how_many(evidence, meaning)}"
            )
    if said in CONTACTS and seen.holds_people:
        return targets.find(seen, Meaning.NAME, Certainty.LIKELY, f"{seen.named}, but its values are names")
    return None


def _silent(seen: Seen, meaning: Meaning) -> Seen:
    """What the values alone say; "Work" and "Home number" say of phones which one."""
    return replace(seen, reading=which(seen.header, meaning))


def _other(meaning: Meaning) -> Meaning:
    return Meaning.PHONE if meaning is Meaning.EMAIL else Meaning.EMAIL


def _numbers_something(header: str) -> bool:
    """ "Parcel number", "Policy #": numbers, but of a thing."""
    words = plain(header.replace("#", " number ")).split()
    return bool(words) and words[-1] in _COUNTING and not (NEUTRAL | OF_MESSAGES).issuperset(words)


def _count(evidence: Evidence, meaning: Meaning) -> int:
    return evidence.emails if meaning is Meaning.EMAIL else evidence.phones


def _unmistakable(evidence: Evidence, meaning: Meaning) -> int:
    """Bare digits may be ids, so only phones that are laid out as such count without a header's word."""
    return evidence.emails if meaning is Meaning.EMAIL else evidence.laid_out_phones


def no_words(evidence: Evidence) -> str:
    """What the values are instead of words, or ""."""
    kinds = {
        "dates": evidence.dates,
        "numbers": evidence.numbers,
        "UUIDs": evidence.uuids,
        "yes or no": evidence.yes_no,
    }
    return next((f"its values are {kind}" for kind, n in kinds.items() if evidence.share(n) >= MOST), "")
