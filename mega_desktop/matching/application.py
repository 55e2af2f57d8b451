"""Applies a mapping: every row of the file becomes a lead, or is told why it cannot."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import polars as pl

from mega_desktop.crm import CUSTOM, Field, FieldKind, Knowledge, OnDuplicate, System
from mega_desktop.errors import Problem
from mega_desktop.matching.choosing import Chooser
from mega_desktop.matching.cleaning import Cleaned, add, no_text
from mega_desktop.matching.leads import INTO, LEFT_OUT, PROBLEM, PROBLEM_FIELD, WHY, Leads
from mega_desktop.matching.mapping import ColumnMatch, Mapping, NamePart
from mega_desktop.matching.rejudging import nobody_in
from mega_desktop.matching.remarks import Remark, sentences
from mega_desktop.matching.repeats import fold_repeats
from mega_desktop.matching.steps import parse_all, run, steps_of
from mega_desktop.matching.texts import looked_up
from mega_desktop.sheets import ROW, Table

_CHOSEN = frozenset([FieldKind.STAGE, FieldKind.OWNER, FieldKind.CHOICE])
_IN_TURN = frozenset([FieldKind.EMAIL, FieldKind.PHONE])


@dataclass(frozen=True)
class _Filled:
    """A field with what the file gives for it, and what there is to say of it."""

    field: Field
    cleaned: Cleaned
    notes: tuple[str, ...] = ()


def apply(table: Table, mapping: Mapping, fields: Sequence[Field], knowledge: Knowledge) -> Leads:
    """What `mapping` makes of `table`: cleaned, checked as far as this computer can, repeats folded.

    Args:
        fields: Everything the destination can take. Custom fields that are not in here are sent all the same.
        knowledge: The account's stages and owners, by whose names values are found.

    Raises:
        Problem: The mapping names a field that the destination does not have, or a step that there is not.
    """
    in_use = _fields_in_use(mapping, fields)
    # Fields do not depend on one another, and polars lets other threads run while it works.
    with ThreadPoolExecutor() as threads:
        filled = list(threads.map(lambda field: _fill(field, table, mapping, knowledge), in_use))
    problems = _without_left_out(_problems(filled, mapping.system), table, mapping)
    frame = pl.DataFrame(
        [
            table.cells(ROW),
            *(f.cleaned.values.alias(f.field.key) for f in filled),
            problems[PROBLEM],
            problems[PROBLEM_FIELD],
        ]
    ).with_columns(pl.lit(None, pl.UInt32).alias(INTO), pl.lit(None, pl.String).alias(WHY))
    same_phone = not mapping.system.needs_email
    on_duplicate = mapping.on_duplicate if mapping.system.updates else OnDuplicate.SKIP
    fields_in_use = tuple(f.field for f in filled)
    return fold_repeats(
        Leads(
            frame,
            fields_in_use,
            on_duplicate,
            mapping.repeats,
            _notes(filled),
            same_phone,
            existing=_existing(mapping),
            clean_up=_clean_up(mapping),
        )
    )


def _existing(mapping: Mapping) -> dict[str, str]:
    """The rule of each field that has another than "replace": of several columns the most careful one's."""
    rules = ("if_empty", "never")
    return {c.field: rule for rule in rules for c in mapping.columns if c.field and c.existing == rule}


def _clean_up(mapping: Mapping) -> dict[str, tuple[str, ...]]:
    """The steps of each field's first column, where they were chosen."""
    columns = sorted(mapping.columns, key=lambda c: (-c.order, -c.index))
    return {c.field: c.clean_up for c in columns if c.field and c.clean_up and c.part is None}


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
    choose = Chooser(field, knowledge) if field.kind in _CHOSEN else None
    if choose:
        whole = [choose(_words(table, c), c.header, c.values) for c in columns]
    else:
        whole = [_cleaned(table, c, field) for c in columns if c.part is None]
        parts = [(c, _cleaned(table, c, field)) for c in columns if c.part is not None]
        whole += [_joined(parts)] if parts else []
    notes = _not_used(field, columns, whole) if field.kind in _IN_TURN else ()
    if fixed := mapping.fixed.get(field.key):
        same = pl.Series([fixed]).new_from_index(0, table.rows)
        whole.append(choose(same, field.label, {}) if choose else Cleaned(same, no_text(table.rows)))
    cleaned = _first_filled(whole, table.rows)
    if field.kind is FieldKind.EMAIL and mapping.system.needs_email:
        # Whether such a CRM tells capitals apart is not documented; one spelling cannot make two leads.
        cleaned = replace(cleaned, values=cleaned.values.str.to_lowercase())
    return _Filled(field, cleaned, notes)


def _cleaned(table: Table, match: ColumnMatch, field: Field) -> Cleaned:
    values = looked_up(_values(table, match), match.values)
    return run(parse_all(steps_of(match, field.kind)), values, field.kind)


def _words(table: Table, match: ColumnMatch) -> pl.Series:
    """What a column of choices holds, before its values are looked up."""
    return run(parse_all(match.clean_up), _values(table, match), None).values


def _values(table: Table, match: ColumnMatch) -> pl.Series:
    name = next(c.name for c in table.columns if c.index == match.index)
    return table.cells(name)


def _not_used(field: Field, columns: list[ColumnMatch], cleaned: list[Cleaned]) -> tuple[str, ...]:
    """Of several emails or phones of one person only one can be sent; that is said, column by column."""
    notes: list[str] = []
    used = no_text(cleaned[0].values.len()) if cleaned else no_text(0)
    for match, column in zip(columns, cleaned, strict=True):
        count = int((used != column.values).sum())
        if count:
            what, are = (field.label.lower(), "is") if count == 1 else (f"{field.label.lower()}s", "are")
            notes.append(f"{count:,} {what} of “{match.header}” {are} not used: a column before it is filled")
        used = used.zip_with(used.is_not_null(), column.values)
    return tuple(notes)


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
    remarks: dict[Remark, int] = {}
    for _match, cleaned in in_order:
        remarks = add(remarks, cleaned.remarks)
    return Cleaned(values, no_text(values.len()), remarks)


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
    nobody, why = nobody_in([f.field for f in filled], by_phone=not system.needs_email)
    return frame.select(
        pl.coalesce(*sentences, pl.when(nobody).then(pl.lit(why))).alias(PROBLEM),
        pl.coalesce(*abouts, pl.lit(None, pl.String)).alias(PROBLEM_FIELD),
    )


def _without_left_out(problems: pl.DataFrame, table: Table, mapping: Mapping) -> pl.DataFrame:
    """Rows with a value that the person leaves out are not imported, whatever else is wrong with them."""
    for match in mapping.columns:
        if not match.leave_out:
            continue
        word = _values(table, match).str.strip_chars().alias("word")
        left = word.is_in(list(match.leave_out)).fill_null(value=False)
        reason = pl.format("{} is “{}”: left out, as you chose", pl.lit(match.header), pl.lit(word))
        problems = problems.with_columns(
            pl.when(left).then(reason).otherwise(PROBLEM).alias(PROBLEM),
            pl.when(left).then(pl.lit(LEFT_OUT)).otherwise(PROBLEM_FIELD).alias(PROBLEM_FIELD),
        )
    return problems


def _notes(filled: list[_Filled]) -> tuple[str, ...]:
    remarks: dict[Remark, int] = {}
    for one in filled:
        remarks = add(remarks, one.cleaned.remarks)
    return sentences(remarks) + tuple(note for one in filled for note in one.notes)
