"""Combo boxes for narrow places: they ask for no room, and one in which another text can be typed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPaintEvent, QPalette, QWheelEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter, QWidget

OTHER = "\0another"
"""The data of the entry that lets the person type."""

NARROWEST = 80
"""Pixels that a picker needs at least."""

Entry = tuple[str, str]
"""What the person reads, and what it stands for."""


class Picker(QComboBox):
    """A combo box that is as wide as its place; its list is as wide as what is in it.

    Signals:
        picked: The data of the entry that the person chose.
    """

    picked = Signal(object)

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumContentsLength(3)
        self.setMaxVisibleItems(24)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.activated.connect(self._on_activated)

    def show_entries(self, entries: Sequence[Entry], chosen: str | None) -> None:
        """Offers `entries` and shows the one that stands for `chosen`; none for None."""
        if entries != self._entries():
            self.clear()
            for text, data in entries:
                self.addItem(text, data)
        self.setCurrentIndex(-1 if chosen is None else self.findData(chosen))

    def minimumSizeHint(self) -> QSize:
        # Qt would make room for the whole placeholder.
        return QSize(NARROWEST, super().minimumSizeHint().height())

    def showPopup(self) -> None:
        # A scroll bar and the list's own padding stand beside the texts.
        self.view().setMinimumWidth(self.view().sizeHintForColumn(0) + 40)
        super().showPopup()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """As Qt paints it, but a text that is too long ends in "…"."""
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        text, role = self.currentText(), QPalette.ColorRole.ButtonText
        if self.currentIndex() < 0 and not self.isEditable():
            text = self.placeholderText()
            option.palette.setBrush(role, option.palette.placeholderText())
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        line = QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, line, self).width()
        option.currentText = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolling what is around it must not change what the pointer passes over."""
        event.ignore()

    def _entries(self) -> list[Entry]:
        return [(self.itemText(at), str(self.itemData(at))) for at in range(self.count())]

    @Slot(int)
    def _on_activated(self, _at: int) -> None:
        self.picked.emit(self.currentData())


class TypingPicker(Picker):
    """A picker whose entry `OTHER` turns it into a line to type in.

    Enter, or leaving it, ends that; Escape takes it back. What is being typed is not disturbed.
    """

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._is_typing = False
        self._before: tuple[Sequence[Entry], str | None] = ((), None)

    def show_entries(self, entries: Sequence[Entry], chosen: str | None) -> None:
        """As `Picker`; a text that is none of the entries is one of its own."""
        self._before = entries, chosen
        if self._is_typing and self.hasFocus():
            return
        self._stop_typing()
        known = {data for _text, data in entries}
        own = [(chosen, chosen)] if chosen is not None and chosen not in known else []
        super().show_entries([*own, *entries], chosen)

    @property
    def answer(self) -> str | None:
        """What is typed or chosen; None while it is nothing."""
        if self.isEditable():
            return self.currentText().strip() or None
        chosen = self.currentData()
        return None if chosen is None or chosen == OTHER else str(chosen)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._is_typing and event.key() == Qt.Key.Key_Escape:
            self._is_typing = False
            self.show_entries(*self._before)
        else:
            super().keyPressEvent(event)
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            # What is around it would take the same Enter for its own.
            event.accept()

    def _on_activated(self, at: int) -> None:
        if self.itemData(at) == OTHER:
            self._start_typing()
        elif not self.isEditable():
            super()._on_activated(at)

    def _start_typing(self) -> None:
        # With nothing in its list the box cannot take what is typed for an entry.
        self.clear()
        self.setEditable(True)
        self._is_typing = True
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setCompleter(None)  # type: ignore[arg-type] # Qt takes none for "no completer"
        line = self.lineEdit()
        if line is None:
            return
        line.setPlaceholderText(self.tr("Type the value"))
        line.setAccessibleName(self.accessibleName())
        line.editingFinished.connect(self._on_typed)
        self.setFocus()

    def _stop_typing(self) -> None:
        self._is_typing = False
        if self.isEditable():
            self.setEditable(False)
            self.clear()

    @Slot()
    def _on_typed(self) -> None:
        if self._is_typing and self.answer is not None:
            self._is_typing = False
            self.picked.emit(self.answer)
