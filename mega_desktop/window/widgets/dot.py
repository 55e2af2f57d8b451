"""A small round mark of colour; always beside a word."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from mega_desktop.window.theme import Theme
from mega_desktop.window.tokens import Tone

SIZE = 8


class Dot(QWidget):
    """Eight pixels of a tone's full colour."""

    def __init__(self, tone: Tone, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone = tone
        self._theme = theme
        self.setFixedSize(SIZE, SIZE)
        theme.changed.connect(self.update)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.tokens.strong(self._tone)))
        painter.drawEllipse(self.rect())
