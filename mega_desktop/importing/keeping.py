"""How long the rows of finished imports stay on this computer: as long as the person wants."""

from __future__ import annotations

import json
import shutil
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from mega_desktop.errors import Problem
from mega_desktop.folders import private_folder
from mega_desktop.importing.outcome import ImportInfo, ImportProblem, ImportState
from mega_desktop.importing.shelf import past_imports, require_unused
from mega_desktop.importing.summary import SUMMARY, read_summary, write_summary
from mega_desktop.whole_files import PRIVATE, write_whole

CHOICES = (None, 30, 90, 365)
"""Days to choose from; None keeps them until the person deletes them."""

_FILE = "privacy.json"
_KEY = "keep_rows_days"


def keep_days(settings: Path) -> int | None:
    """What the person chose; None (until deleted) when nothing was chosen or it cannot be read."""
    try:
        days = json.loads((settings / _FILE).read_bytes())[_KEY]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return days if days in CHOICES else None


def set_keep_days(settings: Path, days: int | None) -> None:
    """Keeps the choice.

    Raises:
        Problem: It cannot be written.
    """
    try:
        private_folder(settings)
        write_whole(settings / _FILE, json.dumps({_KEY: days}).encode(), PRIVATE)
    except OSError as error:
        raise Problem(
            "Your choice could not be saved, so nothing is removed by itself.",
            f"Check that there is room on the disk and that you may write in {settings}.",
            detail=type(error).__name__,
        ) from error


def remove_old_rows(imports: Path, days: int | None, now: datetime) -> int:
    """Removes the personal data of imports that finished longer ago than `days`; their numbers stay.

    Unfinished imports and those in use are left alone.

    Returns:
        How many imports it was done to.
    """
    if days is None:
        return 0
    limit, done = now - timedelta(days=days), 0
    for info in past_imports(imports):
        if info.is_stripped:
            with suppress(OSError):
                _clear(info.folder)  # what would not go before, or a crash came in between
        elif info.state is ImportState.FINISHED and (info.finished_at or now) < limit:
            with suppress(ImportProblem):
                strip(imports, info)
                done += 1
    return done


def strip(imports: Path, info: ImportInfo) -> None:
    """Removes everything of a finished import but its numbers.

    Raises:
        ImportProblem: It is open in another window, or its folder cannot be written.
    """
    folder = imports / info.id
    require_unused(folder)
    # First the word that the rows are gone: one that is half removed is never taken for a whole one.
    write_summary(replace(info, folder=folder, is_stripped=True))
    written = read_summary(folder)
    if written is None or not written.is_stripped:
        raise ImportProblem(
            "The rows of this import could not be removed: nothing can be written beside them.",
            "Free some space on the disk; they are removed when MEGA Desktop starts the next time.",
        )
    _clear(folder)


def _clear(folder: Path) -> None:
    """Removes all but the numbers. What would not go is told as `ImportInfo.has_remains`."""
    for path in folder.iterdir():
        if path.name != SUMMARY:
            with suppress(OSError):
                shutil.rmtree(path) if path.is_dir() else path.unlink()
