"""Before and after: what each field of a lead that is there becomes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import polars as pl

from mega_desktop.crm import CUSTOM, KEPT_ON_UPDATE, Field
from mega_desktop.matching import Leads
from mega_desktop.preview.keys import is_same
from mega_desktop.preview.plan import Plan
from mega_desktop.preview.planned import Planned
from mega_desktop.preview.rules import IS_THERE, beside_leads, is_protected, there
from mega_desktop.sheets import ROW


class ChangeKind(StrEnum):
    """What becomes of one field.

    FILLED: it is empty now. REPLACED: it has another value now. SAME: it has this value already.
    KEPT: the file has none for it, or a rule protects what is there. IGNORED: the CRM would not take it.
    """

    FILLED = "filled"
    REPLACED = "replaced"
    SAME = "same"
    KEPT = "kept"
    IGNORED = "ignored"


CHANGES = frozenset({ChangeKind.FILLED, ChangeKind.REPLACED})


@dataclass(frozen=True)
class FieldChange:
    """One field of one row's lead.

    Attributes:
        before: What the lead has; None for nothing.
        after: What it will have.
    """

    key: str
    before: str | None
    after: str | None
    kind: ChangeKind


@dataclass(frozen=True)
class FieldSummary:
    """One field over all rows that update a lead.

    Attributes:
        filled, replaced: Leads that get a value where there was none, or another one.
        kept: Values of the file that are not sent, as a rule protects what is there.
        ignored: Values that the CRM would not take.
    """

    key: str
    label: str
    filled: int
    replaced: int
    kept: int
    ignored: int


@dataclass(frozen=True)
class ChangeSummary:
    """What changes in leads that are there already.

    Attributes:
        fields: Those in use, in the order of the leads.
        rows: Rows that update a lead whose values are known.
        unknown: Rows that update a lead that the snapshot does not have.
    """

    fields: tuple[FieldSummary, ...]
    rows: int
    unknown: int


def fate(field: Field, leads: Leads) -> pl.Expr:
    """The `ChangeKind` of a field in a row that updates a lead; stands beside the lead, see `beside_leads`.

    MEGA's documentation says that a match is merged; that values sent overwrite, that what is not sent
    stays, and that a lead keeps the source it came from is how the word is taken here.
    """
    sent, own = pl.col(field.key), pl.col(there(field.key))
    same = is_same(field.kind, sent, own).fill_null(value=False)
    ignored = pl.lit(value=False)
    if field.is_custom:
        slugs = pl.col("ignored").str.split(", ")
        ignored = slugs.list.contains(field.key.removeprefix(CUSTOM)).fill_null(value=False)
    if field.key in KEPT_ON_UPDATE:
        ignored = ~same
    return (
        pl.when(sent.is_null() | is_protected(field, leads))
        .then(pl.lit(ChangeKind.KEPT.value))
        .when(ignored)
        .then(pl.lit(ChangeKind.IGNORED.value))
        .when(own.is_null())
        .then(pl.lit(ChangeKind.FILLED.value))
        .when(same)
        .then(pl.lit(ChangeKind.SAME.value))
        .otherwise(pl.lit(ChangeKind.REPLACED.value))
    )


def changes_of(plan: Plan, row: int) -> tuple[FieldChange, ...]:
    """Every field of one row, in the order of the leads.

    Empty for a row that is not sent, and for one whose lead nobody knows the values of.

    Args:
        row: Excel's number.
    """
    place = plan.frame[ROW].index_of(row)
    if place is None:
        return ()
    planned = Planned(plan.frame["planned"][place])
    if planned is Planned.NEW:
        values = plan.leads.frame.select(plan.leads.keys).row(place)
        return tuple(_new(key, value) for key, value in zip(plan.leads.keys, values, strict=True))
    changes = _changes(plan, pl.Series([place], dtype=pl.UInt32))
    return tuple(
        FieldChange(key, before, after, ChangeKind(kind))
        for _row, key, before, after, kind in changes.iter_rows()
    )


def all_changes(plan: Plan) -> pl.DataFrame:
    """What `changes_of` says of every row whose lead is there and known, in one frame.

    Returns:
        row, key, before, after, kind: one line a field and row, field by field.
    """
    return _changes(plan, plan.frame["planned"].is_in(_MEETS).arg_true())


_MEETS = [Planned.UPDATE.value, Planned.UNCHANGED.value, Planned.LEFT_ALONE.value]


def _changes(plan: Plan, places: pl.Series) -> pl.DataFrame:
    decided = plan.frame.select(pl.all().gather(places))
    rows = plan.leads.frame.select(pl.col(plan.leads.keys).gather(places)).hstack(decided)
    rows = rows.filter(pl.col("planned").is_in(_MEETS))
    beside = beside_leads(rows, list(plan.leads.keys), plan.snapshot).filter(pl.col(IS_THERE))
    left_alone = pl.col("planned") == Planned.LEFT_ALONE.value
    kept = pl.lit(ChangeKind.KEPT.value)
    parts = [
        beside.with_columns(
            pl.when(left_alone).then(kept).otherwise(fate(f, plan.leads)).alias("kind")
        ).select(
            ROW,
            pl.lit(f.key).alias("key"),
            pl.col(there(f.key)).alias("before"),
            pl.when(pl.col("kind").is_in([kind.value for kind in CHANGES]))
            .then(pl.col(f.key))
            .otherwise(pl.col(there(f.key)))
            .alias("after"),
            "kind",
        )
        for f in plan.leads.fields
    ]
    return pl.concat(parts)


def change_summary(plan: Plan) -> ChangeSummary:
    """How many leads each field changes in, over all rows that update one."""
    updates = plan.frame["planned"] == Planned.UPDATE.value
    leads = plan.leads
    beside = leads.frame.select(leads.keys).filter(updates).hstack(plan.frame.filter(updates))
    beside = beside_leads(beside, list(leads.keys), plan.snapshot)
    known = beside.filter(pl.col(IS_THERE))
    kinds = known.select(fate(f, leads).alias(f.key) for f in leads.fields)
    summaries = tuple(_summary(f, kinds[f.key], known[f.key]) for f in leads.fields)
    return ChangeSummary(summaries, known.height, beside.height - known.height)


def _summary(field: Field, kinds: pl.Series, sent: pl.Series) -> FieldSummary:
    counts = dict(kinds.filter(sent.is_not_null()).value_counts().iter_rows())
    filled, replaced, kept, ignored = (
        int(counts.get(kind.value, 0))
        for kind in (ChangeKind.FILLED, ChangeKind.REPLACED, ChangeKind.KEPT, ChangeKind.IGNORED)
    )
    return FieldSummary(field.key, field.label, filled, replaced, kept, ignored)


def _new(key: str, value: str | None) -> FieldChange:
    kind = ChangeKind.KEPT if value is None else ChangeKind.FILLED
    return FieldChange(key, None, value, kind)
