"""What a rule protects is left out of what is sent, and the lead is found all the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from mega_desktop.preview import Plan, Planned, compare, plan_locally
from tests.preview.conftest import Row, lead, leads
from tests.preview.there import said, there

DANA = {
    "contact_name": "Dana",
    "contact_email": "dana@x.example",
    "contact_phone": "+12065550100",
    "stage_slug": "new",
}
ROW = lead("Dan", "Dana@x.example", phone="206 555 0199", stage="offer", shoe="42")


def ruled(rows: list[Row], rules: Mapping[str, str]) -> Plan:
    return plan_locally(replace(leads(rows), existing=rules))


def sent(plan: Plan, row: int = 0) -> dict[str, str | None]:
    return plan.to_send.select(plan.leads.keys).row(row, named=True)


@pytest.mark.parametrize(
    ("rules", "key", "value"),
    [
        ({}, "contact_name", "Dan"),
        ({"contact_name": "never"}, "contact_name", None),
        ({"contact_name": "if_empty"}, "contact_name", None),
        ({"custom:shoe_size": "if_empty"}, "custom:shoe_size", "42"),
        ({"custom:shoe_size": "never"}, "custom:shoe_size", None),
        ({"contact_phone": "never"}, "contact_phone", None),
        ({"contact_email": "never"}, "contact_email", "dana@x.example"),
        ({"contact_email": "if_empty"}, "contact_email", "dana@x.example"),
    ],
)
def test_a_lead_keeps_what_its_rules_protect(
    tmp_path: Path, rules: dict[str, str], key: str, value: str | None
) -> None:
    plan = compare(ruled([ROW], rules), there(tmp_path, DANA))
    assert sent(plan)[key] == value


def test_the_phone_it_is_found_by_is_sent_as_the_lead_has_it(tmp_path: Path) -> None:
    row = lead("Dan", phone="206-555-0100")
    plan = compare(ruled([row], {"contact_phone": "never"}), there(tmp_path, DANA))
    assert sent(plan)["contact_phone"] == "+12065550100"


def test_a_new_lead_gets_everything(tmp_path: Path) -> None:
    rules = dict.fromkeys(("contact_name", "contact_phone", "contact_email", "stage_slug"), "never")
    plan = compare(ruled([ROW], rules), there(tmp_path))
    assert list(sent(plan).values()) == ["Dan", "206 555 0199", "Dana@x.example", "offer", "42"]


@pytest.mark.parametrize("rule", ["if_empty", "never"])
def test_without_a_snapshot_both_rules_leave_the_value_out_and_say_so(rule: str) -> None:
    plan = said(ruled([ROW], {"stage_slug": rule}), (Planned.UPDATE, "lead 0", "email"))
    plan = compare(plan, None)
    assert sent(plan)["stage_slug"] is None
    assert "your rules protect" in plan.frame["reason"][0]


def test_without_a_snapshot_the_lead_is_found_all_the_same() -> None:
    rules = dict.fromkeys(("contact_phone", "contact_email"), "never")
    plan = compare(said(ruled([ROW], rules), (Planned.UPDATE, "lead 0", "email")), None)
    assert (sent(plan)["contact_email"], sent(plan)["contact_phone"]) == ("Dana@x.example", None)


def test_a_row_of_which_nothing_is_left_to_change_is_not_sent(tmp_path: Path) -> None:
    rules = dict.fromkeys(("contact_name", "contact_phone", "stage_slug", "custom:shoe_size"), "never")
    plan = compare(ruled([ROW], rules), there(tmp_path, DANA))
    assert plan.counts()[Planned.UNCHANGED] == 1
    assert plan.to_send.is_empty()


def test_rows_that_change_no_lead_are_sent_as_they_are(tmp_path: Path) -> None:
    rows = [ROW, lead("New", "new@x.example", stage="offer")]
    plan = compare(ruled(rows, {"stage_slug": "never"}), there(tmp_path, DANA))
    assert plan.to_send["row"].to_list() == [2, 3]
    assert (sent(plan, 0)["stage_slug"], sent(plan, 1)["stage_slug"]) == (None, "offer")
