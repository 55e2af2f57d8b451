"""A file may hold any of name, phone and email: every part of the preview can do with what there is."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from pathlib import Path

import polars as pl
import pytest

from mega_desktop.matching import Leads, Repeats, fold_repeats
from mega_desktop.preview import (
    Edits,
    Plan,
    Planned,
    Snapshot,
    all_changes,
    apply_edits,
    change_summary,
    changes_of,
    collision_groups,
    compare,
    doubtful_groups,
    plan_after,
    plan_locally,
    problem_groups,
)
from mega_desktop.preview.telling import most_telling_first
from tests.preview.conftest import lead, leads
from tests.preview.there import there

CONTACTS = ("contact_name", "contact_phone", "contact_email")
SUBSETS = [some for n in (1, 2, 3) for some in combinations(CONTACTS, n)]
DANA = {"contact_name": "Dana", "contact_email": "dana@x.example", "contact_phone": "+12065550100"}
ROWS = (
    lead("Dana", "dana@x.example", phone="2065550100"),
    lead("Otto", "otto@x.example", phone="2065550100"),
    lead("Ada", "ada@x.example", phone="2065550199"),
)


def only(keys: tuple[str, ...], repeats: Repeats) -> Leads:
    """The rows with these fields alone."""
    whole = leads(ROWS, repeats=repeats)
    gone = [field.key for field in whole.fields if field.key not in keys]
    fields = tuple(field for field in whole.fields if field.key in keys)
    return fold_repeats(replace(whole, frame=whole.frame.drop(gone), fields=fields))


@pytest.fixture(params=[True, False], ids=["snapshot", "no snapshot"])
def snapshot(request: pytest.FixtureRequest, tmp_path: Path) -> Snapshot | None:
    return there(tmp_path, DANA) if request.param else None


@pytest.mark.parametrize("repeats", list(Repeats))
@pytest.mark.parametrize("keys", SUBSETS, ids="+".join)
def test_every_part_of_the_preview_works(
    keys: tuple[str, ...], repeats: Repeats, snapshot: Snapshot | None
) -> None:
    made = only(keys, repeats)
    plan = compare(plan_locally(made), snapshot)
    told = [change.key for row in (2, 3, 4) for change in changes_of(plan, row)]
    assert set(told) <= {*keys}
    assert {field.key for field in change_summary(plan).fields} <= {*keys}
    assert set(all_changes(plan)["key"]) <= {*keys}
    groups = (*problem_groups(plan), *collision_groups(plan), *doubtful_groups(plan))
    assert all(group.cause for group in groups)
    assert most_telling_first(made.frame, made.fields).height == len(ROWS)
    assert sum(plan.counts().values()) == len(ROWS)
    assert known_dana(plan) or snapshot is None or keys == ("contact_name",)


def known_dana(plan: Plan) -> bool:
    """The lead that is there was found for the first row, or for the one that stands for it."""
    return plan.frame["lead_id"].drop_nulls().to_list()[:1] == ["lead 0"]


@pytest.mark.parametrize("keys", SUBSETS, ids="+".join)
def test_a_cell_can_be_typed_over_and_a_row_left_out(
    keys: tuple[str, ...], snapshot: Snapshot | None
) -> None:
    made = only(keys, Repeats.COMBINE)
    plan = compare(plan_locally(made), snapshot)
    key = min(keys)
    edits = Edits.cell(4, key, None).then(Edits.leave_out(pl.Series([3], dtype=pl.UInt32)))
    after = plan_after(plan, apply_edits(made, edits))
    expected = Planned.PROBLEM if len(keys) == 1 else after.frame["planned"][2]
    assert after.frame["planned"].to_list()[1:] == [Planned.LEFT_OUT.value, expected]
