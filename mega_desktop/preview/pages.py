"""Pages of leads, kept on the disk until the last has come: a reading that stops goes on behind them."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

import msgspec
import polars as pl

from mega_desktop.folders import private_folder
from mega_desktop.preview.snapshot import LEAD, UPDATED
from mega_desktop.whole_files import PRIVATE, write_whole

_STATE = "state.json"


class Reading(msgspec.Struct, frozen=True):
    """How far a reading is.

    Attributes:
        scope: The customer and server that is read.
        is_whole: All leads are read; else those of one person after the other.
        began: When the first request was made.
        cursor: Of the next page; empty for the first.
        since: Only leads changed then or later are read; None for all.
        seen: Leads on the pages, and those that came twice counted twice.
        pages: Kept so far.
        total: Leads in the account, as the newest page said.
        requests: Made so far.
        searched: Emails and phones that were looked for; in a reading of all leads none.
    """

    scope: str
    is_whole: bool
    began: datetime
    cursor: str = ""
    since: datetime | None = None
    seen: int = 0
    pages: int = 0
    total: int = 0
    requests: int = 0
    searched: tuple[str, ...] = ()


class Pages:
    """The pages of one reading, in a folder that only this user may open."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def unfinished(self, scope: str) -> Reading | None:
        """The reading of this account that stopped, or None. What another account left is removed."""
        try:
            reading = msgspec.json.decode((self._folder / _STATE).read_bytes(), type=Reading)
        except (OSError, msgspec.DecodeError):
            return None
        if reading.scope == scope:
            return reading
        self.clear()
        return None

    def add(self, leads: pl.DataFrame, reading: Reading) -> Reading:
        """Keeps one page, then that the reading is as far as `reading`."""
        private_folder(self._folder)
        kept = msgspec.structs.replace(reading, pages=reading.pages + 1, seen=reading.seen + leads.height)
        # A page whose state was not written any more is written once more, over itself.
        leads.write_parquet(self._folder / f"{kept.pages}.parquet", compression="lz4", statistics=False)
        write_whole(self._folder / _STATE, msgspec.json.encode(kept), PRIVATE)
        return kept

    def leads(self, reading: Reading) -> list[pl.DataFrame]:
        """All pages, in the order in which they came."""
        return [pl.read_parquet(self._folder / f"{n + 1}.parquet", glob=False) for n in range(reading.pages)]

    def clear(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)


def newest_states(pages: list[pl.DataFrame]) -> pl.DataFrame:
    """The leads of all pages, each once, as it came last."""
    return pl.concat(pages, how="diagonal").unique(LEAD, keep="last", maintain_order=True)


def last_change(leads: pl.DataFrame) -> datetime | None:
    """The newest `updated_at` among leads, by the CRM's clock; None when none makes sense."""
    times = leads[UPDATED].str.to_datetime("%+", strict=False, time_zone="UTC", time_unit="us")
    newest = times.max()
    return newest if isinstance(newest, datetime) else None
