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


@dataclass(frozen=True)
class Origin:
    """Where a plan comes from.

    Attributes:
        mapping: Which column went where; None when nobody said.
        retry_of: The id of the import whose rows are tried again; "" for an import of its own.
    """

    mapping: Mapping | None = None
    retry_of: str = ""


UNKNOWN_ORIGIN = Origin()


def origin_facts(leads: Leads, origin: Origin) -> dict[str, Any]:
    """What the journal's line on the run keeps of it, in plain JSON types."""
    return {
        "fields": list(leads.keys),
        "repeats": leads.repeats.value,
        "kept_fields": msgspec.to_builtins(leads.fields),
        "same_phone": leads.same_phone,
        "retry_of": origin.retry_of,
        "document": to_document(origin.mapping) if origin.mapping else None,
    }


def keep_leads(leads: Leads, folder: Path) -> None:
    """Keeps all of `leads` in an import's folder."""
    path = folder / ALL_LEADS
    leads.frame.write_parquet(path, compression="lz4", statistics=False)
    path.chmod(0o600)


def recall_leads(folder: Path, facts: dict[str, Any]) -> Leads:
    """The leads that `keep_leads` kept.

    Args:
        facts: Of the import, see `reading.facts`.

    Raises:
        ImportProblem: They are not there or damaged.
    """
    try:
        frame = pl.read_parquet(folder / ALL_LEADS, glob=False)
        fields = msgspec.convert(facts["kept_fields"], tuple[Field, ...])
        return Leads(
            frame=frame,
            fields=fields,
            on_duplicate=OnDuplicate(facts["on_duplicate"]),
            repeats=Repeats(facts["repeats"]),
            same_phone=bool(facts["same_phone"]),
        )
    except (OSError, KeyError, ValueError, msgspec.MsgspecError, pl.exceptions.PolarsError) as error:
        raise ImportProblem(
            "The rows of this import as they were prepared can no longer be read. What was sent is not "
            "touched by this.",
            "Import the file anew with only the rows that are wanted; the results workbook names them.",
            detail=type(error).__name__,
        ) from error
