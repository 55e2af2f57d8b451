"""Separated text whose quotation marks are not in order, read line by line without losing a row."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from mega_desktop.sheets.grid import counted
from mega_desktop.sheets.table import ROW, Note

LINES_A_CELL = 200
"""A quotation mark that is not closed within so many lines is taken for an ordinary character."""

BATCH_ROWS = 50_000
Record = tuple[int, list[str], bool]
"""Number of its first line, cells, and whether its quotation marks were in order."""


def read_carefully(
    source: Path, separator: str, skip: int
) -> tuple[pl.DataFrame, pl.Series, tuple[Note, ...]]:
    """The cells (ROW, "c0"…), the number of cells of each record, and what was wrong."""
    csv.field_size_limit(2**31 - 1)
    batches: list[pl.DataFrame] = []
    rows: list[list[str | None]] = []
    counts: list[int] = []
    odd_lines: list[int] = []
    odd_rows: list[int] = []
    for line, cells, in_order in _records(source, separator, skip):
        rows.append([cell or None for cell in cells])
        counts.append(len(cells))
        if not in_order:
            odd_lines.append(line)
            odd_rows.append(len(counts))
        if len(rows) == BATCH_ROWS:
            batches.append(_frame(rows))
            rows = []
    batches.append(_frame(rows))
    frame = pl.concat(batches, how="diagonal").with_row_index(ROW, offset=1)
    return frame, pl.Series(counts, dtype=pl.UInt32), _quote_note(odd_lines, odd_rows)


def _frame(rows: list[list[str | None]]) -> pl.DataFrame:
    width = max((len(row) for row in rows), default=0)
    padded = [row + [None] * (width - len(row)) for row in rows]
    return pl.DataFrame(padded, schema={f"c{index}": pl.String for index in range(width)}, orient="row")


def _records(source: Path, separator: str, skip: int) -> Iterator[Record]:
    """The records of the file; a line whose quotation mark never closes makes a record of its own."""
    sound = _sound(separator)
    with source.open(encoding="utf-8", newline="\n") as file:
        lines = [line.removesuffix("\n").removesuffix("\r") for line in file]
    position = skip
    while position < len(lines):
        taken = _lines_of_record(lines, position, sound)
        if taken:
            text = "\n".join(lines[position : position + taken])
            yield position + 1, _split(text, separator), True
        else:
            yield position + 1, lines[position].split(separator), False
        position += taken or 1


def _sound(separator: str) -> re.Pattern[str]:
    """As spreadsheet programs read it: a quotation mark counts only where a cell begins."""
    separator = re.escape(separator)
    cell = rf'(?:"[^"]*+(?:""[^"]*+)*+"|[^"{separator}][^{separator}\n]*+|)'
    return re.compile(rf"{cell}(?:{separator}{cell})*+")


def _lines_of_record(lines: list[str], position: int, sound: re.Pattern[str]) -> int:
    """How many lines from `position` make a record; 0 when its quotation marks never come in order."""
    text = lines[position]
    if sound.fullmatch(text):
        return 1
    quotes = text.count('"')
    for taken in range(1, min(LINES_A_CELL, len(lines) - position)):
        following = lines[position + taken]
        text = f"{text}\n{following}"
        quotes += following.count('"')
        if following.count('"') and sound.fullmatch(text):
            return taken + 1
    return 0


def _split(text: str, separator: str) -> list[str]:
    if not text:
        return [""]
    return (
        next(csv.reader([text], delimiter=separator)) if "\n" not in text else _split_lines(text, separator)
    )


def _split_lines(text: str, separator: str) -> list[str]:
    return next(csv.reader(text.splitlines(keepends=True), delimiter=separator))


def _quote_note(lines: list[int], rows: list[int]) -> tuple[Note, ...]:
    if not lines:
        return ()
    named = ", ".join(str(line) for line in lines[:5]) + (" …" if len(lines) > 5 else "")
    where = f"line {named}" if len(lines) == 1 else f"{counted(len(lines), 'line', 'lines')} ({named})"
    text = (
        f"A quotation mark in {where} is not closed where it should be; it was read as an ordinary character"
    )
    return (Note("unclosed_quote", text, tuple(rows[:100]), warn=True),)
