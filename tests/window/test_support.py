"""The support file is seen before it is saved, and is what was seen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from mega_desktop import __version__
from mega_desktop.window.help import HelpDialog
from mega_desktop.window.support import SupportDialog
from mega_desktop.window.walk import Walk


@pytest.fixture
def dialog(qtbot: QtBot, walk: Walk) -> Iterator[SupportDialog]:
    parent = QWidget()
    qtbot.addWidget(parent)
    made = SupportDialog(walk, parent)
    made.show()
    qtbot.waitUntil(made.save.isEnabled)
    yield made
    made.close()


def test_what_is_saved_is_what_was_shown(dialog: SupportDialog, tmp_path: Path) -> None:
    shown = dialog.text.toPlainText()
    assert f"MEGA Desktop {__version__}" in shown
    assert dialog.text.isReadOnly()

    dialog.write(tmp_path / "support.txt")

    assert (tmp_path / "support.txt").read_text("utf-8") == shown
    assert "Saved as" in dialog.banner.title.text()


def test_a_place_that_cannot_be_written_is_told(dialog: SupportDialog, tmp_path: Path) -> None:
    dialog.write(tmp_path / "nowhere" / "support.txt")

    assert "could not be written there" in dialog.banner.title.text()


def test_it_can_be_copied(dialog: SupportDialog) -> None:
    dialog.copy.click()
    assert QApplication.clipboard().text() == dialog.text.toPlainText()


def test_help_leads_to_it(qtbot: QtBot) -> None:
    help_page = HelpDialog()
    wanted: list[bool] = []
    help_page.support_wanted.connect(lambda: wanted.append(True))
    help_page.show()
    found = help_page.findChild(QPushButton, "supportFile")
    assert isinstance(found, QPushButton)
    found.click()
    assert wanted == [True]
