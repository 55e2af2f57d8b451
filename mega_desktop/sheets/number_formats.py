"""Number formats that change which digits a person sees: `00000` shows 1234 as 01234.

Only patterns of whole digits are applied (postal codes, phone and insurance numbers). Currencies,
percentages and decimals are imported as their value; dates are the reader's business.
"""

from __future__ import annotations

import re
from collections.abc import Callable

Format = Callable[[int], str]

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
