"""The Match page's table of columns with its filter pills."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from mega_desktop.crm import Field
from mega_desktop.matching import Mapping
from mega_desktop.window.delegates import CellDelegate, CertaintyDelegate, Ink
from mega_desktop.window.models.match_model import ColumnFacts, MatchColumn, MatchFilter, MatchModel
from mega_desktop.window.theme import Theme
from mega_desktop.window.widgets.grid import Grid
from mega_desktop.window.widgets.layout import Card, row
from mega_desktop.window.widgets.segments import Segments

NARROW = 600
"""Below this width the arrows go: they say nothing that the headings do not."""
FIXED = {MatchColumn.FILLED: 78, MatchColumn.ARROW: 36}
SHARES = {MatchColumn.HEADER: 0.28, MatchColumn.EXAMPLES: 0.18, MatchColumn.FIELD: 0.23}
"""How the rest of the table's width is shared out; the last column takes what is left."""


class ColumnsCard(Card):
    """One row a column of the file.

    Signals:
        column_chosen: The `ColumnMatch` of the row that is chosen now, or None.
    """

    column_chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent, margin=0, spacing=0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        names = [
            (MatchFilter.ALL.value, self.tr("All")),
            (MatchFilter.MATCHED.value, self.tr("Matched")),
            (MatchFilter.CHECK.value, self.tr("Please check")),
            (MatchFilter.NONE.value, self.tr("Not matched")),
        ]
        self.pills = Segments(names, theme, self.tr("Which columns to show"))
        self.model = MatchModel(self)
        self.grid = self._make_grid(theme)
        self.pills.chosen.connect(self._on_filter)
        self.grid.row_chosen.connect(self._tell)
        tools = row(self.pills)
        tools.setContentsMargins(12, 10, 12, 8)
        self.box.setContentsMargins(1, 1, 1, 8)
        self.box.addLayout(tools)
        self.box.addWidget(self.grid)

    def show_mapping(
        self, mapping: Mapping, fields: tuple[Field, ...], facts: tuple[ColumnFacts, ...]
    ) -> None:
        """Shows decisions; the chosen row stays chosen while the columns are the same ones."""
        if self.model.shows(facts):
            self.model.renew(mapping, fields)
        else:
            self.model.show(mapping, fields, facts)
            self.grid.choose_row(0)
        self.pills.set_counts({f.value: n for f, n in self.model.counts().items()})

    @Slot(object)
    def _on_filter(self, key: object) -> None:
        at = self.grid.currentIndex().row()
        chosen = self.model.match_at(at).index if at >= 0 else -1
        self.model.set_filter(MatchFilter(str(key)))
        place = self.model.row_of(chosen)
        self.grid.choose_row(0 if place is None else place)
        self._tell(self.grid.currentIndex().row())

    @Slot(object)
    def _tell(self, at: object) -> None:
        row_at = int(str(at))
        is_there = 0 <= row_at < self.model.rowCount()
        self.column_chosen.emit(self.model.match_at(row_at) if is_there else None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.grid.setColumnHidden(MatchColumn.ARROW, self.width() < NARROW)
        room = self.width() - sum(FIXED.values())
        for column, share in SHARES.items():
            self.grid.setColumnWidth(column, round(share * room))
        for column, width in FIXED.items():
            self.grid.setColumnWidth(column, width)

    def _make_grid(self, theme: Theme) -> Grid:
        grid = Grid(self.model, theme, self.tr("Columns of your file"))
        grid.setObjectName("matchGrid")
        grid.setItemDelegateForColumn(MatchColumn.HEADER, CellDelegate(theme, Ink.BOLD, grid))
        for muted in (MatchColumn.FILLED, MatchColumn.EXAMPLES, MatchColumn.ARROW):
            grid.setItemDelegateForColumn(muted, CellDelegate(theme, Ink.MUTED, grid))
        grid.setItemDelegateForColumn(MatchColumn.CERTAINTY, CertaintyDelegate(theme, parent=grid))
        return grid
