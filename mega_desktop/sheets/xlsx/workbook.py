"""Workbooks of Excel since 2007 (xlsx, xlsm)."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path
from xml.etree.ElementTree import ParseError

from mega_desktop.sheets.cell_notes import cell_notes, hidden_notes
from mega_desktop.sheets.grid import Grid, Step
from mega_desktop.sheets.problems import damaged
from mega_desktop.sheets.table import Sheet
from mega_desktop.sheets.workbooks.choosing import choose
from mega_desktop.sheets.xlsx.package import Package, refuse_document_types, used_sheets
from mega_desktop.sheets.xlsx.sheet import SheetContent, read_sheet

DAMAGES: tuple[type[Exception], ...] = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError,
    ParseError, ValueError, LookupError, RuntimeError,
)  # fmt: skip
"""What the zip and the XML of a damaged or crafted workbook lead to."""


def read_workbook(path: Path, sheet: str | None, step: Step) -> Grid:
    """The cells of `sheet`, or of the first visible sheet that holds something.

    Raises:
        FileProblem: It cannot be read, or has no such sheet.
    """
    try:
        return _read_xlsx(path, sheet, step)
    except DAMAGES as error:
        raise damaged(path.name, type(error).__name__) from error


def _read_xlsx(path: Path, sheet: str | None, step: Step) -> Grid:
    with zipfile.ZipFile(path) as archive:
        refuse_document_types(archive)
        package = Package(archive)
        sheets = used_sheets(package)
        chosen = choose(path.name, sheets, sheet)
        part = next(p for p in package.sheets if p.name == chosen)
        content = read_sheet(package, part, step)
        is_filtered = content.is_filtered or package.has_filtered_table(part)
    sheets = tuple(s if s.name != chosen else Sheet(s.name, content.frame.height, s.hidden) for s in sheets)
    return grid_of(content, sheets, chosen, is_filtered=is_filtered)


def grid_of(content: SheetContent, sheets: tuple[Sheet, ...], chosen: str, *, is_filtered: bool) -> Grid:
    """What has been read of a sheet, with what there is to say about it."""
    notes = cell_notes(
        errors=content.errors,
        uncalculated=content.uncalculated,
        inexact=content.inexact,
        odd_dates=content.odd_dates,
    )
    return Grid(
        frame=content.frame,
        is_clean=content.is_clean,
        notes=(*notes, *hidden_notes(content.hidden_columns, sheets)),
        sheets=sheets,
        sheet=chosen,
        phone_like=content.phone_like,
        merged=content.merged,
        hidden_rows=content.hidden_rows,
        is_filtered=is_filtered,
    )
