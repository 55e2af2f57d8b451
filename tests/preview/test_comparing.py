"""File, CRM and snapshot decide together; where they differ the CRM wins, and the reason says so."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from mega_desktop.crm import OnDuplicate
from mega_desktop.preview import Plan, Planned, Snapshot, compare, plan_locally
from mega_desktop.preview.searching import keys_to_find
from tests.preview.conftest import Row, lead, leads
from tests.preview.there import said, there

DANA = {"contact_name": "Dana", "contact_email": "dana@x.example", "contact_phone": "+12065550100"}
UPDATE = (Planned.UPDATE, "lead 0", "email")


def planned(plan: Plan) -> list[str]:
    return plan.frame["planned"].to_list()


def compared(snapshot: Snapshot, *rows: Row) -> Plan:
    return compare(plan_locally(leads(rows)), snapshot)


def test_before_the_crm_is_asked_the_snapshot_foretells(tmp_path: Path) -> None:
    plan = compared(
        there(tmp_path, DANA),
        lead("Dana W", "DANA@x.example "),
        lead("D", phone="206 555 0100"),
        lead("New", "new@x.example"),
        lead("Only a name"),
    )
    assert planned(plan) == ["update", "update", "new", "new"]
    assert plan.frame["matched_by"].to_list() == ["email", "phone", None, None]
    assert plan.to_check.all()


@pytest.mark.parametrize(
    ("row", "outcome"),
    [
        (lead("Dana", "Dana@X.example"), "unchanged"),
        (lead("Dana", "dana@x.example", phone="(206) 555-0100"), "unchanged"),
        (lead("dana", "dana@x.example"), "update"),
        (lead("Dana", "dana@x.example", phone="001-206-555-0100"), "unchanged"),
        (lead("Dana", "dana@x.example", phone="+44 206 555 0100"), "update"),
        (lead("Dana", "dana@x.example", phone="+2065550100"), "update"),
        (lead("Dana", "dana@x.example", stage="offer"), "update"),
    ],
)
def test_only_what_is_there_already_in_every_field_is_unchanged(
    tmp_path: Path, row: Row, outcome: str
) -> None:
    assert planned(compared(there(tmp_path, DANA), row)) == [outcome]


def test_a_spreadsheets_true_is_what_the_crm_has_as_true(tmp_path: Path) -> None:
    snapshot = there(tmp_path, {**DANA, "custom:shoe_size": "true"})
    assert planned(compared(snapshot, lead("Dana", "dana@x.example", shoe="TRUE"))) == ["unchanged"]


def test_what_is_unchanged_is_not_sent(tmp_path: Path) -> None:
    plan = compared(there(tmp_path, DANA), lead("Dana", "dana@x.example"), lead("New", "new@x.example"))
    assert plan.to_send["row"].to_list() == [3]


def test_values_that_the_crm_would_ignore_change_nothing(tmp_path: Path) -> None:
    plan = said(plan_locally(leads([lead("Dana", "dana@x.example", shoe="42")])), UPDATE)
    assert planned(compare(plan, there(tmp_path, DANA))) == ["update"]
    ignored = plan.frame.with_columns(pl.lit("hat_size, shoe_size").alias("ignored"))
    assert planned(compare(replace(plan, frame=ignored), there(tmp_path, DANA))) == ["unchanged"]


def test_rows_that_go_to_one_lead_are_unchanged_together_or_not_at_all(tmp_path: Path) -> None:
    snapshot = there(tmp_path, DANA | {"stage_slug": "new"})
    plan = compared(
        snapshot,
        lead("Dana", "dana@x.example", stage="offer"),
        lead("Dana", phone="2065550100", stage="new"),
    )
    assert planned(plan) == ["update", "update"]


def test_an_incomplete_snapshot_says_nothing_of_whom_it_did_not_look_for(tmp_path: Path) -> None:
    snapshot = there(tmp_path, DANA, searched=frozenset({"dana@x.example"}))
    plan = compared(snapshot, lead("Dana", "dana@x.example"), lead("New", "new@x.example"))
    assert planned(plan) == ["unchanged", "unchecked"]


def test_a_lead_the_snapshot_does_not_have_is_never_unchanged(tmp_path: Path) -> None:
    plan = said(plan_locally(leads([lead("Dana", "dana@x.example")])), (Planned.UPDATE, "another", "email"))
    assert planned(compare(plan, there(tmp_path))) == ["update"]


@pytest.mark.parametrize(
    ("word", "leads_there", "outcome", "reason"),
    [
        ((Planned.NEW, None, None), [DANA], "new", "this lead was there then"),
        ((Planned.UPDATE, "other", "email"), [], "update", "this lead was not there then"),
        ((Planned.UPDATE, "other", "email"), [DANA], "update", "takes another lead"),
        ((Planned.PROBLEM, None, None), [DANA], "problem", ""),
    ],
)
def test_the_crm_wins_and_the_difference_is_told(
    tmp_path: Path,
    word: tuple[Planned, str | None, str | None],
    leads_there: list[dict[str, str | None]],
    outcome: str,
    reason: str,
) -> None:
    plan = said(plan_locally(leads([lead("Dana", "dana@x.example")])), word)
    plan = compare(plan, there(tmp_path, *leads_there))
    assert planned(plan) == [outcome]
    assert reason in plan.frame["reason"][0]


def test_of_several_leads_with_one_phone_the_oldest_is_met(tmp_path: Path) -> None:
    snapshot = there(tmp_path, DANA, {"contact_name": "Younger", "contact_phone": "+12065550100"})
    plan = compared(snapshot, lead("New name", phone="2065550100"))
    assert plan.frame["lead_id"].to_list() == ["lead 0"]


def test_leads_that_are_to_be_left_alone_are_so(tmp_path: Path) -> None:
    plan = plan_locally(leads([lead("D", "dana@x.example")], on_duplicate=OnDuplicate.SKIP))
    assert planned(compare(plan, there(tmp_path, DANA))) == ["left_alone"]


def test_a_crm_that_knows_people_by_email_alone_leaves_them_alone(tmp_path: Path) -> None:
    rows = leads([lead("D", "dana@x.example"), lead("E", "e@x.example", phone="2065550100")])
    plan = compare(plan_locally(replace(rows, same_phone=False)), there(tmp_path, DANA))
    assert planned(plan) == ["left_alone", "new"]


def test_where_the_crm_cannot_say_beforehand_the_snapshot_does(tmp_path: Path) -> None:
    rows = leads([lead("D", "dana@x.example"), lead("E", "e@x.example")])
    unknown = (Planned.UNCHECKED, None, None)
    plan = said(plan_locally(replace(rows, same_phone=False)), unknown, unknown)
    assert keys_to_find(plan).to_list() == ["dana@x.example", "e@x.example"]
    plan = compare(plan, there(tmp_path, DANA))
    assert planned(plan) == ["left_alone", "new"]
    assert plan.frame["reason"].to_list() == ["same email", ""]


def test_comparing_again_starts_from_what_the_crm_said(tmp_path: Path) -> None:
    plan = said(plan_locally(leads([lead("Dana", "dana@x.example")])), UPDATE)
    once = compare(plan, there(tmp_path / "a", DANA))
    again = compare(once, there(tmp_path / "b", DANA | {"contact_name": "Changed since"}))
    assert (planned(once), planned(again)) == (["unchanged"], ["update"])
    assert planned(compare(again, None)) == ["update"]


def test_a_file_without_rows_compares_to_nothing(tmp_path: Path) -> None:
    assert compared(there(tmp_path, DANA)).rows == 0
