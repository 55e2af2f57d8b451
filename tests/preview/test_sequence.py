"""Where the same person is sent twice, the preview says what the second row will meet."""

from __future__ import annotations

import pytest

from mega_desktop.crm import Destination, OnDuplicate
from mega_desktop.matching import Repeats
from mega_desktop.preview import check_plan, plan_locally
from mega_desktop.work import Control, SystemClock, no_report
from tests.preview.conftest import lead, leads


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
