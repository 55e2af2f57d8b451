"""Rows made a column at a time are those that the library makes cell by cell."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import polars as pl
import pytest
import xlsxwriter

from mega_desktop.reporting.book import write_book

ODD = [
    "=1+1",
    "",
    None,
    'a & b <c> "q" ]]> &amp;',
    "  kept  ",
    "_x0041_ and _x000d_",
    "one\rtwo\r\nthree\n\tfour",
    "é☎😀{}",
    "+12065550100",
    "007",
]


@pytest.mark.parametrize("rows", [0, 1, 2, len(ODD)])
def test_they_read_the_same(rows: int, tmp_path: Path) -> None:
    numbers = pl.Series("row", [*range(2, len(ODD) + 1), None], dtype=pl.UInt32)
    frame = pl.DataFrame({"c0": ODD, "c1": ODD[::-1]}).with_columns(numbers).head(rows)

    ours = write_book(tmp_path / "ours.xlsx", lambda book: book.add_table("Rows", ["A", "B", "Row"], frame))

    theirs = xlsxwriter.Workbook(tmp_path / "theirs.xlsx", {"constant_memory": True})
    sheet, text = theirs.add_worksheet("Rows"), theirs.add_format({"num_format": "@"})
    for at, line in enumerate([("A", "B", "Row"), *frame.rows()]):
        for column, value in enumerate(line):
            if isinstance(value, int):
                sheet.write_number(at, column, value)
            elif value:
                sheet.write_string(at, column, value, text)
    theirs.close()
    assert cells(ours) == cells(tmp_path / "theirs.xlsx")


def cells(path: Path) -> list[tuple[str, object, str, str]]:
    """Where, what, as what and in which format, of every filled cell."""
    sheet = openpyxl.load_workbook(path).worksheets[0]
    every = (cell for line in sheet.iter_rows() for cell in line if cell.value is not None)
    return [(c.coordinate, c.value, c.data_type, c.number_format if c.row > 1 else "head") for c in every]
