"""Preview: what will happen to every row, before anything is written."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from mega_desktop.errors import Problem
from mega_desktop.importing import create_import
from mega_desktop.preview import SENT, CheckProgress, Plan, Planned, check_plan
from mega_desktop.window.delegates import PLANNED_SIGNS
from mega_desktop.window.jobs import Job
from mega_desktop.window.pages.page import Page, Primary
from mega_desktop.window.pages.preview_details import Causes, RowDetails
from mega_desktop.window.pages.preview_rows import RowsCard
from mega_desktop.window.pages.preview_words import (
    SELDOM,
    forecast_text,
    lost_text,
    sum_text,
    tile_word,
)
from mega_desktop.window.walk import Step, Walk
from mega_desktop.window.widgets.banner import action
from mega_desktop.window.widgets.buttons import button
from mega_desktop.window.widgets.layout import column, row
from mega_desktop.window.widgets.strip import ProgressStrip
from mega_desktop.window.widgets.text import label
from mega_desktop.window.widgets.tiles import TileFace, Tiles
from mega_desktop.window.wording import ago_text, number
from mega_desktop.work import Control, Report

AGE_MS = 20_000
"""How often "checked 2 minutes ago" is told anew."""
SIDE_LEAST, SIDE_MOST = 224, 300


class PreviewPage(Page):
    """Tiles that add up to the file, the grid, the chosen row, and the check that fills them."""

    def __init__(self, walk: Walk) -> None:
        super().__init__(walk)
        self._plan: Plan | None = None
        self._check: Job | None = None
        self._making: Job | None = None
        faces = [TileFace(p.value, PLANNED_SIGNS[p][0], tile_word(p)) for p in Planned]
        self.tiles = Tiles(faces, walk.theme, self.tr("Rows by what will happen"))
        self.sum = label(role="muted", wrap=True, name="sum")
        self.check_button = button(self.tr("&Go on checking"), self.start_check, role="link", name="goOn")
        self.strip = ProgressStrip("check")
        self.rows = RowsCard(walk.jobs, walk.theme)
        self.details = RowDetails()
        self.causes = Causes()
        self._age = QTimer(self)
        self._age.setInterval(AGE_MS)
        self._lay_out()
        self._connect()

    # What the frame asks

    def enter(self) -> None:
        self.set_heading(
            self.tr("Here is what will happen"),
            self.tr("Nothing has been written yet. Choose a tile to see only those rows."),
        )
        self._age.start()
        self.rows.grid.setFocus()
        plan = self.walk.plan
        if plan is None:
            return
        if self._plan is None or self._plan.leads is not plan.leads:
            self._start_with(plan)
        if self.walk.plan_is_stale:
            self._say_stale()
        elif self._unchecked() and plan.checked_at is None:
            self.start_check()
        else:
            self._say_what_is_lost()
        self.changed.emit()

    def leave(self) -> None:
        self._age.stop()
        self.stop_check()

    def primary(self) -> Primary:
        plan = self._plan
        if plan is None:
            return Primary("")
        counts = plan.counts()
        leads = sum(counts[p] for p in SENT)
        text = self.tr("Import {n} leads into {account}")
        text = text.format(n=number(leads), account=self._account())
        if reason := self._not_yet(leads):
            return Primary(text, enabled=False, reason=reason)
        destination = self.walk.destination
        if destination is None:
            return Primary(text, enabled=False, reason=self.tr("Choose the account again first"))
        limits, stay = destination.limits, counts[Planned.PROBLEM]
        return Primary(text, reason=forecast_text(leads, stay, limits, self._account()))

    def go(self) -> None:
        """Writes the plan into a journal on this computer; the Import page then sends it."""
        plan, table, destination = self._plan, self.walk.table, self.walk.destination
        if plan is None or table is None or destination is None or self._making is not None:
            return
        imports, clock = self.walk.house.folders.imports, self.walk.house.clock
        origin = self.walk.origin

        def make(report: Report[object], control: Control) -> object:
            return create_import(imports, plan, table, destination, clock, report, control, origin)

        self.clear_problem()
        job = self._making = self.walk.jobs.start(make)
        job.succeeded.connect(self._on_made)
        job.failed.connect(self._on_failed)
        job.finished.connect(self._on_making_over)
        self.strip.show_progress(self.tr("Preparing the import on this computer"))
        self.changed.emit()

    # The check

    @property
    def is_checking(self) -> bool:
        return self._check is not None

    @Slot()
    def start_check(self) -> None:
        """Asks the CRM about every row it was not asked about yet, behind a bar."""
        plan, destination, clock = self._plan, self.walk.destination, self.walk.house.clock
        if plan is None or destination is None or self._check is not None:
            return

        def check(report: Report[object], control: Control) -> object:
            return check_plan(plan, destination, clock, report, control)

        self.clear_problem()
        job = self._check = self.walk.jobs.start(check)
        job.progress.connect(self._on_check_progress)
        job.succeeded.connect(self._on_checked)
        job.failed.connect(self._on_failed)
        job.finished.connect(self._on_check_over)
        self._show_checking(CheckProgress(0, self._unchecked(), plan))
        self._show_sum()
        self.changed.emit()

    @Slot()
    def stop_check(self) -> None:
        """Ends the check after the request under way; what was checked stays."""
        if self._check is not None:
            self.strip.show_stopping()
            self._check.cancel()

    @Slot(object)
    def _on_check_progress(self, progress: CheckProgress) -> None:
        if self._check is not None and not self._check.control.is_cancelled:
            self._show_checking(progress)
        if progress.plan is not self._plan:
            self._renew(progress.plan)

    @Slot(object)
    def _on_checked(self, plan: Plan) -> None:
        self._renew(plan)

    @Slot(object)
    def _on_failed(self, problem: Problem) -> None:
        self.show_problem(problem, action(self.tr("&Try again"), self._try_again, name="tryAgain"))

    @Slot()
    def _on_check_over(self) -> None:
        self._check = None
        self.strip.hide()
        if self._plan is not None and self._plan.leads is self.walk.leads and not self.walk.leads_are_stale:
            self.walk.set_plan(self._plan)
        self._show_sum()
        self._say_what_is_lost()
        self.rows.look()
        self.changed.emit()

    @Slot()
    def _try_again(self) -> None:
        self.clear_problem()
        if self._unchecked():
            self.start_check()
        self.changed.emit()

    # The import is made

    @Slot(object)
    def _on_made(self, import_id: object) -> None:
        self.walk.set_import(str(import_id))
        self.walk.request(Step.IMPORT)

    @Slot()
    def _on_making_over(self) -> None:
        self._making = None
        self.strip.hide()
        self.changed.emit()

    # Looking at rows

    @Slot(object)
    def _on_tile(self, key: object) -> None:
        self.rows.filter(None if key is None else Planned(str(key)))

    @Slot(object)
    def _on_cause(self, reason: object) -> None:
        self.tiles.choose(Planned.PROBLEM.value)
        self.rows.filter(Planned.PROBLEM, str(reason))

    @Slot(object)
    def _on_row(self, values: dict[str, object] | None) -> None:
        if values is None or self._plan is None:
            self.details.show_nothing()
        else:
            self.details.show_row(values, self._plan.leads.fields, self._account())

    @Slot()
    def _on_all_rows(self) -> None:
        self.tiles.choose(None)

    # Showing

    def _start_with(self, plan: Plan) -> None:
        self.clear_problem()
        self._plan = plan
        self.tiles.choose(None)
        self.rows.start_with(plan)
        self._show_sum()

    def _renew(self, plan: Plan) -> None:
        """Takes new decisions about the leads on this page; about others they come too late."""
        if self._plan is None or plan.leads is not self._plan.leads:
            return
        self._plan = plan
        self.rows.renew(plan)
        self._show_sum()
        self.changed.emit()

    @Slot()
    def _show_sum(self) -> None:
        plan = self._plan
        if plan is None:
            return
        counts = plan.counts()
        unchecked = counts[Planned.UNCHECKED]
        self.tiles.show_counts({p.value: n for p, n in counts.items()})
        for planned in SELDOM:
            self.tiles.tile(planned.value).setVisible(counts[planned] > 0)
        self.sum.setText(f"{sum_text(counts)}  ·  {self._checked_text(plan, unchecked)}")
        may_check = unchecked > 0 and not self.is_checking and not self.walk.plan_is_stale
        self.check_button.setVisible(may_check)

    def _checked_text(self, plan: Plan, unchecked: int) -> str:
        if plan.checked_at is None:
            return self.tr("not checked with {account} yet").format(account=self._account())
        ago = ago_text(plan.checked_at, self.walk.house.clock.now())
        text = self.tr("checked {ago} against {account}").format(ago=ago, account=plan.account)
        if unchecked and not self.is_checking:
            text += self.tr(", {n} rows not checked").format(n=number(unchecked))
        return text

    def _show_checking(self, progress: CheckProgress) -> None:
        what = self.tr("Checking with {account}, nothing is written").format(account=self._account())
        self.strip.show_progress(what, progress.done, progress.total, progress.waiting_s, progress.why)

    def _say_what_is_lost(self) -> None:
        text = lost_text(self._plan, self._account()) if self._plan else ""
        if text and self.banner.isHidden():
            back = action(self.tr("&Match columns"), self._back_to_match, name="backToMatch")
            advice = self.tr("Create the field in your CRM first, or send the column to another field.")
            self.banner.say(text, advice, "warn", back)

    def _say_stale(self) -> None:
        back = action(self.tr("&Match columns"), self._back_to_match, name="backToMatch")
        self.banner.say(self.tr("Mapping changed: check again."), "", "warn", back)

    def _not_yet(self, leads: int) -> str:
        """Why the import cannot start now; empty when it can."""
        if self._making is not None:
            return self.tr("Preparing the import…")
        if self.walk.plan_is_stale:
            return self.tr("Mapping changed: check again")
        if self.is_checking:
            return self.tr("The check is still running")
        return "" if leads else self.tr("There is no row that could be sent")

    def _account(self) -> str:
        return self.walk.account.name if self.walk.account else self.tr("your CRM")

    def _unchecked(self) -> int:
        return self._plan.counts()[Planned.UNCHECKED] if self._plan else 0

    @Slot()
    def _back_to_match(self) -> None:
        self.walk.request(Step.MATCH)

    # Building

    def _lay_out(self) -> None:
        for part in (self.details, self.causes):
            part.setMinimumWidth(SIDE_LEAST)
            part.setMaximumWidth(SIDE_MOST)
        sums = row(self.sum, self.check_button)
        sums.setStretch(0, 1)
        top = QVBoxLayout()
        top.setSpacing(10)
        top.addWidget(self.tiles)
        top.addLayout(sums)
        top.addWidget(self.strip)
        below = QHBoxLayout()
        below.setSpacing(16)
        below.addWidget(self.rows, 7)
        below.addLayout(column(self.details, self.causes, spacing=16), 3)
        self.body.addLayout(top)
        self.body.addLayout(below, 1)

    def _connect(self) -> None:
        self.tiles.chosen.connect(self._on_tile)
        self.causes.chosen.connect(self._on_cause)
        self.rows.row_chosen.connect(self._on_row)
        self.rows.causes_found.connect(self.causes.show_causes)
        self.rows.all_requested.connect(self._on_all_rows)
        self._age.timeout.connect(self._show_sum)
        self.strip.stop_requested.connect(self.stop_check)
