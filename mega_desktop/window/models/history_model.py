"""The list of past imports."""

from __future__ import annotations

from enum import IntEnum

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from mega_desktop.importing import ImportInfo
from mega_desktop.window.wording import date_text, number, state_word, tally_text

Index = QModelIndex | QPersistentModelIndex
NO_INDEX = QModelIndex()


class HistoryRole(IntEnum):
    """What a cell is asked for beside its text."""

    STATE = Qt.ItemDataRole.UserRole + 1


class HistoryColumn(IntEnum):
    """The list's columns from left to right."""

    WHEN = 0
    FILE = 1
    ACCOUNT = 2
    ROWS = 3
    STATE = 4
    RESULT = 5


class HistoryModel(QAbstractTableModel):
    """When · file · account · rows · state · what became of them."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._imports: tuple[ImportInfo, ...] = ()

    def show(self, imports: tuple[ImportInfo, ...]) -> None:
        self.beginResetModel()
        self._imports = imports
        self.endResetModel()

    def import_at(self, row: int) -> ImportInfo | None:
        return self._imports[row] if 0 <= row < len(self._imports) else None

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._imports)

    def columnCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() else len(HistoryColumn)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is Qt.Orientation.Vertical or not 0 <= section < len(HistoryColumn):
            return None
        if role != Qt.ItemDataRole.DisplayRole:
            return _alignment(section) if role == Qt.ItemDataRole.TextAlignmentRole else None
        return {
            HistoryColumn.WHEN: self.tr("When"),
            HistoryColumn.FILE: self.tr("File"),
            HistoryColumn.ACCOUNT: self.tr("Account"),
            HistoryColumn.ROWS: self.tr("Rows"),
            HistoryColumn.RESULT: self.tr("What became of them"),
            HistoryColumn.STATE: self.tr("State"),
        }[HistoryColumn(section)]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        found = self.import_at(index.row()) if index.isValid() else None
        if found is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(found, index.column())
        if role == HistoryRole.STATE:
            return found.state.value
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._text(found, index.column()).replace("<", "‹")
        return _alignment(index.column()) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def _text(self, found: ImportInfo, column: int) -> str:
        return {
            HistoryColumn.WHEN: date_text(found.created_at, short=True),
            HistoryColumn.FILE: found.file_name,
            HistoryColumn.ACCOUNT: found.account,
            HistoryColumn.ROWS: number(found.tally.rows),
            HistoryColumn.RESULT: tally_text(found.tally),
            HistoryColumn.STATE: self.tr("Open elsewhere") if found.busy else state_word(found.state),
        }[HistoryColumn(column)]


def _alignment(column: int) -> Qt.AlignmentFlag:
    right = column == HistoryColumn.ROWS
    return (
        Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    ) | Qt.AlignmentFlag.AlignVCenter
