"""How the server recognises a person: by the email address, and by the last ten digits of the phone."""

from __future__ import annotations

import re

_NOT_DIGITS = re.compile(r"[^0-9]")
_PHONE_ONLY = re.compile(r"[0-9\s()+./-]+")
_EMAIL = re.compile(r"[^\s@]+@[^\s@.]+(\.[^\s@.]+)+")

KEY_DIGITS = 10


def email_key(email: str) -> str:
    """What two addresses are compared by: without surrounding spaces, in lower case."""
    return email.strip().lower()


def phone_key(phone: str) -> str | None:
    """What two phone numbers are compared by: the last ten digits, or None when there are fewer."""
    digits = _NOT_DIGITS.sub("", phone)
    return digits[-KEY_DIGITS:] if len(digits) >= KEY_DIGITS else None


def is_email(text: str) -> bool:
    """Whether text has the shape of an address: something, one @, a domain with a dot, no spaces."""
    return _EMAIL.fullmatch(text) is not None


def stored_phone(phone: str) -> str:
    """The form a phone is kept in: E.164 where the number is plainly North American or has a "+"."""
    digits = _NOT_DIGITS.sub("", phone)
    if phone.lstrip().startswith("+") and digits:
        return f"+{digits}"
    if len(digits) == KEY_DIGITS:
        return f"+1{digits}"
    if len(digits) == KEY_DIGITS + 1 and digits.startswith("1"):
        return f"+{digits}"
    return phone.strip()


def search_text(name: str | None, phone: str | None, email: str | None) -> str:
    """What a free-text search looks into: without regard to case, and phones by their digits."""
    return f"{name or ''}\n{email or ''}\n{_NOT_DIGITS.sub('', phone or '')}".casefold()


def searched_digits(text: str) -> str | None:
    """The digits of a search that can only mean a phone number, however it is written; else None."""
    if not _PHONE_ONLY.fullmatch(text):
        return None
    digits = _NOT_DIGITS.sub("", text)
    return digits[-KEY_DIGITS:] or None
