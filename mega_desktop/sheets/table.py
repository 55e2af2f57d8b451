"""What a spreadsheet becomes: columns of text, each row with the number Excel shows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import polars as pl

from mega_desktop.errors import Problem

ROW = "row"
"""Name of the frame's column with the Excel row number (UInt32, from 1)."""


class FileProblem(Problem):
    """The file cannot be read; the sentence says why and what to do."""


class ColumnKind(StrEnum):
    """What most filled cells of a column hold."""

    EMPTY = "empty"
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    BOOLEAN = "boolean"
    EMAIL = "email"
    PHONE = "phone"


@dataclass(frozen=True)
class Column:
    """One column of the sheet.

    Attributes:
        index: From 0, as in the sheet; column 0 is Excel's A.
        header: As shown to the person: never empty ("Column C"), never twice ("Phone (2)").
        name: Its name in the frame ("c0").
        filled: Rows with a value.
    """

    index: int
    header: str
    name: str
    kind: ColumnKind
    filled: int


@dataclass(frozen=True)
class Note:
    """Something noticed while reading, in the person's words.

    Attributes:
        code: Stable name ("empty_rows", "error_cells", "numbers_as_text").
        text: "3 empty rows left out".
        rows: Excel row numbers concerned, the first 100 at most.
        warn: Worth a second look, rather than just said.
    """

    code: str
    text: str
    rows: tuple[int, ...] = ()
    warn: bool = False


class LeftOut(StrEnum):
    """Kinds of rows that the person may have left out or read; each is also the code of its note."""

    HIDDEN_ROWS = "hidden_rows"
    FOOTER_ROWS = "footer_rows"


USUALLY_LEFT_OUT = frozenset({LeftOut.FOOTER_ROWS})


@dataclass(frozen=True)
class Sheet:
    """A sheet of the workbook; `rows` counts its used rows, header and titles included."""

    name: str
    rows: int
    hidden: bool = False


@dataclass(frozen=True)
class Table:
    """A sheet as it was read. Its cells lie on the disk, and only what is collected comes into memory.

    Attributes:
        path: The file the person chose.
        file: The Parquet file that `frame` is taken from; an import keeps it.
        sha256: Of the file's bytes.
        format: "xlsx", "csv", ...
        encoding, separator: Of text files; empty for workbooks.
        encodings: Others that a text file may be written in, likeliest first; empty without doubt.
        header_row: Excel number of the row with the column names; 0 when there is none.
        first_row: Excel number of the first data row.
        rows: Data rows: neither titles nor the header nor empty rows nor rows left out.
        left_out: Kinds of rows that were found and left out.
        heading: The rows from the sheet's first to the header row as (number, cells), for
            "Not right? Choose another row"; with the first data rows after it, 20 at most.
        frame: ROW (UInt32), then one text column a sheet column ("c0"…); null is an empty cell.
    """

    path: Path
    file: Path
    sha256: str
    size_bytes: int
    format: str
    encoding: str
    separator: str
    sheets: tuple[Sheet, ...]
    sheet: str
    header_row: int
    first_row: int
    rows: int
    columns: tuple[Column, ...]
    notes: tuple[Note, ...]
    heading: tuple[tuple[int, tuple[str, ...]], ...]
    frame: pl.LazyFrame
    encodings: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()

    def cells(self, name: str) -> pl.Series:
        """One column of the frame, read from the disk."""
        return self.frame.select(name).collect().to_series()
