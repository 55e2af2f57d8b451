"""Separated text (csv, tsv, semicolons, pipes): polars reads it, once its structure is known to be sound.

Polars neither counts the cells of a row nor minds a quotation mark that is never closed, so the
structure is looked at first, by columns too: which line begins a record, how many cells it has, and
whether all quotation marks stand where they may. Files where they do not go the careful way, line by line.
"""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import polars as pl

from mega_desktop.sheets.careful import read_carefully
from mega_desktop.sheets.encoding import Text, as_utf8
from mega_desktop.sheets.grid import Grid, Step, counted, some_rows
from mega_desktop.sheets.table import ROW, FileProblem, Note

SEPARATORS = (",", ";", "\t", "|")
SNIFFED_LINES = 200
SNIFFED_CHARACTERS = 20_000
MAX_ROWS = 5_000_000
MAX_COLUMNS = 16_384
MAX_CELLS = 300_000_000
_SEP_LINE = re.compile(r'^"?sep=(.)"?\n?$', re.IGNORECASE)
_QUOTED = r'"[^"]*"'
"""Quoted text, or a piece of it between two doubled quotation marks."""


def read_delimited(
    path: Path, scratch: Path, encoding: str | None, separator: str | None, step: Step
) -> Grid:
    """The cells of a text file.

    Args:
        scratch: Where a UTF-8 copy may be put meanwhile.

    Raises:
        FileProblem: It is not text, or has too many rows.
    """
    step(5, f"Opening {path.name}")
    try:
        text = as_utf8(path, scratch, encoding)
        step(30, f"Reading {path.name}")
        return _read(path, text, separator)
    finally:
        scratch.unlink(missing_ok=True)


def _read(path: Path, text: Text, separator: str | None) -> Grid:
    first_lines = _first_lines(text.source)
    announced = _SEP_LINE.match(first_lines[0]) if first_lines else None
    skip = 1 if announced else 0
    if separator is None:
        separator = announced.group(1) if announced else sniff_separator(first_lines)
    records = _records(text.source, separator, skip)
    if records.height > MAX_ROWS:
        rows = f"{MAX_ROWS:,}"
        raise FileProblem(f"{path.name} has more than {rows} rows.", "Split it into smaller files.")
    frame, notes = _cells(text.source, separator, skip, records)
    return Grid(frame=frame, notes=text.notes + notes, encoding=text.encoding, separator=separator)


def _first_lines(source: Path) -> list[str]:
    with source.open(encoding="utf-8", errors="replace", newline="") as file:
        lines = itertools.islice(file, SNIFFED_LINES)
        return [line[:SNIFFED_CHARACTERS].replace("\r", "") for line in lines]


def sniff_separator(lines: list[str]) -> str:
    """The separator that cuts most lines into the same number of cells, the more cells the better."""
    bare = [re.sub(_QUOTED, "", line) for line in lines if line.strip()]

    def fitness(separator: str) -> tuple[float, int]:
        counts = [line.count(separator) for line in bare if separator in line]
        if not counts:
            return 0.0, 0
        usual = max(set(counts), key=lambda count: (counts.count(count), count))
        return counts.count(usual) / len(bare), usual

    shares = {s: fitness(s) for s in SEPARATORS}
    return max(
        SEPARATORS, key=lambda s: (shares[s][0] > 0.5, shares[s][0] * min(shares[s][1], 4), shares[s][1])
    )


def _records(source: Path, separator: str, skip: int) -> pl.DataFrame:
    """One row a record: `cells` (UInt32), `sound` (quotation marks stand where they may)."""
    # No NUL is left in the text, so that this gives whole lines.
    lines = pl.read_csv(
        source,
        has_header=False,
        separator="\x00",
        quote_char=None,
        schema={"line": pl.String},
        skip_lines=skip,
        raise_if_empty=False,
    )
    line = pl.col("line").fill_null("")
    quotes = lines.select(line.str.count_matches('"', literal=True))["line"]
    if not quotes.sum():
        return lines.select(_cell_count(line, separator), pl.lit(value=True).alias("sound"))
    open_before = (quotes.cum_sum() - quotes) % 2 == 1
    joined = (
        lines.select(line, record=(~open_before).cum_sum())
        .group_by("record", maintain_order=True)
        .agg(pl.col("line").str.join("\n"))
        if open_before.any()
        else lines.select(line)
    )
    outside = pl.col("line").str.replace_all(_QUOTED, "")
    return joined.select(
        _cell_count(outside, separator), pl.col("line").str.contains(_sound(separator)).alias("sound")
    )


def _cell_count(line: pl.Expr, separator: str) -> pl.Expr:
    return (line.str.count_matches(separator, literal=True) + 1).alias("cells")


def _sound(separator: str) -> str:
    """A record whose quotation marks, if any, open and close whole cells."""
    cell = rf'(?:"(?:[^"]|"")*"|[^"{re.escape(separator)}]*)'
    return rf"^{cell}(?:{re.escape(separator)}{cell})*\r?$"


def _cells(
    source: Path, separator: str, skip: int, records: pl.DataFrame
) -> tuple[pl.DataFrame, tuple[Note, ...]]:
    if records.is_empty():
        return pl.DataFrame({ROW: pl.Series([], dtype=pl.UInt32)}), ()
    if not records["sound"].all():
        return _carefully(source, separator, skip)
    width = min(_largest(records["cells"]), MAX_COLUMNS, max(MAX_CELLS // records.height, 64))
    frame = pl.read_csv(
        source,
        has_header=False,
        separator=separator,
        schema={f"c{index}": pl.String for index in range(width)},
        skip_lines=skip,
        truncate_ragged_lines=True,
        missing_columns="insert",  # the first record may be a short one
    )
    if frame.height != records.height:
        return _carefully(source, separator, skip)
    frame = frame.with_row_index(ROW, offset=1)
    return frame, _ragged_notes(records["cells"])


def _largest(counts: pl.Series) -> int:
    return max(counts.unique().to_list(), default=1)


def _carefully(source: Path, separator: str, skip: int) -> tuple[pl.DataFrame, tuple[Note, ...]]:
    frame, cells, notes = read_carefully(source, separator, skip)
    return frame, notes + _ragged_notes(cells)


def _ragged_notes(cells: pl.Series) -> tuple[Note, ...]:
    """Rows with fewer or more cells than most.

    Args:
        cells: Cells of each record, in file order.
    """
    filled = cells.filter(cells > 1)
    if filled.is_empty():
        return ()
    usual = _largest(filled.mode())
    rows = pl.Series(range(1, cells.len() + 1), dtype=pl.UInt32)
    short, long = rows.filter((cells < usual) & (cells > 1)), rows.filter(cells > usual)
    notes = []
    if not short.is_empty():
        rows_have = counted(short.len(), "row has", "rows have")
        text = f"{rows_have} fewer cells than the others; the missing ones are empty"
        notes.append(Note("short_rows", text, some_rows(short)))
    if not long.is_empty():
        text = f"{counted(long.len(), 'row has', 'rows have')} more cells than the others; please check them"
        notes.append(Note("long_rows", text, some_rows(long), warn=True))
    return tuple(notes)
