"""Workbooks (xlsx, xlsm, xlsb, xls, ods): what calamine reads, put right by what it leaves out."""

from __future__ import annotations

import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import fastexcel
import polars as pl

from mega_desktop.sheets.cell_notes import NO_CELLS, cell_notes, hidden_notes
from mega_desktop.sheets.choosing import choose
from mega_desktop.sheets.grid import Grid, Step, counted
from mega_desktop.sheets.number_formats import digit_format
from mega_desktop.sheets.old_workbook import read_old_workbook
from mega_desktop.sheets.package import Package, Part, read_package, refuse_document_types, used_rows
from mega_desktop.sheets.recognise import damaged, protected
from mega_desktop.sheets.sheetxml import Marks, search
from mega_desktop.sheets.table import ROW, Note, Sheet


def read_workbook(path: Path, kind: str, sheet: str | None, step: Step) -> Grid:
    """The cells of `sheet`, or of the first visible sheet that holds something.

    Raises:
        FileProblem: It cannot be read, or has no such sheet.
    """
    try:
        if kind in {"xlsx", "xlsm"}:
            return _read_xlsx(path, sheet, step)
        if kind == "xls":
            return read_old_workbook(path, sheet, step)
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
        chosen = choose(path.name, sheets, sheet)
        part = next(p for p in package.sheets if p.name == chosen)
        # calamine lets go of the interpreter while it reads, so the search costs little time of its own.
        with ThreadPoolExecutor(1) as beside:
            searching = beside.submit(_search, archive, package, part, step)
            frame = _load(fastexcel.read_excel(path), chosen)
            marks = searching.result()
    return _put_right(_grid(frame, sheets, chosen, marks.first_column), marks, is_1904=package.is_1904)


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
    chosen = choose(path.name, sheets, sheet)
    step(40, f"Reading sheet {chosen}")
    frame = pl.DataFrame(next(s for s in loaded if s.name == chosen))
    booleans = {"true": "TRUE", "false": "FALSE"}
    frame = frame.with_columns(pl.all().replace(booleans)) if frame.width else frame
    return _put_right(_grid(frame, sheets, chosen, 0), Marks(), is_1904=False)


def _load(reader: fastexcel.ExcelReader, name: str) -> pl.DataFrame:
    return pl.DataFrame(reader.load_sheet(name, header_row=None, skip_rows=0, dtypes="string"))


def _grid(frame: pl.DataFrame, sheets: tuple[Sheet, ...], chosen: str, first_column: int) -> Grid:
    names = {name: f"c{first_column + index}" for index, name in enumerate(frame.columns)}
    frame = frame.rename(names).with_row_index(ROW, offset=1)
    return Grid(frame=frame, sheets=sheets, sheet=chosen)


def _put_right(grid: Grid, marks: Marks, *, is_1904: bool) -> Grid:
    frame = _with_texts(grid.frame, _of_number_cells(grid.frame, marks.numbers))
    frame = _with_texts(frame, marks.texts)
    frame = frame.with_columns(_dates(frame, is_1904=is_1904))
    phone_like = {f"c{column}": count for column, count in marks.phone_like.items()}
    notes = (
        *grid.notes,
        *cell_notes(errors=marks.errors, uncalculated=marks.uncalculated, inexact=marks.inexact),
        *_hidden_row_note(marks.hidden_rows),
        *hidden_notes(marks.hidden_columns, grid.sheets),
    )
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


def _hidden_row_note(rows: tuple[int, ...]) -> tuple[Note, ...]:
    if not rows:
        return ()
    hidden = counted(len(rows), "row is", "rows are")
    text = f"{hidden} hidden in the file (perhaps by a filter) and read all the same"
    return (Note("hidden_rows", text, rows[:100], warn=True),)
