"""What every long piece of work is given: a way to be stopped, a clock, and a way to say how far it is.

Engine functions take `report: Report[X]` and `control: Control`. They call `report(x)` with a small
frozen value whenever something changed (as often as they like: the receiver keeps the newest and is
polled), and `control.check()` at each point where stopping is safe.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol, TypeVar

T = TypeVar("T", contravariant=True)


class Report(Protocol[T]):
    """Takes the newest state of a piece of work. Must return at once and never raise."""

    def __call__(self, progress: T, /) -> None: ...


def no_report(_progress: object, /) -> None:
    """A `Report` for those who do not want to know."""


class Cancelled(Exception):
    """The person asked to stop. Never shown as an error."""


@dataclass(frozen=True)
class Progress:
    """How far a piece of work is.

    Attributes:
        done: Units finished.
        total: Units in all, or None while that is not known.
        what: What is being done, in the person's words ("Reading leads.xlsx").
        waiting_s: Seconds until the work goes on by itself; 0 while it is running.
        why: Why it waits, a plain sentence; empty while it is running.
    """

    done: int
    total: int | None
    what: str
    waiting_s: float = 0.0
    why: str = ""


class Control:
    """The other end of a running piece of work: cancel, pause, go on. Safe to use from any thread."""

    def __init__(self) -> None:
        self._cancelled = threading.Event()
        self._running = threading.Event()
        self._running.set()

    @property
    def is_cancelled(self) -> bool:
        return self._cancelled.is_set()

    @property
    def is_paused(self) -> bool:
        return not self._running.is_set()

    def cancel(self) -> None:
        """Asks the work to stop at the next safe point, waking it from any wait or pause."""
        self._cancelled.set()
        self._running.set()

    def pause(self) -> None:
        """Holds the work at the next safe point until `proceed` or `cancel`."""
        if not self._cancelled.is_set():
            self._running.clear()

    def proceed(self) -> None:
        self._running.set()

    def check(self) -> None:
        """Holds while paused.

        Raises:
            Cancelled: The work was asked to stop.
        """
        self._running.wait()
        if self._cancelled.is_set():
            raise Cancelled

    def wait(self, seconds: float) -> None:
        """Sleeps, and wakes at once when cancelled.

        Raises:
            Cancelled: The work was asked to stop before the time was over.
        """
        if self._cancelled.wait(max(seconds, 0.0)):
            raise Cancelled


class Clock(Protocol):
    """Time, so that tests can have another one."""

    def monotonic(self) -> float:
        """Seconds on a clock that never jumps."""

    def now(self) -> datetime:
        """The wall clock, with its zone (UTC)."""

    def wait(self, seconds: float, control: Control) -> None:
        """Lets `seconds` pass; raises `Cancelled` at once when `control` is cancelled."""


class SystemClock:
    """The computer's own time."""

    def monotonic(self) -> float:
        return time.monotonic()

    def now(self) -> datetime:
        return datetime.now(UTC)

    def wait(self, seconds: float, control: Control) -> None:
        control.wait(seconds)
