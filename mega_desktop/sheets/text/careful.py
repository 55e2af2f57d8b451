"""Separated text whose quotation marks are not in order, read line by line without losing a row.

A record is taken the way that leaves every quotation mark explained and gives as many cells as the others
have: as the standard says (RFC 4180), with backslashes before quotation marks, with bare quotation marks
inside a quoted cell, over several lines, or, when nothing else fits, with quotation marks as ordinary
characters. One that is never closed therefore costs its own line, not the rest of the file.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from mega_desktop.sheets.grid import counted
from mega_desktop.sheets.table import Note
from mega_desktop.sheets.text.quoting import Forms
from mega_desktop.sheets.workbooks.batches import Batches

LINES_A_CELL = 200
"""A quotation mark that is not closed within so many lines is taken for an ordinary character."""

LINES_LOOKED_AT = 2_000
MOST_ROWS = 100


@dataclass(frozen=True)
class _Record:
    """The cells of a record, the lines it takes, and whether its quotation marks were in order."""

    cells: list[str]
    lines: int
    in_order: bool


def read_carefully(
    source: Path, separator: str, skip: int
) -> tuple[pl.DataFrame, pl.Series, tuple[Note, ...]]:
    """The cells (ROW, "c0"…), the number of cells of each record, and what was wrong.

    Args:
        source: UTF-8 text whose lines end with LF or CRLF.
        skip: Lines before the first record.
    """
    batches = Batches()
    counts: list[int] = []
    odd_lines: list[int] = []
    odd_rows: list[int] = []
    line = skip + 1
    for record in _records(source, separator, skip):
        counts.append(len(record.cells))
        batches.add(len(counts), ((index, cell) for index, cell in enumerate(record.cells) if cell))
        if not record.in_order:
            odd_lines.append(line)
            odd_rows.append(len(counts))
        line += record.lines
    widest = max(counts, default=0)
    return _full(batches.frame(), widest), pl.Series(counts, dtype=pl.UInt32), _note(odd_lines, odd_rows)


def single_quoted(lines: list[str], separator: str) -> bool:
    """Whether all cells of these lines stand between single quotation marks, as some databases write them."""
    filled = [line for line in lines if line.strip()]
    cell = r"'(?:[^']|'')*'"
    whole = re.compile(rf"{cell}(?:{re.escape(separator)}{cell})+\r?\n?")
    return len(filled) > 1 and all(whole.fullmatch(line) for line in filled)


def _full(frame: pl.DataFrame, width: int) -> pl.DataFrame:
    """The frame with its empty columns too."""
    names = [f"c{index}" for index in range(width)]
    missing = [pl.lit(None, pl.String).alias(name) for name in names if name not in frame.columns]
    return frame.with_columns(missing).select(frame.columns[0], *names)


def _records(source: Path, separator: str, skip: int) -> Iterator[_Record]:
    with source.open(encoding="utf-8", newline="\n") as file:
        lines = (line.removesuffix("\n").removesuffix("\r") for line in itertools.islice(file, skip, None))
        ahead = deque(itertools.islice(lines, LINES_LOOKED_AT))
        forms = Forms(separator, "'" if single_quoted(list(ahead), separator) else '"')
        usual = _usual(ahead, forms)
        while True:
            ahead.extend(itertools.islice(lines, max(0, LINES_A_CELL - len(ahead))))
            if not ahead:
                return
            record = _next_record(ahead, forms, usual)
            for _ in range(record.lines):
                ahead.popleft()
            yield record


def _usual(lines: Iterable[str], forms: Forms) -> int:
    """How many cells most lines have that are in order by themselves; 0 when none is."""
    in_order = (forms.spaced(line) or _standard(line, forms) for line in lines if line)
    counts = Counter(len(cells) for cells in in_order if cells)
    return max(counts, key=lambda count: (counts[count], count), default=0)


def _standard(line: str, forms: Forms) -> list[str] | None:
    return forms.standard(line) if forms.is_standard(line) else None


def _next_record(ahead: Sequence[str], forms: Forms, usual: int) -> _Record:
    spaced, cells = forms.spaced(ahead[0]), _standard(ahead[0], forms)
    if spaced is not None and len(spaced) == usual:
        return _Record(spaced, 1, in_order=True)
    standard = None if cells is None else _Record(cells, 1, in_order=True)
    if standard and (len(standard.cells) == usual or not forms.may_be_meant_otherwise(ahead[0])):
        return standard
    readings = list(_readings(ahead, forms, usual))
    best = next((reading for reading in readings if len(reading.cells) == usual), None)
    return best or standard or readings[0]


def _readings(ahead: Sequence[str], forms: Forms, usual: int) -> Iterator[_Record]:
    """All ways to read the record that begins with the first line, the best first."""
    line = ahead[0]
    over_lines = _over_lines(ahead, forms)
    if over_lines is not None and not _are_records(over_lines, ahead, forms, usual):
        yield over_lines
    if (cells := forms.backslashed(line)) is not None:
        yield _Record(cells, 1, in_order=True)
    if (cells := forms.bare(line)) is not None:
        yield _Record(cells, 1, in_order=False)
    yield _Record(forms.literal(line), 1, in_order=False)


def _over_lines(ahead: Sequence[str], forms: Forms) -> _Record | None:
    """The record up to the line on which all quoted cells are closed; None when a quotation mark is amiss."""
    if not forms.leaves_open(ahead[0]):
        return None
    for taken in range(1, min(LINES_A_CELL, len(ahead))):
        line = ahead[taken]
        if forms.stays_open(line):
            continue
        rest = forms.after_closing(line)
        if rest is None:
            return None
        if forms.is_standard(rest):
            text = "\n".join(itertools.islice(ahead, taken + 1))
            return _Record(forms.standard(text), taken + 1, in_order=True)
        if not forms.leaves_open(rest):
            return None
    return None


def _are_records(over_lines: _Record, ahead: Sequence[str], forms: Forms, usual: int) -> bool:
    """Two stray quotation marks can enclose whole records; a cell of several lines hardly looks like them."""
    lines = itertools.islice(ahead, over_lines.lines)
    return usual > 2 and all(len(forms.literal(line)) == usual for line in lines)


def _note(lines: list[int], rows: list[int]) -> tuple[Note, ...]:
    if not lines:
        return ()
    named = ", ".join(str(line) for line in lines[:5]) + (" …" if len(lines) > 5 else "")
    where = f"line {named}" if len(lines) == 1 else f"{counted(len(lines), 'line', 'lines')} ({named})"
    text = (
        f"A quotation mark in {where} is not closed where it should be; it was read as an ordinary character"
    )
    return (Note("unclosed_quote", text, tuple(rows[:MOST_ROWS]), warn=True),)
