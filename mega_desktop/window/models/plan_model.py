"""The preview's grid: a plan of up to millions of rows, read a block at a time.

Filtering, searching and sorting make a new list of row positions with polars expressions (off the
window's thread, see `matching_rows`); the model only ever reads the blocks that are looked at.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

import polars as pl
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from mega_desktop.matching import PROBLEM_FIELD
from mega_desktop.preview import Plan, Planned
from mega_desktop.sheets import ROW
from mega_desktop.window.wording import number, planned_word

BLOCK_ROWS = 256
Row = tuple[object, ...]
BLOCKS_KEPT = 40
OUTCOME = "planned"
REASON = "reason"
DETAIL = (OUTCOME, REASON, "lead_id", "matched_by", "ignored")

Index = QModelIndex | QPersistentModelIndex
NO_INDEX = QModelIndex()


class PlanRole(IntEnum):
    """What a cell is asked for beside its text."""

    PLANNED = Qt.ItemDataRole.UserRole + 1
    REASON = Qt.ItemDataRole.UserRole + 2
    IS_BAD = Qt.ItemDataRole.UserRole + 3


@dataclass(frozen=True)
class RowQuery:
    """Which rows of a plan to show, and in which order.

    Attributes:
        planned: Only rows with this outcome; None for all.
        reason: Only rows with exactly this reason; empty for all.
        text: Only rows in which some cell contains this, whatever the case.
        sort_by: "row", "planned" or a field key; empty for file order.
    """

    planned: Planned | None = None
    reason: str = ""
    text: str = ""
    sort_by: str = ""
    descending: bool = False


def display_frame(plan: Plan) -> pl.DataFrame:
    """Lead values and decisions side by side; no value is copied."""
    leads = plan.leads.frame.select(ROW, *plan.leads.keys, PROBLEM_FIELD)
    return leads.hstack(plan.frame.select(DETAIL))


def matching_rows(plan: Plan, query: RowQuery) -> pl.Series | None:
    """Positions (UInt32) of the rows that `query` wants, in its order; None means every row as it stands."""
    frame = display_frame(plan)
    wanted = _condition(plan, query)
    if wanted is None and not query.sort_by:
        return None
    if wanted is None:
        positions = pl.arange(0, frame.height, dtype=pl.UInt32, eager=True)
    else:
        positions = frame.select(pl.arg_where(wanted)).to_series()
    return _sorted(plan, frame, positions, query) if query.sort_by else positions


def problem_causes(plan: Plan, limit: int = 30) -> tuple[tuple[str, int], ...]:
    """Reasons why rows cannot go, with their row counts, most frequent first."""
    problems = plan.frame.filter(pl.col(OUTCOME) == Planned.PROBLEM.value)
    counts = problems.group_by(REASON).len().sort("len", REASON, descending=[True, False])
    return tuple(counts.head(limit).iter_rows())


def choice_labels(plan: Plan) -> dict[str, dict[str, str]]:
    """Field key → what is sent → what the person calls it, for fields with choices (owners are ids)."""
    return {f.key: {c.value: c.label for c in f.choices} for f in plan.leads.fields if f.choices}


def _condition(plan: Plan, query: RowQuery) -> pl.Expr | None:
    conditions: list[pl.Expr] = []
    if query.planned is not None:
        conditions.append(pl.col(OUTCOME) == query.planned.value)
    if query.reason:
        conditions.append(pl.col(REASON) == query.reason)
    if text := query.text.strip().lower():
        labels = choice_labels(plan)
        shown = [pl.col(k).replace(labels[k]) if k in labels else pl.col(k) for k in plan.leads.keys]
        found = [c.str.to_lowercase().str.contains(text, literal=True) for c in (*shown, pl.col(REASON))]
        is_row = pl.col(ROW).cast(pl.String) == text
        conditions.append(pl.any_horizontal(is_row, *(f.fill_null(value=False) for f in found)))
    return pl.all_horizontal(conditions) if conditions else None


def _sorted(plan: Plan, frame: pl.DataFrame, positions: pl.Series, query: RowQuery) -> pl.Series:
    values = frame[query.sort_by].gather(positions)
    if query.sort_by == OUTCOME:
        ranks = {p.value: rank for rank, p in enumerate(Planned)}
        values = values.replace_strict(ranks, return_dtype=pl.UInt8)
    elif values.dtype == pl.String:
        values = values.replace(choice_labels(plan).get(query.sort_by, {})).str.to_lowercase()
    order = values.arg_sort(descending=query.descending, nulls_last=True)
    return positions.gather(order)


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
    """Row number · outcome · each field as it will be sent, over one plan and one `RowQuery`'s result."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._plan: Plan | None = None
        self._keys: tuple[str, ...] = ()
        self._at: dict[str, int] = {}
        self._labels: dict[str, dict[str, str]] = {}
        self._blocks = Blocks(pl.DataFrame({ROW: []}), None)

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
        """Takes a plan with the same leads and new decisions; the rows on screen stay where they are."""
        self._take(plan, self._blocks.positions)
        if self.rowCount():
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))

    def key_of(self, column: int) -> str:
        """What a column shows: "row", "planned" or a field key; also what `RowQuery.sort_by` takes."""
        return (ROW, OUTCOME, *self._keys)[column]

    def row_values(self, at: int) -> dict[str, object]:
        """Everything about one shown row, by column of the display frame."""
        row = self._blocks.row(at)
        return {key: row[column] for key, column in self._at.items()}

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

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= self._blocks.height:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(index.column())
        if role not in WANTED_ROLES:
            return None
        row = self._blocks.row(index.row())
        return self._cell(row, self.key_of(index.column()), role)

    def _cell(self, row: tuple[object, ...], key: str, role: int) -> object:
        is_bad = key == row[self._at[PROBLEM_FIELD]]
        if role == PlanRole.IS_BAD:
            return is_bad
        if role == PlanRole.PLANNED:
            return row[self._at[OUTCOME]]
        if role == PlanRole.REASON:
            return row[self._at[REASON]]
        if role in DESCRIPTIONS:
            return row[self._at[REASON]] if is_bad or key == OUTCOME else None
        return self._text(row, key)

    def _text(self, row: tuple[object, ...], key: str) -> str:
        value = row[self._at[key]]
        if key == ROW:
            return number(int(str(value)))
        if key == OUTCOME:
            word, reason = planned_word(Planned(str(value))), str(row[self._at[REASON]] or "")
            return f"{word}: {reason}" if reason else word
        text = "" if value is None else str(value)
        return self._labels.get(key, {}).get(text, text)

    def _take(self, plan: Plan, positions: pl.Series | None) -> None:
        frame = display_frame(plan)
        self._plan, self._keys = plan, plan.leads.keys
        self._labels = choice_labels(plan)
        self._at = {name: at for at, name in enumerate(frame.columns)}
        self._blocks = Blocks(frame, positions)


DESCRIPTIONS = frozenset({Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole})
WANTED_ROLES = DESCRIPTIONS | {Qt.ItemDataRole.DisplayRole, *PlanRole}


def _alignment(column: int) -> Qt.AlignmentFlag:
    sideways = Qt.AlignmentFlag.AlignRight if column == 0 else Qt.AlignmentFlag.AlignLeft
    return sideways | Qt.AlignmentFlag.AlignVCenter
