"""The results workbook: every row of the file as it was, then what became of it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from mega_desktop.errors import Problem
from mega_desktop.importing import ImportInfo, open_import
from mega_desktop.reporting.cells import fit, writable
from mega_desktop.reporting.summary import summary_lines
from mega_desktop.sheets import ROW, Table, recall_table
from mega_desktop.work import Control, Progress, Report

if TYPE_CHECKING:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

SHEET_ROWS = 1_048_576
"""Excel's limit, header included."""

BLOCK = 2_000
WIDEST, NARROWEST = 48, 10
LOOKED_AT = 200
ADDED = {"Outcome": "outcome", "Reason": "reason", "Lead id": "lead_id", "Excel row": ROW}
TEXT = "@"


def write_report(
    imports: Path,
    import_id: str,
    target: Path,
    report: Report[Progress],
    control: Control,
    *,
    sheet_rows: int = SHEET_ROWS,
) -> Path:
    """Writes the workbook of an import, finished or not.

    A file is never half written and never written over: when `target` is taken, "name (2).xlsx" is made.

    Returns:
        Where it is.

    Raises:
        Problem: It cannot be written there.
        ImportProblem: The import is open in another window or damaged.
        FileProblem: The kept copy of the spreadsheet is damaged.
        Cancelled: The person stopped it; nothing is left behind.
    """
    with open_import(imports, import_id) as found:
        info, facts, results = found.info(), found.facts(), found.results()
    table = recall_table(imports / import_id)
    half_made = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    book = _Book(info, report, control, sheet_rows)
    try:
        book.add_summary(summary_lines(info, facts))
        book.add_rows(_headers(table), _joined(table, results))
        book.save(half_made)
        return _put_in_place(half_made, target)
    except OSError as error:
        raise Problem(
            f"The report could not be written to {target.parent}; the import itself is not touched by this.",
            "Choose another folder, or free some space. The report can be made as often as you like.",
            detail=error.strerror or type(error).__name__,
        ) from error
    finally:
        book.clear_away()
        half_made.unlink(missing_ok=True)


class _Book:
    """A workbook that is written row by row."""

    def __init__(self, info: ImportInfo, report: Report[Progress], control: Control, sheet_rows: int) -> None:
        from openpyxl import Workbook

        self._workbook = Workbook(write_only=True)
        self._rows = info.tally.rows
        self._report = report
        self._control = control
        self._sheet_rows = sheet_rows
        self._saved = False

    def add_summary(self, lines: list[tuple[str, str | int]]) -> None:
        sheet = self._workbook.create_sheet("Summary")
        sheet.column_dimensions["A"].width = 30
        sheet.column_dimensions["B"].width = 100
        label, text = self._cell(sheet, bold=True), self._cell(sheet, wrap=True)
        for name, value in lines:
            sheet.append(_cells([label, text], [name, value]))

    def add_rows(self, headers: list[str], rows: pl.DataFrame) -> None:
        """As many sheets as the rows need."""
        per_sheet = self._sheet_rows - 1
        for number, start in enumerate(range(0, max(rows.height, 1), per_sheet), 1):
            part = rows.slice(start, per_sheet)
            self._add_sheet("Rows" if number == 1 else f"Rows {number}", headers, part, start)

    def save(self, path: Path) -> None:
        self._workbook.save(path)
        self._saved = True

    def clear_away(self) -> None:
        """Removes the temporary files with people's data that openpyxl keeps until it has saved."""
        if self._saved:
            return
        for sheet in self._workbook.worksheets:
            with suppress(OSError):
                sheet.close()
                sheet._writer.cleanup()  # noqa: SLF001 - there is no public way

    def _add_sheet(self, title: str, headers: list[str], rows: pl.DataFrame, done: int) -> None:
        from openpyxl.utils import get_column_letter

        sheet = self._workbook.create_sheet(title)
        sheet.freeze_panes = "A2"
        for number, (header, column) in enumerate(zip(headers, rows.iter_columns(), strict=True), 1):
            sheet.column_dimensions[get_column_letter(number)].width = _width(header, column)
        sheet.append(_cells([self._cell(sheet, bold=True)] * len(headers), headers))
        cells = [self._cell(sheet) for _ in headers]
        for block in rows.iter_slices(BLOCK):
            self._control.check()
            for row in block.iter_rows():
                sheet.append(_cells(cells, row))
            done += block.height
            self._report(Progress(done, self._rows, "Writing the report"))
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(headers))}{rows.height + 1}"

    def _cell(self, sheet: WriteOnlyWorksheet, *, bold: bool = False, wrap: bool = False) -> WriteOnlyCell:
        """A text cell. It is written out at once, so one serves a whole column."""
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.styles import Alignment, Font

        cell = WriteOnlyCell(sheet)
        cell.number_format = TEXT
        if bold:
            cell.font = Font(bold=True)
        if wrap:
            cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal="left")
        return cell


def _cells(cells: list[WriteOnlyCell], values: Any) -> Iterator[WriteOnlyCell | None]:
    """The cells filled one after the other, while they are being written."""
    for cell, value in zip(cells, values, strict=True):
        if value is None or value == "":
            yield None
            continue
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"  # or openpyxl makes a formula of a text that begins with "="
        yield cell


def _headers(table: Table) -> list[str]:
    return [fit(column.header) for column in table.columns] + list(ADDED)


def _joined(table: Table, results: pl.DataFrame) -> pl.DataFrame:
    """The file's own columns, then those of `ADDED`, in file order."""
    names = [column.name for column in table.columns]
    words = results.with_columns(pl.col("outcome").str.replace_all("_", " ", literal=True))
    joined = words.join(table.frame.select(ROW, *names).collect(), on=ROW, how="left", maintain_order="left")
    wanted = joined.select(*names, *ADDED.values())
    return wanted.with_columns(writable(c) for c in wanted.iter_columns() if c.dtype == pl.String)


def _width(header: str, column: pl.Series) -> int:
    """Wide enough for most of its first values."""
    longest = column.head(LOOKED_AT).cast(pl.String).str.len_chars().quantile(0.9) or 0
    return int(min(max(longest, len(header), NARROWEST - 2) + 2, WIDEST))


def _put_in_place(half_made: Path, target: Path) -> Path:
    """Gives the finished file its name, or the next one that is free."""
    number = 1
    while True:
        name = target if number == 1 else target.with_name(f"{target.stem} ({number}){target.suffix}")
        number += 1
        if not name.exists():
            return half_made.replace(name)
