"""What reading the leads back showed, kept beside the journal; the journal itself stays as it is."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import msgspec
import polars as pl

from mega_desktop.crm import LEADS_A_PAGE
from mega_desktop.importing import open_import
from mega_desktop.reporting.receipt import labels_of
from mega_desktop.whole_files import PRIVATE, write_whole

FIGURES = "verified.json"
LINES = "verified.parquet"
DIFFERENCE_HEADERS = ["Excel row", "Lead id", "Field", "Sent", "In the CRM now", "What it means"]
READS_AN_HOUR = 1_000
"""MEGA's documented hourly allowance (docs.gomega.ai/rate-limits); the one a minute comes from `Limits`."""

SCHEMA = {
    "row": pl.UInt32,
    "lead_id": pl.String,
    "finding": pl.String,
    "key": pl.String,
    "sent": pl.String,
    "found": pl.String,
    "words": pl.String,
}


class Finding(StrEnum):
    """What was found of a row where the CRM does not simply have what was sent.

    DIFFERS: A field of its lead holds something else. MISSING: Its lead was not found. ARRIVED and
    NOT_ARRIVED: of rows whose answer was lost, how it looks; UNCLEAR: nothing can be told.
    """

    DIFFERS = "differs"
    MISSING = "missing"
    ARRIVED = "arrived"
    NOT_ARRIVED = "not_arrived"
    UNCLEAR = "unclear"


@dataclass(frozen=True)
class Verification:
    """The figures of one reading back.

    Attributes:
        at: When it was done.
        rows: Rows whose values should be in the CRM: created and updated ones.
        verified: Those of them whose lead has every value that was sent.
        differing: Rows with at least one field that holds something else.
        missing: Rows whose lead was not found.
        arrived, not_arrived, unclear: Rows whose answer was lost, by how it looks now.
        notes: What was not compared, and why; a sentence each.
    """

    at: datetime
    rows: int
    verified: int
    differing: int = 0
    missing: int = 0
    arrived: int = 0
    not_arrived: int = 0
    unclear: int = 0
    notes: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Everything that was sent is there."""
        return self.verified == self.rows

    @property
    def unconfirmed(self) -> int:
        """Rows whose answer was lost."""
        return self.arrived + self.not_arrived + self.unclear


def keep_verification(folder: Path, figures: Verification, lines: pl.DataFrame) -> None:
    """Replaces what an earlier reading back showed.

    Args:
        lines: Of `SCHEMA`: one a difference, or one a row that is missing or was uncertain.

    Raises:
        OSError: It cannot be written; the earlier one is gone then.
    """
    (folder / FIGURES).unlink(missing_ok=True)
    lines.select(list(SCHEMA)).write_parquet(folder / LINES)
    (folder / LINES).chmod(0o600)
    write_whole(folder / FIGURES, msgspec.json.encode(figures), PRIVATE)


def read_verification(folder: Path) -> Verification | None:
    """What the last reading back showed; None when there was none."""
    try:
        return msgspec.json.decode((folder / FIGURES).read_bytes(), type=Verification)
    except (OSError, msgspec.MsgspecError):
        return None


def verified_lines(folder: Path) -> pl.DataFrame:
    """The lines of the last reading back, of `SCHEMA`, in file order."""
    try:
        return pl.read_parquet(folder / LINES, glob=False)
    except (OSError, pl.exceptions.PolarsError):
        return pl.DataFrame(schema=SCHEMA)


def differences_of(folder: Path, facts: dict[str, Any]) -> pl.DataFrame:
    """The lines as people read them: one column each of `DIFFERENCE_HEADERS`."""
    return verified_lines(folder).select(
        "row", "lead_id", pl.col("key").replace(labels_of(facts)), "sent", "found", "words"
    )


def read_differences(imports: Path, import_id: str, most: int) -> tuple[tuple[int, str, str], ...]:
    """The first lines as (Excel row, the field's label or "", words); none without a reading back."""
    folder = imports / import_id
    lines = verified_lines(folder).head(most)
    if lines.is_empty():
        return ()
    with open_import(imports, import_id) as found:
        labels = labels_of(found.facts())
    return tuple(
        (line["row"], labels.get(line["key"], line["key"] or ""), _in_words(line))
        for line in lines.iter_rows(named=True)
    )


def _in_words(line: dict[str, Any]) -> str:
    if line["finding"] != Finding.DIFFERS.value:
        return str(line["words"])
    now = f"now “{line['found']}”" if line["found"] else "now empty"
    return f"sent “{line['sent']}”, {now}"


def reading_seconds(leads: int, reads_per_minute: int = 60) -> float:
    """How long it takes to read so many leads back, roughly: the allowance decides, not the speed."""
    pages = max(1, math.ceil(leads / LEADS_A_PAGE))
    hours, rest = divmod(pages - 1, READS_AN_HOUR)
    minutes, last = divmod(rest, reads_per_minute)
    return hours * 3600.0 + minutes * 60.0 + (last + 1) * 0.5
