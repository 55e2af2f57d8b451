"""What people paste is cleaned, and obvious mistakes are told in a sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mega_desktop.accounts import clean_customer, clean_token, customer_mistake, token_mistake
from mega_desktop.crm import System

MEGA = "mega_" + "0123456789abcdef" * 4
FOX = "otr_Ab3-x_9"
CUSTOMER = "0f4c1c1e-7a0b-4e0e-8a1c-2b9d8b7a6c5d"


@pytest.mark.parametrize(
    "pasted",
    [
        f"  {MEGA}\n",
        f'"{MEGA}"',
        f"'{MEGA}' ",
        f"“{MEGA}”",
        f"Bearer {MEGA}",
        f"bearer  {MEGA}",
        f"Authorization: Bearer {MEGA}",
        f'"Bearer {MEGA}"',
        f"{MEGA[:30]}\n{MEGA[30:]}",
        f"\ufeff{MEGA}\u200b",
    ],
)
def test_what_pasting_brings_along_is_dropped(pasted: str) -> None:
    assert clean_token(pasted) == MEGA
    assert token_mistake(System.MEGA, pasted) == ""


def test_a_foxreach_key_is_cleaned_too() -> None:
    assert clean_token(f" X-API-Key: {FOX}") == FOX
    assert token_mistake(System.FOXREACH, f"'{FOX}'") == ""


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = clean_token(text)
    assert not any(c.isspace() for c in once)
    assert token_mistake(System.MEGA, text) == token_mistake(System.MEGA, once)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Enter the token"),
        (" ", "Enter the token"),
        (FOX, "FoxReach key"),
        (CUSTOMER, "customer id"),
        ("0123456789abcdef", "starts with mega_"),
        (MEGA[:-1], "64 characters after mega_; this one has 63"),
        (MEGA + "0", "this one has 65"),
        (MEGA[:-1] + "g", "0 to 9 and the small letters a to f"),
        (MEGA.upper().replace("MEGA", "mega"), "small letters"),
        ("mega_whsec_0123456789", "secret of a webhook"),
    ],
)
def test_obvious_mistakes_in_a_mega_token_are_told(text: str, said: str) -> None:
    assert said in token_mistake(System.MEGA, text)


@pytest.mark.parametrize(
    ("text", "said"), [("", "Enter"), (MEGA, "MEGA token"), ("abc", "otr_"), ("otr_", "complete")]
)
def test_obvious_mistakes_in_a_foxreach_key_are_told(text: str, said: str) -> None:
    assert said in token_mistake(System.FOXREACH, text)


@pytest.mark.parametrize("text", [CUSTOMER, f" {CUSTOMER.upper()}\n", f'"{CUSTOMER}"'])
def test_a_customer_id_is_a_uuid(text: str) -> None:
    assert customer_mistake(text) == ""
    assert clean_customer(text) == CUSTOMER


@pytest.mark.parametrize(
    ("text", "said"), [("", "Enter"), (MEGA, "token"), ("12345", "looks like"), (CUSTOMER[:-1], "looks")]
)
def test_obvious_mistakes_in_a_customer_id_are_told(text: str, said: str) -> None:
    assert said in customer_mistake(text)
