"""The list of a column's values, each with its answer: one editor for any number of them."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import (
    QElapsedTimer,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Slot,
)
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QApplication,
    QFrame,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from mega_desktop.window.delegates import FOCUSED, MIDDLE_LEFT, SELECTED, paint_text, small_font
from mega_desktop.window.models.value_model import ValueModel, ValueRole
from mega_desktop.window.theme import theme
from mega_desktop.window.tokens import Tone
from mega_desktop.window.widgets.layout import tall_as_needed
from mega_desktop.window.widgets.picker import Picker, TypingPicker

Index = QModelIndex | QPersistentModelIndex
ROWS_SEEN, STACKED_SEEN = 6, 5
"""Values in sight; with more, half a row says that the list goes on."""

ANSWER_SHARE = 0.55
"""Of a row's width, for the answer beside the value."""

READABLE = 0.75
"""Of the longest texts, what has to be in sight for both to stand side by side."""

CORNER, GAP, CHEVRON, ARROW, FIELD = 8, 8, 12, 20, 36
AROUND_ANSWER = CHEVRON + 3 * GAP
MIDDLE_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
OPENING_KEYS = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F4)


class Places(NamedTuple):
    """Where the parts of one row stand."""

    value: QRect
    rows: QRect
    arrow: QRect
    answer: QRect


class ValueView(QListView):
    """A value and its answer a row; Space, Enter or a click opens the answers there are."""

    def __init__(self, model: ValueModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("values")
        self.setAccessibleName(self.tr("Values of the column and what becomes of them"))
        self.setModel(model)
        self.rows = ValueDelegate(self)
        self.setItemDelegate(self.rows)
        self.setUniformItemSizes(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setTabKeyNavigation(False)
        self.setSizePolicy(tall_as_needed())
        self._since_search = QElapsedTimer()
        self.clicked.connect(self.open_answers)
        theme().changed.connect(self.viewport().update)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        searching = self._since_search.isValid() and not self._since_search.hasExpired(
            QApplication.keyboardInputInterval()
        )
        if event.key() == Qt.Key.Key_Space and searching:
            self.keyboardSearch(" ")
        elif event.key() in OPENING_KEYS and self.currentIndex().isValid():
            self.open_answers(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Goes to the value that begins as is typed; a space between two words opens nothing."""
        self._since_search.start()
        super().keyboardSearch(search)

    @Slot(QModelIndex)
    def open_answers(self, index: QModelIndex) -> None:
        """Puts the answers there are on screen for one value."""
        self.setCurrentIndex(index)
        self.edit(index)
        editor = self.indexWidget(index)
        if isinstance(editor, Picker):
            editor.showPopup()

    def fit(self) -> None:
        """Puts the answers below the values where there is no room for both side by side."""
        wanted = self._is_stacked(self.width())
        if wanted != self.rows.stacked:
            self.rows.stacked = wanted
            self.scheduleDelayedItemsLayout()
        self.updateGeometry()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        stacked, rows = self._is_stacked(width), self.model().rowCount()
        seen = STACKED_SEEN if stacked else ROWS_SEEN
        return round((rows if rows <= seen else seen + 0.5) * row_height(stacked=stacked))

    def sizeHint(self) -> QSize:
        return QSize(200, self.heightForWidth(max(self.width(), 200)))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.fit()

    def _is_stacked(self, width: int) -> bool:
        model = self.model()
        texts = model.longest() if isinstance(model, ValueModel) else ("", "")
        bar = self.verticalScrollBar().sizeHint().width() if model.rowCount() > STACKED_SEEN else 0
        return not fits_side_by_side(texts, width - bar)


class ValueDelegate(QStyledItemDelegate):
    """Paints a value with its rows, and its answer as a closed combo box; the editor is a real one."""

    stacked = False

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rows = str(index.data(ValueRole.ROWS))
        colours, places = theme().tokens, self.places(option.rect, rows)
        is_current = option.state.value & SELECTED and option.state.value & FOCUSED
        painter.setPen(QColor(colours.text))
        painter.setFont(QApplication.font())
        paint_text(painter, places.value, " ".join(str(index.data()).split()), MIDDLE_LEFT)
        painter.setPen(QColor(colours.text_muted))
        paint_text(painter, places.arrow, "→", MIDDLE_LEFT)
        painter.setFont(small_font())
        side = MIDDLE_RIGHT if self.stacked else MIDDLE_LEFT
        paint_text(painter, places.rows, rows, side)
        self._paint_answer(painter, places.answer, index, is_current=bool(is_current))

    def places(self, place: QRect, rows: str = "") -> Places:
        """Where in its row each part stands."""
        return stacked_places(place, rows) if self.stacked else places_side_by_side(place)

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(120, row_height(stacked=self.stacked))

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = TypingPicker(parent=parent)
        editor.setAccessibleName(self.tr("What “{value}” becomes").format(value=index.data()))
        editor.picked.connect(self._on_picked)
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        model = index.model()
        if isinstance(editor, TypingPicker) and isinstance(model, ValueModel) and model.answers is not None:
            editor.show_entries(model.answers.offered, model.answer(index))

    def setModelData(self, editor: QWidget, model: object, index: Index) -> None:
        if isinstance(editor, TypingPicker) and isinstance(model, ValueModel) and editor.answer is not None:
            model.setData(index, editor.answer)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: Index) -> None:
        editor.setGeometry(self.places(option.rect).answer)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Tab ends the choice instead of opening the next value's: nothing may hold the Tab key."""
        is_tab = isinstance(event, QKeyEvent) and event.key() in {Qt.Key.Key_Tab, Qt.Key.Key_Backtab}
        if is_tab and event.type() == QEvent.Type.KeyPress and isinstance(editor, QWidget):
            self._end(editor)
            return True
        return super().eventFilter(editor, event)

    @Slot(object)
    def _on_picked(self, _answer: object) -> None:
        editor = self.sender()
        if isinstance(editor, QWidget):
            self._end(editor)

    def _end(self, editor: QWidget) -> None:
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)

    def _paint_answer(self, painter: QPainter, place: QRect, index: Index, *, is_current: bool) -> None:
        colours = theme().tokens
        tone = str(index.data(ValueRole.TONE))
        is_open = tone == Tone.WARN
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colours.accent if is_current else colours.line), 2 if is_current else 1))
        painter.setBrush(QColor(colours.warn_soft if is_open else colours.surface))
        painter.drawRoundedRect(place.adjusted(1, 1, -1, -1), CORNER, CORNER)
        painter.setPen(QColor(colours.ink(Tone(tone)) if tone else colours.text))
        painter.setFont(QApplication.font())
        inside = place.adjusted(GAP + 2, 0, -(AROUND_ANSWER - GAP - 2), 0)
        paint_text(painter, inside, str(index.data(ValueRole.ANSWER)), MIDDLE_LEFT)
        right, middle, step = place.right() - GAP - 2, place.center().y() + 3, CHEVRON // 3
        painter.setPen(QPen(QColor(colours.text_muted), 1.5))
        painter.drawLine(right - 2 * step, middle - step, right - step, middle)
        painter.drawLine(right - step, middle, right, middle - step)


def row_height(*, stacked: bool) -> int:
    """Pixels of one row."""
    value, rows = QFontMetrics(QApplication.font()).height(), QFontMetrics(small_font()).height()
    return value + FIELD + 3 * GAP if stacked else max(value + rows + 10, FIELD + GAP)


def places_side_by_side(place: QRect) -> Places:
    """The value with its rows below it at the left, its answer at the right."""
    width, middle = round(place.width() * ANSWER_SHARE), place.center().y()
    answer = QRect(place.right() - width + 1, middle - FIELD // 2, width, FIELD)
    left = answer.left() - ARROW - GAP - place.left()
    value = QRect(place.left(), place.top() + 4, left, place.height() // 2 - 4)
    rows = QRect(place.left(), middle, left, place.height() // 2 - 2)
    return Places(value, rows, QRect(answer.left() - ARROW, answer.top(), ARROW, FIELD), answer)


def stacked_places(place: QRect, rows: str) -> Places:
    """The value and its rows in one line, its answer in the next."""
    line = QRect(place.left(), place.top() + GAP, place.width(), place.height() - FIELD - 3 * GAP)
    answer = QRect(place.left() + ARROW, line.bottom() + GAP // 2, place.width() - ARROW, FIELD)
    arrow = QRect(place.left(), answer.top(), ARROW, FIELD)
    side = QFontMetrics(small_font()).horizontalAdvance(rows) + 2
    value = line.adjusted(0, 0, -side - GAP, 0)
    return Places(value, line.adjusted(line.width() - side, 0, 0, 0), arrow, answer)


def fits_side_by_side(texts: tuple[str, str], width: int) -> bool:
    """Whether the longest value and the longest answer can be told by what is seen of them in this width."""
    places, metrics = places_side_by_side(QRect(0, 0, width, FIELD)), QFontMetrics(QApplication.font())
    rooms = (places.value.width(), places.answer.width() - AROUND_ANSWER)
    return all(metrics.horizontalAdvance(t) * READABLE <= room for t, room in zip(texts, rooms, strict=True))
