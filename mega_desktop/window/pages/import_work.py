"""The Import page's work on other threads: the connection an import needs, and the import itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from mega_desktop.accounts import Account
from mega_desktop.crm import Destination
from mega_desktop.importing import ImportInfo, ImportProblem, open_import, past_imports
from mega_desktop.window.connecting import Connected, connect
from mega_desktop.window.pages.account import account_of
from mega_desktop.work import Clock, Control, Report

if TYPE_CHECKING:
    from mega_desktop.house import House

Connecting = Callable[[Report[object], Control], Connected | None]


def connection_for(house: House, import_id: str, connected_to: Account | None) -> Connecting:
    """Work that opens the account an import is bound to; None when that is the one connected already."""

    def work(report: Report[object], control: Control) -> Connected | None:
        info = _info(house.folders.imports, import_id)
        if connected_to is not None and account_of(info, (connected_to,)):
            return None
        account = account_of(info, house.book.accounts())
        if account is None:
            raise ImportProblem(
                f"The account “{info.account}” of this import is no longer saved here. Nothing was lost.",
                "Add the account with the same server and customer id, then continue.",
            )
        return connect(house, account)(report, control)

    return work


def sending(
    imports: Path, import_id: str, destination: Destination, clock: Clock
) -> Callable[[Report[object], Control], ImportInfo]:
    """Work that sends what is left of an import; the journal belongs to its thread."""

    def work(report: Report[object], control: Control) -> ImportInfo:
        with open_import(imports, import_id) as opened:
            return opened.run(destination, clock, report, control)

    return work


def _info(imports: Path, import_id: str) -> ImportInfo:
    found = next((info for info in past_imports(imports) if info.id == import_id), None)
    if found is None:
        raise ImportProblem(
            "This import is no longer on this computer. Nothing more is sent.",
            "Choose another one in Past imports.",
        )
    return found
