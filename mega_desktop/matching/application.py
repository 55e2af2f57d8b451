"""Applies a mapping: every row of the file becomes a lead, or is told why it cannot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl

from mega_desktop.crm import CUSTOM, Field, FieldKind, Knowledge, System
from mega_desktop.errors import Problem
from mega_desktop.matching.choosing import Chooser
from mega_desktop.matching.cleaning import (
    Cleaned,
    clean_emails,
    clean_names,
    clean_phones,
    clean_text,
    no_text,
)
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
    """A field with what the file gives for it."""

    field: Field
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
            table.cells(ROW),
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
    columns = sorted((c for c in mapping.columns if c.field == field.key), key=lambda c: (c.order, c.index))
    if field.kind in _CHOSEN:
        choose = Chooser(field, knowledge)
        whole = [choose(_values(table, c), c.header, c.values) for c in columns]
    else:
        choose = None
        clean = _CLEANERS.get(field.kind, clean_text)
        whole = [clean(_values(table, c)) for c in columns if c.part is None]
        parts = [(c, clean(_values(table, c))) for c in columns if c.part is not None]
        whole += [_joined(parts)] if parts else []
    if fixed := mapping.fixed.get(field.key):
        same = pl.Series([fixed]).new_from_index(0, table.rows)
        whole.append(choose(same, field.label, {}) if choose else Cleaned(same, no_text(table.rows)))
    return _Filled(field, _first_filled(whole, table.rows))


def _values(table: Table, match: ColumnMatch) -> pl.Series:
    name = next(c.name for c in table.columns if c.index == match.index)
    return table.cells(name)


def _first_filled(cleaned: list[Cleaned], rows: int) -> Cleaned:
    if not cleaned:
        return Cleaned(no_text(rows), no_text(rows))
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
    return Cleaned(values, no_text(values.len()))


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
