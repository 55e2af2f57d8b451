"""Workbooks (xlsx, xlsm, xlsb, xls, ods): what calamine reads, put right by what it leaves out."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import fastexcel
import polars as pl

from mega_desktop.sheets.grid import Grid, Step, counted, some_rows
from mega_desktop.sheets.number_formats import digit_format
from mega_desktop.sheets.package import Package, Part, read_package, refuse_document_types, used_rows
from mega_desktop.sheets.recognise import damaged, protected
from mega_desktop.sheets.sheetxml import NO_CELLS, Marks, search
from mega_desktop.sheets.table import ROW, FileProblem, Note, Sheet

MAX_ROWS = 1_048_576


@dataclass(frozen=True)
class _Chosen:
    """All sheets, and the one to read."""

    sheets: tuple[Sheet, ...]
    name: str


def read_workbook(path: Path, kind: str, sheet: str | None, step: Step) -> Grid:
    """The cells of `sheet`, or of the first visible sheet that holds something.

    Raises:
        FileProblem: It cannot be read, or has no such sheet.
    """
    try:
        if kind in {"xlsx", "xlsm"}:
            return _read_xlsx(path, sheet, step)
        return _read_other(path, sheet, step)
    except fastexcel.FastExcelError as error:
        if "password" in str(error).lower():
            raise protected(path.name) from error
        raise damaged(path.name, type(error).__name__) from error


def _read_xlsx(path: Path, sheet: str | None, step: Step) -> Grid:
    with zipfile.ZipFile(path) as archive:
        package = read_package(archive)
        rows = {part.name: used_rows(archive, part.member) for part in package.sheets}
        sheets = tuple(Sheet(p.name, rows[p.name], p.is_hidden) for p in package.sheets)
        chosen = _choose(path, sheets, sheet)
        part = next(p for p in package.sheets if p.name == chosen.name)
        # calamine lets go of the interpreter while it reads, so the search costs little time of its own.
        with ThreadPoolExecutor(1) as beside:
            searching = beside.submit(_search, archive, package, part, step)
            frame = _load(fastexcel.read_excel(path), chosen.name)
            marks = searching.result()
    return _put_right(_grid(frame, chosen, marks.first_column), marks, is_1904=package.is_1904)


def _search(archive: zipfile.ZipFile, package: Package, part: Part, step: Step) -> Marks:
    styles = {i: shown for i, code in enumerate(package.formats) if code and (shown := digit_format(code))}
    size = max(archive.getinfo(part.member).file_size, 1)

    def progress(done: int) -> None:
        step(10 + 60 * min(done, size) // size, f"Reading sheet {part.name}")

    with archive.open(part.member) as content:
        return search(content, styles, progress)


def _read_other(path: Path, sheet: str | None, step: Step) -> Grid:
    """Formats whose inside is not XML of cells: only the values are known."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            refuse_document_types(archive)
    step(10, f"Reading {path.name}")
    reader = fastexcel.read_excel(path)
    loaded = [reader.load_sheet(n, header_row=None, skip_rows=0, dtypes="string") for n in reader.sheet_names]
    sheets = tuple(Sheet(s.name, s.total_height if s.width else 0, s.visible != "visible") for s in loaded)
    chosen = _choose(path, sheets, sheet)
    step(40, f"Reading sheet {chosen.name}")
    frame = pl.DataFrame(next(s for s in loaded if s.name == chosen.name))
    booleans = {"true": "TRUE", "false": "FALSE"}
    frame = frame.with_columns(pl.all().replace(booleans)) if frame.width else frame
    return _put_right(_grid(frame, chosen, 0), Marks(), is_1904=False)


def _choose(path: Path, sheets: Sequence[Sheet], wanted: str | None) -> _Chosen:
    names = [sheet.name for sheet in sheets]
    if not names:
        raise FileProblem(f"{path.name} has no sheets with cells.", "Choose another file.")
    if wanted is not None and wanted not in names:
        raise FileProblem(f"{path.name} has no sheet called “{wanted}”.", f"It has: {', '.join(names)}.")
    ranked = sorted(sheets, key=lambda s: (s.rows < 1, s.hidden, s.rows < 2))
    return _Chosen(tuple(sheets), wanted if wanted is not None else ranked[0].name)


def _load(reader: fastexcel.ExcelReader, name: str) -> pl.DataFrame:
    return pl.DataFrame(reader.load_sheet(name, header_row=None, skip_rows=0, dtypes="string"))


def _grid(frame: pl.DataFrame, chosen: _Chosen, first_column: int) -> Grid:
    names = {name: f"c{first_column + index}" for index, name in enumerate(frame.columns)}
    frame = frame.rename(names).with_row_index(ROW, offset=1)
    return Grid(frame=frame, sheets=chosen.sheets, sheet=chosen.name)


def _put_right(grid: Grid, marks: Marks, *, is_1904: bool) -> Grid:
    frame = _with_texts(grid.frame, _of_number_cells(grid.frame, marks.numbers))
    frame = _with_texts(frame, marks.texts)
    frame = frame.with_columns(_dates(frame, is_1904=is_1904))
    phone_like = {f"c{column}": count for column, count in marks.phone_like.items()}
    notes = grid.notes + _cell_notes(marks) + _sheet_notes(marks, grid)
    return replace(grid, frame=frame, notes=notes, phone_like=phone_like, merged=marks.merged)


def _of_number_cells(frame: pl.DataFrame, numbers: pl.DataFrame) -> pl.DataFrame:
    """Those of `numbers` that calamine took for numbers as well, not for dates."""
    kept = [NO_CELLS]
    for (column,), cells in numbers.group_by("column"):
        name = f"c{column}"
        if name in frame.columns:
            within = cells.filter(pl.col("row") <= frame.height)
            read = frame[name].gather(within["row"] - 1).cast(pl.Float64, strict=False)
            kept.append(within.filter(read.is_not_null()))
    return pl.concat(kept)


def _with_texts(frame: pl.DataFrame, texts: pl.DataFrame) -> pl.DataFrame:
    """The frame with some cells replaced. Row numbers run from 1 without a gap here."""
    series = []
    for (column,), found in texts.group_by("column"):
        name = f"c{column}"
        if name in frame.columns:
            cells = found.filter(pl.col("row") <= frame.height).unique("row", keep="last")
            series.append(frame[name].scatter(cells["row"] - 1, cells["text"]))
    return frame.with_columns(series)


def _dates(frame: pl.DataFrame, *, is_1904: bool) -> list[pl.Expr]:
    """Dates without the midnight and times without the day that calamine adds."""
    day = "1904-01-01" if is_1904 else "1899-12-31"
    names = [name for name in frame.columns if name != ROW]
    has_dates = frame.select(
        pl.col(n).str.ends_with(" 00:00:00").any() | pl.col(n).str.starts_with(f"{day} ").any() for n in names
    )
    touched = [n for n, has in zip(names, has_dates.row(0), strict=True) if has] if names else []
    return [
        pl.col(n)
        .str.replace(rf"^{day} (\d\d:\d\d:\d\d)(\.\d+)?$", "$1")
        .str.replace(r"^(\d{4,5}-\d\d-\d\d) 00:00:00$", "$1")
        for n in touched
    ]


def _cell_notes(marks: Marks) -> tuple[Note, ...]:
    notes = []
    if count := marks.errors.height:
        kinds = ", ".join(sorted(marks.errors["text"].unique())[:4])
        cells = counted(count, "cell holds an Excel error", "cells hold Excel errors")
        notes.append(_note("error_cells", f"{cells} ({kinds}), treated as empty", marks.errors))
    if count := marks.uncalculated.height:
        cells = counted(count, "formula was", "formulas were")
        text = f"{cells} never calculated and so empty: open the file in Excel, save it and choose it again"
        notes.append(_note("formulas_without_value", text, marks.uncalculated))
    if count := marks.inexact.height:
        cells = counted(count, "number has", "numbers have")
        text = f"{cells} more than 15 digits; Excel lost the last ones, so check these"
        notes.append(_note("long_numbers", text, marks.inexact))
    return tuple(notes)


def _note(code: str, text: str, cells: pl.DataFrame) -> Note:
    return Note(code, text, some_rows(cells["row"].unique().sort()), warn=True)


def _sheet_notes(marks: Marks, grid: Grid) -> tuple[Note, ...]:
    notes = []
    if marks.hidden_rows:
        rows = counted(len(marks.hidden_rows), "row is", "rows are")
        text = f"{rows} hidden in the file (perhaps by a filter) and read all the same"
        notes.append(Note("hidden_rows", text, marks.hidden_rows[:100], warn=True))
    if marks.hidden_columns:
        columns = counted(marks.hidden_columns, "column is", "columns are")
        notes.append(Note("hidden_columns", f"{columns} hidden in the file and read all the same"))
    hidden = [sheet.name for sheet in grid.sheets if sheet.hidden]
    if hidden:
        sheets = counted(len(hidden), "sheet is", "sheets are")
        notes.append(Note("hidden_sheets", f"{sheets} hidden in the file: {', '.join(hidden[:5])}"))
    return tuple(notes)
