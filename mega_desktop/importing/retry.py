"""Trying rows again: a new import of only those rows, linked to the first one. The first stays as it is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from mega_desktop.crm import System
from mega_desktop.errors import UsageProblem
from mega_desktop.importing.origin import recall_leads
from mega_desktop.importing.outcome import ImportInfo, Outcome
from mega_desktop.importing.running import open_import
from mega_desktop.importing.shelf import past_imports, results
from mega_desktop.matching import INTO, WHY, Leads, Mapping, from_document
from mega_desktop.sheets import ROW, Table, recall_table

RETRYABLE = (Outcome.FAILED, Outcome.NOT_SENT, Outcome.UNCONFIRMED)
FILE = "retry.parquet"


@dataclass(frozen=True)
class Retry:
    """Rows of an earlier import, ready for the Preview.

    Attributes:
        retry_of: The id of the earlier import.
        table: The spreadsheet with only these rows; they keep their Excel row numbers.
        leads: The same rows as they were prepared, edits included.
        mapping: Which column went where; None when that was not kept.
    """

    retry_of: str
    table: Table
    leads: Leads
    mapping: Mapping | None


def retries_of(imports: Path, import_id: str) -> tuple[ImportInfo, ...]:
    """The imports that tried rows of this one again, oldest first."""
    return tuple(i for i in reversed(past_imports(imports)) if i.retry_of == import_id)


def rows_to_retry(imports: Path, import_id: str) -> dict[Outcome, tuple[int, ...]]:
    """The rows that are not in the CRM for certain and were not tried again yet, by outcome.

    Raises:
        ImportProblem: It, or one of its retries, is open in another window, damaged, or not there.
    """
    tried: set[int] = set()
    for retry in retries_of(imports, import_id):
        if not retry.is_stripped:
            tried.update(results(imports, retry.id)[ROW])
    found = results(imports, import_id).filter(~pl.col(ROW).is_in(list(tried)))
    return {o: tuple(found.filter(pl.col("outcome") == o.value)[ROW]) for o in RETRYABLE}


def reopen(imports: Path, import_id: str, rows: Collection[int], scratch: Path) -> Retry:
    """Makes these rows of an earlier import ready to be corrected and sent; nothing is written to the CRM.

    Args:
        rows: Excel row numbers.
        scratch: A folder for the spreadsheet of only these rows.

    Raises:
        ImportProblem: The import is open in another window, damaged, or its rows were not kept.
        FileProblem: The kept copy of the spreadsheet is damaged.
    """
    with open_import(imports, import_id) as found:
        info, facts = found.info(), found.facts()
    wanted = pl.col(ROW).is_in(list(rows))
    leads = recall_leads(info.folder, facts)
    # Whoever stood for several rows carries their values; each of these rows stands for itself now.
    alone = leads.frame.filter(wanted).with_columns(
        pl.lit(None, pl.UInt32).alias(INTO), pl.lit(None, pl.String).alias(WHY)
    )
    table = _only(recall_table(info.folder), wanted, scratch / FILE)
    document = facts.get("document")
    mapping = _mapping(document, table, info.system) if document else None
    return Retry(import_id, table, replace(leads, frame=alone), mapping)


def _only(table: Table, wanted: pl.Expr, file: Path) -> Table:
    frame = table.frame.filter(wanted).collect()
    frame.write_parquet(file)
    columns = tuple(replace(c, filled=frame.height - frame[c.name].null_count()) for c in table.columns)
    return replace(
        table, file=file, frame=pl.scan_parquet(file), rows=frame.height, columns=columns, notes=()
    )


def _mapping(document: dict[str, object], table: Table, system: System) -> Mapping | None:
    try:
        return from_document(document, table, system)
    except UsageProblem:
        return None  # a field of it is gone; the rows themselves are kept as they were prepared
