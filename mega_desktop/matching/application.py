"""Applies a mapping: every row of the file becomes a lead, or is told why it cannot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import polars as pl

from mega_desktop.crm import CUSTOM, Choice, Field, FieldKind, Knowledge, System
from mega_desktop.errors import Problem
from mega_desktop.matching.cleaning import Cleaned, clean_emails, clean_names, clean_phones, clean_text
from mega_desktop.matching.evidence import UUID
from mega_desktop.matching.leads import INTO, PROBLEM, PROBLEM_FIELD, WHY, Leads
from mega_desktop.matching.mapping import ColumnMatch, Mapping, NamePart
from mega_desktop.matching.repeats import fold_repeats
from mega_desktop.sheets import ROW, Table

_CLEANERS: dict[FieldKind, Callable[[pl.Series], Cleaned]] = {
    FieldKind.NAME: clean_names,
    FieldKind.EMAIL: clean_emails,
    FieldKind.PHONE: clean_phones,
}
_CHOSEN = frozenset([FieldKind.STAGE, FieldKind.OWNER, FieldKind.CHOICE])
_PERSONAL = frozenset([FieldKind.NAME, FieldKind.EMAIL, FieldKind.PHONE])


@dataclass(frozen=True)
class _Filled:
    """A field with what the file gives for it; `columns` in the order in which they are asked."""

    field: Field
    columns: tuple[ColumnMatch, ...]
    cleaned: Cleaned


def apply(table: Table, mapping: Mapping, fields: Sequence[Field], knowledge: Knowledge) -> Leads:
    """What `mapping` makes of `table`: cleaned, checked as far as this computer can, repeats folded.

    Args:
        fields: Everything the destination can take. Custom fields that are not in here are sent all the same.
        knowledge: The account's stages and owners, by whose names values are found.

    Raises:
        Problem: The mapping names a field that the destination does not have.
    """
    filled = [_fill(field, table, mapping, knowledge) for field in _fields_in_use(mapping, fields)]
    problems = _problems(filled, mapping.system)
    frame = pl.DataFrame(
        [
            table.frame[ROW].cast(pl.UInt32),
            *(f.cleaned.values.alias(f.field.key) for f in filled),
            problems[PROBLEM],
            problems[PROBLEM_FIELD],
        ]
    ).with_columns(pl.lit(None, pl.UInt32).alias(INTO), pl.lit(None, pl.String).alias(WHY))
    leads = Leads(
        frame, tuple(f.field for f in filled), mapping.on_duplicate, mapping.repeats, _notes(filled)
    )
    return fold_repeats(leads, phones=mapping.system is not System.FOXREACH)


def _fields_in_use(mapping: Mapping, fields: Sequence[Field]) -> list[Field]:
    """In the destination's order, custom fields nobody listed last."""
    wanted = dict.fromkeys([c.field for c in mapping.columns if c.field] + list(mapping.fixed))
    known = [f for f in fields if f.key in wanted]
    missing = [key for key in wanted if key not in {f.key for f in known}]
    for key in missing:
        if not key.startswith(CUSTOM):
            title = f"The mapping names the field “{key}”, which this CRM does not have."
            raise Problem(title, "Choose another field for that column.")
    return known + [Field(k, f"Custom: {k.removeprefix(CUSTOM)}", FieldKind.TEXT) for k in missing]


def _fill(field: Field, table: Table, mapping: Mapping, knowledge: Knowledge) -> _Filled:
    columns = tuple(
        sorted((c for c in mapping.columns if c.field == field.key), key=lambda c: (c.order, c.index))
    )
    fixed = mapping.fixed.get(field.key)
    if field.kind in _CHOSEN:
        cleaned = _chosen(table, columns)
        return _Filled(field, columns, _checked(field, columns, _with_fixed(cleaned, fixed), knowledge))
    clean = _CLEANERS.get(field.kind, clean_text)
    whole = [clean(_values(table, c)) for c in columns if c.part is None]
    parts = [c for c in columns if c.part is not None]
    if parts:
        whole.append(_joined([(c, clean(_values(table, c))) for c in parts]))
    return _Filled(field, columns, _with_fixed(_first_filled(whole, table.rows), fixed))


def _values(table: Table, match: ColumnMatch) -> pl.Series:
    name = next(c.name for c in table.columns if c.index == match.index)
    return table.frame[name]


def _first_filled(cleaned: list[Cleaned], rows: int) -> Cleaned:
    if not cleaned:
        return Cleaned(_nothing(rows), _nothing(rows))
    first = cleaned[0]
    for other in cleaned[1:]:
        first = first.before(other)
    return first


def _joined(parts: list[tuple[ColumnMatch, Cleaned]]) -> Cleaned:
    """The name of its parts: first, middle, last, whatever the order of the columns."""
    places = list(NamePart)
    in_order = sorted(
        parts, key=lambda p: (places.index(p[0].part or NamePart.FIRST), p[0].order, p[0].index)
    )
    frame = pl.DataFrame([cleaned.values.alias(str(n)) for n, (_match, cleaned) in enumerate(in_order)])
    name = pl.concat_str(pl.all(), separator=" ", ignore_nulls=True)
    values = frame.select(pl.when(name != "").then(name)).to_series()
    return Cleaned(values, _nothing(values.len()))


def _with_fixed(cleaned: Cleaned, fixed: str | None) -> Cleaned:
    if not fixed:
        return cleaned
    return replace(
        cleaned,
        values=cleaned.values.fill_null(pl.lit(fixed, pl.String)) if cleaned.values.len() else cleaned.values,
    )


def _chosen(table: Table, columns: tuple[ColumnMatch, ...]) -> Cleaned:
    """The file's words brought to what is sent, by each column's own table of values; "" leaves empty."""
    return _first_filled([_looked_up(clean_text(_values(table, c)), c) for c in columns], table.rows)


def _looked_up(cleaned: Cleaned, match: ColumnMatch) -> Cleaned:
    if not match.values:
        return cleaned
    value = pl.col("value")
    old, new = list(match.values), list(match.values.values())
    sent = value.replace_strict(old, new, default=value, return_dtype=pl.String)
    values = cleaned.values.alias("value").to_frame().select(pl.when(sent != "").then(sent)).to_series()
    return replace(cleaned, values=values)


def _checked(
    field: Field, columns: tuple[ColumnMatch, ...], cleaned: Cleaned, knowledge: Knowledge
) -> Cleaned:
    """Values named by label or by slug become what is sent; those that cannot be accepted get a problem."""
    choices = _choices(field, knowledge)
    frame = cleaned.values.alias("value").to_frame().lazy()
    known = {_name(text): c.value for c in choices for text in (c.label, c.value)}
    value = pl.col("value")
    if known:
        name = value.str.to_lowercase().str.replace_all(r"[\s_\-]+", " ")
        found = name.replace_strict(list(known), list(known.values()), default=None, return_dtype=pl.String)
        frame = frame.with_columns(pl.coalesce(found, value).alias("value"))
    frame = frame.with_columns(_choice_problem(field, columns, choices).alias(PROBLEM))
    checked = frame.collect()
    return Cleaned(checked["value"], checked[PROBLEM])


def _choices(field: Field, knowledge: Knowledge) -> tuple[Choice, ...]:
    learned = {FieldKind.STAGE: knowledge.stages, FieldKind.OWNER: knowledge.owners}
    return (*field.choices, *learned.get(field.kind, ()))


def _name(text: str) -> str:
    return " ".join(text.casefold().replace("_", " ").replace("-", " ").split())


def _choice_problem(field: Field, columns: tuple[ColumnMatch, ...], choices: tuple[Choice, ...]) -> pl.Expr:
    value = pl.col("value")
    if field.kind is FieldKind.OWNER:
        unknown = pl.format("owner “{}” is not known in MEGA", value)
        return pl.when(~value.str.contains(UUID)).then(unknown)
    if not field.closed:
        return pl.lit(None, pl.String)
    where = columns[0].header if columns else field.label
    allowed = ", ".join(c.value for c in choices)
    sentence = pl.format("{}: “{}” is not one of {}", pl.lit(where), value, pl.lit(allowed))
    return pl.when(~value.is_in([c.value for c in choices])).then(sentence)


def _problems(filled: list[_Filled], system: System) -> pl.DataFrame:
    """The first problem of each row, in the order of the fields, and the field it is about."""
    per_field = [
        (f.field.key, f.cleaned.problems)
        for f in filled
        if f.cleaned.problems.null_count() < f.cleaned.problems.len()
    ]
    frame = pl.DataFrame([f.cleaned.values.alias(f.field.key) for f in filled])
    frame = frame.with_columns(problem.alias(f"{PROBLEM}:{key}") for key, problem in per_field)
    sentences = [pl.col(f"{PROBLEM}:{key}") for key, _ in per_field]
    abouts = [pl.when(pl.col(f"{PROBLEM}:{key}").is_not_null()).then(pl.lit(key)) for key, _ in per_field]
    nobody, why = _nobody([f.field for f in filled], system)
    return frame.select(
        pl.coalesce(*sentences, pl.when(nobody).then(pl.lit(why))).alias(PROBLEM),
        pl.coalesce(*abouts, pl.lit(None, pl.String)).alias(PROBLEM_FIELD),
    )


def _nobody(fields: list[Field], system: System) -> tuple[pl.Expr, str]:
    """Rows the CRM could not tell whose they are: MEGA needs a name, phone or email, FoxReach an email."""
    foxreach = system is System.FOXREACH
    needed = [f.key for f in fields if f.kind is FieldKind.EMAIL or (f.kind in _PERSONAL and not foxreach)]
    sentence = "no email" if foxreach else "no name, phone or email"
    return (pl.all_horizontal(pl.col(needed).is_null()) if needed else pl.lit(value=True)), sentence


def _notes(filled: list[_Filled]) -> tuple[str, ...]:
    counted = [
        (
            sum(f.cleaned.extensions for f in filled),
            "phone extension was dropped",
            "phone extensions were dropped",
        ),
        (
            sum(f.cleaned.placeholders for f in filled),
            "phone or email cell that only says “n/a” or the like was treated as empty",
            "phone or email cells that only say “n/a” or the like were treated as empty",
        ),
        (
            sum(f.cleaned.lists for f in filled),
            "cell holds several phones or emails, parted by “:::”: the first is used",
            "cells hold several phones or emails, parted by “:::”: the first is used",
        ),
    ]
    return tuple(f"{n:,} {one if n == 1 else many}" for n, one, many in counted if n)


def _nothing(rows: int) -> pl.Series:
    return pl.Series([None], dtype=pl.String).new_from_index(0, rows)
