"""A letter on a soft square: the picture of an account or a file."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from mega_desktop.window.theme import FontSize, Theme, sized
from mega_desktop.window.tokens import Tone

SIDE = 40


class Initial(QWidget):
    """Forty pixels square; decoration only, so screen readers skip it."""

    def __init__(self, theme: Theme, tone: Tone = Tone.ACCENT, letter: str = "") -> None:
        super().__init__()
        self._theme = theme
        self._tone = tone
        self._letter = letter
        self.setFixedSize(SIDE, SIDE)
        theme.changed.connect(self.update)

    def set_letter(self, letter: str) -> None:
        self._letter = letter
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.soft(self._tone)))
        painter.drawRoundedRect(QRectF(self.rect()), 8, 8)
        painter.setPen(QColor(colours.ink(self._tone)))
        painter.setFont(sized(self.font(), FontSize.BODY, bold=True))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._letter)
