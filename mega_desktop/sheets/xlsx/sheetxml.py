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

from mega_desktop.sheets.xlsx.markup import (
    WORD_BYTES,
    Markup,
    Places,
    UnusualMarkup,
    look_at,
    numbers_of,
    pieces,
    words_of,
)
from mega_desktop.sheets.xlsx.strings import joined_runs, text_runs

MAX_ROWS = 1_048_576
MAX_COLUMNS = 16_384
LETTERS = 26
_SLOT_BITS = 12
_MOST_ATTRIBUTE_BYTES = 64
_MASKS = np.array([(1 << 8 * length) - 1 for length in range(WORD_BYTES + 1)], np.uint64)
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)

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
        types: Index into `TYPES`.
        shared: Of those that hold a shared string, in their order, its number.
        texts: Of the others, in their order, the stored text: of a date its serial number.
        uncalculated: Row and column of formulas that have no value.
        hidden_rows: Numbers of the rows among these that are hidden.
    """

    rows: npt.NDArray[np.uint32]
    columns: npt.NDArray[np.int32]
    styles: npt.NDArray[np.int32]
    types: npt.NDArray[np.int8]
    shared: npt.NDArray[np.uint32]
    texts: pl.Series
    uncalculated: npt.NDArray[np.int64]
    hidden_rows: tuple[int, ...] = ()

    def some(self, which: npt.NDArray[np.bool_]) -> Cells:
        """Some of these cells."""
        is_shared = self.types == SHARED
        return replace(
            self,
            rows=self.rows[which],
            columns=self.columns[which],
            styles=self.styles[which],
            types=self.types[which],
            shared=self.shared[which[is_shared]],
            texts=self.texts.filter(which[~is_shared]),
        )

    @property
    def others(self) -> Cells:
        """Those of them that hold no shared string."""
        return self.some(self.types != SHARED) if self.shared.size else self


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
    values = markup.named(b"v")
    values = values[~markup.is_empty(values)]
    owners, inline = np.searchsorted(cells, values) - 1, None
    if (runs := text_runs(markup)).size:
        owners, inline = _with_runs(markup, cells, values, runs)
    if owners.size and (owners[0] < 0 or not (np.diff(owners) > 0).all()):
        raise UnusualMarkup
    rows, columns, after = _references(markup, cells[owners])
    styles, types = _attributes(markup, after, markup.closes[cells[owners]])
    is_shared = types == SHARED
    shared, texts = _contents(markup, values, is_shared) if inline is None else _apart(inline, is_shared)
    is_kept = np.empty(types.size, np.bool_)
    is_kept[is_shared], is_kept[~is_shared] = shared >= 0, (texts.str.len_bytes() > 0).to_numpy()
    uncalculated = _uncalculated(markup, cells, owners[is_kept | (types == TEXT)])
    found = Cells(
        rows, columns, styles, types, shared.astype(np.uint32), texts, uncalculated, _hidden_rows(piece)
    )
    return found if is_kept.all() else found.some(is_kept)


def _elements(markup: Markup, name: bytes) -> Places:
    """The tags that begin elements called `name`; each of them ends."""
    begun = markup.named(name)
    if begun.size - np.count_nonzero(markup.is_empty(begun)) != markup.named(b"/" + name).size:
        raise UnusualMarkup
    return begun


def _with_runs(markup: Markup, cells: Places, values: Places, runs: Places) -> tuple[Places, pl.Series]:
    """Which of `cells` hold something, and what: their `v`, or their text where it stands in the cell."""
    owners, texts = np.searchsorted(cells, values) - 1, markup.texts(values)
    inline_owners, inline = joined_runs(np.searchsorted(cells, runs) - 1, markup.texts(runs))
    without = ~np.isin(owners, inline_owners)
    order = np.argsort(joined := np.concatenate([owners[without], inline_owners]), kind="stable")
    return joined[order], pl.concat([texts.filter(without), inline]).gather(order)


def _contents(markup: Markup, values: Places, is_shared: npt.NDArray[np.bool_]) -> tuple[Any, pl.Series]:
    """Numbers of shared strings, -1 where there is none, and the texts of the other `v` elements."""
    shared, digits = markup.whole_numbers(values[is_shared])
    if not digits.all():
        return _apart(markup.texts(values), is_shared)
    return shared.astype(np.int64), markup.texts(values[~is_shared])


def _apart(texts: pl.Series, is_shared: npt.NDArray[np.bool_]) -> tuple[Any, pl.Series]:
    """The same of texts."""
    numbers = texts.filter(is_shared)
    numbers = numbers.set(numbers == "", None).cast(pl.UInt32).cast(pl.Int64)
    return numbers.fill_null(-1).to_numpy(), texts.filter(~is_shared)


def _references(markup: Markup, cells: Places) -> tuple[Any, Any, Places]:
    """Row and column of each cell, and where its first attribute (`r`) ends."""
    begins = markup.opens[cells] + len("<c ")
    words = words_of(markup.content)
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
    rows, digits = numbers_of(words[begins], ord('"'))
    if not ((columns > 0) & (columns <= MAX_COLUMNS) & (rows > 0) & (rows <= MAX_ROWS)).all():
        raise UnusualMarkup
    return rows.astype(np.uint32), columns - 1, begins + digits + 1


def _attributes(markup: Markup, begins: Places, ends: Places) -> tuple[Any, Any]:
    """Style and type of each cell; of the few spellings of both in a sheet each is read once."""
    lengths = ends - begins
    most = int(lengths.max(initial=0))
    if most > _MOST_ATTRIBUTE_BYTES:
        raise UnusualMarkup
    words = words_of(markup.content)
    parts = []
    keys = np.zeros(begins.size, np.uint64)
    for offset in range(0, most, WORD_BYTES):
        parts.append(words[begins + offset] & _MASKS[np.clip(lengths - offset, 0, WORD_BYTES)])
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
        shared=np.concatenate([cells.shared for cells in pieces]),
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
