"""importing: a `Plan` becomes a `Journal`, and the journal becomes leads."""

from __future__ import annotations

from mega_desktop.importing.keeping import CHOICES, keep_days, remove_old_rows, set_keep_days
from mega_desktop.importing.origin import Origin
from mega_desktop.importing.outcome import (
    ChunkLine,
    ChunkState,
    ImportInfo,
    ImportProblem,
    ImportProgress,
    ImportState,
    Outcome,
    Tally,
)
from mega_desktop.importing.patience import Patience
from mega_desktop.importing.planning import create_import
from mega_desktop.importing.retry import Retry, reopen, retries_of, rows_to_retry
from mega_desktop.importing.running import Import, open_import
from mega_desktop.importing.shelf import discard, past_imports, results, sweep, unfinished

__all__ = [
    "CHOICES",
    "ChunkLine",
    "ChunkState",
    "Import",
    "ImportInfo",
    "ImportProblem",
    "ImportProgress",
    "ImportState",
    "Origin",
    "Outcome",
    "Patience",
    "Retry",
    "Tally",
    "create_import",
    "discard",
    "keep_days",
    "open_import",
    "past_imports",
    "remove_old_rows",
    "reopen",
    "results",
    "retries_of",
    "rows_to_retry",
    "set_keep_days",
    "sweep",
    "unfinished",
]
