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
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
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


class Reader:
    """Starts the reader processes. Safe to use from several threads. To be closed at the end.

    Starting one takes longer than reading a small file, so one can be kept waiting for its file.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._keeps_one = False
        self._waiting: subprocess.Popen[bytes] | None = None

    def keep_one_waiting(self) -> None:
        """Starts a process now, and another one whenever that is taken."""
        with self._lock:
            self._keeps_one = True
        self._replace_taken()

    def close(self) -> None:
        """Ends the process that waits."""
        with self._lock:
            self._keeps_one = False
            if self._waiting is not None:
                _end_waiting(self._waiting)
            self._waiting = None

    def read(
        self,
        request: dict[str, Any],
        first_rows: Callable[[dict[str, Any]], None],
        report: Report[Progress],
        control: Control,
        time_limit_s: float = TIME_LIMIT_S,
    ) -> dict[str, Any]:
        """Has a process read `request` and gives its answer, a `Table` document.

        Args:
            first_rows: Given the document of the first rows, where the process says them earlier.

        Raises:
            FileProblem: As the process said, or because it died or took too long.
            Cancelled: `control` was cancelled. The process is gone by then in every case.
        """
        name = Path(request["path"]).name
        process = self._take()
        try:
            lines = _listen(process)
            _send(process, request)
            deadline = time.monotonic() + time_limit_s
            for line in _until(lines, name, control, deadline):
                if "table" in line:
                    return dict(line["table"])
                if "problem" in line:
                    raise FileProblem(*line["problem"], detail=line["detail"])
                if "first" in line:
                    first_rows(line["first"])
                else:
                    report(Progress(line["done"], 100, line["what"]))
            raise damaged(name, "the reader ended without an answer")
        finally:
            _end(process)
            self._replace_taken()

    def _take(self) -> subprocess.Popen[bytes]:
        with self._lock:
            waiting, self._waiting = self._waiting, None
        if waiting is not None and waiting.poll() is not None:
            _end_waiting(waiting)
            waiting = None
        return waiting or _start()

    def _replace_taken(self) -> None:
        with self._lock:
            if self._keeps_one and self._waiting is None:
                self._waiting = _start()


def _start() -> subprocess.Popen[bytes]:
    frozen = bool(getattr(sys, "frozen", False))
    command = [CHILD_SWITCH] if frozen else ["-s", "-P", "-m", "mega_desktop.sheets.child"]
    return subprocess.Popen(
        [sys.executable, *command],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        # A parser's complaints quote the cells they stumble over.
        stderr=subprocess.DEVNULL,
        cwd=tempfile.gettempdir(),
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


def _until(
    lines: queue.SimpleQueue[dict[str, Any] | None], name: str, control: Control, deadline: float
) -> Iterator[dict[str, Any]]:
    """The lines as they come; ends with the process, or with an error at the deadline or when cancelled."""
    while True:
        control.check()
        if time.monotonic() > deadline:
            raise damaged(name, "the reader took too long")
        with suppress(queue.Empty):
            line = lines.get(timeout=POLL_S)
            if line is None:
                return
            yield line


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends the process at once, if it still runs, and leaves nothing of it behind."""
    process.kill()
    process.wait()


def _end_waiting(process: subprocess.Popen[bytes]) -> None:
    """Ends a process that nobody listens to yet."""
    process.kill()
    process.communicate()
