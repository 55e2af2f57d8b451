"""A house in a temporary folder, and the window's shared state in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mega_desktop.accounts import SessionTokens
from mega_desktop.folders import Folders
from mega_desktop.house import House
from mega_desktop.matching import ColumnMatch
from mega_desktop.practice import PracticeLimits
from mega_desktop.window.jobs import Jobs
from mega_desktop.window.pages.match_panel import ColumnPanel
from mega_desktop.window.theme import Theme
from mega_desktop.window.walk import Walk
from mega_desktop.work import SystemClock
from tests.window.desk import Desk, shown
from tests.window.front import bring_to_front


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Real folders, a real Practice CRM that need not be waited for, tokens in memory."""
    folders = Folders(data=tmp_path / "data", settings=tmp_path / "settings")
    opened = House(folders, SystemClock(), SessionTokens(), PracticeLimits(bulk=10_000))
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def one_theme(qapp: QApplication) -> Theme:
    """One for all tests: a new one styles anew whatever the tests before have not thrown away yet."""
    return Theme(qapp, dark=False)


@pytest.fixture
def theme(qapp: QApplication, one_theme: Theme) -> Theme:
    qapp.setProperty("theme", one_theme)
    return one_theme


@pytest.fixture
def walk(qtbot: QtBot, house: House, theme: Theme) -> Iterator[Walk]:
    jobs = Jobs()
    made = Walk(house, jobs, theme)
    yield made
    assert jobs.shutdown(20)
    made.close()


@pytest.fixture
def leads_csv(tmp_path: Path) -> Path:
    """Two title rows, a header in row 3, three rows."""
    path = tmp_path / "leads.csv"
    rows = ("July,,", "exported,,", "Name,E-mail,Phone", "Gil Soto,gil@soto.example,206 555 0151")
    more = ("Uma Rao,uma@rao.example,206 555 0152", "Tam Ode,tam@ode.example,206 555 0153")
    path.write_text("\n".join((*rows, *more, "")), "utf-8")
    return path


@pytest.fixture(scope="module")
def panel(qapp: QApplication, one_theme: Theme) -> Iterator[ColumnPanel]:
    """One for all tests: styling a new one takes longer than most tests do."""
    qapp.setProperty("theme", one_theme)
    made = ColumnPanel()
    yield made
    made.close()
    made.deleteLater()


@pytest.fixture
def desk(panel: ColumnPanel, qtbot: QtBot) -> Iterator[Desk]:
    """The panel with another column in it, and the keyboard nowhere."""
    panel.show_column(shown(ColumnMatch(99, "Another column")))
    panel.resize(288, 1200)
    if (focused := QApplication.focusWidget()) is not None:
        focused.clearFocus()
    bring_to_front(qtbot, panel)
    made = Desk(panel)
    yield made
    made.leave()
