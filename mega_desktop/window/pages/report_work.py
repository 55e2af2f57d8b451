"""What the Report page reads from a journal on another thread: no Qt in here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from mega_desktop.importing import ImportInfo, ImportProblem, Outcome, open_import
from mega_desktop.preview import Planned
from mega_desktop.reporting import Tile, tiles

REASONS = 20
SPOKEN = (Outcome.FAILED, Outcome.UNCONFIRMED)
"""Outcomes whose reasons are listed."""


@dataclass(frozen=True)
class Seen:
    """An import as its report shows it.

    Attributes:
        reasons: Of rows that failed or are not certain: (outcome, reason, rows), most frequent first.
    """

    info: ImportInfo
    tiles: tuple[Tile, ...]
    reasons: tuple[tuple[Outcome, str, int], ...]


def see(imports: Path, import_id: str) -> Seen:
    """Reads an import's figures.

    Raises:
        ImportProblem: It is open in another window, damaged, or not there.
    """
    if not import_id or not (imports / import_id).is_dir():
        raise ImportProblem(
            "This import is no longer on this computer. Its leads are in the CRM all the same.",
            "Choose another one in Past imports.",
        )
    with open_import(imports, import_id) as opened:
        info, rows = opened.info(), opened.results()
    return Seen(info, tiles(info, planned_counts(rows)), reasons(rows))


def planned_counts(rows: pl.DataFrame) -> dict[Planned, int]:
    """What the preview had said, from an import's results."""
    return {Planned(str(p)): int(n) for p, n in rows["planned"].value_counts().iter_rows()}


def reasons(rows: pl.DataFrame) -> tuple[tuple[Outcome, str, int], ...]:
    wanted = rows.filter(pl.col("outcome").is_in([o.value for o in SPOKEN]))
    counts = wanted.group_by("outcome", "reason").len().sort("len", "reason", descending=[True, False])
    return tuple((Outcome(o), str(reason or ""), int(n)) for o, reason, n in counts.head(REASONS).iter_rows())
