"""Rows that come one by one, gathered into a frame of columns."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from mega_desktop.sheets.table import ROW

BATCH_ROWS = 50_000


class Batches:
    """Takes rows in order; a column costs nothing until it has its first cell."""

    def __init__(self) -> None:
        self._frames: list[pl.DataFrame] = []
        self._rows: list[int] = []
        self._columns: dict[int, list[str | None]] = {}

    def add(self, row: int, cells: Iterable[tuple[int, str]]) -> None:
        """Adds the filled cells (column index from 0, text) of the row with Excel's number `row`."""
        position = len(self._rows)
        self._rows.append(row)
        for index, text in cells:
            column = self._columns.setdefault(index, [])
            if len(column) < position:
                column.extend([None] * (position - len(column)))
            column.append(text)
        if len(self._rows) >= BATCH_ROWS:
            self._put_away()

    def frame(self) -> pl.DataFrame:
        """ROW, then "c<index>" in sheet order; columns without any cell are left out."""
        self._put_away()
        whole = pl.concat(self._frames, how="diagonal")
        names = sorted(set(whole.columns) - {ROW}, key=lambda name: int(name.removeprefix("c")))
        return whole.select(ROW, *names)

    def _put_away(self) -> None:
        height = len(self._rows)
        rows = pl.Series(ROW, self._rows, dtype=pl.UInt32)
        cells = (
            pl.Series(f"c{index}", column + [None] * (height - len(column)), dtype=pl.String)
            for index, column in self._columns.items()
        )
        self._frames.append(pl.DataFrame([rows, *cells]))
        self._rows, self._columns = [], {}
