"""The spreadsheet as Excel shows it: letters above, row numbers at the left, the header row marked."""

from __future__ import annotations

import polars as pl
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from mega_desktop.sheets import ROW, Table
from mega_desktop.window.models.plan_model import BLOCK_ROWS, Row, RowCache
from mega_desktop.window.wording import number

Index = QModelIndex | QPersistentModelIndex
NO_INDEX = QModelIndex()
Rows = list[Row]


def column_letters(index: int) -> str:
    """What Excel writes above a column: 0 is A, 25 is Z, 26 is AA."""
    letters = ""
    at = index + 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


class SheetModel(QAbstractTableModel):
    """Either the data below its header row, or the sheet's first rows to choose the header row from."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._table: Table | None = None
        self._rows = RowCache(self._fetch)
        self._beginning: Rows = []
        self._is_choosing = False

    @property
    def reads(self) -> int:
        """Blocks of rows fetched so far."""
        return self._rows.reads

    @property
    def table(self) -> Table | None:
        return self._table

    @property
    def is_choosing(self) -> bool:
        """The first rows are shown, to choose the header row among them."""
        return self._is_choosing

    def show(self, table: Table | None, beginning: Rows | None = None, *, choosing: bool = False) -> None:
        """Shows a table: its data, or its first rows as they stand in the file.

        Args:
            beginning: Its first data rows, as `rows_of` gives them; read when they are asked for otherwise.
        """
        self.beginResetModel()
        self._table = table
        self._beginning = beginning or []
        self._is_choosing = choosing
        self._rows = RowCache(self._fetch)
        self.endResetModel()

    def row_number(self, at: int) -> int:
        """The Excel number of a shown row."""
        if self._table is None:
            return 0
        if self._is_choosing:
            return self._table.heading[at][0]
        before = self._header_rows()
        return self._table.header_row if at < before else int(str(self._rows.row(at - before)[0]))

    def position(self, row_number: int) -> int:
        """Where the row with this Excel number is shown, or would be; of a table of 5 million, 12 ms."""
        if self._table is None or self._is_choosing or row_number <= self._table.header_row:
            return 0
        before = self._table.frame.select((pl.col(ROW) < row_number).sum()).collect().item()
        return min(self._header_rows() + int(before), max(self.rowCount() - 1, 0))

    def is_header(self, at: int) -> bool:
        """Whether a shown row holds the column names."""
        if self._is_choosing:
            return self.row_number(at) == (self._table.header_row if self._table else 0)
        return at < self._header_rows()

    def text(self, at: int, column: int) -> str:
        """What a shown cell holds; in the first column that is Excel's row number."""
        if column == 0:
            return number(self.row_number(at))
        return self._heading_text(at, column) if self._is_choosing else self._data_text(at, column)

    def longest_text(self, column: int, rows: int) -> str:
        """The longest of the first `rows` texts of a column."""
        return max((self.text(at, column) for at in range(min(rows, self.rowCount()))), key=len, default="")

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        if parent.isValid() or self._table is None:
            return 0
        return len(self._table.heading) if self._is_choosing else self._table.rows + self._header_rows()

    def columnCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() or self._table is None else len(self._table.columns) + 1

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is Qt.Orientation.Vertical or self._table is None or section >= self.columnCount():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return column_letters(self._table.columns[section - 1].index) if section else ""
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if self._table is None or not index.isValid() or index.row() >= self.rowCount():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(index.row(), index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == 0:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def _header_rows(self) -> int:
        return 1 if self._table is not None and self._table.header_row else 0

    def _heading_text(self, at: int, column: int) -> str:
        table = self._table
        cells = table.heading[at][1] if table else ()
        return cells[column - 1] if column <= len(cells) else ""

    def _data_text(self, at: int, column: int) -> str:
        before = self._header_rows()
        if at < before and self._table is not None:
            return self._table.columns[column - 1].header
        value = self._rows.row(at - before)[column]
        return "" if value is None else str(value)

    def _fetch(self, start: int) -> Rows:
        if self._table is None:
            return []
        return self._beginning if self._beginning and not start else rows_of(self._table, start)


def rows_of(table: Table, start: int) -> Rows:
    """A block of data rows from the position `start` on: their Excel number, then a cell for each column."""
    names = [column.name for column in table.columns]
    return table.frame.select(ROW, *names).slice(start, BLOCK_ROWS).collect().rows()
