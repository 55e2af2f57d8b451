"""Before and after, field by field, and how often over all rows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl

from mega_desktop.crm import Field, FieldKind, OnDuplicate
from mega_desktop.preview import (
    ChangeKind,
    Planned,
    all_changes,
    change_summary,
    changes_of,
    compare,
    plan_locally,
)
from tests.preview.conftest import lead, leads
from tests.preview.there import said, there

DANA = {"contact_name": "Dana", "contact_email": "dana@x.example", "contact_phone": "+12065550100"}


def test_every_field_tells_what_becomes_of_it(tmp_path: Path) -> None:
    rules = {"contact_phone": "never"}
    rows = replace(leads([lead("Dan", "Dana@x.example", phone="1", stage="offer")]), existing=rules)
    changes = changes_of(compare(plan_locally(rows), there(tmp_path, DANA)), 2)
    assert [(c.key, c.before, c.after, c.kind) for c in changes] == [
        ("contact_name", "Dana", "Dan", ChangeKind.REPLACED),
        ("contact_phone", "+12065550100", "+12065550100", ChangeKind.KEPT),
        ("contact_email", "dana@x.example", "dana@x.example", ChangeKind.SAME),
        ("stage_slug", None, "offer", ChangeKind.FILLED),
        ("custom:shoe_size", None, None, ChangeKind.KEPT),
    ]


def test_a_lead_keeps_the_source_it_came_from(tmp_path: Path) -> None:
    made = leads([lead("Dan", "dana@x.example", shoe="referral")])
    source = Field("source_platform", "Source", FieldKind.CHOICE)
    frame = made.frame.rename({"custom:shoe_size": "source_platform"})
    made = replace(made, frame=frame, fields=(*made.fields[:-1], source))
    plan = compare(plan_locally(made), there(tmp_path, DANA | {"source_platform": "direct"}))
    last = changes_of(plan, 2)[-1]
    assert (last.before, last.after, last.kind) == ("direct", "direct", ChangeKind.IGNORED)


def test_what_the_crm_does_not_know_is_ignored(tmp_path: Path) -> None:
    plan = plan_locally(leads([lead("Dan", "dana@x.example", shoe="42")]))
    plan = said(plan, (Planned.UPDATE, "lead 0", "email"))
    plan = replace(plan, frame=plan.frame.with_columns(pl.lit("shoe_size").alias("ignored")))
    assert changes_of(compare(plan, there(tmp_path, DANA)), 2)[-1].kind is ChangeKind.IGNORED


def test_a_new_lead_is_filled_from_nothing(tmp_path: Path) -> None:
    changes = changes_of(compare(plan_locally(leads([lead("New", "n@x.example")])), there(tmp_path, DANA)), 2)
    assert [(c.before, c.after) for c in changes if c.kind is ChangeKind.FILLED] == [
        (None, "New"),
        (None, "n@x.example"),
    ]


def test_a_lead_that_is_left_alone_keeps_all(tmp_path: Path) -> None:
    plan = plan_locally(leads([lead("Dan", "dana@x.example")], on_duplicate=OnDuplicate.SKIP))
    changes = changes_of(compare(plan, there(tmp_path, DANA)), 2)
    assert {c.kind for c in changes} == {ChangeKind.KEPT}
    assert changes[0].after == "Dana"


def test_of_a_lead_nobody_knows_nothing_is_claimed() -> None:
    plan = said(plan_locally(leads([lead("Dan", "dana@x.example")])), (Planned.UPDATE, "lead 0", "email"))
    plan = compare(plan, None)
    assert changes_of(plan, 2) == ()
    assert changes_of(plan, 99) == ()
    assert (change_summary(plan).rows, change_summary(plan).unknown) == (0, 1)


def test_the_summary_counts_what_each_field_gets(tmp_path: Path) -> None:
    other = {"contact_email": "o@x.example", "stage_slug": "new"}
    rows = [lead("Dan", "dana@x.example", stage="offer"), lead("Otto", "o@x.example", stage="offer")]
    plan = compare(plan_locally(leads([*rows, lead("New", "n@x.example")])), there(tmp_path, DANA, other))
    summary = change_summary(plan)
    assert (summary.rows, summary.unknown) == (2, 0)
    counted = {f.key: (f.filled, f.replaced) for f in summary.fields if f.filled or f.replaced}
    assert counted == {"contact_name": (1, 1), "stage_slug": (1, 1)}


def test_all_changes_are_those_of_each_row(tmp_path: Path) -> None:
    rows = [lead("Dan", "dana@x.example", stage="offer"), lead("Dana", phone="2065550100")]
    plan = compare(plan_locally(leads(rows)), there(tmp_path, DANA))
    for row in (2, 3):
        found = all_changes(plan).filter(row=row).drop("row").rows()
        assert found == [(c.key, c.before, c.after, c.kind.value) for c in changes_of(plan, row)]
