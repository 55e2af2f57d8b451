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

__all__ = [
    "ChunkLine",
    "ChunkState",
    "ImportInfo",
    "ImportProblem",
    "ImportProgress",
    "ImportState",
    "Outcome",
    "Tally",
]
