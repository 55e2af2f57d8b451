"""Nothing that was chosen is lost by going back; what depends on a change is marked as out of date."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import cast

import polars as pl
import pytest

from mega_desktop.accounts import Account
from mega_desktop.crm import Choice, Connection, Credentials, Destination, Knowledge, OnDuplicate, System
from mega_desktop.matching import ColumnMatch, Leads, Mapping, Repeats
from mega_desktop.preview import Plan
from mega_desktop.sheets import Table
from mega_desktop.window.walk import Step, Walk
from mega_desktop.work import Control, Report

MAPPING = Mapping(
    System.MEGA, (ColumnMatch(0, "Name", field="contact_name"), ColumnMatch(1, "Shoe size", field=None))
)
LEADS = Leads(pl.DataFrame({"row": [4]}), (), OnDuplicate.UPDATE, Repeats.COMBINE)
PLAN = Plan(LEADS, pl.DataFrame({"row": [4], "planned": ["new"]}))


class Stand:
    """A destination that only remembers whether it was closed."""

    def __init__(self) -> None:
        self.is_closed = False

    def close(self) -> None:
        self.is_closed = True


def destination() -> Destination:
    return cast("Destination", Stand())


def table(path: Path) -> Table:
    frame = pl.DataFrame({"row": [4], "c0": ["Gil"]})
    return Table(path, path, "", 1, "csv", "utf-8", ",", (), "", 3, 4, 1, (), (), (), frame.lazy())


@pytest.fixture
def far(walk: Walk, tmp_path: Path) -> Walk:
    """A walk that has come as far as the check."""
    walk.set_account(Account("a", "Harbor", System.MEGA))
    walk.set_destination(
        destination(),
        Connection(can_write=True, knowledge=Knowledge(total=5, stages=(Choice("new", "New"),))),
    )
    walk.set_table(table(tmp_path / "leads.csv"))
    walk.set_mapping(MAPPING)
    walk.set_leads(LEADS)
    walk.set_plan(PLAN)
    return walk


def test_after_the_check_nothing_is_out_of_date(far: Walk) -> None:
    assert [far.mapping_is_stale, far.leads_are_stale, far.plan_is_stale] == [False] * 3
    assert [far.is_done(step) for step in Step] == [True, True, True, False, False, False]
    assert [far.may_open(step) for step in Step] == [True, True, True, True, False, False]


def test_another_mapping_keeps_the_plan_and_marks_it(far: Walk) -> None:
    far.set_mapping(replace(MAPPING, on_duplicate=OnDuplicate.SKIP))
    assert far.plan is PLAN
    assert far.plan_is_stale
    assert far.subtitle(Step.PREVIEW) == "Changed: check again"
    assert not far.may_open(Step.PREVIEW)


def test_the_same_mapping_again_changes_nothing(far: Walk) -> None:
    far.set_mapping(replace(MAPPING))
    assert not far.plan_is_stale


def test_another_spreadsheet_marks_mapping_and_plan(far: Walk, tmp_path: Path) -> None:
    far.set_table(table(tmp_path / "other.csv"))
    assert far.mapping is MAPPING
    assert far.mapping_is_stale
    assert far.plan_is_stale
    assert far.subtitle(Step.SPREADSHEET) == "other.csv"
    assert not far.is_done(Step.MATCH)


def test_another_account_closes_the_connection_and_keeps_the_table(far: Walk) -> None:
    before = cast("Stand", far.destination)
    far.set_account(Account("b", "Other", System.MEGA))
    assert before.is_closed
    assert far.destination is None
    assert far.connection is None
    assert far.knowledge == Knowledge()
    assert far.table is not None
    assert far.mapping_is_stale


def test_the_same_account_again_keeps_the_connection(far: Walk) -> None:
    far.set_account(Account("a", "Harbor renamed", System.MEGA))
    assert far.destination is not None
    assert far.subtitle(Step.ACCOUNT).startswith("Harbor renamed")
    assert not far.plan_is_stale


def test_a_new_connection_closes_the_one_before(far: Walk) -> None:
    before = cast("Stand", far.destination)
    far.set_destination(destination(), Connection(can_write=True, knowledge=Knowledge()))
    assert before.is_closed


def test_subtitles_say_what_was_chosen(far: Walk) -> None:
    assert far.subtitle(Step.ACCOUNT) == "Harbor · MEGA"
    assert far.subtitle(Step.MATCH) == "1 of 2 matched"
    assert far.subtitle(Step.REPORT) == ""


def test_while_an_import_runs_only_its_page_can_be_opened(far: Walk) -> None:
    def work(_report: Report[object], control: Control) -> object:
        control.wait(60)
        return None

    far.set_import("one")
    job = far.jobs.start(work)
    far.set_import_job(job)
    assert [far.may_open(step) for step in Step] == [False, False, False, False, True, False]
    job.cancel()
    assert job.wait(10)
    assert far.import_job is None
    assert far.may_open(Step.ACCOUNT)
    assert far.may_open(Step.REPORT)


def test_an_import_is_remembered_with_the_account(far: Walk) -> None:
    far.set_import_job(far.jobs.start(lambda _report, _control: None))
    account = far.house.book.get("a")
    assert account is not None
    assert account.last_used is not None


def test_starting_over_keeps_the_account(far: Walk) -> None:
    far.set_import("one")
    far.start_over()
    assert far.account is not None
    assert far.destination is not None
    assert (far.table, far.mapping, far.leads, far.plan, far.import_id) == (None, None, None, None, "")


def test_credentials_are_never_part_of_the_walk(walk: Walk) -> None:
    assert not [name for name, value in vars(walk).items() if isinstance(value, Credentials)]
