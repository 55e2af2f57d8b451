"""Cells of workbooks: what a person sees in them, whatever is stored (I4, I6, I7, I9 to I18, I35)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any
from unittest.mock import ANY

from tests.sheets.corpus.binaries import Cell, xlsb
from tests.sheets.corpus.books import open_xlsx, xls, xlsx
from tests.sheets.corpus.cases import ANN, BOB, HEADER, Case, OneOf, Reads
from tests.sheets.corpus.packages import inline, ods, ods_value, raw_xlsx, sheet_of

TWO = ("Name", "Phone")
AMERICAN = "[<=9999999]###\\-####;\\(###\\)\\ ###\\-####"
T = Cell.text


def _styles(*codes: str) -> str:
    """Styles whose number n shows numbers by the n-th format; 0 is General."""
    formats = "".join(
        f'<numFmt numFmtId="{164 + n}" formatCode="{code.replace(chr(34), "&quot;").replace("<", "&lt;")}"/>'
        for n, code in enumerate(codes)
    )
    used = "".join(f'<xf numFmtId="{164 + n}" applyNumberFormat="1"/>' for n in range(len(codes)))
    return (
        f'<numFmts count="{len(codes)}">{formats}</numFmts>'
        f'<cellXfs count="{len(codes) + 1}"><xf numFmtId="0"/>{used}</cellXfs>'
    )


def _number(value: str, style: int = 0) -> str:
    return f'<c s="{style}"><v>{value}</v></c>'


def _column(
    name: str,
    cells: Sequence[tuple[str, Any]],
    notes: Any = None,
    *,
    perhaps: Sequence[str] = (),
    **options: str,
) -> Case:
    """A workbook by hand whose second column holds `cells`: (XML, as read)."""
    rows = [TWO, *((f"n{n}", xml) for n, (xml, _) in enumerate(cells))]
    expected = Reads(
        {2 + n: (f"n{n}", text) for n, (_, text) in enumerate(cells)},
        headers=TWO,
        notes=notes or {},
        perhaps=perhaps,
    )
    return Case(name, "leads.xlsx", raw_xlsx(sheet_of(rows), **options), expected)


def _formatted(name: str, shown: Sequence[tuple[str, str, Any]], notes: Any = None, **options: str) -> Case:
    """A column of numbers, each with its own format: (stored, format, as read)."""
    cells = [(_number(value, 1 + n), text) for n, (value, _, text) in enumerate(shown)]
    return _column(name, cells, notes, styles=_styles(*(code for _, code, _ in shown)), **options)


def _all_kinds(name: str, phones: Sequence[str], notes: Any = None) -> tuple[Case, ...]:
    """The same texts in every kind of workbook."""
    rows = [TWO, *((f"n{n}", phone) for n, phone in enumerate(phones))]
    expected = Reads({2 + n: (f"n{n}", p) for n, p in enumerate(phones)}, headers=TWO, notes=notes or {})
    return (
        Case(f"{name}-xlsx", "leads.xlsx", lambda: xlsx(rows), expected),
        Case(f"{name}-xlsx-inline", "leads.xlsx", lambda: xlsx(rows, constant_memory=True), expected),
        Case(f"{name}-openpyxl", "leads.xlsx", lambda: open_xlsx(rows), expected),
        Case(f"{name}-xls", "leads.xls", lambda: xls(rows), expected),
        Case(f"{name}-ods", "leads.ods", lambda: ods(rows), expected),
        Case(f"{name}-xlsb", "leads.xlsb", lambda: xlsb([[T(c) for c in row] for row in rows]), expected),
    )


FORMULAS = (
    Case(
        "I6-never-calculated",
        "leads.xlsx",
        lambda: open_xlsx([HEADER, ('=CONCATENATE("A","nn")', *ANN[1:]), BOB]),
        Reads({2: (None, *ANN[1:]), 3: BOB}, notes={"formulas_without_value": (2,)}),
    ),
    _column(
        "I6-cached-values-count",
        [
            ('<c t="str"><f>A1</f><v>+4917012345</v></c>', "+4917012345"),
            ("<c><f>A1</f><v>12065550100</v></c>", "12065550100"),
            ('<c t="b"><f>A1</f><v>1</v></c>', "TRUE"),
            ('<c t="str"><f>""</f><v></v></c>', None),
            ('<c><f t="shared" ref="B6:B7" si="0">A1</f><v>7</v></c>', "7"),
            ('<c><f t="shared" si="0"/><v>8</v></c>', "8"),
            ('<c><f t="array" ref="B8">A1</f><v>9.5</v></c>', "9.5"),
            ('<c t="str"><f>HYPERLINK("x","y")</f><v>a &lt; b</v></c>', "a < b"),
        ],
    ),
    _column(
        "I6-without-value-element",
        [("<c><f>A1+1</f></c>", None), ('<c t="str"><f>A1</f></c>', None), ("<c><f>A1</f><v/></c>", None)],
        notes={"formulas_without_value": ANY},
    ),
    Case(
        "I6-ods-cached-value",
        "leads.ods",
        lambda: ods([TWO, ("Ann", ods_value("float", "12065550100", attributes='table:formula="of:=1"'))]),
        Reads({2: ("Ann", "12065550100")}, headers=TWO),
    ),
)

_ERRORS = ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A")
_ODS_ERROR = (
    '<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="" '
    'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0" '
    'calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>'
)
ERRORS = (
    _column(
        "I7-xlsx",
        [(f'<c t="e"><v>{error}</v></c>', None) for error in (*_ERRORS, "#GETTING_DATA", "#SPILL!")],
        notes={"error_cells": tuple(range(2, 11))},
    ),
    _column(
        "I7-xlsx-formulas",
        [('<c t="e"><f>1/0</f><v>#DIV/0!</v></c>', None), (_number("1"), "1")],
        notes={"error_cells": (2,)},
    ),
    Case(
        "I7-xls",
        "leads.xls",
        lambda: xls([HEADER, ANN, BOB], lambda _, sheet: sheet.row(2).set_cell_error(2, 0x2A)),
        Reads({2: ANN, 3: (*BOB[:2], None)}, notes={"error_cells": (3,)}),
    ),
    Case(
        "I7-xlsb",
        "leads.xlsb",
        lambda: xlsb([[T(c) for c in HEADER], [T("Ann"), Cell.error(0x2A), Cell.error(0x17)]]),
        Reads({2: ("Ann", None, None)}, notes={"error_cells": (2,)}),
    ),
    Case(
        "I7-ods",
        "leads.ods",
        lambda: ods([HEADER, (_ODS_ERROR, *ANN[1:]), BOB]),
        Reads({2: (None, *ANN[1:]), 3: BOB}, notes={"error_cells": (2,)}),
    ),
)

DATES = (
    _formatted(
        "I9-calendar-of-1900",
        [
            ("1", "dd/mm/yyyy", "1900-01-01"),
            ("59", "dd/mm/yyyy", "1900-02-28"),
            ("61", "dd/mm/yyyy", "1900-03-01"),
            ("45000", "yyyy\\-mm\\-dd", "2023-03-15"),
            ("45000.5", "dd/mm/yyyy hh:mm", "2023-03-15 12:00:00"),
            ("2958465", "d.m.yy", "9999-12-31"),
        ],
    ),
    _formatted(
        "I9-29-february-1900",
        [("60", "dd/mm/yyyy", ANY), ("61", "dd/mm/yyyy", "1900-03-01")],
        notes={"odd_dates": (2,)},
    ),
    _formatted(
        "I9-no-such-date",
        [("2958466", "dd/mm/yyyy", "2958466"), ("-1", "dd/mm/yyyy", "-1"), ("45000", "d/m/yy", "2023-03-15")],
        notes={"odd_dates": (2, 3)},
    ),
    _formatted(
        "I9-calendar-of-1904",
        [
            ("0", "dd/mm/yyyy", ANY),
            ("1", "dd/mm/yyyy", "1904-01-02"),
            ("43538.25", "d/m/yy h:mm", "2023-03-15 06:00:00"),
        ],
        book='<workbookPr date1904="1"/><sheets><sheet name="Leads" sheetId="1" r:id="r1"/></sheets>',
    ),
    _formatted(
        "I9-what-is-a-date-format",
        [
            ("45000", "[$-407]d\\. mmmm yyyy;@", "2023-03-15"),
            ("45000", 'yyyy"年"m"月"d"日"', "2023-03-15"),
            ("45000", "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "2023-03-15"),
            ("45000", "[Red]0", "45000"),
            ("45000", '0" days"', "45000"),
            ("45000", '#,##0\\ "mdy"', "45000"),
            ("45000", "[$d-409]#,##0", "45000"),
            ("45000", "General", "45000"),
            ("0.25", "0%", "0.25"),
            ("1234.5", '"$"#,##0.00', "1234.5"),
        ],
    ),
    _formatted(
        "I9-times",
        [
            ("0.4375", "hh:mm", "10:30:00"),
            ("0.999988425925926", "h:mm:ss AM/PM", "23:59:59"),
            ("45000.041666666664", "d/m/yy h:mm", "2023-03-15 01:00:00"),
            ("45000.333333333336", "d/m/yy h:mm", "2023-03-15 08:00:00"),
            ("1.5", "[h]:mm:ss", "36:00:00"),
        ],
    ),
    _column(
        "I9-dates-as-iso-text",
        [
            ('<c t="d"><v>2026-02-03</v></c>', "2026-02-03"),
            ('<c t="d"><v>2026-02-03T23:59:59</v></c>', "2026-02-03 23:59:59"),
        ],
    ),
    Case(
        "I9-xls-calendar-of-1904",
        "leads.xls",
        lambda: xls(
            [("Name", "Born"), ("Ann", 43538)],
            lambda book, _: setattr(book, "dates_1904", True),
            c1="DD/MM/YYYY",
        ),
        Reads({2: ("Ann", "2023-03-15")}, headers=("Name", "Born")),
    ),
    Case(
        "I9-xls",
        "leads.xls",
        lambda: xls([("Name", "Born", "At"), ("Ann", 45000, 0.4375)], c1="D/M/YY", c2="h:mm"),
        Reads({2: ("Ann", "2023-03-15", "10:30:00")}, headers=("Name", "Born", "At")),
    ),
    Case(
        "I9-xlsb",
        "leads.xlsb",
        lambda: xlsb(
            [[T("Name"), T("Born"), T("At")], [T("Ann"), (*Cell.real(45000), 1), (*Cell.real(0.4375), 2)]],
            formats=["dd/mm/yyyy", "h:mm"],
        ),
        Reads({2: ("Ann", "2023-03-15", "10:30:00")}, headers=("Name", "Born", "At")),
    ),
    Case(
        "I9-xlsb-calendar-of-1904",
        "leads.xlsb",
        lambda: xlsb(
            [[T("Name"), T("Born")], [T("Ann"), (*Cell.real(43538), 1)]], formats=["dd/mm/yyyy"], is_1904=True
        ),
        Reads({2: ("Ann", "2023-03-15")}, headers=("Name", "Born")),
    ),
    Case(
        "I9-ods",
        "leads.ods",
        lambda: ods(
            [
                ("Name", "Born", "Seen", "At", "Active"),
                (
                    "Ann",
                    ods_value("date", "2023-03-15", "15.03.23"),
                    ods_value("date", "2023-03-15T12:00:01", "x"),
                    ods_value("time", "PT10H30M00S", "10:30"),
                    ods_value("boolean", "true", "WAHR"),
                ),
            ]
        ),
        Reads(
            {2: ("Ann", "2023-03-15", "2023-03-15 12:00:01", "10:30:00", "TRUE")},
            headers=("Name", "Born", "Seen", "At", "Active"),
        ),
    ),
    Case(
        "I9-xlsxwriter-dates-and-booleans",
        "leads.xlsx",
        lambda: xlsx(
            [
                ("Name", "Born", "Active"),
                ("Ann", dt.date(2024, 2, 29), True),
                ("Bob", dt.date(1999, 12, 31), False),
            ],
            default_date_format="dd/mm/yy",
        ),
        Reads(
            {2: ("Ann", "2024-02-29", "TRUE"), 3: ("Bob", "1999-12-31", "FALSE")},
            headers=("Name", "Born", "Active"),
        ),
    ),
)

NUMBERS = (
    _column(
        "I10-whole-numbers-have-no-point",
        [
            (_number("12065550100"), "12065550100"),
            (_number("12065550101.0"), "12065550101"),
            (_number("1.2065550102E10"), "12065550102"),
            (_number("1.2065550103E+10"), "12065550103"),
            (_number("442079460958"), "442079460958"),
            (_number("999999999999999"), "999999999999999"),
            (_number("-5"), "-5"),
            (_number("0"), "0"),
        ],
    ),
    _column(
        "I10-decimals-as-excel-counts-them",
        [
            (_number("0.30000000000000004"), "0.3"),
            (_number("0.33333333333333331"), "0.333333333333333"),
            (_number("1234.5"), "1234.5"),
            (_number("-0.5"), "-0.5"),
        ],
    ),
    _formatted(
        "I10-formats-of-phones-and-codes",
        [
            ("1234", "00000", "01234"),
            ("12345", "00000", "12345"),
            ("612345678", "0000000000", "0612345678"),
            ("2065550100", AMERICAN, "(206) 555-0100"),
            ("5550100", AMERICAN, "555-0100"),
            ("2065550100", "(000) 000-0000", "(206) 555-0100"),
            ("2065550100", "000\\-000\\-0000", "206-555-0100"),
            ("12065550100", '"+"0', "+12065550100"),
            ("12065550100", "\\+0", "+12065550100"),
            ("491701234567", '"+"00" "000" "0000000', "+49 170 1234567"),
            ("12065550100", "0.00E+00", "12065550100"),
            ("12065550100", "#,##0", "12065550100"),
            ("12065550100", "0.00", "12065550100"),
            ("12065550100", "General", "12065550100"),
        ],
    ),
    Case(
        "I10-xls",
        "leads.xls",
        lambda: xls(
            [("Name", "Phone", "Zip"), ("Ann", 12065550100, 1234), ("Bob", 12065550101.0, 98101)], c2="00000"
        ),
        Reads({2: ("Ann", "12065550100", "01234"), 3: ("Bob", "12065550101", "98101")}, headers=None),
    ),
    Case(
        "I10-xlsb",
        "leads.xlsb",
        lambda: xlsb(
            [
                [T("Name"), T("Phone"), T("Zip")],
                [T("Ann"), Cell.real(12065550100), (*Cell.whole(1234), 1)],
                [T("Bob"), Cell.whole(5550100), (*Cell.real(98101), 1)],
            ],
            formats=["00000"],
        ),
        Reads({2: ("Ann", "12065550100", "01234"), 3: ("Bob", "5550100", "98101")}, headers=None),
    ),
    Case(
        "I10-ods-value-not-what-a-narrow-column-shows",
        "leads.ods",
        lambda: ods(
            [
                TWO,
                ("Ann", ods_value("float", "12065550100", "1.21E+10")),
                ("Bob", ods_value("float", "1.2065550101E10", "###")),
                ("Cat", ods_value("currency", "1234.5", "1.234,50 €", 'office:currency="EUR"')),
                ("Dan", ods_value("percentage", "0.25", "25%")),
            ]
        ),
        Reads(
            {2: ("Ann", "12065550100"), 3: ("Bob", "12065550101"), 4: ("Cat", "1234.5"), 5: ("Dan", "0.25")},
            headers=TWO,
        ),
    ),
    Case(
        "I10-ods-formats-of-codes",
        "leads.ods",
        lambda: ods(
            [("Name", "Zip"), ("Ann", ods_value("float", "1234", "01234", 'table:style-name="ce1"'))],
            styles=(
                '<number:number-style style:name="N1"><number:number number:decimal-places="0" '
                'number:min-integer-digits="5"/></number:number-style>'
                '<style:style style:name="ce1" style:family="table-cell" style:data-style-name="N1"/>'
            ),
        ),
        Reads({2: ("Ann", "01234")}, headers=("Name", "Zip")),
    ),
    *_all_kinds("I11-lost-digits", ["1.20656E+10", "206-555-0101", "1.20656E+10"], {"lost_digits": (2, 4)}),
    _column(
        "I12-long-numbers-flagged",
        [(_number("441632960123456789"), ANY), (_number("4.4163296012345677E+17"), ANY), (_number("7"), "7")],
        notes={"long_numbers": (2, 3)},
        perhaps=("lost_digits",),
    ),
    Case(
        "I12-xls",
        "leads.xls",
        lambda: xls([("Name", "Id"), ("Ann", 4111111111111111.0), ("Bob", 7)]),
        Reads(
            {2: ("Ann", ANY), 3: ("Bob", "7")},
            headers=None,
            notes={"long_numbers": (2,)},
            perhaps=("lost_digits",),
        ),
    ),
    Case(
        "I12-xlsb",
        "leads.xlsb",
        lambda: xlsb([[T("Name"), T("Id")], [T("Ann"), Cell.real(4.4e17)], [T("Bob"), Cell.whole(7)]]),
        Reads(
            {2: ("Ann", ANY), 3: ("Bob", "7")},
            headers=None,
            notes={"long_numbers": (2,)},
            perhaps=("lost_digits",),
        ),
    ),
    Case(
        "I12-ods",
        "leads.ods",
        lambda: ods(
            [("Name", "Id"), ("Ann", ods_value("float", "4.41632960123457E+017", "441632960123457000"))]
        ),
        Reads({2: ("Ann", ANY)}, headers=None, notes={"long_numbers": (2,)}, perhaps=("lost_digits",)),
    ),
    *_all_kinds("I12-long-ids-as-text", ["4111111111111111", "441632960123456789", "00000000000000000001"]),
    *_all_kinds("I13-leading-zeros", ["00501", "0049 170 1234567", "+49 (0)170 1234567", "0170/1234567"]),
    *_all_kinds(
        "I14-extensions", ["206-555-0100 x12", "+12065550100;ext=12", "206-555-0100 or 206-555-0101"]
    ),
)


TEXTS = (
    *_all_kinds("I17-emoji", ["😀👩‍👩‍👧", "Zoë ☎", "表 太郎"]),
    Case(
        "I4-long-cell",
        "leads.xlsx",
        lambda: raw_xlsx(sheet_of([HEADER, ("x" * 40_000, *ANN[1:]), BOB])),
        Reads({2: ("x" * 40_000, *ANN[1:]), 3: BOB}, notes={"long_cells": (2,)}),
    ),
    _column(
        "I15-invisible-characters",
        [
            (inline("\u202a+1 206 555 0100\u202c"), "+1 206 555 0100"),
            (inline("\u200b206-555-0101\u2060"), "206-555-0101"),
            (inline("\ufeff206-555-0102"), "206-555-0102"),
            (inline("206\u00ad-555-0103"), "206-555-0103"),
        ],
        notes={"invisible_characters": (2, 3, 4, 5)},
    ),
    _column("I15-joiners-that-belong-to-a-name", [(inline("می\u200cخواهم"), "می\u200cخواهم")]),
    _column(
        "I16-full-width-digits",
        [(inline("＋４９１７０１２３４５６７"), "+491701234567"), (inline("１２３"), "123")],
        notes={"full_width": (2, 3)},
    ),
    _column(
        "I16-arabic-digits",
        [(inline("٠١٢٣٤٥٦٧٨٩"), OneOf(("٠١٢٣٤٥٦٧٨٩", "0123456789")))],
    ),
    _column(
        "I17-escaped-characters",  # ECMA-376 part 1, 22.9.2.19
        [
            (inline("Ann_x000D_\nLee"), "Ann\nLee"),
            (inline("a_x0041_b"), "aAb"),
            (inline("_x005F_x0041_"), "_x0041_"),
            (inline("snake_x_case_xyz"), "snake_x_case_xyz"),
        ],
    ),
    _column(
        "I17-escaped-lone-surrogate",
        [(inline("Ann_xD83D_"), ANY), (inline("206-555-0101"), "206-555-0101")],
    ),
    _column(
        "I18-spaces-of-all-kinds",
        [(inline("\u00a0"), None), (inline(" \u2007\u202f\t"), None), (inline("206\u00a0555"), ANY)],
    ),
    _column(
        "I18-accents-in-two-forms",
        [(inline("Zoe\u0308"), OneOf(("Zoe\u0308", "Zo\u00eb"))), (inline("Zo\u00eb"), "Zo\u00eb")],
    ),
    _column(
        "I18-markup-in-texts",
        [
            ("<c t='inlineStr'><is><r><t>A</t></r><r><rPr><b/></rPr><t>nn</t></r></is></c>", "Ann"),
            ("<c t='inlineStr'><is><t>&#x41;&amp;&lt;&#66;</t></is></c>", "A&<B"),
            ("<c t='inlineStr'><is><t><![CDATA[A<B]]></t></is></c>", "A<B"),
            ("<c t='inlineStr'><is><t>東京</t><rPh sb='0' eb='2'><t>トウキョウ</t></rPh></is></c>", "東京"),
            ("<c t='inlineStr'><is><t/></is></c>", None),
        ],
    ),
    _column(
        "I35-quote-prefix-is-no-part-of-the-text",
        [('<c s="1" t="inlineStr"><is><t>+12065550100</t></is></c>', "+12065550100")],
        styles='<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="49" quotePrefix="1"/></cellXfs>',
    ),
    *_all_kinds("I35-apostrophes", ["O'Bob", "Ann's", "'n' roll"]),
)

CASES = (*FORMULAS, *ERRORS, *DATES, *NUMBERS, *TEXTS)
