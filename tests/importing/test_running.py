"""Runs against a real Practice CRM over real HTTP, with real faults on the wire."""

from __future__ import annotations

import multiprocessing
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from mega_desktop.crm import BadToken, Destination
from mega_desktop.importing import (
    ImportProblem,
    ImportProgress,
    ImportState,
    Outcome,
    Patience,
    create_import,
    open_import,
    results,
)
from mega_desktop.practice import Behaviour, PracticeAccess, PracticeLimits, PracticeServer, leads_in
from mega_desktop.practice.faults import Fault, Faults
from mega_desktop.work import Control, SystemClock, no_report
from tests.importing.conftest import CHUNK_ROWS
from tests.importing.scenes import Line, account, destination_at, mixed_lines, plan_of, table_of

QUICK = Patience(first_pause_s=0.01, longest_pause_s=0.05)


def make(imports: Path, crm: Destination, lines: list[Line]) -> str:
    plan, table = plan_of(lines), table_of(lines, imports.parent / "scratch")
    return create_import(imports, plan, table, crm, SystemClock(), no_report, Control())


def keyed_lines(count: int) -> list[Line]:
    return [line for line in mixed_lines(2 * count) if line.email or line.phone][:count]


def names_in(data: Path) -> list[str]:
    """The names of the leads that the tests brought in."""
    return sorted(str(n) for lead in leads_in(data) if str(n := lead["contact_name"]).startswith("Person "))


def test_every_row_of_the_file_gets_the_outcome_that_the_crm_named(imports: Path, crm: Destination) -> None:
    lines = [*mixed_lines(34), Line(problem="the email has no @"), Line(email="P3@harness.example", into=5)]
    import_id = make(imports, crm, lines)
    seen: list[ImportProgress] = []

    with open_import(imports, import_id) as found:
        info = found.run(crm, SystemClock(), seen.append, Control())

    assert info.state is ImportState.FINISHED
    assert dict(info.tally.by_outcome) == {Outcome.CREATED: 34, Outcome.FAILED: 1, Outcome.LEFT_OUT: 1}
    assert info.tally.rows == len(lines)
    assert (info.chunks, info.chunks_done) == (5, 5)
    assert seen[-1].sent == seen[-1].to_send == 34
    assert [line.number for line in seen[-1].recent] == [5, 4, 3, 2, 1]
    frame = results(imports, import_id)
    assert frame["row"].to_list() == list(range(2, 38))
    assert frame["lead_id"].str.len_chars().to_list() == [36] * 34 + [0, 0]
    assert frame["reason"][34] == "the email has no @"


@pytest.mark.parametrize(
    "fault", [f for f in Fault if f not in {Fault.SLOW, Fault.TOO_FAST_SILENT, Fault.TOO_FAST}]
)
def test_whatever_happens_on_the_wire_each_lead_is_there_once(
    imports: Path, stocked: Path, tmp_path: Path, fault: Fault
) -> None:
    lines = keyed_lines(40)
    faults = Faults({2: fault, 3: fault})
    shutil.copytree(stocked, tmp_path / "data")
    server = PracticeServer(tmp_path / "data", limits=PracticeLimits.rehearsal(), faults=faults)
    with server as access:
        crm = destination_at(account(access.url, access.token, access.customer_id), SystemClock(), CHUNK_ROWS)
        import_id = make(imports, crm, lines)
        with open_import(imports, import_id, patience=QUICK) as found:
            info = found.run(crm, SystemClock(), no_report, Control())
        crm.close()
        assert names_in(tmp_path / "data") == sorted(str(line.name) for line in lines)

    assert dict(info.tally.by_outcome) == {Outcome.CREATED: 40}
    assert info.requests == 6


def test_a_row_that_spoils_its_whole_request_is_found_and_the_rest_goes_in(
    imports: Path, tmp_path: Path
) -> None:
    lines = keyed_lines(20)
    lines[13] = Line("Person bad", None, "no address")
    behaviour = Behaviour(bad_rows="request")
    with PracticeServer(tmp_path / "data", limits=PracticeLimits.rehearsal(), behaviour=behaviour) as access:
        crm = destination_at(account(access.url, access.token, access.customer_id), SystemClock(), CHUNK_ROWS)
        import_id = make(imports, crm, lines)
        with open_import(imports, import_id, patience=QUICK) as found:
            info = found.run(crm, SystemClock(), no_report, Control())
        crm.close()

    assert dict(info.tally.by_outcome) == {Outcome.CREATED: 19, Outcome.FAILED: 1}
    bad = results(imports, import_id).row(13, named=True)
    assert (bad["outcome"], "as it is written" in bad["reason"]) == ("failed", True)


def test_a_revoked_token_stops_and_a_new_one_goes_on(imports: Path, access: PracticeAccess) -> None:  # N33
    lines = keyed_lines(20)
    wrong = destination_at(account(access.url, "mega_" + "0" * 64, access.customer_id), SystemClock(), 10)
    right = destination_at(account(access.url, access.token, access.customer_id), SystemClock(), 10)
    import_id = make(imports, wrong, lines)

    with open_import(imports, import_id) as found:
        with pytest.raises(BadToken):
            found.run(wrong, SystemClock(), no_report, Control())
        assert found.info().tally[Outcome.NOT_SENT] == 20
        info = found.run(right, SystemClock(), no_report, Control())
    wrong.close()
    right.close()

    assert dict(info.tally.by_outcome) == {Outcome.CREATED: 20}


def test_pausing_holds_it_between_two_uploads_and_proceeding_goes_on(imports: Path, crm: Destination) -> None:
    import_id = make(imports, crm, keyed_lines(40))
    control, paused = Control(), threading.Event()

    def watch(progress: ImportProgress) -> None:
        if progress.chunks_done == 2 and not paused.is_set():
            control.pause()
        if progress.why.startswith("Paused"):
            paused.set()

    def proceed() -> None:
        paused.wait(20)
        control.proceed()

    helper = threading.Thread(target=proceed)
    helper.start()
    with open_import(imports, import_id) as found:
        info = found.run(crm, SystemClock(), watch, control)
    helper.join()

    assert paused.is_set()
    assert dict(info.tally.by_outcome) == {Outcome.CREATED: 40}


@pytest.mark.e2e
def test_another_process_cannot_run_the_same_import(imports: Path, crm: Destination) -> None:  # P18
    import_id = make(imports, crm, keyed_lines(10))

    with open_import(imports, import_id):
        assert (
            _in_another_process(_open_title, imports, import_id) == "This import is open in another window."
        )
    assert _in_another_process(_open_title, imports, import_id) == "opened"


def _open_title(imports: Path, import_id: str) -> str:
    try:
        open_import(imports, import_id).close()
    except ImportProblem as problem:
        return problem.title
    return "opened"


def _in_another_process(work: Callable[[Path, str], str], imports: Path, import_id: str) -> str:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(work, (imports, import_id))
