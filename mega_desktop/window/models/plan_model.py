"""The preview's grid: a plan of up to millions of rows, read a block at a time.

Filtering, searching and sorting make a new list of row positions off the window's thread (see `plan_rows`);
the model only ever reads the blocks that are looked at.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from enum import IntEnum

import polars as pl
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from mega_desktop.crm import Choice
from mega_desktop.matching import PROBLEM_FIELD
from mega_desktop.preview import Plan, Planned
from mega_desktop.sheets import ROW
from mega_desktop.window.models.plan_rows import OUTCOME, REASON, choice_labels, display_frame
from mega_desktop.window.wording import number, planned_word

BLOCK_ROWS = 256
Row = tuple[object, ...]
BLOCKS_KEPT = 40
Cell = tuple[int, str]
"""An Excel row number and a field key."""

Index = QModelIndex | QPersistentModelIndex
NO_INDEX = QModelIndex()


class PlanRole(IntEnum):
    """What a cell is asked for beside its text."""

    PLANNED = Qt.ItemDataRole.UserRole + 1
    REASON = Qt.ItemDataRole.UserRole + 2
    IS_BAD = Qt.ItemDataRole.UserRole + 3
    IS_EDITED = Qt.ItemDataRole.UserRole + 4
    CHOICES = Qt.ItemDataRole.UserRole + 5
    FACE = Qt.ItemDataRole.UserRole + 6


class RowCache:
    """Rows by position, fetched `BLOCK_ROWS` at a time and kept while they are looked at.

    Args:
        fetch: Gives the rows from a position on, `BLOCK_ROWS` of them unless there are no more.

    Attributes:
        reads: Blocks fetched so far.
    """

    def __init__(self, fetch: Callable[[int], list[Row]]) -> None:
        self._fetch = fetch
        self._kept: OrderedDict[int, list[Row]] = OrderedDict()
        self.reads = 0

    def row(self, at: int) -> Row:
        number_, inside = divmod(at, BLOCK_ROWS)
        block = self._kept.get(number_)
        if block is None:
            self.reads += 1
            block = self._kept[number_] = self._fetch(number_ * BLOCK_ROWS)
            if len(self._kept) > BLOCKS_KEPT:
                self._kept.popitem(last=False)
        else:
            self._kept.move_to_end(number_)
        return block[inside]


class Blocks:
    """Rows of a frame by position in a view.

    Attributes:
        positions: Where each shown row stands in the frame; None when all are shown in their order.
    """

    def __init__(self, frame: pl.DataFrame, positions: pl.Series | None) -> None:
        self._frame = frame
        self.positions = positions
        self._rows = RowCache(self._fetch)

    @property
    def reads(self) -> int:
        """Blocks fetched so far."""
        return self._rows.reads

    @property
    def height(self) -> int:
        return self._frame.height if self.positions is None else self.positions.len()

    def row(self, at: int) -> Row:
        return self._rows.row(at)

    def find(self, row_number: int) -> int | None:
        """Where the row with this Excel number stands in the view, or None when it is not shown."""
        numbers = self._frame[ROW]
        shown = numbers if self.positions is None else numbers.gather(self.positions)
        found = (shown == row_number).arg_max()
        return found if found is not None and shown.len() and shown[found] == row_number else None

    def _fetch(self, start: int) -> list[Row]:
        if self.positions is None:
            return self._frame.slice(start, BLOCK_ROWS).rows()
        return self._frame[self.positions.slice(start, BLOCK_ROWS)].rows()


class PlanModel(QAbstractTableModel):
    """Row number · outcome · each field as it will be sent, over one plan and one `RowQuery`'s result.

    Attributes:
        is_editable: Can cells be typed over now?

    Signals:
        typed: A `Cell` and the text that was typed over it (None for nothing). The model itself changes only
            when it is given the plan that this makes; until then the cell shows what was typed.
    """

    typed = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.is_editable = False
        self._plan: Plan | None = None
        self._keys: tuple[str, ...] = ()
        self._at: dict[str, int] = {}
        self._labels: dict[str, dict[str, str]] = {}
        self._edited: frozenset[Cell] = frozenset()
        self._just_typed: dict[Cell, str | None] = {}
        self._blocks = Blocks(pl.DataFrame({ROW: []}), None)
        self._answers: dict[int, Callable[[Row, str], object]] = {
            Qt.ItemDataRole.DisplayRole: self._text,
            Qt.ItemDataRole.EditRole: self._text,
            Qt.ItemDataRole.ToolTipRole: self._description,
            Qt.ItemDataRole.AccessibleDescriptionRole: self._description,
            PlanRole.PLANNED: self._planned,
            PlanRole.REASON: self._reason,
            PlanRole.IS_BAD: self._is_bad,
            PlanRole.IS_EDITED: self._is_edited,
            PlanRole.CHOICES: self._choices,
            PlanRole.FACE: self._face,
        }

    @property
    def plan(self) -> Plan | None:
        return self._plan

    @property
    def blocks(self) -> Blocks:
        return self._blocks

    def show(self, plan: Plan, positions: pl.Series | None) -> None:
        """Shows other rows, or another plan altogether."""
        self.beginResetModel()
        self._take(plan, positions)
        self.endResetModel()

    def renew(self, plan: Plan) -> None:
        """Takes a plan of the same rows with new values or decisions; the rows in sight stay in sight."""
        self._take(plan, self._blocks.positions)
        self._tell_all()

    def mark_edited(self, cells: frozenset[Cell]) -> None:
        """Marks the cells that were typed over by hand."""
        self._edited = cells
        self._just_typed.clear()
        self._tell_all()

    def key_of(self, column: int) -> str:
        """What a column shows: "row", "planned" or a field key; also what `RowQuery.sort_by` takes."""
        return (ROW, OUTCOME, *self._keys)[column]

    def row_values(self, at: int) -> dict[str, object]:
        """Everything about one shown row, by column of the display frame."""
        row = self._blocks.row(at)
        return {key: row[column] for key, column in self._at.items()}

    def row_number(self, at: int) -> int:
        """Excel's number of a shown row."""
        return int(str(self._blocks.row(at)[self._at[ROW]]))

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() else self._blocks.height

    def columnCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() or self._plan is None else len(self._keys) + 2

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is Qt.Orientation.Vertical or self._plan is None or section >= self.columnCount():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            labels = [field.label for field in self._plan.leads.fields]
            return [self.tr("Row"), self.tr("Outcome"), *labels][section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(section)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        is_value = index.isValid() and index.column() >= FIRST_VALUE
        return flags | Qt.ItemFlag.ItemIsEditable if is_value and self.is_editable else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= self._blocks.height:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(index.column())
        answer = self._answers.get(role)
        return answer(self._blocks.row(index.row()), self.key_of(index.column())) if answer else None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or not self.flags(index) & Qt.ItemFlag.ItemIsEditable:
            return False
        text = str(value or "").strip() or None
        if text == (self.data(index, Qt.ItemDataRole.EditRole) or None):
            return False
        cell = (self.row_number(index.row()), self.key_of(index.column()))
        self._just_typed[cell] = text
        self.dataChanged.emit(index, index)
        self.typed.emit(cell, text)
        return True

    def _face(self, row: Row, key: str) -> tuple[object, ...]:
        """All that a cell is painted from, in one question: each costs as much as painting a word.

        Of an outcome: it and its reason. Of a value: its text, whether it is bad, whether it is edited.
        """
        if key == OUTCOME:
            return self._planned(row, key), self._reason(row, key)
        return self._text(row, key), self._is_bad(row, key), self._is_edited(row, key)

    def _planned(self, row: Row, _key: str) -> object:
        return row[self._at[OUTCOME]]

    def _reason(self, row: Row, _key: str) -> str:
        return str(row[self._at[REASON]] or "")

    def _is_bad(self, row: Row, key: str) -> bool:
        return key == row[self._at[PROBLEM_FIELD]]

    def _text(self, row: Row, key: str) -> str:
        value = row[self._at[key]]
        if key == ROW:
            return number(int(str(value)))
        if key == OUTCOME:
            word, reason = planned_word(Planned(str(value))), str(row[self._at[REASON]] or "")
            return f"{word}: {reason}" if reason else word
        if self._just_typed:
            value = self._just_typed.get(self._name(row, key), value)
        text = "" if value is None else str(value)
        return self._labels.get(key, {}).get(text, text)

    def _description(self, row: Row, key: str) -> str | None:
        """What a tooltip says, and a screen reader after the text."""
        says_why = key == OUTCOME or self._is_bad(row, key)
        parts = [self._reason(row, key) if says_why else ""]
        parts.append(self.tr("corrected by you") if self._is_edited(row, key) else "")
        return "; ".join(part for part in parts if part).replace("<", "‹") or None

    def _is_edited(self, row: Row, key: str) -> bool:
        if not (self._edited or self._just_typed):
            return False
        cell = self._name(row, key)
        return cell in self._edited or cell in self._just_typed

    def _name(self, row: Row, key: str) -> Cell:
        return int(str(row[self._at[ROW]])), key

    def _choices(self, _row: Row, key: str) -> tuple[Choice, ...]:
        fields = self._plan.leads.fields if self._plan is not None else ()
        return next((f.choices for f in fields if f.key == key), ())

    def _tell_all(self) -> None:
        if self.rowCount():
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))

    def _take(self, plan: Plan, positions: pl.Series | None) -> None:
        frame = display_frame(plan)
        self._plan, self._keys = plan, plan.leads.keys
        self._labels = choice_labels(plan)
        self._at = {name: at for at, name in enumerate(frame.columns)}
        self._blocks = Blocks(frame, positions)


FIRST_VALUE = 2
"""The column of the first field; row number and outcome stand before it."""


def _alignment(column: int) -> Qt.AlignmentFlag:
    sideways = Qt.AlignmentFlag.AlignRight if column == 0 else Qt.AlignmentFlag.AlignLeft
    return sideways | Qt.AlignmentFlag.AlignVCenter
