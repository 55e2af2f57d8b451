"""A window in front, as a person has it before pressing keys."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot


def bring_to_front(qtbot: QtBot, window: QWidget) -> None:
    """Shows a window and waits until it has the keyboard: shortcuts and focus mean nothing before."""
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
