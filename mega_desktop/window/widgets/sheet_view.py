"""The grid of the Spreadsheet page."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QApplication, QSizePolicy, QStyleOptionViewItem, QWidget

from mega_desktop.sheets import Table
from mega_desktop.window.delegates import (
    LONGEST_HINT,
    MIDDLE_LEFT,
    PADDING,
    CellDelegate,
    Ink,
    inner,
    paint_text,
)
from mega_desktop.window.models.sheet_model import Rows, SheetModel
from mega_desktop.window.theme import FontSize, Theme, sized
from mega_desktop.window.widgets.grid import ROW_HEIGHT, ROWS_MEASURED, Grid
from mega_desktop.window.widgets.layout import Card

Index = QModelIndex | QPersistentModelIndex
SHORTEST = 48
"""Pixels a column has at least: enough for Excel's letters above it."""

MIDDLE_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight


class SheetDelegate(CellDelegate):
    """Row numbers quiet, the header row strong on a soft ground, the rest plain.

    Fonts are made once, and the model is asked directly: while a file is read, frames have to be quick.
    """

    def __init__(self, theme: Theme, model: SheetModel, parent: QObject | None = None) -> None:
        super().__init__(theme, parent=parent)
        body = QApplication.font()
        self._model = model
        self._fonts = {ink: sized(body, FontSize.BODY, bold=ink is Ink.BOLD) for ink in Ink}

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        at, column = index.row(), index.column()
        colours, is_header = self.theme.tokens, self._model.is_header(at)
        if is_header:
            painter.fillRect(option.rect, QColor(colours.accent_soft))
        self.paint_ground(painter, option)
        text = self._model.text(at, column)
        if text:
            ink = Ink.MUTED if column == 0 else Ink.BOLD if is_header else Ink.NORMAL
            painter.setPen(QColor(colours.text_muted if ink is Ink.MUTED else colours.text))
            painter.setFont(self._fonts[ink])
            alignment = MIDDLE_RIGHT if column == 0 else MIDDLE_LEFT
            paint_text(painter, inner(option), " ".join(text.split()), alignment)


@dataclass(frozen=True)
class _Place:
    """What is in sight: the top row (Excel's number), the pixels of it that are above, the current cell."""

    top: int
    pixels: int
    current: int
    column: int


class SheetView(Card):
    """Shows a table; a click (or Enter) chooses the header row while that is asked for.

    Signals:
        header_chosen: The Excel number of the row.
    """

    header_chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent, spacing=0)
        # Wide enough above and below that the grid's square corners stay inside the card's round ones.
        self.box.setContentsMargins(1, 6, 1, 6)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.model = SheetModel(self)
        self.grid = Grid(self.model, theme, self.tr("Rows of the spreadsheet"))
        self.grid.setObjectName("sheetGrid")
        self.grid.setItemDelegate(SheetDelegate(theme, self.model, self.grid))
        self.grid.clicked.connect(self._on_chosen)
        self.grid.activated.connect(self._on_chosen)
        self.box.addWidget(self.grid)

    def show_table(
        self, table: Table | None, beginning: Rows | None = None, *, choosing: bool = False
    ) -> None:
        """Shows a table; of the same sheet read anew, the rows in sight stay where they are.

        Args:
            beginning: As in `SheetModel.show`.
        """
        before = self.model.table
        if before is table and self.model.is_choosing is choosing:
            return
        stays = table is not None and before is not None and _same_sheet(before, table)
        place = self._place() if stays and not (choosing or self.model.is_choosing) else None
        self.model.show(table, beginning, choosing=choosing)
        if table is not None and (before is None or _headers(before) != _headers(table)):
            self._fit_columns()
        if place is not None:
            self._go_to(place)

    def show_row(self, number: int) -> None:
        """Brings the row with this Excel number into sight, or the place where it would be, and marks it."""
        at = self.model.position(number)
        index = self.model.index(at, max(self.grid.currentIndex().column(), 0))
        self.grid.scrollTo(index, Grid.ScrollHint.PositionAtCenter)
        if self.model.row_number(at) == number:
            self.grid.setCurrentIndex(index)

    def _fit_columns(self) -> None:
        """Makes the columns wide enough for the longest of their first texts.

        Only that one is measured: each script that a text is the first of brings in a font, and takes time.
        """
        bold = QFontMetrics(sized(QApplication.font(), FontSize.BODY, bold=True))
        for column in range(self.model.columnCount()):
            width = bold.horizontalAdvance(self.model.longest_text(column, ROWS_MEASURED)[:100]) + 2 * PADDING
            self.grid.setColumnWidth(column, max(SHORTEST, min(LONGEST_HINT, width)))

    def _place(self) -> _Place:
        top, current = max(self.grid.rowAt(0), 0), self.grid.currentIndex()
        number = self.model.row_number(current.row()) if current.isValid() else 0
        return _Place(
            self.model.row_number(top), -self.grid.rowViewportPosition(top), number, current.column()
        )

    def _go_to(self, place: _Place) -> None:
        self.grid.doItemsLayout()
        if place.current:
            self.grid.setCurrentIndex(self.model.index(self.model.position(place.current), place.column))
        self.grid.verticalScrollBar().setValue(self.model.position(place.top) * ROW_HEIGHT + place.pixels)

    @Slot(QModelIndex)
    def _on_chosen(self, index: QModelIndex) -> None:
        if self.model.is_choosing:
            self.header_chosen.emit(self.model.row_number(index.row()))


def _headers(table: Table) -> list[tuple[str, str]]:
    return [(column.name, column.header) for column in table.columns]


def _same_sheet(one: Table, other: Table) -> bool:
    """Is it the same sheet of the same file, with its column names in the same row?"""
    return (one.path, one.sheet, one.header_row) == (other.path, other.sheet, other.header_row)
