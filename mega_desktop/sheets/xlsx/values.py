"""Cells as the person sees them, by their type, their number format and the workbook's calendar.

Cells are worked on in groups of a kind, by whole columns of texts; only the few that a group cannot show by
an expression are written one by one, each distinct one once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt
import polars as pl

from mega_desktop.sheets.cleaning import is_clean
from mega_desktop.sheets.workbooks.calendars import date_text, duration_text
from mega_desktop.sheets.workbooks.number_formats import Kind, NumberFormat
from mega_desktop.sheets.workbooks.plain_numbers import MOST_DIGITS, written
from mega_desktop.sheets.xlsx.markup import Places, rewritten, unescaped
from mega_desktop.sheets.xlsx.sheetxml import BOOLEAN, ERROR, ISO_DATE, NUMBER, TYPES, Cells

_PLAIN = r"^-?(0|[1-9]\d{0,14})$|^-?(0|[1-9]\d{0,8})\.\d{0,5}[1-9]$"
_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?", re.ASCII)
_WHOLE = r"^\d{1,15}$"
_PHONE_LIKE = r"^\d{7,15}$"
_ISO = re.compile(r"(?P<day>\d{4}-\d\d-\d\d)?T?(?P<time>\d\d:\d\d(?::\d\d)?)?(?:[.,]\d+)?Z?", re.ASCII)
_BOOLEANS = {"1": "TRUE", "0": "FALSE", "true": "TRUE", "false": "FALSE"}

_GENERAL = NumberFormat(Kind.NUMBER)
_NONE: Places = np.empty(0, np.int64)


@dataclass(frozen=True)
class Styles:
    """How numbers are shown: the format of each cell style, and the calendar."""

    formats: tuple[NumberFormat, ...]
    is_1904: bool


@dataclass(frozen=True)
class Shown:
    """What a person sees in some cells.

    Attributes:
        texts: Of each cell; null is empty.
        errors: Which cells hold an error.
        odd_dates: Which are formatted as a date that no calendar has.
        inexact: Which hold a number of more than 15 digits.
        phone_like: Which hold a number of 7 to 15 whole digits.
        is_clean: The texts hold nothing to be cleaned.
    """

    texts: pl.Series
    errors: Places
    odd_dates: Places
    inexact: Places
    phone_like: Places
    is_clean: bool


def show(cells: Cells, styles: Styles) -> Shown:
    """Cells that hold no shared strings, as they are seen."""
    groups: list[tuple[Places, pl.Series]] = []
    inexact, phone_like, odd_dates = [_NONE], [_NONE], [_NONE]
    all_clean = True
    for places, kind, number_format in _groups(cells, styles):
        texts = cells.texts.gather(places)
        if kind != NUMBER:
            shown = _shown(texts, kind)
            all_clean &= is_clean(shown)
        elif number_format.kind is Kind.NUMBER:
            texts = _numbers(texts)
            inexact.append(places[_is_inexact(texts)])
            phone_like.append(places[texts.str.contains(_PHONE_LIKE).to_numpy()])
            shown = _formatted(texts, number_format)
        else:
            shown = _each_once(texts, partial(_moments, kind=number_format.kind, is_1904=styles.is_1904))
            odd_dates.append(places[shown.is_null().to_numpy()])
            shown = shown.zip_with(shown.is_not_null(), _numbers(texts)) if shown.null_count() else shown
        groups.append((places, shown))
    return Shown(
        texts=_in_order(groups),
        errors=np.flatnonzero(cells.types == ERROR),
        odd_dates=np.concatenate(odd_dates),
        inexact=np.concatenate(inexact),
        phone_like=np.concatenate(phone_like),
        is_clean=all_clean,
    )


def _groups(cells: Cells, styles: Styles) -> Iterator[tuple[Places, int, NumberFormat]]:
    """The places of the cells of each type, of numbers those of each format, with both."""
    distinct = list(dict.fromkeys((_GENERAL, *styles.formats)))
    of_styles = np.array([distinct.index(f) for f in styles.formats] + [0], np.int32)
    known = np.where(cells.styles < len(styles.formats), cells.styles, -1)
    keys = cells.types + len(TYPES) * np.where(cells.types == NUMBER, of_styles[known], 0)
    for key in np.flatnonzero(np.bincount(keys)):
        number, kind = divmod(int(key), len(TYPES))
        yield np.flatnonzero(keys == key), kind, distinct[number]


def _shown(texts: pl.Series, kind: int) -> pl.Series:
    """What cells show that hold no numbers."""
    if kind == BOOLEAN:
        return texts.replace(_BOOLEANS)
    if kind == ERROR:
        return pl.repeat(None, texts.len(), dtype=pl.String, eager=True)
    if kind == ISO_DATE:
        return rewritten(texts, texts.is_not_null(), _iso_date)
    return unescaped(texts)


def _formatted(numbers: pl.Series, number_format: NumberFormat) -> pl.Series:
    show_digits = number_format.digits
    if show_digits is None:
        return numbers
    is_whole = numbers.str.contains(_WHOLE)
    if number_format.zeros:
        return numbers.str.zfill(number_format.zeros).zip_with(is_whole, numbers)
    return rewritten(numbers, is_whole, lambda text: show_digits(int(text)))


def _moments(texts: pl.Series, kind: Kind, *, is_1904: bool) -> pl.Series:
    """Dates, times and durations; null where the number is none."""
    days = pl.col("days")
    shown = duration_text(days) if kind is Kind.DURATION else date_text(days, is_1904=is_1904)
    return pl.DataFrame({"days": texts.cast(pl.Float64, strict=False)}).select(shown).to_series()


def _in_order(groups: Sequence[tuple[Places, pl.Series]]) -> pl.Series:
    """The texts of all groups, each at its place."""
    if len(groups) == 1:
        return groups[0][1]
    places = np.concatenate([_NONE, *(places for places, _ in groups)])
    back = np.empty_like(places)
    back[places] = np.arange(places.size)
    return pl.concat([pl.Series(dtype=pl.String), *(texts for _, texts in groups)]).gather(back)


def _numbers(texts: pl.Series) -> pl.Series:
    """Numbers with at most 15 digits, as all spreadsheet programs show them in a cell that is wide enough."""
    is_plain = texts.str.contains(_PLAIN)
    return texts if is_plain.all() else rewritten(texts, ~is_plain, _number)


def _number(text: str) -> str:
    return written(float(text)) if _NUMBER.fullmatch(text) else text


def _is_inexact(numbers: pl.Series) -> npt.NDArray[np.bool_]:
    is_long = numbers.str.len_bytes() > MOST_DIGITS
    if not is_long.any() and not numbers.str.contains("E", literal=True).any():
        return np.zeros(numbers.len(), np.bool_)
    is_inexact: npt.NDArray[np.bool_] = (
        (numbers.cast(pl.Float64, strict=False).abs() >= 1e15).fill_null(value=False).to_numpy()
    )
    return is_inexact


def _each_once(texts: pl.Series, write: Callable[[pl.Series], pl.Series]) -> pl.Series:
    distinct = texts.unique()
    return texts.replace_strict(distinct, write(distinct), return_dtype=pl.String)


def _iso_date(text: str) -> str:
    found = _ISO.fullmatch(text)
    if not found or not (found["day"] or found["time"]):
        return text
    time = found["time"] or ""
    time = f"{time}:00" if len(time) == len("00:00") else time
    if found["day"] and time in {"", "00:00:00"}:
        return found["day"]
    return " ".join(filter(None, (found["day"], time)))
