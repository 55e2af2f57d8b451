"""Excel 2003's XML spreadsheets: cells where they belong, values as the person sees them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from mega_desktop.sheets.grid import Grid
from mega_desktop.sheets.recognise import recognise
from mega_desktop.sheets.table import FileProblem
from mega_desktop.sheets.workbooks.spreadsheet_xml import read_spreadsheet_xml

Read = Callable[..., Grid]

HEAD = (
    '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"'
    ' xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel">'
)
STYLES = (
    '<Styles><Style ss:ID="Default"><NumberFormat/></Style>'
    '<Style ss:ID="zip"><NumberFormat ss:Format="00000"/></Style>'
    '<Style ss:ID="kid" ss:Parent="zip"/>'
    '<Style ss:ID="day"><NumberFormat ss:Format="Short Date"/></Style></Styles>'
)


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def read_rows(rows: str, *, after: str = "", sheet: str | None = None, start: str = HEAD) -> Grid:
        path = tmp_path / "leads.xls"
        body = f'<Worksheet ss:Name="Leads"><Table>{rows}</Table></Worksheet>{after}'
        path.write_text(f"{start}{STYLES}{body}</Workbook>", encoding="utf-8")
        assert recognise(path).format == "xml"
        return read_spreadsheet_xml(path, sheet, lambda _done, _what: None)

    return read_rows


def _cell(kind: str, value: str, more: str = "") -> str:
    return f'<Cell {more}><Data ss:Type="{kind}">{value}</Data></Cell>'


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (_cell("Number", "12065550100"), "12065550100"),
        (_cell("Number", "1.20655501E10"), "12065550100"),
        (_cell("Number", "0.1"), "0.1"),
        (_cell("Number", "1234", 'ss:StyleID="zip"'), "01234"),
        (_cell("Number", "1234", 'ss:StyleID="kid"'), "01234"),
        (_cell("Number", "45000", 'ss:StyleID="day"'), "2023-03-15"),
        (_cell("String", "+1 206 &amp; &#10;x&#7;"), "+1 206 & \nx"),
        (_cell("String", "00123"), "00123"),
        (_cell("DateTime", "2026-02-03T00:00:00.000"), "2026-02-03"),
        (_cell("DateTime", "2026-02-03T10:30:00.000"), "2026-02-03 10:30:00"),
        (_cell("DateTime", "1899-12-31T10:30:00.000"), "10:30:00"),
        (_cell("Boolean", "1"), "TRUE"),
        (_cell("Number", "no number"), "no number"),
    ],
)
def test_a_cell_is_read_as_it_is_seen(read: Read, cell: str, text: str) -> None:
    assert read(f"<Row>{cell}</Row>").frame["c0"].to_list() == [text]


def test_places_spans_and_hidden_rows(read: Read) -> None:
    first = _cell("String", "a", 'ss:Index="4"')
    merged = _cell("String", "b", 'ss:MergeAcross="1" ss:MergeDown="1"')
    grid = read(
        f'<Column ss:Index="2" ss:Hidden="1"/><Row ss:Index="3">{first}</Row><Row ss:Span="2"/>'
        f'<Row ss:Hidden="1">{merged}{_cell("String", "c")}</Row>'
    )
    assert grid.frame.drop_nulls("c3")["row"].to_list() == [3]
    assert grid.frame.filter(grid.frame["c0"] == "b").select("row", "c2").row(0) == (7, "c")
    assert (grid.hidden_rows, grid.merged) == ((7,), ((7, 8),))
    assert [note.code for note in grid.notes] == ["hidden_columns"]


def test_errors_and_formulas_without_value_are_noted(read: Read) -> None:
    grid = read(f'<Row>{_cell("Error", "#N/A")}<Cell ss:Formula="=1+1"/>{_cell("String", "x")}</Row>')
    assert grid.cells == ("c2",)
    assert {note.code: note.rows for note in grid.notes} == {
        "error_cells": (1,),
        "formulas_without_value": (1,),
    }


def test_comments_are_no_cells(read: Read) -> None:
    comment = '<Comment><ss:Data xmlns="http://www.w3.org/TR/REC-html40"><B>me:</B> hm</ss:Data></Comment>'
    grid = read(f'<Row><Cell><Data ss:Type="String">a</Data>{comment}</Cell></Row>')
    assert grid.frame["c0"].to_list() == ["a"]


def test_a_sheet_is_chosen(read: Read) -> None:
    hidden = "<x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions>"
    other = f'<Worksheet ss:Name="Old"><Table><Row>{_cell("String", "o")}</Row></Table>{hidden}</Worksheet>'
    assert read(f"<Row>{_cell('String', 'a')}</Row>", after=other).sheet == "Leads"
    grid = read("", after=other, sheet="Old")
    assert grid.frame["c0"].to_list() == ["o"]
    assert [(sheet.name, sheet.rows, sheet.hidden) for sheet in grid.sheets] == [
        ("Leads", 0, False),
        ("Old", 1, True),
    ]
    with pytest.raises(FileProblem, match="no sheet called"):
        read("", sheet="Nowhere")


@pytest.mark.parametrize(
    "rows",
    [
        "<Row><Cell>",
        '<Row ss:Index="9999999"/>',
        '<Row><Cell ss:Index="0"/></Row>',
        '<Row><Cell ss:Index="99999"/></Row>',
        '<Row ss:Index="x"/>',
    ],
)
def test_what_no_program_writes_is_called_damaged(read: Read, rows: str) -> None:
    with pytest.raises(FileProblem, match="damaged"):
        read(rows)


def test_document_types_are_refused(read: Read) -> None:
    for declared in ("<!DOCTYPE Workbook>", '<!DOCTYPE Workbook [<!ENTITY a "b">]>'):
        with pytest.raises(FileProblem, match="damaged"):
            read("", start=HEAD.replace("<Workbook", f"{declared}<Workbook"))


def test_blank_lines_before_and_other_encodings(tmp_path: Path) -> None:
    path = tmp_path / "leads.xml"
    row = f"<Row>{_cell('String', 'Zoë')}</Row>"
    text = f'{HEAD}<Worksheet ss:Name="L"><Table>{row}</Table></Worksheet></Workbook>'
    for content in (f"\r\n{text}".encode(), text.encode("utf-16")):
        path.write_bytes(content)
        assert recognise(path).format == "xml"
        grid = read_spreadsheet_xml(path, None, lambda _done, _what: None)
        assert grid.frame["c0"].to_list() == ["Zoë"]
