"""Numbers of a workbook as the person sees them, by the calendar and the number formats it has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from mega_desktop.sheets.workbooks.calendars import date_text, duration_text
from mega_desktop.sheets.workbooks.number_formats import Format, Kind, built_in_format, number_format
from mega_desktop.sheets.workbooks.plain_numbers import written

EXACT_BELOW = 1e15
"""Spreadsheet programs keep 15 digits."""

PHONE_FROM, PHONE_BELOW = 1e6, 1e15
NO_NUMBERS = pl.DataFrame(
    schema={"row": pl.UInt32, "column": pl.Int64, "style": pl.Int64, "number": pl.Float64}
)
_CELL = ("row", "column", "text")


@dataclass(frozen=True)
class Styles:
    """What the cell styles of a workbook do to numbers.

    Attributes:
        dates, durations: The styles that show these.
        digits: Style → how it shows whole numbers.
        is_1904: The calendar begins with 1904.
    """

    dates: frozenset[int] = frozenset()
    durations: frozenset[int] = frozenset()
    digits: Mapping[int, Format] = field(default_factory=dict)
    is_1904: bool = False


@dataclass(frozen=True)
class NumberCells:
    """Cells (row, column, text) that hold numbers.

    Attributes:
        texts: All of them.
        inexact: Those with more than 15 digits.
        odd_dates: Those formatted as a date that no calendar has.
        phone_like: Column index → cells with a number of 7 to 15 whole digits.
    """

    texts: pl.DataFrame
    inexact: pl.DataFrame
    odd_dates: pl.DataFrame
    phone_like: Mapping[str, int]


def styles(formats: Mapping[int, tuple[int, str]], *, is_1904: bool) -> Styles:
    """What the number formats of cell styles mean.

    Args:
        formats: Style → number and code of its number format; built-in ones may lack the code.
    """
    meant = {s: number_format(code) if code else built_in_format(n) for s, (n, code) in formats.items()}
    kinds = {s: meaning.kind for s, meaning in meant.items()}
    return Styles(
        dates=frozenset(s for s, kind in kinds.items() if kind is Kind.DATE),
        durations=frozenset(s for s, kind in kinds.items() if kind is Kind.DURATION),
        digits={s: meaning.digits for s, meaning in meant.items() if meaning.digits},
        is_1904=is_1904,
    )


def number_cells(cells: pl.DataFrame, by: Styles) -> NumberCells:
    """The texts of `cells` (row, column, style, number)."""
    style, number = pl.col("style"), pl.col("number")
    dates = cells.filter(style.is_in(by.dates)).with_columns(text=date_text(number, is_1904=by.is_1904))
    durations = cells.filter(style.is_in(by.durations)).with_columns(text=duration_text(number))
    moments = pl.concat([dates, durations])
    plain = cells.filter(~style.is_in(by.dates | by.durations))
    odd = _plain(moments.filter(pl.col("text").is_null()).drop("text"))
    texts = [moments.drop_nulls("text"), odd, _plain(plain), _formatted(plain, by.digits)]
    phones = plain.filter(_is_whole(number) & number.is_between(PHONE_FROM, PHONE_BELOW, closed="left"))
    return NumberCells(
        texts=pl.concat([found.select(_CELL) for found in texts]),
        inexact=_plain(plain.filter(number.abs() >= EXACT_BELOW)).select(_CELL),
        odd_dates=odd.select(_CELL),
        phone_like={f"c{column}": count for column, count in phones["column"].value_counts().iter_rows()},
    )


def _is_whole(number: pl.Expr) -> pl.Expr:
    return number == number.floor()


def _plain(cells: pl.DataFrame) -> pl.DataFrame:
    """Whole numbers as digits; others with at most 15 digits that count."""
    number, text = pl.col("number"), pl.col("text")
    whole = _is_whole(number) & (number.abs() < EXACT_BELOW)
    # The shortest text that gives the number again; only what is longer than 15 digits is worked out anew.
    shortest = (
        pl.when(whole)
        .then(number.cast(pl.Int64, strict=False).cast(pl.String))
        .otherwise(number.cast(pl.String))
    )
    cells = cells.with_columns(text=shortest)
    is_long = (
        ~whole & (text.str.len_bytes() > 16) | text.str.contains("[eEnN]") | (number.abs() >= EXACT_BELOW)
    )
    numbers = cells.filter(is_long)["number"].unique()
    known = dict(zip(numbers, (written(n) for n in numbers), strict=True))
    if not known:
        return cells
    rewritten = number.replace_strict(known, default=None, return_dtype=pl.String)
    return cells.with_columns(text=pl.when(is_long).then(rewritten).otherwise(text))


def _formatted(cells: pl.DataFrame, digits: Mapping[int, Format]) -> pl.DataFrame:
    """Those cells that a format of whole digits shows otherwise; each distinct one is worked out once."""
    number = pl.col("number")
    fits = pl.col("style").is_in(list(digits)) & _is_whole(number)
    cells = cells.filter(fits & number.is_between(0, EXACT_BELOW, closed="left"))
    distinct = cells.select("style", "number").unique()
    shown = [digits[style](int(value)) for style, value in distinct.iter_rows()]
    distinct = distinct.with_columns(pl.Series("text", shown, dtype=pl.String))
    return cells.join(distinct, on=["style", "number"], how="left").select(*cells.columns, "text")
