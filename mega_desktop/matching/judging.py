"""Judges one column: what its header says against what its values are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rapidfuzz import process
from rapidfuzz.distance import OSA

from mega_desktop.crm import CUSTOM, Choice, Field, FieldKind, Knowledge, System
from mega_desktop.matching.choices import Matched, match_choices
from mega_desktop.matching.evidence import Evidence, values_of
from mega_desktop.matching.headers import Reading, Strength, is_unnamed, plain, slug, written_slug
from mega_desktop.matching.mapping import Certainty, ColumnMatch, NamePart
from mega_desktop.matching.vocabulary import CLOSE, Meaning
from mega_desktop.sheets import Column, Table

MOST = 0.75
"""Share of values from which on "they are addresses" is said without a doubt."""

_CLEARLY = 0.9
_SOME = 0.3
_FEW = 20
_AGAIN_AND_AGAIN = 4.0
_CHOICES = 200
_NEAR_SLUG = 0.85
_SHORTEST_NEAR_SLUG = 5
LEAD_LINE = "lead_line"

_PARTS = {Meaning.FIRST: NamePart.FIRST, Meaning.MIDDLE: NamePart.MIDDLE, Meaning.LAST: NamePart.LAST}
_KINDS = {
    FieldKind.NAME: Meaning.NAME,
    FieldKind.PHONE: Meaning.PHONE,
    FieldKind.EMAIL: Meaning.EMAIL,
    FieldKind.STAGE: Meaning.STAGE,
    FieldKind.OWNER: Meaning.OWNER,
}
_KEYS = {LEAD_LINE: Meaning.LINE, "source_platform": Meaning.SOURCE, "source_type": Meaning.SOURCE_TYPE}
_CRM_NAMES = {System.MEGA: "MEGA", System.FOXREACH: "FoxReach", System.PRACTICE: "the Practice CRM"}
_GENERIC_NAMES = frozenset(
    ["lead", "contact", "customer", "client", "person", "kunde", "kontakt", "cliente", "contacto", "contatto"]
    + ["contato", "klant", "interessent", "file as", "display name"]
)


@dataclass(frozen=True)
class Seen:
    """One column with everything there is to go by."""

    column: Column
    reading: Reading
    evidence: Evidence

    @property
    def header(self) -> str:
        return self.column.header

    @property
    def named(self) -> str:
        return f"named “{self.header}”"


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


class Judge:
    """Knows the table, the fields there are and what was learned about the account."""

    def __init__(self, table: Table, fields: Sequence[Field], knowledge: Knowledge, system: System) -> None:
        self._table = table
        self._fields = {f.key: f for f in fields}
        self._by_meaning = {m: f for f in reversed(fields) if (m := meaning_of(f)) is not None}
        self._knowledge = knowledge
        self._asked = knowledge != Knowledge()
        self._crm = _CRM_NAMES[system]
        self._slugs = _known_slugs(fields, knowledge)

    def judge(self, seen: Seen) -> Find:
        """Where the column goes as far as it alone can tell."""
        literal = self._literal(seen)
        if literal is not None:
            seen = replace(seen, reading=literal)
        written = written_slug(seen.header)
        find = None if written else self._by_meaning_of(seen)
        custom = self._custom(seen)
        if find is None and custom.field is None:
            find = self._by_values(seen)
        return (
            replace(find, otherwise=custom) if find else Find(custom, strength=_custom_strength(seen, custom))
        )

    def _literal(self, seen: Seen) -> Reading | None:
        """The field's own name as header ("contact_name", "Lead line")."""
        name = plain(seen.header)
        for meaning, field in self._by_meaning.items():
            if name in (plain(field.key), plain(field.label)) and seen.reading.meaning in (None, meaning):
                return Reading(meaning, Strength.LITERAL, seen.reading.rank)
            if name == plain(field.key):
                return Reading(meaning, Strength.LITERAL)
        return None

    def _by_meaning_of(self, seen: Seen) -> Find | None:
        meaning = seen.reading.meaning
        if meaning is None:
            return None
        if meaning in (Meaning.EMAIL, Meaning.PHONE):
            return self._contact(seen, meaning)
        if meaning in (Meaning.NAME, Meaning.FIRST, Meaning.MIDDLE, Meaning.LAST):
            return self._name(seen, meaning)
        return self._choice(seen, meaning)

    # --- emails and phones ---------------------------------------------------------------------------------

    def _contact(self, seen: Seen, meaning: Meaning) -> Find | None:
        evidence, strength = seen.evidence, seen.reading.strength
        if evidence.seen == 0:
            return self._find(seen, meaning, Certainty.LIKELY, f"{seen.named}; the column is empty")
        own = evidence.share(_count(evidence, meaning))
        if own < _SOME and (other := self._contradiction(seen, meaning)):
            return other
        if strength < Strength.NAMED:
            return self._loosely_named_contact(seen, meaning, own)
        says = f"{seen.named}; {_how_many(evidence, meaning)}"
        if own >= MOST and _repeats_itself(evidence):
            return self._find(
                seen, meaning, Certainty.LIKELY, f"{says}, but only {evidence.different:,} different"
            )
        if own >= MOST:
            return self._find(seen, meaning, Certainty.SURE, says)
        if own > 0 or strength is Strength.LITERAL:
            return self._find(
                seen, meaning, Certainty.LIKELY, f"{seen.named}, but only {_how_many(evidence, meaning)}"
            )
        return Find(_no_match(seen, f"{seen.named}, but {_how_many(evidence, meaning)}"))

    def _loosely_named_contact(self, seen: Seen, meaning: Meaning, own: float) -> Find | None:
        if own < MOST or _repeats_itself(seen.evidence):
            return None
        says = "close to a name for it" if seen.reading.strength is Strength.NEAR else seen.named
        return self._find(seen, meaning, Certainty.LIKELY, f"{says}; {_how_many(seen.evidence, meaning)}")

    def _contradiction(self, seen: Seen, said: Meaning) -> Find | None:
        """The values are clearly something else than the header says: they win."""
        evidence = seen.evidence
        for meaning in (Meaning.EMAIL, Meaning.PHONE):
            if meaning is not said and evidence.share(_sure_count(evidence, meaning)) >= MOST:
                reason = f"{seen.named}, but {_how_many(evidence, meaning)}"
                return self._find(
                    replace(seen, reading=replace(seen.reading, rank=99)), meaning, Certainty.LIKELY, reason
                )
        if said in (Meaning.EMAIL, Meaning.PHONE) and _are_people(evidence):
            return self._find(seen, Meaning.NAME, Certainty.LIKELY, f"{seen.named}, but its values are names")
        return None

    # --- names ---------------------------------------------------------------------------------------------

    def _name(self, seen: Seen, meaning: Meaning) -> Find | None:
        evidence = seen.evidence
        if evidence.seen == 0:
            return self._find(seen, meaning, Certainty.LIKELY, f"{seen.named}; the column is empty")
        if other := self._contradiction(seen, meaning):
            return other
        if wrong := _not_words(evidence):
            return Find(_no_match(seen, f"{seen.named}, but {wrong}"))
        doubtful = evidence.share(evidence.names) < MOST
        if plain(seen.header) in _GENERIC_NAMES and seen.reading.strength is not Strength.LITERAL:
            if _repeats_itself(evidence) or (doubtful and evidence.given_names == 0):
                return None
            doubtful = doubtful or evidence.share(evidence.given_names) < _SOME / 3
        if seen.reading.strength is Strength.NEAR:
            return None if doubtful else self._find(seen, meaning, Certainty.LIKELY, "close to a name for it")
        certainty = Certainty.LIKELY if doubtful else Certainty.SURE
        return self._find(
            seen, meaning, certainty, seen.named + ("; not all values look like names" if doubtful else "")
        )

    # --- stages, owners and other choices ------------------------------------------------------------------

    def _choice(self, seen: Seen, meaning: Meaning) -> Find | None:
        field = self._by_meaning.get(Meaning.STAGE if meaning is Meaning.STATUS else meaning)
        if field is None:
            return None
        if seen.evidence.seen == 0:
            strong = seen.reading.strength is Strength.LITERAL
            return (
                self._find(seen, meaning, Certainty.LIKELY, f"{seen.named}; the column is empty")
                if strong
                else None
            )
        counts = dict(values_of(self._table, seen.column.index, _CHOICES + 1))
        if meaning is Meaning.OWNER and seen.evidence.share(seen.evidence.uuids) >= _CLEARLY:
            return self._find(seen, meaning, Certainty.SURE, f"{seen.named}; its values are UUIDs")
        matched = match_choices(counts, field, self._choices(field))
        verdict = self._verdict(seen, meaning, field, matched, counts)
        return verdict

    def _choices(self, field: Field) -> Sequence[Choice]:
        learned = {FieldKind.STAGE: self._knowledge.stages, FieldKind.OWNER: self._knowledge.owners}
        return field.choices or learned.get(field.kind, ())

    def _verdict(
        self, seen: Seen, meaning: Meaning, field: Field, matched: Matched, counts: dict[str, int]
    ) -> Find | None:
        literal = seen.reading.strength is Strength.LITERAL
        if not matched.unmatched:
            certainty, reason = _all_met(meaning, field, matched)
            return self._find(seen, meaning, certainty, f"{seen.named}; {reason}", matched)
        if literal:
            return self._find(seen, meaning, Certainty.LIKELY, f"{seen.named}; {_to_match(matched)}", matched)
        if len(counts) > _CHOICES:
            return None
        if not self._choices(field):
            return self._unlearned(seen, meaning, matched)
        if _enough(meaning, matched, counts):
            return self._find(seen, meaning, Certainty.LIKELY, f"{seen.named}; {_to_match(matched)}", matched)
        if meaning in (Meaning.LINE, Meaning.SOURCE_TYPE):
            return None
        return Find(
            _no_match(seen, f"{seen.named}, but {_met(matched, meaning)}: choose it by hand if it is right")
        )

    def _unlearned(self, seen: Seen, meaning: Meaning, matched: Matched) -> Find | None:
        """Nothing is known of the account's stages or owners: values go on only where the CRM can judge them."""
        if not self._asked or meaning is Meaning.STAGE:
            return self._find(seen, meaning, Certainty.LIKELY, f"{seen.named}; {_to_match(matched)}", matched)
        what = "owner" if meaning is Meaning.OWNER else "stage"
        return Find(
            _no_match(
                seen, f"{seen.named}, but no lead of this account shows an {what} yet".replace("an s", "a s")
            )
        )

    # --- custom fields -------------------------------------------------------------------------------------

    def _custom(self, seen: Seen) -> ColumnMatch:
        own = slug(seen.header)
        filled = seen.evidence.filled
        if not filled and own not in self._slugs:
            return _no_match(seen, "the column is empty")
        if own in self._slugs:
            return _match(seen, self._slugs[own], Certainty.SURE, f"{self._crm} knows this field")
        if own in self._knowledge.unknown_fields:
            lost = f"{filled:,} value{'s' if filled != 1 else ''} would not be imported"
            return _no_match(seen, f"{self._crm} has no custom field “{own}”: {lost}")
        if written_slug(seen.header) and own != LEAD_LINE:
            return _match(seen, CUSTOM + own, Certainty.SURE, f"names the custom field “{own}”")
        if close := self._close_slug(own):
            return _match(
                seen, self._slugs[close], Certainty.LIKELY, f"close to “{close}”, a field {self._crm} knows"
            )
        return _no_match(seen, self._no_field(seen))

    def _close_slug(self, own: str) -> str:
        group: tuple[str, ...] = next((g for g in CLOSE if own in g), ())
        alike = next((s for s in group if s in self._slugs), "")
        if alike or len(own) < _SHORTEST_NEAR_SLUG:
            return alike
        near = process.extractOne(
            own, self._slugs.keys(), scorer=OSA.normalized_similarity, score_cutoff=_NEAR_SLUG
        )
        return near[0] if near else ""

    def _no_field(self, seen: Seen) -> str:
        if is_unnamed(seen.header):
            return "the column has no name, and its values do not tell what they are"
        if seen.reading.barred:
            return "says nothing about the lead's own name, phone or email; it can go to a custom field"
        return f"no field of {self._crm} has this name; it can go to a custom field"

    # --- values alone --------------------------------------------------------------------------------------

    def _by_values(self, seen: Seen) -> Find | None:
        """What the values say where the header says nothing."""
        evidence = seen.evidence
        if seen.reading.barred or _repeats_itself(evidence):
            return None if seen.reading.barred else self._buyers_and_sellers(seen)
        for meaning in (Meaning.EMAIL, Meaning.PHONE):
            count = (
                evidence.phones
                if is_unnamed(seen.header) and meaning is Meaning.PHONE
                else _sure_count(evidence, meaning)
            )
            if evidence.share(count) >= _CLEARLY:
                return self._silent(seen, meaning, _how_many(evidence, meaning))
        other_topic = any(slug(seen.header) in group for group in CLOSE)
        if not other_topic and _are_people(evidence) and evidence.share(evidence.one_word) < _SOME:
            return self._silent(seen, Meaning.NAME, "its values look like names of people")
        return self._buyers_and_sellers(seen)

    def _buyers_and_sellers(self, seen: Seen) -> Find | None:
        field = self._by_meaning.get(Meaning.LINE)
        counts = (
            dict(values_of(self._table, seen.column.index, _CHOICES))
            if seen.evidence.different < _FEW
            else {}
        )
        if field is None or len(counts) < 2:
            return None
        matched = match_choices(counts, field, self._choices(field))
        if matched.unmatched:
            return None
        return self._silent(seen, Meaning.LINE, _only(counts), matched)

    def _silent(
        self, seen: Seen, meaning: Meaning, reason: str, matched: Matched | None = None
    ) -> Find | None:
        quiet = replace(seen, reading=Reading(meaning, Strength.SILENT, seen.reading.rank))
        return self._find(quiet, meaning, Certainty.LIKELY, reason, matched)

    def _find(
        self, seen: Seen, meaning: Meaning, certainty: Certainty, reason: str, matched: Matched | None = None
    ) -> Find | None:
        part = None if meaning in self._by_meaning else _PARTS.get(meaning)
        wanted = Meaning.NAME if part else Meaning.STAGE if meaning is Meaning.STATUS else meaning
        field = self._by_meaning.get(wanted)
        if field is None:
            return None
        match = replace(
            _match(seen, field.key, certainty, reason), part=part, values=matched.values if matched else {}
        )
        return Find(match, meaning, seen.reading.strength, seen.reading.rank)


def meaning_of(field: Field) -> Meaning | None:
    """What a column has to hold to go to this field; None for free text."""
    if field.is_custom:
        return None
    if field.kind is FieldKind.CHOICE:
        return _KEYS.get(field.key)
    names = {"first name": Meaning.FIRST, "last name": Meaning.LAST}
    return names.get(plain(field.key)) or _KINDS.get(field.kind)


def _known_slugs(fields: Sequence[Field], knowledge: Knowledge) -> dict[str, str]:
    """Slug → field key, for custom fields that exist and for the CRM's own fields of free text."""
    custom = {s: CUSTOM + s for s in knowledge.custom_fields}
    own = {slug(f.key): f.key for f in fields if f.is_custom or meaning_of(f) is None}
    return {s: key for s, key in (custom | own).items() if s != LEAD_LINE}


def _custom_strength(seen: Seen, custom: ColumnMatch) -> Strength:
    return (
        Strength.LITERAL if written_slug(seen.header) else Strength.NAMED if custom.field else Strength.SILENT
    )


def _match(seen: Seen, key: str, certainty: Certainty, reason: str) -> ColumnMatch:
    return ColumnMatch(seen.column.index, seen.header, key, certainty, reason)


def _no_match(seen: Seen, reason: str) -> ColumnMatch:
    return ColumnMatch(seen.column.index, seen.header, reason=reason)


def _count(evidence: Evidence, meaning: Meaning) -> int:
    return evidence.emails if meaning is Meaning.EMAIL else evidence.phones


def _sure_count(evidence: Evidence, meaning: Meaning) -> int:
    return evidence.emails if meaning is Meaning.EMAIL else evidence.laid_out_phones


def _how_many(evidence: Evidence, meaning: Meaning) -> str:
    count, what = (
        _count(evidence, meaning),
        "email addresses" if meaning is Meaning.EMAIL else "phone numbers",
    )
    if count == evidence.seen:
        return f"all {count:,} values are {what}"
    return f"{count or 'none'} of {evidence.seen:,} values are {what}".replace("none of", "none of its")


def _repeats_itself(evidence: Evidence) -> bool:
    """The same few again and again: colleagues or choices, not one a lead."""
    return evidence.seen >= _FEW and evidence.average_uses >= _AGAIN_AND_AGAIN


def _are_people(evidence: Evidence) -> bool:
    return evidence.share(evidence.names) >= MOST and evidence.share(evidence.given_names) >= _SOME


def _not_words(evidence: Evidence) -> str:
    kinds = {
        "dates": evidence.dates,
        "numbers": evidence.numbers,
        "UUIDs": evidence.uuids,
        "yes or no": evidence.yes_no,
    }
    return next((f"its values are {kind}" for kind, n in kinds.items() if evidence.share(n) >= MOST), "")


def _all_met(meaning: Meaning, field: Field, matched: Matched) -> tuple[Certainty, str]:
    if meaning is Meaning.LINE:
        return Certainty.SURE, _only(matched.exact | matched.alike)
    if not matched.alike:
        return Certainty.SURE, f"every value is known as {field.label.lower()}"
    return Certainty.LIKELY, f"{len(matched.alike)} of {matched.words} values were matched by likeness"


def _only(words: dict[str, str] | dict[str, int]) -> str:
    shown = list(words)[:3]
    return "only " + " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def _to_match(matched: Matched) -> str:
    left = len(matched.unmatched)
    if not matched.met:
        return f"{left} value{'s' if left != 1 else ''} to match"
    return f"{matched.met} of {matched.words} values are known, {left} to match"


def _met(matched: Matched, meaning: Meaning) -> str:
    what = {Meaning.OWNER: "an owner", Meaning.SOURCE: "a source it knows"}.get(meaning, "a stage")
    return f"{matched.met or 'none'} of its {matched.words} values is {what}"


def _enough(meaning: Meaning, matched: Matched, counts: dict[str, int]) -> bool:
    """Whether so many values meet that the rest is worth matching by hand.

    Rows with a value that stays unmatched cannot go, so a source, which is only nice to have,
    needs all of them.
    """
    if meaning in (Meaning.SOURCE, Meaning.SOURCE_TYPE) or not matched.met:
        return False
    rows = sum(counts[word] for word in counts if word not in matched.unmatched)
    return matched.met * 2 >= matched.words or rows >= MOST * sum(counts.values())
