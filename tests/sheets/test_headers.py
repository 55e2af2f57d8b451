"""The header row is found where a person would find it."""

from __future__ import annotations

import pytest

from mega_desktop.sheets.headers import find_header, name_columns

LEAD = ["Ann", "ann@example.com", "206-555-0100", "Seattle"]
NAMES = ["Name", "Email", "Phone", "City"]


@pytest.mark.parametrize(
    ("rows", "position"),
    [
        ([NAMES, LEAD, LEAD], 0),
        ([["Leads of spring", None, None, None], NAMES, LEAD], 1),
        ([["Exported", "2026-02-03", None, None], ["By", "Ana", None, None], NAMES, LEAD, LEAD], 2),
        ([LEAD, LEAD, LEAD], None),
        ([["Ann", "Seattle"], ["Bob", "Bonn"]], 0),
        (
            [
                ["id", "created_time", "full_name", "email"],
                ["l:1", "2026-01-01T00:00", "Ann", "a@example.com"],
            ],
            0,
        ),
        ([["Vorname", "Nachname", "Ort"], ["Ann", "Berg", "Bonn"], ["Bob", "Tal", "Ulm"]], 0),
        ([NAMES], 0),
        ([["Email"], ["a@example.com"]], 0),
        ([["a@example.com"]], None),
        ([["Contact", None, None, "Place"], NAMES, LEAD], 1),
        ([["Q1", "Q2", "Q3", "Q4"], ["1", "2", "3", "4"]], 0),
        (
            [
                ["CHANNEL:", None, "Rewards", "SHOP:", "FGS"],
                ["CYCLE:", None, "3 Week 1", "PLAN:", "DROP"],
                ["Market Cell", "Rate", "Mail Date", "In-Home", "Quantity"],
                ["11", "Commingle", None, None, "840498"],
            ],
            2,
        ),
        ([["Name", "Sales @MAR", "Phone"], ["Ann", "5", "206-555-0100"]], 0),
        ([["state", "2018"], ["Alabama", "R+27"], ["Alaska", "R+15"]], 0),
        ([["Ann", "1987"], ["Bob", "1984"]], None),
        ([["Leads of spring", None, None], ["Foo", "Bar", "Baz"], ["Biff", "Baff", "Boff"]], 1),
    ],
)
def test_the_header_is_found(rows: list[list[str | None]], position: int | None) -> None:
    assert find_header(rows) == position


@pytest.mark.parametrize(
    ("rows", "position"),
    [
        ([LEAD, ["Bob", "Acme", "Green", "Bonn"], LEAD, LEAD], None),
        ([LEAD, ["Bob", "Acme", None, None], LEAD], None),
        ([["1", "Ann"], ["none", "Bob"]], None),
        ([["Azienda", "Referente", "Luogo"], ["Acme Company", "John Name", "New York City"]], 0),
        ([["headerA", "headerB", None, "headerD"], ["A", None, "C", "D"], ["F", "G", "M", "T"]], 0),
    ],
)
def test_no_lead_is_taken_for_a_title(rows: list[list[str | None]], position: int | None) -> None:
    assert find_header(rows) == position


def test_names_are_never_empty_and_never_twice() -> None:
    names, notes = name_columns([0, 1, 2, 30, 31], ["Phone", " phone ", None, "A\n b", "Phone (2)"])
    assert names == ("Phone", "phone (2)", "Column C", "A b", "Phone (2) (2)")
    assert [n.text for n in notes] == [
        "1 column has no name; the column letter is used instead",
        "2 columns are called “Phone”",
    ]
