"""The list of past imports."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from mega_desktop.importing import ImportInfo, ImportState
from mega_desktop.reporting import Verification
from mega_desktop.window.wording import date_text, number, tally_text

Index = QModelIndex | QPersistentModelIndex
NO_INDEX = QModelIndex()
translate = QCoreApplication.translate


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


class Standing(StrEnum):
    """Where an import stands, as the list marks it."""

    NOT_STARTED = "not started"
    NOT_FINISHED = "not finished"
    ELSEWHERE = "open elsewhere"
    FINISHED = "finished"
    VERIFIED = "verified"
    DIFFERS = "differs"
    NUMBERS_ONLY = "numbers only"
    REMAINS = "not all removed"


@dataclass(frozen=True)
class PastImport:
    """An import, and what reading its leads back showed last."""

    info: ImportInfo
    verification: Verification | None = None

    @property
    def standing(self) -> Standing:
        if self.info.busy:
            return Standing.ELSEWHERE
        if self.info.state is ImportState.PLANNED:
            return Standing.NOT_STARTED
        if self.info.state is ImportState.RUNNING:
            return Standing.NOT_FINISHED
        if self.info.is_stripped:
            return Standing.REMAINS if self.info.has_remains else Standing.NUMBERS_ONLY
        if self.verification is None:
            return Standing.FINISHED
        return Standing.VERIFIED if self.verification.is_whole else Standing.DIFFERS


class HistoryModel(QAbstractTableModel):
    """When · file · account · rows · state · what became of them."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._imports: tuple[PastImport, ...] = ()

    def show(self, imports: tuple[PastImport, ...]) -> None:
        self.beginResetModel()
        self._imports = imports
        self.endResetModel()

    def import_at(self, row: int) -> ImportInfo | None:
        found = self._past(row)
        return found.info if found is not None else None

    def whole_text(self, row: int) -> str:
        """What the list may have had to cut: file, account and result; empty without such a row."""
        found = self._past(row)
        parts = (HistoryColumn.FILE, HistoryColumn.ACCOUNT, HistoryColumn.RESULT)
        return "  ·  ".join(self._text(found, part) for part in parts) if found else ""

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
            HistoryColumn.RESULT: self.tr("Result"),
            HistoryColumn.STATE: self.tr("State"),
        }[HistoryColumn(section)]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        found = self._past(index.row()) if index.isValid() else None
        if found is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(found, index.column())
        if role == HistoryRole.STATE:
            return found.standing.value
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._text(found, index.column()).replace("<", "‹")
        return _alignment(index.column()) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def _past(self, row: int) -> PastImport | None:
        return self._imports[row] if 0 <= row < len(self._imports) else None

    def _text(self, past: PastImport, column: int) -> str:
        found = past.info
        return {
            HistoryColumn.WHEN: date_text(found.created_at, short=True),
            HistoryColumn.FILE: found.file_name,
            HistoryColumn.ACCOUNT: found.account,
            HistoryColumn.ROWS: number(found.tally.rows),
            HistoryColumn.RESULT: self._result(past),
            HistoryColumn.STATE: standing_word(past.standing),
        }[HistoryColumn(column)]

    def _result(self, past: PastImport) -> str:
        """What became of the rows, and what reading them back showed."""
        said, found = tally_text(past.info.tally), past.verification
        if past.info.retry_of:
            said = self.tr("rows tried again: {result}").format(result=said)
        if found is None:
            return said
        verified = self.tr("{n} of {all} verified")
        return f"{said}  ·  {verified.format(n=number(found.verified), all=number(found.rows))}"


def standing_word(standing: Standing) -> str:
    return {
        Standing.NOT_STARTED: translate("history", "Not started"),
        Standing.NOT_FINISHED: translate("history", "Not finished"),
        Standing.ELSEWHERE: translate("history", "Open elsewhere"),
        Standing.FINISHED: translate("history", "Finished"),
        Standing.VERIFIED: translate("history", "Verified"),
        Standing.DIFFERS: translate("history", "Differs"),
        Standing.NUMBERS_ONLY: translate("history", "Numbers only"),
        Standing.REMAINS: translate("history", "Not all removed"),
    }[standing]


def _alignment(column: int) -> Qt.AlignmentFlag:
    right = column == HistoryColumn.ROWS
    return (
        Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    ) | Qt.AlignmentFlag.AlignVCenter
