"""What the dry run cannot see: the rows of one import that go before a row."""

from __future__ import annotations

import polars as pl

from mega_desktop.crm import FieldKind, OnDuplicate
from mega_desktop.matching import Leads, Repeats, same_person
from mega_desktop.preview.keys import email_key, field_of, phone_key
from mega_desktop.preview.meeting import EMAIL_KEY, PHONE_KEY, with_keys
from mega_desktop.preview.planned import Planned
from mega_desktop.preview.rules import with_rules
from mega_desktop.preview.snapshot import LEAD, Snapshot
from mega_desktop.preview.turns import LeadKeys, Line, carry_out
from mega_desktop.sheets import ROW

_PLACE, _GROUP = "place", "group"
_SENT_EMAIL, _SENT_PHONE = "sent email", "sent phone"
_GOES = [Planned.NEW.value, Planned.UPDATE.value, Planned.LEFT_ALONE.value]


def in_sending_order(frame: pl.DataFrame, leads: Leads, snapshot: Snapshot | None) -> pl.DataFrame:
    """The plan's frame as it is when rows are carried out one after the other, in file order.

    A dry run writes nothing, so it judges every row as if it were alone. Of one new person sent in
    several rows it calls each new; when they are sent, the second meets the lead that the first made.
    And a row may give a lead another email or phone than the one by which a later row would find it.
    """
    groups = same_person(leads).select(_PLACE, _GROUP) if leads.repeats is Repeats.ALL else None
    company = _company(frame, leads, groups)
    if groups is not None and not groups.is_empty():
        frame = _first_is_new(frame, groups.join(company, on=_PLACE, how="anti"), leads)
    if company.is_empty():
        return frame
    there = _keys_there(company, leads, snapshot)
    company = _with_rows_of(there, company, frame, leads)
    return _carried_out(frame, company, there, leads, snapshot)


def _first_is_new(frame: pl.DataFrame, groups: pl.DataFrame, leads: Leads) -> pl.DataFrame:
    """Of one new person only the first row is new."""
    rows = groups.with_columns(frame[ROW].gather(groups[_PLACE]), frame["planned"].gather(groups[_PLACE]))
    new = rows.filter(pl.col("planned") == Planned.NEW.value)
    later = new.select(ROW, pl.col(ROW).min().over(_GROUP).alias("first")).filter(
        pl.col("first") < pl.col(ROW)
    )
    reason = pl.format("same person as row {}, which goes first", pl.col("first"))
    then = pl.lit(_met(leads).value)
    return frame.update(later.select(ROW, planned=then, reason=reason), on=ROW, how="left")


def _met(leads: Leads) -> Planned:
    """What happens to a row whose lead is there when its turn comes."""
    return Planned.UPDATE if leads.on_duplicate is OnDuplicate.UPDATE else Planned.LEFT_ALONE


def _company(frame: pl.DataFrame, leads: Leads, groups: pl.DataFrame | None) -> pl.DataFrame:
    """The rows that may hang on those before them: of one lead, or of one person, without a common key.

    Rows that all share one email or one phone always find the same lead, whatever they change in it.
    """
    rows = _going(frame)
    group = pl.lit(None, pl.UInt32).alias(_GROUP)
    rows = rows.with_columns(group) if groups is None else rows.join(groups, _PLACE, how="left")
    shared = pl.col(LEAD).is_not_null() & pl.col(LEAD).is_duplicated()
    rows = _keyed(rows.filter(shared | pl.col(_GROUP).is_not_null()), leads)
    return rows.filter(_without_common_key(LEAD) | _without_common_key(_GROUP)).drop(_GROUP).sort(_PLACE)


def _with_rows_of(
    there: list[LeadKeys], company: pl.DataFrame, frame: pl.DataFrame, leads: Leads
) -> pl.DataFrame:
    """With the rows that go to any of these leads: what they change, the others may meet."""
    ids = pl.Series([keys.lead for keys in there], dtype=pl.String).implode()
    more = _going(frame).filter(pl.col(LEAD).is_in(ids)).join(company, on=_PLACE, how="anti")
    return pl.concat([company, _keyed(more, leads).select(company.columns)]).sort(_PLACE)


def _going(frame: pl.DataFrame) -> pl.DataFrame:
    rows = frame.select(ROW, "planned", LEAD, "matched_by").with_row_index(_PLACE)
    return rows.filter(pl.col("planned").is_in(_GOES))


def _keyed(rows: pl.DataFrame, leads: Leads) -> pl.DataFrame:
    own = leads.frame.select(pl.col(leads.keys).gather(rows[_PLACE]))
    return rows.hstack(with_keys(own, leads).select(EMAIL_KEY, PHONE_KEY))


def _without_common_key(by: str) -> pl.Expr:
    common = pl.lit(value=False)
    for key in (EMAIL_KEY, PHONE_KEY):
        common |= (pl.col(key).n_unique().over(by) == 1) & pl.col(key).is_not_null().all().over(by)
    return pl.col(by).is_not_null() & (pl.len().over(by) > 1) & ~common


def _carried_out(
    frame: pl.DataFrame,
    company: pl.DataFrame,
    there: list[LeadKeys],
    leads: Leads,
    snapshot: Snapshot | None,
) -> pl.DataFrame:
    sent = _sent_keys(frame, company, leads, snapshot)
    names = (_PLACE, ROW, LEAD, "matched_by", EMAIL_KEY, PHONE_KEY, _SENT_EMAIL, _SENT_PHONE)
    lines = [Line(*line) for line in company.hstack(sent).select(names).iter_rows()]
    turned = carry_out(lines, there, changes=_met(leads) is Planned.UPDATE)
    if not turned:
        return frame
    places = [turn.place for turn in turned]
    met, new = _met(leads).value, Planned.NEW.value
    columns: dict[str, list[str | None]] = {
        "planned": [new if turn.is_new else met for turn in turned],
        "reason": [turn.reason for turn in turned],
        LEAD: [turn.lead for turn in turned],
        "matched_by": [None] * len(turned),
    }
    return frame.with_columns(
        frame[name].clone().scatter(places, pl.Series(values, dtype=pl.String))
        for name, values in columns.items()
    )


def _keys_there(company: pl.DataFrame, leads: Leads, snapshot: Snapshot | None) -> list[LeadKeys]:
    """The leads that any of these rows may find, the oldest first."""
    email, phone = field_of(leads.fields, FieldKind.EMAIL), field_of(leads.fields, FieldKind.PHONE)
    if snapshot is None or email is None or phone is None:
        return []
    keys = snapshot.columns([LEAD, email, phone]).select(
        LEAD, email_key(pl.col(email)).alias(EMAIL_KEY), phone_key(pl.col(phone)).alias(PHONE_KEY)
    )
    found = pl.any_horizontal(
        pl.col(name).is_in(company[name].drop_nulls().unique().implode())
        for name in (LEAD, EMAIL_KEY, PHONE_KEY)
    )
    return [LeadKeys(*line) for line in keys.filter(found).collect().iter_rows()]


def _sent_keys(
    frame: pl.DataFrame, company: pl.DataFrame, leads: Leads, snapshot: Snapshot | None
) -> pl.DataFrame:
    """The keys that are left in what is sent, once the rules have taken out what they protect."""
    names = {EMAIL_KEY: _SENT_EMAIL, PHONE_KEY: _SENT_PHONE}
    contacts = {field_of(leads.fields, kind) for kind in (FieldKind.EMAIL, FieldKind.PHONE)}
    if not contacts & set(leads.existing):
        return company.select(pl.col(key).alias(name) for key, name in names.items())
    at = company[_PLACE]
    rows, decided = leads.frame.select(pl.all().gather(at)), frame.select(pl.all().gather(at))
    sent = with_keys(with_rules(rows, decided, leads, snapshot), leads)
    return sent.select(EMAIL_KEY, PHONE_KEY).rename(names)
