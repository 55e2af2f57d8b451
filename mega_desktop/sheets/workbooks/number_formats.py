"""Number formats that change which digits a person sees: `00000` shows 1234 as 01234.

Only patterns of whole digits are applied (postal codes, phone and insurance numbers), and dates are told
from numbers. Currencies, percentages and decimals are imported as their value.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import cache

from mega_desktop.sheets.workbooks.calendars import (
    BUILT_IN_DATES,
    BUILT_IN_DURATION,
    is_date_format,
    is_duration_format,
)

Format = Callable[[int], str]

_OTHER_SCRIPTS = re.compile(r"[\u0e00-\u0e7f\u3000-\u9fff\uac00-\ud7af]")
"""Thai, Japanese, Chinese and Korean words in dates; often without quotation marks."""

_THAI_DATES, _THAI_DURATION = range(71, 82), 79

_CONDITION = re.compile(r"^\[(<=|>=|<|>|=|<>)(\d+)\]")
_DECORATION = re.compile(r"\[[^\]]*\]|_.|\*.")
_TOKEN = re.compile(r'"([^"]*)"|\\(.)|([0#?])|([-+() /.:])|(.)', re.DOTALL)
_COMPARE: dict[str, Callable[[int, int], bool]] = {
    "<=": int.__le__,
    ">=": int.__ge__,
    "<": int.__lt__,
    ">": int.__gt__,
    "=": int.__eq__,
    "<>": int.__ne__,
}
_SHOWN = re.compile(r"^[-+() /.:\d]+$")


class Kind(Enum):
    """What a number stands for."""

    NUMBER = "number"
    DATE = "date"
    DURATION = "duration"


@dataclass(frozen=True)
class NumberFormat:
    """What a format code says.

    Attributes:
        digits: Writes whole numbers of zero or more, where the format does so in its own way.
        zeros: To so many digits it fills them up with zeros, if that is all it does.
    """

    kind: Kind
    digits: Format | None = None
    zeros: int = 0


@cache
def number_format(code: str) -> NumberFormat:
    """The meaning of a format code as in the styles part."""
    bare = _OTHER_SCRIPTS.sub("", code)
    if is_date_format(bare):
        return NumberFormat(Kind.DURATION if is_duration_format(bare) else Kind.DATE)
    zeros = len(code) if len(code) > 1 and set(code) == {"0"} else 0
    return NumberFormat(Kind.NUMBER, digit_format(code), zeros)


def built_in_format(number: int) -> NumberFormat:
    """One of the formats that files only name by number (ECMA-376 part 1, 18.8.30)."""
    if number in {BUILT_IN_DURATION, _THAI_DURATION}:
        return NumberFormat(Kind.DURATION)
    is_date = number in BUILT_IN_DATES or number in _THAI_DATES
    return NumberFormat(Kind.DATE if is_date else Kind.NUMBER)


def digit_format(code: str) -> Format | None:
    """How `code` shows a whole number of zero or more; None when it shows it as any number is shown.

    Args:
        code: A format code as in the styles part: `00000`, `[<=9999999]###\\-####;\\(###\\)\\ ###\\-####`.
    """
    sections = code.split(";")[:2]
    patterns = []
    for section in sections:
        condition = _CONDITION.match(section)
        signs = _signs(_DECORATION.sub("", section))
        if signs is not None:
            patterns.append((condition, signs))
        elif condition or section is sections[0]:
            return None
    has_conditions = any(condition for condition, _ in patterns)
    patterns = patterns if has_conditions else patterns[:1]
    if not patterns or not any(_changes_digits(signs) for _, signs in patterns):
        return None
    return lambda value: _shown(value, patterns)


def _signs(section: str) -> list[str] | None:
    """The section as placeholders ("0", "#") and literals; None when it is no pattern of whole digits."""
    signs: list[str] = []
    for quoted, escaped, placeholder, literal, other in _TOKEN.findall(section):
        if other:
            return None
        if placeholder:
            signs.append("#" if placeholder == "?" else placeholder)
        else:
            signs.extend(f"'{sign}" for sign in quoted or escaped or literal)
    digits = [position for position, sign in enumerate(signs) if sign in "0#"]
    if not digits:
        return None
    # "0.00" and "# ?/?" are decimals and fractions.
    inner = signs[digits[0] : digits[-1]]
    is_split = any(t in {"'.", "'/"} for t in inner) and len(digits) < 7
    return None if is_split else signs


def _changes_digits(signs: list[str]) -> bool:
    """More than one certain digit, or signs in between or before as in phone numbers."""
    digits = sum(1 for sign in signs if sign in "0#")
    return signs.count("0") > 1 or (digits >= 7 and len(signs) > digits) or signs[0] == "'+"


def _shown(value: int, patterns: list[tuple[re.Match[str] | None, list[str]]]) -> str:
    for condition, signs in patterns:
        if condition is None or _COMPARE[condition[1]](value, int(condition[2])):
            text = _filled(str(value), signs)
            # "+0;-0" shows the sign of a score; a plus before so many digits is a phone's.
            is_score = text.startswith("+") and value < 10**6
            return text if _SHOWN.match(text) and not is_score else str(value)
    return str(value)


def _filled(digits: str, signs: list[str]) -> str:
    """The digits in their places, from the right; the first place takes those that are left over."""
    first = next(position for position, sign in enumerate(signs) if sign in "0#")
    shown: list[str] = []
    left = digits if digits != "0" else ""
    for position in range(len(signs) - 1, -1, -1):
        sign = signs[position]
        if sign not in "0#":
            shown.append(sign[1:])
        elif position == first:
            shown.append(left or ("0" if sign == "0" else ""))
        else:
            shown.append(left[-1:] or ("0" if sign == "0" else ""))
            left = left[:-1]
    return "".join(reversed(shown)).strip()
