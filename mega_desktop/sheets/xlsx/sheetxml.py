"""The cells of a worksheet, and what the sheet says about itself.

Cells and their attributes follow ECMA-376 part 1, 18.3.1.4 (c), 18.3.1.73 (row) and 18.18.11 (types).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from mega_desktop.sheets.xlsx.markup import Bytes, Markup, Places, UnusualMarkup, look_at, pieces
from mega_desktop.sheets.xlsx.strings import joined_runs, text_runs

MAX_ROWS = 1_048_576
MAX_COLUMNS = 16_384
LETTERS = 26
_WORD = 8
_SLOT_BITS = 12
_MOST_ATTRIBUTE_BYTES = 64
_MASKS = np.array([(1 << 8 * length) - 1 for length in range(_WORD + 1)], np.uint64)
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)

_FILL = np.array([0x3030303030303030 & ((1 << 64 - 8 * digits) - 1) for digits in range(9)], np.uint64)
_PAIRS = tuple(
    (np.uint64(factor), np.uint64(shift), np.uint64(mask))
    for factor, shift, mask in (
        (1 + 10 * 2**8, 8, 0x00FF00FF00FF00FF),
        (1 + 100 * 2**16, 16, 0x0000FFFF0000FFFF),
        (1 + 10_000 * 2**32, 32, 0x00000000FFFFFFFF),
    )
)

_ATTRIBUTES = re.compile(rb'(?: [\w:]+="[^"]*")*')
_STYLE = re.compile(rb' s="(\d+)"')
_TYPE = re.compile(rb' t="(\w+)"')
_HIDDEN_ROW = re.compile(rb'<row(?=[^>]* hidden="(?:1|true)")[^>]* r="(\d+)"')
_FIRST_ROW = re.compile(rb"<row[ >]")
_AREA = re.compile(r"\$?[A-Z]+\$?(\d+):\$?[A-Z]+\$?(\d+)")
_TRUE = {"1", "true"}
_SHEET_DATA_END = b"</sheetData>"


@dataclass(frozen=True)
class Cells:
    """Cells that hold something, as the file has them.

    Attributes:
        rows: Excel's numbers. columns: From 0.
        styles: Index among the cell styles.
        types: Index into `types_of`.
        texts: The stored text: of a shared string its number, of a date its serial number.
        uncalculated: Row and column of formulas that have no value.
        hidden_rows: Numbers of the rows among these that are hidden.
    """

    rows: npt.NDArray[np.uint32]
    columns: npt.NDArray[np.int32]
    styles: npt.NDArray[np.int32]
    types: npt.NDArray[np.int8]
    texts: pl.Series
    uncalculated: npt.NDArray[np.int64]
    hidden_rows: tuple[int, ...] = ()

    def some(self, which: npt.NDArray[np.bool_]) -> Cells:
        """Some of these cells."""
        return replace(
            self,
            rows=self.rows[which],
            columns=self.columns[which],
            styles=self.styles[which],
            types=self.types[which],
            texts=self.texts.filter(which),
        )


TYPES = ("n", "s", "str", "inlineStr", "b", "e", "d")
NUMBER, SHARED, TEXT, INLINE, BOOLEAN, ERROR, ISO_DATE = range(len(TYPES))


def split_sheet(chunks: Iterator[bytes]) -> Iterator[tuple[bool, bytes]]:
    """Pieces of a sheet: those that are rows come with True, what stands around them with False."""
    is_before, is_after = True, False
    for piece in pieces(chunks, b"<row"):
        if is_before and (found := _FIRST_ROW.search(piece)):
            yield False, piece[: found.start()]
            rows, is_before = piece[found.start() :], False
        else:
            rows = piece
        end = -1 if is_before or is_after else rows.find(_SHEET_DATA_END)
        if end >= 0:
            yield True, rows[:end]
            yield False, rows[end:]
            is_after = True
        else:
            yield not (is_before or is_after), rows


def cells_of(piece: bytes) -> Cells:
    """The cells of some whole rows.

    Raises:
        UnusualMarkup: They are not spelled in the usual way, or not in order.
    """
    markup = look_at(piece)
    cells = _elements(markup, b"c")
    _elements(markup, b"row")
    owners, texts = _values(markup, cells)
    rows, columns, after = _references(markup, cells[owners])
    styles, types = _attributes(markup, after, markup.closes[cells[owners]])
    is_kept = (texts.str.len_bytes() > 0).to_numpy()
    uncalculated = _uncalculated(markup, cells, owners[is_kept | (types == TEXT)])
    found = Cells(rows, columns, styles, types, texts, uncalculated, _hidden_rows(piece))
    return found if is_kept.all() else found.some(is_kept)


def _elements(markup: Markup, name: bytes) -> Places:
    """The tags that begin elements called `name`; each of them ends."""
    begun = markup.named(name)
    if begun.size - np.count_nonzero(markup.is_empty(begun)) != markup.named(b"/" + name).size:
        raise UnusualMarkup
    return begun


def _values(markup: Markup, cells: Places) -> tuple[Places, pl.Series]:
    """Which of `cells` hold something, and what: their `v`, or their text where it stands in the cell."""
    values = markup.named(b"v")
    values = values[~markup.is_empty(values)]
    owners = np.searchsorted(cells, values) - 1
    texts = markup.texts(values)
    runs = text_runs(markup)
    if runs.size:
        inline_owners, inline = joined_runs(np.searchsorted(cells, runs) - 1, markup.texts(runs))
        without = ~np.isin(owners, inline_owners)
        order = np.argsort(joined := np.concatenate([owners[without], inline_owners]), kind="stable")
        owners, texts = joined[order], pl.concat([texts.filter(without), inline]).gather(order)
    if owners.size and (owners[0] < 0 or not (np.diff(owners) > 0).all()):
        raise UnusualMarkup
    return owners, texts


def _references(markup: Markup, cells: Places) -> tuple[Any, Any, Places]:
    """Row and column of each cell, and where its first attribute (`r`) ends."""
    begins = markup.opens[cells] + len("<c ")
    words = _words(markup.content)
    heads = words[begins]
    if not (heads & np.uint64(0xFFFFFF) == np.uint64(0x223D72)).all():  # r="
        raise UnusualMarkup
    columns = np.zeros(cells.size, np.int32)
    letters = np.zeros(cells.size, np.int64)
    is_letter = np.ones(cells.size, np.bool_)
    for shift in (24, 32, 40):
        sign = (heads >> np.uint64(shift)).astype(np.uint8) - np.uint8(ord("A"))
        is_letter &= sign < LETTERS
        columns = np.where(is_letter, columns * LETTERS + sign + 1, columns)
        letters += is_letter
    begins += len('r="') + letters
    rows, digits = _numbers(words[begins])
    if not ((columns > 0) & (columns <= MAX_COLUMNS) & (rows > 0) & (rows <= MAX_ROWS)).all():
        raise UnusualMarkup
    return rows.astype(np.uint32), columns - 1, begins + digits + 1


def _numbers(words: npt.NDArray[np.uint64]) -> tuple[Any, Any]:
    """The number that each word begins with, and how many digits it has; 0 where no quote follows.

    All eight characters are worked on at once: pairs of digits are added up, then pairs of pairs.
    """
    quotes = words ^ _each(ord('"'))
    quotes = (quotes - _each(0x01)) & ~quotes & _each(0x80)
    digits = np.bitwise_count((quotes & (~quotes + np.uint64(1))) - np.uint64(1)) >> 3
    aligned = words << (np.uint64(64) - np.uint64(8) * digits.astype(np.uint64))
    is_number = (
        (quotes != 0)
        & (digits > 0)
        & (((aligned | _FILL[digits]) + _each(0x06)) & _each(0xF0) == _each(0x30))
    )
    value = aligned & _each(0x0F)
    for factor, shift, mask in _PAIRS:
        value = (value * factor >> shift) & mask
    return np.where(is_number, value, 0), digits.astype(np.int64)


def _each(byte: int) -> np.uint64:
    """Eight times the same byte."""
    return np.uint64(byte * 0x0101010101010101)


def _attributes(markup: Markup, begins: Places, ends: Places) -> tuple[Any, Any]:
    """Style and type of each cell; of the few spellings of both in a sheet each is read once."""
    lengths = ends - begins
    most = int(lengths.max(initial=0))
    if most > _MOST_ATTRIBUTE_BYTES:
        raise UnusualMarkup
    words = _words(markup.content)
    parts = []
    keys = np.zeros(begins.size, np.uint64)
    for offset in range(0, most, _WORD):
        parts.append(words[begins + offset] & _MASKS[np.clip(lengths - offset, 0, _WORD)])
        keys = (keys ^ parts[-1]) * _MULTIPLIER
        keys ^= keys >> np.uint64(29)
    slots = (keys >> np.uint64(64 - _SLOT_BITS)).astype(np.int64)
    one_of_slot = np.full(2**_SLOT_BITS, -1)
    one_of_slot[slots] = np.arange(slots.size)
    known = one_of_slot[slots]
    if not all((part == part[known]).all() for part in parts):  # two spellings in one slot
        one_of_slot, slots = np.unique(
            np.column_stack(parts), axis=0, return_index=True, return_inverse=True
        )[1:]
    table = np.zeros((one_of_slot.size, 2), np.int32)
    for slot in np.flatnonzero(one_of_slot >= 0):
        one = one_of_slot[slot]
        table[slot] = _read_attributes(markup.content[begins[one] : ends[one]].tobytes())
    return table[slots, 0], table[slots, 1].astype(np.int8)


def _read_attributes(spelled: bytes) -> tuple[int, int]:
    spelled = spelled.removesuffix(b"/").rstrip()
    if not _ATTRIBUTES.fullmatch(spelled):
        raise UnusualMarkup
    style, kind = _STYLE.search(spelled), _TYPE.search(spelled)
    name = kind[1].decode() if kind else TYPES[NUMBER]
    return int(style[1]) if style else 0, TYPES.index(name) if name in TYPES else TEXT


def _words(content: Bytes) -> npt.NDArray[np.uint64]:
    """The eight bytes from each place on, as a number."""
    return np.ndarray((content.size - _WORD + 1,), "<u8", content, strides=(1,))


def _uncalculated(markup: Markup, cells: Places, calculated: Places) -> Any:
    """Row and column of the formulas that have no value."""
    formulas = markup.named(b"f")
    if not formulas.size:
        return np.empty((0, 2), np.int64)
    formulas = np.unique(np.searchsorted(cells, formulas) - 1)
    rows, columns, _ = _references(markup, cells[np.setdiff1d(formulas, calculated)])
    return np.column_stack([rows.astype(np.int64), columns])


def _hidden_rows(piece: bytes) -> tuple[int, ...]:
    if b' hidden="' not in piece:
        return ()
    return tuple(int(row) for row in _HIDDEN_ROW.findall(piece))


def concatenated(pieces: Sequence[Cells]) -> Cells:
    """All the cells, in their order."""
    return Cells(
        rows=np.concatenate([cells.rows for cells in pieces]),
        columns=np.concatenate([cells.columns for cells in pieces]),
        styles=np.concatenate([cells.styles for cells in pieces]),
        types=np.concatenate([cells.types for cells in pieces]),
        texts=pl.concat([cells.texts for cells in pieces], rechunk=True),
        uncalculated=np.concatenate([cells.uncalculated for cells in pieces]),
        hidden_rows=tuple(row for cells in pieces for row in cells.hidden_rows),
    )


@dataclass(frozen=True)
class Surroundings:
    """What a sheet says about itself.

    Attributes:
        hidden_columns: First and last of each group of hidden columns, from 1.
        merged: First and last row of each merged area.
        is_filtered: A filter is set.
    """

    hidden_columns: tuple[tuple[int, int], ...] = ()
    merged: tuple[tuple[int, int], ...] = ()
    is_filtered: bool = False


def surroundings(xml: bytes) -> Surroundings:
    """Reads what stands before and after the rows.

    Args:
        xml: The sheet without its rows.

    Raises:
        ValueError: It is no sound XML.
    """
    from defusedxml.ElementTree import ParseError, fromstring

    try:
        root = fromstring(xml, forbid_dtd=True)
    except ParseError as error:
        raise ValueError("no sound XML") from error
    hidden = (c for c in root.iterfind("{*}cols/{*}col") if c.get("hidden", "0") in _TRUE)
    merged = (_AREA.fullmatch(m.get("ref", "")) for m in root.iterfind("{*}mergeCells/{*}mergeCell"))
    properties = root.find("{*}sheetPr")
    has_mode = properties is not None and properties.get("filterMode", "0") in _TRUE
    return Surroundings(
        hidden_columns=tuple((int(c.get("min", 1)), min(int(c.get("max", 1)), MAX_COLUMNS)) for c in hidden),
        merged=tuple((int(area[1]), int(area[2])) for area in merged if area),
        is_filtered=has_mode or root.find("{*}autoFilter/{*}filterColumn") is not None,
    )
