"""The leads that are already in the account, as they were at one time: a Parquet file on this computer."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import msgspec
import polars as pl

from mega_desktop.whole_files import PRIVATE

LEAD, CREATED, UPDATED = "lead_id", "created_at", "updated_at"
FILE = "snapshot.parquet"
_ABOUT = "snapshot"


class _About(msgspec.Struct):
    """What is written into the file beside the leads."""

    account: str
    scope: str
    taken_at: datetime
    is_whole: bool
    total: int
    requests: int
    searched: frozenset[str]


@dataclass(frozen=True)
class Snapshot:
    """Leads of one account, each with all its fields.

    Attributes:
        file: Parquet, one row a lead, as in `LeadPage.leads`: `lead_id`, `created_at`, `updated_at`, `status`
            and one text column a field key; the oldest lead first.
        account: Name of the account.
        scope: The customer and server it belongs to, as in `Destination.key_scope`.
        taken_at: When the reading ended; what was changed later is not in here.
        is_whole: Every lead of the account is in here. Else only those found by `searched`.
        leads: How many.
        total: How many the account has, as the CRM said; 0 when it was not asked.
        requests: How many requests it took.
        searched: The emails (trimmed, lower case) and phones (last ten digits) that were looked for.
    """

    file: Path
    account: str
    scope: str
    taken_at: datetime
    is_whole: bool
    leads: int
    total: int = 0
    requests: int = 0
    searched: frozenset[str] = frozenset()

    def scan(self) -> pl.LazyFrame:
        """The leads; nothing is read before it is collected."""
        return pl.scan_parquet(self.file, glob=False)

    def columns(self, names: list[str]) -> pl.LazyFrame:
        """These columns of the leads, null where no lead has one."""
        there = self.scan().collect_schema().names()
        nothing = pl.lit(None, pl.String)
        return self.scan().select(pl.col(n) if n in there else nothing.alias(n) for n in names)


def write_snapshot(leads: pl.DataFrame, snapshot: Snapshot) -> None:
    """Puts `leads` and what is known about them into `snapshot.file`, readable by this user alone.

    Raises:
        OSError: It cannot be written; what was there before is untouched.
    """
    about = _About(
        snapshot.account,
        snapshot.scope,
        snapshot.taken_at,
        snapshot.is_whole,
        snapshot.total,
        snapshot.requests,
        snapshot.searched,
    )
    draft = snapshot.file.with_name(f".{snapshot.file.name}.tmp")
    try:
        os.close(os.open(draft, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, PRIVATE))
        meta = {_ABOUT: msgspec.json.encode(about).decode(), "taken_at": snapshot.taken_at.isoformat()}
        leads.write_parquet(draft, compression="lz4", metadata=meta)
        draft.replace(snapshot.file)
    finally:
        draft.unlink(missing_ok=True)


def keep_snapshot(snapshot: Snapshot, folder: Path) -> None:
    """Copies a snapshot into another folder, readable by this user alone.

    Raises:
        OSError: It cannot be written.
    """
    write_snapshot(pl.read_parquet(snapshot.file, glob=False), replace(snapshot, file=folder / FILE))


def open_snapshot(file: Path) -> Snapshot | None:
    """The snapshot in a file that `write_snapshot` made; None when there is none, or it is damaged."""
    try:
        kept = msgspec.json.decode(pl.read_parquet_metadata(file)[_ABOUT], type=_About)
        leads = pl.scan_parquet(file, glob=False).select(pl.len()).collect().item()
    except (OSError, KeyError, msgspec.DecodeError, pl.exceptions.PolarsError):
        return None
    return Snapshot(
        file,
        kept.account,
        kept.scope,
        kept.taken_at,
        kept.is_whole,
        leads,
        kept.total,
        kept.requests,
        kept.searched,
    )
