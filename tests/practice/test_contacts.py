"""How the server recognises people."""

from __future__ import annotations

import pytest

from mega_desktop.practice.contacts import email_key, is_email, phone_key, searched_digits, stored_phone


def test_emails_are_compared_without_case_and_spaces() -> None:
    assert email_key(" Ana.Ruiz+tag@Example.COM ") == "ana.ruiz+tag@example.com"


@pytest.mark.parametrize(
    ("phone", "key"),
    [
        ("(503) 555-0142", "5035550142"),
        ("+1 503 555 0142", "5035550142"),
        ("+44 20 7946 0958", "2079460958"),
        ("555-0142", None),
        ("", None),
        ("٥٠٣٥٥٥٠١٤٢", None),
    ],
)
def test_phones_are_compared_by_their_last_ten_digits(phone: str, key: str | None) -> None:
    assert phone_key(phone) == key


@pytest.mark.parametrize(
    ("phone", "stored"),
    [
        ("(503) 555-0142", "+15035550142"),
        ("1-503-555-0142", "+15035550142"),
        ("+44 20 7946 0958", "+442079460958"),
        ("020 7946 0958", "020 7946 0958"),
        (" 555-0142 ", "555-0142"),
    ],
)
def test_plain_numbers_are_kept_in_e164(phone: str, stored: str) -> None:
    assert stored_phone(phone) == stored


@pytest.mark.parametrize("text", ["a@b.example", "a.b+c@d-e.example.com", "!#$%&'*+-/=?^_`{|}~@x.example"])
def test_addresses_are_taken(text: str) -> None:
    assert is_email(text)


@pytest.mark.parametrize(
    "text", ["", "a", "a@b", "a@@b.example", "a b@c.example", "a@.example", "@b.example", "a@b."]
)
def test_what_is_no_address_is_not(text: str) -> None:
    assert not is_email(text)


def test_only_text_that_can_be_a_phone_is_searched_by_its_digits() -> None:
    assert searched_digits("+1 (503) 555-01") == "150355501"
    assert searched_digits("+1 503 555 0142") == "5035550142"
    assert searched_digits("unit 5") is None
    assert searched_digits("-") is None
