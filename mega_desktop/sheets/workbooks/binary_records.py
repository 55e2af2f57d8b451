"""The records that the parts of a binary workbook (.xlsb) are made of ([MS-XLSB] 2.1.4).

A record is its number in one or two bytes, its size in one to four, seven bits of each byte counting, and its
content. Cells are found by one plain pass over the part and taken out by whole arrays.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Places = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]

LAST_CELL_KIND = 11
RICH_TEXT_CELL = 62
SHORT_CELLS = range(12, 19)
BEGIN_SHEET, END_SHEET = 129, 130
AT_ONCE = 1_000_000


@dataclass(frozen=True)
class Scanned:
    """A sheet's records.

    Attributes:
        kinds, starts: Of rows and cells, in order: the record's number and where its content starts.
        others: Number, start and end of each other record.
    """

    kinds: npt.NDArray[np.uint16]
    starts: Places
    others: list[tuple[int, int, int]]


def records(part: bytes) -> Iterator[tuple[int, int, int]]:
    """Number, start and end of the content of each record; one that is cut off ends them.

    Raises:
        IndexError: The part ends within the head of a record.
    """
    position, end = 0, len(part)
    while position < end:
        kind = part[position]
        position += 1
        if kind & 0x80:
            kind = kind & 0x7F | (part[position] & 0x7F) << 7
            position += 1
        size = part[position] & 0x7F
        shift = 7
        while part[position] & 0x80 and shift < 28:
            position += 1
            size |= (part[position] & 0x7F) << shift
            shift += 7
        position += 1
        yield kind, position, position + size
        position += size


def scan(part: bytes) -> Scanned:
    """All records of a sheet.

    Raises:
        ValueError, IndexError: It is cut off, or has records that no program writes.
    """
    kinds, starts = array("H"), array("q")
    others: list[tuple[int, int, int]] = []
    for kind, start, end in records(part):
        if kind <= LAST_CELL_KIND or kind == RICH_TEXT_CELL:
            kinds.append(kind)
            starts.append(start)
        else:
            others.append((kind, start, end))
    found = {kind for kind, _, _ in others}
    if not found.isdisjoint(SHORT_CELLS):
        raise ValueError("cells without a column")
    if BEGIN_SHEET in found and END_SHEET not in found:
        raise ValueError("a sheet is cut off")
    return Scanned(np.array(kinds, np.uint16), np.array(starts, np.int64), others)


def taken(content: Bytes, starts: Places, kind: str) -> npt.NDArray[np.generic]:
    """The numbers of a type (`<u4`, `<f8`) that start at these places.

    Raises:
        IndexError: One lies beyond the end.
    """
    width = np.dtype(kind).itemsize
    within = np.arange(width)
    pieces = [
        content[starts[first : first + AT_ONCE, None] + within].reshape(-1).view(kind)
        for first in range(0, len(starts), AT_ONCE)
    ]
    return np.concatenate(pieces) if pieces else np.empty(0, kind)


def text_at(part: bytes, start: int) -> tuple[str, int]:
    """The text (`XLWideString`, `XLNullableWideString`) at a place, and where it ends.

    Raises:
        ValueError, struct.error: It is cut off.
    """
    (length,) = struct.unpack_from("<I", part, start)
    length = 0 if length == 0xFFFF_FFFF else length
    end = start + 4 + 2 * length
    if end > len(part):
        raise ValueError("a text is cut off")
    return part[start + 4 : end].decode("utf-16-le", "replace"), end
