"""The program's own engine in processes that may die at any moment.

Started once; then every line on stdin is a job, carried out by a forked child that has all libraries
loaded already. Nothing may use polars before the fork: its threads would not survive it.

    in   a `Job` as JSON
    out  {"pid"} at once, then {"status"}: 0 finished, 3 stopped by a problem, 4 ended by an error that nobody
         expected, negative for a signal
"""

from __future__ import annotations

import dataclasses
import json
import os
import sys
import traceback
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NoReturn

from mega_desktop.errors import Problem
from mega_desktop.importing import ImportState, Patience, create_import, open_import
from mega_desktop.importing.failpoints import VARIABLE
from mega_desktop.work import Control, SystemClock, no_report
from tests.harness.ledger import CUSTOMER, TOKENS
from tests.harness.mutants import MUTANTS
from tests.importing.scenes import Line, account, destination_at, plan_of, table_of

FINISHED, STOPPED, BROKEN = 0, 3, 4
IMPATIENT = Patience(first_pause_s=0.002, longest_pause_s=0.02, trouble_s=5.0, conflict_s=5.0)


@dataclasses.dataclass(frozen=True)
class Job:
    """One life of the program.

    Attributes:
        import_id: None to make the import first.
        asleep_s: How far this computer's clock is ahead of the real time, because it slept.
        failpoint: Where to die, see `mega_desktop.importing.failpoints`.
        mutant: The seeded bug in this program, see `tests.harness.mutants`.
    """

    imports: str
    scratch: str
    lines: list[dict[str, Any]]
    url: str
    chunk_rows: int
    token: str = TOKENS[0]
    import_id: str | None = None
    asleep_s: float = 0.0
    failpoint: str = ""
    mutant: str = ""


class LateClock(SystemClock):
    """Time goes on while a computer sleeps."""

    def __init__(self, asleep_s: float) -> None:
        self._asleep = timedelta(seconds=asleep_s)

    def now(self) -> datetime:
        return datetime.now(UTC) + self._asleep


def carry_out(job: Job) -> int:
    """Makes the import unless there is one, and runs it."""
    if job.failpoint:
        os.environ[VARIABLE] = job.failpoint
    if job.mutant:
        MUTANTS[job.mutant].seed()
    imports, import_id = Path(job.imports), job.import_id
    clock, control = LateClock(job.asleep_s), Control()
    destination = destination_at(account(job.url, job.token, CUSTOMER), clock, job.chunk_rows)
    try:
        if import_id is None:
            lines = [Line(**line) for line in job.lines]
            table = table_of(lines, Path(job.scratch))
            import_id = create_import(imports, plan_of(lines), table, destination, clock, no_report, control)
        with open_import(imports, import_id, patience=IMPATIENT) as found:
            info = found.run(destination, clock, no_report, control)
    except Problem:
        return STOPPED
    return FINISHED if info.state is ImportState.FINISHED else STOPPED


def _fork(job: Job) -> None:
    pid = os.fork()
    if pid == 0:
        _die(job)
    _say({"pid": pid})
    _, status = os.waitpid(pid, 0)
    _say({"status": os.waitstatus_to_exitcode(status)})


def _die(job: Job) -> NoReturn:
    """Carries out the job in this process and ends it, without any clean-up of the one it was forked from."""
    status = BROKEN
    try:
        status = carry_out(job)
    except Exception:  # noqa: BLE001 - whatever it is, the harness must hear of it
        traceback.print_exc()
    finally:
        os._exit(status)


def _say(document: dict[str, int]) -> None:
    sys.stdout.write(json.dumps(document) + "\n")
    sys.stdout.flush()


def _load() -> None:
    """Loads what is imported late, so that no fork has to."""
    destination_at(account("http://127.0.0.1:9", TOKENS[0], CUSTOMER), SystemClock(), 1).close()


if __name__ == "__main__":
    _load()
    for job_line in sys.stdin:
        _fork(Job(**json.loads(job_line)))
