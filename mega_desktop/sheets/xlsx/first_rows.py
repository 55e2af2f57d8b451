"""The first rows of a large workbook, long before the whole of it has been read."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

import numpy as np
import polars as pl

from mega_desktop.sheets.grid import Grid
from mega_desktop.sheets.table import FileProblem
from mega_desktop.sheets.workbooks.choosing import choose
from mega_desktop.sheets.xlsx.markup import UnusualMarkup, chunks_of, without_prefix
from mega_desktop.sheets.xlsx.package import Package, Part, used_sheets
from mega_desktop.sheets.xlsx.sheet import slab_of, whole
from mega_desktop.sheets.xlsx.sheetxml import Cells, Surroundings, cells_of, concatenated, split_sheet
from mega_desktop.sheets.xlsx.strings import Strings, read_strings
from mega_desktop.sheets.xlsx.values import Styles
from mega_desktop.sheets.xlsx.workbook import DAMAGES, grid_of

SMALL_BYTES = 2 * 2**20
"""Sheets up to this size are read as a whole at once."""

CHUNK_BYTES = 2**16
MOST_PIECES = 64
MOST_STRINGS = 50_000
"""Shared strings further down in the table would take too long to reach."""

_UNUSUAL: tuple[type[Exception], ...] = (FileProblem, UnusualMarkup, *DAMAGES)


def first_rows(path: Path, sheet: str | None, rows: int = 60) -> Grid | None:
    """The first rows of `sheet` (or of the one that is read without asking) that hold something.

    They look as they will once the whole has been read, but only what these rows hold is known: nothing is
    said of hidden or merged cells. None where the whole will be there as soon, or where anything is unusual:
    the full reading finds out and says so.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return _first_rows(path.name, Package(archive), sheet, rows)
    except _UNUSUAL:
        return None


def _first_rows(file_name: str, package: Package, sheet: str | None, rows: int) -> Grid | None:
    sheets = used_sheets(package)
    chosen = choose(file_name, sheets, sheet)
    part = next(p for p in package.sheets if p.name == chosen)
    cells = _beginning(package, part, rows)
    strings = _strings(package, cells) if cells else None
    if not cells or not strings:
        return None
    slab = slab_of([cells], strings, Styles(package.formats, package.is_1904))
    return grid_of(whole([slab], Surroundings()), sheets, chosen, is_filtered=False)


def _beginning(package: Package, part: Part, rows: int) -> Cells | None:
    """The cells of the first rows, None of a small sheet, or of one that holds nothing for long."""
    if package.size(part.member) <= SMALL_BYTES:
        return None
    found: list[Cells] = []
    with package.open(part.member) as content:
        for _, piece in zip(range(MOST_PIECES), _rows(chunks_of(content, CHUNK_BYTES)), strict=False):
            found.append(cells_of(piece))
            numbers = np.unique(np.concatenate([cells.rows for cells in found]))
            if numbers.size >= rows:
                cells = concatenated(found)
                return cells.some(cells.rows <= numbers[rows - 1])
    return None


def _rows(chunks: Iterator[bytes]) -> Iterator[bytes]:
    return (piece for is_rows, piece in split_sheet(without_prefix(chunks, b"worksheet")) if is_rows)


def _strings(package: Package, cells: Cells) -> Future[Strings] | None:
    """The shared strings that these cells hold."""
    most = int(cells.shared.max(initial=0)) + 1
    strings: Future[Strings] = Future()
    if not cells.shared.size or package.strings is None:
        strings.set_result(Strings.of(pl.Series(dtype=pl.String)))
        return strings
    if most > MOST_STRINGS:
        return None
    with package.open(package.strings) as content:
        texts = read_strings(chunks_of(content, CHUNK_BYTES), most)
    strings.set_result(Strings.of(texts))
    return strings
