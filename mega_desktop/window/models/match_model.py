"""The Match page's table: one row a column of the file, and where it goes."""

from __future__ import annotations

from collections.abc import Mapping as Map
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum

import polars as pl
from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from mega_desktop.crm import CUSTOM, Field
from mega_desktop.matching import Certainty, ColumnMatch, Mapping, NamePart
from mega_desktop.sheets import Table
from mega_desktop.window.wording import certainty_word

EXAMPLES = 3
COMMON = 1_000
"""Different values up to which all of a column's values are counted: beyond, nobody matches them by hand."""

LOOKED_AT = 2000
"""Rows that examples are taken from; a column that is empty there is looked at whole."""

Index = QModelIndex | QPersistentModelIndex
NO_INDEX = QModelIndex()


class MatchRole(IntEnum):
    """What a cell is asked for beside its text; other tables' roles must not mean anything here."""

    CERTAINTY = Qt.ItemDataRole.UserRole + 1
    REASON = Qt.ItemDataRole.UserRole + 2
    IS_NOTED = Qt.ItemDataRole.UserRole + 8


_OWN_ROLES = frozenset(role.value for role in MatchRole)


class MatchColumn(IntEnum):
    """The table's columns from left to right."""

    HEADER = 0
    FILLED = 1
    EXAMPLES = 2
    ARROW = 3
    FIELD = 4
    CERTAINTY = 5


class MatchFilter(StrEnum):
    """Which columns of the file to show."""

    ALL = "all"
    MATCHED = "matched"
    CHECK = "check"
    NONE = "none"

    def wants(self, match: ColumnMatch, *, is_noted: bool) -> bool:
        """Whether this decision is to be shown; `is_noted` where something is to be said against it."""
        return {
            MatchFilter.ALL: True,
            MatchFilter.MATCHED: match.field is not None,
            MatchFilter.CHECK: match.field is not None and (is_noted or match.certainty is Certainty.LIKELY),
            MatchFilter.NONE: match.field is None,
        }[self]


@dataclass(frozen=True)
class ColumnFacts:
    """What a column of the file holds, counted once.

    Attributes:
        filled: Rows with a value; `share` of all rows, 0 to 100.
        different: How many distinct values there are.
        examples: The first distinct values.
        common: Its different values with their counts, the commonest first; none where there are more
            than `COMMON`.
    """

    filled: int
    share: int
    different: int
    examples: tuple[str, ...]
    common: tuple[tuple[str, int], ...] = ()


def column_facts(table: Table) -> tuple[ColumnFacts, ...]:
    """Facts of every column of `table`, in its order; looks at every cell, so it belongs into a job."""
    return tuple(_facts(table.cells(c.name), c.filled, table.rows) for c in table.columns)


def _facts(values: pl.Series, filled: int, rows: int) -> ColumnFacts:
    first = values.head(LOOKED_AT).drop_nulls()
    if first.is_empty():
        first = values.drop_nulls().head(LOOKED_AT)
    # Equal texts have equal hashes, and a million of those are counted many times faster.
    different = values.drop_nulls().hash().n_unique()
    return ColumnFacts(
        filled=filled,
        share=round(100 * filled / rows) if rows else 0,
        different=different,
        examples=tuple(first.unique(maintain_order=True).head(EXAMPLES).to_list()),
        common=_counted(values) if different <= COMMON else (),
    )


def _counted(values: pl.Series) -> tuple[tuple[str, int], ...]:
    """As they are looked up in a table of values: without the spaces around them."""
    words = values.drop_nulls().str.strip_chars().alias("word")
    counts = words.filter(words != "").value_counts()
    return tuple(counts.sort("count", "word", descending=[True, False]).iter_rows())


def field_label(key: str, fields: Sequence[Field]) -> str:
    """What the person calls a field, also for a custom field that was typed by hand."""
    known = {f.key: f.label for f in fields}
    if key in known:
        return known[key]
    return QCoreApplication.translate("MatchModel", "Custom: {slug}").format(slug=key.removeprefix(CUSTOM))


class MatchModel(QAbstractTableModel):
    """Column in your file · filled · examples · goes to · how sure."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._mapping: Mapping | None = None
        self._fields: tuple[Field, ...] = ()
        self._facts: tuple[ColumnFacts, ...] = ()
        self._notes: Map[int, str] = {}
        self._shown: list[int] = []
        self._filter = MatchFilter.ALL

    def show(self, mapping: Mapping, fields: tuple[Field, ...], facts: tuple[ColumnFacts, ...]) -> None:
        """Shows the columns of another file, or of another account."""
        self.beginResetModel()
        self._mapping, self._fields, self._facts, self._notes = mapping, fields, facts, {}
        self._shown = self._matching()
        self.endResetModel()

    def shows(self, facts: tuple[ColumnFacts, ...]) -> bool:
        """Are these the columns on screen?"""
        return self._mapping is not None and facts is self._facts

    def renew(self, mapping: Mapping, fields: tuple[Field, ...], notes: Map[int, str]) -> None:
        """Takes new decisions; the rows shown stay until the filter is set anew.

        Args:
            notes: What is to be said against where a column goes, by the column's index.
        """
        self._mapping, self._fields, self._notes = mapping, fields, notes
        if self._shown:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._shown) - 1, MatchColumn.CERTAINTY))

    def set_filter(self, wanted: MatchFilter) -> None:
        self.beginResetModel()
        self._filter = wanted
        self._shown = self._matching()
        self.endResetModel()

    def counts(self) -> dict[MatchFilter, int]:
        """Columns of the file by filter."""
        columns = self._mapping.columns if self._mapping else ()
        return {f: sum(self._wanted_by(f, c) for c in columns) for f in MatchFilter}

    def match_at(self, row: int) -> ColumnMatch:
        """The decision shown in `row`."""
        assert self._mapping is not None  # noqa: S101 - rows exist only with a mapping
        return self._mapping.columns[self._shown[row]]

    def row_of(self, column_index: int) -> int | None:
        """Where the file's column with this index is shown, or None when the filter hides it."""
        columns = self._mapping.columns if self._mapping else ()
        shown = (row for row, at in enumerate(self._shown) if columns[at].index == column_index)
        return next(shown, None)

    def facts_at(self, row: int) -> ColumnFacts:
        return self._facts[self._shown[row]]

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() else len(MatchColumn)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is Qt.Orientation.Vertical or not 0 <= section < len(MatchColumn):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._headings()[section]
        return _alignment(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._shown):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(index.column())
        if role in _OWN_ROLES:
            return self._fact(MatchRole(role), self.match_at(index.row()))
        if role in {Qt.ItemDataRole.AccessibleDescriptionRole, Qt.ItemDataRole.ToolTipRole}:
            return self._description(index.column(), index.row())
        return self._text(index.column(), index.row()) if role == Qt.ItemDataRole.DisplayRole else None

    def _text(self, column: int, row: int) -> str:
        match, facts = self.match_at(row), self.facts_at(row)
        if column == MatchColumn.CERTAINTY:
            reason = self._reason(match)
            is_noted = match.index in self._notes
            word = self.tr("Please check") if is_noted else certainty_word(match.certainty)
            return f"{word}: {reason}" if reason else word
        return {
            MatchColumn.HEADER: match.header,
            MatchColumn.FILLED: self.tr("{n} %").format(n=facts.share),
            MatchColumn.EXAMPLES: " · ".join(_one_line(e) for e in facts.examples),
            MatchColumn.ARROW: "→",
            MatchColumn.FIELD: self._goes_to(match),
        }[MatchColumn(column)]

    def _goes_to(self, match: ColumnMatch) -> str:
        if match.field is None:
            return "–"
        label = field_label(match.field, self._fields)
        parts = {
            NamePart.FIRST: self.tr("{field}, first"),
            NamePart.MIDDLE: self.tr("{field}, middle"),
            NamePart.LAST: self.tr("{field}, last"),
        }
        if match.part is not None:
            return parts[match.part].format(field=label)
        return self.tr("{field}, if empty").format(field=label) if self._is_second(match) else label

    def _is_second(self, match: ColumnMatch) -> bool:
        """Another column of the same field comes first; this one fills its gaps."""
        columns = self._mapping.columns if self._mapping else ()
        same = [c for c in columns if c.field == match.field and c.part is None]
        return min(same, key=lambda c: (c.order, c.index)).index != match.index

    def _fact(self, role: MatchRole, match: ColumnMatch) -> object:
        if role is MatchRole.IS_NOTED:
            return match.index in self._notes
        return match.certainty.value if role is MatchRole.CERTAINTY else _short(self._reason(match), match)

    def _reason(self, match: ColumnMatch) -> str:
        return self._notes.get(match.index, match.reason)

    def _description(self, column: int, row: int) -> str | None:
        """What a narrow table has no room for. A tooltip guesses whether text is HTML: so no "<"."""
        match, examples = self.match_at(row), self.facts_at(row).examples
        text = {
            MatchColumn.HEADER: "\n".join((match.header, *examples)),
            MatchColumn.EXAMPLES: "\n".join(examples),
            MatchColumn.FIELD: self._goes_to(match),
            MatchColumn.CERTAINTY: self._reason(match),
        }.get(MatchColumn(column), "")
        return text.replace("<", "‹") or None

    def _wanted_by(self, wanted: MatchFilter, match: ColumnMatch) -> bool:
        return wanted.wants(match, is_noted=match.index in self._notes)

    def _matching(self) -> list[int]:
        columns = self._mapping.columns if self._mapping else ()
        return [at for at, match in enumerate(columns) if self._wanted_by(self._filter, match)]

    def _headings(self) -> list[str]:
        return [
            self.tr("Column in your file"),
            self.tr("Filled"),
            self.tr("Examples"),
            "",
            self.tr("Goes to"),
            self.tr("How sure"),
        ]


def _short(reason: str, match: ColumnMatch) -> str:
    """Beside its header a reason need not repeat it: "named “Mobile”; all 12 values are phone numbers"."""
    return reason.removeprefix(f"named “{match.header}”; ")


def _alignment(column: int) -> Qt.AlignmentFlag:
    right, left, middle = (
        Qt.AlignmentFlag.AlignRight,
        Qt.AlignmentFlag.AlignLeft,
        Qt.AlignmentFlag.AlignHCenter,
    )
    sideways = {MatchColumn.FILLED: right, MatchColumn.ARROW: middle}.get(MatchColumn(column), left)
    return sideways | Qt.AlignmentFlag.AlignVCenter


def _one_line(text: str) -> str:
    return " ".join(text.split())
