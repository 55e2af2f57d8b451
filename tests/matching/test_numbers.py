"""Numbers are read by the decimal mark of their column, with or without a currency."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mega_desktop.matching.numbers import clean_numbers, read_numbers
from mega_desktop.matching.remarks import Remark

# typed, with a decimal point, with a decimal comma
NUMBERS = [
    ("1234", "1234", "1234"),
    ("1,234.56", "1234.56", None),
    ("1.234,56", None, "1234.56"),
    ("1.234", "1.234", "1234"),
    ("1,234", "1234", "1.234"),
    ("1 234,56", None, "1234.56"),
    ("1\u202f234.5", "1234.5", None),
    ("1'234.50", "1234.50", None),
    ("1.234.567", None, "1234567"),
    ("1,23,456.78", "123456.78", None),
    ("0.123", "0.123", None),
    ("12.5", "12.5", None),
    ("12,5", None, "12.5"),
    ("(12)", "-12", "-12"),
    ("-5", "-5", "-5"),
    ("5-", "-5", "-5"),
    ("−7", "-7", "-7"),
    ("+7", "7", "7"),
    (".5", "0.5", None),
    ("1.", "1", None),
]
MONEY = [
    ("$1,200", "1200", "1.200"),
    ("€ 12,50", None, "12.50"),
    ("12,50 €", None, "12.50"),
    ("CHF 50.--", "50", "50"),
    ("1 234,5 EUR", None, "1234.5"),
    ("-$12.30", "-12.30", None),
    ("$-12.30", "-12.30", None),
    ("($12.30)", "-12.30", None),
    ("R$ 1.234,56", None, "1234.56"),
    ("US$ 5", "5", "5"),
]
NO_NUMBERS = ["", "12%", "450k", "(5", "-5-", "1,23,45", "12 apples", "1.2.3", "1E+5", "#REF!", ",", "1 23"]


def column(*values: str | None) -> pl.Series:
    return pl.Series(values, dtype=pl.String)


@pytest.mark.parametrize(("typed", "point", "comma"), NUMBERS)
def test_a_number_is_read_by_its_decimal_mark(typed: str, point: str | None, comma: str | None) -> None:
    for money in (False, True):
        assert read_numbers(column(typed), "decimal_point", money=money).item() == point
        assert read_numbers(column(typed), "decimal_comma", money=money).item() == comma


@pytest.mark.parametrize(("typed", "point", "comma"), MONEY)
def test_an_amount_loses_its_currency(typed: str, point: str | None, comma: str | None) -> None:
    assert read_numbers(column(typed), "decimal_point", money=True).item() == point
    assert read_numbers(column(typed), "decimal_comma", money=True).item() == comma
    assert read_numbers(column(typed), "decimal_comma", money=False).item() is None or "--" in typed


@pytest.mark.parametrize("typed", NO_NUMBERS)
def test_what_is_no_number_is_not_read(typed: str) -> None:
    for mark in ("decimal_point", "decimal_comma"):
        assert read_numbers(column(typed), mark, money=True).item() is None


def test_one_number_that_has_one_meaning_decides_the_whole_column() -> None:
    german = clean_numbers(column("1.234", "12,50", None), None, money=False)
    english = clean_numbers(column("1.234", "1,200.50"), None, money=False)
    assert german.values.to_list() == ["1234", "12.50", None]
    assert english.values.to_list() == ["1.234", "1200.50"]


def test_a_mark_that_cannot_be_decided_leaves_such_numbers_as_they_stand() -> None:
    cleaned = clean_numbers(column("1.234", "$12", "about 5"), None, money=True)
    assert cleaned.values.to_list() == ["1.234", "12", "about 5"]
    assert cleaned.remarks == {Remark.DECIMAL_MARK: 1, Remark.NO_NUMBER: 1}


@given(st.decimals(-(10**12), 10**12, places=2, allow_nan=False))
def test_every_amount_comes_back_from_both_ways_of_writing_it(amount: object) -> None:
    english = f"{amount:,}"
    german = english.translate(str.maketrans(",.", ".,"))
    plain = f"{amount:f}"
    assert read_numbers(column(english), "decimal_point", money=False).item() == plain
    assert read_numbers(column(german), "decimal_comma", money=False).item() == plain
