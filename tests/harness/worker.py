"""The program's own engine in processes that may die at any moment.

Started once; then every line on stdin is a job, carried out by a forked child that has all libraries
loaded already. Nothing may use polars before the fork: its threads would not survive it.

    in   {"imports", "id", "lines", "scratch", "url", "token", "customer_id", "chunk_rows", "failpoint"}
    out  {"pid"} at once, then {"status"}: 0 finished, 3 stopped by a problem, negative for a signal
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from mega_desktop.errors import Problem
from mega_desktop.importing import ImportState, Patience, create_import, open_import
from mega_desktop.importing.failpoints import VARIABLE
from mega_desktop.work import Control, SystemClock, no_report
from tests.harness.ledger import CUSTOMER, TOKEN
from tests.importing.scenes import Line, account, destination_at, plan_of, table_of

FINISHED, STOPPED = 0, 3
IMPATIENT = Patience(first_pause_s=0.004, longest_pause_s=0.03, trouble_s=5.0, conflict_s=5.0)


def carry_out(job: dict[str, Any]) -> int:
    """Makes the import unless there is one, and runs it."""
    if job["failpoint"]:
        os.environ[VARIABLE] = job["failpoint"]
    imports = Path(job["imports"])
    clock, control = SystemClock(), Control()
    credentials = account(job["url"], job["token"], job["customer_id"])
    destination = destination_at(credentials, clock, job["chunk_rows"])
    import_id = job["id"]
    try:
        if import_id is None:
            lines = [Line(**line) for line in job["lines"]]
            table = table_of(lines, Path(job["scratch"]))
            import_id = create_import(imports, plan_of(lines), table, destination, clock, no_report, control)
        with open_import(imports, import_id, patience=IMPATIENT) as found:
            info = found.run(destination, clock, no_report, control)
    except Problem:
        return STOPPED
    return FINISHED if info.state is ImportState.FINISHED else STOPPED


def _fork(job: dict[str, Any]) -> None:
    pid = os.fork()
    if pid == 0:
        os._exit(carry_out(job))
    _say({"pid": pid})
    _, status = os.waitpid(pid, 0)
    _say({"status": os.waitstatus_to_exitcode(status)})


def _say(document: dict[str, int]) -> None:
    sys.stdout.write(json.dumps(document) + "\n")
    sys.stdout.flush()


def _load() -> None:
    """Loads what is imported late, so that no fork has to."""
    destination_at(account("http://127.0.0.1:9", TOKEN, CUSTOMER), SystemClock(), 1).close()


if __name__ == "__main__":
    _load()
    for job_line in sys.stdin:
        _fork(json.loads(job_line))
