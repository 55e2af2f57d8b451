"""reporting: a `Journal` becomes the numbers on screen and the results workbook."""

from __future__ import annotations

from mega_desktop.reporting.tiles import Tile, sum_line, tiles
from mega_desktop.reporting.workbook import write_report

__all__ = ["Tile", "sum_line", "tiles", "write_report"]
