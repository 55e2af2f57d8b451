"""Whom to look for among the leads that are there: the people of the rows for which it matters."""

from __future__ import annotations

import math
from dataclasses import dataclass

import polars as pl

from mega_desktop.crm import LEADS_A_PAGE, FieldKind, Limits
from mega_desktop.preview.forecast import HOUR_S, paced_s
from mega_desktop.preview.keys import email_key, field_of, phone_key
from mega_desktop.preview.plan import SAID, Plan
from mega_desktop.preview.planned import Planned


@dataclass(frozen=True)
class SnapshotCost:
    """What reading leads back will take.

    Attributes:
        is_whole: All leads of the account are read, as that is cheaper than looking for each person.
        requests: Of the allowance for reading, not of that for uploads.
        seconds: Roughly, the waits for the rate limit included.
    """

    is_whole: bool
    requests: int
    seconds: float


def snapshot_cost(plan: Plan, total: int, limits: Limits) -> SnapshotCost:
    """The cheaper way to a snapshot, told before it is taken.

    Args:
        total: Leads in the account.
    """
    pages, people = math.ceil(total / LEADS_A_PAGE), keys_to_find(plan).len()
    requests = min(pages, people)
    seconds = paced_s(requests, limits.reads_per_minute)
    if limits.reads_per_hour:
        seconds = max(seconds, (requests - limits.reads_per_hour) * HOUR_S / limits.reads_per_hour)
    return SnapshotCost(pages <= people, requests, seconds)


def keys_to_find(plan: Plan) -> pl.Series:
    """Emails and phones, as the CRM compares them, of the rows that update a lead, or may; each once.

    Of a row that is new or whose lead is left alone, as the CRM said, nothing more is to be found out. A CRM
    without a dry run says of no row what will happen, so there every row matters.
    """
    leads = plan.leads
    open_to = [Planned.UPDATE.value, Planned.UNCHECKED.value]
    matters = plan.frame[SAID].is_in(open_to).fill_null(value=False)
    rows = leads.frame.filter(plan.to_check | matters)
    email, phone = field_of(leads.fields, FieldKind.EMAIL), field_of(leads.fields, FieldKind.PHONE)
    keys = [rows.select(email_key(pl.col(email))).to_series()] if email else []
    if phone and leads.same_phone:
        keys.append(rows.select(phone_key(pl.col(phone))).to_series())
    if not keys:
        return pl.Series([], dtype=pl.String)
    return pl.concat([key.alias("key") for key in keys]).drop_nulls().unique(maintain_order=True)
