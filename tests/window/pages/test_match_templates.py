"""Templates through the file dialogs: the name offered, the ending added, nothing done when it is closed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit

from mega_desktop.matching import Repeats
from mega_desktop.window.pages.match import MatchPage

Wait = Callable[[Callable[[], bool]], None]
SAVE, OPEN = 0, 1


@pytest.fixture(autouse=True)
def _qt_dialogs() -> Iterator[None]:
    """Qt's own dialogs, which the tests can type in, whatever the desktop has."""
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    yield
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs, on=False)


class Answer:
    """Types into the file dialog that is about to open, or closes it.

    Attributes:
        offered: The name that stood in it.
    """

    def __init__(self, path: Path | None) -> None:
        self.offered = ""
        self._path = path
        QTimer.singleShot(0, self._give)

    def _give(self) -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QFileDialog)
        name = dialog.findChild(QLineEdit, "fileNameEdit")
        assert isinstance(name, QLineEdit)
        self.offered = name.text()
        if self._path is None:
            QTest.keyClick(dialog, Qt.Key.Key_Escape)
            return
        name.setText(str(self._path))
        QTest.keyClick(name, Qt.Key.Key_Return)


def press(page: MatchPage, which: int) -> None:
    page.templates.button.menu().actions()[which].trigger()


def test_a_template_is_named_like_the_spreadsheet_and_gets_its_ending(
    match_page: MatchPage, tmp_path: Path, until: Wait
) -> None:
    table = match_page.walk.table
    assert table is not None
    answer = Answer(tmp_path / "spring list")
    press(match_page, SAVE)
    until((tmp_path / "spring list.json").exists)
    assert answer.offered == f"{table.path.stem}.json"
    until(lambda: match_page.walk.jobs.running == 0)
    assert json.loads((tmp_path / "spring list.json").read_text("utf-8"))["version"] == 1


def test_an_opened_template_takes_the_place_of_what_was_decided(
    match_page: MatchPage, tmp_path: Path, until: Wait
) -> None:
    rules = match_page.rules
    path = tmp_path / "mine.json"
    Answer(path)
    press(match_page, SAVE)
    until(lambda: path.exists() and match_page.walk.jobs.running == 0)
    rules.repeats.setCurrentIndex(3)
    rules.repeats.activated.emit(3)
    assert match_page.walk.mapping is not None
    assert match_page.walk.mapping.repeats is Repeats.ALL
    Answer(path)
    press(match_page, OPEN)
    until(lambda: match_page.walk.mapping is not None and match_page.walk.mapping.repeats is Repeats.COMBINE)


@pytest.mark.parametrize("which", [SAVE, OPEN])
def test_a_closed_dialog_does_nothing(match_page: MatchPage, which: int) -> None:
    before = match_page.walk.mapping
    Answer(None)
    press(match_page, which)
    assert match_page.walk.mapping == before
