"""The door: Qt's noise is kept away, errors become sentences, and the program ends in order."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QMessageLogContext, QtMsgType
from pytestqt.qtbot import QtBot

from mega_desktop.window.app import keep_a_reader_waiting, take_message
from mega_desktop.window.walk import Walk
from tests.processes import children

SCRIPT = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from mega_desktop.accounts import SessionTokens
from mega_desktop.folders import Folders
from mega_desktop.house import House
from mega_desktop.window import app
from mega_desktop.window.frame import Frame
from mega_desktop.work import SystemClock

def poke():
    window = next(w for w in QApplication.topLevelWidgets() if isinstance(w, Frame))
    def look():
        if window.walk.table is None or window.walk.connection is None:
            return
        timer.stop()
        QTimer.singleShot(0, lambda: 1 / 0)
        QTimer.singleShot(50, end)
    def end():
        print(window.page.banner.title.text())
        print(window.walk.table.path.name)
        window.close()
    timer = QTimer(window)
    timer.timeout.connect(look)
    timer.start(20)

begin = app.begin
def begin_and_poke(*args, **more):
    begin(*args, **more)
    poke()
app.begin = begin_and_poke
root = Path(sys.argv[1])
house = House(Folders(data=root / "data", settings=root / "settings"), SystemClock(), SessionTokens())
code = app.run(house, None, True)
house.close()
print("ended", code)
"""


def test_harmless_noise_is_dropped_and_the_rest_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    context = QMessageLogContext()
    with caplog.at_level(logging.INFO):
        take_message(QtMsgType.QtWarningMsg, context, "This plugin does not support propagateSizeHints()")
        take_message(QtMsgType.QtWarningMsg, context, "QObject::connect: no such signal")
    assert caplog.messages == ["Qt: QObject::connect: no such signal"]


def test_a_reader_process_waits_for_the_first_file_and_ends_with_the_house(qtbot: QtBot, walk: Walk) -> None:
    before = children()
    keep_a_reader_waiting(walk)
    qtbot.waitUntil(lambda: walk.jobs.running == 0)
    assert len(children() - before) == 1
    walk.house.close()
    assert children() <= before


@pytest.mark.e2e
def test_the_practice_start_opens_the_sample_survives_an_error_and_ends(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path)],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.stdout.splitlines() == [
        "Something went wrong inside this program. What was confirmed before stays confirmed.",
        "leads-sample.xlsx",
        "ended 0",
    ], done.stderr
    assert done.returncode == 0
