"""The results workbook, which is the import's receipt as well: every row as it was, and what became of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from mega_desktop.importing import ImportInfo, open_import
from mega_desktop.preview import Planned
from mega_desktop.reporting.book import SHEET_ROWS, Book, write_book
from mega_desktop.reporting.receipt import edits_table, kept_edits, mapping_table, planned_table
from mega_desktop.reporting.summary import summary_lines
from mega_desktop.reporting.tiles import tiles
from mega_desktop.reporting.verification import (
    DIFFERENCE_HEADERS,
    Verification,
    differences_of,
    read_verification,
)
from mega_desktop.sheets import ROW, Table, recall_table
from mega_desktop.work import Control, Progress, Report

ADDED = {"Outcome": "outcome", "Reason": "reason", "Lead id": "lead_id", "Excel row": ROW}
WHAT = "Writing the report"


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

    Its sheets: the summary with the file's fingerprint and the account; every row of the file with its
    outcome; planned next to actual; which column went where; what was edited by hand; what differs in the
    CRM after the leads were read back. The last two only where there is something to say.

    A file is never half written and never written over: when `target` is taken, "name (2).xlsx" is made.

    Returns:
        Where it is.

    Raises:
        Problem: It cannot be written there.
        ImportProblem: The import is open in another window or damaged.
        FileProblem: The kept copy of the spreadsheet is damaged.
        Cancelled: The person stopped it; nothing is left behind.
    """
    folder = imports / import_id
    with open_import(imports, import_id) as found:
        info, facts, results = found.info(), found.facts(), found.results()
    table, verification = recall_table(folder), read_verification(folder)
    done = 0

    def step(rows: int) -> None:
        nonlocal done
        done += rows
        report(Progress(done, info.tally.rows, WHAT))
        control.check()

    def fill(book: Book) -> None:
        control.check()
        book.add_lines("Summary", summary_lines(info, facts, verification))
        headers = [column.header for column in table.columns]
        book.add_table("Rows", [*headers, *ADDED], _joined(table, results), step)
        _add_receipt(book, info, facts, verification)

    return write_book(target, fill, sheet_rows)


def _add_receipt(
    book: Book, info: ImportInfo, facts: dict[str, Any], verification: Verification | None
) -> None:
    planned = {Planned(word): int(rows) for word, rows in facts["planned"].items()}
    book.add_table("Planned and actual", *planned_table(tiles(info, planned)))
    if facts.get("document"):
        book.add_table("Columns", *mapping_table(facts))
    edits = kept_edits(info.folder)
    if not edits.is_empty():
        book.add_table("Edited by hand", *edits_table(edits, facts))
    if verification is not None:
        book.add_table("Read back", DIFFERENCE_HEADERS, differences_of(info.folder, facts))


def _joined(table: Table, results: pl.DataFrame) -> pl.DataFrame:
    """The file's own columns, then those of `ADDED`, in file order."""
    names = [column.name for column in table.columns]
    words = results.with_columns(pl.col("outcome").str.replace_all("_", " ", literal=True))
    joined = words.join(table.frame.select(ROW, *names).collect(), on=ROW, how="left", maintain_order="left")
    return joined.select(*names, *ADDED.values())
