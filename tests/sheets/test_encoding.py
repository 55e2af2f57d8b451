"""Text files of every western encoding; names keep their accents."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from pathlib import Path

import pytest

from mega_desktop.sheets import FileProblem, Table

Read = Callable[..., Table]
WriteCsv = Callable[[str | bytes], Path]

TEXT = "Name;Email\nZoë;zoe@example.com\nJosé Núñez;jose@example.com\nWłodek;w@example.com\n"
WESTERN = TEXT.replace("ł", "l")


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF8 + TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-16"), "utf-16-le"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("utf-32"), "utf-32-le"),
    ],
)
def test_unicode_is_certain(read_here: Read, csv_file: WriteCsv, content: bytes, encoding: str) -> None:
    table = read_here(csv_file(content))
    assert table.encoding == encoding
    assert [c.header for c in table.columns] == ["Name", "Email"]
    assert table.cells("c0").to_list() == ["Zoë", "José Núñez", "Włodek"]
    assert table.notes == ()


def test_western_code_page_is_read_and_doubted(read_here: Read, csv_file: WriteCsv) -> None:
    table = read_here(csv_file(WESTERN.encode("cp1252")))
    assert table.encoding == "cp1252"
    assert table.cells("c0").to_list() == ["Zoë", "José Núñez", "Wlodek"]
    assert [(n.code, n.warn) for n in table.notes] == [("encoding_guessed", True)]


def test_lines_of_two_encodings_are_each_read_right(read_here: Read, csv_file: WriteCsv) -> None:
    table = read_here(csv_file(WESTERN.encode("cp1252") + "Zoë;second@example.com\n".encode()))
    assert table.cells("c0").to_list() == ["Zoë", "José Núñez", "Wlodek", "Zoë"]
    assert [n.code for n in table.notes] == ["mixed_encodings"]


def test_the_persons_choice_wins(read_here: Read, csv_file: WriteCsv) -> None:
    table = read_here(csv_file(TEXT.encode("cp1250", errors="ignore")), encoding="cp1250")
    assert table.cells("c0").to_list()[2] == "Włodek"
    with pytest.raises(FileProblem, match="not written in utf-8"):
        read_here(csv_file(WESTERN.encode("cp1252")), encoding="utf-8")
    with pytest.raises(FileProblem, match="no encoding"):
        read_here(csv_file(TEXT), encoding="klingon")


def test_bytes_that_are_no_text_are_refused(read_here: Read, csv_file: WriteCsv) -> None:
    with pytest.raises(FileProblem, match="not a spreadsheet"):
        read_here(csv_file(bytes(range(256)) * 20))
