"""What a piece of separated text is made of: every oddity is seen, and plain pieces pass."""

from __future__ import annotations

import pytest

from mega_desktop.sheets.text.structure import cells_of_records, examine, records_of, whole_records

PLAIN = 'name,phone\r\n"Ana, B.",206\r\n"said ""hi""",\r\nZoë,3\r\n'.encode()


def test_a_plain_piece_passes() -> None:
    found = examine(PLAIN, ",")
    assert (found.is_plain, found.is_sound, found.is_clean, found.lines) == (True, True, True, 4)


@pytest.mark.parametrize(
    "odd",
    [b"a\x00", b"a\rb", b"a\r", b"a\x1b$B", b"a\x1a", "Ã©".encode(), "â€™".encode(), "Â©".encode()],
)
def test_what_is_not_plain_is_seen(odd: bytes) -> None:
    ending = b"" if odd[-1] in b"\r\x1a" else b",1\r\n"
    assert not examine(PLAIN + odd + ending, ",").is_plain


@pytest.mark.parametrize("usual", ["Ärger Â", "Ãlvaro", "château â", "Łódź €", "ナンバーあ"])
def test_letters_of_other_languages_are_plain(usual: str) -> None:
    found = examine(PLAIN + f"{usual},1\r\n".encode(), ",")
    assert (found.is_plain, found.is_clean) == (True, True)


@pytest.mark.parametrize("odd", ['a"b,1', '"a"b,1', '"a,1', '1, "a"'])
def test_quotation_marks_that_are_not_in_order_are_seen(odd: str) -> None:
    assert not examine(PLAIN + f"{odd}\n".encode(), ",").is_sound


@pytest.mark.parametrize(
    "odd",
    [
        "a\u00a0b",
        "a\u200bb",
        "a\u202eb",
        "a\u2060b",
        "a\u3000b",
        "１２",
        "\ufeffa",
        "a\x7f",
        "a\x0b",
        "#REF!",
    ],
)
def test_what_has_to_be_cleaned_is_seen(odd: str) -> None:
    assert not examine(PLAIN + f"{odd},1\r\n".encode(), ",").is_clean


@pytest.mark.parametrize("usual", ["Apt #5", "#1", "O’Neil – “x”…", "№ 7", "\tb"])
def test_signs_that_are_no_litter_are_clean(usual: str) -> None:
    assert examine(PLAIN + f"{usual},1\r\n".encode(), ",").is_clean


def test_lines_and_separators_in_quoted_cells_are_none_of_records() -> None:
    piece = b'a,b\n"x,\ny",1\n"' + b"z," * 50 + b'",2\nlast,3'
    found = records_of(piece, ",")
    assert (found.count, found.separators, found.has_quoted_return) == (4, 4, False)
    assert examine(piece, ",").lines == 5
    assert records_of(b'a,b\r\n"x\r\ny",1\r\n', ",").has_quoted_return


def test_cells_are_counted_record_by_record() -> None:
    assert cells_of_records(b'a,b,c\nd\n"e,\nf",g\n\nh,', ",").tolist() == [3, 1, 2, 1, 2]


def test_a_record_is_not_cut_within_a_quoted_cell() -> None:
    assert whole_records(b'a,b\n"c\nd') == 4
    assert whole_records(b'a,b\n"c\nd"\ne') == 11 - 1
    assert whole_records(b'"a\nb') == 0
