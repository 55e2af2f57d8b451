"""What the Report page does on other threads: reading a journal, writing workbooks, reading leads back."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from mega_desktop.errors import Problem
from mega_desktop.importing import (
    ImportInfo,
    ImportProblem,
    Outcome,
    Retry,
    find_import,
    open_import,
    reopen,
    retries_of,
    rows_to_retry,
)
from mega_desktop.preview import Planned
from mega_desktop.reporting import (
    Tile,
    Verification,
    has_snapshot,
    read_differences,
    read_verification,
    tiles,
    verify,
    write_report,
    write_undo_kit,
)
from mega_desktop.window.connecting import Connected, account_for, connect
from mega_desktop.work import Control, Report

if TYPE_CHECKING:
    from mega_desktop.accounts import Account
    from mega_desktop.house import House

REASONS = 20
SHOWN = 6
"""Differences that the page itself lists; the workbook lists all of them."""
SPOKEN = (Outcome.FAILED, Outcome.UNCONFIRMED)
"""Outcomes whose reasons are listed."""
WORKBOOKS = "workbook"
"""The folder in an import's folder for the workbook that was only opened; it goes with the import."""

Work = Callable[[Report[object], Control], object]


@dataclass(frozen=True)
class Seen:
    """An import as its report shows it.

    Attributes:
        combined: Rows of a person that another row stands for.
        reasons: Of rows that failed or are not certain: (outcome, reason, rows), most frequent first.
        to_retry: Excel row numbers of what did not get in and was not tried again, by outcome.
        retries: The imports that tried rows of this one again, oldest first.
        differences: Some lines of what the last reading back found: row, field or "", words.
        knows_before: The leads were read before the import, so their old values are known.
    """

    info: ImportInfo
    tiles: tuple[Tile, ...]
    combined: int = 0
    reasons: tuple[tuple[Outcome, str, int], ...] = ()
    to_retry: Mapping[Outcome, tuple[int, ...]] = field(default_factory=dict)
    retries: tuple[ImportInfo, ...] = ()
    verification: Verification | None = None
    differences: tuple[tuple[int, str, str], ...] = ()
    knows_before: bool = False


@dataclass(frozen=True)
class Reopened:
    """Rows ready for the Preview; `connected` is None when the walk is connected to their account already."""

    retry: Retry
    connected: Connected | None


def see(imports: Path, import_id: str) -> Seen:
    """Reads an import's figures.

    Raises:
        ImportProblem: It is open in another window, damaged, or not there.
    """
    info = find_import(imports, import_id)
    if info.is_stripped:
        return Seen(info, tiles(info, {Planned.UNCHECKED: info.tally.rows}))
    with open_import(imports, import_id) as opened:
        info, rows = opened.info(), opened.results()
    planned = planned_counts(rows)
    return Seen(
        info=info,
        tiles=tiles(info, planned),
        combined=planned.get(Planned.REPEAT, 0),
        reasons=reasons(rows),
        to_retry=_to_retry(imports, import_id),
        retries=retries_of(imports, import_id),
        verification=read_verification(info.folder),
        differences=read_differences(imports, import_id, SHOWN),
        knows_before=has_snapshot(info.folder),
    )


def seeing(imports: Path, import_id: str) -> Work:
    return lambda _report, _control: see(imports, import_id)


def verifying(house: House, import_id: str) -> Work:
    """Work that reads an import's leads back, over a connection of its own: the walk's may be in use."""

    def work(report: Report[object], control: Control) -> Verification:
        imports = house.folders.imports
        account = account_for(house, find_import(imports, import_id))
        destination = house.destination(account)
        try:
            return verify(imports, import_id, destination, house.clock, report, control)
        finally:
            destination.close()

    return work


def writing_undo_kit(house: House, import_id: str, target: Path, *, afresh: bool) -> Work:
    """Work that writes the undo kit.

    Args:
        afresh: Read the leads back first, so that the kit leaves out what people changed since. When that
            cannot be done, the kit is written all the same and says when they were read last.
    """

    def work(report: Report[object], control: Control) -> Path:
        if afresh:
            with suppress(Problem):
                verifying(house, import_id)(report, control)
        return write_undo_kit(house.folders.imports, import_id, target, report, control)

    return work


def writing_to_open(imports: Path, import_id: str, name: str) -> Work:
    """Work that writes the workbook where it is only looked at; it is deleted with the import."""

    def work(report: Report[object], control: Control) -> Path:
        folder = imports / import_id / WORKBOOKS
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        return write_report(imports, import_id, folder / name, report, control)

    return work


def reopening(house: House, import_id: str, rows: Collection[int], connected_to: Account | None) -> Work:
    """Work that makes these rows ready to be tried again, in the account they belong to."""

    def work(report: Report[object], control: Control) -> Reopened:
        imports = house.folders.imports
        retry = reopen(imports, import_id, rows, house.scratch())
        account = account_for(house, find_import(imports, import_id))
        is_connected = connected_to is not None and connected_to.id == account.id
        return Reopened(retry, None if is_connected else connect(house, account)(report, control))

    return work


def planned_counts(rows: pl.DataFrame) -> dict[Planned, int]:
    """What the preview had said, from an import's results."""
    return {Planned(str(p)): int(n) for p, n in rows["planned"].value_counts().iter_rows()}


def reasons(rows: pl.DataFrame) -> tuple[tuple[Outcome, str, int], ...]:
    wanted = rows.filter(pl.col("outcome").is_in([o.value for o in SPOKEN]))
    counts = wanted.group_by("outcome", "reason").len().sort("len", "reason", descending=[True, False])
    return tuple((Outcome(o), str(reason or ""), int(n)) for o, reason, n in counts.head(REASONS).iter_rows())


def _to_retry(imports: Path, import_id: str) -> Mapping[Outcome, tuple[int, ...]]:
    try:
        return rows_to_retry(imports, import_id)
    except ImportProblem:
        return {}  # one of its retries is being sent right now: nothing of it is offered meanwhile
