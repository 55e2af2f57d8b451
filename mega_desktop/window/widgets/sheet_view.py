"""The grid of the Spreadsheet page."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QSize, Signal, Slot
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QSizePolicy, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from mega_desktop.sheets import Table
from mega_desktop.window.delegates import CellDelegate, Ink
from mega_desktop.window.models.sheet_model import SheetModel, SheetRole
from mega_desktop.window.theme import Theme
from mega_desktop.window.widgets.grid import Grid
from mega_desktop.window.widgets.layout import Card

Index = QModelIndex | QPersistentModelIndex


class SheetDelegate(QStyledItemDelegate):
    """Row numbers quiet, the header row strong on a soft ground, the rest plain."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._cells = {ink: CellDelegate(theme, ink, self) for ink in Ink}

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        if index.data(SheetRole.IS_HEADER):
            painter.fillRect(option.rect, QColor(self._theme.tokens.accent_soft))
        self._cells[self._ink(index)].paint(painter, option, index)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return self._cells[self._ink(index)].sizeHint(option, index)

    def _ink(self, index: Index) -> Ink:
        if index.column() == 0:
            return Ink.MUTED
        return Ink.BOLD if index.data(SheetRole.IS_HEADER) else Ink.NORMAL


class SheetView(Card):
    """Shows a table; a click (or Enter) chooses the header row while that is asked for.

    Signals:
        header_chosen: The Excel number of the row.
    """

    header_chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent, margin=1, spacing=0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.model = SheetModel(self)
        self.grid = Grid(self.model, theme, self.tr("Rows of the spreadsheet"))
        self.grid.setObjectName("sheetGrid")
        self.grid.setItemDelegate(SheetDelegate(theme, self.grid))
        self.grid.clicked.connect(self._on_chosen)
        self.grid.activated.connect(self._on_chosen)
        self.box.addWidget(self.grid)

    def show_table(self, table: Table | None, *, choosing: bool = False) -> None:
        self.model.show(table, choosing=choosing)
        if table is not None:
            self.grid.fit_columns(shortest=48)

    @Slot(QModelIndex)
    def _on_chosen(self, index: QModelIndex) -> None:
        if self.model.is_choosing:
            self.header_chosen.emit(self.model.row_number(index.row()))
