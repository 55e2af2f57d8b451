"""People who get into each other's way: told before anything is sent, each in a plain sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import polars as pl

from mega_desktop.crm import FieldKind
from mega_desktop.matching import PROBLEM, unfold
from mega_desktop.preview.keys import email_key, field_of, phone_key, whole_number
from mega_desktop.preview.meeting import BY_EMAIL, BY_PHONE, EMAIL_KEY, PHONE_KEY, meet, with_keys
from mega_desktop.preview.plan import Plan
from mega_desktop.preview.planned import SENT
from mega_desktop.preview.rules import beside_leads, there
from mega_desktop.preview.snapshot import LEAD
from mega_desktop.sheets import ROW

_NAMED = 5
_PERSON = "person"


class CollisionKind(StrEnum):
    """What gets into whose way.

    SHARED_PHONE: one phone, several people of the file (a switchboard, or numbers that lost their ends).
    OTHERS_PHONE: the phone of a row is that of a lead with another email.
    TWO_LEADS: the email is one lead's, the phone another's.
    ONE_LEAD: rows that are different people in the file go to one lead.
    """

    SHARED_PHONE = "shared_phone"
    OTHERS_PHONE = "others_phone"
    TWO_LEADS = "two_leads"
    ONE_LEAD = "one_lead"


@dataclass(frozen=True)
class Collision:
    """One of them.

    Attributes:
        rows: Excel numbers of the rows of the file that it is about.
        leads: Ids of the leads that it is about, as far as they are known.
        sentence: What will happen, for the person.
    """

    kind: CollisionKind
    rows: tuple[int, ...]
    leads: tuple[str, ...]
    sentence: str


def collisions(plan: Plan) -> tuple[Collision, ...]:
    """Rows that meet another person's data in the file or, as far as the snapshot knows, in the account."""
    name = plan.account or (plan.snapshot.account if plan.snapshot else "") or "the CRM"
    kinds = {
        CollisionKind.SHARED_PHONE: _shared_phones(plan),
        CollisionKind.OTHERS_PHONE: _others_phones(plan),
        CollisionKind.TWO_LEADS: _two_leads(plan),
        CollisionKind.ONE_LEAD: _one_lead(plan),
    }
    return tuple(
        Collision(
            kind, tuple(rows), tuple(ids), f"{_listed(rows)} {_SENTENCES[kind].format(name=name)}{more}"
        )
        for kind, found in kinds.items()
        for rows, ids, more in found.select("rows", "leads", "more").iter_rows()
    )


_SENTENCES = {
    CollisionKind.SHARED_PHONE: "have one phone but different emails or names: one person to {name}",
    CollisionKind.OTHERS_PHONE: (
        "has the phone of a lead with another email: {name} takes them for one person and changes that lead"
    ),
    CollisionKind.TWO_LEADS: (
        "has the email of one lead and the phone of another: as far as is known {name} changes the one with "
        "the email and leaves the other as it is"
    ),
    CollisionKind.ONE_LEAD: "are different people in the file but go to one lead in {name}, one by one",
}
_DIFFERENT_BEFORE = "; the numbers differ before their last ten digits"


def _listed(rows: Sequence[int]) -> str:
    if len(rows) == 1:
        return f"Row {rows[0]}"
    named = ", ".join(str(row) for row in rows[:_NAMED])
    return f"Rows {named}" + (f" and {len(rows) - _NAMED:,} more" if len(rows) > _NAMED else "")


def _shared_phones(plan: Plan) -> pl.DataFrame:
    """Rows of one phone with more than one email, or without emails with more than one name.

    Rows that were folded stand here with what the file has for them, not with the combined values.
    """
    leads = plan.leads
    phone = field_of(leads.fields, FieldKind.PHONE)
    if phone is None or not leads.same_phone:
        return _none()
    # Ten digits are compared many times faster as a number than as text.
    number = phone_key(pl.col(phone)).cast(pl.UInt64)
    rows = unfold(leads).frame.filter(pl.col(PROBLEM).is_null() & pl.col(phone).is_not_null())
    rows = with_keys(rows.filter(number.is_not_null() & number.is_duplicated()), leads)
    name = field_of(leads.fields, FieldKind.NAME)
    called = pl.col(name).str.to_lowercase().str.strip_chars() if name else pl.lit(None, pl.String)
    rows = rows.with_columns(called.alias(_PERSON))
    emails, names = pl.col(EMAIL_KEY).drop_nulls().n_unique(), pl.col(_PERSON).drop_nulls().n_unique()
    different = whole_number(pl.col(phone)).n_unique() > 1
    groups = rows.group_by(PHONE_KEY, maintain_order=True).agg(
        pl.col(ROW).alias("rows"),
        ((emails > 1) | ((emails == 0) & (names > 1))).alias("several"),
        pl.when(different).then(pl.lit(_DIFFERENT_BEFORE)).otherwise(pl.lit("")).alias("more"),
    )
    nobody = pl.lit([], pl.List(pl.String)).alias("leads")
    return groups.filter("several").select("rows", nobody, "more")


def _met(plan: Plan) -> pl.DataFrame:
    """The rows that go, beside the leads they meet by email and by phone."""
    leads = plan.leads
    goes = plan.frame["planned"].is_in([p.value for p in SENT])
    rows = leads.frame.select(ROW, *leads.keys).filter(goes)
    return with_keys(meet(rows, leads, plan.snapshot), leads)


def _two_leads(plan: Plan) -> pl.DataFrame:
    phone = field_of(plan.leads.fields, FieldKind.PHONE)
    if plan.snapshot is None or phone is None:
        return _none()
    met = _met(plan).filter(pl.col(BY_EMAIL) != pl.col(BY_PHONE))
    beside = beside_leads(met.with_columns(pl.col(BY_EMAIL).alias(LEAD)), [phone], plan.snapshot)
    # Where the lead with the email has this phone as well, an older one with it stays out of the way.
    both = phone_key(pl.col(there(phone))) == pl.col(PHONE_KEY)
    return _rows_of(beside.filter(~both.fill_null(value=False)), pl.concat_list(BY_EMAIL, BY_PHONE))


def _others_phones(plan: Plan) -> pl.DataFrame:
    email = field_of(plan.leads.fields, FieldKind.EMAIL)
    if plan.snapshot is None or email is None:
        return _none()
    met = _met(plan).filter(pl.col(BY_EMAIL).is_null() & pl.col(BY_PHONE).is_not_null())
    beside = beside_leads(met.with_columns(pl.col(BY_PHONE).alias(LEAD)), [email], plan.snapshot)
    return _rows_of(
        beside.filter(pl.col(EMAIL_KEY) != email_key(pl.col(there(email)))), pl.concat_list(BY_PHONE)
    )


def _one_lead(plan: Plan) -> pl.DataFrame:
    """Rows that were not folded, but the CRM, or the snapshot, finds one lead for."""
    goes = plan.frame["planned"].is_in([p.value for p in SENT])
    rows = plan.frame.filter(goes & plan.frame[LEAD].is_not_null()).filter(pl.col(LEAD).is_duplicated())
    groups = rows.group_by(LEAD, maintain_order=True).agg(pl.col(ROW).alias("rows"))
    return groups.select("rows", pl.concat_list(LEAD).alias("leads"), pl.lit("").alias("more"))


def _rows_of(rows: pl.DataFrame, leads: pl.Expr) -> pl.DataFrame:
    return rows.select(pl.concat_list(ROW).alias("rows"), leads.alias("leads"), pl.lit("").alias("more"))


def _none() -> pl.DataFrame:
    return pl.DataFrame(schema={"rows": pl.List(pl.UInt32), "leads": pl.List(pl.String), "more": pl.String})
