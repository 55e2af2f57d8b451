"""Numbers as text the way a person reads them: no exponent, no ".0", at most Excel's 15 digits."""

from __future__ import annotations

import re
from decimal import Decimal

MOST_DIGITS = 15
"""Digits that Excel keeps of a number."""

_EXPONENT = re.compile(r"[-+]?\d([.,]\d+)?[eE][-+]?\d{1,3}|#+")
_AMOUNT = re.compile(
    r"[^\w.,%-]*(?P<sign>-?)[^\w.,%-]*(?P<digits>\d[\d.,' \u00a0\u202f]*)\s?(?P<end>[^\w.,]?)"
)


def written(number: float) -> str:
    """What spreadsheet programs keep of a number (0.1 + 0.2 is 0.3), without an exponent where it fits."""
    if number == 0:
        return "0"
    if 1e-9 <= abs(number) < 10**MOST_DIGITS:
        return f"{Decimal(f'{number:.{MOST_DIGITS}g}'):f}"
    exact = repr(number).upper()
    return exact if "E" in exact else f"{number:.0f}"


def plain_number(stored: str) -> str | None:
    """The number that `stored` writes, "12065550100" for "1.20655501E10"; None when it is no number."""
    if stored.isascii() and stored.isdigit() and len(stored) <= MOST_DIGITS:
        return stored.lstrip("0") or "0"
    try:
        number = float(stored)
    except ValueError:
        return None
    if not abs(number) < 1e300:
        return None
    text = format(Decimal(f"{number:.{MOST_DIGITS}g}"), "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def number_behind(shown: str, stored: str) -> str | None:
    """The stored number where the shown text is only a shorter or dressed form of it; None to keep the text.

    "1.2E+10", "####", "$1,234.50" and "25%" are such forms; "01234", "(206) 555-0100" and dates are not.
    """
    number = plain_number(stored)
    if number is None or shown == number:
        return None
    if _EXPONENT.fullmatch(shown):
        return number
    amount = _AMOUNT.fullmatch(shown)
    if amount is None or (amount["digits"].isdigit() and amount["end"] != "%" and "." not in number):
        return None
    return number if any(_same(amount, number, decimal) for decimal in ".,") else None


def _same(amount: re.Match[str], number: str, decimal: str) -> bool:
    """Whether the amount is the number, rounded to the decimals shown."""
    whole, _, fraction = amount["digits"].rpartition(decimal)
    if not whole:
        whole, fraction = fraction, ""
    whole, fraction = re.sub(r"\D", "", whole), fraction.strip()
    if fraction and not fraction.isdigit():
        return False
    shown = Decimal(f"{amount['sign']}{whole}.{fraction or 0}")
    actual = Decimal(number) * (100 if amount["end"] == "%" else 1)
    return abs(shown - actual) <= Decimal(1).scaleb(-len(fraction)) / 2
