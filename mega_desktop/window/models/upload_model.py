"""The Import page's list of uploads, newest first."""

from __future__ import annotations

from enum import IntEnum

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from mega_desktop.importing import ChunkLine, ChunkState
from mega_desktop.window.wording import chunk_word, number, tally_text

Index = QModelIndex | QPersistentModelIndex
NO_INDEX = QModelIndex()


class UploadRole(IntEnum):
    """What a cell is asked for beside its text."""

    STATE = Qt.ItemDataRole.UserRole + 1


class UploadColumn(IntEnum):
    """The list's columns from left to right."""

    NUMBER = 0
    ROWS = 1
    RESULT = 2
    STATE = 3


class UploadModel(QAbstractTableModel):
    """Number · rows of the file · what became of them · state of the upload."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[ChunkLine, ...] = ()
        self._texts: tuple[tuple[str, ...], ...] = ()

    def show(self, lines: tuple[ChunkLine, ...]) -> None:
        """Shows these uploads. A list of 50 at most: simply all anew, but worded only where they changed."""
        if lines == self._lines:
            return
        said = {line.number: (line, texts) for line, texts in zip(self._lines, self._texts, strict=True)}
        self.beginResetModel()
        self._texts = tuple(self._worded(line, said.get(line.number)) for line in lines)
        self._lines = lines
        self.endResetModel()

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() else len(UploadColumn)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is Qt.Orientation.Vertical or role != Qt.ItemDataRole.DisplayRole:
            return None
        headings = [
            self.tr("Upload"),
            self.tr("Rows of your file"),
            self.tr("What became of them"),
            self.tr("State"),
        ]
        return headings[section] if 0 <= section < len(headings) else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._lines):
            return None
        line = self._lines[index.row()]
        if role == UploadRole.STATE:
            return line.state.value
        if role == Qt.ItemDataRole.TextAlignmentRole:
            right = index.column() == UploadColumn.NUMBER
            sideways = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            return sideways | Qt.AlignmentFlag.AlignVCenter
        return self._texts[index.row()][index.column()] if role == Qt.ItemDataRole.DisplayRole else None

    def _worded(self, line: ChunkLine, said: tuple[ChunkLine, tuple[str, ...]] | None) -> tuple[str, ...]:
        """The texts of a line by `UploadColumn`."""
        if said is not None and said[0] == line:
            return said[1]
        first, last = number(line.first_row), number(line.last_row)
        rows = self.tr("rows {first} to {last}").format(first=first, last=last)
        return number(line.number), rows, line.note or self._result(line), chunk_word(line.state)

    def _result(self, line: ChunkLine) -> str:
        waits = line.state in {ChunkState.PLANNED, ChunkState.IN_FLIGHT, ChunkState.STALE}
        return self.tr("{n} leads").format(n=number(line.rows)) if waits else tally_text(line.tally)
