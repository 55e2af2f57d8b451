"""The receipt's tables: planned next to actual, which column went where, what was edited by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from mega_desktop.importing import kept_edits
from mega_desktop.reporting.tiles import Tile, outcome_word

__all__ = ["edits_table", "kept_edits", "labels_of", "mapping_table", "planned_table"]

Sheet = tuple[list[str], pl.DataFrame]
"""Headers, and the rows below them."""

EXISTING = {"replace": "replaced", "if_empty": "filled only where empty", "never": "left as they are"}


def planned_table(found: Sequence[Tile]) -> Sheet:
    """An outcome a row; what the preview could not know is left empty."""
    shown = [t for t in found if t.actual or t.planned]
    frame = pl.DataFrame(
        {
            "outcome": [outcome_word(t.outcome).capitalize() for t in shown],
            "planned": [t.planned for t in shown],
            "actual": [t.actual for t in shown],
            "difference": [_difference(t) for t in shown],
        },
        schema={"outcome": pl.String, "planned": pl.Int64, "actual": pl.Int64, "difference": pl.String},
    )
    return ["Outcome", "Planned", "Actual", "Difference"], frame


def mapping_table(facts: dict[str, Any]) -> Sheet:
    """Which column of the file went to which field, and how its values were cleaned."""
    labels = labels_of(facts)
    rows = [_column(column, labels) for column in facts["document"]["columns"]]
    rows += [
        ("(for every lead)", labels.get(key, key), f"always “{value}”", "", "")
        for key, value in facts["document"]["fixed"].items()
    ]
    headers = ["Column", "Field", "Clean-up", "Values", "Leads already there"]
    return headers, pl.DataFrame(rows, schema=dict.fromkeys(headers, pl.String), orient="row")


def edits_table(edits: pl.DataFrame, facts: dict[str, Any]) -> Sheet:
    """The cells that were typed over in the preview, in file order."""
    labels = labels_of(facts)
    frame = edits.sort("row", "key").select(
        "row",
        pl.col("key").replace(labels).alias("field"),
        pl.col("value").fill_null("(emptied)"),
    )
    return ["Excel row", "Field", "Edited to"], frame


def labels_of(facts: dict[str, Any]) -> dict[str, str]:
    """What the person calls each field, by its key."""
    return {field["key"]: field["label"] for field in facts.get("kept_fields", [])}


def _difference(tile: Tile) -> str:
    if tile.planned is None:
        return "the preview could not know"
    more = tile.actual - tile.planned
    return "" if not more else f"{abs(more):,} {'more' if more > 0 else 'fewer'} than planned"


def _column(column: dict[str, Any], labels: dict[str, str]) -> tuple[str, str, str, str, str]:
    field = column.get("field")
    values = [f"{value} → {sent}" for value, sent in column.get("values", {}).items()]
    values += [f"{value} → row left out" for value in column.get("leave_out", ())]
    existing = EXISTING.get(column.get("existing", "replace"), str(column.get("existing")))
    return (
        str(column.get("header") or ""),
        labels.get(field, field) if field else "not imported",
        ", ".join(column.get("clean_up", ())) if field else "",
        "; ".join(values),
        existing if field else "",
    )
