"""The check tells the CRM's own word on every row, writes nothing, and waits out what passes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from mega_desktop.crm import (
    BadRequest,
    BadToken,
    Credentials,
    Destination,
    OnDuplicate,
    Secret,
    System,
    open_destination,
)
from mega_desktop.practice import Behaviour, PracticeLimits, PracticeServer, leads_in
from mega_desktop.practice.faults import Fault, Faults
from mega_desktop.preview import (
    CheckProgress,
    Plan,
    Planned,
    check_plan,
    compare,
    plan_locally,
    take_snapshot,
)
from mega_desktop.work import Cancelled, Control, SystemClock, no_report
from tests.preview.conftest import Row, lead, leads


def check(plan: Plan, destination: Destination) -> Plan:
    return check_plan(plan, destination, SystemClock(), no_report, Control())


@contextmanager
def practice(
    folder: Path, faults: Faults | None = None, behaviour: Behaviour | None = None, token: str = ""
) -> Iterator[Destination]:
    limits = PracticeLimits.rehearsal()
    with PracticeServer(folder, limits=limits, faults=faults, behaviour=behaviour) as access:
        secret = Secret(token or access.token)
        credentials = Credentials(System.PRACTICE, "Practice CRM", access.url, secret, access.customer_id)
        destination = open_destination(credentials, SystemClock())
        yield destination
        destination.close()


def many(count: int) -> list[Row]:
    return [lead(f"Lead {i}", f"lead{i}@mail.example") for i in range(count)]


def test_each_row_gets_the_crms_own_word(destination: Destination, tmp_path: Path) -> None:
    there = next(e["contact_email"] for e in leads_in(tmp_path / "crm") if e["contact_email"])
    rows = [
        lead("New", "new@mail.example"),
        lead("There", str(there)),
        lead("Odd stage", "odd@mail.example", stage="no-such-stage"),
    ]

    plan = check(plan_locally(leads(rows)), destination)

    assert plan.frame["planned"].to_list() == ["new", "update", "problem"]
    assert plan.frame["matched_by"][1] == "email"
    assert plan.frame["lead_id"][1]
    assert plan.frame["reason"][2] == "no stage “no-such-stage” in Practice CRM"
    assert "no-such-stage" in plan.frame["said_words"][2]
    assert (plan.checked, plan.account, plan.requests) == (3, "Practice CRM", 1)


def test_leads_left_alone_are_called_so(destination: Destination, tmp_path: Path) -> None:
    there = next(e["contact_email"] for e in leads_in(tmp_path / "crm") if e["contact_email"])
    plan = plan_locally(leads([lead("There", str(there))], on_duplicate=OnDuplicate.SKIP))

    assert check(plan, destination).counts()[Planned.LEFT_ALONE] == 1


def test_nothing_is_written(destination: Destination, tmp_path: Path) -> None:
    before = leads_in(tmp_path / "crm")

    check(plan_locally(leads(many(600))), destination)

    assert leads_in(tmp_path / "crm") == before


def test_values_for_a_field_the_crm_does_not_know_are_counted_as_lost(destination: Destination) -> None:
    rows = [lead("A", "a@mail.example", shoe="42"), lead("B", "b@mail.example"), lead("C", None, shoe="9")]

    plan = check(plan_locally(leads(rows)), destination)

    assert plan.unknown_fields == {"shoe_size": 2}
    assert plan.frame["ignored"].to_list() == ["shoe_size", None, "shoe_size"]


def test_progress_counts_every_row_and_carries_the_plan(destination: Destination) -> None:
    seen: list[CheckProgress] = []

    check_plan(plan_locally(leads(many(1_200))), destination, SystemClock(), seen.append, Control())

    assert (seen[-1].done, seen[-1].total) == (1_200, 1_200)
    assert seen[-1].plan.counts()[Planned.NEW] == 1_200


def test_stopping_keeps_what_was_checked(destination: Destination) -> None:
    seen: list[CheckProgress] = []
    control = Control()

    def stop_after_first(progress: CheckProgress) -> None:
        seen.append(progress)
        if progress.done:
            control.cancel()

    with pytest.raises(Cancelled):
        check_plan(plan_locally(leads(many(1_200))), destination, SystemClock(), stop_after_first, control)

    counts = seen[-1].plan.counts()
    assert (counts[Planned.NEW], counts[Planned.UNCHECKED]) == (500, 700)


def test_trouble_that_passes_is_waited_out(tmp_path: Path) -> None:
    faults = Faults({1: Fault.ERROR_BEFORE})
    with practice(tmp_path / "crm", faults) as destination:
        plan = check(plan_locally(leads(many(2))), destination)

    assert plan.counts()[Planned.NEW] == 2
    assert plan.requests == 2


def test_a_request_that_is_refused_for_one_row_is_narrowed_down_to_it(tmp_path: Path) -> None:
    rows = [*many(9), lead("Odd", "odd@@mail.example"), *many(3)]
    with practice(tmp_path / "crm", behaviour=Behaviour(bad_rows="request")) as destination:
        plan = check(plan_locally(leads(rows)), destination)

    assert plan.frame["planned"].to_list() == ["new"] * 9 + ["problem"] + ["new"] * 3
    assert plan.frame["reason"][9]


def test_a_request_that_is_wrong_itself_is_not_asked_again_for_every_row(tmp_path: Path) -> None:
    faults = Faults()
    rows = [lead(f"Odd {i}", f"odd{i}@@mail.example") for i in range(200)]
    with (
        practice(tmp_path / "crm", faults, Behaviour(bad_rows="request")) as destination,
        pytest.raises(BadRequest),
    ):
        check(plan_locally(leads(rows)), destination)

    assert faults.seen < 40


def test_a_wrong_token_ends_the_check_with_its_sentence(tmp_path: Path) -> None:
    with practice(tmp_path / "crm", token="mega_" + "0" * 64) as destination, pytest.raises(BadToken) as told:
        check(plan_locally(leads(many(1))), destination)

    assert told.value.advice


def test_only_rows_that_were_not_asked_about_as_they_are_are_asked_about(tmp_path: Path) -> None:
    faults = Faults()
    with practice(tmp_path / "crm", faults) as destination:
        plan = check(plan_locally(leads(many(3))), destination)
        again = plan.frame.with_columns(
            said=pl.when(pl.col("row") == 3).then(None).otherwise(pl.col("said")), planned=pl.lit("unchecked")
        )
        seen: list[CheckProgress] = []
        plan = replace(plan, frame=again)
        plan = check_plan(plan, destination, SystemClock(), seen.append, Control())

    assert plan.frame["planned"].to_list() == ["new"] * 3
    assert (seen[-1].total, plan.checked, plan.requests) == (1, 3, 2)


def test_a_check_keeps_to_the_snapshot(destination: Destination, tmp_path: Path) -> None:
    there = next(e for e in leads_in(tmp_path / "crm") if e["contact_email"])
    rows = [lead(str(there["contact_name"]), str(there["contact_email"])), *many(300)]
    plan = plan_locally(leads(rows))
    snapshot = take_snapshot(plan, destination, tmp_path / "s", SystemClock(), no_report, Control())

    plan = check(compare(plan, snapshot), destination)

    assert (plan.frame["planned"][0], plan.frame["said"][0]) == ("unchanged", "update")
    assert plan.counts()[Planned.NEW] == 300


def test_rows_with_long_texts_go_in_smaller_requests(tmp_path: Path) -> None:
    faults = Faults()
    rows = [lead(f"Lead {i}", f"lead{i}@mail.example", shoe="x" * 3_000) for i in range(400)]
    with practice(tmp_path / "crm", faults) as destination:
        plan = check(plan_locally(leads(rows)), destination)

    assert plan.counts()[Planned.NEW] == 400
    assert faults.seen == 2
