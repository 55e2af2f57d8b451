"""Tags found by looking at bytes: the same as a parser finds, and no guess where it is not that plain."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from mega_desktop.sheets.xlsx.markup import (
    UnusualMarkup,
    look_at,
    numbers_of,
    pieces,
    unescaped,
    without_prefix,
    words_of,
)


def words(text: bytes) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    return words_of(np.frombuffer(text.ljust(8, b"~"), np.uint8))[:1]


def test_elements_are_found_by_their_whole_names() -> None:
    markup = look_at(b'<c r="A1"><v>1</v></c><col/><c/><vx>2</vx>')
    found = {name: markup.named(name).tolist() for name in (b"c", b"/c", b"v", b"/v", b"col", b"vx")}
    assert found == {b"c": [0, 5], b"/c": [3], b"v": [1], b"/v": [2], b"col": [4], b"vx": [6]}
    assert markup.is_empty(markup.named(b"c")).tolist() == [False, True]


def test_texts_come_as_they_are_meant() -> None:
    markup = look_at("<t>A &amp; B</t><t></t><t>&#x26;&#38;</t><t>é\r\nü</t>".encode())
    assert markup.texts(markup.named(b"t")).to_list() == ["A & B", "", "&&", "é\nü"]


@pytest.mark.parametrize("xml", [b"<v><b>1</b></v>", b"<v>1", b"<v>"])
def test_an_element_with_more_than_text_is_not_guessed_at(xml: bytes) -> None:
    markup = look_at(xml)
    for read in (markup.texts, markup.whole_numbers):
        with pytest.raises(UnusualMarkup):
            read(markup.named(b"v"))


@pytest.mark.parametrize(
    "xml", [b"<v>1 > 0</v>", b"<!-- note --><v>1</v>", b"<v><![CDATA[1]]></v>", b"<v>1</v"]
)
def test_unusual_spellings_are_said_to_be_so(xml: bytes) -> None:
    with pytest.raises(UnusualMarkup):
        look_at(xml)


def test_whole_numbers_are_told_from_what_is_none() -> None:
    markup = look_at(
        b"<v>0</v><v>1048575</v><v>12345678</v><v>007</v><v></v><v>1.5</v><v>-1</v><v>x</v><v>1:</v><v>9/</v>"
    )
    numbers, digits = markup.whole_numbers(markup.named(b"v"))
    assert numbers.tolist() == [0, 1048575, 0, 7, 0, 0, 0, 0, 0, 0]
    assert digits.tolist() == [1, 7, 0, 3, 0, 0, 0, 0, 0, 0]


@pytest.mark.parametrize(
    ("text", "number", "digits"), [(b'1"', 1, 1), (b'1048576"', 1_048_576, 7), (b'1:"', 0, 0)]
)
def test_a_number_ends_where_it_should(text: bytes, number: int, digits: int) -> None:
    assert [part.tolist() for part in numbers_of(words(text), ord('"'))] == [[number], [digits]]


def test_pieces_are_cut_before_the_mark_only() -> None:
    chunks = [b"<row>1</row><r", b"ow>2</row><row>", b"3", b"</row>"]
    cut = list(pieces(iter(chunks), b"<row"))
    assert b"".join(cut) == b"".join(chunks)
    assert [piece[:4] for piece in cut[1:]] == [b"<row"] * (len(cut) - 1)


def test_a_prefix_before_every_name_is_taken_away_even_across_chunks() -> None:
    chunks = [b'<x:sst xmlns:x="u"><x:si><x:', b"t>x:1</x:t></x", b":si></x:sst>"]
    assert b"".join(without_prefix(iter(chunks), b"sst")) == b'<sst xmlns:x="u"><si><t>x:1</t></si></sst>'


@pytest.mark.parametrize("start", [b'<?xml version="1.0" encoding="utf-16"?><sst>', b"no markup"])
def test_other_encodings_and_no_xml_are_not_gone_into(start: bytes) -> None:
    with pytest.raises(UnusualMarkup):
        list(without_prefix(iter([start]), b"sst"))


def test_characters_that_xml_cannot_hold_are_unescaped() -> None:
    texts = pl.Series(["a_x000D_b", "_x005F_x0041_", "_x12_", "_xD83D__xDE00_", None])
    assert unescaped(texts).to_list() == ["a\rb", "_x0041_", "_x12_", "😀", None]
