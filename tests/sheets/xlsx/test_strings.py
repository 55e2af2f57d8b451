"""The table of shared strings: each string at its number, whatever it is made of."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from mega_desktop.sheets.xlsx.markup import UnusualMarkup
from mega_desktop.sheets.xlsx.strings import Strings, read_strings

START = b'<?xml version="1.0" encoding="UTF-8"?><sst uniqueCount="9">'


def test_runs_are_joined_and_pronunciation_is_left_out() -> None:
    items = (
        "<si><t>Ana</t></si>",
        '<si><r><rPr><b/></rPr><t xml:space="preserve">Bo </t></r><r><t>Ng</t></r></si>',
        "<si><t/></si>",
        "<si/>",
        "<si><t>東京</t><rPh sb='0' eb='2'><t>トウキョウ</t></rPh></si>".replace("'", '"'),
        "<si><t>&lt;none&gt;</t></si>",
    )
    found = read_strings(iter([START, "".join(items).encode(), b"</sst>"]))
    assert found.to_list() == ["Ana", "Bo Ng", None, None, "東京", "<none>"]


def test_no_more_are_read_than_are_wanted() -> None:
    chunks = iter([START + b"<si><t>1</t></si>", b"<si><t>2</t></si>", b"<si><t>3</t></si>", b"</sst>"])
    assert read_strings(chunks, 1).to_list() == ["1"]
    assert list(chunks) == [b"<si><t>3</t></si>", b"</sst>"]


def test_a_string_that_is_cut_off_is_not_guessed_at() -> None:
    with pytest.raises(UnusualMarkup):
        read_strings(iter([START, b"<si><t>Ana</t></si><si><t>Bo</t>"]))


@pytest.mark.parametrize(("text", "is_clean"), [("Ana", True), ("A\u200bna", False), ("#REF!", False)])
def test_they_say_whether_there_is_something_to_be_cleaned(text: str, *, is_clean: bool) -> None:
    assert Strings.of(pl.Series([text, None])).is_clean is is_clean


def test_a_number_beyond_the_last_string_is_refused() -> None:
    strings = Strings.of(pl.Series(["Ana", "Bo"]))
    strings.refuse(np.array([0, 1, 1], np.uint32))
    with pytest.raises(IndexError):
        strings.refuse(np.array([0, 2], np.uint32))


def test_one_long_string_in_very_many_cells_is_refused() -> None:
    strings = Strings.of(pl.Series(["x" * 2**20, "y"]))
    strings.refuse(np.ones(4_000, np.uint32))
    with pytest.raises(ValueError, match="more text"):
        strings.refuse(np.zeros(4_000, np.uint32))
