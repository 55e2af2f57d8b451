"""Preview: what will happen to every row, before anything is written."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from mega_desktop.crm import System
from mega_desktop.errors import Problem
from mega_desktop.preview import (
    SENT,
    CheckProgress,
    FieldChange,
    Plan,
    Planned,
    ProblemGroup,
    Repair,
    changes_of,
    repairs_for,
)
from mega_desktop.window.delegates import PLANNED_SIGNS
from mega_desktop.window.newest import Newest
from mega_desktop.window.pages.page import Page, Primary
from mega_desktop.window.pages.preview_details import RowDetails
from mega_desktop.window.pages.preview_live import LivePlan
from mega_desktop.window.pages.preview_problems import ProblemsPanel
from mega_desktop.window.pages.preview_rows import RowsCard
from mega_desktop.window.pages.preview_words import (
    SELDOM,
    checked_text,
    forecast_text,
    lost_text,
    sum_text,
    summary_text,
    tile_word,
)
from mega_desktop.window.pages.preview_work import Doing
from mega_desktop.window.walk import Step, Walk
from mega_desktop.window.widgets.banner import action
from mega_desktop.window.widgets.buttons import button, literal
from mega_desktop.window.widgets.layout import row
from mega_desktop.window.widgets.strip import ProgressStrip
from mega_desktop.window.widgets.text import label
from mega_desktop.window.widgets.tiles import TileFace, Tiles
from mega_desktop.window.wording import counted, number, planned_word, seconds_text, system_word
from mega_desktop.work import Control, Progress, Report

AGE_MS = 20_000
"""How often "checked 2 minutes ago" is told anew."""

OLD_S = 30 * 60.0
"""A check older than this is offered to be made again."""

DETAILS_MS = 60
"""Time a row has to stay the chosen one before its lead is looked up."""

TOLD = 2
"""Fields that the summary names of each kind; all of them are its tooltip."""

SIDE_LEAST, SIDE_MOST = 272, 336


class PreviewPage(Page):
    """Tiles that add up to the file, the grid, the chosen row, the groups of problems."""

    def __init__(self, walk: Walk) -> None:
        super().__init__(walk)
        self.live = LivePlan(walk, self)
        faces = [TileFace(p.value, PLANNED_SIGNS[p][0], tile_word(p), planned_word(p)) for p in Planned]
        self.tiles = Tiles(faces, walk.theme, self.tr("Rows by what will happen"))
        self.sum = label(role="muted", wrap=True, name="sum")
        self.summary = label(role="muted", wrap=True, name="summary")
        self.undo_button = button("", self.live.history.stack.undo, role="link", name="undo")
        self.check_button = button(self.tr("&Go on checking"), self.live.check, role="link", name="goOn")
        self.again_button = button(self.tr("Check a&gain"), self.live.check_again, role="link", name="again")
        self.read_button = button("", self.live.read_leads, role="link", name="readLeads")
        self.strip = ProgressStrip("check")
        self.rows = RowsCard(walk.jobs, walk.theme)
        self.details = RowDetails()
        self.problems = ProblemsPanel()
        self._changes = Newest(walk.jobs, DETAILS_MS, self)
        self._repairs = Newest(walk.jobs, 0, self)
        self._age = QTimer(self)
        self._age.setInterval(AGE_MS)
        self._lay_out()
        self._connect()
        self._add_undo_keys()

    # What the frame asks

    def enter(self) -> None:
        self.set_heading(self.tr("Here is what will happen"), self._how_it_is_known())
        self._age.start()
        self.rows.grid.setFocus()
        plan, leads = self.walk.plan, self.walk.leads
        if plan is None or leads is None:
            return
        if self.live.base is not leads:
            self._start_with(plan)
            self.live.start_with(leads, plan, self.walk.table)
        if self.walk.plan_is_stale:
            self._say_stale()
        else:
            self._say_what_is_lost()
        self._refresh()
        self.live.resume()

    def leave(self) -> None:
        self._age.stop()
        self.live.leave()

    def primary(self) -> Primary:
        plan = self.live.plan
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
        return Primary(text, reason=forecast_text(plan, destination.limits, self._account()))

    def go(self) -> None:
        """Writes the plan into a journal on this computer; the Import page then sends it."""
        if self.live.plan is not None and not self.live.wants_import:
            self.clear_problem()
            self.live.make_import()

    def first_focus(self) -> QWidget | None:
        return self.rows.grid

    @property
    def is_checking(self) -> bool:
        return self.live.work.doing is Doing.CHECKING

    # What came

    @Slot()
    def _on_renewed(self) -> None:
        self._take_plan(stay=False)

    @Slot()
    def _on_edited(self) -> None:
        self._take_plan(stay=True)

    def _take_plan(self, *, stay: bool) -> None:
        if self.live.plan is not None:
            self.rows.renew(self.live.plan, stay=stay)
            self._look_up()
            self._refresh()

    @Slot()
    def _on_outlook(self) -> None:
        found = self.live.outlook
        if found is None:
            return
        self.rows.model.mark_edited(found.edited)
        self.problems.show_groups(found.problems, found.doubts)
        self.summary.setText(summary_text(found.summary, most=TOLD) if found.summary else "")
        self.summary.setToolTip(summary_text(found.summary) if found.summary else "")
        self.summary.setVisible(bool(self.summary.text()))
        self._say_what_is_lost()
        self._refresh()

    @Slot(object)
    def _on_progress(self, progress: object) -> None:
        if self.live.work.is_stopping:
            return
        if isinstance(progress, CheckProgress):
            what = self.tr("Checking with {account}, nothing is written").format(account=self._account())
            self.strip.show_progress(what, progress.done, progress.total, progress.waiting_s, progress.why)
        elif isinstance(progress, Progress):
            self.strip.show_progress(
                self._what_is_done(), progress.done, progress.total, progress.waiting_s, progress.why
            )

    @Slot()
    def _on_state(self) -> None:
        if self.live.work.doing is Doing.NOTHING:
            self.strip.hide()
        elif self.live.work.is_stopping:
            self.strip.show_stopping()
        elif self.strip.isHidden():
            self.strip.show_progress(self._what_is_done())
        self._refresh()

    @Slot(object)
    def _on_failed(self, problem: Problem) -> None:
        self.show_problem(problem, action(self.tr("&Try again"), self._try_again, name="tryAgain"))

    @Slot()
    def _try_again(self) -> None:
        self.clear_problem()
        self.live.check()

    @Slot(object)
    def _on_made(self, import_id: object) -> None:
        self.walk.set_import(str(import_id))
        self.walk.request(Step.IMPORT)

    # Looking at rows

    @Slot(object)
    def _on_tile(self, key: object) -> None:
        self.rows.filter(None if key is None else Planned(str(key)))

    @Slot(object)
    def _on_row(self, values: dict[str, object] | None) -> None:
        if values is None or self.live.plan is None:
            self.details.show_nothing()
            return
        crm = system_word(self._system()) if self.walk.account else self._account()
        self.details.show_row(values, self.live.plan.leads.fields, self._account(), crm)
        self._look_up()

    def _look_up(self) -> None:
        """What the chosen row's lead has now, read on another thread."""
        plan, row_number = self.live.plan, self.details.row_number
        if plan is None or plan.snapshot is None or not row_number:
            return

        def find(_report: Report[object], _control: Control) -> object:
            return row_number, changes_of(plan, row_number)

        self._changes.want(find)

    @Slot(object)
    def _on_changes(self, found: tuple[int, tuple[FieldChange, ...]]) -> None:
        self.details.show_changes(*found)

    @Slot()
    def _on_all_rows(self) -> None:
        self.tiles.choose(None)

    # Repairing

    @Slot()
    def _open_problems(self) -> None:
        self.side.setCurrentWidget(self.problems)
        if self.problems.group is None:
            self.problems.choose(0)
        self.problems.list.setFocus()

    @Slot()
    def _close_problems(self) -> None:
        self.side.setCurrentWidget(self.details)
        self.tiles.choose(None)
        self.rows.filter(None)
        self.rows.grid.setFocus()

    @Slot(object)
    def _on_group(self, group: ProblemGroup) -> None:
        """Shows only its rows, and what can be done about them."""
        plan = self.live.plan
        self.tiles.choose(None if group.can_go else Planned.PROBLEM.value)
        self.rows.filter(None, group)
        if plan is None:
            return

        def find(_report: Report[object], _control: Control) -> object:
            return group, repairs_for(plan, group)

        self._repairs.want(find)

    @Slot(object)
    def _on_repairs(self, found: tuple[ProblemGroup, tuple[Repair, ...]]) -> None:
        self.problems.show_repairs(*found)

    @Slot()
    def _leave_row_out(self) -> None:
        self.rows.leave_current_out()

    # Showing

    def _start_with(self, plan: Plan) -> None:
        self.clear_problem()
        self.tiles.choose(None)
        self.side.setCurrentWidget(self.details)
        self.summary.hide()
        self.rows.start_with(plan)

    @Slot()
    def _refresh(self) -> None:
        plan = self.live.plan
        if plan is None:
            return
        counts = plan.counts()
        self.tiles.show_counts({p.value: n for p, n in counts.items()})
        for planned in SELDOM:
            self.tiles.tile(planned.value).setVisible(counts[planned] > 0)
        self._show_sum(plan)
        self._show_repair_button(counts[Planned.PROBLEM])
        self.rows.model.is_editable = not (self.walk.plan_is_stale or self.live.wants_import)
        self.changed.emit()

    @Slot()
    def _tell_age(self) -> None:
        if self.live.plan is not None:
            self._show_sum(self.live.plan)

    def _show_sum(self, plan: Plan) -> None:
        now, live = self.walk.house.clock.now(), self.live
        to_check = 0 if self.is_checking else live.to_check
        checked = checked_text(plan, to_check, self._account(), now, has_dry_run=self._has_dry_run())
        if self.walk.plan_is_stale:
            checked += self.tr(" · changed since: check again")
        self.sum.setText(f"{sum_text(plan.counts())}  ·  {checked}")
        self.check_button.setVisible(live.may_check)
        looked = plan.snapshot.taken_at if plan.snapshot and not self._has_dry_run() else plan.checked_at
        is_old = looked is not None and (now - looked).total_seconds() > OLD_S
        self.again_button.setVisible(is_old and not live.to_check and live.work.doing is Doing.NOTHING)
        cost = live.reading if live.work.doing is Doing.NOTHING else None
        self.read_button.setVisible(cost is not None)
        if cost is not None:
            text = self.tr("Compare with the &leads already there ({time})")
            self.read_button.setText(text.format(time=seconds_text(cost.seconds)))
        what = live.history.stack.undoText()
        self.undo_button.setVisible(bool(what))
        self.undo_button.setText(self.tr("&Undo {what}").format(what=literal(what)))

    def _show_repair_button(self, problems: int) -> None:
        found = self.live.outlook
        doubtful = sum(group.count for group in found.doubts) if found else 0
        text = counted(problems, self.tr("&Repair {n} problem…"), self.tr("&Repair {n} problems…"))
        if not problems:
            one, many = self.tr("&Look at {n} doubtful row…"), self.tr("&Look at {n} doubtful rows…")
            text = counted(doubtful, one, many)
        self.rows.repair.setText(text)
        self.rows.repair.setVisible(problems + doubtful > 0)

    def _what_is_done(self) -> str:
        texts = {
            Doing.NOTHING: "",
            Doing.CHECKING: self.tr("Checking with {account}, nothing is written"),
            Doing.READING: self.tr("Reading the leads in {account}, to show what changes"),
            Doing.MAKING: self.tr("Preparing the import on this computer"),
        }
        return texts[self.live.work.doing].format(account=self._account())

    def _say_what_is_lost(self) -> None:
        plan = self.live.plan
        text = lost_text(plan, self._account()) if plan and not self.is_checking else ""
        if text and self.banner.isHidden():
            back = action(self.tr("&Match columns"), self._back_to_match, name="backToMatch")
            advice = self.tr("Create the field in your CRM first, or send the column to another field.")
            self.banner.say(text, advice, "warn", back)

    def _say_stale(self) -> None:
        back = action(self.tr("&Match columns"), self._back_to_match, name="backToMatch")
        self.banner.say(self.tr("Mapping changed: check again."), "", "warn", back)

    def _not_yet(self, leads: int) -> str:
        """Why the import cannot start now; empty when it can."""
        if self.live.wants_import:
            return self.tr("Preparing the import…")
        if self.walk.plan_is_stale:
            return self.tr("Mapping changed: check again")
        if self.live.has_edits_to_make:
            return self.tr("Your corrections are being made")
        if self.is_checking or self.live.checks_on:
            return self.tr("The check is still running")
        return "" if leads else self.tr("There is no row that could be sent")

    def _how_it_is_known(self) -> str:
        """What stands under the heading: where there is no dry run, what can be known and what cannot."""
        if self._has_dry_run():
            return self.tr("Nothing has been written yet. Choose a tile to see only those rows;") + self.tr(
                " double-click a cell to correct it."
            )
        return self.tr(
            "Nothing has been written yet. {crm} cannot check rows beforehand: they are compared with its "
            "leads, and one with the same email stays as it is."
        ).format(crm=system_word(self._system()))

    def _has_dry_run(self) -> bool:
        return self._system().has_dry_run

    def _system(self) -> System:
        return self.walk.account.system if self.walk.account else System.MEGA

    def _account(self) -> str:
        return self.walk.account.name if self.walk.account else self.tr("your CRM")

    @Slot()
    def _back_to_match(self) -> None:
        self.walk.request(Step.MATCH)

    # Building

    def _lay_out(self) -> None:
        self.side = QStackedWidget()
        for part in (self.details, self.problems):
            self.side.addWidget(part)
        self.side.setMinimumWidth(SIDE_LEAST)
        self.side.setMaximumWidth(SIDE_MOST)
        sums = row(self.sum, self.undo_button, self.read_button, self.again_button, self.check_button)
        sums.setStretch(0, 1)
        top = QVBoxLayout()
        top.setSpacing(10)
        top.addWidget(self.tiles)
        top.addLayout(sums)
        top.addWidget(self.summary)
        top.addWidget(self.strip)
        self.summary.hide()
        below = QHBoxLayout()
        below.setSpacing(16)
        below.addWidget(self.rows, 2)
        below.addWidget(self.side, 1)
        self.body.addLayout(top)
        self.body.addLayout(below, 1)

    def _connect(self) -> None:
        live = self.live
        live.plan_renewed.connect(self._on_renewed)
        live.plan_edited.connect(self._on_edited)
        live.outlook_changed.connect(self._on_outlook)
        live.state_changed.connect(self._on_state)
        live.failed.connect(self._on_failed)
        live.import_made.connect(self._on_made)
        live.work.progressed.connect(self._on_progress)
        self.tiles.chosen.connect(self._on_tile)
        self.rows.row_chosen.connect(self._on_row)
        self.rows.all_requested.connect(self._on_all_rows)
        self.rows.repair_requested.connect(self._open_problems)
        self.rows.leave_out_requested.connect(live.leave_out)
        self.rows.model.typed.connect(live.correct)
        self.details.leave_out_requested.connect(self._leave_row_out)
        self.problems.group_chosen.connect(self._on_group)
        self.problems.repair_chosen.connect(live.repair)
        self.problems.closed.connect(self._close_problems)
        self._changes.done.connect(self._on_changes)
        self._repairs.done.connect(self._on_repairs)
        self._age.timeout.connect(self._tell_age)
        self.strip.stop_requested.connect(live.stop)

    def _add_undo_keys(self) -> None:
        stack = self.live.history.stack
        undo = stack.createUndoAction(self, self.tr("Undo"))
        redo = stack.createRedoAction(self, self.tr("Redo"))
        undo.setShortcut(QKeySequence(QKeySequence.StandardKey.Undo))
        redo.setShortcuts([QKeySequence("Ctrl+Y"), QKeySequence("Ctrl+Shift+Z")])
        self.addActions([undo, redo])
