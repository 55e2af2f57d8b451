"""What was noticed while reading, each with a soft mark at its left and what can be done about it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import cycle

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from mega_desktop.sheets import LeftOut, Note
from mega_desktop.window.theme import Theme
from mega_desktop.window.tokens import Tone
from mega_desktop.window.widgets.buttons import button
from mega_desktop.window.widgets.layout import Card, clear, column, row
from mega_desktop.window.widgets.text import label
from mega_desktop.window.wording import number

ROWS_NAMED = 3
"""Row numbers below a note; more would be a wall of figures."""

CHOICES = {kind.value: kind for kind in LeftOut}
"""Codes of the notes that ask whether rows are wanted."""

NOT_IN_THE_GRID = frozenset({"title_rows", "empty_rows"})
"""Codes of notes about rows that are not among the data."""


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


class _NoteLine(QWidget):
    """A sentence and its buttons; a click anywhere on it presses the first of them that shows rows."""

    def __init__(self, theme: Theme, note: Note, show: QPushButton | None, *others: QWidget) -> None:
        super().__init__()
        self._show = show
        parts = [part for part in (show, *others) if part is not None]
        texts = column(label(note.text, wrap=True), *(row(part, None) for part in parts), spacing=2)
        line = row(_Mark(theme, Tone.WARN if note.warn else Tone.GREY), texts, spacing=10)
        line.setStretch(1, 1)
        self.setLayout(line)
        if show is not None:
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._show is not None and self.rect().contains(event.position().toPoint()):
            self._show.click()


class NoteList(Card):
    """The card "What we noticed".

    Signals:
        row_wanted: The Excel number of a row to be shown.
        leaving_out_wanted: A `LeftOut` kind of rows to leave out.
        reading_wanted: A `LeftOut` kind of rows to read.
    """

    row_wanted = Signal(object)
    leaving_out_wanted = Signal(object)
    reading_wanted = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent, spacing=12)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self._theme = theme
        self.box.addWidget(label(self.tr("What we noticed"), "title"))
        inside = QWidget()
        inside.setProperty("role", "clear")
        self._lines = QVBoxLayout(inside)
        self._lines.setContentsMargins(0, 0, 4, 0)
        self._lines.setSpacing(12)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        area.setAccessibleName(self.tr("What we noticed"))
        self.box.addWidget(area, 1)

    def sizeHint(self) -> QSize:
        return QSize(280, 200)

    def show_notes(self, notes: Sequence[Note], left_out: Collection[LeftOut], *, is_whole: bool) -> None:
        """Shows notes, warnings first.

        Args:
            left_out: Kinds of rows that are not in the grid.
            is_whole: False while there may be more to notice.
        """
        focused = QApplication.focusWidget()
        name = focused.objectName() if focused is not None and self.isAncestorOf(focused) else ""
        clear(self._lines)
        for note in sorted(notes, key=lambda n: not n.warn):
            self._lines.addWidget(self._line(note, left_out))
        if not is_whole:
            self._lines.addWidget(label(self.tr("Still reading…"), "muted"))
        elif not notes:
            self._lines.addWidget(label(self.tr("Nothing unusual."), "muted"))
        self._lines.addStretch(1)
        self._focus(name)

    def _focus(self, name: str) -> None:
        """Gives the keyboard back to a button that was made anew."""
        again = [b for b in self.findChildren(QPushButton, name) if name and not b.isHidden()]
        if again:
            again[-1].setFocus()

    def _line(self, note: Note, left_out: Collection[LeftOut]) -> QWidget:
        is_in_the_grid = note.code not in NOT_IN_THE_GRID and note.code not in left_out
        rows = self._rows(note)
        show = self._show_button(note, rows) if rows and is_in_the_grid else None
        others: list[QWidget] = [label(rows, "small")] if rows and not is_in_the_grid else []
        if note.code in CHOICES:
            others.append(self._choice(CHOICES[note.code], is_left_out=note.code in left_out))
        return _NoteLine(self._theme, note, show, *others)

    def _show_button(self, note: Note, rows: str) -> QPushButton:
        """Shows one row after the other, from the first again after the last."""
        following = cycle(note.rows)
        result = button(
            rows, lambda: self.row_wanted.emit(next(following)), role="note", name=f"show-{note.code}"
        )
        result.setAccessibleDescription(note.text)
        return result

    def _choice(self, kind: LeftOut, *, is_left_out: bool) -> QPushButton:
        text = self.tr("Read them") if is_left_out else self.tr("Leave them out")
        wanted = self.reading_wanted if is_left_out else self.leaving_out_wanted
        return button(text, lambda: wanted.emit(kind), role="note", name=f"choose-{kind}")

    def _rows(self, note: Note) -> str:
        if len(note.rows) < 2:
            return self.tr("Row {0}").format(number(note.rows[0])) if note.rows else ""
        named = ", ".join(number(row) for row in note.rows[:ROWS_NAMED])
        more = " …" if len(note.rows) > ROWS_NAMED else ""
        return self.tr("Rows {0}").format(named + more)
