"""What an import was made of beside the rows it sends: for its receipt, and for trying rows again."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import polars as pl

from mega_desktop.crm import Field, OnDuplicate
from mega_desktop.importing.outcome import ImportProblem
from mega_desktop.matching import Leads, Mapping, Repeats, to_document

ALL_LEADS = "all_leads.parquet"
"""Every row of the plan's leads, also those that were not sent, as they were after all edits."""

EDITS = "edits.parquet"
_CELLS = {"row": pl.UInt32, "key": pl.String, "value": pl.String}


@dataclass(frozen=True)
class Origin:
    """Where a plan comes from.

    Attributes:
        mapping: Which column went where; None when nobody said.
        retry_of: The id of the import whose rows are tried again; "" for an import of its own.
        edits: Cells typed over in the preview: `row`, `key`, `value` (null: emptied); None when nobody said.
    """

    mapping: Mapping | None = None
    retry_of: str = ""
    edits: pl.DataFrame | None = None


UNKNOWN_ORIGIN = Origin()


def origin_facts(leads: Leads, origin: Origin) -> dict[str, Any]:
    """What the journal's line on the run keeps of it, in plain JSON types."""
    return {
        "fields": list(leads.keys),
        "repeats": leads.repeats.value,
        "kept_fields": msgspec.to_builtins(leads.fields),
        "same_phone": leads.same_phone,
        "existing": dict(leads.existing),
        "retry_of": origin.retry_of,
        "document": to_document(origin.mapping) if origin.mapping else None,
    }


def keep_origin(leads: Leads, origin: Origin, folder: Path) -> None:
    """Keeps all of `leads`, and what was edited, in an import's folder."""
    _keep(leads.frame, folder / ALL_LEADS)
    if origin.edits is not None and not origin.edits.is_empty():
        _keep(origin.edits.select(list(_CELLS)), folder / EDITS)


def kept_edits(folder: Path) -> pl.DataFrame:
    """The cells that were typed over, see `Origin.edits`; none when nothing is known of them."""
    try:
        return pl.read_parquet(folder / EDITS, glob=False)
    except (OSError, pl.exceptions.PolarsError):
        return pl.DataFrame(schema=_CELLS)


def recall_fields(facts: dict[str, Any]) -> tuple[Field, ...]:
    """The fields that an import fills, in the order of its leads."""
    return msgspec.convert(facts["kept_fields"], tuple[Field, ...])


def recall_leads(folder: Path, facts: dict[str, Any]) -> Leads:
    """The leads that `keep_origin` kept.

    Args:
        facts: Of the import, see `reading.facts`.

    Raises:
        ImportProblem: They are not there or damaged.
    """
    try:
        return Leads(
            frame=pl.read_parquet(folder / ALL_LEADS, glob=False),
            fields=recall_fields(facts),
            on_duplicate=OnDuplicate(facts["on_duplicate"]),
            repeats=Repeats(facts["repeats"]),
            same_phone=bool(facts["same_phone"]),
            existing=facts["existing"],
        )
    except (OSError, KeyError, ValueError, msgspec.MsgspecError, pl.exceptions.PolarsError) as error:
        raise ImportProblem(
            "The rows of this import as they were prepared can no longer be read. What was sent is not "
            "touched by this.",
            "Import the file anew with only the rows that are wanted; the results workbook names them.",
            detail=type(error).__name__,
        ) from error


def _keep(frame: pl.DataFrame, path: Path) -> None:
    frame.write_parquet(path, compression="lz4", statistics=False)
    path.chmod(0o600)
