"""What the CRM knows people by, and when two values of a field are the same (dev.gomega.ai, push leads)."""

from __future__ import annotations

import polars as pl

from mega_desktop.crm import PHONE_DIGITS, Field, FieldKind


def field_of(fields: tuple[Field, ...], kind: FieldKind) -> str | None:
    """The key of the field that holds the person's email or phone; None when it is not in use."""
    return next((f.key for f in fields if f.kind is kind), None)


def email_key(email: pl.Expr) -> pl.Expr:
    """Without spaces around it, in lower case; null when nothing is left."""
    key = email.str.strip_chars().str.to_lowercase()
    return pl.when(key != "").then(key)


def phone_key(phone: pl.Expr) -> pl.Expr:
    """The last ten digits; null with fewer."""
    digits = phone.str.replace_all("[^0-9]", "")
    return pl.when(digits.str.len_bytes() >= PHONE_DIGITS).then(digits.str.tail(PHONE_DIGITS))


def is_same(kind: FieldKind, sent: pl.Expr, there: pl.Expr) -> pl.Expr:
    """Whether a lead that has `there` would look as before with `sent`; null where one of them is."""
    return _comparable(kind, sent) == _comparable(kind, there)


def whole_number(phone: pl.Expr) -> pl.Expr:
    """All digits, without the 00 of a call abroad and the 1 of North America, which MEGA adds by itself.

    Ten digits after a plus are a whole foreign number, so there the plus stays.
    """
    return (
        phone.str.replace_all("[^0-9+]", "")
        .str.replace("^00", "+")
        .str.replace(r"^\+?1([0-9]{10})$", "$1")
        .str.replace(r"^\+([0-9]{0,9}|[0-9]{11,})$", "$1")
    )


def _comparable(kind: FieldKind, value: pl.Expr) -> pl.Expr:
    text = value.str.strip_chars()
    if kind is FieldKind.PHONE:
        return whole_number(text)
    lower = text.str.to_lowercase()
    if kind in {FieldKind.EMAIL, FieldKind.OWNER}:
        return lower
    # Spreadsheets write TRUE where a CRM has true.
    return pl.when(lower.is_in(["true", "false"])).then(lower).otherwise(text)
