"""Somebody who walks through the wizard."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from mega_desktop.window.frame import Frame
from mega_desktop.window.walk import Step

WAIT_MS = 600_000
"""20,000 rows take long on a busy computer."""


class Person:
    """Somebody who only presses what the window offers."""

    def __init__(self, qtbot: QtBot, window: Frame) -> None:
        self._qtbot = qtbot
        self._window = window

    def wait(self, condition: Callable[[], bool]) -> None:
        self._qtbot.waitUntil(condition, timeout=WAIT_MS)

    def press(self, words: str) -> None:
        """Waits until the primary button says `words` and can be pressed, then presses it."""
        button = self._window.footer.primary
        self.wait(lambda: button.isEnabled() and words in button.text().replace("&", ""))
        self._qtbot.mouseClick(button, Qt.MouseButton.LeftButton)  # type: ignore[no-untyped-call]

    def arrives(self, step: Step) -> None:
        self.wait(lambda: self._window.step is step)
