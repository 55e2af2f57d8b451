"""From single cells to the frame of a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from mega_desktop.sheets.table import ROW


def spread(cells: pl.DataFrame) -> pl.DataFrame:
    """The frame of a `Grid`: every row from the first, and the columns that hold something.

    Args:
        cells: "row" (from 1), "column" (index) and "text"; of two for the same place the last one counts.
    """
    cells = cells.filter(pl.col("text") != "").unique(["row", "column"], keep="last", maintain_order=True)
    height = int(cells["row"].max() or 0)  # type: ignore[arg-type]  # polars cannot know that rows are numbers
    rows = pl.int_range(1, height + 1, dtype=pl.UInt32, eager=True).alias(ROW)
    columns = [
        pl.repeat(None, height, dtype=pl.String, eager=True)
        .scatter(part["row"] - 1, part["text"])
        .alias(f"c{index}")
        for (index,), part in sorted(cells.partition_by("column", as_dict=True).items())
    ]
    return pl.DataFrame([rows, *columns])


def cell_frame(cells: Sequence[tuple[Any, ...]], like: pl.DataFrame) -> pl.DataFrame:
    """The cells as a frame with the columns of `like`."""
    columns = zip(*cells, strict=True) if cells else [()] * like.width
    named = zip(like.schema.items(), columns, strict=True)
    return pl.DataFrame([pl.Series(name, values, dtype=kind) for (name, kind), values in named])
