"""The table on the disk: one Parquet file, written piece by piece and read a few columns or rows at a time.

Parquet, because a million rows of it are a fraction of their size in memory, because any column or stretch
of rows is read back without the rest, and because nothing in it can be executed. It is not compressed: texts
that repeat are kept once anyway, and squeezing the others takes longer than writing them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import polars as pl
from polars.io.plugins import register_io_source

COPY_SUFFIX = ".txt"
"""Of the UTF-8 copy of a text file, which lies beside the table while that is made."""

ROWS_A_GROUP = 50_000
"""A stretch of rows is read back from the group it lies in: small enough for a grid to be scrolled."""


def store(frames: Iterable[pl.DataFrame], schema: pl.Schema, target: Path) -> None:
    """Writes `frames`, one below the other, to `target`, holding only a few of them at a time.

    Whatever the frames' maker raises is raised here, and `target` is not to be used then.
    """
    failures: list[Exception] = []

    def pieces(*_wishes: object) -> Iterator[pl.DataFrame]:
        # polars would put its own error in the place of one that passes through it.
        try:
            yield from frames
        except Exception as error:  # noqa: BLE001 - raised again below
            failures.append(error)

    source = register_io_source(pieces, schema=schema)
    source.sink_parquet(target, compression="uncompressed", statistics=False, row_group_size=ROWS_A_GROUP)
    if failures:
        raise failures[0]


def stored(target: Path) -> pl.LazyFrame:
    """What `store` wrote. Nothing is read before it is collected.

    Raises:
        OSError, polars.exceptions.PolarsError: It is not there or damaged.
    """
    frame = pl.scan_parquet(target, glob=False)
    frame.collect_schema()
    return frame
