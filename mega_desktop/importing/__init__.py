"""importing: a `Plan` becomes a `Journal`, and the journal becomes leads."""

from __future__ import annotations

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
from mega_desktop.importing.running import Import, open_import
from mega_desktop.importing.shelf import discard, past_imports, results, sweep, unfinished

__all__ = [
    "ChunkLine",
    "ChunkState",
    "Import",
    "ImportInfo",
    "ImportProblem",
    "ImportProgress",
    "ImportState",
    "Outcome",
    "Patience",
    "Tally",
    "create_import",
    "discard",
    "open_import",
    "past_imports",
    "results",
    "sweep",
    "unfinished",
]
