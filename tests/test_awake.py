"""The computer is kept awake while leads are sent, and only so long; asked of a real D-Bus."""

from __future__ import annotations

import logging
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest

from mega_desktop.awake import kept_awake
from mega_desktop.work import Cancelled

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="D-Bus is Linux's way")

SERVICE = "org.gnome.SessionManager"
COOKIE = 77
SUSPEND = 4


class Desktop:
    """A desktop session that is asked not to sleep; it answers on a bus of its own.

    Attributes:
        asked: What it was asked, in turn: ("Inhibit", flags) or ("Uninhibit", cookie).
    """

    def __init__(self, address: str) -> None:
        from jeepney.bus_messages import message_bus
        from jeepney.io.blocking import open_dbus_connection

        self.asked: list[tuple[str, int]] = []
        self._bus = open_dbus_connection(bus=address)
        self._bus.send_and_get_reply(message_bus.RequestName(SERVICE))
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        from jeepney import HeaderFields, new_method_return

        with suppress(OSError, EOFError):  # the bus has gone
            while True:
                call = self._bus.receive()
                member = call.header.fields.get(HeaderFields.member)
                if member == "Inhibit":
                    self.asked.append((member, call.body[3]))
                    self._bus.send(new_method_return(call, "u", (COOKIE,)))
                elif member == "Uninhibit":
                    self.asked.append((member, call.body[0]))
                    self._bus.send(new_method_return(call))

    def close(self) -> None:
        self._thread.join(10)
        self._bus.close()


@pytest.fixture
def desktop(monkeypatch: pytest.MonkeyPatch) -> Iterator[Desktop]:
    if shutil.which("dbus-daemon") is None:
        pytest.skip("needs dbus-daemon")
    command = ["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as daemon:
        assert daemon.stdout is not None
        address = daemon.stdout.readline().strip()
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        found = Desktop(address)
        yield found
        daemon.terminate()
    found.close()


@pytest.mark.parametrize("ended_by", [None, Cancelled, RuntimeError], ids=["end", "cancel", "error"])
def test_the_computer_is_kept_awake_until_the_work_ends_however_it_ends(
    ended_by: type[Exception] | None, desktop: Desktop
) -> None:
    # P13
    with suppress(Cancelled, RuntimeError), kept_awake():
        assert desktop.asked == [("Inhibit", SUSPEND)]
        if ended_by:
            raise ended_by

    assert desktop.asked == [("Inhibit", SUSPEND), ("Uninhibit", COOKIE)]


def test_where_nobody_can_be_asked_the_work_is_done_all_the_same(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    # P13
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/at/all")
    done = False

    with caplog.at_level(logging.INFO), kept_awake():
        done = True

    assert done
    assert "may go to sleep" in caplog.text
