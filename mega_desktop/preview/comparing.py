"""File, CRM and snapshot together: what will happen to every row."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from mega_desktop.crm import OnDuplicate
from mega_desktop.matching import INTO, PROBLEM, Leads
from mega_desktop.preview.changes import CHANGES, fate
from mega_desktop.preview.meeting import BY_EMAIL, BY_PHONE, IS_KNOWN, meet
from mega_desktop.preview.plan import SAID, SAID_BY, SAID_LEAD, SAID_WHY, Plan
from mega_desktop.preview.planned import Planned
from mega_desktop.preview.rules import IS_THERE, beside_leads
from mega_desktop.preview.sequence import in_sending_order
from mega_desktop.preview.snapshot import LEAD, Snapshot

NOTHING_CHANGES = "nothing in this lead would change"
PROTECTED = "what your rules protect is left out, as it is not known what the lead has"

_GUESS, _SAME = "guess", "same already"
_THERE = [Planned.UPDATE.value, Planned.LEFT_ALONE.value]


def compare(plan: Plan, snapshot: Snapshot | None) -> Plan:
    """The plan with what the snapshot adds to it: what stays the same, and what was not foreseen.

    The CRM's own word decides where it differs from the snapshot, and the row's reason says so. A row
    that the CRM was not asked about yet goes by the snapshot alone. A row is UNCHANGED only when the
    snapshot has its lead and every value to be sent is there already; rows that go to one lead are it
    together or not at all.
    """
    return replace(plan, snapshot=snapshot, frame=settled(plan, snapshot))


def settled(plan: Plan, snapshot: Snapshot | None) -> pl.DataFrame:
    """The plan's frame made anew from the file, from what the CRM said, and from the snapshot."""
    leads, frame = plan.leads, plan.frame
    can_go = leads.frame.select(pl.col(PROBLEM).is_null() & pl.col(INTO).is_null()).to_series()
    rows = leads.frame.select(leads.keys).hstack(frame).filter(can_go)
    if rows.is_empty():
        return frame
    rows = _with_guess(meet(rows, leads, snapshot), leads)
    rows = _judged(beside_leads(rows, list(leads.keys), snapshot), leads)
    rows = rows.with_columns(_reason(leads, snapshot).alias("reason"))
    return in_sending_order(_put_back(frame, can_go, rows), leads, snapshot)


def _asked() -> pl.Expr:
    return pl.col(SAID).is_not_null() & (pl.col(SAID) != Planned.UNCHECKED.value)


def _with_guess(rows: pl.DataFrame, leads: Leads) -> pl.DataFrame:
    """With what the snapshot alone foretells as `_GUESS`, and `lead_id` and `matched_by` as far as known."""
    found, known = pl.coalesce(BY_EMAIL, BY_PHONE), pl.col(IS_KNOWN)
    by_email = pl.when(pl.col(BY_EMAIL).is_not_null()).then(pl.lit("email"))
    by = by_email.when(found.is_not_null()).then(pl.lit("phone"))
    # A CRM that knows people by their email alone never changes a lead that is there.
    updates = leads.on_duplicate is OnDuplicate.UPDATE and leads.same_phone
    meets = pl.lit((Planned.UPDATE if updates else Planned.LEFT_ALONE).value)
    guess = pl.when(found.is_null()).then(pl.lit(Planned.NEW.value)).otherwise(meets)
    to_be_found = known & (~_asked() | pl.col(SAID).is_in(_THERE))
    said_lead = pl.when(pl.col(SAID).is_in(_THERE)).then(pl.col(SAID_LEAD))
    return rows.with_columns(
        pl.when(known).then(guess).otherwise(pl.lit(Planned.UNCHECKED.value)).alias(_GUESS),
        pl.coalesce(said_lead, pl.when(to_be_found).then(found)).alias(LEAD),
        pl.when(_asked()).then(pl.col(SAID_BY)).when(known).then(by).alias("matched_by"),
    )


def _judged(rows: pl.DataFrame, leads: Leads) -> pl.DataFrame:
    """With `planned`: what the CRM said, else what the snapshot foretells, and what of it changes nothing."""
    changing = [kind.value for kind in CHANGES]
    nothing_changes = pl.all_horizontal(~fate(f, leads).is_in(changing) for f in leads.fields)
    planned = pl.when(_asked()).then(pl.col(SAID)).otherwise(_GUESS)
    rows = rows.with_columns(planned.alias("planned"))
    same = (pl.col("planned") == Planned.UPDATE.value) & pl.col(IS_THERE) & nothing_changes
    rows = rows.with_columns(same.alias(_SAME))
    together = pl.col(_SAME) & pl.col(_SAME).all().over(LEAD)
    unchanged = pl.lit(Planned.UNCHANGED.value)
    return rows.with_columns(pl.when(together).then(unchanged).otherwise("planned").alias("planned"))


def _reason(leads: Leads, snapshot: Snapshot | None) -> pl.Expr:
    """What the CRM said, then how that differs from the snapshot, then what the rules make of it."""
    planned, why = pl.col("planned"), pl.coalesce(SAID_WHY, pl.lit(""))
    is_said = planned.is_in([Planned.UNCHECKED.value, Planned.UNCHANGED.value]) | (planned == pl.col(SAID))
    by = pl.when(pl.col("matched_by").is_not_null()).then(pl.format("same {}", pl.col("matched_by")))
    parts = [pl.when(is_said & (why != "")).then(why).otherwise(by)]
    parts.append(pl.when(planned == Planned.UNCHANGED.value).then(pl.lit(NOTHING_CHANGES)))
    if snapshot is not None:
        parts.append(_difference(snapshot.account))
    if leads.existing:
        updates = planned == Planned.UPDATE.value
        parts.append(pl.when(updates & ~pl.col(IS_THERE)).then(pl.lit(PROTECTED)))
    return pl.concat_str(parts, separator="; ", ignore_nulls=True)


def _difference(account: str) -> pl.Expr:
    """Where the CRM's word is not what its leads, as they were read, foretold."""
    changed = f"changed in {account} since its leads were read: this lead was"
    gone = (pl.col(SAID) == Planned.NEW.value) & pl.col(_GUESS).is_in(_THERE)
    come = pl.col(SAID).is_in(_THERE) & (pl.col(_GUESS) == Planned.NEW.value)
    other = pl.col(SAID).is_in(_THERE) & pl.col(IS_KNOWN) & (pl.col(LEAD) != pl.coalesce(BY_EMAIL, BY_PHONE))
    return (
        pl.when(gone)
        .then(pl.lit(f"{changed} there then"))
        .when(come)
        .then(pl.lit(f"{changed} not there then"))
        .when(other)
        .then(pl.lit(f"{account} takes another lead for this person than its leads suggest"))
    )


def _put_back(frame: pl.DataFrame, places: pl.Series, rows: pl.DataFrame) -> pl.DataFrame:
    """`frame` with what is decided in `rows` in the places that are true."""
    at = places.arg_true()
    decided = ("planned", "reason", LEAD, "matched_by")
    return frame.with_columns(frame[name].clone().scatter(at, rows[name]) for name in decided)
