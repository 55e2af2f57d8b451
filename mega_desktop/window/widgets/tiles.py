"""Big numbers: tiles that filter (Preview), and figures that only say (Report)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QApplication, QHBoxLayout, QSizePolicy, QWidget

from mega_desktop.window.theme import GRID, RADIUS, FontSize, Theme, set_role, sized
from mega_desktop.window.tokens import Tone
from mega_desktop.window.widgets.dot import Dot
from mega_desktop.window.widgets.layout import Card, row
from mega_desktop.window.widgets.text import label
from mega_desktop.window.wording import number

PADDING = 2 * GRID
DOT = 8


@dataclass(frozen=True)
class TileFace:
    """What a tile says: "830", "Update", and below it "12 fewer than planned".

    Attributes:
        short: Another word for where there is no room for the first.
    """

    key: str
    tone: Tone
    word: str
    short: str = ""


class Tile(QAbstractButton):
    """A number with its word; pressed, it filters."""

    def __init__(self, face: TileFace, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.face = face
        self._theme = theme
        self._count = 0
        self._note = ""
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)
        self.show_count(0)

    def show_count(self, count: int, note: str = "") -> None:
        """Shows a number, and a sentence below it where there is something to say."""
        self._count, self._note = count, note
        name = self.tr("{word}: {count} rows").format(word=self.face.word, count=number(count))
        self.setAccessibleName(f"{name}, {note}" if note else name)
        self.setToolTip(note)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        figure, word = self._heights()
        return QSize(140, PADDING + figure + word + PADDING - 4 + (2 * word if self._note else 0))

    def minimumSizeHint(self) -> QSize:
        return QSize(96, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_card(painter)
        figure, word = self._heights()
        colours = self._theme.tokens
        room = self.rect().adjusted(PADDING, 0, -GRID, 0)
        painter.setPen(QColor(colours.text))
        painter.setFont(sized(QApplication.font(), FontSize.NUMBER, bold=True))
        top = PADDING - 4
        painter.drawText(
            QRect(room.left(), top, room.width(), figure), Qt.AlignmentFlag.AlignVCenter, self._digits()
        )
        self._paint_word(painter, QRect(room.left(), top + figure, room.width(), word))
        if self._note:
            rest = QRect(room.left(), top + figure + word + 2, room.width(), 2 * word)
            painter.drawText(rest, Qt.TextFlag.TextWordWrap, self._note)

    def _paint_card(self, painter: QPainter) -> None:
        colours = self._theme.tokens
        thick = 2.0 if self.isChecked() else 1.0
        painter.setPen(QPen(QColor(colours.accent if self.isChecked() else colours.line), thick))
        painter.setBrush(QColor(colours.surface))
        half = thick / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), RADIUS, RADIUS)
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours.accent), 1, Qt.PenStyle.DotLine))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(4, 4, -4, -4), RADIUS - 3, RADIUS - 3)

    def _paint_word(self, painter: QPainter, place: QRect) -> None:
        colours = self._theme.tokens
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.strong(self.face.tone)))
        painter.drawEllipse(QRect(place.left(), place.center().y() - DOT // 2 + 1, DOT, DOT))
        painter.setPen(QColor(colours.text_muted))
        painter.setFont(sized(QApplication.font(), FontSize.SMALL))
        rest = place.adjusted(DOT + 6, 0, 0, 0)
        fits = painter.fontMetrics().horizontalAdvance(self.face.word) <= rest.width()
        word = self.face.word if fits else self.face.short or self.face.word
        shown = painter.fontMetrics().elidedText(word, Qt.TextElideMode.ElideRight, rest.width())
        painter.drawText(rest, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)

    def _digits(self) -> str:
        return number(self._count)

    def _heights(self) -> tuple[int, int]:
        figure = QFontMetrics(sized(QApplication.font(), FontSize.NUMBER, bold=True)).height()
        return figure, QFontMetrics(sized(QApplication.font(), FontSize.SMALL)).height() + 4


class Figure(Card):
    """A number with its word and a note, which only says something."""

    def __init__(self, tone: Tone, word: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent, margin=PADDING, spacing=2)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._count = label(role="number")
        self._note = label(role="small", wrap=True)
        line = row(Dot(tone, theme), label(word, "muted"), None, spacing=6)
        self.box.addWidget(self._count)
        self.box.addLayout(line)
        self.box.addWidget(self._note)
        self.box.addStretch(1)

    def show_count(self, count: int, note: str, *, differs: bool = False) -> None:
        """Shows both; a note of a difference is marked, by a sign and by its colour."""
        self._count.setText(number(count))
        self._note.setText(f"△ {note}" if differs else note)
        set_role(self._note, "small-warn" if differs else "small")


class Tiles(QWidget):
    """A row of tiles, none or one of them pressed.

    Signals:
        chosen: The key of the pressed tile, or None when it was let go.
    """

    chosen = Signal(object)

    def __init__(
        self, faces: Sequence[TileFace], theme: Theme, label: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(label)
        self._tiles: dict[str, Tile] = {}
        side_by_side = QHBoxLayout(self)
        side_by_side.setContentsMargins(0, 0, 0, 0)
        side_by_side.setSpacing(PADDING - 4)
        for face in faces:
            tile = self._tiles[face.key] = Tile(face, theme, self)
            tile.clicked.connect(self._on_clicked)
            side_by_side.addWidget(tile)

    def tile(self, key: str) -> Tile:
        return self._tiles[key]

    def show_counts(self, counts: Mapping[str, int]) -> None:
        for key, tile in self._tiles.items():
            tile.show_count(counts.get(key, 0))

    def choose(self, key: str | None) -> None:
        """Presses one tile, or none, without telling it."""
        for name, tile in self._tiles.items():
            tile.setChecked(name == key)

    @Slot()
    def _on_clicked(self) -> None:
        pressed = self.sender()
        if isinstance(pressed, Tile):
            key = pressed.face.key if pressed.isChecked() else None
            self.choose(key)
            self.chosen.emit(key)
