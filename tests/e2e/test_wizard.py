"""The wizard as a person walks it: every page, every primary button, a file of real size."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mega_desktop.accounts import SessionTokens
from mega_desktop.folders import Folders
from mega_desktop.house import House
from mega_desktop.importing import Outcome, past_imports
from mega_desktop.practice import PracticeLimits
from mega_desktop.preview import Planned
from mega_desktop.window.app import build_window
from mega_desktop.window.frame import Frame
from mega_desktop.window.jobs import Jobs
from mega_desktop.window.theme import Theme
from mega_desktop.window.walk import Step
from mega_desktop.work import SystemClock
from tests.e2e import leadfile
from tests.e2e.expectation import differences, held

pytestmark = pytest.mark.e2e


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Frame]:
    folders = Folders(data=tmp_path / "data", settings=tmp_path / "settings")
    house = House(folders, SystemClock(), SessionTokens(), PracticeLimits(bulk=100_000))
    jobs = Jobs()
    frame = build_window(house, Theme(qapp, dark=False), jobs)
    frame.show()
    yield frame
    assert jobs.shutdown(30)
    frame.walk.close()
    frame.close()
    frame.deleteLater()
    house.close()


class Person:
    """Somebody who only presses what the window offers."""

    def __init__(self, qtbot: QtBot, window: Frame) -> None:
        self._qtbot = qtbot
        self._window = window

    def wait(self, condition: Callable[[], bool]) -> None:
        self._qtbot.waitUntil(condition)

    def press(self, words: str) -> None:
        """Waits until the primary button says `words` and can be pressed, then presses it."""
        button = self._window.footer.primary
        self.wait(lambda: button.isEnabled() and words in button.text().replace("&", ""))
        self._qtbot.mouseClick(button, Qt.MouseButton.LeftButton)  # type: ignore[no-untyped-call]

    def arrives(self, step: Step) -> None:
        self.wait(lambda: self._window.step is step)


def test_20_000_rows_go_through_every_page_and_become_the_expected_leads(
    qtbot: QtBot, window: Frame, tmp_path: Path
) -> None:
    file = leadfile.make(tmp_path / "leads.xlsx", 20_000, seed=2)
    person = Person(qtbot, window)
    walk = window.walk

    person.press("Use Practice CRM")
    person.arrives(Step.SPREADSHEET)
    before = set(held(walk.house.folders.practice))
    window.open_file(file.path)
    person.press("Match 10 columns")
    person.arrives(Step.MATCH)
    person.press("Check 20,000 leads")
    person.arrives(Step.PREVIEW)
    person.press(f"Import {len(file.people):,} leads into Practice CRM")
    assert walk.plan is not None
    planned = walk.plan.counts()
    person.arrives(Step.REPORT)

    leads = held(walk.house.folders.practice)
    assert set(leads) - before == set(file.people)
    assert differences(file.people, leads) == []
    (info,) = past_imports(walk.house.folders.imports)
    assert (planned[Planned.NEW], planned[Planned.PROBLEM]) == (info.tally[Outcome.CREATED], file.bad)
    assert (info.tally[Outcome.FAILED], info.tally[Outcome.LEFT_OUT]) == (file.bad, file.repeats)
    assert info.tally.rows == 20_000
