"""Separated text: separators, ragged rows, quotation marks, row numbers."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mega_desktop.sheets import Table
from mega_desktop.sheets.grid import StartAgain
from mega_desktop.sheets.text.delimited import SeparatedText

Read = Callable[..., Table]
WriteCsv = Callable[[str | bytes], Path]


def _notes(table: Table) -> dict[str, tuple[int, ...]]:
    return {note.code: note.rows for note in table.notes}


@pytest.mark.parametrize(
    ("separator", "line_end", "prefix"),
    [(",", "\n", ""), (";", "\r\n", ""), ("\t", "\r", ""), ("|", "\n", ""), (";", "\r\n", "sep=;\r\n")],
)
def test_separators_and_line_ends_are_found(
    read_here: Read, csv_file: WriteCsv, separator: str, line_end: str, prefix: str
) -> None:
    rows = [
        ["Name", "Note", "Email"],
        ["Ann", "a, b", "ann@example.com"],
        ["Bob", '5" pipe', "bob@example.com"],
    ]
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, lineterminator=line_end).writerows(rows)
    table = read_here(csv_file(prefix + text.getvalue()))
    assert table.separator == separator
    assert [c.header for c in table.columns] == rows[0]
    assert table.frame.collect().rows() == [(2, *rows[1]), (3, *rows[2])]
    assert table.notes == ()


def test_decimal_commas_do_not_hide_the_semicolon(read_here: Read, csv_file: WriteCsv) -> None:
    table = read_here(csv_file("Name;Betrag;Ort\nAnn;1,50;Köln\nBob;2,75;Bonn\n"))
    assert table.separator == ";"
    assert table.frame.collect().row(0) == (2, "Ann", "1,50", "Köln")


def test_ragged_rows_are_padded_or_flagged_never_shifted(read_here: Read, csv_file: WriteCsv) -> None:
    table = read_here(
        csv_file("Name,Email,City\nAnn,a@example.com\n\nBob,b@example.com,X,extra\nCy,c@example.com,Y\n")
    )
    assert table.frame.collect().rows() == [
        (2, "Ann", "a@example.com", None, None),
        (4, "Bob", "b@example.com", "X", "extra"),
        (5, "Cy", "c@example.com", "Y", None),
    ]
    assert _notes(table) == {"short_rows": (2,), "long_rows": (4,), "empty_headers": (), "empty_rows": (3,)}


def test_a_quotation_mark_never_closed_is_named_and_swallows_nothing(
    read_here: Read, csv_file: WriteCsv
) -> None:
    lines = ["Name,Note,Email", '"A\nB",ok,a@example.com', 'Bob,"never,b@example.com']
    table = read_here(
        csv_file("\n".join([*lines, *(f'"n{i}",x,n{i}@example.com' for i in range(50))]) + "\n")
    )
    assert table.rows == 52
    assert table.frame.collect().row(1) == (3, "Bob", '"never', "b@example.com")
    (note,) = table.notes
    assert (note.code, note.rows, note.warn) == ("unclosed_quote", (3,), True)
    assert "line 4" in note.text


def test_line_breaks_in_cells_make_no_rows(read_here: Read, csv_file: WriteCsv) -> None:
    table = read_here(
        csv_file('Name,"Street\nCity",Email\r\n"Ann\r\nB.","x\u2028y",a@example.com\r\nBob,z,b@example.com')
    )
    assert [c.header for c in table.columns] == ["Name", "Street City", "Email"]
    assert table.frame.collect().rows() == [
        (2, "Ann\nB.", "x\u2028y", "a@example.com"),
        (3, "Bob", "z", "b@example.com"),
    ]


def test_digits_lost_to_scientific_notation_are_flagged_and_left(read_here: Read, csv_file: WriteCsv) -> None:
    table = read_here(csv_file('Name,Phone\nAnn,1.20656E+10\nBob,206-555-0101\nCy,"1,2E+10"\n'))
    assert table.cells("c1").to_list() == ["1.20656E+10", "206-555-0101", "1,2E+10"]
    assert _notes(table) == {"lost_digits": (2, 4)}
    assert table.columns[1].kind == "phone"


def test_invisible_and_full_width_characters_are_cleaned_with_a_note(
    read_here: Read, csv_file: WriteCsv
) -> None:
    wide = "\uff0b\uff11\uff12\uff10\uff16"
    litter = f"\u200bAnn\u202a,{wide} 555 0100\nB\x00ob\u00ad,206 555 0101\n"
    content = f"Name,Phone\n{litter}👩\u200d💻, \n"
    table = read_here(csv_file(content))
    assert table.frame.collect().rows() == [
        (2, "Ann", "+1206 555 0100"),
        (3, "Bob", "206 555 0101"),
        (4, "👩\u200d💻", None),
    ]
    assert _notes(table) == {"nul_characters": (), "invisible_characters": (2, 3), "full_width": (2,)}


@pytest.mark.parametrize("written", ['"=""0049170"""', '="0049170"'])
def test_a_formula_that_keeps_zeros_is_read_as_excel_shows_it(
    read_here: Read, csv_file: WriteCsv, written: str
) -> None:
    table = read_here(csv_file(f"name,phone\nAnn,{written}\nBob,=1+1\n"))
    assert table.cells("c1").to_list() == ["0049170", "=1+1"]


def test_a_single_column_and_a_single_row_are_enough(read_here: Read, csv_file: WriteCsv) -> None:
    one = read_here(csv_file("Email\nann@example.com\n"))
    assert (one.rows, one.columns[0].header) == (1, "Email")
    bare = read_here(csv_file("ann@example.com\nbob@example.com\n"))
    assert (bare.header_row, bare.first_row, bare.rows) == (0, 1, 2)
    assert bare.columns[0].header == "Column A"
    only_header = read_here(csv_file("Name,Email\n"))
    assert (only_header.rows, _notes(only_header)) == (0, {"no_rows": ()})


CELL = st.text(st.sampled_from('ab,;"\n\té0 '), max_size=6)


@settings(max_examples=150)
@given(rows=st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=8))
def test_what_csv_writes_comes_back(rows: list[list[str]]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "x.csv")
        path.write_bytes(text.getvalue().encode())
        with SeparatedText(path, Path(folder, "x.txt"), None, ",", lambda _done, _what: None) as source:
            frame = _whole(source)
    found = [[cell or "" for cell in row[1:]] for row in frame.iter_rows()]
    assert [[*row, "", "", ""][:3] for row in found] == rows
    assert frame["row"].to_list() == list(range(1, len(rows) + 1))


def _whole(source: SeparatedText) -> pl.DataFrame:
    """All records, as whoever reads a source gets them."""
    while True:
        with suppress(StartAgain):
            return pl.concat([piece.frame for piece in source.pieces()])


def test_a_file_that_grows_wider_and_wider_is_read_whole(read_here: Read, csv_file: WriteCsv) -> None:
    lines = [",".join(f"v{column}" for column in range(3 + row // 20_000)) for row in range(80_000)]
    table = read_here(csv_file("Name,Email,City\n" + "\n".join(lines) + "\n"))
    assert (table.rows, len(table.columns)) == (80_000, 6)
    assert table.cells("c5").null_count() == 60_000
    assert _notes(table)["long_rows"][0] == 20_002


@pytest.mark.parametrize("separator", ["^", "~", "\x1f"])
def test_rare_separators_are_found_where_no_usual_one_is(
    read_here: Read, csv_file: WriteCsv, separator: str
) -> None:
    rows = [["Name", "Email"], ["Ann; Bob", "a@example.com"], ["Cy", "c@example.com"]]
    table = read_here(csv_file("\n".join(separator.join(row) for row in rows)))
    assert table.separator == separator
    assert table.cells("c0").to_list() == ["Ann; Bob", "Cy"]
