"""A workbook of several sheets, written row by row and put in its place only when it is whole."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from mega_desktop.errors import Problem
from mega_desktop.reporting.cells import fit, writable
from mega_desktop.reporting.sheet_rows import rows_xml

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

SHEET_ROWS = 1_048_576
"""Excel's limit, header included."""

BLOCK = 2_000
WIDEST, NARROWEST = 48, 10
LOOKED_AT = 200

Line = tuple[str, str | int]
Step = Callable[[int], None]
"""Told how many rows were written; may raise to stop."""


def _no_step(_rows: int) -> None:
    pass


class Book:
    """The sheets of a workbook, in the order in which they are added. Text never becomes a formula."""

    def __init__(self, workbook: Workbook, sheet_rows: int = SHEET_ROWS) -> None:
        self._workbook = workbook
        self._sheet_rows = sheet_rows
        # As text, or Excel would drop the zeros of a phone number as soon as its cell is edited.
        self._text = workbook.add_format({"num_format": "@"})
        self._bold = workbook.add_format({"num_format": "@", "bold": True})
        wrapped = {"num_format": "@", "text_wrap": True, "valign": "top", "align": "left"}
        self._wrapped = workbook.add_format(wrapped)
        self._count = workbook.add_format({"valign": "top", "align": "left"})

    def add_lines(self, title: str, lines: Sequence[Line]) -> None:
        """A sheet of labels, each with its text or number beside it."""
        sheet = self._workbook.add_worksheet(title)
        sheet.set_column(0, 0, 30)
        sheet.set_column(1, 1, 100)
        for at, (label, value) in enumerate(lines):
            if label:
                sheet.write_string(at, 0, fit(label), self._bold)
            if isinstance(value, int):
                sheet.write_number(at, 1, value, self._count)
            elif value:
                sheet.write_string(at, 1, fit(value), self._wrapped)

    def add_table(
        self, title: str, headers: Sequence[str], rows: pl.DataFrame, step: Step = _no_step
    ) -> None:
        """As many sheets as the rows need, each with the headers in bold and a filter.

        Args:
            rows: Columns of text or whole numbers, one a header.
        """
        rows = rows.with_columns(writable(c) for c in rows.iter_columns() if c.dtype == pl.String)
        per_sheet = self._sheet_rows - 1
        for number, start in enumerate(range(0, max(rows.height, 1), per_sheet), 1):
            part = rows.slice(start, per_sheet)
            self._add_sheet(title if number == 1 else f"{title} {number}", headers, part, step)

    def _add_sheet(self, title: str, headers: Sequence[str], rows: pl.DataFrame, step: Step) -> None:
        sheet = self._workbook.add_worksheet(title)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, rows.height, len(headers) - 1)
        for at, (header, column) in enumerate(zip(headers, rows.iter_columns(), strict=True)):
            sheet.set_column(at, at, _width(header, column))
            sheet.write_string(0, at, fit(header), self._bold)
        if not rows.is_empty():
            self._write(sheet, rows, step)

    def _write(self, sheet: Worksheet, rows: pl.DataFrame, step: Step) -> None:
        from xlsxwriter.utility import xl_col_to_name

        letters = [xl_col_to_name(at) for at in range(rows.width)]
        style = self._text._get_xf_index()  # noqa: SLF001 - known to nobody else before it is used
        # Begun, the last row makes the sheet know its size, and ends the one of the headers.
        sheet.write_blank(rows.height, 0, None, self._text)
        for number, block in enumerate(rows.head(-1).iter_slices(BLOCK)):
            sheet.row_data_fh.write(rows_xml(block, number * BLOCK + 2, letters, style))
            step(block.height)
        for at, value in enumerate(rows.row(-1)):
            if isinstance(value, int):
                sheet.write_number(rows.height, at, value)
            elif value:
                sheet.write_string(rows.height, at, value, self._text)
        step(1)


def write_book(target: Path, fill: Callable[[Book], None], sheet_rows: int = SHEET_ROWS) -> Path:
    """Writes a workbook. A file is never half written and never written over.

    Args:
        target: When it is taken, "name (2).xlsx" is made.
        fill: Adds the sheets.

    Returns:
        Where it is.

    Raises:
        Problem: It cannot be written there. Whatever `fill` raises is raised; nothing is left behind.
    """
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import XlsxFileError

    half_made = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        # Rows wait in this folder, not in memory; it goes with what is in it, whatever happens.
        with tempfile.TemporaryDirectory(prefix=".", dir=target.parent) as folder:
            workbook = Workbook(half_made, {"constant_memory": True, "tmpdir": folder})
            try:
                fill(Book(workbook, sheet_rows))
            except BaseException:
                with suppress(Exception):
                    workbook.close()
                raise
            workbook.close()
        return _put_in_place(half_made, target)
    except (OSError, XlsxFileError) as error:
        raise _not_written(target, error) from error
    finally:
        half_made.unlink(missing_ok=True)


def _not_written(target: Path, error: Exception) -> Problem:
    return Problem(
        f"The workbook could not be written to {target.parent}; the import itself is not touched by this.",
        "Choose another folder, or free some space. The workbook can be made as often as you like.",
        detail=getattr(error, "strerror", None) or type(error).__name__,
    )


def _width(header: str, column: pl.Series) -> int:
    """Wide enough for most of its first values."""
    longest = column.head(LOOKED_AT).cast(pl.String).str.len_chars().quantile(0.9) or 0
    return int(min(max(longest, len(header), NARROWEST - 2) + 2, WIDEST))


def _put_in_place(half_made: Path, target: Path) -> Path:
    """Gives the finished file its name, or the next one that is free."""
    number = 1
    while True:
        name = target if number == 1 else target.with_name(f"{target.stem} ({number}){target.suffix}")
        number += 1
        if not name.exists():
            return half_made.replace(name)
