"""The reader process, seen from outside: started, listened to, ended.

A crafted spreadsheet can abort or exhaust whoever parses it (an allocation of 512 GiB for one far
cell is an abort, not an exception), so parsing happens in a process that holds nothing: no token, no
proxy settings, next to no environment, bounded memory and time.
"""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, cast

from mega_desktop.sheets.recognise import damaged
from mega_desktop.sheets.table import FileProblem
from mega_desktop.work import Control, Progress, Report

TIME_LIMIT_S = 900.0
POLL_S = 0.03
MOST_THREADS = 8
CHILD_SWITCH = "--sheet-child"
_PASSED_ON = ("PATH", "SystemRoot", "SYSTEMROOT", "WINDIR", "TEMP", "TMP", "TMPDIR", "LD_LIBRARY_PATH")


def run_reader(
    request: dict[str, Any],
    scratch: Path,
    report: Report[Progress],
    control: Control,
    time_limit_s: float = TIME_LIMIT_S,
) -> dict[str, Any]:
    """Has the reader process read `request` and gives its answer, a `Table` document.

    Raises:
        FileProblem: As the reader said, or because it died or took too long.
        Cancelled: `control` was cancelled. The process is gone by then in every case.
    """
    name = Path(request["path"]).name
    process = _start(scratch)
    try:
        lines = _listen(process)
        _send(process, request)
        return _follow(lines, name, report, control, time.monotonic() + time_limit_s)
    finally:
        _end(process)


def _start(scratch: Path) -> subprocess.Popen[bytes]:
    frozen = bool(getattr(sys, "frozen", False))
    command = [CHILD_SWITCH] if frozen else ["-s", "-P", "-m", "mega_desktop.sheets.child"]
    return subprocess.Popen(
        [sys.executable, *command],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        # A parser's complaints quote the cells they stumble over.
        stderr=subprocess.DEVNULL,
        cwd=scratch,
        env=child_environment(),
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )


def child_environment() -> dict[str, str]:
    """The few variables that the reader process gets: nothing that a person or a token could be in."""
    passed_on = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    package_parent = str(Path(__file__).resolve().parents[2])
    # Each thread's stack counts against the memory limit, and a big machine has many.
    threads = str(min(os.cpu_count() or 1, MOST_THREADS))
    own = {"PYTHONPATH": package_parent, "PYTHONIOENCODING": "utf-8", "POLARS_MAX_THREADS": threads}
    return passed_on | own


def _send(process: subprocess.Popen[bytes], request: dict[str, Any]) -> None:
    stdin = cast("IO[bytes]", process.stdin)
    with suppress(OSError), stdin:  # if it died at once, the end of its answers tells so
        stdin.write(json.dumps(request).encode())


def _listen(process: subprocess.Popen[bytes]) -> queue.SimpleQueue[dict[str, Any] | None]:
    """The child's lines as they come, None when it has closed its side.

    A thread, because a pipe cannot be waited for together with `control` on every system.
    """
    lines: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()

    def pump() -> None:
        answers = cast("IO[bytes]", process.stdout)
        with answers, suppress(ValueError):  # a line may be cut off by its death
            for line in answers:
                lines.put(json.loads(line))
        lines.put(None)

    threading.Thread(target=pump, name="sheet-reader", daemon=True).start()
    return lines


def _follow(
    lines: queue.SimpleQueue[dict[str, Any] | None],
    name: str,
    report: Report[Progress],
    control: Control,
    deadline: float,
) -> dict[str, Any]:
    while True:
        control.check()
        if time.monotonic() > deadline:
            raise damaged(name, "the reader took too long")
        try:
            line = lines.get(timeout=POLL_S)
        except queue.Empty:
            continue
        if line is None:
            raise damaged(name, "the reader ended without an answer")
        if "table" in line:
            return dict(line["table"])
        if "problem" in line:
            raise FileProblem(*line["problem"], detail=line["detail"])
        report(Progress(line["done"], 100, line["what"]))


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends the process at once, if it still runs, and leaves nothing of it behind."""
    process.kill()
    process.wait()
