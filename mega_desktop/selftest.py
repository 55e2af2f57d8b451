"""`--selftest`: is this installation sound? Touches nothing of the person's and asks no network."""

from __future__ import annotations

import importlib
import os
import platform
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from mega_desktop import __version__, preflight
from mega_desktop.accounts import KeyringTokens, SessionTokens, StoreProblem
from mega_desktop.errors import Problem
from mega_desktop.folders import Folders, sample_spreadsheet
from mega_desktop.house import House
from mega_desktop.sheets import read_table
from mega_desktop.work import Control, SystemClock

PARTS = (
    "fastexcel",
    "httpx",
    "keyring",
    "lxml.etree",
    "numpy",
    "olefile",
    "polars",
    "rapidfuzz",
    "starlette",
    "truststore",
    "uvicorn",
    "wakepy",
    "xlrd",
    "xlsxwriter",
)
OLDEST_SQLITE = (3, 37, 0)

Say = Callable[[str], object]


def selftest(say: Say) -> int:
    """Says one line a check and returns 0 when all are fine, else 1."""
    say(f"MEGA Desktop {__version__}, Python {platform.python_version()}, {platform.platform(terse=True)}")
    with tempfile.TemporaryDirectory() as folder:
        house = House(Folders(Path(folder, "data"), Path(folder, "settings")), SystemClock(), SessionTokens())
        try:
            checks: Mapping[str, Callable[[], str]] = {
                "parts": _parts,
                "sample spreadsheet": _sample,
                "database": _database,
                "reader": lambda: _reader(house, Path(folder)),
                "Practice CRM": lambda: _practice(house),
                "password store": _password_store,
                "window": _window,
            }
            fine = [_passes(name, check, say) for name, check in checks.items()]
        finally:
            house.close()
    return 0 if all(fine) else 1


def _passes(name: str, check: Callable[[], str], say: Say) -> bool:
    try:
        said = check()
    except Problem as problem:
        say(f"FAILED  {name}: {problem}")
    except Exception as error:  # noqa: BLE001 - a broken part may break in any way, and the next is still checked
        say(f"FAILED  {name}: {type(error).__name__}")
    else:
        say(f"fine    {name}: {said}")
        return True
    return False


def _parts() -> str:
    broken = []
    for part in PARTS:
        try:
            importlib.import_module(part)
        except ImportError:
            broken.append(part)
    if broken:
        raise Problem(
            f"These parts are missing or broken: {', '.join(broken)}.", "Install the program again."
        )
    return f"{len(PARTS)} are there"


def _sample() -> str:
    if not sample_spreadsheet().is_file():
        raise Problem("The sample spreadsheet is missing.", "Install the program again.")
    return "is there"


def _database() -> str:
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise Problem(f"SQLite {sqlite3.sqlite_version} is too old.", "Install a newer Python.")
    return f"SQLite {sqlite3.sqlite_version}"


def _reader(house: House, folder: Path) -> str:
    file = folder / "tiny.csv"
    file.write_text("Name,Email\nAda,ada@example.org\n", encoding="utf-8")
    table = read_table(file, scratch=house.scratch(), control=Control())
    if table.rows != 1 or [c.header for c in table.columns] != ["Name", "Email"]:
        raise Problem("A spreadsheet was not read as it is.", "Install the program again.")
    return "reads a spreadsheet in a process of its own"


def _practice(house: House) -> str:
    destination = house.destination(house.book.practice)
    try:
        found = destination.connect(Control())
    finally:
        destination.close()
    return f"answers, with {found.knowledge.total:,} leads"


def _password_store() -> str:
    """Having none is no fault of the installation: tokens are then used until the program is closed."""
    try:
        return KeyringTokens().store_name()
    except StoreProblem as problem:
        return str(problem)


def _window() -> str:
    importlib.import_module("PySide6")
    why_not = preflight.why_no_window(os.environ)
    if why_not:
        return why_not
    importlib.import_module("PySide6.QtWidgets")
    return f"can be opened ({sys.platform})"
