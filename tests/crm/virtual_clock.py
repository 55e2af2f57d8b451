"""Time that passes only when someone waits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from mega_desktop.work import Control


class VirtualClock:
    """Waiting takes no time; `waits` holds every wait."""

    def __init__(self) -> None:
        self.time = 1_000.0
        self.waits: list[float] = []

    def monotonic(self) -> float:
        return self.time

    def now(self) -> datetime:
        return datetime(2026, 8, 1, 12, tzinfo=UTC) + timedelta(seconds=self.time - 1_000.0)

    def wait(self, seconds: float, control: Control) -> None:
        control.check()
        self.waits.append(seconds)
        self.time += seconds
