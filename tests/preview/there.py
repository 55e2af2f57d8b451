"""Snapshots made by hand: leads that are there, without a server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from mega_desktop.preview import Plan, Planned, Snapshot
from mega_desktop.preview.snapshot import write_snapshot

TAKEN = datetime(2026, 8, 1, 12, tzinfo=UTC)
COLUMNS = ("lead_id", "created_at", "updated_at", "status", "contact_name", "contact_phone", "contact_email",
           "stage_slug", "owner_id", "source_platform", "custom:shoe_size")  # fmt: skip


def there(folder: Path, *leads: Mapping[str, str | None], searched: frozenset[str] | None = None) -> Snapshot:
    """A snapshot of these leads, the oldest first: the whole account, unless `searched` says for whom."""
    lines = [
        {"lead_id": f"lead {n}", "created_at": f"2026-01-01T00:00:{n:02}Z", **lead}
        for n, lead in enumerate(leads)
    ]
    frame = pl.DataFrame(lines, schema=dict.fromkeys(COLUMNS, pl.String))
    folder.mkdir(exist_ok=True)
    made = Snapshot(
        folder / "snapshot.parquet",
        "Acme",
        "here",
        TAKEN,
        searched is None,
        len(lines),
        searched=searched or frozenset(),
    )
    write_snapshot(frame, made)
    return made


def said(plan: Plan, *words: tuple[Planned, str | None, str | None]) -> Plan:
    """The plan as if the CRM had said this of its rows: outcome, lead id, found by."""
    said_of, leads, by = zip(*((w.value, lead, key) for w, lead, key in words), strict=True)
    columns = {"said": said_of, "said_lead": leads, "said_by": by}
    return replace(
        plan,
        account="Acme",
        frame=plan.frame.with_columns(pl.Series(n, v, dtype=pl.String) for n, v in columns.items()),
    )
