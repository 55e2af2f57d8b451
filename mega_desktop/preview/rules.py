"""What a lead that is there already keeps: values that a rule protects are left out of what is sent.

The email or phone by which the CRM finds the lead has to be sent all the same, or it would make a second
lead. There the lead's own value is sent in place of the file's, which changes nothing.
"""

from __future__ import annotations

import polars as pl

from mega_desktop.crm import Field, FieldKind, OnDuplicate
from mega_desktop.matching import Leads
from mega_desktop.preview.keys import email_key, phone_key
from mega_desktop.preview.planned import Planned
from mega_desktop.preview.snapshot import LEAD, Snapshot

IF_EMPTY, NEVER = "if_empty", "never"
IS_THERE = "there"
"""Whether the snapshot has the lead that a row goes to."""

_KEYS = {FieldKind.EMAIL: email_key, FieldKind.PHONE: phone_key}
_KNOWN_BY = {FieldKind.EMAIL: "email", FieldKind.PHONE: "phone"}


def there(key: str) -> str:
    """The column with what the lead has in a field, beside the column `key` with what the row brings."""
    return f"there:{key}"


def beside_leads(rows: pl.DataFrame, keys: list[str], snapshot: Snapshot | None) -> pl.DataFrame:
    """Rows with what the lead of their `lead_id` has, as `there(key)`; `IS_THERE` where there is one."""
    if snapshot is None:
        nothing = pl.lit(None, pl.String)
        return rows.with_columns(
            pl.lit(value=False).alias(IS_THERE), *(nothing.alias(there(key)) for key in keys)
        )
    leads = snapshot.columns([LEAD, *keys]).rename({key: there(key) for key in keys})
    leads = leads.with_columns(pl.lit(value=True).alias(IS_THERE))
    joined = rows.lazy().join(leads, on=LEAD, how="left", maintain_order="left")
    return joined.with_columns(pl.col(IS_THERE).fill_null(value=False)).collect()


def is_protected(field: Field, leads: Leads) -> pl.Expr:
    """Whether a row that updates a lead leaves the field out; stands beside the lead, see `beside_leads`.

    Of a lead that is not in the snapshot nobody knows whether the field is empty, so it is left out too.
    """
    rule = leads.existing.get(field.key)
    if rule == NEVER:
        return pl.lit(value=True)
    if rule == IF_EMPTY:
        return pl.col(there(field.key)).is_not_null() | ~pl.col(IS_THERE)
    return pl.lit(value=False)


def with_rules(
    rows: pl.DataFrame, decided: pl.DataFrame, leads: Leads, snapshot: Snapshot | None
) -> pl.DataFrame:
    """Rows of `leads.frame` with the protected values taken out of those that update a lead, or may.

    Args:
        decided: The plan's frame, row by row beside `rows`.
    """
    fields = [f for f in leads.fields if f.key in leads.existing]
    beside = rows.hstack(decided.select("planned", LEAD, "matched_by"))
    beside = beside_leads(beside, [f.key for f in fields], snapshot)
    updates = pl.col("planned") == Planned.UPDATE.value
    if leads.same_phone:  # else the CRM never changes a lead that is there
        updates |= (pl.col("planned") == Planned.UNCHECKED.value) & pl.lit(
            leads.on_duplicate is OnDuplicate.UPDATE
        )
    return beside.select(
        *(pl.col(c) for c in rows.columns if c not in leads.existing),
        *(
            pl.when(updates & is_protected(f, leads)).then(_instead(f)).otherwise(pl.col(f.key)).alias(f.key)
            for f in fields
        ),
    ).select(rows.columns)


def _instead(field: Field) -> pl.Expr:
    """What is sent in place of a protected value: nothing, unless the CRM finds the lead by it."""
    nothing = pl.lit(None, pl.String)
    if field.kind not in _KEYS:
        return nothing
    key_of = _KEYS[field.kind]
    own, sent = pl.col(there(field.key)), pl.col(field.key)
    finds = pl.col("matched_by").is_null() | (pl.col("matched_by") == _KNOWN_BY[field.kind])
    return pl.when(key_of(own) == key_of(sent)).then(own).when(finds).then(sent).otherwise(nothing)
