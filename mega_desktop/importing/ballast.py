"""A file that is there to be thrown away: room for an answer when the disk is full."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from mega_desktop.importing.journal import DiskFull
from mega_desktop.importing.live import Live

T = TypeVar("T")

BALLAST = "ballast"
SIZE = 4 * 2**20
RETRY_S = 2.0


class Ballast:
    """The ballast of one import's folder. On a disk that is already full there is none."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / BALLAST

    def load(self) -> None:
        try:
            self._path.write_bytes(bytes(SIZE))
        except OSError:
            self._path.unlink(missing_ok=True)

    def drop(self) -> bool:
        """Makes room; false when there was no ballast left."""
        is_there = self._path.exists()
        self._path.unlink(missing_ok=True)
        return is_there

    def keep_trying(self, step: Callable[[], T], live: Live) -> T:
        """Carries out a durable step that must not be lost, waiting for room when need be.

        Raises:
            Cancelled: The person asked to stop while there was no room.
        """
        while True:
            try:
                return step()
            except DiskFull as full:
                if not self.drop():
                    live.wait(RETRY_S, full.title)
