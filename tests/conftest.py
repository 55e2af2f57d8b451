"""What holds for every test: no screen, no home of a person, no password store, no thread left behind."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings
from pytestqt.qtbot import QtBot

from mega_desktop.practice import PracticeServer

if TYPE_CHECKING:
    from pytestqt.wait_signal import SignalBlocker

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before anything imports Qt

# Wherever the tests run, they show the same times, dates and numbers; so do the processes they start.
os.environ |= {"TZ": "UTC", "LC_ALL": "C.UTF-8", "LANGUAGE": "en"}
if hasattr(time, "tzset"):
    time.tzset()

# Whoever started them: `nohup` and a shell's background jobs make a program ignore these, and all it starts.
for _name in ("SIGINT", "SIGTERM", "SIGHUP"):
    if hasattr(signal, _name) and signal.getsignal(getattr(signal, _name)) is signal.SIG_IGN:
        _heeded = signal.default_int_handler if _name == "SIGINT" else signal.SIG_DFL
        signal.signal(getattr(signal, _name), _heeded)

settings.register_profile(
    "project",
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],  # a busy computer says nothing about the program
)
settings.load_profile("project")

PATIENCE_S = 120
"""How long what has to come is waited for, on however slow a computer; what is there costs no time."""


def pytest_configure(config: pytest.Config) -> None:
    """Without `-m`, what needs a Secret Service of its own or measures is left out."""
    if not config.option.markexpr:
        config.option.markexpr = "not keyring and not benchmark"


@pytest.fixture(scope="session")
def _home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One for all tests: a new home for each would build the cache of fonts anew each time."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(autouse=True)
def _away_from_the_person(
    request: pytest.FixtureRequest, _home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Own folders for each test and the processes it starts, and no way to a real password store."""
    monkeypatch.setenv("HOME", str(_home))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "xdg-data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "xdg-config"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(_home / "cache"))
    for name in ("MEGA_TOKEN", "MEGA_CUSTOMER_ID", "MEGA_SERVER", "FOXREACH_API_KEY", "FOXREACH_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    if request.node.get_closest_marker("keyring") is None:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/no-session-bus")


@pytest.fixture(autouse=True)
def _no_thread_left_behind() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    left = [t for t in threading.enumerate() if t not in before and not t.daemon]
    for thread in left:
        thread.join(PATIENCE_S)
    assert not [thread.name for thread in left if thread.is_alive()]


@pytest.fixture(scope="session")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a Practice CRM with its leads in it, to be copied: making them takes half a second."""
    folder = tmp_path_factory.mktemp("stocked")
    with PracticeServer(folder):
        pass
    return folder


class PatientBot(QtBot):
    """Gives up much later than pytest-qt's own, so that no test has to say how long it waits."""

    def waitUntil(  # noqa: N802 - pytest-qt's name
        self, callback: Callable[[], bool | None], *, timeout: int = PATIENCE_S * 1000
    ) -> None:
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(  # noqa: N802 - pytest-qt's name
        self, signal: Any, *, timeout: int = PATIENCE_S * 1000, **more: Any
    ) -> SignalBlocker:
        return super().waitSignal(signal, timeout=timeout, **more)


@pytest.fixture
def qtbot(qapp: object, request: pytest.FixtureRequest) -> QtBot:
    return PatientBot(request)
