"""Where the same person is sent twice, the preview says what the second row will meet."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from mega_desktop.crm import Destination, OnDuplicate
from mega_desktop.matching import Repeats
from mega_desktop.preview import Planned, check_plan, compare, plan_locally
from mega_desktop.work import Control, SystemClock, no_report
from tests.preview.conftest import lead, leads
from tests.preview.there import said, there


@pytest.mark.parametrize(
    ("on_duplicate", "second"), [(OnDuplicate.UPDATE, "update"), (OnDuplicate.SKIP, "left_alone")]
)
def test_only_the_first_row_of_a_new_person_is_new(
    destination: Destination, on_duplicate: OnDuplicate, second: str
) -> None:
    rows = [
        lead("Gil", "gil@mail.example"),
        lead("Uma", "uma@mail.example"),
        lead("Gil S", "GIL@mail.example"),
    ]
    plan = plan_locally(leads(rows, on_duplicate=on_duplicate, repeats=Repeats.ALL))

    checked = check_plan(plan, destination, SystemClock(), no_report, Control())

    assert checked.frame["planned"].to_list() == ["new", "new", second]
    assert checked.frame["reason"][2] == "same person as row 2, which goes first"


def test_a_row_with_the_phone_that_a_row_before_it_gives_a_lead_updates_that_lead(tmp_path: Path) -> None:
    """Both rows share the phone, but only the first is found, by its email: the CRM calls the second new."""
    ana = {"contact_email": "ana@mail.example", "contact_phone": "+13035550100"}
    rows = [
        lead("Ana", "ana@mail.example", phone="(303) 555-0199"),
        lead("Ana", None, phone="303.555.0199"),
    ]
    plan = plan_locally(leads(rows, repeats=Repeats.ALL))
    plan = said(plan, (Planned.UPDATE, "lead 0", "email"), (Planned.NEW, None, None))

    compared = compare(plan, there(tmp_path / "crm", ana))

    assert compared.frame.select("planned", "lead_id", "matched_by").rows() == [
        ("update", "lead 0", "email"),
        ("update", "lead 0", "phone"),
    ]


def test_a_rule_holds_for_a_lead_that_only_a_row_before_it_connects_with_this_one(tmp_path: Path) -> None:
    ana = {"contact_email": "ana@mail.example", "contact_phone": "+13035550100", "custom:shoe_size": "38"}
    rows = [
        lead("Ana", "ana@mail.example", phone="(303) 555-0199"),
        lead("Ana", "new@mail.example", phone="303.555.0199", shoe="40"),
    ]
    rules = {"custom:shoe_size": "never", "contact_email": "never"}
    plan = plan_locally(replace(leads(rows, repeats=Repeats.ALL), existing=rules))
    plan = said(plan, (Planned.UPDATE, "lead 0", "email"), (Planned.NEW, None, None))

    sent = compare(plan, there(tmp_path / "crm", ana)).to_send

    assert sent["custom:shoe_size"].to_list() == [None, None]
    assert sent["contact_email"].to_list() == ["ana@mail.example", None]
