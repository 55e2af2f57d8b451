"""Headers are compared by what they say, however they are written."""

from __future__ import annotations

import pytest

from mega_desktop.matching.headers import Strength, plain, read, slug
from mega_desktop.matching.vocabulary import Meaning


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("\ufeffE-Mail", "email"),
        ("E-mail 1 - Value", "email 1 value"),
        ("ＦＩＲＳＴ＿ＮＡＭＥ", "first name"),
        ("First\nName", "first name"),
        ("Zip/Postal.Code", "zip postal code"),
        ("Straße", "strasse"),
        ("Imię", "imie"),
        ("leadSource", "lead source"),
    ],
)
def test_headers_are_compared_in_one_form(header: str, expected: str) -> None:
    assert plain(header) == expected


@pytest.mark.parametrize(
    ("header", "meaning"),
    [
        ("Ph#", Meaning.PHONE),
        ("Email2", Meaning.EMAIL),
        ("CELL\nPHONE #", Meaning.PHONE),
        ("Person - First name", Meaning.FIRST),
        ("Phone (Billing)", Meaning.PHONE),
        ("Borrower Last Name", Meaning.LAST),
        ("Förnamn", Meaning.FIRST),
        ("Nazwisko", Meaning.LAST),
        ("Numer telefonu", Meaning.PHONE),
        ("APELLIDO PATERNO", Meaning.LAST),
        ("Name (First)", Meaning.FIRST),
        ("Full Name - Last Name", Meaning.LAST),
        ("Hi! What's your first name?", Meaning.FIRST),
        ("Client Last", Meaning.LAST),
        ("CUST_PHN_NBR", Meaning.PHONE),
        ("Celular/WhatsApp", Meaning.PHONE),
    ],
)
def test_a_name_for_it_is_understood(header: str, meaning: Meaning) -> None:
    reading = read(header)
    assert (reading.meaning, reading.strength) == (meaning, Strength.NAMED)


@pytest.mark.parametrize(
    ("header", "meaning"),
    [
        ("Fisrt Nmae", Meaning.FIRST),
        ("Last Nam", Meaning.LAST),
        ("Phne Nubmer", Meaning.PHONE),
        ("Emial", Meaning.EMAIL),
    ],
)
def test_slips_of_the_pen_are_forgiven_but_known_as_such(header: str, meaning: Meaning) -> None:
    reading = read(header)
    assert (reading.meaning, reading.strength) == (meaning, Strength.NEAR)


@pytest.mark.parametrize(
    "header", ["List Name", "File Name", "Last Call", "First Name 2", "Last Contact", "Game", "Mall", "Sell"]
)
def test_words_that_only_look_like_one_are_none(header: str) -> None:
    assert read(header).meaning is None


@pytest.mark.parametrize(
    "header", ["Spouse Email", "Fax", "Email Opt Out", "Agent Phone", "Co-Borrower Name", "Phone Type"]
)
def test_what_is_not_the_leads_own_is_barred(header: str) -> None:
    assert read(header).barred


def test_of_several_phones_the_mobile_comes_first_and_a_second_one_last() -> None:
    ranks = [
        read(h).rank for h in ("Mobile", "Primary phone", "Phone", "Work phone", "Home phone", "Phone 2")
    ]
    assert ranks == sorted(ranks)
    assert len(set(ranks)) == len(ranks)


def test_a_digit_stays_where_it_is_in_a_slug() -> None:
    assert slug("Address1") == "address1"
