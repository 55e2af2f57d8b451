"""Room for what was read and not yet imported: each running program has its own, and none outlives it."""

from __future__ import annotations

import shutil
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from mega_desktop.errors import Problem
from mega_desktop.folders import private_folder

_LOCK = ".lock"


class Scratch:
    """Folders below `root` for this run; those of runs that have ended are removed at once.

    A run holds the lock of its room while it lives, so another window's tables are never swept away,
    and what a crash left behind is.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._lock: BinaryIO | None = None
        self._room: Path | None = None
        self._sweep()

    def folder(self) -> Path:
        """A new, empty folder that only this user may open.

        Raises:
            Problem: It cannot be made.
        """
        try:
            return Path(tempfile.mkdtemp(dir=self._own_room()))
        except OSError as error:
            raise Problem(
                "There is no room to work in, so the file was not read. No leads are affected.",
                f"Check that there is room on the disk and that you may write in {self._root}.",
                detail=type(error).__name__,
            ) from error

    def close(self) -> None:
        """Removes everything that was put into this run's folders."""
        if self._lock is not None:
            self._lock.close()
        if self._room is not None:
            shutil.rmtree(self._room, ignore_errors=True)
        self._lock = self._room = None

    def _own_room(self) -> Path:
        if self._room is None:
            room = Path(tempfile.mkdtemp(dir=private_folder(self._root)))
            self._lock = (room / _LOCK).open("xb")
            _take(self._lock)
            self._room = room
        return self._room

    def _sweep(self) -> None:
        with suppress(OSError):
            for room in list(self._root.iterdir()):
                if not _is_in_use(room / _LOCK):
                    shutil.rmtree(room, ignore_errors=True)


def _is_in_use(lock: Path) -> bool:
    try:
        with lock.open("r+b") as file:
            return not _take(file)
    except OSError:
        return False


def _take(file: BinaryIO) -> bool:
    """Takes the lock of an open file for as long as it is open; False when another program has it."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
