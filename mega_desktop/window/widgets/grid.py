"""A table set up for big data: fixed heights, whole rows, no widgets in cells, Tab goes on."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from mega_desktop.window.delegates import CellDelegate
from mega_desktop.window.theme import Theme

ROW_HEIGHT = 36
ROWS_MEASURED = 20
"""Rows that column widths are taken from, a screenful: each costs the window a call into Python a cell."""


class Grid(QTableView):
    """A `QTableView` that stays quick with a million rows.

    Signals:
        row_chosen: The current row's number, -1 for none.
    """

    row_chosen = Signal(object)

    def __init__(
        self, model: QAbstractItemModel, theme: Theme, name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setItemDelegate(CellDelegate(theme, parent=self))
        self._set_up_behaviour()
        self._set_up_headers()
        self.setCornerWidget(QWidget(self))
        self.setModel(model)
        theme.changed.connect(self.viewport().update)
        self.selectionModel().currentRowChanged.connect(self._tell_row)

    def fit_columns(self, *, shortest: int = 60, longest: int = 260) -> None:
        """Sets column widths from what the first rows hold; the last one takes the room that is left."""
        self.resizeColumnsToContents()
        for column in range(self.model().columnCount()):
            self.setColumnWidth(column, max(shortest, min(longest, self.columnWidth(column))))

    def choose_row(self, row: int) -> None:
        """Makes a row the current one and brings it into sight."""
        if 0 <= row < self.model().rowCount():
            self.setCurrentIndex(self.model().index(row, max(self.currentIndex().column(), 0)))

    def _set_up_behaviour(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setShowGrid(False)

    def _set_up_headers(self) -> None:
        self.verticalHeader().setVisible(False)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        header.setStretchLastSection(True)
        header.setFixedHeight(ROW_HEIGHT)
        header.setResizeContentsPrecision(ROWS_MEASURED)

    def _tell_row(self, current: QModelIndex, _before: QModelIndex) -> None:
        self.row_chosen.emit(current.row())
