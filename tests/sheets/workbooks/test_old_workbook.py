"""Workbooks of Excel 97 to 2003: every value as the person sees it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import xlwt

from mega_desktop.sheets.grid import Grid
from mega_desktop.sheets.table import FileProblem
from mega_desktop.sheets.workbooks.old_workbook import read_old_workbook

NOON = dt.datetime(2026, 2, 3, 12, 0, 1)  # noqa: DTZ001 (workbooks know no time zones)
PHONE = "[<=9999999]###\\-####;\\(###\\)\\ ###\\-####"


def _read(book: xlwt.Workbook, folder: Path, sheet: str | None = None) -> Grid:
    book.save(str(folder / "leads.xls"))
    return read_old_workbook(folder / "leads.xls", sheet, lambda _done, _what: None)


def _fill(book: xlwt.Workbook, rows: Sequence[Sequence[Any]], name: str = "Leads") -> Any:
    """Cells are values, or values with a number format."""
    sheet = book.add_sheet(name)
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            value, code = cell if isinstance(cell, tuple) else (cell, "General")
            if value is not None:
                sheet.write(number, column, value, xlwt.easyxf(num_format_str=code))
    return sheet


def _codes(grid: Grid) -> dict[str, tuple[int, ...]]:
    return {note.code: note.rows for note in grid.notes}


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (12065550100, "General", "12065550100"),
        (12065550100.0, "0", "12065550100"),
        (0.1 + 0.2, "General", "0.3"),
        (1234.5, '"€" #,##0.00', "1234.5"),
        (0.25, "0%", "0.25"),
        (1234, "00000", "01234"),
        (2065550100, PHONE, "(206) 555-0100"),
        (NOON, "dd/mm/yyyy hh:mm", "2026-02-03 12:00:01"),
        (NOON.date(), "d mmm yy", "2026-02-03"),
        (NOON, '[DBNum1]上午/下午h"时"mm"分"', "2026-02-03 12:00:01"),
        (dt.time(10, 30), "h:mm AM/PM", "10:30:00"),
        (1.5, "[h]:mm:ss", "36:00:00"),
        (59, "yyyy-mm-dd", "1900-02-28"),
        (61, "yyyy-mm-dd", "1900-03-01"),
        (True, "General", "TRUE"),
        ("00123", "General", "00123"),
        ("+49 170", "@", "+49 170"),
        (1e15, "General", "1000000000000000"),
    ],
)
def test_a_cell_is_read_as_it_is_seen(tmp_path: Path, value: Any, code: str, text: str) -> None:
    book = xlwt.Workbook()
    _fill(book, [["Head"], [(value, code)]])
    assert _read(book, tmp_path).frame.rows() == [(1, "Head"), (2, text)]


def test_rows_and_columns_keep_their_places(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    _fill(book, [[], [None, None, "Name", None, "Phone"], [], [None, None, "Ann", None, 12065550100]])
    grid = _read(book, tmp_path)
    assert grid.frame.columns == ["row", "c2", "c4"]
    assert grid.frame.row(1) == (2, "Name", "Phone")
    assert grid.frame.row(3) == (4, "Ann", "12065550100")
    assert (grid.sheets[0].rows, dict(grid.phone_like)) == (3, {"c4": 1})


def test_what_is_hidden_merged_or_wrong_is_said(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = _fill(
        book, [["Name", "When"], ["Ann", (3_000_000, "yyyy")], ["Bob", (-4, "d/m/y")], ["Cid", 1e16]]
    )
    sheet.row(2).hidden = True
    sheet.col(1).hidden = True
    sheet.write_merge(4, 6, 0, 1, "Merged")
    sheet.row(7).set_cell_error(0, 42)
    _fill(book, [["secret"]], "Secret")
    book.get_sheet(1).visibility = 1
    grid = _read(book, tmp_path)
    assert _codes(grid) == {
        "error_cells": (8,),
        "odd_dates": (2, 3),
        "long_numbers": (4,),
        "hidden_columns": (),
        "hidden_sheets": (),
    }
    assert grid.frame.rows()[1:3] == [(2, "Ann", "3000000"), (3, "Bob", "-4")]
    assert (grid.hidden_rows, grid.merged) == ((3,), ((5, 7),))
    assert [(s.name, s.rows, s.hidden) for s in grid.sheets] == [("Leads", 8, False), ("Secret", 1, True)]


def test_formulas_that_were_never_calculated_are_noted(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = _fill(book, [["Name", "Sum"], ["Ann"]])
    sheet.write(1, 1, xlwt.Formula("1+1"))
    assert _codes(_read(book, tmp_path)) == {"formulas_without_value": (2,)}


def test_dates_follow_the_calendar_of_1904(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    book.dates_1904 = True
    _fill(book, [["Born"], [(1, "yyyy-mm-dd")], [(0.5, "hh:mm")]])
    assert _read(book, tmp_path).frame["c0"].to_list() == ["Born", "1904-01-02", "12:00:00"]


def test_the_first_sheet_with_leads_is_read_unless_another_is_named(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    _fill(book, [], "Empty")
    _fill(book, [["a"], ["b"]], "Leads")
    _fill(book, [["c"]], "More")
    assert _read(book, tmp_path).sheet == "Leads"
    assert _read(book, tmp_path, "More").frame.rows() == [(1, "c")]
    with pytest.raises(FileProblem, match="no sheet called"):
        _read(book, tmp_path, "Other")


def test_values_are_saved_from_a_file_whose_count_of_texts_is_wrong(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    _fill(book, [["Name", "Born", "Active"], ["Ann", (NOON.date(), "yyyy-mm-dd"), True]])
    book.save(str(tmp_path / "sound.xls"))
    sound = (tmp_path / "sound.xls").read_bytes()
    # An SST record ([MS-XLS] 2.4.265): its number and size, all texts, different texts.
    place = sound.index(b"\x04\0\0\0\x04\0\0\0", sound.index(b"\xfc\0"))
    path = tmp_path / "odd.xls"
    path.write_bytes(sound[: place + 4] + b"\x09" + sound[place + 5 :])
    grid = read_old_workbook(path, None, lambda _done, _what: None)
    assert grid.frame.rows() == [(1, "Name", "Born", "Active"), (2, "Ann", "2026-02-03", "TRUE")]
    assert _codes(grid) == {"values_only": ()}


@pytest.mark.parametrize("kept", [600, 1024, 3000, 5000])
def test_a_file_cut_off_gives_a_sentence(tmp_path: Path, kept: int) -> None:
    book = xlwt.Workbook()
    _fill(book, [[f"text {row} {column}" for column in range(9)] for row in range(90)])
    book.save(str(tmp_path / "whole.xls"))
    (tmp_path / "cut.xls").write_bytes((tmp_path / "whole.xls").read_bytes()[:kept])
    with pytest.raises(FileProblem, match="damaged"):
        read_old_workbook(tmp_path / "cut.xls", None, lambda _done, _what: None)
