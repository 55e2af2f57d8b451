"""What columns can go to: the destination's fields by what they mean, and the account's choices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mega_desktop.crm import CUSTOM, Choice, Field, FieldKind, Knowledge, System
from mega_desktop.matching.choices import Matched
from mega_desktop.matching.headers import Strength, plain, slug
from mega_desktop.matching.mapping import Certainty, NamePart
from mega_desktop.matching.seen import Find, Seen
from mega_desktop.matching.vocabulary import Meaning

EMPTY = 100
"""Rank of a column without values: used after all that have some."""

LEAD_LINE = "lead_line"
"""A field of its own in MEGA; a custom field of this name must never be offered."""

_PARTS = {Meaning.FIRST: NamePart.FIRST, Meaning.MIDDLE: NamePart.MIDDLE, Meaning.LAST: NamePart.LAST}
_KINDS = {
    FieldKind.NAME: Meaning.NAME,
    FieldKind.PHONE: Meaning.PHONE,
    FieldKind.EMAIL: Meaning.EMAIL,
    FieldKind.STAGE: Meaning.STAGE,
    FieldKind.OWNER: Meaning.OWNER,
}
_KEYS = {LEAD_LINE: Meaning.LINE, "source_platform": Meaning.SOURCE, "source_type": Meaning.SOURCE_TYPE}
_HALVES = {"first name": Meaning.FIRST, "last name": Meaning.LAST}
CRM_NAMES = {System.MEGA: "MEGA", System.FOXREACH: "FoxReach", System.PRACTICE: "Practice CRM"}
"""What the person calls a CRM within a sentence."""


class Targets:
    """The fields there are.

    Attributes:
        crm: What the person calls the CRM in a sentence.
        asked: The account was looked at; otherwise its stages and owners are simply not known yet.
        by_meaning: The field for each meaning.
        slugs: Slug → field key, of custom fields that exist and of the CRM's own fields of free text.
        unknown: Slugs the CRM said it does not have.
    """

    def __init__(self, fields: Sequence[Field], knowledge: Knowledge, system: System) -> None:
        self.crm = CRM_NAMES[system]
        self.asked = knowledge != Knowledge()
        self.by_meaning = {m: f for f in reversed(fields) if (m := _meaning_of(f)) is not None}
        self.slugs = _known_slugs(fields, knowledge)
        self.unknown = frozenset(knowledge.unknown_fields)
        self._learned = {FieldKind.STAGE: knowledge.stages, FieldKind.OWNER: knowledge.owners}

    def choices(self, field: Field) -> Sequence[Choice]:
        return field.choices or self._learned.get(field.kind, ())

    def field_for(self, meaning: Meaning) -> Field | None:
        """A status goes where a stage goes, a part of the name where the name goes.

        A whole name goes to the first name where there is no other place for it.
        """
        if meaning not in self.by_meaning and meaning in _PARTS:
            meaning = Meaning.NAME
        if meaning is Meaning.NAME and meaning not in self.by_meaning:
            meaning = Meaning.FIRST
        return self.by_meaning.get(Meaning.STAGE if meaning is Meaning.STATUS else meaning)

    def find(
        self, seen: Seen, meaning: Meaning, certainty: Certainty, reason: str, matched: Matched | None = None
    ) -> Find | None:
        """The judgement that the column holds `meaning`; None where the CRM has no field for that."""
        field = self.field_for(meaning)
        if field is None:
            return None
        if meaning is Meaning.NAME and meaning not in self.by_meaning:
            return self._whole_name_as_first(seen, field)
        part = None if meaning in self.by_meaning else _PARTS.get(meaning)
        match = replace(
            seen.goes_to(field.key, certainty, reason), part=part, values=matched.values if matched else {}
        )
        rank = seen.reading.rank if seen.evidence.seen else EMPTY
        return Find(match, meaning, seen.reading.strength, rank)

    def _whole_name_as_first(self, seen: Seen, field: Field) -> Find:
        reason = f"{seen.named}; {self.crm} has no field for whole names, so all of it goes to {field.label}"
        return Find(seen.goes_to(field.key, Certainty.LIKELY, reason), Meaning.NAME, Strength.QUALIFIED)


def _meaning_of(field: Field) -> Meaning | None:
    """What a column has to hold to go to this field; None for free text."""
    if field.is_custom:
        return None
    if field.kind is FieldKind.CHOICE:
        return _KEYS.get(field.key)
    return _HALVES.get(plain(field.key)) or _KINDS.get(field.kind)


def _known_slugs(fields: Sequence[Field], knowledge: Knowledge) -> dict[str, str]:
    custom = {s: CUSTOM + s for s in knowledge.custom_fields}
    text = [f for f in fields if f.is_custom or _meaning_of(f) is None]
    customs = custom | {slug(f.key): f.key for f in text if f.is_custom}
    own = {slug(name): f.key for f in text if not f.is_custom for name in (f.label, f.key)}
    return {s: key for s, key in (customs | own).items() if s != LEAD_LINE}
