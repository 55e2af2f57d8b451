"""A short list that has an order, with buttons to change it; long texts break into lines."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListWidget,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from mega_desktop.window.delegates import FOCUSED, MIDDLE_LEFT, SELECTED
from mega_desktop.window.theme import theme
from mega_desktop.window.widgets.buttons import button
from mega_desktop.window.widgets.layout import column, row, tall_as_needed

Index = QModelIndex | QPersistentModelIndex
PADDING_X, PADDING_Y, CORNER = 10, 7, 8
WRAPPED = Qt.TextFlag.TextWordWrap.value | MIDDLE_LEFT.value


class OrderList(QWidget):
    """The list, and below it Up and Down, and Remove where entries can go.

    Signals:
        chosen: The place of the entry that is chosen now, -1 for none.
        reordered: The places (a tuple) in their new order: (1, 0) when the first two change places.
        removed: The place of an entry the person takes out.
    """

    chosen = Signal(int)
    reordered = Signal(object)
    removed = Signal(int)

    def __init__(self, name: str, *, removable: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.list = _List(name)
        self.up = button(self.tr("&Up"), self._up, role="small", name=f"{name}Up")
        self.down = button(self.tr("&Down"), self._down, role="small", name=f"{name}Down")
        self.remove = button(self.tr("&Remove"), self._remove, role="link", name=f"{name}Remove")
        self.remove.setVisible(removable)
        self._removable = removable
        self.list.currentRowChanged.connect(self._on_row)
        buttons = row(self.up, self.down, self.remove, None, spacing=2)
        self.setLayout(column(self.list, buttons, spacing=6))

    def show_entries(self, texts: Sequence[str], at: int | None = None) -> None:
        """Shows entries; the one at `at` is chosen, else the one that was."""
        place = self.list.currentRow() if at is None else at
        with QSignalBlocker(self.list):
            if [self.list.item(n).text() for n in range(self.list.count())] != list(texts):
                self.list.clear()
                self.list.addItems(list(texts))
            self.list.setCurrentRow(min(max(place, 0), len(texts) - 1))
        self.setVisible(bool(texts))
        self._enable()
        self.list.updateGeometry()

    @property
    def current(self) -> int:
        """The place of the chosen entry, -1 for none."""
        return self.list.currentRow()

    def _enable(self) -> None:
        at, count = self.list.currentRow(), self.list.count()
        for move, possible in ((self.up, at > 0), (self.down, 0 <= at < count - 1)):
            # A button that can do no more must not send the keyboard somewhere else in the page.
            if move.hasFocus() and not possible and count > 1:
                other = self.down if move is self.up else self.up
                other.setEnabled(True)
                other.setFocus()
            move.setEnabled(possible)
            move.setVisible(count > 1)
        self.remove.setVisible(self._removable and at >= 0)

    @Slot(int)
    def _on_row(self, at: int) -> None:
        self._enable()
        self.chosen.emit(at)

    @Slot()
    def _up(self) -> None:
        self._move(-1)

    @Slot()
    def _down(self) -> None:
        self._move(1)

    def _move(self, by: int) -> None:
        at = self.list.currentRow()
        places = list(range(self.list.count()))
        places[at], places[at + by] = places[at + by], places[at]
        with QSignalBlocker(self.list):
            self.list.setCurrentRow(at + by)
        self.reordered.emit(tuple(places))

    @Slot()
    def _remove(self) -> None:
        self.removed.emit(self.list.currentRow())


class _List(QListWidget):
    """As high as what is in it."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(f"{name}List")
        self.setItemDelegate(_Lines(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setSizePolicy(tall_as_needed())
        theme().changed.connect(self.viewport().update)

    def scrollTo(
        self,
        _index: Index,
        _hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """All of it is in sight, at the latest once it was laid out."""

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return sum(_height(self.item(at).text(), width, self.font()) for at in range(self.count()))

    def sizeHint(self) -> QSize:
        return QSize(120, self.heightForWidth(max(self.width(), 120)))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 0)


class _Lines(QStyledItemDelegate):
    """A text in as many lines as it needs; the chosen one on a soft ground."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        colours, state = theme().tokens, option.state.value
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & SELECTED:
            painter.setPen(QColor(colours.accent) if state & FOCUSED else Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.accent_soft))
            painter.drawRoundedRect(option.rect.adjusted(1, 1, -1, -1), CORNER, CORNER)
        painter.setPen(QColor(colours.text))
        painter.setFont(option.font)
        inside = option.rect.adjusted(PADDING_X, PADDING_Y, -PADDING_X, -PADDING_Y)
        painter.drawText(inside, WRAPPED, str(index.data()))

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        view = self.parent()
        width = view.viewport().width() if isinstance(view, QAbstractItemView) else option.rect.width()
        return QSize(width, _height(str(index.data()), width, option.font))


def _height(text: str, width: int, font: QFont) -> int:
    """Of a text that breaks into lines where there is no room for it in one."""
    room = QRect(0, 0, max(width - 2 * PADDING_X, 40), 10_000)
    return QFontMetrics(font).boundingRect(room, WRAPPED, text).height() + 2 * PADDING_Y
