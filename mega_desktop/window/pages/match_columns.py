"""The Match page's table of columns with its filter pills, and what is known below it."""

from __future__ import annotations

from collections.abc import Mapping as Map

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from mega_desktop.crm import Field
from mega_desktop.matching import Mapping
from mega_desktop.window.delegates import PADDING, CellDelegate, CertaintyDelegate, Ink
from mega_desktop.window.models.match_model import ColumnFacts, MatchColumn, MatchFilter, MatchModel
from mega_desktop.window.theme import FontSize, Theme, set_role, sized
from mega_desktop.window.widgets.buttons import button
from mega_desktop.window.widgets.grid import Grid
from mega_desktop.window.widgets.layout import Card, row
from mega_desktop.window.widgets.segments import Segments
from mega_desktop.window.widgets.text import ElidedLabel, label

NARROW = 600
"""Below this width, when the CRM was asked is only told beside the button that asks again."""

MEASURED = 200
"""Columns of the file whose names the widths are taken from."""

CHIP = 126
"""Room for the longest mark of "How sure"; what is left beyond all columns goes to its reasons."""

REASON = 110
"""Room for a reason, before the examples get more than they need."""

LEAST = {MatchColumn.HEADER: 110, MatchColumn.FIELD: 90}
MOST = {MatchColumn.HEADER: 0.36, MatchColumn.FIELD: 0.34}
"""Shares of the table that names may take at most."""

SHORTEST_EXAMPLES, LONGEST_EXAMPLES = 104, 240
FURTHER = {MatchColumn.EXAMPLES: SHORTEST_EXAMPLES, MatchColumn.FILLED: 62, MatchColumn.ARROW: 24}
"""Shown where there is room, the most telling first; they stand beside the table too."""


class ColumnsCard(Card):
    """One row a column of the file.

    Signals:
        column_chosen: The `ColumnMatch` of the row that is chosen now, or None.
        column_entered: Enter was pressed on the chosen row.
        asking_requested: The CRM is to be asked everything anew.
    """

    column_chosen = Signal(object)
    column_entered = Signal()
    asking_requested = Signal()

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
        self.lost = ElidedLabel(role="small")
        self.asked = label(role="small", name="askedWhen")
        self.ask = button("", self.asking_requested.emit, role="link", name="askAgain")
        self.pills.chosen.connect(self._on_filter)
        self.grid.row_chosen.connect(self._tell)
        self.grid.activated.connect(self._on_activated)
        tools, below = row(self.pills), row(self.lost, self.asked, self.ask, spacing=8)
        tools.setContentsMargins(12, 10, 12, 8)
        below.setContentsMargins(12, 6, 8, 0)
        below.setStretch(0, 1)
        self.box.setContentsMargins(1, 1, 1, 6)
        self.box.addLayout(tools)
        self.box.addWidget(self.grid)
        self.box.addLayout(below)

    def show_mapping(
        self,
        mapping: Mapping,
        fields: tuple[Field, ...],
        facts: tuple[ColumnFacts, ...],
        notes: Map[int, str],
    ) -> None:
        """Shows decisions; the chosen row stays chosen while the columns are the same ones.

        Args:
            notes: What is to be said against where a column goes, by the column's index.
        """
        if self.model.shows(facts):
            self.model.renew(mapping, fields, notes)
        else:
            self.model.show(mapping, fields, facts)
            self.model.renew(mapping, fields, notes)
            self.grid.choose_row(0)
        self.pills.set_counts({f.value: n for f, n in self.model.counts().items()})
        self._fit()

    def show_known(self, lost: str, crm: str, asked: str) -> None:
        """Shows what would be lost, and when the CRM was asked.

        Args:
            lost: One line; "" when nothing would be lost.
            asked: When; "" when it was not asked.
        """
        set_role(self.lost, "warn" if lost else "small")
        self.lost.set_whole(lost)
        was_asked = self.tr("{crm} was asked {when}") if asked else self.tr("{crm} was not asked")
        self.asked.setText(was_asked.format(crm=crm, when=asked))
        self.ask.setText(self.tr("As&k again") if asked else self.tr("As&k now"))
        self.ask.setToolTip(self.asked.text())
        self.ask.setAccessibleName(self.tr("Ask {crm} again").format(crm=crm))
        self.ask.setAccessibleDescription(self.asked.text())

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

    @Slot(QModelIndex)
    def _on_activated(self, _index: QModelIndex) -> None:
        self.column_entered.emit()

    # Widths

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.asked.setVisible(self.width() >= NARROW)
        self._fit()

    def _fit(self) -> None:
        """Names and marks first, then what is `FURTHER`, then reasons and longer examples."""
        room = self.grid.viewport().width() or self.width()
        widths = {column: self._name_width(column, room) for column in LEAST}
        left = room - sum(widths.values()) - CHIP
        has_room = True
        for column, width in FURTHER.items():
            has_room = has_room and left >= width
            self.grid.setColumnHidden(column, not has_room)
            left -= width if has_room else 0
        longer = min(max(left - REASON, 0), LONGEST_EXAMPLES - SHORTEST_EXAMPLES)
        examples = SHORTEST_EXAMPLES + longer
        for column, width in (widths | FURTHER | {MatchColumn.EXAMPLES: examples}).items():
            self.grid.setColumnWidth(column, width)

    def _name_width(self, column: MatchColumn, room: int) -> int:
        """As wide as its longest text, within limits."""
        metrics = QFontMetrics(sized(QApplication.font(), FontSize.BODY, bold=column is MatchColumn.HEADER))
        rows = range(min(self.model.rowCount(), MEASURED))
        widths = [metrics.horizontalAdvance(str(self.model.index(at, column).data())) for at in rows]
        longest = max(widths, default=0) + 2 * PADDING + 4
        heading = self.grid.horizontalHeader().sectionSizeHint(column)
        return max(LEAST[column], min(max(longest, heading), round(MOST[column] * room)))

    def _make_grid(self, theme: Theme) -> Grid:
        grid = Grid(self.model, theme, self.tr("Columns of your file"))
        grid.setObjectName("matchGrid")
        grid.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        grid.setItemDelegateForColumn(MatchColumn.HEADER, CellDelegate(theme, Ink.BOLD, grid))
        for muted in (MatchColumn.FILLED, MatchColumn.EXAMPLES, MatchColumn.ARROW):
            grid.setItemDelegateForColumn(muted, CellDelegate(theme, Ink.MUTED, grid))
        grid.setItemDelegateForColumn(MatchColumn.CERTAINTY, CertaintyDelegate(theme, parent=grid))
        return grid
