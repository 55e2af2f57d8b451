"""What the values of a column look like."""

from __future__ import annotations

import polars as pl

from mega_desktop.sheets.table import ColumnKind

SAMPLE = 2_000
"""Values looked at in a column; spread over its whole length."""

PHONE_HEADER = r"(?i)phone|mobile|\bcell|\btel\b|telefon|t[eé]l[eé]f|handy|whats|celular|\bfax\b|\bsms\b"

_EMAIL = r"^[^@\s]+@[^@\s]+\.[^@\s]+$"
_DATE = (
    r"^\d{4}-\d{1,2}-\d{1,2}([ T]\d{1,2}:\d{2}.*)?$"
    r"|^\d{1,2}[/.\-]\d{1,2}[/.\-](\d{4}|\d{2})([ ,].*)?$"
    r"|^\d{4}/\d{1,2}/\d{1,2}"
    r"|^(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* \d{1,2},? \d{4}"
)
_BOOLEAN = r"(?i)^(true|false|yes|no|ja|nein|wahr|falsch|oui|non)$"
_NUMBER = r"^[-+]?[$€£]? ?(\d+|\d{1,3}([,. ]\d{3})+)([.,]\d+)?([eE][-+]?\d+)?[ ]?[%€]?$"
_PHONE = (
    r"^(p:|tel:)?['’]?(\+|00|\(|\d)[\d\s().\-/\u{a0}\u{2010}-\u{2015}]{5,22}\d\)?( ?(x|ext\.?|#) ?\d{1,6})?$"
)
# The North American ten digits, which no price and few ids look like.
_BARE_PHONE = r"^1?[2-9]\d{2}[2-9]\d{6}$"
# What is left of a long number that was shown in too narrow a column.
EXPONENT = r"^\s*[-+]?\d([.,]\d+)?[eE]\+?\d{1,3}\s*$"
_BARE = r"^\d+$"


def kind_of(values: pl.Series, header: str) -> ColumnKind:
    """What most filled cells of a column hold.

    Args:
        values: Its cells; nulls are empty ones.
    """
    filled = values.drop_nulls()
    if filled.is_empty():
        return ColumnKind.EMPTY
    sample = filled.gather_every(max(1, filled.len() // SAMPLE)).str.strip_chars()
    shares = _shares(sample, is_phone_column=says_phone(header))
    kind, share = max(shares.items(), key=lambda item: item[1])
    return kind if share > 0.5 else ColumnKind.TEXT


def says_phone(header: str) -> bool:
    """Whether a column's name says that it holds phone numbers."""
    return bool(pl.Series([header]).str.contains(PHONE_HEADER)[0])


def _shares(sample: pl.Series, *, is_phone_column: bool) -> dict[ColumnKind, float]:
    """Kind → the share of the values that look like it; earlier kinds win a tie."""
    value = pl.col("value")
    date = value.str.contains(_DATE)
    number, bare = value.str.contains(_NUMBER), value.str.contains(_BARE)
    exponent = value.str.contains(EXPONENT)
    digits = value.str.replace_all(r"\D", "").str.len_chars()
    written = value.str.contains(_PHONE) & digits.is_between(7, 15) & ~date
    phone = written if is_phone_column else written & (~bare | value.str.contains(_BARE_PHONE))
    checks = {
        ColumnKind.EMAIL: value.str.contains(_EMAIL),
        ColumnKind.DATE: date,
        ColumnKind.PHONE: (phone & ~(number & ~bare)) | (exponent & is_phone_column),
        ColumnKind.NUMBER: number,
        ColumnKind.BOOLEAN: value.str.contains(_BOOLEAN),
    }
    shares = sample.to_frame("value").select(check.mean().alias(kind) for kind, check in checks.items())
    return {kind: float(share or 0.0) for kind, share in zip(checks, shares.row(0), strict=True)}
