"""Every way in which a system asks a program to end is heeded, and only while it is wanted."""

from __future__ import annotations

import signal
import sys

import pytest

from mega_desktop.stopping import when_asked_to_end

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows ends the process that raises these")
ASKED = [
    signal.Signals[name] for name in ("SIGINT", "SIGTERM", "SIGHUP") if name in signal.Signals.__members__
]


@pytest.mark.parametrize("number", ASKED)
def test_it_is_called_while_the_block_runs_and_all_is_as_before_afterwards(number: signal.Signals) -> None:
    calls: list[None] = []
    before = signal.getsignal(number)
    with when_asked_to_end(lambda: calls.append(None)):
        signal.raise_signal(number)
    assert len(calls) == 1
    assert signal.getsignal(number) is before


def test_a_program_that_is_to_outlive_its_terminal_does() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with when_asked_to_end(lambda: pytest.fail("it was to go on")):
            signal.raise_signal(signal.SIGHUP)
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)
