"""Which leads of a snapshot the rows of a file meet, by the CRM's own rule for the same person."""

from __future__ import annotations

import polars as pl

from mega_desktop.crm import FieldKind
from mega_desktop.matching import Leads
from mega_desktop.preview.keys import email_key, field_of, phone_key
from mega_desktop.preview.snapshot import CREATED, LEAD, Snapshot

EMAIL_KEY, PHONE_KEY = "email key", "phone key"
BY_EMAIL, BY_PHONE, IS_KNOWN = "by email", "by phone", "is known"


def with_keys(rows: pl.DataFrame, leads: Leads) -> pl.DataFrame:
    """`rows` with what the CRM knows their people by: `EMAIL_KEY` and `PHONE_KEY`, null without one.

    Args:
        rows: With one text column a field key.
    """
    email, phone = field_of(leads.fields, FieldKind.EMAIL), field_of(leads.fields, FieldKind.PHONE)
    nothing = pl.lit(None, pl.String)
    return rows.with_columns(
        (email_key(pl.col(email)) if email else nothing).alias(EMAIL_KEY),
        (phone_key(pl.col(phone)) if phone and leads.same_phone else nothing).alias(PHONE_KEY),
    )


def meet(rows: pl.DataFrame, leads: Leads, snapshot: Snapshot | None) -> pl.DataFrame:
    """`rows` with the leads they would meet: their ids as `BY_EMAIL` and `BY_PHONE`, and `IS_KNOWN`: whether
    the snapshot can tell. Of several leads with the same email or phone the oldest is met.
    """
    if snapshot is None:
        nothing = pl.lit(None, pl.String)
        return rows.with_columns(
            nothing.alias(BY_EMAIL), nothing.alias(BY_PHONE), pl.lit(value=False).alias(IS_KNOWN)
        )
    found = with_keys(rows, leads).lazy()
    by_email = _oldest(snapshot, leads, FieldKind.EMAIL, EMAIL_KEY).rename({LEAD: BY_EMAIL})
    by_phone = _oldest(snapshot, leads, FieldKind.PHONE, PHONE_KEY).rename({LEAD: BY_PHONE})
    return (
        found.join(by_email, on=EMAIL_KEY, how="left", maintain_order="left")
        .join(by_phone, on=PHONE_KEY, how="left", maintain_order="left")
        .with_columns(_is_known(snapshot).alias(IS_KNOWN))
        .drop(EMAIL_KEY, PHONE_KEY)
        .collect()
    )


def _oldest(snapshot: Snapshot, leads: Leads, kind: FieldKind, name: str) -> pl.LazyFrame:
    """The first lead of each email or phone."""
    field = field_of(leads.fields, kind)
    if field is None:
        return pl.LazyFrame(schema={name: pl.String, LEAD: pl.String})
    key_of = email_key if kind is FieldKind.EMAIL else phone_key
    found = snapshot.columns([LEAD, CREATED, field]).select(key_of(pl.col(field)).alias(name), LEAD, CREATED)
    return (
        found.drop_nulls(name)
        .sort(CREATED, maintain_order=True)
        .unique(name, keep="first")
        .select(name, LEAD)
    )


def _is_known(snapshot: Snapshot) -> pl.Expr:
    if snapshot.is_whole:
        return pl.lit(value=True)
    looked = pl.Series(sorted(snapshot.searched), dtype=pl.String).implode()
    return pl.all_horizontal(
        pl.col(key).is_null() | pl.col(key).is_in(looked) for key in (EMAIL_KEY, PHONE_KEY)
    )
