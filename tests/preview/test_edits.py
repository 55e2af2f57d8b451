"""Edits change only what they touch, are judged like the file's values, and leave no trace when undone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl
import pytest

from mega_desktop.crm import Choice, Field, FieldKind, OnDuplicate
from mega_desktop.matching import (
    INTO,
    LEFT_OUT,
    PROBLEM,
    PROBLEM_FIELD,
    WHY,
    Leads,
    Repeats,
    clean_typed,
    fold_repeats,
    rejudge,
)
from mega_desktop.preview.comparing import compare
from mega_desktop.preview.edits import BY_HAND, Edits, apply_edits, cells_of, plan_after, still_meant
from mega_desktop.preview.local import plan_locally
from mega_desktop.preview.plan import Plan
from mega_desktop.preview.planned import Planned
from mega_desktop.sheets import ROW

ANA = "11111111-1111-4111-8111-111111111111"
FIELDS = (
    Field("contact_name", "Name", FieldKind.NAME),
    Field("contact_phone", "Phone", FieldKind.PHONE),
    Field("contact_email", "Email", FieldKind.EMAIL),
    Field("stage_slug", "Stage", FieldKind.STAGE, (Choice("new", "New"), Choice("tour", "Tour booked"))),
    Field("lead_line", "Lead line", FieldKind.CHOICE, (Choice("buyer", "Buyer"),), closed=True),
    Field("custom:zip", "Custom: zip", FieldKind.TEXT),
)
Row = tuple[str | None, str | None, str | None]


def leads_of(
    rows: Sequence[Row], repeats: Repeats = Repeats.COMBINE, fields: tuple[Field, ...] = FIELDS
) -> Leads:
    """Rows 2, 3, … of (name, phone, email), judged and folded as a mapping's are."""
    keys = [f.key for f in fields]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(keys[:3], pl.String), orient="row")
    nothing = pl.lit(None, pl.String)
    frame = frame.select(
        pl.int_range(2, pl.len() + 2, dtype=pl.UInt32).alias(ROW),
        *keys[:3],
        *(nothing.alias(key) for key in keys[3:]),
        nothing.alias(PROBLEM),
        nothing.alias(PROBLEM_FIELD),
        pl.lit(None, pl.UInt32).alias(INTO),
        nothing.alias(WHY),
    )
    leads = Leads(frame, fields, OnDuplicate.UPDATE, repeats)
    everything = pl.repeat(value=True, n=frame.height, eager=True)
    judged = rejudge(leads, frame, {f.key: everything for f in fields})
    return fold_repeats(replace(leads, frame=judged))


def row(leads: Leads, number: int) -> dict[str, object]:
    return leads.frame.row(by_predicate=pl.col(ROW) == number, named=True)


PEOPLE: list[Row] = [
    ("Gil Soto", "206 555 0151", "gil@soto.example"),
    ("Uma Rao", "555", "uma.rao-example"),
    ("Tam Ode", None, "tam@ode.example"),
    (None, None, None),
    ("Gil S.", "503 555 0177", "GIL@soto.example"),
]


def test_the_leads_as_applied_stay_as_they_are() -> None:
    leads = leads_of(PEOPLE)
    before = leads.frame.clone()
    apply_edits(leads, Edits.cell(2, "contact_email", "other@soto.example"))
    assert leads.frame.equals(before)
    assert apply_edits(leads, Edits()) is leads


def test_a_corrected_value_is_cleaned_and_judged_as_the_files_own() -> None:
    leads = leads_of(PEOPLE)
    edits = Edits.cell(3, "contact_phone", " tel: 206 555 0152.0 ")
    edited = apply_edits(leads, edits)
    assert row(edited, 3)["contact_phone"] == "206 555 0152"
    assert row(edited, 3)[PROBLEM] == "email has no @", "the problem behind the first one is found"
    both = apply_edits(leads, edits.then(Edits.cell(3, "contact_email", "Uma@RAO.example")))
    assert row(both, 3)[PROBLEM] is None
    assert row(both, 3)["contact_email"] == "Uma@rao.example"


@pytest.mark.parametrize(
    ("key", "typed", "value", "problem"),
    [
        ("contact_email", "gil@soto", "gil@soto", "email has no ending such as .com"),
        ("contact_phone", "12", "12", "phone has only 2 digits"),
        ("stage_slug", "tour BOOKED", "tour", None),
        ("stage_slug", "warm", "warm", None),
        ("lead_line", "Seller", "Seller", "Lead line: “Seller” is not one of buyer"),
        ("custom:zip", "  98101 ", "98101", None),
        ("contact_name", "Gil   Soto ", "Gil Soto", None),
        ("contact_name", " ", None, None),
    ],
)
def test_each_kind_of_field_has_its_own_judgement(
    key: str, typed: str, value: str | None, problem: str | None
) -> None:
    edited = row(apply_edits(leads_of(PEOPLE[2:3]), Edits.cell(2, key, typed)), 2)
    assert (edited[key], edited[PROBLEM]) == (value, problem)
    assert edited[PROBLEM_FIELD] == (key if problem else None)


def test_a_row_without_any_contact_needs_one() -> None:
    leads = leads_of(PEOPLE)
    assert row(leads, 5)[PROBLEM] == "no name, phone or email"
    named = apply_edits(leads, Edits.cell(5, "contact_name", "Noor Patel"))
    assert row(named, 5)[PROBLEM] is None
    emptied = Edits.cell(4, "contact_name", None).then(Edits.cell(4, "contact_email", None))
    assert row(apply_edits(leads, emptied), 4)[PROBLEM] == "no name, phone or email"


def test_foxreach_needs_an_email() -> None:
    leads = replace(leads_of(PEOPLE), same_phone=False)
    assert row(apply_edits(leads, Edits.cell(2, "contact_email", None)), 2)[PROBLEM] == "no email"


def test_an_edited_email_parts_two_rows_and_joins_others() -> None:
    leads = leads_of(PEOPLE)
    assert row(leads, 6)[INTO] == 2
    assert row(leads, 2)["contact_phone"] == "503 555 0177", "combined: the last one wins"
    parted = apply_edits(leads, Edits.cell(6, "contact_email", "gs@other.example"))
    assert row(parted, 6)[INTO] is None
    assert row(parted, 2)["contact_phone"] == "206 555 0151", "it has its own values again"
    joined = apply_edits(leads, Edits.cell(4, "contact_email", "gil@soto.example"))
    assert [row(joined, n)[INTO] for n in (2, 4, 6)] == [None, 2, 2]


def test_what_is_typed_into_the_row_that_carries_a_person_is_sent() -> None:
    edited = apply_edits(leads_of(PEOPLE), Edits.cell(2, "contact_phone", "206 555 9999"))
    assert row(edited, 2)["contact_phone"] == "206 555 9999"
    assert row(edited, 6)[INTO] == 2


def test_rows_left_out_by_hand_are_said_to_be_and_come_back() -> None:
    leads = leads_of(PEOPLE)
    edits = Edits.leave_out([2, 3])
    out = apply_edits(leads, edits)
    assert row(out, 3)[PROBLEM] == BY_HAND
    assert row(out, 3)[PROBLEM_FIELD] == LEFT_OUT
    assert row(out, 6)[INTO] is None, "the other row of the same person stands for itself now"
    assert plan_locally(out).counts()[Planned.LEFT_OUT] == 2
    assert apply_edits(leads, edits.taking_back([2])).frame.row(0) == leads.frame.row(0)
    assert edits.taking_back([2, 3]).is_empty


def test_rows_that_a_value_leaves_out_stay_out() -> None:
    leads = leads_of(PEOPLE)
    frame = leads.frame.with_columns(
        pl.when(pl.col(ROW) == 4).then(pl.lit("Status is “dead”")).otherwise(PROBLEM).alias(PROBLEM),
        pl.when(pl.col(ROW) == 4).then(pl.lit(LEFT_OUT)).otherwise(PROBLEM_FIELD).alias(PROBLEM_FIELD),
    )
    edited = apply_edits(replace(leads, frame=frame), Edits.cell(4, "contact_name", "Tam"))
    assert row(edited, 4)[PROBLEM] == "Status is “dead”"


def test_the_last_edit_of_a_cell_counts_and_unknown_rows_are_passed_over() -> None:
    edits = Edits.cell(4, "contact_name", "A").then(Edits.cell(4, "contact_name", "B"))
    edits = edits.then(Edits.cell(99, "contact_name", "C")).then(Edits.cell(4, "no_field", "D"))
    edited = apply_edits(leads_of(PEOPLE), edits)
    assert row(edited, 4)["contact_name"] == "B"
    assert edited.frame.height == len(PEOPLE)


def test_10_000_repaired_rows_are_undone_exactly() -> None:
    rows: list[Row] = [
        (f"Lead {n}", None, f"lead{n}@mail.example" + ("@" if n % 2 else "")) for n in range(20_000)
    ]
    leads = leads_of(rows)
    numbers = leads.frame.filter(pl.col(PROBLEM).is_not_null())[ROW]
    assert numbers.len() == 10_000
    mended = pl.select(pl.format("lead{}@mail.example", numbers.cast(pl.Int64) - 2)).to_series()
    before = Edits.cell(2, "contact_name", "Somebody")
    after = before.then(Edits(cells_of(numbers, "contact_email", mended)))
    assert apply_edits(leads, after).frame[PROBLEM].null_count() == 20_000
    assert apply_edits(leads, before).frame.equals(apply_edits(leads, Edits(before.cells)).frame)
    assert apply_edits(leads, Edits()).frame.equals(leads.frame)


def checked(plan: Plan) -> Plan:
    """The plan as if the CRM had called every row new that it has to be asked about."""
    frame = plan.frame.with_columns(
        said=pl.when(plan.to_check).then(pl.lit(Planned.NEW.value)), lead_id=pl.lit("x")
    )
    return compare(replace(plan, frame=frame, account="Harbor Realty", requests=3), None)


def planned(plan: Plan) -> list[str]:
    return plan.frame["planned"].to_list()


def to_check(plan: Plan) -> list[int]:
    return plan.frame.filter(plan.to_check)[ROW].to_list()


def test_only_rows_that_would_be_sent_otherwise_are_checked_again() -> None:
    leads = leads_of(PEOPLE)
    plan = checked(plan_locally(leads))
    assert planned(plan) == ["new", "problem", "new", "problem", "repeat"]
    after = plan_after(plan, apply_edits(leads, Edits.cell(4, "contact_name", "Tam")))
    assert planned(after) == ["new", "problem", "unchecked", "problem", "repeat"]
    assert to_check(after) == [4]
    assert (after.account, after.requests) == ("Harbor Realty", 3)


def test_undoing_asks_nothing_anew() -> None:
    leads = leads_of(PEOPLE)
    plan = checked(plan_locally(leads))
    out = plan_after(plan, apply_edits(leads, Edits.leave_out([4])))
    back = plan_after(out, leads, plan)
    assert back.frame.equals(plan.frame)
    assert to_check(back) == []


def test_a_row_that_another_ones_edit_changes_is_checked_again_too() -> None:
    leads = leads_of(PEOPLE)
    plan = checked(plan_locally(leads))
    after = plan_after(plan, apply_edits(leads, Edits.cell(6, "contact_email", "gs@other.example")))
    assert to_check(after) == [2, 6]


def test_sent_in_order_the_rest_of_a_person_is_judged_anew() -> None:
    leads = leads_of(PEOPLE, Repeats.ALL)
    plan = checked(plan_locally(leads))
    assert planned(plan) == ["new", "problem", "new", "problem", "update"]
    after = plan_after(plan, apply_edits(leads, Edits.leave_out([2])))
    assert planned(after) == ["left_out", "problem", "new", "problem", "new"]


def test_edits_of_cells_that_another_column_fills_now_are_let_go() -> None:
    before = leads_of(PEOPLE)
    after = leads_of([(name, "206 555 0000", email) for name, _phone, email in PEOPLE])
    edits = Edits.cell(4, "contact_phone", "1").then(Edits.cell(4, "contact_name", "Tam"))
    edits = edits.then(Edits.leave_out([3]))
    meant = still_meant(edits, before, after)
    assert meant.cells.rows() == [(4, "contact_name", "Tam")]
    assert meant.left_out.to_list() == [3]


def test_a_raised_digit_is_not_forgotten_when_another_cell_is_typed_over() -> None:
    leads = leads_of([("Gil", "206 555 0151¹", "gil")])
    assert row(leads, 2)[PROBLEM] == "phone has a raised or circled digit in it"
    edited = apply_edits(leads, Edits.cell(2, "contact_email", "gil@soto.example"))
    assert row(edited, 2)[PROBLEM] == "phone has a raised or circled digit in it"


def test_typed_values_are_cleaned_by_the_fields_usual_steps() -> None:
    cleaned = clean_typed(FIELDS[2], pl.Series(["mailto:gil@soto.example", "gil@soto.example; b@c.example"]))
    assert cleaned.values.to_list() == ["gil@soto.example", "gil@soto.example"]


@pytest.mark.parametrize(
    ("chosen", "typed", "sent"),
    [
        ((), "(206) 555-0152", "(206) 555-0152"),
        (("phone:US",), "(206) 555-0152", "+12065550152"),
        (("find_replace:5|6", "phone:US"), "(206) 555-0152", "+12065550152"),
    ],
)
def test_a_typed_value_gets_the_form_that_was_chosen_for_its_column(
    chosen: tuple[str, ...], typed: str, sent: str
) -> None:
    leads = replace(leads_of([("Gil", "2065550100", None)]), clean_up={"contact_phone": chosen})

    edited = apply_edits(leads, Edits.cell(2, "contact_phone", typed))

    assert row(edited, 2)["contact_phone"] == sent


def test_another_mapping_keeps_what_the_crm_said_of_rows_that_are_sent_as_before() -> None:
    before = leads_of(PEOPLE)
    plan = checked(plan_locally(before))
    hat = Field("custom:hat", "Custom: hat", FieldKind.TEXT)
    values = pl.Series(hat.key, ["large"] + [None] * (len(PEOPLE) - 1), dtype=pl.String)
    after = replace(before, frame=before.frame.with_columns(values), fields=(*before.fields, hat))
    assert to_check(plan_after(plan, after)) == [2]
    assert to_check(plan_after(plan_after(plan, after), before)) == [2]


def test_another_wish_for_leads_that_are_there_is_asked_about_anew() -> None:
    plan = checked(plan_locally(leads_of(PEOPLE)))
    other = replace(plan.leads, on_duplicate=OnDuplicate.SKIP)
    assert to_check(plan_after(plan, other)) == [2, 4]
