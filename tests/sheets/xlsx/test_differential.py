"""Every workbook is read by openpyxl as well, cell by cell: two readers that share no code.

What openpyxl gives are values; `_seen` says in a few lines what a person sees of them.
"""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from mega_desktop.sheets.xlsx.workbook import read_workbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"

GENERAL, DATE, MOMENT, TIME, HOURS = "General", "yyyy-mm-dd", "dd/mm/yyyy hh:mm:ss", "hh:mm:ss", "[h]:mm"
PHONE = "[<=9999999]###\\-####;\\(###\\)\\ ###\\-####"

DIGITS: Mapping[str, Callable[[int], str]] = {
    "00000": lambda n: f"{n:05}",
    "00000\\-0000": lambda n: f"{n // 10_000:05}-{n % 10_000:04}",
    "000\\-00\\-0000": lambda n: f"{n // 1_000_000:03}-{n // 10_000 % 100:02}-{n % 10_000:04}",
    '"+"0': lambda n: f"+{n}",
    PHONE: lambda n: (
        f"({n // 10**7}) {n // 10**4 % 1000:03}-{n % 10**4:04}"
        if n > 9_999_999
        else f"{n // 10**4}-{n % 10**4:04}"
    ),
}

Cell = tuple[Any, str]
Rows = list[list[Cell]]


def _column(number_format: str, *values: Any) -> Rows:
    return [[(value, number_format)] for value in values]


DAYS = [
    dt.date(1900, 1, 1),
    dt.date(1900, 2, 28),
    dt.date(1900, 3, 1),
    dt.date(2024, 2, 29),
    dt.date(9999, 12, 31),
]
MOMENTS = [dt.datetime(2026, 2, 3, 12, 0, 1), dt.datetime(1999, 12, 31, 23, 59, 59)]  # noqa: DTZ001
NUMBERS = [
    0,
    7,
    -7,
    12065550100,
    999_999_999_999_999,
    0.1 + 0.2,
    1 / 3,
    -3.25,
    1.5e-5,
    0.25,
    1234.5,
    1e14 + 0.5,
]

SHAPES: Mapping[str, Rows] = {
    "texts": _column(GENERAL, "Ann", " spaces ", "two\nlines", "a & b < c", "ünï ☎ 漢字 😀", "=no", "007"),
    "escapes": _column(GENERAL, "a_b", "_x", "x_0041_", "__", "tab\there"),
    "numbers": _column(GENERAL, *NUMBERS),
    "exponents": _column("0.00E+00", 6.02e23, 1.5e-9, -2.5e16, 12065550100.0),
    "percentages": _column("0.00%", 0.25, 1, 0.125),
    "currencies": _column('_("$"* #,##0.00_)', 1234.5, -3, 0),
    "euros": _column("#,##0.00\\ [$€-407]", 99.9, 1000),
    "fractions": _column("# ?/?", 0.5, 1.25),
    "texts by format": _column("@", "01234", 1234),
    "days": _column(DATE, *DAYS),
    "days of others": _column("[$-407]d. mmmm yyyy;@", *DAYS),
    "days after a month": _column("d-mmm-yy", *DAYS),
    "moments": _column(MOMENT, *MOMENTS),
    "times": _column(TIME, dt.time(10, 30), dt.time(0, 0, 1), dt.time(23, 59, 59)),
    "hours": _column(HOURS, dt.timedelta(hours=30, minutes=15), dt.timedelta(minutes=5)),
    "booleans": [[(True, GENERAL)], [(False, GENERAL)]],
    "postal codes": _column("00000", 1234, 98101, 0, 7),
    "long postal codes": _column("00000\\-0000", 12345678, 981011234),
    "insurance numbers": _column("000\\-00\\-0000", 12345678, 123456789),
    "phones": _column(PHONE, 5550100, 2065550100),
    "phones with a plus": _column('"+"0', 442071838750, 12065550100),
    "gaps": [[("a", GENERAL), (None, GENERAL), ("c", GENERAL)], [], [(None, DATE)], [], [("e", GENERAL)]],
    "styled but empty": [[(None, "00000"), (None, DATE)], [("x", GENERAL), (None, GENERAL)]],
    "wide": [[(row * 300 + column, GENERAL) for column in range(300)] for row in range(3)],
    "tall": [[(f"n{row}", GENERAL), (row, "00000"), (row / 8, GENERAL)] for row in range(1500)],
    "mixed": [[(value, GENERAL)] * 2 for value in ("x", 1, True, 0.5, None, "y")],
}  # fmt: skip


def _by_openpyxl(path: Path, rows: Rows) -> None:
    book = openpyxl.Workbook()
    for number, row in enumerate(rows, 1):
        for column, (value, number_format) in enumerate(row, 1):
            cell = book.active.cell(number, column)
            cell.value, cell.number_format = value, number_format
            if isinstance(value, str):
                cell.data_type = "s"  # it would take "=no" for a formula
    book.save(path)


def _by_xlsxwriter(path: Path, rows: Rows, **options: Any) -> None:
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet()
        formats = {
            code: book.add_format({"num_format": code}) for code in {c for row in rows for _, c in row}
        }
        for number, row in enumerate(rows):
            for column, (value, code) in enumerate(row):
                _write(sheet, number, column, value, formats[code])


def _write(sheet: Any, row: int, column: int, value: Any, shown: Any) -> None:
    if isinstance(value, str):
        sheet.write_string(row, column, value, shown)
    elif isinstance(value, dt.date | dt.time | dt.timedelta):
        sheet.write_datetime(row, column, value, shown)
    elif value is None:
        sheet.write_blank(row, column, None, shown)
    else:
        sheet.write(row, column, value, shown)


def _inline(path: Path, rows: Rows) -> None:
    _by_xlsxwriter(path, rows, constant_memory=True)


@pytest.mark.parametrize("write", [_by_openpyxl, _by_xlsxwriter, _inline])
@pytest.mark.parametrize("name", SHAPES)
def test_what_libraries_write(name: str, write: Callable[[Path, Rows], None], tmp_path: Path) -> None:
    path = tmp_path / "leads.xlsx"
    write(path, SHAPES[name])
    assert _read(path) == _expected(path)


def _read(path: Path) -> dict[tuple[int, int], str]:
    """Row and column → text, of the cells that hold something."""
    frame = read_workbook(path, None, lambda _done, _what: None).frame
    return {
        (row["row"], int(name[1:]) + 1): text
        for row in frame.iter_rows(named=True)
        for name, text in row.items()
        if name != "row" and text
    }


def _expected(path: Path) -> dict[tuple[int, int], str]:
    book = openpyxl.load_workbook(path, data_only=True)
    cells = (cell for row in book.active.iter_rows() for cell in row)
    texts = (((c.row, c.column), _seen(c.value, c.number_format, c.data_type)) for c in cells)
    return {place: text for place, text in texts if text}


def _seen(value: Any, number_format: str, data_type: str) -> str:
    if value is None or data_type == "e":
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return _number(value, number_format)
    return _moment(value) if isinstance(value, dt.date | dt.time | dt.timedelta) else str(value)


def _moment(value: dt.date | dt.time | dt.timedelta) -> str:
    match value:
        case dt.datetime() if value.time() != dt.time():
            return f"{value:%Y-%m-%d %H:%M:%S}"
        case dt.date():
            return f"{value:%Y-%m-%d}"
        case dt.time():
            return f"{value:%H:%M:%S}"
        case _:
            hours, seconds = divmod(round(value.total_seconds()), 3600)
            return f"{hours:02}:{seconds // 60:02}:{seconds % 60:02}"


def _number(value: float, number_format: str) -> str:
    if abs(value) >= 1e15:
        exact = repr(value).upper()
        return exact if "E" in exact else f"{value:.0f}"
    if number_format in DIGITS and value >= 0 and value == int(value):
        return DIGITS[number_format](int(value))
    text = f"{Decimal(f'{value:.15g}'):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@dataclass(frozen=True)
class _Raw:
    """What stands in the parts of a workbook."""

    sheet: str
    strings: str = ""
    is_styled: bool = False
    root: str = '<worksheet xmlns="{main}">{sheet}</worksheet>'
    book: str = ""
    encoding: str = "UTF-8"


def _cell(reference: str, value: object, **attributes: object) -> str:
    spelled = "".join(f' {name}="{value}"' for name, value in attributes.items())
    content = value if str(value).startswith("<") else f"<v>{value}</v>"
    return f'<c r="{reference}"{spelled}>{content}</c>'


def _row(number: int, *cells: str) -> str:
    return f'<row r="{number}">{"".join(cells)}</row>'


def _data(*rows: str) -> str:
    return f"<sheetData>{''.join(rows)}</sheetData>"


def _first_row(*cells: str) -> str:
    return _data(_row(1, *cells))


def _strings(*items: str) -> str:
    return f'<sst xmlns="{MAIN}">{"".join(f"<si>{item}</si>" for item in items)}</sst>'


STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="00000"/>'
    '<numFmt numFmtId="165" formatCode="[h]:mm"/></numFmts><fonts><font/></fonts>'
    "<fills><fill><patternFill/></fill></fills><borders><border/></borders><cellStyleXfs><xf/></cellStyleXfs><cellXfs>"
    + "".join(f'<xf numFmtId="{number}" xfId="0"/>' for number in (0, 14, 164, 165, 46, 22, 49))
    + '</cellXfs><cellStyles><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
DAY, CODE, ELAPSED, ELAPSED_TOO, MINUTE, AS_TEXT = range(1, 7)
X = _cell("A1", "x", t="str")
RUNS = "<is><r><t>a</t></r><r><rPr><b/></rPr><t>b</t></r></is>"
BOLD = "<r><t>bold</t></r><r><rPr><b/></rPr><t xml:space='preserve'> and not</t></r>"
LINES = """
<sheetData>
  <row r="1">
    <c r="A1" s="2">
      <v>7</v>
    </c>
    <c r="B1"/>
  </row>
</sheetData>
"""
PREFIXED = """<x:sheetData><x:row r="1"><x:c r="A1" s="2"><x:v>7</x:v></x:c>
<x:c r="B1" t="inlineStr"><x:is><x:t>b</x:t></x:is></x:c></x:row></x:sheetData>"""
OTHER_ORDER = """<sheetData><row spans="1:2" r="1"><c s="2" r="A1"><v>7</v></c><c t="b" r="C1"><v>1</v></c>
</row><row r="2" ht="15" customHeight="1"><c r="A2" s="1" cm="1" vm="2" ph="1"><v>44000</v></c></row>
</sheetData>"""
NO_REFERENCES = """<sheetData><row><c s="2"><v>7</v></c><c t="e"><v>#REF!</v></c></row>
<row><c s="1"><v>44000</v></c><c t="inlineStr"><is><t>x</t></is></c></row></sheetData>"""
AFTER = '<autoFilter ref="A1:A2"/><mergeCells><mergeCell ref="A2:B2"/></mergeCells>'

RAW: Mapping[str, _Raw] = {
    "rich text": _Raw(
        _first_row(_cell("A1", 0, t="s"), _cell("B1", 1, t="s")), _strings(BOLD, "<t>plain</t>")
    ),
    "pronunciation": _Raw(
        _first_row(_cell("A1", 0, t="s")), _strings('<t>課きく</t><rPh sb="0" eb="1"><t>カ</t></rPh>')
    ),
    "empty strings": _Raw(
        _first_row(_cell("A1", 2, t="s"), _cell("B1", 0, t="s")), _strings("", "<t/>", "<t>x</t>")
    ),
    "inline runs": _Raw(_first_row(_cell("A1", RUNS, t="inlineStr"), _cell("B1", 1))),
    "formula texts": _Raw(_first_row(_cell("A1", '<f>"a"&amp;"b"</f><v>a&amp;b</v>', t="str"))),
    "shared formulas": _Raw(
        _data(
            _row(1, _cell("A1", '<f t="shared" ref="A1:A2" si="0">B1*2</f><v>4</v>')),
            _row(2, _cell("A2", '<f t="shared" si="0"/><v>6</v>')),
        )
    ),
    "array formulas": _Raw(_first_row(_cell("A1", '<f t="array" ref="A1">SUM(B1:B2)</f><v>5</v>'))),
    "formulas without value": _Raw(
        _first_row(_cell("A1", "<f>1+1</f>"), _cell("B1", "<f>2</f><v></v>"), _cell("C1", "<f>3</f><v/>"))
    ),
    "errors": _Raw(_first_row(_cell("A1", "#N/A", t="e"), _cell("B1", "#SPILL!", t="e"))),
    "booleans": _Raw(_first_row(_cell("A1", 1, t="b"), _cell("B1", 0, t="b"))),
    "dates in words": _Raw(
        _first_row(_cell("A1", "2026-02-03", t="d"), _cell("B1", "2026-02-03T10:30:00", t="d"))
    ),
    "exponents": _Raw(
        _first_row(_cell("A1", "1.2065550100000001E10"), _cell("B1", "1E-3"), _cell("C1", "12.50"))
    ),
    "references": _Raw(_first_row(_cell("A1", "&lt;a&gt; &#65;&#x42; &quot;&apos;", t="str"))),
    "character data": _Raw(_first_row(_cell("A1", "<v><![CDATA[<a> & b]]></v>", t="str"))),
    "comments": _Raw(_data("<!-- rows -->", _row(1, "<!-- a cell -->", X))),
    "single quotes": _Raw("<sheetData><row r='1'><c r='A1' s='0'><v>7</v></c></row></sheetData>"),
    "attributes in another order": _Raw(OTHER_ORDER, is_styled=True),
    "no references": _Raw(NO_REFERENCES, is_styled=True),
    "rows out of order": _Raw(
        _data(*(_row(number, _cell(f"{column}{number}", number)) for number, column in ((5, "A"), (2, "B"))))
    ),
    "cells out of order": _Raw(_first_row(_cell("C1", 3), _cell("A1", 1))),
    "cells told twice": _Raw(_first_row(_cell("A1", 1), _cell("A1", 2))),
    "rows told twice": _Raw(_data(_row(1, _cell("A1", 1)), _row(1, _cell("B1", 2)))),
    "greater signs": _Raw(_first_row(_cell("A1", "a > b", t="str"))),
    "laid out in lines": _Raw(LINES, is_styled=True),
    "a prefix": _Raw(PREFIXED, is_styled=True, root='<x:worksheet xmlns:x="{main}">{sheet}</x:worksheet>'),
    "sixteen bits": _Raw(_first_row(_cell("A1", "ünï", t="str")), encoding="UTF-16"),
    "a lying dimension": _Raw('<dimension ref="A1:B2"/>' + _data(_row(3, _cell("C3", 3)))),
    "styles": _Raw(
        _first_row(
            _cell("A1", 44000, s=DAY),
            _cell("B1", 7, s=CODE),
            _cell("C1", 1.5, s=ELAPSED),
            _cell("D1", 2.25, s=ELAPSED_TOO),
            _cell("E1", 44000.25, s=MINUTE),
            _cell("F1", 5, s=AS_TEXT),
        ),
        is_styled=True,
    ),
    "1904": _Raw(_first_row(_cell("A1", 40000, s=DAY)), is_styled=True, book='<workbookPr date1904="1"/>'),
    "merged and filtered": _Raw(_data(_row(1, X), _row(2, _cell("A2", 1))) + AFTER),
}


def _package(path: Path, raw: _Raw) -> None:
    relation = f'<Relationship Id="%s" Type="{OFFICE}/%s" Target="%s"/>'
    relations = f'<Relationships xmlns="{PACKAGE}/relationships">%s</Relationships>'
    kinds = {"workbook": "sheet.main", "worksheets/sheet1": "worksheet"}
    kinds |= {"sharedStrings": "sharedStrings"} if raw.strings else {}
    kinds |= {"styles": "styles"} if raw.is_styled else {}
    of = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    types = (f'<Override PartName="/xl/{p}.xml" ContentType="{of}.{k}+xml"/>' for p, k in kinds.items())
    book = (relation % (kind, kind, f"{part}.xml") for part, kind in kinds.items() if part != "workbook")
    sheets = '<sheets><sheet name="Leads" sheetId="1" r:id="worksheet"/></sheets>'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">{"".join(types)}</Types>',
        "_rels/.rels": relations % (relation % ("r1", "officeDocument", "xl/workbook.xml")),
        "xl/_rels/workbook.xml.rels": relations % "".join(book),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{raw.book}{sheets}</workbook>',
        "xl/sharedStrings.xml": raw.strings,
        "xl/styles.xml": STYLES if raw.is_styled else "",
    }
    head = '<?xml version="1.0" encoding="{}" standalone="yes"?>\n'.format
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            if content:
                archive.writestr(name, head("UTF-8") + content)
        sheet = head(raw.encoding) + raw.root.format(main=MAIN, sheet=raw.sheet)
        archive.writestr("xl/worksheets/sheet1.xml", sheet.encode(raw.encoding))


@pytest.mark.parametrize("name", RAW)
def test_how_else_it_may_be_spelled(name: str, tmp_path: Path) -> None:
    path = tmp_path / "raw.xlsx"
    _package(path, RAW[name])
    assert _read(path) == _expected(path)
    assert "errors" in name or "without" in name or _read(path)


def test_the_calendar_of_1904_is_kept_by_openpyxl_too(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    for day in DAYS[3:]:
        book.active.append([day])
    book.save(tmp_path / "mac.xlsx")
    assert _read(tmp_path / "mac.xlsx") == {(n, 1): d.isoformat() for n, d in enumerate(DAYS[3:], 1)}
