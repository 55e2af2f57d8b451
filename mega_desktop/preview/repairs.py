"""Repairs for a whole group of problems at once: each a set of edits, shown with samples before it is made.

Only what can be done honestly is offered: a value is put right where the right one can be read from it, and
is otherwise taken away, chosen by the person, or its row is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import polars as pl

from mega_desktop.crm import Choice, Field, FieldKind
from mega_desktop.matching import clean_typed
from mega_desktop.preview.edits import Edits, cells_of
from mega_desktop.preview.groups import CHOSEN, ProblemGroup
from mega_desktop.preview.plan import Plan
from mega_desktop.sheets import ROW

SAMPLES = 3
_BEFORE, _AFTER = "before", "after"
_VALUE = pl.col(_BEFORE)
_PERSONAL = frozenset([FieldKind.NAME, FieldKind.EMAIL, FieldKind.PHONE])


class RepairKind(StrEnum):
    """What a repair does."""

    MEND = "mend"
    FIRST = "first"
    CHOOSE = "choose"
    EMPTY = "empty"
    LEAVE_OUT = "leave_out"


@dataclass(frozen=True)
class Sample:
    """One cell that a repair changes; `after` is None where it is emptied."""

    row: int
    before: str
    after: str | None


@dataclass(frozen=True, eq=False)
class Repair:
    """One way to get rid of a group's problem.

    Attributes:
        title: What it does, in the person's words.
        rows: How many rows it repairs; the group may have more.
        edits: What it changes; for CHOOSE see `chosen`.
        samples: Some of the cells, before and after.
        choices: For CHOOSE, the values there are; else empty.
    """

    kind: RepairKind
    title: str
    rows: int
    edits: Edits
    samples: tuple[Sample, ...] = ()
    choices: tuple[Choice, ...] = ()

    def chosen(self, value: str) -> Edits:
        """The edits of a CHOOSE with one of its choices."""
        cells = self.edits.cells
        return Edits(cells.with_columns(pl.lit(value).alias("value")))


def repairs_for(plan: Plan, group: ProblemGroup) -> tuple[Repair, ...]:
    """What can be done about a group, the best first; leaving the rows out is always possible."""
    rows = plan.leads.frame.filter(pl.col(ROW).is_in(group.rows.implode()))
    if group.meant:
        return (_meant(group, rows),)
    offers: list[Repair | None] = []
    if group.field is not None:
        chosen = plan.leads.clean_up.get(group.field.key, ())
        offers += [_mended(group.field, rows, way, chosen) for way in _WAYS.get(group.field.kind, ())]
        offers += [_choice(group.field, rows), _emptied(plan, group.field, rows)]
    return (*(offer for offer in offers if offer is not None), _left_out(rows))


@dataclass(frozen=True)
class _Way:
    """A way to read the right value from a wrong one."""

    kind: RepairKind
    title: str
    mend: Callable[[pl.Expr], pl.Expr]


def _spelled(value: pl.Expr) -> pl.Expr:
    """An address without stray spaces, dots and commas, and with one @.

    A comma becomes a dot only where the domain has none: after a whole address it begins something else.
    """
    plain = (
        value.str.replace_all(r"(?i)\s*[(\[{]\s*(?:at|@)\s*[)\]}]\s*", "@")
        .str.replace_all(r"(?i)\s*[(\[{]\s*dot\s*[)\]}]\s*", ".")
        .str.strip_chars(" .,;:<>()[]\"'")
        .str.replace_all(r"\.{2,}", ".")
        .str.replace_all(r"[\s.]*@[\s.@]*", "@")
    )
    domain = plain.str.extract("@(.*)$").str.replace_all(r"\s*\.\s*", ".")
    has_dot = domain.str.contains(".", literal=True)
    with_dot = pl.when(has_dot).then(domain).otherwise(domain.str.replace(",", ".", literal=True))
    return pl.concat_str(plain.str.extract("^([^@]*@)"), with_dot)


def _first_email(value: pl.Expr) -> pl.Expr:
    return value.str.extract(r"([^\s,;/|<>\"]+@[^\s,;/|<>\"@]+\.[^\s,;/|<>\"@]+)")


def _first_phone(value: pl.Expr) -> pl.Expr:
    """The number before the sign that parts two; a slash within one number is left to the person."""
    parted = value.str.extract(r"^(.*?[0-9])\s*(?:[,;|]|/|\bor\b|\band\b|&|\s-\s)\s*[+(]?[0-9]")
    long_enough = parted.str.replace_all(r"[^0-9]", "").str.len_bytes() >= 10
    return pl.when(long_enough).then(parted)


def _without_words(value: pl.Expr) -> pl.Expr:
    """A number with words before or after it, such as "(mobile)"; never one with digits in several places."""
    return value.str.extract(r"^[^0-9+(]*(?:\([^0-9]*\))?[^0-9+(]*([+(]?[0-9][0-9 ().\-/]{8,}[0-9])[^0-9]*$")


_WAYS = {
    FieldKind.EMAIL: (
        _Way(RepairKind.MEND, "Take stray spaces, dots, commas and @ signs out", _spelled),
        _Way(RepairKind.FIRST, "Use the first of several addresses", _first_email),
    ),
    FieldKind.PHONE: (
        _Way(RepairKind.FIRST, "Use the first of several numbers", _first_phone),
        _Way(RepairKind.MEND, "Take the words around the number out", _without_words),
    ),
}


def _mended(field: Field, rows: pl.DataFrame, way: _Way, chosen: Sequence[str]) -> Repair | None:
    """The rows of which the right value can be read in this way: only those that have no problem then.

    Args:
        chosen: The clean-up steps of the field's column.
    """
    cells = rows.select(ROW, pl.col(field.key).alias(_BEFORE)).drop_nulls()
    cells = cells.with_columns(way.mend(_VALUE).alias(_AFTER))
    cleaned = clean_typed(field, cells[_AFTER], chosen)
    is_right = cleaned.problems.is_null() & cleaned.values.is_not_null()
    cells = cells.with_columns(cleaned.values.alias(_AFTER)).filter(
        is_right & (cells[_BEFORE] != cells[_AFTER])
    )
    if cells.is_empty():
        return None
    edits = Edits(cells_of(cells[ROW], field.key, cells[_AFTER]))
    return Repair(way.kind, way.title, cells.height, edits, _samples(cells))


def _meant(group: ProblemGroup, rows: pl.DataFrame) -> Repair:
    """The domain that is probably meant, for addresses that could go as they are."""
    key = group.field.key if group.field else ""
    mended = pl.concat_str(pl.col(key).str.extract("^(.*@)"), pl.lit(group.meant))
    cells = rows.select(ROW, pl.col(key).alias(_BEFORE), mended.alias(_AFTER))
    edits = Edits(cells_of(cells[ROW], key, cells[_AFTER]))
    return Repair(RepairKind.MEND, f"Change it to {group.meant}", cells.height, edits, _samples(cells))


def _choice(field: Field, rows: pl.DataFrame) -> Repair | None:
    if field.kind not in CHOSEN or not field.choices:
        return None
    cells = cells_of(rows[ROW], field.key, rows[field.key])
    title = f"Set the {field.label.lower()} to"
    return Repair(RepairKind.CHOOSE, title, rows.height, Edits(cells), choices=field.choices)


def _emptied(plan: Plan, field: Field, rows: pl.DataFrame) -> Repair | None:
    """Without the bad value, where the row still says whose it is."""
    contacts = [f.key for f in plan.leads.fields if f.kind in _needed(plan) and f.key != field.key]
    there = pl.any_horizontal(pl.col(contacts).is_not_null()) if contacts else pl.lit(value=False)
    cells = rows.filter(there & pl.col(field.key).is_not_null()).select(
        ROW, pl.col(field.key).alias(_BEFORE), pl.lit(None, pl.String).alias(_AFTER)
    )
    if cells.is_empty():
        return None
    label = field.label.lower()
    title = f"Leave the {label} empty" if field.kind in CHOSEN else f"Send the row without its {label}"
    edits = Edits(cells_of(cells[ROW], field.key, cells[_AFTER]))
    return Repair(RepairKind.EMPTY, title, cells.height, edits, _samples(cells))


def _needed(plan: Plan) -> frozenset[FieldKind]:
    return _PERSONAL if plan.leads.same_phone else frozenset([FieldKind.EMAIL])


def _left_out(rows: pl.DataFrame) -> Repair:
    many = rows.height != 1
    title = f"Leave {'these rows' if many else 'this row'} out"
    return Repair(RepairKind.LEAVE_OUT, title, rows.height, Edits.leave_out(rows[ROW]))


def _samples(cells: pl.DataFrame) -> tuple[Sample, ...]:
    return tuple(
        Sample(row, before, after)
        for row, before, after in cells.unique(_BEFORE, keep="first", maintain_order=True)
        .head(SAMPLES)
        .select(ROW, _BEFORE, _AFTER)
        .iter_rows()
    )
