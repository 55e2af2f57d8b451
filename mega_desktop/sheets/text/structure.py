"""What a piece of separated text is made of, found by looking at its bytes as one array.

A reader of separated text takes what it finds: a quotation mark in the wrong place swallows rows, and
nobody counts the cells of a row. So every piece is looked at first. Nothing is taken apart here: a few
counts over the bytes tell that a piece is in order, which nearly all are, and only the others cost more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mega_desktop.sheets.cell_notes import ERRORS
from mega_desktop.sheets.text.survey import double_encoded

Bytes = npt.NDArray[np.uint8]
Places = npt.NDArray[np.int64]

_NONE: Places = np.empty(0, np.int64)

TAB, LF, CR, SPACE, QUOTE = 9, 10, 13, 32, 34
FIRST_LEAD = 0xC2
"""From here on bytes are the first of a character of UTF-8 that has several."""

WINDOW_BYTES = 2**18
"""What is looked at in one go: comparing it leaves it in the processor's cache."""

DENSE = 8
"""Where more than one byte in so many is quoted, counting along the whole piece is the cheaper way."""

_LITTER = {
    # No-break space and soft hyphen.
    0xC2: ((0xA0, 0x00, 0xFF), (0xAD, 0x00, 0xFF)),
    # The ogham space mark.
    0xE1: ((0x9A, 0x80, 0x80),),
    # U+2000 to U+200F, U+202A to U+202F, U+2060 to U+206F.
    0xE2: ((0x80, 0x80, 0x8F), (0x80, 0xAA, 0xAF), (0x81, 0xA0, 0xAF)),
    # The ideographic space.
    0xE3: ((0x80, 0x80, 0x80),),
    # Full-width signs and the byte order mark.
    0xEF: ((0xBC, 0x80, 0xBF), (0xBB, 0xBF, 0xBF)),
}
"""Invisible, full-width and unusual blank characters in UTF-8: first byte → second, bounds of the third."""

_TWICE = {0xC3: ((0x82, 0xC2, 0xE2), (0x83, 0xC2, 0xE2), (0xA2, 0xC2, 0xE2))}
"""Likewise what UTF-8 that was taken for another encoding and made UTF-8 once more begins with."""

_ERROR = re.compile(b"#(?:" + b"|".join(re.escape(error[1:].encode()) for error in ERRORS) + b")")


@dataclass(frozen=True)
class Structure:
    """What was found in a piece of text that ends with a line.

    Attributes:
        is_plain: No NUL, no other way of ending lines than one line feed or carriage return and line feed,
            no escape sequence, no mark of the end, and no letters that were made UTF-8 twice.
        is_sound: Quotation marks open and close whole cells, and none is left open.
        is_clean: No invisible, full-width or unusual blank character, no error of Excel's, and no formula
            that is a text (`="0123"`).
        lines: How many there are; a quoted cell may hold several.
    """

    is_plain: bool
    is_sound: bool
    is_clean: bool
    lines: int


def examine(piece: bytes, separator: str) -> Structure:
    """Looks at a piece of a text file.

    Args:
        piece: Whole records; only the file's last may lack its line end.
        separator: One ASCII character.
    """
    content = np.frombuffer(piece, np.uint8)
    signs = _Signs()
    for start in range(0, content.size, WINDOW_BYTES):
        signs.add(content, start)
    return Structure(
        is_plain=_is_plain(piece, signs),
        is_sound=_is_sound(content, np.concatenate([_NONE, *signs.quotes]), ord(separator)),
        is_clean=_is_clean(piece, signs),
        lines=signs.feeds + (not piece.endswith(b"\n")),
    )


class _Signs:
    """The bytes of a piece that tell something: how many there are of each.

    Attributes:
        quotes: Places of the quotation marks, in several arrays.
        controls: Those before the space; `feeds`, `returns` and `tabs` are among them.
        line_ends: Carriage returns with a line feed behind them.
        has_litter: There is what is not clean beyond ASCII.
        may_be_twice: There may be letters that were made UTF-8 twice.
    """

    def __init__(self) -> None:
        self.quotes: list[Places] = []
        self.controls = self.feeds = self.returns = self.line_ends = self.tabs = 0
        self.has_litter = self.may_be_twice = False

    def add(self, content: Bytes, start: int) -> None:
        """Takes the window of `content` that begins at `start`."""
        window = content[start : start + WINDOW_BYTES]
        # All that may tell something in one comparison: as signed numbers, bytes beyond ASCII are negative.
        places = np.flatnonzero(window.view(np.int8) <= QUOTE) + start
        signs = content[places]
        returns = places[np.flatnonzero(signs == CR)]
        self.controls += _count(signs < SPACE)
        self.feeds += _count(signs == LF)
        self.tabs += _count(signs == TAB)
        self.returns += returns.size
        self.line_ends += _count(content[np.minimum(returns + 1, content.size - 1)] == LF)
        self.quotes.append(places[np.flatnonzero(signs == QUOTE)])
        beyond = np.flatnonzero(signs >= FIRST_LEAD)
        places, leads = places[beyond], signs[beyond]
        self.has_litter |= _has_any(content, places, leads, _LITTER)
        self.may_be_twice |= _has_any(content, places, leads, _TWICE)


@dataclass(frozen=True)
class Records:
    """What a sound piece holds.

    Attributes:
        count: Rows, of which a quoted cell may hold line feeds.
        separators: Those between cells.
        has_quoted_return: A quoted cell holds a carriage return.
    """

    count: int
    separators: int
    has_quoted_return: bool


def records_of(piece: bytes, separator: str) -> Records:
    """Counts the records of a sound piece and its cells."""
    content = np.frombuffer(piece, np.uint8)
    quoted_feeds, quoted_separators = _quoted(content, _quotes(piece, content), ord(separator))
    return Records(
        count=_occurrences(content, LF) + (not piece.endswith(b"\n")) - quoted_feeds,
        separators=_occurrences(content, ord(separator)) - quoted_separators,
        has_quoted_return=quoted_feeds > 0 and b"\r" in piece,
    )


def cells_of_records(piece: bytes, separator: str) -> npt.NDArray[np.int64]:
    """How many cells each record of a sound piece has."""
    content = np.frombuffer(piece, np.uint8)
    is_quoted = np.bitwise_xor.accumulate(content == QUOTE)
    ends = np.flatnonzero((content == LF) & ~is_quoted)
    ends = ends if piece.endswith(b"\n") else np.append(ends, content.size)
    separators = np.flatnonzero((content == ord(separator)) & ~is_quoted)
    return np.diff(np.searchsorted(separators, ends), prepend=0) + 1


def whole_records(piece: bytes) -> int:
    """How many bytes from the beginning of `piece` are whole records; 0 when not even one is."""
    end = piece.rfind(b"\n") + 1
    is_open = _occurrences(np.frombuffer(piece, np.uint8)[:end], QUOTE) % 2 == 1
    while end and is_open:
        before = piece.rfind(b"\n", 0, end - 1) + 1
        is_open ^= piece.count(b'"', before, end) % 2 == 1
        end = before
    return end


def _windows(content: Bytes) -> Iterator[tuple[int, Bytes]]:
    for start in range(0, content.size, WINDOW_BYTES):
        yield start, content[start : start + WINDOW_BYTES]


def _count(which: npt.NDArray[np.bool_]) -> int:
    return int(np.count_nonzero(which))


def _occurrences(content: Bytes, code: int) -> int:
    return sum(_count(window == code) for _, window in _windows(content))


def _quotes(piece: bytes, content: Bytes) -> Places:
    return _places(content, QUOTE) if b'"' in piece else _NONE


def _places(content: Bytes, code: int) -> Places:
    return np.concatenate([np.flatnonzero(window == code) + start for start, window in _windows(content)])


def _is_plain(piece: bytes, signs: _Signs) -> bool:
    if signs.line_ends < signs.returns or piece[-3:].rstrip(b"\r\n").endswith(b"\x1a"):
        return False
    has_others = signs.controls > signs.feeds + signs.returns + signs.tabs
    if has_others and (b"\x00" in piece or b"\x1b" in piece):
        return False
    return not signs.may_be_twice or not double_encoded(piece)


def _is_sound(content: Bytes, quotes: Places, sign: int) -> bool:
    """Every quotation mark that opens stands where a cell begins, every one that closes where it ends.

    Two that touch inside a quoted cell stand for one; they are taken for one that closes and one that opens.
    """
    if quotes.size % 2:
        return False
    if not quotes.size:
        return True
    opening, closing = quotes[0::2], quotes[1::2]
    touch = opening[1:] == closing[:-1] + 1
    before = content[opening - 1]
    begins = (before == sign) | (before == LF)
    begins[0] |= opening[0] == 0
    begins[1:] |= touch
    after = content[np.minimum(closing + 1, content.size - 1)]
    ends = (after == sign) | (after == LF) | (after == CR)
    ends[-1] |= closing[-1] == content.size - 1
    ends[:-1] |= touch
    return bool(begins.all() and ends.all())


def _quoted(content: Bytes, quotes: Places, sign: int) -> tuple[int, int]:
    """How many line feeds and separators stand between quotation marks."""
    if not quotes.size:
        return 0, 0
    opening, closing = quotes[0::2], quotes[1::2]
    lengths = closing - opening
    total = int(lengths.sum())
    if total * DENSE > content.size:
        is_quoted = np.bitwise_xor.accumulate(content == QUOTE)
        quoted = content[is_quoted]
    else:
        starts = np.repeat(opening - np.cumsum(lengths) + lengths, lengths)
        quoted = content[starts + np.arange(total)]
    return _count(quoted == LF), _count(quoted == sign)


def _is_clean(piece: bytes, signs: _Signs) -> bool:
    if signs.controls > signs.feeds + signs.returns + signs.tabs or signs.has_litter or b"\x7f" in piece:
        return False
    return b'="' not in piece and (b"#" not in piece or not _ERROR.search(piece))


def _has_any(
    content: Bytes, places: Places, leads: Bytes, wanted: Mapping[int, Sequence[tuple[int, int, int]]]
) -> bool:
    """Whether one of these characters is among those that begin at `places` with `leads`."""
    last = content.size - 1
    for lead, forms in wanted.items():
        its = places[leads == lead]
        if not its.size:
            continue
        seconds, thirds = content[np.minimum(its + 1, last)], content[np.minimum(its + 2, last)]
        if any(
            ((seconds == second) & (thirds >= low) & (thirds <= high)).any() for second, low, high in forms
        ):
            return True
    return False
