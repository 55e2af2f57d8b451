"""Web pages and XML that carry the name of a workbook, as many a CRM exports them (I8, I9, I10, I24, I27)."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from unittest.mock import ANY

from tests.sheets.corpus.cases import ANN, AS_READ, BOB, HEADER, PEOPLE, Case, OneOf, Reads, Refused
from tests.sheets.corpus.packages import ods_parts, ods_row

UNREADABLE = "web page|XML|spreadsheet|table|document"
_SS = "urn:schemas-microsoft-com:office:spreadsheet"


def _rows(rows: Sequence[Sequence[str]], cell: str = "td") -> str:
    return "".join(f"<tr>{''.join(f'<{cell}>{escape(text)}</{cell}>' for text in row)}</tr>" for row in rows)


def _page(body: str, head: str = "", before: str = "") -> str:
    return f"{before}<html><head>{head}</head><body>{body}</body></html>"


def _case(
    name: str, content: str, expected: Reads | Refused | tuple[Reads | Refused, ...], encoding: str = "utf-8"
) -> Case:
    return Case(name, "export.xls", content.encode(encoding), expected, is_hostile=True)


def _xml_sheet(rows: str, name: str = "Leads") -> str:
    """An XML Spreadsheet 2003."""
    return (
        '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
        f'<Workbook xmlns="{_SS}" xmlns:ss="{_SS}"><Worksheet ss:Name="{name}"><Table>{rows}</Table>'
        "</Worksheet></Workbook>"
    )


def _xml_row(cells: Sequence[str], attributes: str = "") -> str:
    inside = "".join(
        cell if cell.startswith("<") else f'<Cell><Data ss:Type="String">{escape(cell)}</Data></Cell>'
        for cell in cells
    )
    return f"<Row {attributes}>{inside}</Row>"


def _xml_cell(kind: str, value: str) -> str:
    return f'<Cell><Data ss:Type="{kind}">{value}</Data></Cell>'


TABLE = f"<table><thead>{_rows([HEADER], 'th')}</thead><tbody>{_rows([ANN, BOB])}</tbody></table>"

PAGES = (
    _case("I27-page-with-a-table", _page(TABLE), Reads(AS_READ)),
    _case("I27-table-without-a-page", TABLE, Reads(AS_READ)),
    _case("I27-page-of-html5", _page(TABLE, before="<!DOCTYPE html>\n"), Reads(AS_READ)),
    _case(
        "I27-page-of-html4",
        _page(
            TABLE,
            before='<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN" "http://www.w3.org/TR/html4/strict.dtd">',
        ),
        Reads(AS_READ),
    ),
    _case("I27-page-with-a-mark", _page(TABLE), Reads(AS_READ), "utf-8-sig"),
    _case("I27-page-in-utf16", _page(TABLE), Reads(AS_READ), "utf-16"),
    _case(
        "I27-page-that-names-its-encoding",
        _page(
            TABLE.replace("Ann<", "Zoë<"),
            '<meta http-equiv="Content-Type" content="text/html; charset=windows-1252">',
        ),
        Reads({2: ("Zoë", *ANN[1:]), 3: BOB}),
        "cp1252",
    ),
    _case(
        "I27-tags-left-open",
        "<table><tr><td>Name<td>Email<td>Phone<tr><td>Ann<td>ann@example.com<td>206-555-0100"
        "<tr><td>Bob<td>bob@example.com<td>206-555-0101</table>",
        Reads(AS_READ),
    ),
    _case(
        "I27-page-with-formats",  # what Excel itself writes and reads
        _page(
            "<table><tr><td>Name</td><td>Email</td><td>Phone</td></tr>"
            "<tr><td>Ann</td><td>ann@example.com</td>"
            "<td style='mso-number-format:\"\\@\"'>012065550100</td></tr></table>"
        ),
        Reads({2: ("Ann", "ann@example.com", "012065550100")}),
    ),
    _case(
        "I27-number-not-what-a-narrow-column-shows",
        _page(
            '<table xmlns:x="urn:schemas-microsoft-com:office:excel"><tr><td>Name</td><td>Phone</td></tr>'
            '<tr><td>Ann</td><td x:num="12065550100">1.20656E+10</td></tr></table>'
        ),
        (
            Reads({2: ("Ann", "12065550100")}, headers=("Name", "Phone")),
            Reads({2: ("Ann", "1.20656E+10")}, headers=("Name", "Phone"), notes={"lost_digits": (2,)}),
        ),
    ),
    _case(
        "I27-markup-in-cells",
        _page(
            TABLE.replace("Ann<", "<b>An</b>n &amp; <i>Co</i><").replace(
                ">bob@example.com<", '><a href="mailto:bob@example.com">bob@example.com</a><'
            )
        ),
        Reads({2: ("Ann & Co", *ANN[1:]), 3: BOB}),
    ),
    _case(
        "I27-line-breaks-and-spaces",
        _page(TABLE.replace("Ann<", "Ann<br>Lee<").replace("<td>Bob", "<td>\n   Bob&nbsp;  ")),
        Reads({2: ("Ann\nLee", *ANN[1:]), 3: (OneOf(("Bob", "Bob\u00a0")), *BOB[1:])}),
    ),
    _case(
        "I27-scripts-and-styles-are-no-text",
        _page(TABLE.replace("Ann<", "Ann<script>alert('x')</script><"), "<style>td { color: red }</style>"),
        Reads({2: ANN, 3: BOB}),
    ),
    _case(
        "I8-page-with-spans",
        "<table><tr><td>Name</td><td>Email</td><td>Phone</td></tr>"
        "<tr><td rowspan=2>Ann</td><td>ann@example.com</td><td>206-555-0100</td></tr>"
        "<tr><td>bob@example.com</td><td>206-555-0101</td></tr></table>",
        Reads({2: ANN, 3: (None, *BOB[1:])}, perhaps=("merged_cells",)),
    ),
    _case(
        "I8-page-with-a-title-over-all-columns",
        f"<table><tr><td colspan=3>Leads of spring</td></tr>{_rows(PEOPLE)}</table>",
        Reads({3: ANN, 4: BOB}, header_row=2, perhaps=("title_rows",)),
    ),
    _case(
        "I23-page-with-an-endless-span",
        "<table><tr><td>Name</td><td>Email</td><td>Phone</td></tr>"
        "<tr><td colspan=999999999 rowspan=999999999>Ann</td></tr></table>",
        (
            Reads({2: ("Ann", None, None)}, perhaps=("merged_cells", "short_rows")),
            Refused("damaged|unusual|column"),
        ),
    ),
    _case("I27-page-without-a-table", _page("<h1>Please sign in</h1><form></form>"), Refused(UNREADABLE)),
    _case("I27-page-with-an-empty-table", _page("<table></table>"), Refused("empty|no table|web page|XML")),
    _case(
        "I27-single-file-web-page",
        'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="x"\r\n\r\n--x\r\n'
        f"Content-Type: text/html\r\n\r\n{_page(TABLE)}\r\n--x--\r\n",
        (Refused(UNREADABLE), Reads(AS_READ)),
    ),
    _case("I27-any-xml", '<?xml version="1.0"?><leads><lead name="Ann"/></leads>', Refused(UNREADABLE)),
)

SHEETS = (
    _case("I27-xml-spreadsheet", _xml_sheet("".join(_xml_row(row) for row in PEOPLE)), Reads(AS_READ)),
    _case(
        "I27-xml-spreadsheet-with-gaps",
        _xml_sheet(
            _xml_row(HEADER)
            + _xml_row(ANN, 'ss:Index="4"')
            + '<Row><Cell><Data ss:Type="String">Bob</Data></Cell>'
            '<Cell ss:Index="3"><Data ss:Type="String">206-555-0101</Data></Cell></Row>'
        ),
        Reads({4: ANN, 5: ("Bob", None, BOB[2])}, perhaps=("empty_rows",)),
    ),
    _case(
        "I8-xml-spreadsheet",
        _xml_sheet(
            _xml_row(HEADER) + '<Row><Cell ss:MergeAcross="1"><Data ss:Type="String">Ann</Data></Cell>'
            '<Cell><Data ss:Type="String">206-555-0100</Data></Cell></Row>'
        ),
        Reads({2: ("Ann", None, ANN[2])}, perhaps=("merged_cells",)),
    ),
    _case(
        "I10-xml-spreadsheet",
        _xml_sheet(
            _xml_row(("Name", "Phone", "Born", "Active", "Zip"))
            + _xml_row(
                (
                    "Ann",
                    _xml_cell("Number", "12065550100"),
                    _xml_cell("DateTime", "2023-03-15T00:00:00.000"),
                    _xml_cell("Boolean", "1"),
                    "00501",
                )
            )
        ),
        Reads(
            {2: ("Ann", "12065550100", "2023-03-15", "TRUE", "00501")},
            headers=("Name", "Phone", "Born", "Active", "Zip"),
        ),
    ),
    _case(
        "I10-xml-spreadsheet-scientific",
        _xml_sheet(_xml_row(("Name", "Phone")) + _xml_row(("Ann", _xml_cell("Number", "1.20655501E10")))),
        Reads({2: ("Ann", "12065550100")}, headers=("Name", "Phone")),
    ),
    _case(
        "I7-xml-spreadsheet",
        _xml_sheet(_xml_row(("Name", "Email")) + _xml_row((_xml_cell("Error", "#N/A"), "a@example.com"))),
        Reads({2: (None, "a@example.com")}, headers=("Name", "Email"), notes={"error_cells": (2,)}),
    ),
    _case(
        "I27-xml-spreadsheet-rich-text",
        _xml_sheet(
            _xml_row(("Name", "Email"))
            + '<Row><Cell><ss:Data ss:Type="String" xmlns="http://www.w3.org/TR/REC-html40"><B>An</B>n</ss:Data></Cell>'
            '<Cell><Data ss:Type="String">ann@example.com</Data></Cell></Row>'
        ),
        Reads({2: ("Ann", "ann@example.com")}, headers=("Name", "Email")),
    ),
    _case(
        "I22-xml-spreadsheet-cut",
        _xml_sheet("".join(_xml_row(row) for row in PEOPLE))[:-200],
        Refused("damaged|unusual"),
    ),
    _case(
        "I24-xml-spreadsheet-with-entities",
        _xml_sheet("".join(_xml_row(row) for row in PEOPLE))
        .replace("<?mso", '<!DOCTYPE Workbook [<!ENTITY a SYSTEM "file:///etc/passwd">]><?mso', 1)
        .replace("Ann", "&a;"),
        Refused("damaged|unusual|web page or XML"),
    ),
    _case(
        "I24-billion-laughs-called-xls",
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
        '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><x>&c;</x>',
        Refused("damaged|unusual|web page|XML"),
    ),
    _case(
        "I27-xml-spreadsheet-far-row",
        _xml_sheet(_xml_row(HEADER) + _xml_row(ANN, 'ss:Index="4294967295"')),
        Refused("damaged|unusual|row"),
    ),
    _case(
        "I27-flat-open-document",
        str(ods_parts(f'<table:table table:name="Leads">{ods_row(HEADER)}</table:table>')["content.xml"])
        .replace("document-content", "document")
        .replace(
            "office:version",
            'office:mimetype="application/vnd.oasis.opendocument.spreadsheet" office:version',
        ),
        (Refused(UNREADABLE), Reads({}, notes={"no_rows": ANY})),
    ),
)

CASES = (*PAGES, *SHEETS)
