"""The computer stays awake while leads are sent: a break of hours would make answers unsure.

wakepy asks the system in its own way: over D-Bus on Linux, SetThreadExecutionState on Windows, caffeinate
on macOS. The system lets go by itself when the program dies.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

_log = logging.getLogger(__name__)


@contextmanager
def kept_awake() -> Iterator[None]:
    """The computer does not go to sleep of itself in this block; the screen may go dark.

    Where the system refuses, that is logged and no more: an import that slept goes on as well.
    """
    from wakepy import keep

    with keep.running(on_fail="pass") as lock:
        if not lock.active:
            _log.info("the computer may go to sleep while leads are sent: no way to keep it awake")
        yield
