"""How a system asks a program to end: Ctrl+C, a polite kill, a terminal that closes, the end of a session."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
"""The third is unknown to Windows, the last known to nobody else."""


@contextmanager
def when_asked_to_end(stop: Callable[[], None]) -> Iterator[None]:
    """Calls `stop` in the main thread whenever the system asks, while the block runs; it may raise.

    What is ignored stays ignored: that is how `nohup` and a shell's background jobs outlive a terminal.
    """
    asked = [getattr(signal, name) for name in _NAMES if hasattr(signal, name)]
    before = {number: signal.getsignal(number) for number in asked}
    heeded = {number: handler for number, handler in before.items() if handler is not signal.SIG_IGN}
    for number in heeded:
        signal.signal(number, lambda *_: stop())
    try:
        yield
    finally:
        for number, handler in heeded.items():
            signal.signal(number, handler)
