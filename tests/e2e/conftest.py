"""The whole window, on folders of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mega_desktop.accounts import SessionTokens
from mega_desktop.folders import Folders
from mega_desktop.house import House
from mega_desktop.practice import PracticeLimits
from mega_desktop.window.app import build_window
from mega_desktop.window.frame import Frame
from mega_desktop.window.jobs import Jobs
from mega_desktop.window.theme import Theme
from mega_desktop.work import SystemClock


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
