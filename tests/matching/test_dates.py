"""Dates are read as people write them; their order is decided by the column, and never guessed."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mega_desktop.matching.dates import clean_dates, read_dates, spoken
from mega_desktop.matching.remarks import Remark

IN_ANY_ORDER = [
    ("2026-02-03", "2026-02-03"),
    ("2026/2/3", "2026-02-03"),
    ("2026.02.03", "2026-02-03"),
    ("20260203", "2026-02-03"),
    ("2026-02-03 14:05", "2026-02-03T14:05:00"),
    ("2026-02-03T14:05:11+0000", "2026-02-03T14:05:11+00:00"),
    ("2026-02-03T14:05:11.000Z", "2026-02-03T14:05:11Z"),
    ("2026-06-08T10:28:39-07:00", "2026-06-08T10:28:39-07:00"),
    ("Jul 22 2026 02:09 PM", "2026-07-22T14:09:00"),
    ("Feb 04, 2026", "2026-02-04"),
    ("April 3rd, 2026", "2026-04-03"),
    ("3-Apr-26", "2026-04-03"),
    ("2024-Mar-05", "2024-03-05"),
    ("Tue, Mar 5, 2024", "2024-03-05"),
    ("Tue Mar 05 2024 10:30:00 GMT+0100", "2024-03-05T10:30:00+01:00"),
    ("5. März 2024", "2024-03-05"),
    ("Dienstag, 5. März 2024", "2024-03-05"),
    ("1er février 2024", "2024-02-01"),
    ("12 août 2023 10:30", "2023-08-12T10:30:00"),
    ("3 de abril de 2026", "2026-04-03"),
    ("45000", "2023-03-15"),
    ("45000.5", "2023-03-15T12:00:00"),
    ("2026-01-01 12:00 AM", "2026-01-01T00:00:00"),
    ("29 Feb 2024", "2024-02-29"),
]
IN_TWO = [
    ("3/4/2026", "2026-04-03", "2026-03-04"),
    ("03.04.2026", "2026-04-03", "2026-03-04"),
    ("3-4-26", "2026-04-03", "2026-03-04"),
    ("3/4/'99", "1999-04-03", "1999-03-04"),
    ("3/15/2024 2:30 PM", None, "2024-03-15T14:30:00"),
    ("31/01/2024", "2024-01-31", None),
]
NO_DATES = [
    "31/02/2024", "2024-02-30", "29 Feb 2023", "2024-13-01", "1/1/2024 25:00", "1/1/2024 13:00 PM", "soon",
    "before 5 Mar 2024", "Mar 2024", "12:30", "99999", "1234", "", "2026", "3/4", "1/1/0024", "5 Foo 2024",
]  # fmt: skip


def column(*values: str | None) -> pl.Series:
    return pl.Series(values, dtype=pl.String)


@pytest.mark.parametrize(("typed", "iso"), IN_ANY_ORDER)
@pytest.mark.parametrize("order", ["day_first", "month_first", "iso"])
def test_a_date_that_has_one_meaning_is_read_in_every_order(typed: str, iso: str, order: str) -> None:
    assert read_dates(column(typed), order).item() == iso


@pytest.mark.parametrize(("typed", "day_first", "month_first"), IN_TWO)
def test_the_order_says_which_is_the_day(typed: str, day_first: str | None, month_first: str | None) -> None:
    assert read_dates(column(typed), "day_first").item() == day_first
    assert read_dates(column(typed), "month_first").item() == month_first
    assert read_dates(column(typed), "iso").item() is None


@pytest.mark.parametrize("typed", NO_DATES)
def test_what_is_no_date_and_what_never_was_is_not_read(typed: str) -> None:
    assert read_dates(column(typed), "day_first").item() is None
    assert read_dates(column(typed), "month_first").item() is None


def test_one_day_above_twelve_decides_the_whole_column() -> None:
    assert clean_dates(column("3/4/2026", "13/4/2026", None), None).values.to_list() == [
        "2026-04-03",
        "2026-04-13",
        None,
    ]
    assert clean_dates(column("3/4/2026", "4/13/2026"), None).values.to_list() == ["2026-03-04", "2026-04-13"]


def test_an_order_that_cannot_be_decided_leaves_such_dates_as_they_stand() -> None:
    cleaned = clean_dates(column("3/4/2026", "5/5/2026", "2026-01-02"), None)
    assert cleaned.values.to_list() == ["3/4/2026", "2026-05-05", "2026-01-02"]
    assert cleaned.remarks == {Remark.DATE_ORDER: 1}
    assert cleaned.unread is not None
    assert cleaned.unread.to_list() == [True, False, False]


def test_a_column_that_contradicts_itself_decides_nothing() -> None:
    cleaned = clean_dates(column("3/4/2026", "13/4/2026", "4/13/2026"), None)
    assert cleaned.values.to_list() == ["3/4/2026", "2026-04-13", "2026-04-13"]
    assert cleaned.remarks == {Remark.DATE_ORDER: 1}


def test_impossible_dates_stay_and_are_counted() -> None:
    cleaned = clean_dates(column("31/02/2026", "1/2/2026"), "day_first")
    assert cleaned.values.to_list() == ["31/02/2026", "2026-02-01"]
    assert cleaned.remarks == {Remark.NO_DATE: 1}


def test_years_of_two_digits_are_counted() -> None:
    cleaned = clean_dates(column("3/4/26", "5 Mar 85", "13/4/2026", "Mar 05 2024", "2024-03-05"), None)
    assert cleaned.values.to_list() == ["2026-04-03", "1985-03-05", "2026-04-13", "2024-03-05", "2024-03-05"]
    assert cleaned.remarks == {Remark.SHORT_YEAR: 2}


@given(st.dates(date(1800, 1, 1), date(2199, 12, 31)))
def test_every_day_there_is_comes_back(day: date) -> None:
    for text, order in ((f"{day:%d/%m/%Y}", "day_first"), (f"{day:%m/%d/%Y}", "month_first")):
        assert read_dates(column(text), order).item() == f"{day:%Y-%m-%d}"


def test_a_date_is_spoken_with_its_month() -> None:
    assert spoken("2026-04-03T10:00:00") == "3 April 2026"
