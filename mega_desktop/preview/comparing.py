"""File, CRM and snapshot together: what will happen to every row, and what will change."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from mega_desktop.crm import FieldKind, OnDuplicate
from mega_desktop.matching import INTO, PROBLEM, Leads
from mega_desktop.preview.changes import CHANGES, fate
from mega_desktop.preview.keys import email_key, field_of, phone_key
from mega_desktop.preview.plan import SAID, SAID_WHY, Plan
from mega_desktop.preview.planned import Planned
from mega_desktop.preview.rules import IS_THERE, beside_leads
from mega_desktop.preview.sequence import in_sending_order
from mega_desktop.preview.snapshot import CREATED, LEAD, Snapshot
from mega_desktop.sheets import ROW

BY_EMAIL, BY_PHONE, IS_KNOWN = "by_email", "by_phone", "is_known"
EMAIL_KEY, PHONE_KEY = "email key", "phone key"
SAME_ALREADY = "the lead has all these values already"
PROTECTED = "what your rules protect is left out, as it is not known what the lead has"

_GUESS, _SAME = "guess", "same already"


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
    rows = _with_guess(rows, leads, snapshot)
    rows = beside_leads(rows, list(leads.keys), snapshot)
    rows = _judged(rows, leads, snapshot)
    settled = _put_back(frame, can_go, rows.select(frame.columns))
    return in_sending_order(settled, leads)


def meet(rows: pl.DataFrame, leads: Leads, snapshot: Snapshot) -> pl.DataFrame:
    """`rows` with the leads they would meet in the snapshot: `BY_EMAIL`, `BY_PHONE`, and `IS_KNOWN`: whether
    the snapshot can tell; with the keys themselves as `EMAIL_KEY` and `PHONE_KEY`.

    Of several leads with the same email or phone the oldest is met.
    """
    email, phone = field_of(leads.fields, FieldKind.EMAIL), field_of(leads.fields, FieldKind.PHONE)
    nothing = pl.lit(None, pl.String)
    found = rows.lazy().with_columns(
        (email_key(pl.col(email)) if email else nothing).alias(EMAIL_KEY),
        (phone_key(pl.col(phone)) if phone and leads.same_phone else nothing).alias(PHONE_KEY),
    )
    for key, by, name, key_of in (
        (EMAIL_KEY, BY_EMAIL, email, email_key),
        (PHONE_KEY, BY_PHONE, phone, phone_key),
    ):
        found = found.join(
            _oldest(snapshot, name, key_of(pl.col(name or "")), key, by),
            on=key,
            how="left",
            maintain_order="left",
        )
    known = pl.lit(value=True)
    if not snapshot.is_whole:
        looked = pl.Series(sorted(snapshot.searched)).implode()
        known = pl.all_horizontal(
            pl.col(k).is_null() | pl.col(k).is_in(looked) for k in (EMAIL_KEY, PHONE_KEY)
        )
    return found.with_columns(known.alias(IS_KNOWN)).collect()


def _oldest(snapshot: Snapshot, field: str | None, key: pl.Expr, name: str, by: str) -> pl.LazyFrame:
    if field is None:
        return pl.LazyFrame(schema={name: pl.String, by: pl.String})
    leads = snapshot.columns([LEAD, CREATED, field]).select(key.alias(name), pl.col(LEAD).alias(by), CREATED)
    return leads.drop_nulls(name).sort(CREATED, maintain_order=True).unique(name, keep="first").drop(CREATED)


def _with_guess(rows: pl.DataFrame, leads: Leads, snapshot: Snapshot | None) -> pl.DataFrame:
    """With what the snapshot alone foretells: `_GUESS`; `lead_id`, `matched_by` where the CRM did not say."""
    asked = pl.col(SAID).is_not_null() & (pl.col(SAID) != Planned.UNCHECKED.value)
    if snapshot is None:
        unknown = pl.lit(Planned.UNCHECKED.value).alias(_GUESS)
        said_nothing = (pl.when(asked).then(pl.col(name)).alias(name) for name in (LEAD, "matched_by"))
        return rows.with_columns(unknown, *said_nothing, pl.lit(value=False).alias(IS_KNOWN))
    met = meet(rows, leads, snapshot)
    found = pl.coalesce(BY_EMAIL, BY_PHONE)
    by = (
        pl.when(pl.col(BY_EMAIL).is_not_null())
        .then(pl.lit("email"))
        .when(found.is_not_null())
        .then(pl.lit("phone"))
    )
    # A CRM that knows people by their email alone never changes a lead that is there.
    updates = leads.on_duplicate is OnDuplicate.UPDATE and leads.same_phone
    meets = Planned.UPDATE if updates else Planned.LEFT_ALONE
    guess = pl.when(found.is_null()).then(pl.lit(Planned.NEW.value)).otherwise(pl.lit(meets.value))
    goes = ~asked | (
        pl.col(SAID).is_in([Planned.UPDATE.value, Planned.LEFT_ALONE.value]) & pl.col(LEAD).is_null()
    )
    known = pl.col(IS_KNOWN)
    return met.with_columns(
        pl.when(known).then(guess).otherwise(pl.lit(Planned.UNCHECKED.value)).alias(_GUESS),
        pl.when(goes & known).then(found).when(asked).then(pl.col(LEAD)).alias(LEAD),
        pl.when(~asked & known).then(by).when(asked).then(pl.col("matched_by")).alias("matched_by"),
    )


def _judged(rows: pl.DataFrame, leads: Leads, snapshot: Snapshot | None) -> pl.DataFrame:
    asked = pl.col(SAID).is_not_null() & (pl.col(SAID) != Planned.UNCHECKED.value)
    changing = [kind.value for kind in CHANGES]
    unchanged = pl.all_horizontal(~fate(f, leads).is_in(changing) for f in leads.fields)
    updates = pl.col("planned") == Planned.UPDATE.value
    rows = rows.with_columns(pl.when(asked).then(pl.col(SAID)).otherwise(_GUESS).alias("planned"))
    rows = rows.with_columns((updates & pl.col(IS_THERE) & unchanged).alias(_SAME))
    together = pl.col(_SAME).all().over(LEAD) & pl.col(LEAD).is_not_null()
    rows = rows.with_columns(
        pl.when(pl.col(_SAME) & together)
        .then(pl.lit(Planned.UNCHANGED.value))
        .otherwise("planned")
        .alias("planned")
    )
    return rows.with_columns(_reason(leads, snapshot).alias("reason"))


def _reason(leads: Leads, snapshot: Snapshot | None) -> pl.Expr:
    """What the CRM said, then how that differs from the snapshot, then what the rules make of it."""
    planned = pl.col("planned")
    is_said = planned.is_in([Planned.UNCHECKED.value, Planned.UNCHANGED.value]) | (planned == pl.col(SAID))
    said = pl.when(is_said).then(pl.coalesce(SAID_WHY, pl.lit(""))).otherwise(pl.lit(""))
    by = pl.when(pl.col("matched_by").is_not_null()).then(pl.format("same {}", pl.col("matched_by")))
    said = pl.when(said != "").then(said).otherwise(by)
    protected = pl.lit(None, pl.String)
    if leads.existing:
        protected = pl.when((planned == Planned.UPDATE.value) & ~pl.col(IS_THERE)).then(pl.lit(PROTECTED))
    same = pl.when(planned == Planned.UNCHANGED.value).then(pl.lit(SAME_ALREADY))
    differs = _difference(snapshot) if snapshot else pl.lit(None, pl.String)
    parts = pl.concat_list(pl.when(part != "").then(part) for part in (said, same, differs, protected))
    return parts.list.drop_nulls().list.join("; ")


def _difference(snapshot: Snapshot) -> pl.Expr:
    """Where the CRM's word is not what its leads, as they were read, foretold."""
    name = snapshot.account
    there = [Planned.UPDATE.value, Planned.LEFT_ALONE.value]
    gone = (pl.col(SAID) == Planned.NEW.value) & pl.col(_GUESS).is_in(there)
    come = pl.col(SAID).is_in(there) & (pl.col(_GUESS) == Planned.NEW.value)
    other = pl.col(SAID).is_in(there) & (pl.col(LEAD) != pl.coalesce(BY_EMAIL, BY_PHONE)) & pl.col(IS_KNOWN)
    return (
        pl.when(gone)
        .then(pl.lit(f"changed in {name} since its leads were read: this lead was there then"))
        .when(come)
        .then(pl.lit(f"changed in {name} since its leads were read: this lead was not there then"))
        .when(other)
        .then(pl.lit(f"{name} takes another lead for this person than its leads suggest"))
    )


def _put_back(frame: pl.DataFrame, places: pl.Series, rows: pl.DataFrame) -> pl.DataFrame:
    """`frame` with `rows` in the places that are true."""
    at = places.arg_true()
    return frame.with_columns(
        frame[name].clone().scatter(at, rows[name]) for name in rows.columns if name != ROW and rows.height
    )
