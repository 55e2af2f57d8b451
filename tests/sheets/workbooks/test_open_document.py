"""OpenDocument spreadsheets: every value as the person sees it, repeated rows and cells at their places."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from mega_desktop.sheets.grid import Grid
from mega_desktop.sheets.table import FileProblem
from mega_desktop.sheets.workbooks.open_document import read_open_document

NAMES = ("office", "table", "text", "style")
SPACES = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in NAMES)
SPACES += ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
COMMENT = "<office:annotation><text:p>no</text:p></office:annotation>"
HIDDEN = '<style:style style:name="h" style:family="table"><style:table-properties table:display="false"/>'


def _cell(text: str = "", attributes: str = "", value_type: str = "string") -> str:
    kind = f'office:value-type="{value_type}"' if value_type else ""
    shown = f"<text:p>{text}</text:p>" if text else ""
    return f"<table:table-cell {kind} {attributes}>{shown}</table:table-cell>"


def _row(*cells: str, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


def _sheet(*rows: str, name: str = "Leads", attributes: str = "") -> str:
    return f'<table:table table:name="{name}" {attributes}>{"".join(rows)}</table:table>'


def _content(*sheets: str, prologue: str = "") -> str:
    styles = f"<office:automatic-styles>{HIDDEN}</style:style></office:automatic-styles>"
    body = f"<office:body><office:spreadsheet>{''.join(sheets)}</office:spreadsheet></office:body>"
    return f"{prologue}<office:document-content {SPACES}>{styles}{body}</office:document-content>"


def _read(folder: Path, content: str, manifest: str = "", sheet: str | None = None) -> Grid:
    with zipfile.ZipFile(folder / "leads.ods", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", content)
    return read_open_document(folder / "leads.ods", sheet, lambda _done, _what: None)


def _float(value: str, shown: str) -> str:
    return _cell(shown, f'office:value="{value}"', "float")


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (_float("12065550100", "12065550100"), "12065550100"),
        (_float("12065550100", "1.21E+10"), "12065550100"),
        (_float("1234", "01234"), "01234"),
        (_float("2065550100", "(206) 555-0100"), "(206) 555-0100"),
        (_float("12065550100", "+12065550100"), "+12065550100"),
        (_float("1234567", "1.234.567"), "1234567"),
        (_float("5", "+5"), "5"),
        (_float("12", "12.00"), "12"),
        (_float("0.30000000000000004", "0.3"), "0.3"),
        (_cell("25%", 'office:value="0.25"', "percentage"), "0.25"),
        (_cell("$1,234.50", 'office:value="1234.5" office:currency="USD"', "currency"), "1234.5"),
        (_cell("03.02.26", 'office:date-value="2026-02-03"', "date"), "2026-02-03"),
        (_cell("x", 'office:date-value="2026-02-03T00:00:00"', "date"), "2026-02-03"),
        (_cell("x", 'office:date-value="2026-02-03T12:00:00.600"', "date"), "2026-02-03 12:00:01"),
        (_cell("10:30", 'office:time-value="PT10H30M00S"', "time"), "10:30:00"),
        (_cell("36:00", 'office:time-value="PT36H00M00S"', "time"), "36:00:00"),
        (_cell("WAHR", 'office:boolean-value="true"', "boolean"), "TRUE"),
        (_cell("00123"), "00123"),
        (_cell("a</text:p><text:p>b"), "a\nb"),
        (_cell('a<text:s text:c="3"/>b<text:tab/>c<text:line-break/>d'), "a   b\tc\nd"),
        (_cell('see <text:span>the <text:a>page</text:a></text:span> now'), "see the page now"),
        (_cell("a\n      b\n   "), "a b"),
        (_cell("yes").replace("<text:p>", f"{COMMENT}<text:p>"), "yes"),
    ],
)  # fmt: skip
def test_a_cell_is_read_as_it_is_seen(tmp_path: Path, cell: str, text: str) -> None:
    grid = _read(tmp_path, _content(_sheet(_row(_cell("Head")), _row(cell))))
    assert grid.frame.rows() == [(1, "Head"), (2, text)]
    assert grid.notes == ()


def test_repeated_rows_and_cells_keep_their_places(tmp_path: Path) -> None:
    gap = _cell(attributes='table:number-columns-repeated="2"', value_type="")
    sheet = _sheet(
        _row(gap, attributes='table:number-rows-repeated="2"'),
        _row(gap, _cell("Name"), _cell("Phone", 'table:number-columns-repeated="2"')),
        _row(gap, _cell("Ann"), attributes='table:number-rows-repeated="3"'),
        _row(gap, attributes='table:number-rows-repeated="1048570"'),
    )
    grid = _read(tmp_path, _content(sheet))
    assert grid.frame.columns == ["row", "c2", "c3", "c4"]
    assert grid.frame.rows()[2:] == [
        (3, "Name", "Phone", "Phone"), (4, "Ann", None, None), (5, "Ann", None, None), (6, "Ann", None, None),
    ]  # fmt: skip
    assert grid.sheets[0].rows == 4


def test_what_is_hidden_merged_or_wrong_is_said(tmp_path: Path) -> None:
    merged = _cell("M", 'table:number-columns-spanned="2" table:number-rows-spanned="3"')
    sheet = _sheet(
        '<table:table-column/><table:table-column table:visibility="collapse"/>',
        _row(merged, "<table:covered-table-cell><text:p>no</text:p></table:covered-table-cell>"),
        _row(_cell("#N/A", 'calcext:value-type="error"'), _cell("b"), attributes='table:visibility="filter"'),
        _row(_cell("#REF!", 'table:formula="of:=A1" office:value="0"', "float")),
        _row(_cell("", 'table:formula="of:=1+1"', ""), _float("12345678901234567", "1.2E+16")),
        _row(_cell("30.2.26", 'office:date-value="2026-02-30"', "date")),
    )
    hidden = _sheet(_row(_cell("x")), name="Secret", attributes='table:style-name="h"')
    grid = _read(tmp_path, _content(hidden, sheet))
    assert {note.code: note.rows for note in grid.notes} == {
        "error_cells": (2, 3), "formulas_without_value": (4,), "long_numbers": (4,), "odd_dates": (5,),
        "hidden_columns": (), "hidden_sheets": (),
    }  # fmt: skip
    assert (grid.hidden_rows, grid.is_filtered, grid.merged) == ((2,), True, ((1, 3),))
    assert (grid.sheet, grid.frame.row(0), grid.frame.row(4)) == (
        "Leads",
        (1, "M", None),
        (5, "30.2.26", None),
    )


def test_another_sheet_can_be_named(tmp_path: Path) -> None:
    content = _content(_sheet(_row(_cell("a"))), _sheet(_row(_cell("b")), name="More"))
    assert _read(tmp_path, content, sheet="More").frame.rows() == [(1, "b")]
    with pytest.raises(FileProblem, match="no sheet called"):
        _read(tmp_path, content, sheet="Other")


def test_a_flat_document_is_read(tmp_path: Path) -> None:
    path = tmp_path / "leads.fods"
    path.write_text(_content(_sheet(_row(_cell("Ünï")))), encoding="utf-8")
    assert read_open_document(path, None, lambda _done, _what: None).frame.rows() == [(1, "Ünï")]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("<office", id="cut off"),
        pytest.param("", id="empty"),
        pytest.param(_content(_sheet(_row(_float("many", "")))), id="a number that is none"),
        pytest.param(
            _content(prologue=f"<!--{'x' * 9000}--><!DOCTYPE a [<!ENTITY b 'c'>]>"), id="document type"
        ),
        pytest.param(
            _content(
                _sheet(
                    _row(
                        _cell("x", 'table:number-columns-repeated="16384"'),
                        attributes='table:number-rows-repeated="1048576"',
                    )
                )
            ),
            id="more cells than memory",
        ),
        pytest.param(
            _content(_sheet(_row(attributes='table:number-rows-repeated="99999999999"'), _row(_cell("x")))),
            id="a row beyond the last",
        ),
    ],
)
def test_odd_documents_give_a_sentence(tmp_path: Path, content: str) -> None:
    with pytest.raises(FileProblem, match="damaged"):
        _read(tmp_path, content)


def test_a_document_without_sheets_gives_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="no sheets"):
        _read(tmp_path, _content())


def test_an_encrypted_document_gives_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="password"):
        _read(tmp_path, "\x01\x02", manifest="<manifest:encryption-data/>")
