"""JSON that leaves no room for doubt: what two readers could understand differently is refused."""

from __future__ import annotations

import json
import math
from typing import NoReturn

MAX_DIGITS = 20
"""Whole numbers with more digits are nothing a CRM has to say."""


def parse(body: bytes) -> object:
    """The value that `body` holds.

    Raises:
        ValueError: Not UTF-8 (or with a byte order mark), cut off, a key twice in one object, NaN or
            Infinity, a number out of reason, or nested absurdly deep. Its text never quotes the body.
    """
    try:
        return json.loads(
            body.decode("utf-8"),
            object_pairs_hook=_unique,
            parse_constant=_no_constant,
            parse_int=_whole,
            parse_float=_finite,
        )
    except UnicodeDecodeError:
        raise ValueError("not UTF-8") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON at character {error.pos}") from None
    except RecursionError:
        raise ValueError("nested too deep") from None


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("the same key twice in one object")
    return found


def _no_constant(_name: str) -> NoReturn:
    raise ValueError("NaN or Infinity")


def _whole(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise ValueError("a whole number out of reason")
    return int(digits)


def _finite(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise ValueError("a number out of reason")
    return value
