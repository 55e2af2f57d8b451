"""Dates that a workbook stores as a number of days, by the calendar it counts from.

Excel's calendar of 1900 has a 29 February 1900 that never was; that of 1904 has not (ECMA-376 part 1,
18.17.4.1). Both end with the year 9999.
"""

from __future__ import annotations

import re
from datetime import date

import polars as pl

DAY_S = 86_400
LAST_DAY = {False: 2_958_465, True: 2_957_003}
NEVER_WAS = 60
BUILT_IN_DATES = frozenset((*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)))
"""Number formats that are dates or times without saying how; 27 and up are those of East Asia."""

BUILT_IN_DURATION = 46

_LITERAL = re.compile(r'"[^"]*"?|\\.|[_*].|\[(?!(?:h+|m+|s+)\])[^\]]*\]', re.IGNORECASE)
_DATE_WORD = re.compile(r"am/pm|a/p|a{3,5}|y+|m+|d+|h+|s+|e+|g+|b+", re.IGNORECASE)
_DURATION = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)


def is_date_format(code: str) -> bool:
    """Whether a number format shows a date, a time or both: `dd/mm/yyyy`, `[$-409]h:mm AM/PM`."""
    bare = _LITERAL.sub("", code).partition(";")[0]
    rest = _DATE_WORD.sub("", bare)
    # Other letters make it a word, such as the name that General has in another language.
    return (
        re.search("[ymdhs]", bare, re.IGNORECASE) is not None and re.search("[^\\W\\d_]|[#?]", rest) is None
    )


def is_duration_format(code: str) -> bool:
    """Whether a date format shows more than a day as hours: `[h]:mm`."""
    return _DURATION.search(_LITERAL.sub("", code)) is not None


def date_text(days: pl.Expr, *, is_1904: bool) -> pl.Expr:
    """Dates as `2026-02-03`, times as `10:30:00`, both as `2026-02-03 10:30:00`; null where there is none.

    Args:
        days: Float64, days since the calendar's start.
    """
    seconds = (days * DAY_S).round().cast(pl.Int64, strict=False)
    whole, within = seconds // DAY_S, seconds % DAY_S
    midnight = pl.lit(date(1904, 1, 1) if is_1904 else date(1899, 12, 30)).cast(pl.Datetime("ms"))
    early = 0 if is_1904 else (whole < NEVER_WAS).cast(pl.Int64)
    moment = midnight + pl.duration(milliseconds=(seconds + early * DAY_S) * 1000)
    text = (
        pl.when(whole == 0)
        .then(moment.dt.strftime("%H:%M:%S"))
        .when(within == 0)
        .then(moment.dt.strftime("%Y-%m-%d"))
        .otherwise(moment.dt.strftime("%Y-%m-%d %H:%M:%S"))
    )
    exists = whole.is_between(0, LAST_DAY[is_1904])
    return pl.when(exists if is_1904 else exists & (whole != NEVER_WAS)).then(text)


def duration_text(days: pl.Expr) -> pl.Expr:
    """Durations as hours, minutes and seconds: `36:00:00`; null for those below zero."""
    seconds = (days * DAY_S).round().cast(pl.Int64, strict=False)
    hours = (seconds // 3600).cast(pl.String).str.zfill(2)
    minutes, rest = ((value % 60).cast(pl.String).str.zfill(2) for value in (seconds // 60, seconds))
    return pl.when(seconds.is_between(0, LAST_DAY[False] * DAY_S)).then(
        pl.concat_str(hours, minutes, rest, separator=":")
    )
