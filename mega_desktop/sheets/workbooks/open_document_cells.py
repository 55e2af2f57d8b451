"""One cell of an OpenDocument spreadsheet: its value, and the text that the person sees."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

_TABLE, _OFFICE, _TEXT = (
    f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}" for name in ("table", "office", "text")
)
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_TYPE, _CALC_TYPE = f"{_OFFICE}value-type", f"{_CALC}value-type"
_NUMBERS = ("float", "percentage", "currency")
_VALUES = {kind: f"{_OFFICE}{kind}-value" for kind in ("date", "time", "boolean", "string")}
_VALUES |= dict.fromkeys(_NUMBERS, f"{_OFFICE}value")
_FORMULA = f"{_TABLE}formula"
_ROWS, _COLUMNS = f"{_TABLE}number-rows-spanned", f"{_TABLE}number-columns-spanned"
_PARAGRAPHS = {f"{_TEXT}p", f"{_TEXT}h"}
_BLANKS, _TAB, _BREAK = f"{_TEXT}s", f"{_TEXT}tab", f"{_TEXT}line-break"
_RUNS = {f"{_TEXT}{name}" for name in ("span", "a", "meta", "meta-field", "ruby", "ruby-base", "date", "time",
                                       "sheet-name", "title", "page-number", "file-name")}  # fmt: skip

MAX_BLANKS = 32_767
MOST_DIGITS = 1e15
PHONE_DIGITS = 7
_BLANK, _TABULATOR, _LINE_FEED = "\x01", "\x02", "\x03"
_MEANT = {ord(_BLANK): " ", ord(_TABULATOR): "\t", ord(_LINE_FEED): "\n"}
_ERROR = re.compile(r"#(N/A|DIV/0!|REF!|VALUE!|NAME\?|NUM!|NULL!)|Err:\d{3}")
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d:\d\d)(?:[.,](\d+))?)?Z?")
_LENGTH = re.compile(r"PT?(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,](\d+))?S)?")
_LAST_LINE_END = re.compile(r"[ \t]*[\r\n][ \t\r\n]*$")
_SPACE = re.compile(r"[ \t\r\n]+")
_THOUSANDS = re.compile(r"\d{1,3}(?:([ .,'\u00a0\u202f])\d{3})(?:\1\d{3})*")
_DIGIT_SIGNS = re.compile(r"[-+() /.\d\u2010\u2011]+")
_NO_DIGIT = re.compile(r"\D")


class Cell(NamedTuple):
    """A cell that holds something.

    Attributes:
        number: Of numbers; `text` then only says how its digits are shown, if they are shown otherwise.
        text: As it is shown; the error's name for errors.
    """

    text: str | None = None
    number: float | None = None
    is_error: bool = False
    is_uncalculated: bool = False
    is_odd_date: bool = False


def read_cell(element: Any, attributes: Mapping[str, str]) -> Cell | None:
    """What a `table:table-cell` holds; None when it holds nothing.

    Args:
        attributes: Those of `element`, which are slow to ask it for one by one.

    Raises:
        ValueError: A number in it is none.
    """
    shown = _shown(element)
    has_formula = _FORMULA in attributes
    if attributes.get(_CALC_TYPE) == "error" or (has_formula and _ERROR.fullmatch(shown)):
        return Cell(text=shown or "#ERROR!", is_error=True)
    kind = attributes.get(_TYPE, "")
    value = attributes.get(_VALUES.get(kind, ""))
    if value is not None:
        return _of_value(kind, value, shown)
    if has_formula and not shown:
        return Cell(is_uncalculated=True)
    return Cell(text=shown) if shown else None


def rows_merged(attributes: Mapping[str, str]) -> int:
    """Rows of the merged area that begins with a cell of these attributes; 0 when none does."""
    rows, columns = int(attributes.get(_ROWS, 1)), int(attributes.get(_COLUMNS, 1))
    return rows if rows > 1 or columns > 1 else 0


def _of_value(kind: str, value: str, shown: str) -> Cell | None:
    if kind == "string":
        return Cell(text=value or shown) if value or shown else None
    if kind == "boolean":
        return Cell(text=value.upper())
    if kind in _NUMBERS:
        number = float(value)
        is_finite = math.isfinite(number)
        return (
            Cell(number=number, text=_digits_shown(number, shown)) if is_finite else Cell(text=shown or value)
        )
    text = _moment(value) if kind == "date" else _length(value)
    return Cell(text=text or shown or value, is_odd_date=text is None)


def _shown(element: Any) -> str:
    """The paragraphs of a cell, a line each; its comment and drawings are none."""
    return "\n".join([_paragraph(child) for child in element if child.tag in _PARAGRAPHS])


def _paragraph(element: Any) -> str:
    """Blanks run together, as in a web page; those that count have elements of their own."""
    if not len(element):
        return _collapsed(element.text or "")
    pieces: list[str] = []
    _collect(element, pieces)
    return _collapsed("".join(pieces)).translate(_MEANT)


def _collapsed(text: str) -> str:
    if "  " not in text and text == text.strip() and "\n" not in text:
        return text
    return _SPACE.sub(" ", _LAST_LINE_END.sub("", text)).lstrip(" ")


def _collect(element: Any, pieces: list[str]) -> None:
    """The text of an element and those within it, blanks that count as characters that XML cannot hold."""
    pieces.append(element.text or "")
    for child in element:
        if child.tag == _BLANKS:
            pieces.append(_BLANK * min(int(child.get(f"{_TEXT}c", "1")), MAX_BLANKS))
        elif child.tag == _TAB:
            pieces.append(_TABULATOR)
        elif child.tag == _BREAK:
            pieces.append(_LINE_FEED)
        elif child.tag in _RUNS:
            _collect(child, pieces)
        pieces.append(child.tail or "")


def _digits_shown(number: float, shown: str) -> str | None:
    """`shown` where it has the digits of a whole number with zeros before or signs between, as phones have.

    Digits in groups of three are those of any large number, and a sign before few digits that of a score.
    """
    if not 0 <= number < MOST_DIGITS or not number.is_integer():
        return None
    plain = str(int(number))
    if shown == plain or not _DIGIT_SIGNS.fullmatch(shown):
        return None
    digits = _NO_DIGIT.sub("", shown)
    if (digits.lstrip("0") or "0") != plain or _THOUSANDS.fullmatch(shown):
        return None
    has_zeros = shown == digits
    return shown if has_zeros or len(digits) >= PHONE_DIGITS else None


def _moment(value: str) -> str | None:
    """`2026-02-03T12:00:01.5` as a date, with its time unless that is midnight; None for what is no date."""
    found = _MOMENT.fullmatch(value)
    if not found:
        return None
    day, time, fraction = found.groups(default="")
    try:
        moment = dt.datetime.fromisoformat(f"{day}T{time or '00:00:00'}")
        if fraction[:1] >= "5":
            moment += dt.timedelta(seconds=1)
    except (ValueError, OverflowError):
        return None
    text = moment.isoformat(" ")
    return text.removesuffix(" 00:00:00")


def _length(value: str) -> str | None:
    """`PT10H30M00S` as `10:30:00`; None for what is no length of time, or is below zero."""
    found = _LENGTH.fullmatch(value)
    if not found:
        return None
    days, hours, minutes, seconds = (int(number) for number in found.groups(default="0")[:4])
    rounded = (found[5] or "")[:1] >= "5"
    total = ((days * 24 + hours) * 60 + minutes) * 60 + seconds + rounded
    return f"{total // 3600:02}:{total // 60 % 60:02}:{total % 60:02}"
