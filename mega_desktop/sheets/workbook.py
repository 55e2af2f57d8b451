"""Workbooks (xlsx, xlsm, xlsb, xls, ods): what calamine reads, put right by what it leaves out."""

from __future__ import annotations

from pathlib import Path

import fastexcel
import polars as pl

from mega_desktop.sheets.grid import Grid, Step
from mega_desktop.sheets.recognise import damaged, protected
from mega_desktop.sheets.table import ROW, FileProblem, Sheet

MAX_ROWS = 1_048_576


def read_workbook(path: Path, sheet: str | None, step: Step) -> Grid:
    """The cells of `sheet`, or of the first visible sheet that holds something.

    Raises:
        FileProblem: It cannot be read, or has no such sheet.
    """
    try:
        return _read(path, sheet, step)
    except fastexcel.FastExcelError as error:
        if "password" in str(error).lower():
            raise protected(path.name) from error
        raise damaged(path.name, type(error).__name__) from error


def _read(path: Path, sheet: str | None, step: Step) -> Grid:
    reader = fastexcel.read_excel(path)
    names = reader.sheet_names
    chosen = sheet if sheet is not None else names[0]
    if chosen not in names:
        raise FileProblem(f"{path.name} has no sheet called “{chosen}”.", f"It has: {', '.join(names)}.")
    step(10, f"Reading {path.name}")
    loaded = reader.load_sheet(chosen, header_row=None, skip_rows=0, dtypes="string")
    frame = pl.DataFrame(loaded)
    frame = frame.rename({name: f"c{index}" for index, name in enumerate(frame.columns)})
    frame = frame.with_row_index(ROW, offset=1)
    sheets = tuple(Sheet(name, frame.height if name == chosen else 0) for name in names)
    return Grid(frame=frame, sheets=sheets, sheet=chosen)
