"""Separated text whose structure is not as the book says (I4, I5, I7, I11, I13, I28, I29, I31, I32, I36)."""

from __future__ import annotations

from functools import partial
from typing import Any
from unittest.mock import ANY

from tests.sheets.corpus.cases import ANN, AS_READ, BOB, CAT, HEADER, Case, Reads, Refused

PEOPLE = "Name,Email,Phone\nAnn,ann@example.com,206-555-0100\nBob,bob@example.com,206-555-0101\n"
LAST = "Cat,cat@example.com,206-555-0102\n"
LONG = "x" * 10_000_000


def _text(name: str, content: str, expected: Any, **choices: Any) -> Case:
    return Case(name, "leads.csv", content.encode(), expected, choices)


def _wide(columns: int) -> bytes:
    header = ",".join(f"Field {n}" for n in range(columns))
    return f"{header}\n{'a,' * (columns - 1)}a\n".encode()


def _many_rows(rows: int) -> bytes:
    return b"Name,Score\n" + b"a,1\n" * rows


SIZES = (
    Case(
        "I4-ten-megabytes-in-a-cell",
        "leads.csv",
        f"{PEOPLE}{LONG},cat@example.com,206-555-0102\n".encode(),
        Reads(AS_READ | {4: (LONG, *CAT[1:])}, notes={"long_cells": (4,)}),
    ),
    Case(
        "I4-long-cell-with-quotes-out-of-order",  # longer than the field limit of Python's csv module
        "leads.csv",
        f'{PEOPLE}O"Cat {LONG[:200_000]},cat@example.com,206-555-0102\n'.encode(),
        Reads(
            AS_READ | {4: (f'O"Cat {LONG[:200_000]}', *CAT[1:])},
            notes={"long_cells": (4,)},
            perhaps=("unclosed_quote",),
        ),
    ),
    _text(
        "I4-the-longest-cell-excel-has-is-no-alarm",
        f"{PEOPLE}{LONG[:32_767]},cat@example.com,206-555-0102\n",
        Reads(AS_READ | {4: (LONG[:32_767], *CAT[1:])}),
    ),
    Case(
        "I5-all-columns-that-excel-has",
        "leads.csv",
        partial(_wide, 16_384),
        Reads({2: ("a",) * 16_384}, headers=[f"Field {n}" for n in range(16_384)]),
    ),
    Case("I5-one-column-too-many", "leads.csv", partial(_wide, 16_385), Refused("column")),
    Case("I5-one-row-too-many", "leads.csv", partial(_many_rows, 5_000_001), Refused("row")),
)

RAGGED = (
    _text(
        "I28-short-row",
        f"{PEOPLE}Cat\n{LAST}",
        Reads(AS_READ | {4: ("Cat", None, None), 5: CAT}, perhaps=("short_rows",)),
    ),
    _text(
        "I28-short-rows-named",
        f"{PEOPLE}Cat,cat@example.com\n{LAST}",
        Reads(AS_READ | {4: ("Cat", "cat@example.com", None), 5: CAT}, notes={"short_rows": (4,)}),
    ),
    _text(
        "I28-long-row",
        f"{PEOPLE}Cat,cat@example.com,206-555-0102,more\n{LAST}",
        Reads(
            {2: (*ANN, None), 3: (*BOB, None), 4: (*CAT, "more"), 5: (*CAT, None)},
            headers=(*HEADER, "Column D"),
            notes={"long_rows": (4,)},
        ),
    ),
    _text(
        "I28-header-shorter-than-the-rows",
        "Name,Email\nAnn,ann@example.com,206-555-0100\nBob,bob@example.com,206-555-0101\n",
        Reads(AS_READ, headers=("Name", "Email", "Column C"), perhaps=("short_rows",)),
    ),
    _text("I28-separator-after-every-row", PEOPLE.replace("\n", ",\n"), Reads(AS_READ)),
    _text(
        "I28-separators-without-end-after-one-row",
        f"{PEOPLE}Cat,cat@example.com,206-555-0102,,,,,\n",
        Reads(AS_READ | {4: CAT}, perhaps=("long_rows",)),
    ),
    _text(
        "I28-only-separators",
        f"{PEOPLE},,\n{LAST}",
        Reads(AS_READ | {5: CAT}, perhaps=("empty_rows",)),
    ),
    _text(
        "I28-first-record-short",
        f"Leads of spring\n\n{PEOPLE}",
        Reads({4: ANN, 5: BOB}, header_row=3, perhaps=("title_rows", "short_rows", "empty_rows")),
    ),
)

QUOTES = (
    _text(
        "I29-unclosed-quote-in-the-middle",
        f'{PEOPLE}"Dan,dan@example.com,206-555-0103\n{LAST}' + LAST * 300,
        Reads(
            AS_READ | {4: (ANY, "dan@example.com", "206-555-0103")} | dict.fromkeys(range(5, 306), CAT),
            notes={"unclosed_quote": (4,)},
        ),
    ),
    _text(
        "I29-unclosed-quote-in-the-last-cell",
        f'{PEOPLE}Cat,cat@example.com,"206-555-0102',
        Reads(AS_READ | {4: (*CAT[:2], ANY)}, notes={"unclosed_quote": (4,)}),
    ),
    _text(
        "I29-unclosed-quote-in-the-header",
        PEOPLE.replace("Phone\n", '"Phone\n'),
        Reads(AS_READ, headers=None, notes={"unclosed_quote": (1,)}),
    ),
    _text(
        "I29-two-unclosed-quotes-make-no-pair",
        f'{PEOPLE}"Dan,dan@example.com,206-555-0103\n{LAST}"Eve,eve@example.com,206-555-0104\n{LAST}',
        Reads(
            AS_READ
            | {4: (ANY, "dan@example.com", "206-555-0103"), 5: CAT}
            | {6: (ANY, "eve@example.com", "206-555-0104"), 7: CAT},
            notes={"unclosed_quote": ANY},
        ),
    ),
    _text(
        "I32-quotes-in-the-middle",
        PEOPLE.replace("Ann", 'Ann "Nan" Lee').replace("Bob", '5" Bob'),
        Reads({2: ('Ann "Nan" Lee', *ANN[1:]), 3: ('5" Bob', *BOB[1:])}),
    ),
    _text(
        "I32-doubled-quotes",
        PEOPLE.replace("Ann", '"Ann ""Nan"" Lee"').replace("Bob", '""'),
        Reads({2: ('Ann "Nan" Lee', *ANN[1:]), 3: (None, *BOB[1:])}),
    ),
    _text(
        "I32-backslash-escapes",
        PEOPLE.replace("Ann", r'"Ann \"Nan\" Lee"'),
        Reads({2: (ANY, *ANN[1:]), 3: BOB}, perhaps=("unclosed_quote",)),
    ),
    _text(
        "I32-backslash-at-the-end-of-a-cell",
        PEOPLE.replace("Ann", '"Ann\\"'),
        Reads({2: ("Ann\\", *ANN[1:]), 3: BOB}),
    ),
    _text(
        "I32-text-after-the-closing-quote",
        PEOPLE.replace("Ann", '"Ann" Lee'),
        Reads({2: (ANY, *ANN[1:]), 3: BOB}, perhaps=("unclosed_quote",)),
    ),
    _text(
        "I32-everything-quoted",
        "\n".join(",".join(f'"{cell}"' for cell in line.split(",")) for line in PEOPLE.split("\n")[:-1]),
        Reads(AS_READ),
    ),
    _text(
        "I32-single-quotes-are-letters",
        PEOPLE.replace("Ann", "'Ann'").replace("Bob", "O'Bob"),
        Reads({2: ("'Ann'", *ANN[1:]), 3: ("O'Bob", *BOB[1:])}),
    ),
    _text(
        "I32-separator-and-newline-in-quotes",
        PEOPLE.replace("Ann", '"Lee, Ann\nMiddle, street"'),
        Reads({2: ("Lee, Ann\nMiddle, street", *ANN[1:]), 3: BOB}),
    ),
)

SEPARATORS = (
    _text("I31-sep-line", "sep=;\n" + PEOPLE.replace(",", ";"), Reads(AS_READ)),
    _text("I31-sep-line-quoted", '"sep=,"\r\n' + PEOPLE, Reads(AS_READ)),
    _text("I31-sep-line-in-capitals", "SEP=|\n" + PEOPLE.replace(",", "|"), Reads(AS_READ)),
    _text("I31-sep-line-with-a-tab", "sep=\t\n" + PEOPLE.replace(",", "\t"), Reads(AS_READ)),
    _text("I31-semicolons", PEOPLE.replace(",", ";"), Reads(AS_READ)),
    _text("I31-tabs", PEOPLE.replace(",", "\t"), Reads(AS_READ)),
    _text("I31-pipes", PEOPLE.replace(",", "|"), Reads(AS_READ)),
    _text(
        "I31-semicolons-and-decimal-commas",
        "Name;Email;Wert\nAnn;ann@example.com;1,5\nBob;bob@example.com;2,25\nCat;cat@example.com;3,75\n",
        Reads(
            {
                2: ("Ann", "ann@example.com", "1,5"),
                3: ("Bob", "bob@example.com", "2,25"),
                4: ("Cat", "cat@example.com", "3,75"),
            },
            headers=("Name", "Email", "Wert"),
        ),
    ),
    _text(
        "I31-commas-in-quotes-of-a-semicolon-file",
        'Name;Email;Phone\n"Lee, Ann, Dr, PhD";ann@example.com;206-555-0100\n"Ray, Bob, Mr, MA";'
        "bob@example.com;206-555-0101\n",
        Reads({2: ("Lee, Ann, Dr, PhD", *ANN[1:]), 3: ("Ray, Bob, Mr, MA", *BOB[1:])}),
    ),
    _text(
        "I31-a-chosen-separator-counts",
        PEOPLE.replace(",", ";"),
        Reads({2: (";".join(ANN),), 3: (";".join(BOB),)}, headers=(";".join(HEADER),)),
        separator=",",
    ),
    _text(
        "I31-one-column",
        "Email\nann@example.com\nbob@example.com\n",
        Reads({2: ("ann@example.com",), 3: ("bob@example.com",)}, headers=("Email",)),
    ),
)

VALUES = (
    _text(
        "I6-formula-text-stays-text",
        PEOPLE.replace("Ann", "=1+1"),
        Reads({2: ("=1+1", *ANN[1:]), 3: BOB}),
    ),
    _text(
        "I7-error-values-in-text",
        PEOPLE.replace("Ann", "#N/A").replace("206-555-0101", "#VALUE!"),
        Reads({2: (None, *ANN[1:]), 3: (*BOB[:2], None)}, notes={"error_cells": (2, 3)}),
    ),
    _text(
        "I11-lost-digits",
        PEOPLE.replace("206-555-0100", "1.20656E+10"),
        Reads({2: (*ANN[:2], "1.20656E+10"), 3: BOB}, notes={"lost_digits": (2,)}),
    ),
    _text(
        "I11-lost-digits-with-a-comma",
        PEOPLE.replace(",", ";").replace("206-555-0100", "1,20656E+10"),
        Reads({2: (*ANN[:2], "1,20656E+10"), 3: BOB}, notes={"lost_digits": (2,)}),
    ),
    _text(
        "I12-long-ids-are-text",
        "Name,Id\nAnn,441632960123456789\nBob,4111111111111111\nCat,00000000000000000001\n",
        Reads(
            {
                2: ("Ann", "441632960123456789"),
                3: ("Bob", "4111111111111111"),
                4: ("Cat", "00000000000000000001"),
            },
            headers=("Name", "Id"),
        ),
    ),
    _text(
        "I13-leading-zeros",
        "Name,Zip,Phone\nAnn,00501,0049 170 1234567\nBob,01234,+49 (0)170 1234567\nCat,98101,0170/1234567\n",
        Reads(
            {
                2: ("Ann", "00501", "0049 170 1234567"),
                3: ("Bob", "01234", "+49 (0)170 1234567"),
                4: ("Cat", "98101", "0170/1234567"),
            },
            headers=("Name", "Zip", "Phone"),
        ),
    ),
    _text(
        "I14-extensions-and-two-numbers",
        PEOPLE.replace("206-555-0100", "206-555-0100 ext. 12").replace(
            "206-555-0101", "206-555-0101 / 206-555-0102"
        ),
        Reads({2: (*ANN[:2], "206-555-0100 ext. 12"), 3: (*BOB[:2], "206-555-0101 / 206-555-0102")}),
    ),
    _text(
        "I34-two-columns-for-the-same",
        "Name,Email,Email\nAnn,ann@example.com,ann@work.example\nBob,bob@example.com,\n",
        Reads(
            {2: ("Ann", "ann@example.com", "ann@work.example"), 3: ("Bob", "bob@example.com", None)},
            headers=("Name", "Email", "Email (2)"),
            notes={"same_headers": ANY},
        ),
    ),
    _text(
        "I34-nobody-to-reach",
        "Company,City\nAcme,Rome\nBolt,Oslo\n",
        Reads({2: ("Acme", "Rome"), 3: ("Bolt", "Oslo")}, headers=("Company", "City")),
    ),
    _text(
        "I35-escaped-cells-stay-distinguishable",
        PEOPLE.replace("206-555-0100", "'+12065550100"),
        Reads({2: (*ANN[:2], ANY), 3: BOB}),
    ),
)

SMALL = (
    _text("I36-no-bytes", "", Refused("empty")),
    _text("I36-only-line-ends", "\n\r\n\n", Refused("empty")),
    _text("I36-only-blanks", "   \n\t\n", Refused("empty")),
    _text("I36-only-a-mark", "\ufeff", Refused("empty")),
    _text("I36-only-separators", ",,,\n,,,\n", Refused("empty")),
    _text("I36-only-a-header", "Name,Email,Phone\n", Reads({}, notes={"no_rows": ()})),
    _text("I36-only-sep", "sep=;\n", Refused("empty")),
    _text(
        "I36-one-row",
        "Name,Email,Phone\nAnn,ann@example.com,206-555-0100",
        Reads({2: ANN}),
    ),
    _text(
        "I36-one-row-without-a-header",
        "Ann,ann@example.com,206-555-0100\n",
        Reads(
            {1: ANN},
            headers=("Column A", "Column B", "Column C"),
            header_row=0,
            notes={"no_header": ANY},
        ),
    ),
    _text("I36-one-cell", "Email\n", Reads({}, headers=("Email",), notes={"no_rows": ()})),
)

CASES = (*SIZES, *RAGGED, *QUOTES, *SEPARATORS, *VALUES, *SMALL)
