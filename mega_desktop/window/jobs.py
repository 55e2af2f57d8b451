"""Work on other threads: the only module that knows `QThread`.

A `Job` runs one engine function `work(report, control) -> result` on a thread of its own and tells
the window what became of it, always in the window's thread. `Jobs` owns them all.
"""

from __future__ import annotations

import logging
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from queue import SimpleQueue

from PySide6.QtCore import QObject, QThread, QTimer, Signal, Slot

from mega_desktop.errors import Problem
from mega_desktop.work import Cancelled, Control, Report

POLL_MS = 60
"""How often progress is looked at: at most 17 times a second."""


@dataclass(frozen=True)
class Part:
    """Some of a result, ahead of the rest. Work reports it, and each is told by `Job.part`."""

    value: object


Work = Callable[[Report[object], Control], object]
"""What a job runs. It never touches a widget, and everything it needs is given to it as values."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _End:
    """How the work ended: with a result, a problem, or stopped on request."""

    result: object = None
    problem: Problem | None = None
    is_cancelled: bool = False


class _Reported:
    """Keeps the newest progress and every part; written by the worker, read by the window's timer."""

    def __init__(self) -> None:
        self.newest: object = None
        self.parts: SimpleQueue[object] = SimpleQueue()

    def __call__(self, progress: object, /) -> None:
        if isinstance(progress, Part):
            self.parts.put(progress.value)
        else:
            self.newest = progress


class _Worker(QObject):
    """Lives in the job's thread and has no parent, or it could not move there."""

    ended = Signal()

    def __init__(self, work: Work, report: Report[object], control: Control) -> None:
        super().__init__()
        self._work = work
        self._report = report
        self._control = control
        self.end = _End(problem=Problem("This was interrupted before it was finished."))

    @Slot()
    def run(self) -> None:
        try:
            self.end = _End(result=self._work(self._report, self._control))
        except Cancelled:
            self.end = _End(is_cancelled=True)
        except Problem as problem:
            self.end = _End(problem=problem)
        except BaseException as error:  # noqa: BLE001 - polars' panics are no Exception; nobody else could tell
            self.end = _End(problem=as_problem(error))
        finally:
            self.ended.emit()


class Job(QObject):
    """One piece of work on its own thread.

    Signals (all in the window's thread; exactly one of the three endings, then `finished`):
        progress: The newest value that the work reported; polled, so none is guaranteed.
        part: The value of a `Part` that the work reported; each is told, in order, before the ending.
        succeeded: The result.
        failed: A `Problem` with the sentence to show.
        cancelled: It was stopped on request.
        finished: It is over, however it went; the thread is gone.
    """

    progress = Signal(object)
    part = Signal(object)
    succeeded = Signal(object)
    failed = Signal(object)
    cancelled = Signal()
    finished = Signal()

    def __init__(self, work: Work) -> None:
        super().__init__()
        self.control = Control()
        self._reported = _Reported()
        self._shown: object = None
        self._over = False
        self._thread: QThread | None = QThread()
        self._worker: _Worker | None = _Worker(work, self._reported, self.control)
        self._worker.moveToThread(self._thread)
        self._worker.ended.connect(self._on_ended)
        self._thread.started.connect(self._worker.run)
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self._poll)

    @property
    def is_running(self) -> bool:
        """The thread is there; false from just before the ending is told."""
        return self._thread is not None

    @property
    def is_over(self) -> bool:
        """Everything was told; the object can be dropped."""
        return self._over

    def start(self) -> None:
        if self._thread is not None:
            self._timer.start()
            self._thread.start()

    def cancel(self) -> None:
        """Asks the work to stop at the next safe point; `cancelled` tells when it has."""
        self.control.cancel()

    def pause(self) -> None:
        self.control.pause()

    def proceed(self) -> None:
        self.control.proceed()

    def wait(self, timeout_s: float) -> bool:
        """Lets the work come to its end and tells it; false when it did not within `timeout_s`."""
        if self._thread is None:
            return True
        self._thread.quit()
        if not self._thread.wait(max(int(timeout_s * 1000), 0)):
            return False
        self._on_ended()
        return True

    @Slot()
    def _poll(self) -> None:
        newest = self._reported.newest
        if newest is not self._shown:
            self._shown = newest
            self.progress.emit(newest)
        while not self._reported.parts.empty():
            self.part.emit(self._reported.parts.get())

    @Slot()
    def _on_ended(self) -> None:
        """Waits for the thread, drops it and its worker, and only then tells the ending."""
        if self._thread is None or self._worker is None:
            return
        self._timer.stop()
        self._thread.quit()
        self._thread.wait()
        end = self._worker.end
        self._thread = self._worker = None
        try:
            self._poll()
            self._tell(end)
        finally:
            self.finished.emit()
            self._over = True

    def _tell(self, end: _End) -> None:
        if end.problem is not None:
            self.failed.emit(end.problem)
        elif end.is_cancelled:
            self.cancelled.emit()
        else:
            self.succeeded.emit(end.result)


class Jobs(QObject):
    """Owns every job of the program. Belongs to the application, not to a page."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs: list[Job] = []
        self._is_shut = False

    def start(self, work: Work) -> Job:
        """Runs `work` on a thread. Connect to it at once: it tells nothing before the event loop turns.

        After `shutdown` nothing is started any more, and the job that is returned never tells anything: a
        late timer must not leave a thread behind that ends the process with an abort.
        """
        self._jobs = [job for job in self._jobs if not job.is_over]
        job = Job(work)
        if not self._is_shut:
            self._jobs.append(job)
            job.start()
        return job

    @property
    def running(self) -> int:
        return sum(job.is_running for job in self._jobs)

    def shutdown(self, timeout_s: float) -> bool:
        """Stops everything and waits; false when something did not stop within `timeout_s`."""
        self._is_shut = True
        jobs = list(self._jobs)
        for job in jobs:
            job.cancel()
        until = time.monotonic() + timeout_s
        ended = [job.wait(until - time.monotonic()) for job in jobs]
        return all(ended)


def as_problem(error: BaseException) -> Problem:
    """An unforeseen error as a sentence; its place goes to the log, its text (it may hold cells) nowhere."""
    detail = _place(error)
    _log.error("unforeseen: %s", detail)
    if isinstance(error, MemoryError):
        return Problem(
            "This computer's memory is too small for this. Nothing was changed in your CRM by it.",
            "Close other programs, or split the file into smaller ones, then try again.",
            detail=detail,
        )
    if isinstance(error, OSError):
        return _disk_problem(error, detail)
    return Problem(
        "Something went wrong inside this program. What was confirmed before stays confirmed.",
        "Try again. If it happens again, copy the details and send them to support.",
        detail=detail,
    )


def _disk_problem(error: OSError, detail: str) -> Problem:
    reason = (error.strerror or "unknown reason").lower()
    return Problem(
        f"A file or folder could not be used: {reason}. What was confirmed before stays confirmed.",
        "Check that the disk is not full and that you may write to it, then try again.",
        detail=detail,
    )


def _place(error: BaseException) -> str:
    """Says the kind and the place ("ValueError at sheets/text.py:41 in decode"), never the message."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [
        f"{'/'.join(f.filename.replace(chr(92), '/').split('/')[-2:])}:{f.lineno} in {f.name}" for f in frames
    ]
    return f"{type(error).__name__} at {' < '.join(reversed(places[-6:]))}"
