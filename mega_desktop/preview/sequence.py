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
from mega_desktop.preview.turns import LeadKeys, Line, Turn, carry_out
from mega_desktop.sheets import ROW

_PLACE, _GROUP = "place", "group"
_SENT_EMAIL, _SENT_PHONE = "sent email", "sent phone"
PASSES = 3
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

    Rows that are all found by one email or one phone always find the same lead, whatever they change in it;
    so do rows of one new person that share one.
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
    is_new, common = pl.col("planned") == Planned.NEW.value, pl.lit(value=False)
    for key, name in ((EMAIL_KEY, "email"), (PHONE_KEY, "phone")):
        is_one = (pl.col(key).n_unique().over(by) == 1) & pl.col(key).is_not_null().all().over(by)
        found_by_it = (pl.col("matched_by") == name).fill_null(value=False)
        common |= is_one & (is_new.all().over(by) | found_by_it.all().over(by))
    return pl.col(by).is_not_null() & (pl.len().over(by) > 1) & ~common


def _carried_out(
    frame: pl.DataFrame,
    company: pl.DataFrame,
    there: list[LeadKeys],
    leads: Leads,
    snapshot: Snapshot | None,
) -> pl.DataFrame:
    """Rules leave out values by the lead that a row meets, and that hangs on what the rows before it send."""
    names = (_PLACE, ROW, LEAD, "matched_by", EMAIL_KEY, PHONE_KEY, _SENT_EMAIL, _SENT_PHONE)
    decided = frame
    for _ in range(PASSES if _contacts(leads) & set(leads.existing) else 1):
        sent = _sent_keys(decided, company, leads, snapshot)
        lines = [Line(*line) for line in company.hstack(sent).select(names).iter_rows()]
        turned = carry_out(lines, there, changes=_met(leads) is Planned.UPDATE)
        decided = _with_turns(frame, turned, _met(leads))
    return decided


def _with_turns(frame: pl.DataFrame, turned: list[Turn], met: Planned) -> pl.DataFrame:
    if not turned:
        return frame
    columns: dict[str, list[str | None]] = {
        "planned": [(Planned.NEW if turn.is_new else met).value for turn in turned],
        "reason": [turn.reason for turn in turned],
        LEAD: [turn.lead for turn in turned],
        "matched_by": [turn.by for turn in turned],
    }
    places = [turn.place for turn in turned]
    return frame.with_columns(
        frame[name].clone().scatter(places, pl.Series(values, dtype=pl.String))
        for name, values in columns.items()
    )


def _contacts(leads: Leads) -> set[str | None]:
    return {field_of(leads.fields, kind) for kind in (FieldKind.EMAIL, FieldKind.PHONE)}


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
    if not _contacts(leads) & set(leads.existing):
        return company.select(pl.col(key).alias(name) for key, name in names.items())
    at = company[_PLACE]
    rows, decided = leads.frame.select(pl.all().gather(at)), frame.select(pl.all().gather(at))
    sent = with_keys(with_rules(rows, decided, leads, snapshot), leads)
    return sent.select(EMAIL_KEY, PHONE_KEY).rename(names)
