"""The Preview's grid with its search field: it looks rows up on another thread and keeps its place."""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl
from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from mega_desktop.preview import Plan, Planned
from mega_desktop.sheets import ROW
from mega_desktop.window.delegates import CellDelegate, Ink, PlannedDelegate
from mega_desktop.window.jobs import Jobs
from mega_desktop.window.models.plan_model import OUTCOME, PlanModel, RowQuery, matching_rows, problem_causes
from mega_desktop.window.theme import Theme
from mega_desktop.window.widgets.buttons import button
from mega_desktop.window.widgets.grid import Grid
from mega_desktop.window.widgets.layout import Card, row
from mega_desktop.window.widgets.text import label
from mega_desktop.window.wording import counted, number
from mega_desktop.work import Control, Report

TYPING_MS = 250
"""Pause after the last key before the search starts."""
NUMBER_WIDTH = 84
OUTCOME_WIDTH = 196


@dataclass(frozen=True)
class Found:
    """What a search came to; belongs to this plan and this query only."""

    plan: Plan
    positions: pl.Series | None
    causes: tuple[tuple[str, int], ...]


class RowsCard(Card):
    """The rows of a plan: searched, sorted, filtered.

    Signals:
        row_chosen: The values of the row that is chosen now, or None.
        causes_found: The problems by cause, (reason, rows) each.
        all_requested: Show all rows was pressed; the filters are gone.
    """

    row_chosen = Signal(object)
    causes_found = Signal(object)
    all_requested = Signal()

    def __init__(self, jobs: Jobs, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent, margin=0, spacing=0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._jobs = jobs
        self._plan: Plan | None = None
        self._query = RowQuery()
        self._is_searching = False
        self._search_again = False
        self._told: dict[str, object] | None = None
        self.model = PlanModel(self)
        self.grid = self._make_grid(theme)
        self.search = self._make_search()
        self.found = label(role="muted", name="found")
        self.show_all = button(self.tr("Show &all rows"), self._on_show_all, role="link", name="showAll")
        tools = row(self.search, self.found, self.show_all, None)
        tools.setContentsMargins(12, 10, 12, 10)
        self.box.setContentsMargins(1, 1, 1, 8)
        self.box.addLayout(tools)
        self.box.addWidget(self.grid)

    @property
    def query(self) -> RowQuery:
        return self._query

    def start_with(self, plan: Plan) -> None:
        """Shows a plan of other leads than before: nothing of the old view stays."""
        self._plan = plan
        self._told = None
        self._query = RowQuery()
        self.search.clear()
        self.search.setPlaceholderText(self.tr("Find in {n} rows   Ctrl+F").format(n=number(plan.rows)))
        self.model.show(plan, None)
        self.grid.fit_columns(shortest=64, longest=220)
        self.grid.setColumnWidth(0, NUMBER_WIDTH)
        self.grid.setColumnWidth(1, OUTCOME_WIDTH)
        self.grid.choose_row(0)
        self._tell_row(0)
        self.look()

    def renew(self, plan: Plan) -> None:
        """Takes new decisions about the same leads; the rows in sight stay in sight."""
        self._plan = plan
        self.model.renew(plan)
        self._tell_row(self.grid.currentIndex().row())
        if self._query.planned is not None or self._query.sort_by == OUTCOME:
            self.look()

    def filter(self, planned: Planned | None, reason: str = "") -> None:
        """Shows only rows with this outcome, and with this reason where one is given."""
        self.look(replace(self._query, planned=planned, reason=reason))

    def look(self, query: RowQuery | None = None) -> None:
        """Looks rows up; when several questions come meanwhile, the last one counts."""
        self._query = query or self._query
        plan, wanted = self._plan, self._query
        if plan is None or self._is_searching:
            self._search_again = plan is not None
            return
        self._is_searching = True

        def find(_report: Report[object], _control: Control) -> object:
            return Found(plan, matching_rows(plan, wanted), problem_causes(plan))

        job = self._jobs.start(find)
        job.succeeded.connect(self._on_found)
        job.finished.connect(self._on_search_over)

    @Slot(object)
    def _on_found(self, found: Found) -> None:
        if self._plan is None or found.plan.leads is not self._plan.leads:
            return
        all_stay = found.positions is None and self.model.blocks.positions is None
        if not (all_stay and self.model.plan is self._plan):
            place = self._place()
            self.model.show(self._plan, found.positions)
            self._go_to(place)
        filtered = found.positions is not None and self.model.rowCount() < found.plan.rows
        self.found.setText(self._found_text() if filtered else "")
        self.show_all.setVisible(filtered)
        self.causes_found.emit(found.causes)
        self._tell_row(self.grid.currentIndex().row())

    def _found_text(self) -> str:
        return counted(self.model.rowCount(), self.tr("{n} row"), self.tr("{n} rows"))

    @Slot()
    def _on_search_over(self) -> None:
        self._is_searching = False
        if self._search_again:
            self._search_again = False
            self.look()

    @Slot(object)
    def _tell_row(self, at: object) -> None:
        row_at = int(str(at))
        is_there = 0 <= row_at < self.model.rowCount()
        values = self.model.row_values(row_at) if is_there else None
        if values != self._told:
            self._told = values
            self.row_chosen.emit(values)

    @Slot()
    def _on_typed(self) -> None:
        self._typing.stop()
        self.look(replace(self._query, text=self.search.text()))

    @Slot(int, Qt.SortOrder)
    def _on_sorted(self, section: int, order: Qt.SortOrder) -> None:
        if section < 0:
            return
        key, descending = self.model.key_of(section), order is Qt.SortOrder.DescendingOrder
        in_file_order = key == ROW and not descending
        self.look(replace(self._query, sort_by="" if in_file_order else key, descending=descending))

    @Slot()
    def _on_show_all(self) -> None:
        self.search.clear()
        self._typing.stop()
        self.look(replace(self._query, planned=None, reason="", text=""))
        self.grid.setFocus()
        self.all_requested.emit()

    @Slot()
    def _to_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _place(self) -> tuple[int, int]:
        """The Excel number of the chosen row (0 for none) and how far the grid is scrolled."""
        at = self.grid.currentIndex().row()
        chosen = int(str(self.model.row_values(at)[ROW])) if 0 <= at < self.model.rowCount() else 0
        return chosen, self.grid.verticalScrollBar().value()

    def _go_to(self, place: tuple[int, int]) -> None:
        chosen, scrolled = place
        at = self.model.blocks.find(chosen) if chosen else None
        self.grid.choose_row(0 if at is None else at)
        if at is not None:
            self.grid.verticalScrollBar().setValue(scrolled)
            self.grid.scrollTo(self.grid.currentIndex())

    def _make_grid(self, theme: Theme) -> Grid:
        grid = Grid(self.model, theme, self.tr("Rows of your file"))
        grid.setObjectName("planGrid")
        grid.setItemDelegateForColumn(0, CellDelegate(theme, Ink.MUTED, grid))
        grid.setItemDelegateForColumn(1, PlannedDelegate(theme, parent=grid))
        grid.row_chosen.connect(self._tell_row)
        header = grid.horizontalHeader()
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.sortIndicatorChanged.connect(self._on_sorted)
        return grid

    def _make_search(self) -> QLineEdit:
        search = QLineEdit()
        search.setObjectName("search")
        search.setAccessibleName(self.tr("Find in rows"))
        search.setClearButtonEnabled(True)
        search.setMinimumWidth(264)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(TYPING_MS)
        self._typing.timeout.connect(self._on_typed)
        search.textEdited.connect(self._typing.start)
        search.returnPressed.connect(self._on_typed)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.setContext(Qt.ShortcutContext.WindowShortcut)
        find.activated.connect(self._to_search)
        return search
