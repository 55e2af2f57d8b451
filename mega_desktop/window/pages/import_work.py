"""The Import page's work on other threads: the connection an import needs, and the import itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mega_desktop.accounts import Account
from mega_desktop.awake import kept_awake
from mega_desktop.crm import Destination
from mega_desktop.importing import ImportInfo, find_import, open_import, source_warning
from mega_desktop.window.connecting import Connected, account_for, account_of, connect
from mega_desktop.work import Clock, Control, Report

if TYPE_CHECKING:
    from mega_desktop.house import House


@dataclass(frozen=True)
class Opened:
    """An import that can go on.

    Attributes:
        connected: The way to its account; None when that is open already.
        warning: A sentence about the spreadsheet, when it was changed since it was read.
    """

    connected: Connected | None
    warning: str = ""


def opening(
    house: House, import_id: str, connected_to: Account | None
) -> Callable[[Report[object], Control], Opened]:
    """Work that opens the account an import is bound to, and looks at its spreadsheet."""

    def work(report: Report[object], control: Control) -> Opened:
        info = find_import(house.folders.imports, import_id)
        warning = source_warning(info)
        if connected_to is not None and account_of(info, (connected_to,)):
            return Opened(None, warning)
        return Opened(connect(house, account_for(house, info))(report, control), warning)

    return work


def sending(
    imports: Path, import_id: str, destination: Destination, clock: Clock
) -> Callable[[Report[object], Control], ImportInfo]:
    """Work that sends what is left of an import; the journal belongs to its thread."""

    def work(report: Report[object], control: Control) -> ImportInfo:
        with open_import(imports, import_id) as opened, kept_awake():
            return opened.run(destination, clock, report, control)

    return work


def bound_to(house: House, import_id: str) -> Callable[[Report[object], Control], Account]:
    """Work that finds the account an import is bound to."""
    return lambda _report, _control: account_for(house, find_import(house.folders.imports, import_id))
