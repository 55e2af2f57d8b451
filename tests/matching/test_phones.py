"""Phones become E.164 where they are complete numbers, and stay as they stand where they are not."""

from __future__ import annotations

import random

import phonenumbers
import polars as pl
import pytest

from mega_desktop.matching.phones import clean_phones_to_e164, countries, is_country
from mega_desktop.matching.remarks import Remark

FROM_THE_STATES = [
    ("(206) 555-0152", "+12065550152"),
    ("1-206-555-0152", "+12065550152"),
    ("+1 206 555 0152", "+12065550152"),
    ("p:+12065550152", "+12065550152"),
    ("12065550152.0", "+12065550152"),
    ("206-555-0152 ext. 12", "+12065550152"),
    ("+442079460958", "+442079460958"),
    ("+44 (0)20 7946 0958", "+442079460958"),
    ("011 44 20 7946 0958", "+442079460958"),
    ("555-0152", None),
    ("999-555-0152", None),
    ("020 7946 0958", None),
    ("+1 206 555", None),
]
FROM_ELSEWHERE = [
    ("GB", "020 7946 0958", "+442079460958"),
    ("GB", "0044 20 7946 0958", "+442079460958"),
    ("GB", "+1 206 555 0152", "+12065550152"),
    ("GB", "206 555 0152", None),
    ("DE", "030/1234567", "+49301234567"),
    ("IT", "06 1234 5678", "+390612345678"),
    ("CA", "(604) 555-0123", "+16045550123"),
]


def cell(value: str) -> pl.Series:
    return pl.Series([value])


@pytest.mark.parametrize(
    ("country", "typed", "sent"), [("US", *case) for case in FROM_THE_STATES] + FROM_ELSEWHERE
)
def test_a_complete_number_becomes_e164(country: str, typed: str, sent: str | None) -> None:
    cleaned = clean_phones_to_e164(cell(typed), country)
    assert cleaned.values.item() == (sent or typed)
    assert cleaned.problems.item() is None
    assert cleaned.remarks.get(Remark.NO_PHONE, 0) == (0 if sent else 1)


def test_what_cannot_be_a_phone_keeps_its_problem() -> None:
    cleaned = clean_phones_to_e164(pl.Series(["call me", None, "2065550152"]), "US")
    assert cleaned.values.to_list() == ["call me", None, "+12065550152"]
    assert cleaned.problems.to_list() == ["phone has letters in it", None, None]
    assert cleaned.remarks == {}


def test_the_fast_path_says_what_the_exact_library_says() -> None:
    rng = random.Random(4)
    typed = [f"{rng.randrange(2_000_000_000, 10_000_000_000)}" for _ in range(300)]
    typed += [f"+1{rng.randrange(2_000_000_000, 10_000_000_000)}" for _ in range(300)]
    made = clean_phones_to_e164(pl.Series(typed), "US").values
    for value, sent in zip(typed, made, strict=True):
        number = phonenumbers.parse(value, "US")
        exact = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        assert sent == (exact if phonenumbers.is_valid_number(number) else value)


def test_every_country_that_can_be_chosen_is_known() -> None:
    assert {"US", "DE", "GB", "MX"} <= set(countries())
    assert all(is_country(code) for code in countries())


def test_a_country_is_known_by_its_two_letters() -> None:
    assert [is_country(c) for c in ("US", "DE", "us", "XX", "")] == [True, True, False, False, False]
