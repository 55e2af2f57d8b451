"""Reads dates as people and spreadsheets write them, and writes them as ISO 8601."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from enum import StrEnum

import polars as pl

from mega_desktop.matching.cleaning import Cleaned, add
from mega_desktop.matching.readings import TwoWays, read_column
from mega_desktop.matching.remarks import Remark


class DateOrder(StrEnum):
    """What 3/4/2026 means: 3 April, 4 March, or nothing, as only year-first dates are read."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"
    ISO = "iso"


_MONTHS = {
    number: words.split()
    for number, words in enumerate(
        (
            "january jan januar janner janvier janv enero ene",
            "february feb februar fevrier fevr fev febrero",
            "march mar marz maerz mrz mars marzo",
            "april apr avril avr abril abr",
            "may mai mayo",
            "june jun juni juin junio",
            "july jul juli juillet juil julio",
            "august aug aout agosto ago",
            "september sep sept septembre septiembre setiembre set",
            "october oct oktober okt octobre octubre",
            "november nov novembre noviembre",
            "december dec dezember dez decembre diciembre dic",
        ),
        start=1,
    )
}
_MONTH_NUMBERS = {word: number for number, words in _MONTHS.items() for word in words}
_WEEKDAYS = (
    "mon(?:day)?|tue(?:s|sday)?|wed(?:nesday)?|thu(?:r|rs|rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?|"
    "mo|di|mi|do|fr|sa|so|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|sonnabend|"
    "lun(?:di)?|mar(?:di)?|mer(?:credi)?|jeu(?:di)?|ven(?:dredi)?|sam(?:edi)?|dim(?:anche)?|"
    "lunes|martes|mie(?:rcoles)?|jue(?:ves)?|vie(?:rnes)?|sab(?:ado)?|dom(?:ingo)?"
)
_WEEKDAY = rf"^(?:(?:{_WEEKDAYS})\.?,? )?"
_TIME = (
    r"^(?<date>.*?)(?:(?: ?t ?|,? (?:at |um |a las |a )?)(?<hour>[0-9]{1,2}):(?<minute>[0-9]{2})"
    r"(?::(?<second>[0-9]{2})(?:[.,][0-9]+)?)? ?(?:(?<half>[ap])\.? ?m\.?)? ?(?:uhr)?"
    r"(?<zone>z|utc|gmt|(?:utc|gmt)?[+\-][0-9]{2}:?[0-9]{2})?)?$"
)
_YEAR = r"(?<year>[0-9]{4}|'?[0-9]{2})\.?$"
_YEAR_FIRST = r"^(?<year>[0-9]{4})(?: ?[\-/.] ?)(?<month>[0-9]{1,2})(?: ?[\-/.] ?)(?<day>[0-9]{1,2})$"
_EIGHT_DIGITS = r"^(?<year>(?:19|20)[0-9]{2})(?<month>[0-9]{2})(?<day>[0-9]{2})$"
_NUMBERS = rf"{_WEEKDAY}(?<one>[0-9]{{1,2}}) ?[\-/. ] ?(?<two>[0-9]{{1,2}}) ?[\-/. ] ?{_YEAR}"
_DAY_MONTH_WORD = (
    rf"{_WEEKDAY}(?:le |el |the )?(?<day>[0-9]{{1,2}})(?:st|nd|rd|th|er|o)?[ \-/.,]*(?:de |of )?"
    rf"(?<month>[a-z]{{3,12}})[ \-/.,]*(?:de |del |of )?{_YEAR}"
)
_MONTH_WORD_DAY = (
    rf"{_WEEKDAY}(?<month>[a-z]{{3,12}})\.?[ \-/]*(?<day>[0-9]{{1,2}})(?:st|nd|rd|th)?(?:, ?|[ \-/]+){_YEAR}"
)
_YEAR_MONTH_WORD = r"^(?<year>[0-9]{4})[ \-/]+(?<month>[a-z]{3,12})[ \-/.]+(?<day>[0-9]{1,2})$"
_DOUBTFUL = r"(?:^|\D)[0-9]{1,2} ?[\-/. ] ?[0-9]{1,2} ?[\-/. ] ?'?[0-9]{2}"
_SERIAL = r"^[0-9]{5}(?:\.[0-9]+)?$"
_FIRST_SERIAL, _LAST_SERIAL = 14_611, 73_050
"""Days that Excel counts from 30 December 1899, for the years 1940 to 2099; other numbers are no dates."""

_LAST_SHORT_YEAR = 29
"""Excel reads years of two digits up to this as 20xx, the others as 19xx."""

_END = r"\.?(?:$|[ ,T]+[0-9]{1,2}:)"
_SHORT_YEAR = (
    rf"(?:^|[^0-9])[0-9]{{1,2}}[\s\-/.]+[0-9]{{1,2}}[\s\-/.]+'?[0-9]{{2}}{_END}"
    rf"|[0-9][\s\-/.,]*\p{{L}}+[\s\-/.,]*'?[0-9]{{2}}{_END}"
    rf"|\p{{L}}[\s\-/.]*[0-9]{{1,2}}(?:st|nd|rd|th)?[\s,]+'?[0-9]{{2}}{_END}"
)
_FIRST_YEAR, _LAST_YEAR = 1800, 2199
_VALUE, _DATE = pl.col("value"), pl.col("date")


def read_dates(values: pl.Series, way: str) -> pl.Series:
    """ISO dates ("2026-02-03"), with the time where there is one ("2026-02-03T14:05:11+00:00").

    Args:
        way: A `DateOrder`.

    Returns:
        Null where the value is no date in this order, or one that does not exist, such as 31 February.
    """
    plain = (
        _VALUE.str.normalize("NFKD").str.replace_all(r"\p{M}", "").str.to_lowercase()
        .str.replace_all(r"\s+", " ").str.strip_chars()
    )  # fmt: skip
    return (
        values.alias("value").to_frame().lazy()
        .select(_VALUE, plain.str.extract_groups(_TIME).alias("groups")).unnest("groups")
        .with_columns(_year_month_day(DateOrder(way)))
        .select(pl.coalesce(_serial(), pl.concat_str(_iso_date(), _iso_time())))
        .collect().to_series()
    )  # fmt: skip


TWO_WAYS = TwoWays(
    (DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST), _DOUBTFUL, read_dates, Remark.NO_DATE, Remark.DATE_ORDER
)


def clean_dates(values: pl.Series, order: str | None) -> Cleaned:
    """A column of dates as ISO, in the order given or in that which the column itself decides."""
    cleaned = read_column(values, TWO_WAYS, order)
    was_read = cleaned.unread if cleaned.unread is None else ~cleaned.unread
    short = values.str.contains(_SHORT_YEAR)
    count = int((short if was_read is None else short & was_read).sum())
    return replace(cleaned, remarks=add(cleaned.remarks, {Remark.SHORT_YEAR: count}))


def spoken(iso: str) -> str:
    """ "3 April 2026" of "2026-04-03"."""
    year, month, day = iso[:10].split("-")
    return f"{int(day)} {_MONTHS[int(month)][0].capitalize()} {year}"


def _year_month_day(order: DateOrder) -> list[pl.Expr]:
    """The parts as numbers, by the first pattern that fits; null where none does."""
    numbered = [_DATE.str.extract_groups(p) for p in (_YEAR_FIRST, _EIGHT_DIGITS)]
    worded = [_DATE.str.extract_groups(p) for p in (_DAY_MONTH_WORD, _MONTH_WORD_DAY, _YEAR_MONTH_WORD)]
    two = _DATE.str.extract_groups(_NUMBERS)
    day, month = ("one", "two") if order is DateOrder.DAY_FIRST else ("two", "one")
    loose = [] if order is DateOrder.ISO else [two]
    return [
        _full_year(pl.coalesce(g.struct.field("year") for g in (*numbered, *worded, *loose))).alias("year"),
        pl.coalesce(
            *(_number(g.struct.field("month")) for g in numbered),
            *(_month_number(g.struct.field("month")) for g in worded),
            *(_number(g.struct.field(month)) for g in loose),
        ).alias("month"),
        pl.coalesce(
            *(_number(g.struct.field("day")) for g in (*numbered, *worded)),
            *(_number(g.struct.field(day)) for g in loose),
        ).alias("day"),
    ]


def _number(digits: pl.Expr) -> pl.Expr:
    return digits.cast(pl.Int32, strict=False)


def _month_number(word: pl.Expr) -> pl.Expr:
    return word.replace_strict(_MONTH_NUMBERS, default=None, return_dtype=pl.Int32)


def _full_year(digits: pl.Expr) -> pl.Expr:
    year = _number(digits.str.strip_prefix("'"))
    century = pl.when(year <= _LAST_SHORT_YEAR).then(2000).otherwise(1900)
    return pl.when(digits.str.len_bytes() >= 4).then(year).otherwise(year + century)


def _iso_date() -> pl.Expr:
    """Null for a day that the calendar does not have."""
    padded = (pl.col(part).cast(pl.String).str.zfill(2) for part in ("month", "day"))
    text = pl.concat_str(pl.col("year").cast(pl.String), *padded, separator="-")
    exists = text.str.to_date("%Y-%m-%d", strict=False).is_not_null()
    return pl.when(exists & pl.col("year").is_between(_FIRST_YEAR, _LAST_YEAR)).then(text)


def _iso_time() -> pl.Expr:
    """ "T14:05:11+00:00"; nothing where there is no time, null where it is none that a clock shows."""
    hour, minute, second = (_number(pl.col(part)) for part in ("hour", "minute", "second"))
    half = pl.col("half")
    in_halves = pl.when(half == "p").then(hour % 12 + 12).when(half == "a").then(hour % 12).otherwise(hour)
    exists = (
        (in_halves < 24) & (minute < 60) & (second.fill_null(0) < 60)
        & (half.is_null() | hour.is_between(1, 12))
    )  # fmt: skip
    clock = [part.fill_null(0).cast(pl.String).str.zfill(2) for part in (in_halves, minute, second)]
    text = pl.concat_str(pl.lit("T"), pl.concat_str(*clock, separator=":"), _zone())
    return pl.when(hour.is_null()).then(pl.lit("")).when(exists).then(text)


def _zone() -> pl.Expr:
    zone = pl.col("zone").fill_null("").str.replace("utc|gmt|z", "")
    offset = zone.str.replace(r"^([+\-][0-9]{2}):?([0-9]{2})$", "$1:$2")
    return pl.when(pl.col("zone").is_not_null() & (zone == "")).then(pl.lit("Z")).otherwise(offset)


def _serial() -> pl.Expr:
    """Days as Excel counts them, with the time as a fraction."""
    days = pl.when(_VALUE.str.contains(_SERIAL)).then(_VALUE).cast(pl.Float64, strict=False)
    moment = pl.lit(datetime(1899, 12, 30)) + pl.duration(seconds=(days * 86_400).round())  # noqa: DTZ001
    text = (
        pl.when(days == days.floor())
        .then(moment.dt.strftime("%Y-%m-%d"))
        .otherwise(moment.dt.strftime("%Y-%m-%dT%H:%M:%S"))
    )
    return pl.when(days.is_between(_FIRST_SERIAL, _LAST_SERIAL)).then(text)
