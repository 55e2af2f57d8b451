"""The first rows of a large workbook: the same as they are read with all the others, and at once."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from mega_desktop.sheets.xlsx import first_rows as module
from mega_desktop.sheets.xlsx.first_rows import first_rows
from mega_desktop.sheets.xlsx.workbook import read_workbook

RawXlsx = Callable[..., Path]
ROWS = 20_000


@contextmanager
def _book(path: Path, *, inline: bool = False) -> Iterator[tuple[Any, Any]]:
    with xlsxwriter.Workbook(str(path), {"constant_memory": inline}) as book:
        yield book, book.add_worksheet("Leads")


def _write_leads(book: Any, sheet: Any) -> None:
    date, code = book.add_format({"num_format": "dd/mm/yyyy"}), book.add_format({"num_format": "00000"})
    sheet.write_row(0, 0, ["Name", "Phone", "Since", "Zip", "Note"])
    for row in range(1, ROWS):
        sheet.write_row(row, 0, [f"Lead {row}", 12065550000 + row])
        sheet.write_number(row, 2, 40_000 + row / 4, date)
        sheet.write_number(row, 3, row, code)
        sheet.write_row(row, 4, [f"Note {row % 7} & more"])


@pytest.mark.parametrize("inline", [False, True])
def test_they_look_as_in_the_whole(tmp_path: Path, *, inline: bool) -> None:
    path = tmp_path / "leads.xlsx"
    with _book(path, inline=inline) as (book, sheet):
        _write_leads(book, sheet)
    top = first_rows(path, None, 60)
    whole = read_workbook(path, None, lambda _done, _what: None)
    assert top is not None
    assert top.frame.equals(whole.frame.head(60))
    assert (top.sheet, top.sheets[0].rows, top.phone_like) == ("Leads", ROWS, {"c1": 59})
    assert top.frame.row(1) == (2, "Lead 1", "12065550001", "2009-07-06 06:00:00", "00001", "Note 1 & more")


def test_only_the_beginning_is_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "leads.xlsx"
    with _book(path) as (book, sheet):
        _write_leads(book, sheet)
    taken: list[int] = []
    read = zipfile.ZipExtFile.read

    def counting(self: zipfile.ZipExtFile, size: int | None = -1) -> bytes:
        content = read(self, size)
        taken.append(len(content))
        return content

    monkeypatch.setattr(zipfile.ZipExtFile, "read", counting)
    assert first_rows(path, None) is not None
    assert sum(taken) < 2**19


def test_a_small_sheet_is_left_to_the_full_reading(xlsx_file: Callable[..., Path]) -> None:
    assert first_rows(xlsx_file([["Name"], ["Ann"]]), None) is None


def test_strings_far_down_the_table_are_left_to_the_full_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "leads.xlsx"
    with _book(path) as (book, sheet):
        _write_leads(book, sheet)
    monkeypatch.setattr(module, "MOST_STRINGS", 20)
    assert first_rows(path, None) is None


@pytest.mark.parametrize(
    "sheet",
    [
        "<sheetData><row><c/></sheetData>",
        "<sheetData><!-- unusual --></sheetData>",
        "<sheetData/>",
        '<sheetData><row r="1"><c r="A1" t="s"><v>7</v></c></row></sheetData>',
    ],
)
def test_whatever_is_unusual_is_left_to_the_full_reading(
    raw_xlsx_file: RawXlsx, monkeypatch: pytest.MonkeyPatch, sheet: str
) -> None:
    monkeypatch.setattr(module, "SMALL_BYTES", 0)
    assert first_rows(raw_xlsx_file(sheet), None, 1) is None


def test_a_sheet_that_is_not_there_is_left_to_the_full_reading(raw_xlsx_file: RawXlsx) -> None:
    assert first_rows(raw_xlsx_file("<sheetData/>"), "Nowhere") is None
