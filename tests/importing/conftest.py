"""A real Practice CRM, a clock without waiting, and an import ready to run."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mega_desktop.crm import Destination
from mega_desktop.practice import PracticeAccess, PracticeLimits, PracticeServer
from mega_desktop.work import Control, SystemClock
from tests.importing.scenes import account, destination_at

CHUNK_ROWS = 10


class FastClock:
    """Time that passes only when somebody waits, and then at once."""

    def __init__(self) -> None:
        self.passed_s = 0.0
        self.start = datetime(2026, 8, 1, 9, 0, tzinfo=UTC)
        self.shift = timedelta()
        self.waits: list[float] = []

    def monotonic(self) -> float:
        return self.passed_s

    def now(self) -> datetime:
        return self.start + timedelta(seconds=self.passed_s) + self.shift

    def wait(self, seconds: float, control: Control) -> None:
        control.check()
        self.waits.append(seconds)
        self.passed_s += seconds


@pytest.fixture
def imports(tmp_path: Path) -> Path:
    return tmp_path / "imports"


@pytest.fixture
def clock() -> FastClock:
    return FastClock()


@pytest.fixture
def access(stocked: Path, tmp_path: Path) -> Iterator[PracticeAccess]:
    shutil.copytree(stocked, tmp_path / "practice")
    with PracticeServer(tmp_path / "practice", limits=PracticeLimits.rehearsal()) as found:
        yield found


@pytest.fixture
def crm(access: PracticeAccess) -> Iterator[Destination]:
    """MEGA's real client on the Practice CRM, ten rows an upload."""
    destination = destination_at(
        account(access.url, access.token, access.customer_id), SystemClock(), CHUNK_ROWS
    )
    yield destination
    destination.close()
