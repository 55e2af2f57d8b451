"""What a person enters for an account: cleaned of what pasting brings along, and obvious mistakes told."""

from __future__ import annotations

import re

from mega_desktop.crm import System, looks_like_token

_INVISIBLE = re.compile(r"[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]+")
_QUOTES = "\"'`´“”„‘’«»"
_BEARER = re.compile(r"(?:authorization:)?(?:bearer:?|x-api-key:)", re.IGNORECASE)
_HEX = re.compile(r"[0-9a-f]*")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_MEGA, _MEGA_DIGITS = "mega_", 64
_FOXREACH = "otr_"


def clean_token(text: str) -> str:
    """The token alone: without white space, invisible characters, quotes and "Bearer "."""
    bare = _INVISIBLE.sub("", text).strip(_QUOTES)
    return _BEARER.sub("", bare, count=1).strip(_QUOTES) if _BEARER.match(bare) else bare


def clean_customer(text: str) -> str:
    """The customer id alone, in small letters as MEGA writes it."""
    return _INVISIBLE.sub("", text).strip(_QUOTES).lower()


def token_mistake(system: System, text: str) -> str:
    """What is obviously wrong with a token, as a sentence to show while typing; empty when nothing is."""
    token = clean_token(text)
    if not token:
        return f"Enter the {system.secret_word}."
    if looks_like_token(system, token):
        return ""
    return _foxreach_mistake(token) if system is System.FOXREACH else _mega_mistake(token)


def customer_mistake(text: str) -> str:
    """What is obviously wrong with a MEGA customer id, as a sentence; empty when nothing is."""
    customer = clean_customer(text)
    if not customer:
        return "Enter the customer id."
    if customer.startswith((_MEGA, _FOXREACH)):
        return "This is a token. The customer id looks like 1b4e28ba-2fa1-41d2-883f-0016d3cca427."
    if not _UUID.fullmatch(customer):
        return "A customer id looks like 1b4e28ba-2fa1-41d2-883f-0016d3cca427."
    return ""


def _mega_mistake(token: str) -> str:
    if token.startswith(_FOXREACH):
        return "This is a FoxReach key. A MEGA token starts with mega_."
    if token.startswith("mega_whsec_"):
        return "This is the secret of a webhook. Ask MEGA for an API token."
    if _UUID.fullmatch(token):
        return "This is a customer id. A MEGA token starts with mega_."
    if not token.startswith(_MEGA):
        return "A MEGA token starts with mega_."
    digits = token.removeprefix(_MEGA)
    if not _HEX.fullmatch(digits):
        return "After mega_ a MEGA token has only the digits 0 to 9 and the small letters a to f."
    return f"A MEGA token has {_MEGA_DIGITS} characters after mega_; this one has {len(digits)}."


def _foxreach_mistake(token: str) -> str:
    if token.startswith(_MEGA):
        return "This is a MEGA token. A FoxReach key starts with otr_."
    if not token.startswith(_FOXREACH):
        return "A FoxReach key starts with otr_."
    return (
        "The FoxReach key is not complete."
        if token == _FOXREACH
        else "A FoxReach key has no such characters."
    )
