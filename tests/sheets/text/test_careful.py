"""Text files whose quotation marks are not in order: no row is lost, and the odd lines are named."""

from __future__ import annotations

from pathlib import Path

import pytest

from mega_desktop.sheets.table import ROW
from mega_desktop.sheets.text.careful import read_carefully, single_quoted


def _rows(path: Path, text: str, skip: int = 0) -> list[tuple[str | None, ...]]:
    path.write_text(text, encoding="utf-8", newline="")
    frame, counts, _ = read_carefully(path, ",", skip)
    assert frame[ROW].to_list() == list(range(1, counts.len() + 1))
    return frame.drop(ROW).rows()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "leads.csv"


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ('1,5" pipe,x', ("1", '5" pipe', "x")),
        ('1,"5" pipe",x', ("1", '5" pipe', "x")),
        ('1,"say \\"hi\\", bye",x', ("1", 'say "hi", bye', "x")),
        ('1,"C:\\dir\\",x', ("1", "C:\\dir\\", "x")),
        ('"1", "Doe, John",x', ("1", "Doe, John", "x")),
        ('"Doe, John","Bob,x', ("Doe, John", '"Bob', "x")),
        ('1,"abc"",x', ("1", 'abc"', "x")),
        ('1,"a ""b"" c",x', ("1", 'a "b" c', "x")),
        ('"a\nb","x\n\ny","z"', ("a\nb", "x\n\ny", "z")),
        ("1,a\u2028b\x0bc\x85d,x", ("1", "a\u2028b\x0bc\x85d", "x")),
        ('1,"",x', ("1", None, "x")),
    ],
)
def test_a_record_is_read_as_it_was_meant(path: Path, line: str, cells: tuple[str | None, ...]) -> None:
    assert _rows(path, f'a,b,c\n{line}\n2,"open,x\n3,y,z') == [
        ("a", "b", "c"),
        cells,
        ("2", '"open', "x"),
        ("3", "y", "z"),
    ]


def test_blanks_between_separators_and_quotation_marks_belong_to_no_cell(path: Path) -> None:
    text = (
        'name, email, city\n"Ann", "a@example.com", "Bonn, Germany"\n"Bob", "b@example.com", "Rome, Italy"\n'
    )
    assert _rows(path, text)[1:] == [
        ("Ann", "a@example.com", "Bonn, Germany"),
        ("Bob", "b@example.com", "Rome, Italy"),
    ]
    assert read_carefully(path, ",", 0)[2] == ()


def test_a_quotation_mark_never_closed_costs_its_own_line(path: Path) -> None:
    rows = _rows(path, 'a,b,c\n1,"open,x\n' + "2,y,z\n" * 5_000)
    assert len(rows) == 5_002
    assert rows[1] == ("1", '"open', "x")


def test_two_stray_marks_do_not_swallow_the_records_between(path: Path) -> None:
    assert _rows(path, 'a,b,c\n1,"x,y\n2,p,q\n3,r",s\n')[1:] == [
        ("1", '"x', "y"),
        ("2", "p", "q"),
        ("3", 'r"', "s"),
    ]


def test_odd_lines_and_rows_are_named(path: Path) -> None:
    path.write_text('sep=,\na,b\n"1","x\ny"\n2,"open\n', encoding="utf-8")
    _, counts, (note,) = read_carefully(path, ",", 1)
    assert counts.to_list() == [2, 2, 2]
    assert (note.code, note.rows, note.warn) == ("unclosed_quote", (3,), True)
    assert "line 5" in note.text


def test_files_in_single_quotation_marks(path: Path) -> None:
    assert _rows(path, "'a','b'\n'1','it''s, x'\n") == [("a", "b"), ("1", "it's, x")]
    assert not single_quoted(["a,'b'", "1,'2'"], ",")
    assert not single_quoted([], ",")


def test_short_and_long_records_keep_their_cells(path: Path) -> None:
    path.write_text('a,b\n1\n1,2,3\n"x', encoding="utf-8")
    frame, counts, _ = read_carefully(path, ",", 0)
    assert counts.to_list() == [2, 1, 3, 1]
    assert frame.columns == [ROW, "c0", "c1", "c2"]


@pytest.mark.parametrize(
    "text",
    [
        '1,"open,x\n' * 20_000,
        ('1,"open\n' + "x\n" * 199) * 200,
        '1,"' + 'x" ' * 500_000 + "\n",
        '1,"' + " " * 1_000_000 + "\n",
        '1,"open,x\n' + '1,"",""\n' * 20_000,
    ],
    ids=["all open", "far apart", "marks in a long line", "blanks in a long line", "empty cells"],
)
@pytest.mark.timeout(120)
def test_no_spoilt_file_takes_more_than_one_pass(path: Path, text: str) -> None:
    assert len(_rows(path, text)) == text.count("\n")
