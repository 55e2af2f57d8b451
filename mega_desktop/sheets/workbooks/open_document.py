"""OpenDocument spreadsheets (.ods, and .fods, which is the same as one plain XML file).

Elements and attributes follow OpenDocument 1.3 part 3, and LibreOffice's own for errors. A cell holds its
value and, beside it, the text that the person sees; the latter decides where only digits and signs differ,
as with leading zeros.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any
from xml.parsers import expat

import polars as pl
from lxml import etree

from mega_desktop.sheets.cell_notes import NO_CELLS, cell_notes, hidden_notes
from mega_desktop.sheets.grid import Grid, Step
from mega_desktop.sheets.problems import damaged, protected
from mega_desktop.sheets.table import Sheet
from mega_desktop.sheets.workbooks.cells import cell_frame, spread
from mega_desktop.sheets.workbooks.choosing import choose, rank
from mega_desktop.sheets.workbooks.number_cells import NO_NUMBERS, Styles, number_cells
from mega_desktop.sheets.workbooks.open_document_cells import Cell, read_cell, rows_merged

MAX_ROWS = 1_048_576
MAX_CELLS = 50_000_000
"""Repeated cells are stored once, so that a small file can mean more of them than there is memory."""

ROWS_A_STEP = 5_000
_TABLE, _STYLE = (f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}" for name in ("table", "style"))
_SHEET, _ROW, _COLUMN = f"{_TABLE}table", f"{_TABLE}table-row", f"{_TABLE}table-column"
_CELL, _COVERED = f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"
_COLUMNS_REPEATED, _ROWS_REPEATED = f"{_TABLE}number-columns-repeated", f"{_TABLE}number-rows-repeated"
_STYLE_OF = f"{_STYLE}style"
_OF_OTHER_FILES = "ta_extref"
"""LibreOffice's style of the sheets in which it keeps values of other files; nobody sees these sheets."""


def read_open_document(path: Path, sheet: str | None, step: Step) -> Grid:
    """The cells of `sheet`, or of the first visible sheet that holds something.

    Raises:
        FileProblem: It cannot be read, or has no such sheet.
    """
    try:
        with _content(path) as (content, size_bytes):
            reader = _Reader(content, size_bytes, sheet, path.name, step)
            sheets, held = reader.read()
    except (etree.XMLSyntaxError, expat.ExpatError, zipfile.BadZipFile, zlib.error, KeyError, ValueError,
            OSError, EOFError, NotImplementedError, RuntimeError) as error:  # fmt: skip
        raise damaged(path.name, type(error).__name__) from error
    choose(path.name, sheets, sheet)
    step(75, f"Reading sheet {held.name}")
    return _grid(sheets, held)


@contextmanager
def _content(path: Path) -> Iterator[tuple[IO[bytes], int]]:
    """The XML that holds the sheets, and its size; no document type is declared in it."""
    if not zipfile.is_zipfile(path):
        with path.open("rb") as content:
            _refuse_document_type(content)
            yield content, path.stat().st_size
        return
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        if "META-INF/manifest.xml" in names and b"encryption-data" in archive.read("META-INF/manifest.xml"):
            raise protected(path.name)
        with archive.open("content.xml") as content:
            _refuse_document_type(content)
            yield content, archive.getinfo("content.xml").file_size


def _refuse_document_type(content: IO[bytes]) -> None:
    """Looks at what stands before the root element; goes back to the start.

    Raises:
        ValueError: A document type is declared, which only crafted files do.
    """
    roots: list[str] = []

    def refuse(*_declared: object) -> None:
        raise ValueError("a document type is declared")

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = lambda name, _attributes: roots.append(name)
    while not roots and (block := content.read(4096)):
        parser.Parse(block)
    content.seek(0)


@dataclass
class _Held:
    """What is known of a sheet; rows count from 1."""

    name: str = ""
    style: str = ""
    rows: int = 0
    columns: int = 0
    first_used: int = 0
    last_used: int = 0
    size: int = 0
    texts: list[tuple[int, int, str]] = field(default_factory=list)
    numbers: list[tuple[int, int, int, float]] = field(default_factory=list)
    shown: list[tuple[int, int, str]] = field(default_factory=list)
    errors: list[tuple[int, int, str]] = field(default_factory=list)
    uncalculated: list[tuple[int, int, str]] = field(default_factory=list)
    odd_dates: list[tuple[int, int, str]] = field(default_factory=list)
    merged: list[tuple[int, int]] = field(default_factory=list)
    hidden: list[tuple[int, int]] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    is_filtered: bool = False

    @property
    def used_rows(self) -> int:
        return self.last_used - self.first_used + 1 if self.last_used else 0

    def forget(self) -> None:
        """Keeps what the list of sheets needs."""
        for cells in (self.texts, self.numbers, self.shown, self.errors, self.uncalculated, self.odd_dates):
            cells.clear()
        self.size = 0


class _Reader:
    """Walks through the XML once, holding the cells of the likeliest sheet only."""

    def __init__(
        self, content: IO[bytes], size_bytes: int, wanted: str | None, file: str, step: Step
    ) -> None:
        self._content = content
        self._size_bytes = max(size_bytes, 1)
        self._wanted = wanted
        self._file = file
        self._step = step
        self._hidden_styles: set[str] = set()
        self._sheets: list[Sheet] = []
        self._held = _Held()
        self._best: Sheet | None = None
        self._depth = 0

    def read(self) -> tuple[tuple[Sheet, ...], _Held]:
        """All sheets, and the one to read."""
        current = _Held()
        seen = 0
        for event, element in self._events():
            if element.tag == _SHEET:
                current = self._at_sheet(event, element, current)
            elif event == "start" or self._depth > 1:
                continue
            elif element.tag == _ROW:
                _take_row(current, element)
                _free(element)
                seen += 1
                if seen % ROWS_A_STEP == 0:
                    done = min(self._content.tell(), self._size_bytes)
                    self._step(5 + 70 * done // self._size_bytes, f"Reading {self._file}")
            elif element.tag == _COLUMN:
                _take_column(current, element)
            else:
                self._take_style(element)
        return tuple(self._sheets), self._held

    def _events(self) -> Iterator[tuple[str, Any]]:
        return etree.iterparse(  # type: ignore[no-any-return]
            self._content,
            events=("start", "end"),
            tag=(_SHEET, _ROW, _COLUMN, _STYLE_OF),
            resolve_entities=False,
            no_network=True,
            huge_tree=True,
        )

    def _at_sheet(self, event: str, element: Any, current: _Held) -> _Held:
        """Sheets within cells are not looked at."""
        self._depth += 1 if event == "start" else -1
        if event == "start" and self._depth == 1:
            name = element.get(f"{_TABLE}name", f"Sheet{len(self._sheets) + 1}")
            return _Held(name, element.get(f"{_TABLE}style-name", ""))
        if event == "end" and self._depth == 0 and current.style != _OF_OTHER_FILES:
            self._finish(current)
            element.clear()
        return current

    def _finish(self, current: _Held) -> None:
        sheet = Sheet(current.name, current.used_rows, current.style in self._hidden_styles)
        self._sheets.append(sheet)
        is_better = self._best is None or rank(sheet) < rank(self._best)
        if sheet.name == self._wanted or (self._wanted is None and is_better):
            self._best, self._held = sheet, current
        else:
            current.forget()

    def _take_style(self, element: Any) -> None:
        properties = element.find(f"{_STYLE}table-properties")
        if properties is not None and properties.get(f"{_TABLE}display") == "false":
            self._hidden_styles.add(element.get(f"{_STYLE}name"))


def _free(row: Any) -> None:
    """Gives back the memory of a row that has been read."""
    row.clear()
    parent = row.getparent()
    while row.getprevious() is not None:
        del parent[0]


def _take_column(sheet: _Held, element: Any) -> None:
    repeated = _count(element, _COLUMNS_REPEATED)
    if element.get(f"{_TABLE}visibility", "visible") != "visible":
        sheet.hidden_columns.append((sheet.columns, sheet.columns + repeated))
    sheet.columns += repeated


def _take_row(sheet: _Held, element: Any) -> None:
    """A row with content is stored as often as it is repeated; the others only count."""
    repeated = _count(element, _ROWS_REPEATED)
    first, last = sheet.rows + 1, sheet.rows + repeated
    sheet.rows = last
    visibility = element.get(f"{_TABLE}visibility", "visible")
    if visibility != "visible":
        sheet.hidden.append((first, last))
        sheet.is_filtered = sheet.is_filtered or visibility == "filter"
    column = 0
    for position in element.iterchildren(_CELL, _COVERED):
        attributes = dict(position.items())
        width = max(int(attributes.get(_COLUMNS_REPEATED, 1)), 1)
        if position.tag == _CELL and (attributes or len(position)):
            if height := rows_merged(attributes):
                sheet.merged.append((first, first + height - 1))
            if (cell := read_cell(position, attributes)) is not None:
                _put(sheet, cell, range(first, last + 1), range(column, column + width))
        column += width


def _count(element: Any, name: str) -> int:
    return max(int(element.get(name, 1)), 1)


def _put(sheet: _Held, cell: Cell, rows: range, columns: range) -> None:
    """Puts the cell at its place, or places.

    Raises:
        ValueError: There are more rows or cells than a sheet can have.
    """
    sheet.size += len(rows) * len(columns)
    if rows[-1] > MAX_ROWS or sheet.size > MAX_CELLS:
        raise ValueError("more cells than a sheet has")
    sheet.first_used = sheet.first_used or rows[0]
    sheet.last_used = rows[-1]
    for row in rows:
        for column in columns:
            _store(sheet, cell, row, column)


def _store(sheet: _Held, cell: Cell, row: int, column: int) -> None:
    if cell.number is not None:
        sheet.numbers.append((row, column, 0, cell.number))
        if cell.text is not None:
            sheet.shown.append((row, column, cell.text))
    elif cell.is_uncalculated:
        sheet.uncalculated.append((row, column, ""))
    else:
        place = (row, column, cell.text or "")
        (sheet.errors if cell.is_error else sheet.texts).append(place)
        if cell.is_odd_date:
            sheet.odd_dates.append(place)


def _grid(sheets: tuple[Sheet, ...], held: _Held) -> Grid:
    numbers = number_cells(cell_frame(held.numbers, NO_NUMBERS), Styles())
    texts = pl.concat([cell_frame(held.texts, NO_CELLS), numbers.texts, cell_frame(held.shown, NO_CELLS)])
    frame = spread(texts)
    notes = cell_notes(
        errors=cell_frame(held.errors, NO_CELLS),
        uncalculated=cell_frame(held.uncalculated, NO_CELLS),
        inexact=numbers.inexact,
        odd_dates=cell_frame(held.odd_dates, NO_CELLS),
    )
    last_column = max((int(name[1:]) for name in frame.columns[1:]), default=-1)
    hidden_columns = sum(max(min(end, last_column + 1) - start, 0) for start, end in held.hidden_columns)
    return Grid(
        frame=frame,
        notes=notes + hidden_notes(hidden_columns, sheets),
        sheets=sheets,
        sheet=held.name,
        phone_like=numbers.phone_like,
        merged=tuple(held.merged),
        hidden_rows=tuple(
            row for first, last in held.hidden for row in range(first, min(last, held.last_used) + 1)
        ),
        is_filtered=held.is_filtered,
    )
