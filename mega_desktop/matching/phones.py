"""Brings phones to E.164 ("+12065550152") for a country; what is no complete number stays as it stands."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import polars as pl

from mega_desktop.matching.cleaning import Cleaned, add, clean_phones, digits
from mega_desktop.matching.remarks import Remark

_NORTH_AMERICA = 1
_PREFIX = 4
"""Digits that decide whether a North American number can be one: area code and first of the exchange."""

_VALUE, _NATIONAL = pl.col("value"), pl.col("national")
_NEAT = r"^\+[02-9][0-9]{7,14}$"
"""E.164 as it is written, of countries other than those of the North American plan."""


def is_country(code: str) -> bool:
    """Whether it is a country with phone numbers, by its two letters (ISO 3166-1)."""
    import phonenumbers

    return code in phonenumbers.SUPPORTED_REGIONS


def countries() -> tuple[str, ...]:
    """Every country for which numbers can be completed, by its two letters."""
    import phonenumbers

    return tuple(sorted(phonenumbers.SUPPORTED_REGIONS))


def clean_phones_to_e164(values: pl.Series, country: str) -> Cleaned:
    """Phones without what stands around them, as E.164.

    Args:
        country: Where numbers without a country code belong, by its two letters ("US").
    """
    cleaned = clean_phones(values)
    can_go = cleaned.problems.is_null()
    typed = cleaned.values.zip_with(can_go, pl.Series([None], dtype=pl.String))
    made = _e164(typed.alias("value"), country)
    unread = typed.is_not_null() & made.is_null()
    return replace(
        cleaned,
        values=made.zip_with(made.is_not_null(), cleaned.values),
        remarks=add(cleaned.remarks, {Remark.NO_PHONE: int(unread.sum())}),
        unread=unread,
    )


def _e164(values: pl.Series, country: str) -> pl.Series:
    """Most numbers by their pattern; only the doubtful ones, each once, by the exact library."""
    national = values.to_frame().with_columns(_national(country).alias("national"))
    prefixes = national["national"].str.slice(0, _PREFIX).drop_nulls().unique()
    possible = [p for p in prefixes if _is_possible(p)]
    by_pattern = (
        pl.when(_VALUE.str.contains(_NEAT))
        .then(_VALUE)
        .when(_NATIONAL.str.slice(0, _PREFIX).is_in(possible))
        .then(pl.concat_str(pl.lit("+1"), _NATIONAL))
    )
    fast = national.with_columns(by_pattern.alias("made"))
    doubtful = fast.filter(pl.col("made").is_null())["value"].drop_nulls().unique()
    if doubtful.is_empty():
        return fast["made"]
    exact = pl.Series([_exactly(v, country) for v in doubtful], dtype=pl.String)
    read = pl.DataFrame({"value": doubtful, "read": exact})
    spread = fast.join(read, on="value", how="left", maintain_order="left")
    return spread.select(pl.coalesce("made", "read")).to_series()


def _national(country: str) -> pl.Expr:
    """The ten digits of a number that belongs to the North American plan; null of others."""
    number, international = digits(_VALUE), _VALUE.str.starts_with("+")
    may_be_local = pl.lit(value=_calling_code(country) == _NORTH_AMERICA)
    with_code = (number.str.len_bytes() == 11) & number.str.starts_with("1")
    return (
        pl.when(with_code & (international | may_be_local))
        .then(number.str.slice(1))
        .when((number.str.len_bytes() == 10) & ~international & may_be_local)
        .then(number)
    )


@cache
def _is_possible(prefix: str) -> bool:
    """Whether numbers of the United States and Canada can begin so: the rest of such a number is free."""
    import phonenumbers

    number = phonenumbers.parse(f"+1{prefix}345678")
    return phonenumbers.region_code_for_number(number) in ("US", "CA")


def _calling_code(country: str) -> int:
    import phonenumbers

    return phonenumbers.country_code_for_region(country)


def _exactly(value: str, country: str) -> str | None:
    import phonenumbers

    try:
        number = phonenumbers.parse(value, country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
