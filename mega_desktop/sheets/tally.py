"""What is learnt of the columns while their rows go by, so that no row has to be held for it."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from mega_desktop.sheets.table import ROW

SAMPLE = 2_000
"""Cells of a column that are kept to tell its kind, spread over its whole length."""

SAMPLE_A_FRAME = 500
"""Rows of a frame that are looked at for that."""

KEPT_ROWS = 100


class Tally:
    """Counts of the data rows that have gone by.

    Attributes:
        names: The columns.
        rows: How many rows there were.
        first_row: Excel number of the first; 0 without any.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(names)
        self.rows = 0
        self.first_row = 0
        self._filled = dict.fromkeys(names, 0)
        self._samples: dict[str, list[pl.Series]] = {name: [] for name in names}

    def add(self, frame: pl.DataFrame) -> None:
        """Takes rows that follow those taken before."""
        if frame.is_empty():
            return
        self.rows += frame.height
        self.first_row = self.first_row or int(frame[ROW][0])
        counts = frame.select(pl.col(self.names).count()).row(0) if self.names else ()
        # Gathered, since slices would keep the whole frame in memory.
        every = max(1, frame.height // SAMPLE_A_FRAME)
        thin = frame[pl.int_range(0, frame.height, every, dtype=pl.UInt32, eager=True)]
        for name, count in zip(self.names, counts, strict=True):
            self._filled[name] += count
            if count:
                # A column that is nearly empty would hardly be met by chance.
                self._samples[name].append((thin if count > SAMPLE_A_FRAME else frame)[name].drop_nulls())

    def filled(self, name: str) -> int:
        """Cells of a column that hold something."""
        return self._filled[name]

    def sample(self, name: str) -> pl.Series:
        """Filled cells of a column, not many more than `SAMPLE`."""
        found = self._samples[name]
        cells = pl.concat(found) if found else pl.Series([], dtype=pl.String)
        every = cells.len() // SAMPLE
        return cells.gather_every(every) if every > 1 else cells


class Gaps:
    """The empty rows between the filled ones that have gone by.

    Attributes:
        count: How many there were.
        rows: Excel numbers of the first hundred.
    """

    def __init__(self) -> None:
        self.count = 0
        self.rows: list[int] = []
        self._last = 0

    def add(self, numbers: pl.Series) -> None:
        """Takes the Excel numbers of filled rows that follow those taken before."""
        if numbers.is_empty():
            return
        first, last = int(numbers[0]), int(numbers[-1])
        before = self._last or first - 1
        missing = last - before - numbers.len()
        if missing and len(self.rows) < KEPT_ROWS:
            steps = pl.DataFrame({"end": numbers, "start": numbers.shift(1, fill_value=before) + 1})
            for end, start in steps.filter(pl.col("end") > pl.col("start")).head(KEPT_ROWS).iter_rows():
                self.rows.extend(range(start, min(end, start + KEPT_ROWS - len(self.rows))))
        self.count += missing
        self._last = last
