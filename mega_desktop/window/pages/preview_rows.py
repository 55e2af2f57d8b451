"""The Preview's grid with its search field: it looks rows up on another thread and keeps its place."""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl
from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QPushButton, QSizePolicy, QWidget

from mega_desktop.preview import Plan, Planned, ProblemGroup
from mega_desktop.sheets import ROW
from mega_desktop.window.jobs import Jobs
from mega_desktop.window.models.plan_model import PlanModel
from mega_desktop.window.models.plan_rows import MOST_COPIED, OUTCOME, RowQuery, copied_text, matching_rows
from mega_desktop.window.pages.preview_grid import PlanGrid
from mega_desktop.window.theme import Theme
from mega_desktop.window.widgets.buttons import button
from mega_desktop.window.widgets.layout import Card, holder, row
from mega_desktop.window.widgets.text import label
from mega_desktop.window.wording import counted, number
from mega_desktop.work import Control, Report

WITH_REASONS = frozenset({Planned.PROBLEM, Planned.REPEAT, Planned.LEFT_OUT})
"""Outcomes of which the reason says more than the values."""

TYPING_MS = 250
"""Pause after the last key before the search starts."""


@dataclass(frozen=True)
class Found:
    """What a search came to.

    Attributes:
        file: Counts the files that were shown; what was found in an earlier one is of no use.
    """

    file: int
    rows: int
    positions: pl.Series | None


class RowsCard(Card):
    """The rows of a plan: searched, sorted, filtered, copied.

    Signals:
        row_chosen: The values of the row that is chosen now, or None.
        all_requested: Show all rows was pressed; the filters are gone.
        repair_requested: The button that opens the groups of problems was pressed.
        leave_out_requested: Excel numbers (a `pl.Series`) of the rows to leave out, or to take in again.
    """

    row_chosen = Signal(object)
    all_requested = Signal()
    repair_requested = Signal()
    leave_out_requested = Signal(object)

    def __init__(self, jobs: Jobs, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent, margin=0, spacing=0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._jobs = jobs
        self._plan: Plan | None = None
        self._file = 0
        self._query = RowQuery()
        self._is_searching = False
        self._search_again = False
        self._told: dict[str, object] | None = None
        self.model = PlanModel(self)
        self.grid = self._make_grid(theme)
        self.search = self._make_search()
        self.found = label(role="muted", name="found")
        self.show_all = button(self.tr("Show &all rows"), self._on_show_all, role="link", name="showAll")
        self.columns = self._make_columns_button()
        self.repair = button("", self.repair_requested.emit, role="small", name="repair")
        self._lay_out()

    @property
    def query(self) -> RowQuery:
        return self._query

    @property
    def is_searching(self) -> bool:
        """Rows are being looked up; what is shown belongs to the question before."""
        return self._is_searching

    def start_with(self, plan: Plan) -> None:
        """Shows a plan of other leads than before: nothing of the old view stays."""
        self._plan = plan
        self._file += 1
        self._told = None
        self._query = RowQuery()
        self.search.clear()
        self.search.setPlaceholderText(self.tr("Find in {n} rows   Ctrl+F").format(n=number(plan.rows)))
        self.model.show(plan, None)
        self.grid.show_all_columns()
        self.grid.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.grid.set_widths()
        self.grid.choose_row(0)
        self._tell_row(0)
        self.look()

    def renew(self, plan: Plan, *, stay: bool = False) -> None:
        """Takes new values or decisions about the same rows; those in sight stay in sight.

        Args:
            stay: Rows that a filter would not find any more stay too, until the next question.
        """
        self._plan = plan
        self.model.renew(plan)
        self._tell_row(self.grid.currentIndex().row())
        if not stay and (self._query.planned is not None or self._query.sort_by == OUTCOME):
            self.look()

    def filter(self, planned: Planned | None, group: ProblemGroup | None = None) -> None:
        """Shows only rows with this outcome, or only those of a group of problems."""
        self.grid.make_room_for_reasons(wanted=group is not None or planned in WITH_REASONS)
        self.look(replace(self._query, planned=planned, group=group))

    def look(self, query: RowQuery | None = None) -> None:
        """Looks rows up; when several questions come meanwhile, the last one counts."""
        self._query = query or self._query
        plan, wanted, file = self._plan, self._query, self._file
        if plan is None or self._is_searching:
            self._search_again = plan is not None
            return
        self._is_searching = True

        def find(_report: Report[object], _control: Control) -> object:
            return Found(file, plan.rows, matching_rows(plan, wanted))

        job = self._jobs.start(find)
        job.succeeded.connect(self._on_found)
        job.finished.connect(self._on_search_over)

    def selected_rows(self) -> pl.Series:
        """Positions in the plan of the selected rows, as they stand in the view."""
        ranges = self.grid.selected_ranges()
        places = [pl.arange(top, bottom + 1, dtype=pl.UInt32, eager=True) for top, bottom in ranges]
        chosen = pl.concat(places) if places else pl.Series([], dtype=pl.UInt32)
        positions = self.model.blocks.positions
        return chosen if positions is None else positions.gather(chosen)

    def leave_current_out(self) -> None:
        """Asks to leave the current row out, or to take it in again."""
        at = self.grid.currentIndex().row()
        if 0 <= at < self.model.rowCount():
            self.leave_out_requested.emit(pl.Series(ROW, [self.model.row_number(at)], pl.UInt32))

    @Slot(object)
    def _on_found(self, found: Found) -> None:
        if self._plan is None or found.file != self._file:
            return
        all_stay = found.positions is None and self.model.blocks.positions is None
        if not (all_stay and self.model.plan is self._plan):
            place = self._place()
            self.model.show(self._plan, found.positions)
            self._go_to(place)
        filtered = found.positions is not None and self.model.rowCount() < found.rows
        self._say(self._found_text() if filtered else "")
        self.show_all.setVisible(filtered)
        self._tell_row(self.grid.currentIndex().row())

    def _found_text(self) -> str:
        return counted(self.model.rowCount(), self.tr("{n} row"), self.tr("{n} rows"))

    def _say(self, text: str) -> None:
        self.found.setText(text)
        self._below.setVisible(bool(text))

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
        if section < 0 or self._plan is None:
            return
        key, descending = self.model.key_of(section), order is Qt.SortOrder.DescendingOrder
        in_file_order = key == ROW and not descending
        self.look(replace(self._query, sort_by="" if in_file_order else key, descending=descending))

    @Slot()
    def _on_show_all(self) -> None:
        self.search.clear()
        self._typing.stop()
        self.grid.make_room_for_reasons(wanted=False)
        self.look(replace(self._query, planned=None, group=None, text=""))
        self.grid.setFocus()
        self.all_requested.emit()

    @Slot()
    def _on_copy(self) -> None:
        plan, positions, keys = self._plan, self.selected_rows(), self.grid.shown_keys()
        if plan is None or positions.is_empty():
            return

        def copy(_report: Report[object], _control: Control) -> object:
            return copied_text(plan, positions, keys), min(positions.len(), MOST_COPIED)

        self._jobs.start(copy).succeeded.connect(self._on_copied)

    @Slot(object)
    def _on_copied(self, copied: tuple[str, int]) -> None:
        text, rows = copied
        QGuiApplication.clipboard().setText(text)
        one, many = self.tr("{n} row copied"), self.tr("{n} rows copied")
        if rows == MOST_COPIED:
            many = self.tr("Only the first {n} rows were copied")
        self._say(counted(rows, one, many))

    @Slot()
    def _on_leave_out(self) -> None:
        positions = self.selected_rows()
        if self._plan is not None and not positions.is_empty():
            self.leave_out_requested.emit(self._plan.frame[ROW].gather(positions))

    @Slot()
    def _to_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _place(self) -> tuple[int, int, int]:
        """The Excel number of the chosen row (0 for none), where it stands, how far the grid is scrolled."""
        at = self.grid.currentIndex().row()
        chosen = self.model.row_number(at) if 0 <= at < self.model.rowCount() else 0
        return chosen, at, self.grid.verticalScrollBar().value()

    def _go_to(self, place: tuple[int, int, int]) -> None:
        """Back to the same row; where it is gone, to the one that stands in its place now."""
        chosen, before, scrolled = place
        at = self.model.blocks.find(chosen) if chosen else None
        self.grid.choose_row(min(max(before, 0), self.model.rowCount() - 1) if at is None else at)
        self.grid.verticalScrollBar().setValue(scrolled)
        self.grid.scrollTo(self.grid.currentIndex())

    def _lay_out(self) -> None:
        tools = row(self.search, None, self.columns, self.repair)
        tools.setStretch(0, 4)
        tools.setContentsMargins(12, 10, 12, 10)
        below = row(self.found, self.show_all, None)
        below.setContentsMargins(14, 0, 12, 8)
        self._below = holder(below)
        self.box.setContentsMargins(1, 1, 1, 8)
        self.box.addLayout(tools)
        self.box.addWidget(self._below)
        self.box.addWidget(self.grid)
        self.setTabOrder(self.search, self.columns)
        self.setTabOrder(self.columns, self.repair)
        self.setTabOrder(self.repair, self.grid)

    def _make_grid(self, theme: Theme) -> PlanGrid:
        grid = PlanGrid(self.model, theme)
        grid.row_chosen.connect(self._tell_row)
        grid.copy_requested.connect(self._on_copy)
        grid.leave_out_requested.connect(self._on_leave_out)
        grid.horizontalHeader().sortIndicatorChanged.connect(self._on_sorted)
        return grid

    def _make_columns_button(self) -> QPushButton:
        made = button(self.tr("C&olumns…"), self._show_columns, role="quiet", name="columns")
        made.setAccessibleDescription(self.tr("Choose which columns are shown"))
        return made

    @Slot()
    def _show_columns(self) -> None:
        below = self.columns.rect().bottomLeft()
        self.grid.columns_menu.popup(self.columns.mapToGlobal(below))

    def _make_search(self) -> QLineEdit:
        search = QLineEdit()
        search.setObjectName("search")
        search.setAccessibleName(self.tr("Find in rows"))
        search.setClearButtonEnabled(True)
        search.setMinimumWidth(120)
        search.setMaximumWidth(320)
        search.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
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
