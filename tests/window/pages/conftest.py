"""A walk that is connected to a real Practice CRM, with a file that was really read."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from mega_desktop.accounts import PRACTICE_ID
from mega_desktop.practice import PracticeLimits, PracticeServer
from mega_desktop.sheets import Table, read_table
from mega_desktop.window.connecting import connect
from mega_desktop.window.pages.match import MatchPage
from mega_desktop.window.pages.preview import PreviewPage
from mega_desktop.window.walk import Step, Walk
from mega_desktop.work import Control, no_report
from tests.window.pages.after import Scene, scene

Wait = Callable[[Callable[[], bool]], None]
ROWS = 40


@pytest.fixture(scope="session")
def table(tmp_path_factory: pytest.TempPathFactory) -> Table:
    """40 rows: row 2 has a bad email, row 41 is row 40's person, Shoe size is no field of the CRM."""
    folder = tmp_path_factory.mktemp("table")
    path = folder / "leads-july.csv"
    lines = ["Full Name,E-mail,Mobile,Lead Status,Type,Shoe size"]
    for at in range(ROWS):
        email = "not-an-email" if at == 0 else f"p{min(at, ROWS - 2)}@july.example"
        lines.append(f"Priya Raman,{email},(206) 555-{1000 + min(at, ROWS - 2)},new,Buyer,{at or ''}")
    path.write_text("\n".join(lines), "utf-8")
    scratch = folder / "scratch"
    scratch.mkdir()
    return read_table(path, scratch=scratch, control=Control())


@pytest.fixture
def connected(walk: Walk, table: Table, stocked: Path) -> Walk:
    """The Practice CRM chosen and tested, the file read."""
    shutil.copytree(stocked, walk.house.folders.practice)
    account = walk.house.book.get(PRACTICE_ID)
    assert account is not None
    found = connect(walk.house, account)(no_report, Control())
    walk.set_account(account)
    walk.set_destination(found.destination, found.connection)
    walk.set_table(table)
    return walk


@pytest.fixture
def requested(walk: Walk) -> list[Step]:
    """The steps that pages asked for, in order."""
    steps: list[Step] = []
    walk.step_requested.connect(steps.append)
    return steps


@pytest.fixture
def match_page(qtbot: QtBot, connected: Walk) -> MatchPage:
    """The Match page with its columns matched."""
    page = MatchPage(connected)
    qtbot.addWidget(page)
    page.enter()
    qtbot.waitUntil(lambda: page.primary().enabled)
    return page


@pytest.fixture
def preview_page(qtbot: QtBot, match_page: MatchPage, requested: list[Step]) -> PreviewPage:
    """The Preview with every row checked."""
    match_page.go()
    qtbot.waitUntil(lambda: Step.PREVIEW in requested)
    page = PreviewPage(match_page.walk)
    qtbot.addWidget(page)
    page.enter()
    qtbot.waitUntil(lambda: page.primary().enabled)
    return page


@pytest.fixture
def planned_import(qtbot: QtBot, preview_page: PreviewPage, requested: list[Step]) -> str:
    """An import that was made and not yet sent; its id."""
    preview_page.go()
    qtbot.waitUntil(lambda: Step.IMPORT in requested)
    return preview_page.walk.import_id


@pytest.fixture
def acme(walk: Walk, stocked: Path, tmp_path: Path) -> Iterator[Scene]:
    """An account at a server of its own, not connected yet."""
    data = tmp_path / "server"
    shutil.copytree(stocked, data)
    server = PracticeServer(data, limits=PracticeLimits.rehearsal())
    yield from scene(walk, server, data, tmp_path / "scenes")


@pytest.fixture
def until(qtbot: QtBot) -> Wait:
    """Waits until something is so."""
    return qtbot.waitUntil
