"""importing: a `Plan` becomes a `Journal`, and the journal becomes leads."""

from __future__ import annotations

from mega_desktop.importing.keeping import CHOICES, keep_days, remove_old_rows, set_keep_days
from mega_desktop.importing.looking_back import is_since
from mega_desktop.importing.origin import Origin, kept_edits, recall_fields
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
from mega_desktop.importing.running import Import, open_import, require_same_account
from mega_desktop.importing.shelf import discard, find_import, past_imports, results, sweep, unfinished
from mega_desktop.importing.source import source_warning
from mega_desktop.importing.uploading import read_leads as sent_leads

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
    "find_import",
    "is_since",
    "keep_days",
    "kept_edits",
    "open_import",
    "past_imports",
    "recall_fields",
    "remove_old_rows",
    "reopen",
    "require_same_account",
    "results",
    "retries_of",
    "rows_to_retry",
    "sent_leads",
    "set_keep_days",
    "source_warning",
    "sweep",
    "unfinished",
]
