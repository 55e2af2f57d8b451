"""Where things stand: headers, titles, totals, gaps, merged and hidden (I5, I8, I19, I20, I33, I36)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from unittest.mock import ANY

from tests.sheets.corpus.binaries import Cell, xlsb
from tests.sheets.corpus.books import excel, open_xlsx, xls, xlsx
from tests.sheets.corpus.cases import ANN, AS_READ, BOB, CAT, HEADER, PEOPLE, Case, Reads, Refused
from tests.sheets.corpus.packages import (
    inline,
    ods,
    ods_parts,
    ods_row,
    ods_text,
    raw_xlsx,
    sheet_of,
    zipped,
)

T = Cell.text
TOTAL = ("Total", "2 leads", None)


def _cells(cells: Mapping[str, str]) -> str:
    """Sheet data of cells at their places, row by row in the given order."""
    rows: dict[str, str] = {}
    for place, text in cells.items():
        number = place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        rows[number] = rows.get(number, "") + inline(text).replace("<c ", f'<c r="{place}" ', 1)
    body = "".join(f'<row r="{number}">{inside}</row>' for number, inside in rows.items())
    return f"<sheetData>{body}</sheetData>"


def _drawn(name: str, rows: Sequence[Sequence[Any]], draw: Callable[[Any], None], expected: Reads) -> Case:
    """By XlsxWriter: the sheet is filled, then `draw` changes it."""

    def book_of(book: Any) -> None:
        sheet = book.add_worksheet("Leads")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        draw(sheet)

    return Case(name, "leads.xlsx", lambda: excel(book_of), expected)


def _both(
    name: str, rows: Sequence[Sequence[str | None]], expected: Reads, **choices: Any
) -> tuple[Case, ...]:
    """As a workbook and as text."""
    text = "\n".join(
        ",".join('"' + (cell or "").replace('"', '""') + '"' if cell else "" for cell in row) for row in rows
    )
    return (
        Case(f"{name}-xlsx", "leads.xlsx", lambda: xlsx(rows), expected, choices),
        Case(f"{name}-csv", "leads.csv", f"{text}\n".encode(), expected, choices),
    )


SIZES = (
    Case(
        "I5-last-column-of-a-sheet",
        "leads.xlsx",
        lambda: raw_xlsx(_cells({"A1": "Name", "XFD1": "Email", "A2": "Ann", "XFD2": "ann@example.com"})),
        Reads({2: ("Ann", "ann@example.com")}, headers=("Name", "Email")),
        is_hostile=True,
    ),
    Case(
        "I5-last-row-of-a-sheet",
        "leads.xlsx",
        lambda: raw_xlsx(
            _cells({"A1": "Name", "B1": "Email", "A1048576": "Ann", "B1048576": "ann@example.com"})
        ),
        Reads({1_048_576: ("Ann", "ann@example.com")}, headers=("Name", "Email"), perhaps=("empty_rows",)),
        is_hostile=True,
    ),
    Case(
        "I5-formatted-but-empty",
        "leads.xlsx",
        lambda: raw_xlsx(
            sheet_of([*PEOPLE, *[['<c s="0"/>'] * 40] * 3000]),
            styles='<cellXfs count="1"><xf numFmtId="0"/></cellXfs>',
        ),
        Reads(AS_READ),
    ),
    Case(
        "I5-declared-far-too-large",
        "leads.xlsx",
        lambda: raw_xlsx('<dimension ref="A1:XFD1048576"/>' + sheet_of(PEOPLE)),
        Reads(AS_READ),
        is_hostile=True,
    ),
    Case(
        "I5-declared-too-small",
        "leads.xlsx",
        lambda: raw_xlsx('<dimension ref="A1"/>' + sheet_of(PEOPLE)),
        Reads(AS_READ),
    ),
)


def _merge_in_data(sheet: Any) -> None:
    sheet.merge_range("A2:A3", "Ann")
    sheet.merge_range("B4:C4", "cat@example.com")


_SPAN = 'table:number-rows-spanned="2" table:number-columns-spanned="1"'
MERGED = (
    _drawn(
        "I8-inside-the-data",
        [HEADER, (None, *ANN[1:]), (None, *BOB[1:]), ("Cat",)],
        _merge_in_data,
        Reads(
            {2: ANN, 3: (None, *BOB[1:]), 4: ("Cat", "cat@example.com", None)},
            notes={"merged_cells": (2, 4)},
        ),
    ),
    _drawn(
        "I8-a-title-is-no-alarm",
        [(), HEADER, ANN, BOB],
        lambda sheet: sheet.merge_range("A1:C1", "Leads of spring"),
        Reads({3: ANN, 4: BOB}, header_row=2, notes={"title_rows": (1,)}),
    ),
    Case(
        "I8-ods",
        "leads.ods",
        lambda: ods(
            [
                HEADER,
                (ods_text("Ann", _SPAN), *ANN[1:]),
                ("<table:covered-table-cell/>", *BOB[1:]),
            ]
        ),
        Reads({2: ANN, 3: (None, *BOB[1:])}, notes={"merged_cells": (2,)}),
    ),
    Case(
        "I8-xls",
        "leads.xls",
        lambda: xls([HEADER, ANN, (None, *BOB[1:])], lambda _, sheet: sheet.merge(1, 2, 0, 0)),
        Reads({2: ANN, 3: (None, *BOB[1:])}, notes={"merged_cells": (2,)}),
    ),
)

HEADERS = (
    *_both(
        "I19-empty-header",
        [("Name", None, "Phone"), ANN, BOB],
        Reads(AS_READ, headers=("Name", "Column B", "Phone"), notes={"empty_headers": ANY}),
    ),
    *_both(
        "I19-same-headers",
        [("Email", "email", "Email"), ("a@example.com", "b@example.com", "c@example.com")],
        Reads(
            {2: ("a@example.com", "b@example.com", "c@example.com")},
            headers=("Email", "email (2)", "Email (3)"),
            notes={"same_headers": ANY},
        ),
    ),
    *_both(
        "I19-a-header-that-looks-like-a-second-one",
        [("Phone", "Phone", "Phone (2)"), ("206-555-0100", "206-555-0101", "206-555-0102")],
        Reads(
            {2: ("206-555-0100", "206-555-0101", "206-555-0102")},
            headers=("Phone", "Phone (2)", "Phone (2) (2)"),
            notes={"same_headers": ANY},
        ),
    ),
    *_both(
        "I19-header-of-several-lines",
        [("First\nName", " E-mail \n address", "Phone"), ANN, BOB],
        Reads(AS_READ, headers=("First Name", "E-mail address", "Phone")),
    ),
    *_both(
        "I19-header-of-blanks",
        [("Name", "  ", "Phone"), ANN, BOB],
        Reads(AS_READ, headers=("Name", "Column B", "Phone"), notes={"empty_headers": ANY}),
    ),
    *_both(
        "I19-empty-column-between",
        [("Name", None, "Email"), ("Ann", None, "ann@example.com"), ("Bob", None, "bob@example.com")],
        Reads({2: ("Ann", "ann@example.com"), 3: ("Bob", "bob@example.com")}, headers=("Name", "Email")),
    ),
    *_both(
        "I19-header-without-values",
        [("Name", "Fax", "Email"), ("Ann", None, "ann@example.com"), ("Bob", None, "bob@example.com")],
        Reads(
            {2: ("Ann", None, "ann@example.com"), 3: ("Bob", None, "bob@example.com")},
            headers=("Name", "Fax", "Email"),
        ),
    ),
)

TITLES = (
    *_both(
        "I20-titles-above",
        [("Leads of spring",), ("Exported 3 May 2026",), (), HEADER, ANN, BOB],
        Reads(
            {5: ANN, 6: BOB}, header_row=4, notes={"title_rows": (1, 2)}, perhaps=("empty_rows", "short_rows")
        ),
    ),
    *_both(
        "I20-particulars-above",
        [("Report", "Leads"), ("Owner", "Kim"), ("From", "2026-01-01"), HEADER, ANN, BOB],
        Reads({5: ANN, 6: BOB}, header_row=4, notes={"title_rows": ANY}, perhaps=("short_rows",)),
    ),
    *_both(
        "I20-totals-left-out",
        [HEADER, ANN, BOB, TOTAL],
        Reads(AS_READ, notes={"footer_rows": (4,)}, perhaps=("short_rows",)),
    ),
    *_both(
        "I20-footer-of-a-report",
        [HEADER, ANN, BOB, (), ("Grand Totals (2 records)",), ("Copyright (c) 2026 Example Inc.",)],
        Reads(AS_READ, notes={"footer_rows": (5, 6)}, perhaps=("short_rows", "empty_rows")),
    ),
    *_both(
        "I20-leads-called-like-a-total",
        [
            HEADER,
            ("Total Wine", *ANN[1:]),
            ("Summer Smith", *BOB[1:]),
            ("Total Gym", *CAT[1:]),
            ("Total", "info@total.example", "206-555-0199"),
        ],
        Reads(
            {
                2: ("Total Wine", *ANN[1:]),
                3: ("Summer Smith", *BOB[1:]),
                4: ("Total Gym", *CAT[1:]),
                5: ("Total", "info@total.example", "206-555-0199"),
            }
        ),
    ),
    *_both(
        "I20-the-person-names-the-header",
        [("Contacts", "Addresses", "Numbers"), HEADER, ANN, BOB],
        Reads({3: ANN, 4: BOB}, header_row=2, perhaps=("title_rows",)),
        header_row=2,
    ),
    *_both(
        "I20-the-person-says-there-is-none",
        [ANN, BOB],
        Reads(
            {1: ANN, 2: BOB},
            header_row=0,
            headers=("Column A", "Column B", "Column C"),
            notes={"no_header": ANY},
        ),
        header_row=0,
    ),
    *_both(
        "I20-header-again-on-every-page",
        [HEADER, ANN, HEADER, BOB],
        Reads({2: ANN, 3: HEADER, 4: BOB}, perhaps=("repeated_headers",)),
    ),
    Case(
        "I20-table-beginning-in-the-middle",
        "leads.xlsx",
        lambda: raw_xlsx(
            _cells(
                {
                    "D7": "Name",
                    "E7": "Email",
                    "D9": "Ann",
                    "E9": "ann@example.com",
                    "D12": "Bob",
                    "E12": "bob@example.com",
                }
            )
        ),
        Reads(
            {9: ("Ann", "ann@example.com"), 12: ("Bob", "bob@example.com")},
            headers=("Name", "Email"),
            header_row=7,
            perhaps=("empty_rows",),
        ),
    ),
)


def _filter(sheet: Any) -> None:
    sheet.autofilter("A1:C3")
    sheet.filter_column("A", "x == Ann")
    sheet.set_row(2, options={"hidden": True})


def _two_sheets(*states: str) -> Callable[[Any], None]:
    """The sheets Notes and Leads with the given states; Leads holds the people."""

    def change(book: Any) -> None:
        book.active.title = "Leads"
        book.create_sheet("Notes", 0).append(["Nothing here"])
        book["Notes"].sheet_state, book["Leads"].sheet_state = states
        book.active = states.index("visible")

    return change


def _ods_hidden(visibility: str) -> Case:
    rows = ods_row(HEADER) + ods_row(ANN) + ods_row(BOB, f'table:visibility="{visibility}"')
    content = zipped(ods_parts(f'<table:table table:name="Leads">{rows}</table:table>'))
    return Case(f"I33-ods-{visibility}", "leads.ods", content, Reads(AS_READ, notes={"hidden_rows": (3,)}))


HIDDEN = (
    _drawn(
        "I33-hidden-rows",
        PEOPLE,
        lambda sheet: sheet.set_row(2, options={"hidden": True}),
        Reads(AS_READ, notes={"hidden_rows": (3,)}),
    ),
    _drawn("I33-filter", PEOPLE, _filter, Reads(AS_READ, notes={"hidden_rows": (3,)})),
    _drawn(
        "I33-hidden-column",
        PEOPLE,
        lambda sheet: sheet.set_column("B:B", None, None, {"hidden": True}),
        Reads(AS_READ, notes={"hidden_columns": ANY}),
    ),
    _drawn(
        "I33-rows-of-no-height",
        PEOPLE,
        lambda sheet: sheet.set_row(2, 0),
        Reads(AS_READ, perhaps=("hidden_rows",)),
    ),
    Case(
        "I33-hidden-sheet",
        "leads.xlsx",
        lambda: open_xlsx(PEOPLE, _two_sheets("veryHidden", "visible")),
        Reads(AS_READ, notes={"hidden_sheets": ANY}),
    ),
    Case(
        "I33-hidden-sheet-chosen",
        "leads.xlsx",
        lambda: open_xlsx(PEOPLE, _two_sheets("visible", "hidden")),
        Reads(AS_READ, notes={"hidden_sheets": ANY}),
        {"sheet": "Leads"},
    ),
    Case(
        "I33-no-such-sheet",
        "leads.xlsx",
        lambda: xlsx(PEOPLE),
        Refused("no sheet"),
        {"sheet": "People"},
    ),
    Case(
        "I33-xls",
        "leads.xls",
        lambda: xls(PEOPLE, lambda _, sheet: setattr(sheet.row(2), "hidden", 1)),
        Reads(AS_READ, notes={"hidden_rows": (3,)}),
    ),
    Case(
        "I33-xlsb",
        "leads.xlsb",
        lambda: xlsb([[T(cell) for cell in row] for row in PEOPLE], hidden_rows=[3]),
        Reads(AS_READ, notes={"hidden_rows": (3,)}),
    ),
    *(_ods_hidden(visibility) for visibility in ("collapse", "filter")),
)

_BLANK = '<table:table-cell table:number-columns-repeated="{}"/>'
_GAP = ods_row([_BLANK.format(3)], 'table:number-rows-repeated="3"')
_TAIL = ods_row([_BLANK.format(16_384)], 'table:number-rows-repeated="1048560"')
GAPS = (
    Case(
        "I20-ods-repeated-rows",
        "leads.ods",
        lambda: zipped(
            ods_parts(
                '<table:table table:name="Leads">'
                + ods_row(HEADER)
                + _GAP
                + ods_row(ANN)
                + ods_row(BOB, 'table:number-rows-repeated="2"')
                + _TAIL
                + "</table:table>"
            )
        ),
        Reads({5: ANN, 6: BOB, 7: BOB}, perhaps=("empty_rows",)),
        is_hostile=True,
    ),
    Case(
        "I20-ods-repeated-cells",
        "leads.ods",
        lambda: ods([HEADER, (ods_text("Ann", 'table:number-columns-repeated="2"'), ANN[2])]),
        Reads({2: ("Ann", "Ann", ANN[2])}),
    ),
    Case(
        "I20-rows-out-of-order",
        "leads.xlsx",
        lambda: raw_xlsx(
            _cells(
                {
                    "A1": "Name",
                    "B1": "Email",
                    "A3": "Bob",
                    "B3": "b@example.com",
                    "A2": "Ann",
                    "B2": "a@example.com",
                }
            )
        ),
        (
            Reads({2: ("Ann", "a@example.com"), 3: ("Bob", "b@example.com")}, headers=("Name", "Email")),
            Refused("damaged|unusual"),
        ),
        is_hostile=True,
    ),
)


def _filled(sheet: Any) -> None:
    for row in PEOPLE:
        sheet.append(row)


SMALL = (
    Case("I36-empty-workbook", "leads.xlsx", lambda: xlsx([]), Refused("empty|no sheets")),
    Case("I36-empty-ods", "leads.ods", lambda: ods([]), Refused("empty|no sheets")),
    Case("I36-empty-xls", "leads.xls", lambda: xls([]), Refused("empty|no sheets")),
    Case("I36-empty-xlsb", "leads.xlsb", lambda: xlsb([[None]]), Refused("empty|no sheets")),
    *_both("I36-only-a-header", [HEADER], Reads({}, notes={"no_rows": ()})),
    *_both("I36-one-row", [HEADER, ANN], Reads({2: ANN})),
    Case(
        "I36-first-sheet-empty",
        "leads.xlsx",
        lambda: open_xlsx([], lambda book: _filled(book.create_sheet("Leads"))),
        Reads(AS_READ),
    ),
)

CASES = (*SIZES, *MERGED, *HEADERS, *TITLES, *HIDDEN, *GAPS, *SMALL)
