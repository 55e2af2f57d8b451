"""What the preview says of every row is what happens to it, and to nothing else."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl
import pytest

from mega_desktop.crm import (
    Credentials,
    Destination,
    OnDuplicate,
    Questions,
    Secret,
    System,
    open_destination,
)
from mega_desktop.importing import Outcome, create_import, open_import
from mega_desktop.matching import Certainty, ColumnMatch, Mapping, Repeats, apply
from mega_desktop.practice import PracticeLimits, PracticeServer, leads_in
from mega_desktop.preview import (
    Plan,
    Planned,
    all_changes,
    check_plan,
    compare,
    plan_locally,
    take_snapshot,
)
from mega_desktop.sheets import ROW, Table, read_table
from mega_desktop.work import Control, SystemClock, no_report
from tests.preview import account

FIELDS = (
    "contact_name",
    "contact_phone",
    "contact_email",
    "stage_slug",
    "owner_id",
    "lead_line",
    "source_platform",
    "custom:budget",
    "custom:bedrooms",
    "custom:newsletter",
    "custom:notes",
)
BECOMES = {
    Planned.NEW: Outcome.CREATED,
    Planned.UPDATE: Outcome.UPDATED,
    Planned.UNCHANGED: Outcome.UNCHANGED,
    Planned.LEFT_ALONE: Outcome.SKIPPED,
    Planned.PROBLEM: Outcome.FAILED,
    Planned.REPEAT: Outcome.LEFT_OUT,
    Planned.LEFT_OUT: Outcome.LEFT_OUT,
}
Store = dict[str, dict[str, str | None]]


@dataclass(frozen=True)
class Told:
    """A plan and what came of it.

    Attributes:
        before, after: The leads of the account by id, each with its fields as text.
        results: As `Import.results`.
    """

    plan: Plan
    before: Store
    after: Store
    results: pl.DataFrame


def told(folder: Path, leads: int, rows: int, mapping: Mapping) -> Told:
    """Checks a file against an account and then imports it."""
    there = account.people(leads, seed=1)
    account.fill(folder / "crm", there)
    file = account.write(folder / "leads.csv", account.lines(there, rows, seed=2))
    table = read_table(file, scratch=folder / "scratch", control=Control())
    with PracticeServer(folder / "crm", limits=PracticeLimits.rehearsal()) as access:
        token = Secret(access.token)
        where = Credentials(System.PRACTICE, "Acme", access.url, token, access.customer_id)
        destination = open_destination(where, SystemClock())
        plan = planned(table, mapping, destination, folder)
        before = store(folder / "crm")
        results = imported(plan, table, destination, folder)
        destination.close()
    return Told(plan, before, store(folder / "crm"), results)


def planned(table: Table, mapping: Mapping, destination: Destination, folder: Path) -> Plan:
    clock = SystemClock()
    knowledge = destination.learn(Questions(), no_report, Control())
    plan = plan_locally(apply(table, mapping, destination.fields(knowledge), knowledge))
    snapshot = take_snapshot(plan, destination, folder / "snapshot", clock, no_report, Control())
    return check_plan(compare(plan, snapshot), destination, clock, no_report, Control())


def imported(plan: Plan, table: Table, destination: Destination, folder: Path) -> pl.DataFrame:
    clock, imports = SystemClock(), folder / "imports"
    made = create_import(imports, plan, table, destination, clock, no_report, Control())
    with open_import(imports, made) as opened:
        opened.run(destination, clock, no_report, Control())
        return opened.results()


def store(data: Path) -> Store:
    return {str(lead["id"]): _fields(lead) for lead in leads_in(data)}


def _fields(lead: dict[str, object]) -> dict[str, str | None]:
    custom = lead["custom_fields"]
    assert isinstance(custom, dict)
    values = {**lead, "lead_line": custom.get("lead_line")}
    values |= {f"custom:{slug}": value for slug, value in custom.items()}
    return {key: _text(values.get(key)) for key in (*FIELDS, "updated_at")}


def _text(value: object) -> str | None:
    if isinstance(value, bool):
        return str(value).lower()
    return None if value is None else str(value)


def matched(**existing: str) -> Mapping:
    columns = tuple(
        ColumnMatch(n, header, key, Certainty.SURE, existing=existing.get(header.lower(), "replace"))
        for n, (header, key) in enumerate(zip(account.HEADERS, FIELDS, strict=True))
    )
    return Mapping(System.PRACTICE, columns)


def differences(told: Told) -> list[tuple[int, str, str, str]]:
    """Rows of which something else became than was planned."""
    both = told.plan.frame.select(ROW, "planned", "reason").join(told.results.select(ROW, "outcome"), on=ROW)
    return [
        (row, planned, outcome, reason)
        for row, planned, reason, outcome in both.iter_rows()
        if BECOMES[Planned(planned)] is not Outcome(outcome)
    ]


def surprises(told: Told) -> list[tuple[object, ...]]:
    """Fields of leads that one row goes to which are not as the preview told, before or after."""
    alone = told.plan.frame.filter(
        (pl.col("planned") == "update") & pl.col("lead_id").is_not_null() & pl.col("lead_id").is_unique()
    )
    changes = all_changes(told.plan).join(alone.select(ROW, "lead_id"), on=ROW)
    assert changes.height == alone.height * len(FIELDS)
    found: list[tuple[object, ...]] = []
    for row, key, before, after, kind, lead_id in changes.iter_rows():
        was, became = told.before[lead_id][key], told.after[lead_id][key]
        if before != was or not _alike(key, after, became):
            found.append((row, key, kind, after, became))
    return found


def _alike(key: str, one: str | None, other: str | None) -> bool:
    if key == "contact_email":
        return (one or "").lower() == (other or "").lower()
    if key == "contact_phone":
        return (
            "".join(filter(str.isdigit, one or ""))[-10:] == "".join(filter(str.isdigit, other or ""))[-10:]
        )
    return one == other


def touched(told: Told) -> set[str]:
    return {lead for lead, fields in told.before.items() if told.after[lead] != fields}


def expected_to_be_touched(told: Told) -> set[str]:
    return set(told.plan.frame.filter(pl.col("planned") == "update")["lead_id"].drop_nulls())


def all_holds(told: Told) -> None:
    counts = told.plan.counts()
    assert sum(counts.values()) == told.plan.rows
    assert differences(told) == []
    assert surprises(told) == []
    assert touched(told) <= expected_to_be_touched(told)
    assert len(told.after) - len(told.before) == counts[Planned.NEW]


@pytest.mark.e2e
def test_every_row_becomes_what_the_preview_said(tmp_path: Path) -> None:
    outcome = told(tmp_path, leads=1_500, rows=2_500, mapping=matched())

    all_holds(outcome)
    counts = outcome.plan.counts()
    assert min(counts[p] for p in (Planned.NEW, Planned.UPDATE, Planned.UNCHANGED, Planned.PROBLEM)) > 100


@pytest.mark.e2e
def test_rules_keep_what_leads_have(tmp_path: Path) -> None:
    mapping = matched(name="never", phone="if_empty", email="never", stage="never", notes="if_empty")
    outcome = told(tmp_path, leads=1_000, rows=1_500, mapping=mapping)

    all_holds(outcome)
    for lead in touched(outcome):
        before, after = outcome.before[lead], outcome.after[lead]
        for key in ("contact_name", "contact_email", "stage_slug"):
            assert before[key] == after[key]
        for key in ("contact_phone", "custom:notes"):
            assert before[key] in (None, after[key])


@pytest.mark.e2e
def test_sending_all_repeats_in_order_ends_as_the_preview_said(tmp_path: Path) -> None:
    outcome = told(tmp_path, leads=1_000, rows=1_500, mapping=replace(matched(), repeats=Repeats.ALL))

    assert differences(outcome) == []


@pytest.mark.e2e
def test_leads_left_alone_stay_as_they_are(tmp_path: Path) -> None:
    outcome = told(
        tmp_path, leads=1_000, rows=1_500, mapping=replace(matched(), on_duplicate=OnDuplicate.SKIP)
    )

    assert differences(outcome) == []
    assert touched(outcome) == set()


@pytest.mark.benchmark
@pytest.mark.timeout(600)
def test_50_000_rows_against_20_000_leads(tmp_path: Path) -> None:
    outcome = told(tmp_path, leads=20_000, rows=50_000, mapping=matched())

    all_holds(outcome)
