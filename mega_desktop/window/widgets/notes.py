"""What was noticed while reading, each with a soft mark at its left."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from mega_desktop.sheets import Note
from mega_desktop.window.theme import Theme
from mega_desktop.window.tokens import Tone
from mega_desktop.window.widgets.layout import Card, clear
from mega_desktop.window.widgets.text import label

ROWS_NAMED = 8
"""Row numbers in a note's tooltip; more would be a wall of figures."""


class _Mark(QWidget):
    """Four pixels of colour beside a sentence; what needs a second look also says so to screen readers."""

    def __init__(self, theme: Theme, tone: Tone) -> None:
        super().__init__()
        self._theme = theme
        self._tone = tone
        self.setFixedWidth(4)
        theme.changed.connect(self.update)

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.strong(self._tone) if self._tone is Tone.WARN else colours.line))
        painter.drawRoundedRect(QRectF(self.rect()), 2, 2)


class NoteList(Card):
    """The card "What we noticed"."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent, spacing=12)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self._theme = theme
        self.box.addWidget(label(self.tr("What we noticed"), "title"))
        inside = QWidget()
        inside.setProperty("role", "clear")
        self._lines = QVBoxLayout(inside)
        self._lines.setContentsMargins(0, 0, 4, 0)
        self._lines.setSpacing(10)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        area.setAccessibleName(self.tr("What we noticed"))
        self.box.addWidget(area, 1)

    def sizeHint(self) -> QSize:
        return QSize(280, 200)

    def show_notes(self, notes: Sequence[Note]) -> None:
        clear(self._lines)
        for note in sorted(notes, key=lambda n: not n.warn):
            self._lines.addLayout(self._line(note))
        if not notes:
            self._lines.addWidget(label(self.tr("Nothing unusual."), "muted"))
        self._lines.addStretch(1)

    def _line(self, note: Note) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(10)
        text = label(note.text, wrap=True)
        text.setToolTip(self._rows(note))
        line.addWidget(_Mark(self._theme, Tone.WARN if note.warn else Tone.GREY))
        line.addWidget(text, 1)
        return line

    def _rows(self, note: Note) -> str:
        if not note.rows:
            return ""
        named = ", ".join(str(row) for row in note.rows[:ROWS_NAMED])
        more = " …" if len(note.rows) > ROWS_NAMED else ""
        return self.tr("Rows {0}").format(named + more)
