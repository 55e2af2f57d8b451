"""Rows of a text file with fewer or more cells than the others."""

from __future__ import annotations

from collections import Counter

import numpy as np
import numpy.typing as npt

from mega_desktop.sheets.grid import counted
from mega_desktop.sheets.table import Note

KEPT_ROWS = 100


class CellCounts:
    """How many cells the records of a file have, as they go by."""

    def __init__(self) -> None:
        self.records = 0
        self._counts: Counter[int] = Counter()
        self._rows: dict[int, list[int]] = {}

    def add_equal(self, cells: int, records: int) -> None:
        """Takes records that all have the same number of cells."""
        self._add(cells, records, np.arange(min(records, KEPT_ROWS)))
        self.records += records

    def add(self, cells: npt.NDArray[np.int64]) -> None:
        """Takes the number of cells of each of the next records."""
        for count in np.unique(cells):
            places = np.flatnonzero(cells == count)
            self._add(int(count), places.size, places[:KEPT_ROWS])
        self.records += cells.size

    def notes(self) -> tuple[Note, ...]:
        """Which rows have fewer or more cells than most; rows of a single cell are titles and the like."""
        wide = {cells: count for cells, count in self._counts.items() if cells > 1}
        if not wide:
            return ()
        usual = max(wide, key=lambda cells: (wide[cells], cells))
        short = [cells for cells in wide if cells < usual]
        long = [cells for cells in wide if cells > usual]
        notes = []
        if short:
            rows_have = counted(sum(wide[c] for c in short), "row has", "rows have")
            text = f"{rows_have} fewer cells than the others; the missing ones are empty"
            notes.append(Note("short_rows", text, self._first_rows(short)))
        if long:
            rows_have = counted(sum(wide[c] for c in long), "row has", "rows have")
            text = f"{rows_have} more cells than the others; please check them"
            notes.append(Note("long_rows", text, self._first_rows(long), warn=True))
        return tuple(notes)

    def _add(self, cells: int, records: int, places: npt.NDArray[np.int64]) -> None:
        self._counts[cells] += records
        kept = self._rows.setdefault(cells, [])
        kept.extend((places[: KEPT_ROWS - len(kept)] + self.records + 1).tolist())

    def _first_rows(self, counts: list[int]) -> tuple[int, ...]:
        return tuple(sorted(row for cells in counts for row in self._rows[cells])[:KEPT_ROWS])
