"""reporting: a `Journal` becomes the numbers on screen, the results workbook and the undo kit."""

from __future__ import annotations

from mega_desktop.reporting.tiles import Tile, sum_line, tiles
from mega_desktop.reporting.undo_kit import has_snapshot, write_undo_kit
from mega_desktop.reporting.verification import (
    Finding,
    Verification,
    read_differences,
    read_verification,
    reading_seconds,
    verified_lines,
)
from mega_desktop.reporting.verifying import verify
from mega_desktop.reporting.workbook import write_report

__all__ = [
    "Finding",
    "Tile",
    "Verification",
    "has_snapshot",
    "read_differences",
    "read_verification",
    "reading_seconds",
    "sum_line",
    "tiles",
    "verified_lines",
    "verify",
    "write_report",
    "write_undo_kit",
]
