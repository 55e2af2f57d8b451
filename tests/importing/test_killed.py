"""A real worker process, really killed at each step of an upload, and what the next one makes of it."""

from __future__ import annotations

import dataclasses
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from mega_desktop.importing import ImportState, past_imports, results
from mega_desktop.importing.journal import JOURNAL, Journal
from tests.harness.kill import Workers
from tests.harness.ledger import LedgerServer
from tests.harness.worker import FINISHED, Job
from tests.importing.scenes import Line, mixed_lines

pytestmark = [pytest.mark.e2e, pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")]

LINES = [line for line in mixed_lines(30) if line.email or line.phone][:24]
UPLOADS, ROWS = 3, 8
SECOND = 2


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with Workers() as started:
        yield started


@pytest.fixture
def server() -> Iterator[LedgerServer]:
    with LedgerServer(seed=1) as started:
        yield started


@pytest.fixture
def job(tmp_path: Path, server: LedgerServer) -> Job:
    lines = [dataclasses.asdict(line) for line in LINES]
    return Job(str(tmp_path / "imports"), str(tmp_path / "scratch"), lines, server.url, ROWS)


def live(workers: Workers, server: LedgerServer, job: Job, failpoint: str = "") -> int:
    """One life of the program; returns how it ended."""
    made = past_imports(Path(job.imports))
    import_id = made[0].id if made else None
    server.victim = workers.start(dataclasses.replace(job, failpoint=failpoint, import_id=import_id))
    return workers.status()


def assert_each_lead_is_there_once(server: LedgerServer, job: Job) -> None:
    (made,) = past_imports(Path(job.imports))
    assert made.state is ImportState.FINISHED
    rows = results(Path(job.imports), made.id)
    done = server.truth.executions()
    assert [done[row] for row in rows["row"]] == [[("created", lead)] for lead in rows["lead_id"]]
    assert len(server.truth.leads) == len(LINES)


def test_killed_before_the_plan_is_durable_there_is_no_import(
    workers: Workers, server: LedgerServer, job: Job
) -> None:
    """P1"""
    assert live(workers, server, job, "plan") == -signal.SIGKILL

    assert past_imports(Path(job.imports)) == ()
    assert server.requests == 0
    assert live(workers, server, job) == FINISHED
    assert_each_lead_is_there_once(server, job)


@pytest.mark.parametrize(
    ("failpoint", "arrived"),
    [
        ("before_sent_commit", 1),
        ("after_sent_commit", 1),
        ("after_read", 2),
        ("in_txn", 2),
        ("after_ack", 2),
    ],
    ids=["P2", "P3", "P7", "P8", "P9"],
)
def test_killed_at_a_step_of_the_second_upload_it_goes_on_where_it_was(
    workers: Workers, server: LedgerServer, job: Job, failpoint: str, arrived: int
) -> None:
    """P2, P3, P7, P8, P9: only an upload without a durable answer is sent again."""
    assert live(workers, server, job, f"{failpoint}:{SECOND}") == -signal.SIGKILL

    assert server.requests == arrived
    assert live(workers, server, job) == FINISHED
    repeated = failpoint in {"after_read", "in_txn"}
    assert server.requests == UPLOADS + repeated
    assert_each_lead_is_there_once(server, job)


@pytest.mark.parametrize(
    "moment",
    ["kill_half_body", "kill_after_body", "kill_after_commit", "kill_half_answer"],
    ids=["P4 half sent", "P5 sent", "P5 carried out", "P6 half answered"],
)
def test_killed_in_the_middle_of_a_request_it_is_carried_out_once(
    workers: Workers, server: LedgerServer, job: Job, moment: str
) -> None:
    """P4, P5, P6"""
    server.kill_at = (moment, 1)
    assert live(workers, server, job) == -signal.SIGKILL

    assert live(workers, server, job) == FINISHED
    assert_each_lead_is_there_once(server, job)


def test_a_process_that_stood_still_goes_on(workers: Workers, server: LedgerServer, job: Job) -> None:
    """P12: a computer that slept, with the request under way broken off meanwhile."""
    stopped = threading.Event()

    def stand_still(pid: int) -> None:
        os.kill(pid, signal.SIGSTOP)
        stopped.set()
        threading.Timer(0.3, os.kill, (pid, signal.SIGCONT)).start()

    server.interrupt = stand_still
    server.kill_at = ("kill_after_commit", 1)

    assert live(workers, server, job) == FINISHED
    assert stopped.is_set()
    assert_each_lead_is_there_once(server, job)


def test_two_computers_with_the_same_file_make_each_lead_once(
    workers: Workers, server: LedgerServer, job: Job, tmp_path: Path
) -> None:
    """P19: what has an email or a phone is merged, and both reports are true."""
    other = dataclasses.replace(job, imports=str(tmp_path / "other"), scratch=str(tmp_path / "scratch 2"))
    with Workers() as elsewhere:
        workers.start(job)
        elsewhere.start(other)
        assert (workers.status(), elsewhere.status()) == (FINISHED, FINISHED)

    assert len(server.truth.leads) == len(LINES)
    happened = server.truth.executions()
    for place in (job.imports, other.imports):
        (made,) = past_imports(Path(place))
        for row, outcome, lead in results(Path(place), made.id)["row", "outcome", "lead_id"].iter_rows():
            assert (outcome, lead) in happened[row]


def test_what_is_sent_is_on_the_disk_before(job: Job, tmp_path: Path) -> None:
    """P11: in the order of the system calls, a sync of the journal comes before each upload."""
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("needs strace")
    trace, done = tmp_path / "trace", tmp_path / "done"
    command = [strace, "-f", "-y", "-e", "trace=fdatasync,fsync,sendto,pwrite64", "-o", str(trace)]
    script = (
        "import json, sys; from tests.harness.worker import Job, carry_out; "
        "code = carry_out(Job(**json.loads(sys.argv[1]))); open(sys.argv[2], 'w').write(str(code))"
    )
    arguments = [sys.executable, "-c", script, json.dumps(dataclasses.asdict(job)), str(done)]
    ran = subprocess.run([*command, *arguments], check=False, capture_output=True, timeout=240)
    if not done.exists():
        pytest.skip(f"strace is not allowed here: {ran.stderr[-200:]!r}")
    calls = re.findall(
        r"(fdatasync|fsync|pwrite64|sendto)\(\d+<([^>]*)>(.*)", trace.read_text(errors="replace")
    )
    is_synced, uploads = False, 0
    for call, where, rest in calls:
        if JOURNAL in where:
            is_synced = call in {"fdatasync", "fsync"}
        elif call == "sendto" and "POST /api" in rest:
            uploads += 1
            assert is_synced
    assert uploads == UPLOADS


def test_a_journal_survives_a_power_cut_as_far_as_its_settings_can_say(job: Job, tmp_path: Path) -> None:
    """P11"""
    with Journal.create(tmp_path / "new") as journal:
        settings = {
            name: journal.db.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("synchronous", "journal_mode", "fullfsync", "checkpoint_fullfsync", "secure_delete")
        }

    assert settings == {
        "synchronous": 2,
        "journal_mode": "wal",
        "fullfsync": 1,
        "checkpoint_fullfsync": 1,
        "secure_delete": 1,
    }


def test_rows_without_email_and_phone_are_never_there_twice(
    workers: Workers, server: LedgerServer, job: Job
) -> None:
    """N44: killed when their leads were made; they are found by name, and never sent again."""
    bare = dataclasses.replace(job, lines=[dataclasses.asdict(Line(f"Only a name {i}")) for i in range(5)])
    server.kill_at = ("kill_after_commit", 0)
    assert live(workers, server, bare) == -signal.SIGKILL

    assert live(workers, server, bare) == FINISHED
    assert len(server.truth.leads) == 5
    (made,) = past_imports(Path(bare.imports))
    assert results(Path(bare.imports), made.id)["outcome"].to_list() == ["created"] * 5
