"""The tags of a piece of XML, found by looking at its bytes as one array.

A million rows are half a gigabyte of XML. A parser that calls back for each tag takes minutes over it; a few
passes over arrays of bytes take seconds. That works because programs write sheets in one plain spelling.
Whatever is spelled otherwise (comments, CDATA, single quotes…) is `UnusualMarkup` and is first respelled
(`respelling.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import IO, Any

import numpy as np
import numpy.typing as npt
import polars as pl

Bytes = npt.NDArray[np.uint8]
Places = npt.NDArray[np.int64]

PIECE_BYTES = 2**22
"""What the arrays of one piece take still fits into the processor's cache."""

PADDING = bytes(80)
"""Behind each piece, so that some bytes may be looked at from anywhere in it."""

LESS, GREATER, SPACE, SLASH = b"<> /"
WORD_BYTES = 8

_FILL = np.array([0x3030303030303030 & ((1 << 64 - 8 * digits) - 1) for digits in range(9)], np.uint64)
_PAIRS = tuple(
    (np.uint64(factor), np.uint64(shift), np.uint64(mask))
    for factor, shift, mask in (
        (1 + 10 * 2**8, 8, 0x00FF00FF00FF00FF),
        (1 + 100 * 2**16, 16, 0x0000FFFF0000FFFF),
        (1 + 10_000 * 2**32, 32, 0x00000000FFFFFFFF),
    )
)

_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_REFERENCE = re.compile(r"&(?:#(\d+)|#x([0-9A-Fa-f]+)|(\w+));")
_ESCAPED = r"_x[0-9A-Fa-f]{4}_"


class UnusualMarkup(Exception):
    """Spelled as no common program does it; it may be sound XML all the same."""


@dataclass(frozen=True)
class Markup:
    """The tags of a piece.

    Attributes:
        content: The bytes, with `PADDING`.
        opens, closes: Place of the "<" and the ">" of each tag.
        firsts, seconds: The two characters after each "<".
    """

    content: Bytes
    opens: Places
    closes: Places
    firsts: Bytes
    seconds: Bytes

    def named(self, name: bytes) -> Places:
        """The numbers of the tags that begin or are an element called `name` ("/c": that end one)."""
        is_so = self.firsts == name[0]
        if len(name) > 1:
            is_so &= self.seconds == name[1]
        found = np.flatnonzero(is_so)
        for offset, sign in enumerate(name[2:], 3):
            found = found[self.content[self.opens[found] + offset] == sign]
        after = self.content[self.opens[found] + (len(name) + 1)]
        ends = (after == GREATER) | (after == SPACE) | (after == SLASH)
        return found if ends.all() else found[ends]

    def is_empty(self, tags: Places) -> npt.NDArray[np.bool_]:
        """Which of these elements are empty ones: `<v/>`."""
        is_empty: npt.NDArray[np.bool_] = self.content[self.closes[tags] - 1] == SLASH
        return is_empty

    def texts(self, tags: Places) -> pl.Series:
        """What stands in these elements, which are no empty ones.

        Raises:
            UnusualMarkup: They hold more than text.
        """
        self._refuse_more_than_text(tags)
        # Bounds of what is left out and of what is taken, in turn. The "<" after each text is taken along
        # to tell them apart; no text holds another.
        bounds = np.zeros(2 * tags.size + 1, np.int64)
        bounds[1::2] = self.closes[tags] + 1
        bounds[2::2] = self.opens[tags + 1] + 1
        is_taken = np.repeat(np.tile([False, True], tags.size), np.diff(bounds))
        return _texts(self.content[: is_taken.size][is_taken].tobytes().decode())

    def whole_numbers(self, tags: Places) -> tuple[Any, Any]:
        """The whole numbers of up to seven digits in these elements, and how many digits each has.

        None of them is empty; no digits where it is no such number.

        Raises:
            UnusualMarkup: They hold more than text.
        """
        self._refuse_more_than_text(tags)
        return numbers_of(words_of(self.content)[self.closes[tags] + 1], LESS)

    def _refuse_more_than_text(self, tags: Places) -> None:
        if tags.size and (tags[-1] + 1 >= self.opens.size or not (self.firsts[tags + 1] == SLASH).all()):
            raise UnusualMarkup


def words_of(content: Bytes) -> npt.NDArray[np.uint64]:
    """The eight bytes from each place on, as a number."""
    return np.ndarray((content.size - WORD_BYTES + 1,), "<u8", content, strides=(1,))


def look_at(piece: bytes) -> Markup:
    """Finds the tags.

    Raises:
        UnusualMarkup: Here is more than tags and text between them.
    """
    content = np.frombuffer(piece + PADDING, np.uint8)
    # "<" and ">" differ in this one bit.
    signs = np.flatnonzero(content & np.uint8(0xFD) == LESS)
    opens, closes = signs[0::2], signs[1::2]
    if opens.size != closes.size or not (
        (content[opens] == LESS).all() and (content[closes] == GREATER).all()
    ):
        raise UnusualMarkup
    firsts = content[opens + 1]
    if ((firsts == ord("!")) | (firsts == ord("?"))).any():
        raise UnusualMarkup
    return Markup(content, opens, closes, firsts, content[opens + 2])


def numbers_of(words: npt.NDArray[np.uint64], end: int) -> tuple[Any, Any]:
    """The number that each word begins with, and how many digits it has; both 0 where `end` does not follow.

    All eight characters are worked on at once: pairs of digits are added up, then pairs of pairs.
    """
    ends = words ^ _each(end)
    ends = (ends - _each(0x01)) & ~ends & _each(0x80)
    digits = np.bitwise_count((ends & (~ends + np.uint64(1))) - np.uint64(1)) >> 3
    aligned = words << (np.uint64(64) - np.uint64(8) * digits.astype(np.uint64))
    filled = aligned | _FILL[digits]
    # "0" to "9" are 0x30 to 0x39: both they and what is 6 more have the same upper half.
    upper = (filled & (filled + _each(0x06))) & _each(0xF0)
    lower = (filled | (filled + _each(0x06))) & _each(0xF0)
    is_number = (ends != 0) & (digits > 0) & (upper == _each(0x30)) & (lower == _each(0x30))
    value = aligned & _each(0x0F)
    for factor, shift, mask in _PAIRS:
        value = (value * factor >> shift) & mask
    return np.where(is_number, value, 0), np.where(is_number, digits, 0).astype(np.int64)


def _each(byte: int) -> np.uint64:
    """Eight times the same byte."""
    return np.uint64(byte * 0x0101010101010101)


def pieces(chunks: Iterator[bytes], mark: bytes) -> Iterator[bytes]:
    """The same bytes, cut only before `mark`; an element longer than a chunk stays whole."""
    kept: list[bytes] = []
    for chunk in chunks:
        cut = chunk.rfind(mark)
        if cut < 0:
            kept.append(chunk)
        else:
            yield b"".join([*kept, chunk[:cut]])
            kept = [chunk[cut:]]
    yield b"".join(kept)


def chunks_of(part: IO[bytes], size: int = PIECE_BYTES) -> Iterator[bytes]:
    """The part's bytes in chunks of a size fit for `look_at`."""
    while chunk := part.read(size):
        yield chunk


def without_prefix(chunks: Iterator[bytes], root: bytes) -> Iterator[bytes]:
    """The same XML without the namespace prefix that some writers put before every name.

    Raises:
        UnusualMarkup: It is not in UTF-8, or not even XML.
    """
    first = next(chunks, b"")
    named = re.search(rb"<(?:(\w+):)?" + root + rb"[\s/>]", first)
    declared = re.match(rb"""(?:\xef\xbb\xbf)?\s*<\?xml[^>]*encoding=["']([\w-]+)""", first)
    if not named or (declared and declared[1].lower() not in {b"utf-8", b"us-ascii", b"ascii"}):
        raise UnusualMarkup
    if not named[1]:
        yield first
        yield from chunks
        return
    start, end = b"<" + named[1] + b":", b"</" + named[1] + b":"
    kept = b""
    for chunk in chain([first], chunks):
        whole = kept + chunk
        cut = whole.rfind(b"<")  # a tag may lie across two chunks
        yield whole[:cut].replace(start, b"<").replace(end, b"</")
        kept = whole[cut:]
    yield kept.replace(start, b"<").replace(end, b"</")


def _texts(joined: str) -> pl.Series:
    texts = pl.Series([joined.removesuffix("<")]).str.split("<").explode(empty_as_null=False)
    if not joined:
        return texts.clear()
    if "&" in joined:
        texts = rewritten(texts, texts.str.contains("&", literal=True), _dereferenced)
    if "\r" in joined:
        texts = texts.str.replace_all("\r\n?", "\n")
    return texts


def unescaped(texts: pl.Series) -> pl.Series:
    """Texts with `_x000D_` for characters that XML cannot hold (ECMA-376 part 1, 22.9.2.19)."""
    if not texts.str.contains("_x", literal=True).any():
        return texts
    return rewritten(texts, texts.str.contains(_ESCAPED), _unescaped)


def rewritten(texts: pl.Series, which: pl.Series, write: Callable[[str], str | None]) -> pl.Series:
    """The texts, some of them written anew; each distinct one once."""
    places = which.fill_null(value=False).arg_true()
    found = texts.gather(places)
    distinct = found.unique()
    anew = pl.Series([write(text) for text in distinct], dtype=pl.String)
    return texts.scatter(places, found.replace_strict(distinct, anew, return_dtype=pl.String))


def _dereferenced(text: str) -> str:
    return _REFERENCE.sub(_character, text)


def _character(reference: re.Match[str]) -> str:
    decimal, hexadecimal, name = reference.groups()
    if name:
        return _ENTITIES[name]
    return chr(int(decimal) if decimal else int(hexadecimal, 16))


def _unescaped(text: str) -> str:
    units = re.sub(_ESCAPED, lambda found: chr(int(found[0][2:6], 16)), text)
    # Characters beyond the first 65,536 are escaped as two halves.
    return units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
