"""The Preview's table: cells typed over in place, columns hidden and moved, rows copied."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QAction, QColor, QFontMetrics, QKeySequence, QPainter, QPolygon, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLineEdit,
    QMenu,
    QStyleOptionViewItem,
    QWidget,
)

from mega_desktop.preview import Planned
from mega_desktop.window.delegates import (
    CHIP_HEIGHT,
    CHIP_RADIUS,
    MIDDLE_LEFT,
    PADDING,
    SHORTEST_REASON,
    CellDelegate,
    Ink,
    chip_font,
    chip_width,
    inner,
    paint_text,
    planned_chip,
    small_font,
)
from mega_desktop.window.models.plan_model import FIRST_VALUE, PlanModel, PlanRole
from mega_desktop.window.theme import FontSize, Theme, sized
from mega_desktop.window.widgets.grid import Grid

Index = QModelIndex | QPersistentModelIndex
MIDDLE_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
NUMBER_LEAST = 56
OUTCOME_NARROW, OUTCOME_WIDTH, OUTCOME_READ = 128, 196, 300
"""Room for the chip alone; for the chip and how the lead was found; for a whole reason."""
WIDE = 560
"""Pixels from which a grid has room for more than the chip."""
MARK = 6
"""Pixels of the corner that marks a cell typed over by hand."""


class OutcomeDelegate(CellDelegate):
    """A chip and the reason beside it. Fonts and the widths of the chips are found once."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(theme, parent=parent)
        self._small, self._bold = small_font(), chip_font()
        chips = {planned: planned_chip(planned) for planned in Planned}
        self._chips = {planned.value: (chip, chip_width(chip)) for planned, chip in chips.items()}

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        self.paint_ground(painter, option)
        planned, reason = index.data(PlanRole.FACE)
        (chip, width), rect, colours = self._chips[planned], inner(option), self.theme.tokens
        place = QRect(rect.left(), rect.center().y() - CHIP_HEIGHT // 2, width, CHIP_HEIGHT)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.soft(chip.tone)))
        painter.drawRoundedRect(place, CHIP_RADIUS, CHIP_RADIUS)
        painter.setPen(QColor(colours.ink(chip.tone)))
        painter.setFont(self._bold)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, chip.text)
        rest = QRect(place.right() + 6, rect.top(), rect.right() - place.right() - 6, rect.height())
        if reason and rest.width() >= SHORTEST_REASON:
            painter.setPen(QColor(colours.text_muted))
            painter.setFont(self._small)
            paint_text(painter, rest, " ".join(reason.split()), MIDDLE_LEFT)


class ValueDelegate(CellDelegate):
    """A value as it will be sent; typed over in a line, or chosen from the field's choices."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(theme, parent=parent)
        self._body = sized(QApplication.font(), FontSize.BODY)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        self.paint_ground(painter, option)
        text, is_bad, is_edited = index.data(PlanRole.FACE)
        colours = self.theme.tokens
        if text:
            painter.setPen(QColor(colours.bad if is_bad else colours.text))
            painter.setFont(self._body)
            paint_text(painter, inner(option), " ".join(text.split()), MIDDLE_LEFT)
        if is_edited:
            corner = option.rect.topLeft()
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.accent_strong))
            painter.drawPolygon(QPolygon([corner, corner + QPoint(MARK, 0), corner + QPoint(0, MARK)]))

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        choices = index.data(PlanRole.CHOICES)
        editor: QComboBox | QLineEdit
        if choices:
            editor = QComboBox(parent)
            editor.addItems(["", *(choice.label for choice in choices)])
            now = str(index.data(Qt.ItemDataRole.EditRole) or "")
            if editor.findText(now) < 0:
                editor.addItem(now)
        else:
            editor = QLineEdit(parent)
            editor.setProperty("role", "cell")
        editor.setAccessibleName(str(index.model().headerData(index.column(), Qt.Orientation.Horizontal)))
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        text = str(index.data(Qt.ItemDataRole.EditRole) or "")
        if isinstance(editor, QComboBox):
            editor.setCurrentText(text)
        elif isinstance(editor, QLineEdit):
            editor.setText(text)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        text = editor.currentText() if isinstance(editor, QComboBox) else ""
        if isinstance(editor, QLineEdit):
            text = editor.text()
        model.setData(index, text)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: Index) -> None:
        editor.setGeometry(option.rect)


class NumberDelegate(CellDelegate):
    """Excel's number of the row, quiet, at the right."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(theme, Ink.MUTED, parent)
        self._body = sized(QApplication.font(), FontSize.BODY)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        self.paint_ground(painter, option)
        painter.setPen(QColor(self.theme.tokens.text_muted))
        painter.setFont(self._body)
        painter.drawText(inner(option), MIDDLE_RIGHT, index.data())


class PlanGrid(Grid):
    """Rows of a plan.

    Signals:
        copy_requested: Copy the selected rows.
        leave_out_requested: Leave the selected rows out, or take them in again.
    """

    copy_requested = Signal()
    leave_out_requested = Signal()

    def __init__(self, model: PlanModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(model, theme, self.tr("Rows of your file"), parent)
        self._plan = model
        self._reads_reasons = False
        self._outcome_width = 0
        self.setObjectName("planGrid")
        self.setItemDelegate(ValueDelegate(theme, self))
        self.setItemDelegateForColumn(0, NumberDelegate(theme, self))
        self.setItemDelegateForColumn(1, OutcomeDelegate(theme, self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        trigger = QAbstractItemView.EditTrigger
        self.setEditTriggers(trigger.DoubleClicked | trigger.EditKeyPressed)
        self._set_up_header()
        self.columns_menu = QMenu(self.tr("Columns"), self)
        self.columns_menu.aboutToShow.connect(self._fill_columns_menu)
        self._add_actions()

    def shown_keys(self) -> list[str]:
        """What the visible columns show, from left to right."""
        header = self.horizontalHeader()
        sections = [header.logicalIndex(at) for at in range(header.count())]
        return [self._plan.key_of(section) for section in sections if not header.isSectionHidden(section)]

    def selected_ranges(self) -> list[tuple[int, int]]:
        """First and last row of each run of selected rows; never a list of a million indexes."""
        selection = self.selectionModel().selection()
        return sorted({(r.top(), r.bottom()) for r in selection.toList()})

    def show_all_columns(self) -> None:
        """Every column, in the order of the fields."""
        header = self.horizontalHeader()
        for section in range(header.count()):
            header.showSection(section)
            header.moveSection(header.visualIndex(section), section)

    def set_widths(self) -> None:
        self.fit_columns(shortest=64, longest=200)
        last = self._plan.index(self._plan.rowCount() - 1, 0)
        room = QFontMetrics(sized(QApplication.font(), FontSize.BODY)).horizontalAdvance(
            str(last.data() or "")
        )
        self.setColumnWidth(0, max(NUMBER_LEAST, room + 2 * PADDING))
        self._outcome_width = self.columnWidth(1)
        self._set_outcome_width()

    def make_room_for_reasons(self, *, wanted: bool) -> None:
        """Whether the reason beside an outcome is what these rows are looked at for."""
        self._reads_reasons = wanted
        self._set_outcome_width()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._set_outcome_width()

    def _set_outcome_width(self) -> None:
        """A width that the person has chosen stays."""
        if self.columnWidth(1) != self._outcome_width:
            return
        usual = OUTCOME_WIDTH if self.width() >= WIDE else OUTCOME_NARROW
        self._outcome_width = OUTCOME_READ if self._reads_reasons else usual
        self.setColumnWidth(1, self._outcome_width)

    def edit_next_value(self) -> None:
        """Opens the current cell, or the first value of its row, to be typed over."""
        index = self.currentIndex()
        if index.isValid() and index.column() < FIRST_VALUE:
            index = index.siblingAtColumn(FIRST_VALUE)
        if index.isValid():
            self.setCurrentIndex(index)
            self.edit(index)

    def _set_up_header(self) -> None:
        header = self.horizontalHeader()
        header.setSectionsClickable(True)
        header.setSectionsMovable(True)
        header.setSortIndicatorShown(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._show_columns_menu)

    def _add_actions(self) -> None:
        """What the context menu offers (also by the menu key), each with its own keys."""
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        for text, keys, slot in (
            (self.tr("&Correct this value"), QKeySequence("F2"), self.edit_next_value),
            (self.tr("&Copy rows"), QKeySequence(QKeySequence.StandardKey.Copy), self.copy_requested.emit),
            (
                self.tr("&Leave these rows out, or take them in again"),
                QKeySequence(QKeySequence.StandardKey.Delete),
                self.leave_out_requested.emit,
            ),
            (self.tr("Move column to the le&ft"), QKeySequence("Ctrl+Shift+Left"), self._move_left),
            (self.tr("Move column to the &right"), QKeySequence("Ctrl+Shift+Right"), self._move_right),
        ):
            action = QAction(text, self)
            action.setShortcut(keys)
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(slot)
            self.addAction(action)

    @Slot()
    def _move_left(self) -> None:
        self._move(-1)

    @Slot()
    def _move_right(self) -> None:
        self._move(1)

    def _move(self, by: int) -> None:
        header = self.horizontalHeader()
        place = header.visualIndex(self.currentIndex().column())
        if place >= 0 and 0 <= place + by < header.count():
            header.moveSection(place, place + by)
            self.scrollTo(self.currentIndex())

    @Slot(QPoint)
    def _show_columns_menu(self, place: QPoint) -> None:
        self.columns_menu.popup(self.horizontalHeader().mapToGlobal(place))

    @Slot()
    def _fill_columns_menu(self) -> None:
        self.columns_menu.clear()
        header = self.horizontalHeader()
        for section in range(1, header.count()):
            title = str(self.model().headerData(section, Qt.Orientation.Horizontal))
            action = self.columns_menu.addAction(title.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(not header.isSectionHidden(section))
            action.setData(section)
            action.triggered.connect(self._on_column_toggled)
        self.columns_menu.addSeparator()
        self.columns_menu.addAction(self.tr("Show &all columns"), self.show_all_columns)

    @Slot()
    def _on_column_toggled(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.horizontalHeader().setSectionHidden(int(action.data()), not action.isChecked())
