"""One worksheet of an .xlsx, read as a whole: two cores share the work of a large one.

While the sheet's XML is being unpacked, pieces of it are looked through beside, and so is the table of shared
strings. Cells are kept as long lists of places and texts, and become columns a million at a time.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import polars as pl

from mega_desktop.sheets.cell_notes import NO_CELLS
from mega_desktop.sheets.grid import Step
from mega_desktop.sheets.table import ROW
from mega_desktop.sheets.xlsx.markup import Places, UnusualMarkup, chunks_of, without_prefix
from mega_desktop.sheets.xlsx.package import Package, Part
from mega_desktop.sheets.xlsx.respelling import respelled
from mega_desktop.sheets.xlsx.sheetxml import (
    SHARED,
    Cells,
    Surroundings,
    cells_of,
    concatenated,
    split_sheet,
    surroundings,
)
from mega_desktop.sheets.xlsx.strings import Strings, read_strings
from mega_desktop.sheets.xlsx.values import Shown, Styles, show

T = TypeVar("T")
SLAB_CELLS = 2**20
AT_ONCE = 3
"""Pieces waited for: the one that is needed next, and others to keep a second core busy."""


@dataclass(frozen=True)
class SheetContent:
    """A sheet that has been read.

    Attributes:
        frame: ROW and "c<index>"; rows that hold something, in order.
        errors, uncalculated, inexact, odd_dates: Cells as `cell_notes` takes them.
        hidden_rows: Numbers of the rows that are hidden though they hold something.
        hidden_columns: How many columns are, likewise.
        phone_like: Column → cells that hold a number of 7 to 15 whole digits.
        merged: First and last row of each merged area.
        is_clean: As in `Piece`.
    """

    frame: pl.DataFrame
    errors: pl.DataFrame
    uncalculated: pl.DataFrame
    inexact: pl.DataFrame
    odd_dates: pl.DataFrame
    hidden_rows: tuple[int, ...]
    hidden_columns: int
    phone_like: Mapping[str, int]
    merged: tuple[tuple[int, int], ...]
    is_filtered: bool
    is_clean: bool


def read_sheet(package: Package, part: Part, step: Step) -> SheetContent:
    """Reads a worksheet to its end.

    Raises:
        ValueError, LookupError, zipfile.BadZipFile, zlib.error, EOFError: It is damaged.
    """
    styles = Styles(package.formats, package.is_1904)
    size = max(package.size(part.member), 1)

    def told(chunks: Iterator[bytes]) -> Iterator[bytes]:
        done = 0
        for chunk in chunks:
            done += len(chunk)
            step(5 + 65 * min(done, size) // size, f"Reading sheet {part.name}")
            yield chunk

    with ThreadPoolExecutor(AT_ONCE) as beside:
        strings = beside.submit(_strings, package)
        return _as_spelled(
            lambda chunks: _Reading(beside, strings, styles).content(chunks),
            lambda: told(chunks_of(package.open(part.member))),
            b"worksheet",
        )


def _strings(package: Package) -> Strings:
    member = package.strings
    if member is None or not package.has(member):
        return Strings.of(pl.Series(dtype=pl.String))
    return Strings.of(_as_spelled(read_strings, lambda: chunks_of(package.open(member)), b"sst"))


def _as_spelled(
    read: Callable[[Iterator[bytes]], T], content: Callable[[], Iterator[bytes]], root: bytes
) -> T:
    """Reads XML as it stands, or else respelled where it is unusual."""
    with suppress(UnusualMarkup):
        return read(without_prefix(content(), root))
    try:
        return read(respelled(content()))
    except UnusualMarkup as error:
        raise ValueError("no sheet as the standard has it") from error


class _Reading:
    """What has been read of a sheet so far."""

    def __init__(self, beside: ThreadPoolExecutor, strings: Future[Strings], styles: Styles) -> None:
        self._beside = beside
        self._strings = strings
        self._styles = styles
        self._around: list[bytes] = []
        self._slab: list[Cells] = []
        self._slab_cells = 0
        self._waiting: deque[Future[Cells]] = deque()
        self._slabs: list[Future[Slab]] = []

    def content(self, chunks: Iterator[bytes]) -> SheetContent:
        """All of it."""
        for is_rows, piece in split_sheet(chunks):
            if not is_rows:
                self._around.append(piece)
                continue
            self._waiting.append(self._beside.submit(cells_of, piece))
            if len(self._waiting) >= AT_ONCE:
                self._take(self._waiting.popleft().result())
        while self._waiting:
            self._take(self._waiting.popleft().result())
        self._finish_slab()
        return whole([slab.result() for slab in self._slabs], surroundings(b"".join(self._around)))

    def _take(self, cells: Cells) -> None:
        self._slab.append(cells)
        self._slab_cells += cells.rows.size
        if self._slab_cells >= SLAB_CELLS:
            self._finish_slab()

    def _finish_slab(self) -> None:
        slab, self._slab, self._slab_cells = self._slab, [], 0
        if slab:
            self._slabs.append(self._beside.submit(slab_of, slab, self._strings, self._styles))


@dataclass(frozen=True)
class Slab:
    """Some rows of a sheet; the attributes mean what they mean in `SheetContent`."""

    frame: pl.DataFrame
    errors: pl.DataFrame
    uncalculated: pl.DataFrame
    inexact: pl.DataFrame
    odd_dates: pl.DataFrame
    hidden_rows: tuple[int, ...]
    phone_like: Counter[int]
    is_clean: bool


def slab_of(pieces: list[Cells], strings: Future[Strings], styles: Styles) -> Slab:
    """The cells of some rows, as columns.

    Raises:
        ValueError, LookupError: They are damaged.
    """
    cells = concatenated(pieces)
    others, known = cells.others, strings.result()
    known.refuse(cells.shared)
    shown = show(others, styles)
    uncalculated = cells.uncalculated
    return Slab(
        frame=_spread(cells, shown.texts, known),
        errors=_some(others, shown.errors, others.texts),
        uncalculated=_marked(uncalculated[:, 0], uncalculated[:, 1], pl.Series([""] * len(uncalculated))),
        inexact=_some(others, shown.inexact, shown.texts),
        odd_dates=_some(others, shown.odd_dates, shown.texts),
        hidden_rows=cells.hidden_rows,
        phone_like=_counted(others, shown),
        is_clean=shown.is_clean and (known.is_clean or not cells.shared.size),
    )


def _some(cells: Cells, places: Places, texts: pl.Series) -> pl.DataFrame:
    return _marked(cells.rows[places], cells.columns[places], texts.gather(places))


def _marked(rows: Any, columns: Any, texts: pl.Series) -> pl.DataFrame:
    return pl.DataFrame({"row": rows, "column": columns, "text": texts}, schema=NO_CELLS.schema)


def _counted(cells: Cells, shown: Shown) -> Counter[int]:
    columns, counts = np.unique(cells.columns[shown.phone_like], return_counts=True)
    return Counter(dict(zip(columns.tolist(), counts.tolist(), strict=True)))


def _spread(cells: Cells, shown: pl.Series, strings: Strings) -> pl.DataFrame:
    """The cells as columns; of two for the same place the last one counts.

    Args:
        shown: The texts of those that hold no shared string.
    """
    rows, row_of = _numbered(cells.rows)
    columns = np.flatnonzero(np.bincount(cells.columns))
    column_of = np.searchsorted(columns, cells.columns)
    count, is_shared = cells.rows.size, cells.types == SHARED
    places = np.full((columns.size, rows.size), count, np.uint32)
    places[column_of, row_of] = np.arange(count, dtype=np.uint32)
    # Where each cell's text is found: in the one list or the other, or at its end, where it has none.
    in_strings = np.full(count + 1, strings.none, np.uint32)
    in_strings[:count][is_shared] = cells.shared
    in_shown = np.full(count + 1, shown.len(), np.uint32)
    in_shown[:count][~is_shared] = np.arange(shown.len(), dtype=np.uint32)
    shown = pl.concat([shown, pl.Series([None], dtype=pl.String)], rechunk=True)
    of_shared = np.bincount(column_of[is_shared], minlength=columns.size)
    of_others = np.bincount(column_of[~is_shared], minlength=columns.size)
    frame = {ROW: pl.Series(rows, dtype=pl.UInt32)}
    for i, column in enumerate(columns.tolist()):
        lists = [(strings.texts, in_strings)] if of_shared[i] else []
        lists += [(shown, in_shown)] if of_others[i] else []
        texts, *more = (texts.gather(where[places[i]]) for texts, where in lists)
        frame[f"c{column}"] = texts.zip_with(texts.is_not_null(), more[0]) if more else texts
    return pl.DataFrame(frame)


def _numbered(rows: npt.NDArray[np.uint32]) -> tuple[Any, Any]:
    """The distinct rows, and for each cell which of these it is in."""
    if rows.size and not (rows[1:] >= rows[:-1]).all():
        return np.unique(rows, return_inverse=True)
    is_new = np.diff(rows, prepend=0) != 0
    return rows[is_new], np.cumsum(is_new) - 1


def whole(slabs: list[Slab], around: Surroundings) -> SheetContent:
    """All that is known of a sheet."""
    frame = _frame([slab.frame for slab in slabs])
    hidden = {row for slab in slabs for row in slab.hidden_rows}
    used = frame.columns
    phone_like = sum((slab.phone_like for slab in slabs), Counter())
    return SheetContent(
        frame=frame,
        errors=pl.concat([NO_CELLS, *(slab.errors for slab in slabs)]),
        uncalculated=pl.concat([NO_CELLS, *(slab.uncalculated for slab in slabs)]),
        inexact=pl.concat([NO_CELLS, *(slab.inexact for slab in slabs)]),
        odd_dates=pl.concat([NO_CELLS, *(slab.odd_dates for slab in slabs)]),
        hidden_rows=tuple(frame[ROW].filter(frame[ROW].is_in(hidden)).to_list()) if hidden else (),
        hidden_columns=sum(
            f"c{c}" in used for first, last in around.hidden_columns for c in range(first - 1, last)
        ),
        phone_like={f"c{column}": count for column, count in phone_like.items()},
        merged=around.merged,
        is_filtered=around.is_filtered,
        is_clean=all(slab.is_clean for slab in slabs),
    )


def _frame(frames: list[pl.DataFrame]) -> pl.DataFrame:
    """All rows in their order; rows that are told twice are one."""
    empty = pl.DataFrame(schema={ROW: pl.UInt32})
    frame = pl.concat([empty, *frames], how="diagonal")
    names = sorted(frame.columns[1:], key=lambda name: int(name[1:]))
    frame = frame.select(ROW, *names)
    is_in_order = (frame[ROW].diff().drop_nulls() > 0).all() if frame.height > 1 else True
    if not is_in_order:
        frame = frame.group_by(ROW).agg(pl.col(n).drop_nulls().last() for n in names).sort(ROW)
    return frame
