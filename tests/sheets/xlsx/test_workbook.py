"""Workbooks: every value as the person sees it, every row with Excel's number."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from mega_desktop.sheets import FileProblem, Table
from mega_desktop.sheets.xlsx.workbook import read_workbook

Read = Callable[..., Table]
RawXlsx = Callable[..., Path]

NOON = dt.datetime(2026, 2, 3, 12, 0, 1)  # noqa: DTZ001 (workbooks know no time zones)
HEADER = ["Name", "Phone", "Joined", "Active", "Score", "Zip", "Seen"]


def _notes(table: Table) -> dict[str, tuple[int, ...]]:
    return {note.code: note.rows for note in table.notes}


def test_each_kind_of_cell_is_read_as_it_is_seen(read_here: Read, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    rows: list[list[Any]] = [
        HEADER,
        ["Ann", 12065550100, dt.date(2026, 2, 3), True, 0.1 + 0.2, 1234, NOON],
        [
            "Bob",
            12065550101.0,
            dt.date(1999, 12, 31),
            False,
            12.5,
            98101,
            dt.datetime.combine(NOON, dt.time()),
        ],
        ["'+49", "+49 170 1", "later", "true", "007", "00501", dt.time(10, 30)],
        [3, "#N/A", None, "#REF!", 1e15, 0, "2026-02-03 00:00:01"],
    ]
    for row in rows:
        sheet.append(row)
    for number in range(2, 6):
        sheet.cell(number, 6).number_format = "00000"
    book.save(tmp_path / "kinds.xlsx")
    table = read_here(tmp_path / "kinds.xlsx")
    assert table.frame.collect().rows() == [
        (2, "Ann", "12065550100", "2026-02-03", "TRUE", "0.3", "01234", "2026-02-03 12:00:01"),
        (3, "Bob", "12065550101", "1999-12-31", "FALSE", "12.5", "98101", "2026-02-03"),
        (4, "'+49", "+49 170 1", "later", "true", "007", "00501", "10:30:00"),
        (5, "3", None, None, None, "1000000000000000", "00000", "2026-02-03 00:00:01"),
    ]
    assert _notes(table) == {"error_cells": (5,), "long_numbers": (5,), "numbers_as_text": ()}


def test_a_mixed_sheet_agrees_with_openpyxl_cell_by_cell(read_here: Read, tmp_path: Path) -> None:
    """Two readers that share no code; the sheet begins at C4 and has gaps."""
    book = openpyxl.Workbook()
    sheet = book.active
    values: list[Any] = [
        7,
        -3.25,
        1 / 3,
        6.02e23,
        1.5e-9,
        "text",
        "ünï ☎",
        True,
        dt.date(2024, 2, 29),
        None,
        "  x ",
    ]
    for column in range(9):
        sheet.cell(4, 3 + column, f"H{column}")
        for row in range(5, 60):
            if row % 7:
                sheet.cell(row, 3 + column, values[(row * 5 + column * 3) % len(values)])
    book.save(tmp_path / "mixed.xlsx")
    table = read_here(tmp_path / "mixed.xlsx", header_row=4)
    assert [c.index for c in table.columns] == list(range(2, 11))
    seen = {row[0]: row[1:] for row in table.frame.collect().iter_rows()}
    again = openpyxl.load_workbook(tmp_path / "mixed.xlsx", data_only=True).active
    for cells in again.iter_rows(min_row=5):
        read = seen.get(cells[0].row, (None,) * 9)
        for cell, text in zip(cells[2:], read, strict=True):
            assert _agree(cell.value, text), (cell.coordinate, cell.value, text)


def _agree(value: object, text: str | None) -> bool:
    if isinstance(value, bool):
        return text == str(value).upper()
    if isinstance(value, int | float):
        return text is not None and float(text) == pytest.approx(value, rel=1e-14)
    if isinstance(value, dt.datetime):
        return text == value.date().isoformat()
    return text == value


def test_titles_gaps_and_totals_leave_excels_row_numbers(read_here: Read, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["B2"] = "Leads of spring"
    cells: dict[int, list[Any]] = {
        4: ["First\nName", "E-mail", "Phone", "Phone", None],
        5: ["Ann", "ann@example.com", "206-555-0100", None, "x"],
        8: ["Bob", "bob@example.com", None, "206-555-0101", None],
        9: ["Total", 2, None, None, None],
    }
    for number, row in cells.items():
        for column, value in enumerate(row, 2):
            sheet.cell(number, column, value)
    sheet.cell(7, 20).font = openpyxl.styles.Font(bold=True)
    book.save(tmp_path / "gaps.xlsx")
    table = read_here(tmp_path / "gaps.xlsx")
    assert (table.header_row, table.first_row, table.rows) == (4, 5, 2)
    assert table.cells("row").to_list() == [5, 8]
    assert [c.header for c in table.columns] == ["First Name", "E-mail", "Phone", "Phone (2)", "Column F"]
    assert [(c.index, c.name, c.filled) for c in table.columns][:2] == [(1, "c1", 2), (2, "c2", 2)]
    assert table.heading[0] == (2, ("Leads of spring", "", "", "", ""))
    assert _notes(table) == {
        "title_rows": (2,),
        "same_headers": (),
        "empty_headers": (),
        "empty_rows": (6, 7),
        "footer_rows": (9,),
    }


def test_what_is_hidden_merged_or_never_calculated_is_said(read_here: Read, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in [["Name", "Email", "Sum"], *([f"n{i}", f"n{i}@example.com", "=1+1"] for i in range(4))]:
        sheet.append(row)
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["B"].hidden = True
    sheet.merge_cells("A4:A5")
    book.create_sheet("Secret").sheet_state = "hidden"
    book.save(tmp_path / "hidden.xlsx")
    table = read_here(tmp_path / "hidden.xlsx")
    assert [(s.name, s.hidden) for s in table.sheets] == [("Sheet", False), ("Secret", True)]
    assert _notes(table) == {
        "formulas_without_value": (2, 3, 4, 5),
        "hidden_rows": (3,),
        "hidden_columns": (),
        "hidden_sheets": (),
        "merged_cells": (4,),
    }
    assert table.rows == 4


def test_dates_follow_the_workbooks_own_calendar(read_here: Read, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    for row in [["Name", "Born", "Call"], ["Ann", dt.date(2001, 9, 9), dt.time(8, 15)]]:
        book.active.append(row)
    book.save(tmp_path / "mac.xlsx")
    assert read_here(tmp_path / "mac.xlsx").frame.collect().rows() == [(2, "Ann", "2001-09-09", "08:15:00")]


def test_phones_stored_as_numbers_are_counted_and_shown_by_their_format(
    read_here: Read, tmp_path: Path
) -> None:
    """XlsxWriter writes what Excel writes: attributes in another order, inline strings, cached values."""
    path = tmp_path / "phones.xlsx"
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Leads")
        american = book.add_format({"num_format": "[<=9999999]###\\-####;\\(###\\)\\ ###\\-####"})
        date = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, ["Name", "Phone", "Mobile", "When", "Ratio"])
        for row in range(1, 41):
            sheet.write_string(row, 0, f"n{row}")
            sheet.write_number(row, 1, 12065550100 + row)
            sheet.write_number(row, 2, 2065550100 + row, american)
            sheet.write_datetime(row, 3, NOON + dt.timedelta(days=row), date)
            sheet.write_formula(row, 4, "=1/3", None, 1 / 3)
    table = read_here(path)
    assert table.frame.collect().row(0) == (
        2, "n1", "12065550101", "(206) 555-0101", "2026-02-04 12:00:01", "0.333333333333333",
    )  # fmt: skip
    assert [c.kind for c in table.columns] == ["text", "phone", "phone", "date", "number"]
    assert [n.text for n in table.notes] == ["80 phone numbers were stored as numbers; read as text"]


def test_sheets_of_other_writers_are_read(read_here: Read, raw_xlsx_file: RawXlsx) -> None:
    """No cell references, as some exporters write; no dimension."""
    text = '<c t="inlineStr"><is><t>{}</t></is></c>'
    rows = [["Name", "Email"], ["Ann", "ann@example.com"], ["Bob", "bob@example.com"]]
    sheet = "".join(f"<row>{''.join(text.format(cell) for cell in row)}</row>" for row in rows)
    table = read_here(raw_xlsx_file(f"<sheetData>{sheet}</sheetData>"))
    assert table.frame.collect().rows() == [(2, "Ann", "ann@example.com"), (3, "Bob", "bob@example.com")]
    assert table.sheets[0].rows == 3


def test_open_document_sheets_are_read(read_here: Read, tmp_path: Path) -> None:
    """Repeated rows and cells, as LibreOffice writes gaps."""
    text = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    number = '<table:table-cell office:value-type="float" office:value="12065550100"/>'
    gap = '<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>'
    rows = [text.format("Name") + text.format("Phone"), gap, text.format("Ann") + number]
    body = "".join(r if r == gap else f"<table:table-row>{r}</table:table-row>" for r in rows)
    names = {
        name: f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0" for name in ("office", "table", "text")
    }
    spaces = " ".join(f'xmlns:{name}="{uri}"' for name, uri in names.items())
    sheet = f'<table:table table:name="Leads">{body}</table:table>'
    content = f"<office:body><office:spreadsheet>{sheet}</office:spreadsheet></office:body>"
    with zipfile.ZipFile(tmp_path / "leads.ods", "w") as archive:
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml", f"<office:document-content {spaces}>{content}</office:document-content>"
        )
    table = read_here(tmp_path / "leads.ods")
    assert (table.format, table.sheets[0].name) == ("ods", "Leads")
    assert table.frame.collect().rows() == [(4, "Ann", "12065550100")]


def test_escaped_characters_of_texts_are_themselves(read_here: Read, raw_xlsx_file: RawXlsx) -> None:
    strings = "<sst><si><t>_x0041_nn_x005F_x0042_ _xD83D__xDE00_</t></si></sst>"
    rows = '<row r="1"><c r="A1" t="inlineStr"><is><t>Name</t></is></c></row>'
    rows += '<row r="2"><c r="A2" t="s"><v>0</v></c></row>'
    table = read_here(raw_xlsx_file(f"<sheetData>{rows}</sheetData>", strings))
    assert table.cells("c0").to_list() == ["Ann_x0042_ 😀"]


@pytest.mark.parametrize(
    "sheet",
    [
        '<sheetData><row r="1"><c r="A1" t="s"><v>5</v></c></row></sheetData>',
        '<sheetData><row r="1"><c r="A1"><v>5</v></row></sheetData>',
        '<sheetData><row r="1"><c r="XFE1"><v>5</v></c></row></sheetData>',
        '<sheetData><row r="1"><c r="A1048577"><v>5</v></c></row></sheetData>',
        '<sheetData><row r="1"><c r="A1"><v>5</v></c></row>',
        '<sheetData><row r="1"><c r="A1" t="str"><v>&unknown;</v></c></row></sheetData>',
    ],
)
def test_what_cannot_be_true_is_called_damaged(read_here: Read, raw_xlsx_file: RawXlsx, sheet: str) -> None:
    with pytest.raises(FileProblem, match="damaged or an unusual file"):
        read_here(raw_xlsx_file(sheet))


def test_a_far_cell_costs_no_more_than_a_near_one(read_here: Read, raw_xlsx_file: RawXlsx) -> None:
    rows = '<row r="1"><c r="A1" t="str"><v>Name</v></c><c r="XFD1" t="str"><v>Far</v></c></row>'
    rows += '<row r="1048576"><c r="A1048576"><v>1</v></c><c r="XFD1048576"><v>2</v></c></row>'
    table = read_here(raw_xlsx_file(f"<sheetData>{rows}</sheetData>"), header_row=1)
    assert [(c.index, c.header) for c in table.columns] == [(0, "Name"), (16_383, "Far")]
    assert table.cells("row").to_list() == [1_048_576]


def test_rows_that_a_filter_hides_are_told_from_those_hidden_by_hand(tmp_path: Path) -> None:
    path = tmp_path / "filtered.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for row in range(6):
            sheet.write_row(row, 0, ["State" if row == 0 else "new", row])
        sheet.autofilter("A1:B6")
        sheet.filter_column("A", "x == new")
        for row in (2, 4):
            sheet.set_row(row, options={"hidden": True})
        sheet.set_row(900, options={"hidden": True})
    grid = read_workbook(path, None, lambda _done, _what: None)
    assert (grid.hidden_rows, grid.is_filtered) == ((3, 5), True)
