"""Workbooks of Excel 2 to 2003 (.xls), read by xlrd with their formats, errors and hidden rows.

Files that xlrd gives up on are handed to calamine, which knows values only; that is said in a note.
Records follow [MS-XLS].
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import fastexcel
import polars as pl
import xlrd
from xlrd.biffh import error_text_from_code
from xlrd.compdoc import CompDocError
from xlrd.formula import FormulaError

from mega_desktop.sheets.cell_notes import NO_CELLS, cell_notes, hidden_notes
from mega_desktop.sheets.grid import Grid, Step
from mega_desktop.sheets.problems import damaged, protected
from mega_desktop.sheets.table import ROW, Note, Sheet
from mega_desktop.sheets.workbooks.cells import cell_frame, spread
from mega_desktop.sheets.workbooks.choosing import choose, rank
from mega_desktop.sheets.workbooks.number_cells import NO_NUMBERS, Styles, number_cells, styles

_WESTERN = "cp1252"
_SEVERAL_SHEETS = 50
"""Workbooks are files of several sheets, their formats numbered, since Excel 5."""

_FORMULA, _BOF, _EOF, _FILTER_MODE = 0x0006, 0x0809, 0x000A, 0x009B
_EMPTY = 3
_NUMBERS = {xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE}
_NO_VALUE = {xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK}
_VALUES_ONLY_NOTE = Note(
    "values_only",
    "This file is built in an unusual way: only its plain values could be read, without leading zeros that "
    "number formats add, and without knowing hidden rows and Excel errors. To be sure, open it in Excel, "
    "save it as .xlsx and choose that file",
    warn=True,
)
_BREAKS: tuple[type[Exception], ...] = (
    xlrd.XLRDError, CompDocError, FormulaError, struct.error, AssertionError, LookupError, ValueError,
    TypeError, AttributeError, ArithmeticError, NotImplementedError, MemoryError, RecursionError, OSError,
)  # fmt: skip
"""All that xlrd is known to raise over a file that is not as it expects."""


@dataclass(frozen=True)
class _Cells:
    """The cells of a sheet: texts as they are shown, numbers with their style, errors by their name."""

    texts: pl.DataFrame
    numbers: pl.DataFrame
    errors: pl.DataFrame


@dataclass(frozen=True)
class _Formulas:
    """Formulas without a value, and whether the sheet has a filter that is set."""

    uncalculated: pl.DataFrame
    is_filtered: bool


def read_old_workbook(path: Path, sheet: str | None, step: Step) -> Grid:
    """The cells of `sheet`, or of the first visible sheet that holds something.

    Raises:
        FileProblem: It cannot be read, or has no such sheet.
    """
    step(5, f"Reading {path.name}")
    try:
        with _open(path) as book:
            return _grid(path, book, sheet, step)
    except _BREAKS as error:
        if "encrypted" in str(error).lower():
            raise protected(path.name) from error
        return _values_only(path, sheet, step, error)


def _open(path: Path) -> Any:
    """The workbook, no sheet of it loaded yet, by the strictest way that succeeds.

    Old programs do not always say which code page they use, and some leave the file's directory or its
    table of sectors in disorder.
    """
    ways: tuple[dict[str, Any], ...] = (
        {},
        {"encoding_override": _WESTERN},
        {"ignore_workbook_corruption": True},
    )
    failure: Exception = ValueError()
    for way in ways:
        try:
            return xlrd.open_workbook(
                str(path), logfile=io.StringIO(), on_demand=True, formatting_info=True, **way
            )
        except (CompDocError, UnicodeDecodeError) as error:
            failure = error
    raise failure


def _grid(path: Path, book: Any, wanted: str | None, step: Step) -> Grid:
    sheets, position, content = _load(path, book, wanted, step)
    step(50, f"Reading sheet {content.name}")
    cells = _cells(content)
    shown = number_cells(cells.numbers, _styles(book))
    formulas = _look_at_formulas(book, position)
    texts = pl.concat([cells.texts, shown.texts])
    hidden_columns = sum(1 for c, info in content.colinfo_map.items() if info.hidden and c < content.ncols)
    notes = cell_notes(
        errors=cells.errors,
        uncalculated=formulas.uncalculated,
        inexact=shown.inexact,
        odd_dates=shown.odd_dates,
    )
    return Grid(
        frame=spread(texts),
        notes=notes + hidden_notes(hidden_columns, sheets),
        sheets=sheets,
        sheet=content.name,
        phone_like=shown.phone_like,
        merged=tuple((first + 1, end) for first, end, _, _ in content.merged_cells),
        hidden_rows=_hidden_rows(content),
        is_filtered=formulas.is_filtered,
    )


def _load(path: Path, book: Any, wanted: str | None, step: Step) -> tuple[tuple[Sheet, ...], int, Any]:
    """All sheets; the position and the content of the one to read. One is held beside it at most."""
    sheets: list[Sheet] = []
    held, content = -1, None
    for position, name in enumerate(book.sheet_names()):
        loaded = book.sheet_by_index(position)
        book.unload_sheet(position)
        sheets.append(Sheet(name, _used_rows(loaded), loaded.visibility != 0))
        is_better = held < 0 or rank(sheets[-1]) < rank(sheets[held])
        if name == wanted or (wanted is None and is_better):
            held, content = position, loaded
        step(5 + 40 * position // book.nsheets, f"Reading {path.name}")
    choose(path.name, sheets, wanted)
    return tuple(sheets), held, content


def _used_rows(content: Any) -> int:
    """Rows from the first to the last that holds a value; formats alone do not count."""
    used = [row for row in range(content.nrows) if not _NO_VALUE.issuperset(content.row_types(row))]
    return used[-1] - used[0] + 1 if used else 0


def _styles(book: Any) -> Styles:
    has_numbers = book.biff_version >= _SEVERAL_SHEETS
    formats = {}
    for style, xf in enumerate(book.xf_list):
        found = book.format_map.get(xf.format_key)
        formats[style] = (xf.format_key if has_numbers else 0, found.format_str if found else "")
    return styles(formats, is_1904=book.datemode == 1)


def _cells(content: Any) -> _Cells:
    """The cells by what they hold. xlrd has them as Python values, so they are walked through once."""
    texts: list[tuple[int, int, str]] = []
    numbers: list[tuple[int, int, int, float]] = []
    errors: list[tuple[int, int, str]] = []
    for row in range(content.nrows):
        values = content.row_values(row)
        for column, kind in enumerate(content.row_types(row)):
            if kind == xlrd.XL_CELL_TEXT:
                texts.append((row + 1, column, values[column]))
            elif kind in _NUMBERS:
                numbers.append((row + 1, column, content.cell_xf_index(row, column), values[column]))
            elif kind == xlrd.XL_CELL_BOOLEAN:
                texts.append((row + 1, column, "TRUE" if values[column] else "FALSE"))
            elif kind == xlrd.XL_CELL_ERROR:
                errors.append((row + 1, column, error_text_from_code.get(values[column], "#ERROR!")))
    return _Cells(cell_frame(texts, NO_CELLS), cell_frame(numbers, NO_NUMBERS), cell_frame(errors, NO_CELLS))


def _hidden_rows(content: Any) -> tuple[int, ...]:
    hidden = (row for row, info in content.rowinfo_map.items() if info.hidden and row < content.nrows)
    return tuple(sorted(row + 1 for row in hidden))


def _look_at_formulas(book: Any, position: int) -> _Formulas:
    """What xlrd leaves out: whether formulas were calculated, and whether a filter is set.

    Programs that cannot calculate leave the empty text as the result of every formula of the sheet.
    """
    if book.biff_version < _SEVERAL_SHEETS:
        return _Formulas(NO_CELLS, is_filtered=False)
    uncalculated: list[tuple[int, int, str]] = []
    is_filtered = was_calculated = False
    for kind, data in _records(book.mem, book._sh_abs_posn[position]):  # noqa: SLF001 (told by no other name)
        if kind == _FILTER_MODE:
            is_filtered = True
        elif kind == _FORMULA and len(data) >= 14:
            row, column = struct.unpack_from("<2H", data)
            was_calculated = was_calculated or not (data[6] == _EMPTY and data[12:14] == b"\xff\xff")
            uncalculated.append((row + 1, column, ""))
    cells = cell_frame([] if was_calculated else uncalculated, NO_CELLS)
    return _Formulas(cells, is_filtered)


def _records(stream: Any, position: int) -> Iterator[tuple[int, bytes]]:
    """The records of a sheet, those of charts within it left out."""
    depth = 0
    while position + 4 <= len(stream):
        kind, size = struct.unpack_from("<2H", stream, position)
        depth += (kind == _BOF) - (kind == _EOF)
        if depth <= 0:
            return
        if depth == 1:
            yield kind, stream[position + 4 : position + 4 + size]
        position += 4 + size


def _values_only(path: Path, wanted: str | None, step: Step, error: Exception) -> Grid:
    """What calamine makes of a file that xlrd cannot read."""
    try:
        reader = fastexcel.read_excel(path)
        loaded = [
            reader.load_sheet(n, header_row=None, skip_rows=0, dtypes="string") for n in reader.sheet_names
        ]
    except fastexcel.FastExcelError as also:
        if "password" in str(also).lower():
            raise protected(path.name) from also
        raise damaged(path.name, type(error).__name__) from error
    sheets = tuple(Sheet(s.name, s.total_height if s.width else 0, s.visible != "visible") for s in loaded)
    chosen = choose(path.name, sheets, wanted)
    step(60, f"Reading sheet {chosen}")
    frame = pl.DataFrame(next(s for s in loaded if s.name == chosen))
    frame = frame.select(_as_seen(name).alias(f"c{index}") for index, name in enumerate(frame.columns))
    return Grid(
        frame=frame.with_row_index(ROW, offset=1),
        notes=(_VALUES_ONLY_NOTE, *hidden_notes(0, sheets)),
        sheets=sheets,
        sheet=chosen,
    )


def _as_seen(name: str) -> pl.Expr:
    """Dates without the midnight, times without the day and booleans in capitals, as calamine has not."""
    text = pl.col(name).replace({"true": "TRUE", "false": "FALSE"})
    text = text.str.replace(r"^(\d{4}-\d\d-\d\d) 00:00:00$", "$1")
    return text.str.replace(r"^1899-12-31 (\d\d:\d\d:\d\d)$", "$1")
