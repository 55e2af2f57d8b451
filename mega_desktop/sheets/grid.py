"""A sheet as the file has it: every used row, before anybody has looked for a header."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import polars as pl

from mega_desktop.sheets.table import ROW, Note, Sheet

PIECE_ROWS = 100_000

Step = Callable[[int, str], None]
"""Told how far the reader is, in hundredths, and what it does."""


@dataclass(frozen=True)
class Piece:
    """Rows of a sheet that follow each other.

    Attributes:
        frame: ROW, then "c0"…, the same columns in every piece; null is an empty cell. Rows are in
            order; empty ones may be in it.
        is_clean: It is known to hold no invisible or full-width characters and no unusual blanks.
    """

    frame: pl.DataFrame
    is_clean: bool = False


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is known of a sheet beside its cells.

    Attributes:
        sheets, sheet: Of workbooks; empty for text files.
        encodings: Others that a text file may be written in, likeliest first; empty without doubt.
        phone_like: Column → cells that hold a number of 7 to 15 whole digits (workbooks only).
        merged: First and last row of each merged area (workbooks only).
        hidden_rows: Numbers of all rows that the workbook hides, by hand or by a filter.
        is_filtered: A filter is set, so that the hidden rows are hidden by it.
    """

    notes: tuple[Note, ...] = ()
    sheets: tuple[Sheet, ...] = ()
    sheet: str = ""
    encoding: str = ""
    encodings: tuple[str, ...] = ()
    separator: str = ""
    phone_like: Mapping[str, int] = field(default_factory=dict)
    merged: tuple[tuple[int, int], ...] = ()
    hidden_rows: tuple[int, ...] = ()
    is_filtered: bool = False


class Source(Protocol):
    """A sheet that can be read piece by piece."""

    def pieces(self) -> Iterator[Piece]:
        """All rows, from the first.

        Raises:
            StartAgain: What was handed out is not to be used; the next call does better.
        """

    def facts(self) -> Facts:
        """What is known of the sheet; all of it once the pieces have been read."""


class StartAgain(Exception):
    """A file turned out to be other than it looked; its source knows now, and is to be read again."""


@dataclass(frozen=True, kw_only=True)
class Grid(Facts):
    """A sheet that is in memory as a whole.

    Attributes:
        frame, is_clean: As in `Piece`.
    """

    frame: pl.DataFrame
    is_clean: bool = False

    def pieces(self) -> Iterator[Piece]:
        for frame in self.frame.iter_slices(PIECE_ROWS):
            yield Piece(frame, self.is_clean)

    def facts(self) -> Facts:
        return self

    @property
    def cells(self) -> tuple[str, ...]:
        """The names of the columns that hold cells."""
        return cell_columns(self.frame)


def cell_columns(frame: pl.DataFrame) -> tuple[str, ...]:
    """The names of the columns that hold cells, in sheet order."""
    return tuple(name for name in frame.columns if name != ROW)


def column_letters(index: int) -> str:
    """Excel's letters of the column `index` (0 is A)."""
    letters = ""
    number = index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_index(letters: str) -> int:
    """The index (from 0) of the column that Excel calls `letters`."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def some_rows(rows: pl.Series) -> tuple[int, ...]:
    """The first hundred of `rows`, for a note."""
    return tuple(rows.head(100).to_list())


def counted(number: int, one: str, many: str) -> str:
    """ "1 row", "2,310 rows"."""
    return f"{number:,} {one if number == 1 else many}"
