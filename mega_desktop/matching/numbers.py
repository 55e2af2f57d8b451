"""Reads numbers and amounts of money as people write them in different countries: 1.234,56 or 1,234.56."""

from __future__ import annotations

from enum import StrEnum
from functools import partial

import polars as pl

from mega_desktop.matching.cleaning import Cleaned
from mega_desktop.matching.readings import TwoWays, read_column
from mega_desktop.matching.remarks import Remark


class DecimalMark(StrEnum):
    """What stands before the cents."""

    POINT = "decimal_point"
    COMMA = "decimal_comma"


_CURRENCY = (
    r"(?:(?:us|ca?|au?|nz|hk|s|r|mx)?\p{Sc}|"
    r"usd|eur|gbp|chf|cad|aud|nzd|sek|nok|dkk|pln|czk|huf|ron|brl|mxn|inr|jpy|cny|sgd|hkd|zar|aed|ils|try|"
    r"euros?|dollars?|pounds?|francs?|fr\.?|sfr\.?|kr\.?|zł|kč|ft|rs\.?)"
)
_PARTS = (
    r"(?i)^(?<bracket>\()? ?(?<minus>-)?\+? ?{currency} ?(?<inner>-)? ?"
    r"(?<body>[0-9.,][0-9., ']*?) ?{currency} ?(?<after>-)? ?(?<end>\))?$"
)
_DOUBTFUL = r"[0-9][.,][0-9]{3}(?:[^0-9]|$)"
_NO_CENTS = r"[.,](?:-{1,2})$"
_MINUS_SIGNS = "[\u2010-\u2015\u2212]"
_APOSTROPHES = "[’‘`´]"
_GROUP, _CENTS = (
    {DecimalMark.POINT: ",", DecimalMark.COMMA: r"\."},
    {DecimalMark.POINT: r"\.", DecimalMark.COMMA: ","},
)


def read_numbers(values: pl.Series, way: str, *, money: bool) -> pl.Series:
    """Numbers as "-1234.56", with the decimals they have.

    Args:
        way: A `DecimalMark`.
        money: Signs and names of currencies may stand before or after the number.

    Returns:
        Null where the value is no number when it is read so.
    """
    parts = _PARTS.format(currency=f"{_CURRENCY}?" if money else "")
    plain = (
        pl.col("value").str.normalize("NFKC").str.replace_all(r"\s+", " ").str.strip_chars()
        .str.replace_all(_MINUS_SIGNS, "-").str.replace_all(_APOSTROPHES, "'").str.replace(_NO_CENTS, "")
    )  # fmt: skip
    cells = values.alias("value").to_frame().lazy().select(plain.str.extract_groups(parts).alias("groups"))
    return cells.unnest("groups").select(_number(DecimalMark(way))).collect().to_series()


def two_ways(*, money: bool) -> TwoWays:
    """How numbers can be read."""
    read = partial(read_numbers, money=money)
    return TwoWays(
        (DecimalMark.POINT, DecimalMark.COMMA), _DOUBTFUL, read, Remark.NO_NUMBER, Remark.DECIMAL_MARK
    )


def clean_numbers(values: pl.Series, mark: str | None, *, money: bool) -> Cleaned:
    """A column of numbers, read with the mark given or with that which the column itself decides."""
    return read_column(values, two_ways(money=money), mark)


def _number(mark: DecimalMark) -> pl.Expr:
    """The number without its groups; null where the groups are none that people write."""
    group, cents = _GROUP[mark], _CENTS[mark]
    fraction = f"(?:{cents}[0-9]*)?"
    ungrouped = f"^[0-9]+{fraction}$|^{cents}[0-9]+$"
    grouped = "|".join(f"^[1-9][0-9]{{0,2}}(?:{by}[0-9]{{3}})+{fraction}$" for by in (group, " ", "'"))
    indian = rf"^[1-9][0-9]?(?:{group}[0-9]{{2}})+{group}[0-9]{{3}}{fraction}$"
    body = pl.col("body")
    digits = body.str.replace_all(f"{group}| |'", "").str.replace(cents, ".")
    neat = digits.str.strip_suffix(".").str.replace(r"^\.", "0.")
    signs = [pl.col(sign).is_not_null() for sign in ("minus", "inner", "after", "bracket")]
    # A bracket that is not closed, or two signs, are nothing that anybody means.
    sound = (pl.col("bracket").is_null() == pl.col("end").is_null()) & (pl.sum_horizontal(signs) <= 1)
    sign = pl.when(pl.any_horizontal(signs)).then(pl.lit("-")).otherwise(pl.lit(""))
    is_number = body.str.contains(f"{ungrouped}|{grouped}|{indian}")
    return pl.when(is_number & sound).then(sign + neat)
