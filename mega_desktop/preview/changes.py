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
from mega_desktop.preview.rules import beside_leads, is_protected, there
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
    decided = plan.frame.slice(place, 1)
    values = plan.leads.frame.slice(place, 1).select(plan.leads.keys)
    planned = Planned(decided["planned"].item())
    if planned is Planned.NEW:
        return tuple(_new(key, values[key].item()) for key in plan.leads.keys)
    if planned not in {Planned.UPDATE, Planned.UNCHANGED, Planned.LEFT_ALONE}:
        return ()
    beside = beside_leads(values.hstack(decided), list(plan.leads.keys), plan.snapshot)
    if not beside["there"].item():
        return ()
    if planned is Planned.LEFT_ALONE:
        return tuple(_kept(key, beside[there(key)].item()) for key in plan.leads.keys)
    kinds = beside.select(fate(f, plan.leads).alias(f.key) for f in plan.leads.fields)
    return tuple(
        _change(f.key, beside[there(f.key)].item(), beside[f.key].item(), ChangeKind(kinds[f.key].item()))
        for f in plan.leads.fields
    )


def change_summary(plan: Plan) -> ChangeSummary:
    """How many leads each field changes in, over all rows that update one."""
    updates = plan.frame["planned"] == Planned.UPDATE.value
    leads = plan.leads
    beside = leads.frame.select(leads.keys).filter(updates).hstack(plan.frame.filter(updates))
    beside = beside_leads(beside, list(leads.keys), plan.snapshot)
    known = beside.filter(pl.col("there"))
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


def _kept(key: str, own: str | None) -> FieldChange:
    return FieldChange(key, own, own, ChangeKind.KEPT)


def _change(key: str, own: str | None, sent: str | None, kind: ChangeKind) -> FieldChange:
    return FieldChange(key, own, sent if kind in CHANGES else own, kind)
