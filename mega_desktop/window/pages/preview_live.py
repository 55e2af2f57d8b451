"""The plan while it is on the Preview: edited by the person, checked and compared with the CRM in between."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from mega_desktop.errors import Problem
from mega_desktop.matching import LEFT_OUT, PROBLEM_FIELD, Leads
from mega_desktop.preview import CheckProgress, Edits, Plan, SnapshotCost, plan_locally, still_meant
from mega_desktop.sheets import ROW, Table
from mega_desktop.window.jobs import Job
from mega_desktop.window.models.plan_model import Cell
from mega_desktop.window.pages.preview_edits import EditHistory
from mega_desktop.window.pages.preview_work import ConnectedWork, Doing, Outlook, Wish, outlook
from mega_desktop.window.walk import Walk
from mega_desktop.window.wording import counted
from mega_desktop.work import Control, Report

LOOK_MS, LOOKING = 2_000, 10
"""While a check runs, what is said about the plan as a whole is made anew no more often than this, and than
takes a tenth of the time."""

RECHECK_MS = 1_200
"""After the last correction, the time before the CRM is asked about the corrected rows, all at once."""

PAST, PAST_ROWS = 20, 2_000_000
"""Plans of before that are kept, and rows of them all, so that undoing an edit asks the CRM nothing anew."""

UNASKED_S = 600.0
"""Leads that are there are read without being asked for when that takes no longer."""


class LivePlan(QObject):
    """One plan after the other, each with more in it.

    Whatever needs the connection waits for what has it: a correction stops a check or a reading, which then
    goes on with the corrected rows; what had come by then is kept.

    Attributes:
        plan: The newest one.
        outlook: What there is to say about it as a whole; of a plan that may be a little older.
        history: The person's edits.
        work: What is done with the connection.

    Signals:
        plan_renewed: `plan` has more of the CRM's word in it.
        plan_edited: `plan` has other edits of the person in it.
        outlook_changed: `outlook` is new.
        state_changed: Something began or ended.
        failed: A `Problem` to show.
        import_made: The id of the import made of `plan`.
    """

    plan_renewed = Signal()
    plan_edited = Signal()
    outlook_changed = Signal()
    state_changed = Signal()
    failed = Signal(object)
    import_made = Signal(object)

    def __init__(self, walk: Walk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._walk = walk
        self.plan: Plan | None = None
        self.outlook: Outlook | None = None
        self.history = EditHistory(self)
        self.work = ConnectedWork(walk.jobs, walk.house.clock, self)
        self._base: Leads | None = None
        self._table: Table | None = None
        self._newest: Plan | None = None
        self._folder: tuple[str, Path] | None = None
        self._past: list[tuple[Edits, Plan]] = []
        self._read_for: Leads | None = None
        self._looking: Job | None = None
        self._look_again = False
        self._began_s = 0.0
        self._is_here = self._is_stopped = self._reads_anyway = self._has_failed = False
        self.wants_import = False
        self._wait = _timer(self, RECHECK_MS, self.go_on)
        self._look_later = _timer(self, LOOK_MS, self._look)
        self._connect()

    # What is so

    @property
    def base(self) -> Leads | None:
        """The leads as the mapping made them."""
        return self._base

    @property
    def has_edits_to_make(self) -> bool:
        """Edits of the person are not in `plan` yet."""
        return self.outlook is not None and self.outlook.edits is not self.history.edits

    @property
    def to_check(self) -> int:
        """Rows that the CRM has to be asked about."""
        return int(self.plan.to_check.sum()) if self.plan is not None else 0

    @property
    def checks_on(self) -> bool:
        """Rows are being checked, or will be without being asked for."""
        return self.to_check > 0 and not (self._is_stopped or self._has_failed)

    @property
    def may_check(self) -> bool:
        """There is something to check, and it is not done by itself."""
        return self.to_check > 0 and not self.checks_on and not self._walk.plan_is_stale

    @property
    def reading(self) -> SnapshotCost | None:
        """What reading the leads that are there takes; None when that was done, or is of no use."""
        if self.plan is None or self.outlook is None or self.to_check or self._read_for is self.plan.leads:
            return None
        return self.outlook.reading

    # What the page asks for

    def start_with(self, leads: Leads, plan: Plan, table: Table | None) -> None:
        """Takes the leads of another mapping; edits that are still meant are made in them too."""
        before, edits = self._base, self.history.edits
        keeps = before is not None and table is self._table and not edits.is_empty
        self.history.start_with(still_meant(edits, before, leads) if keeps and before else Edits())
        self._base, self._table, self._past = leads, table, []
        self.plan = self._newest = plan
        none = self.history.edits if self.history.edits.is_empty else Edits()
        self.outlook = Outlook(plan, none, frozenset(), (), (), None, plan)
        self._is_stopped = self._reads_anyway = self._has_failed = self.wants_import = False
        self._look()

    def resume(self) -> None:
        """The page is seen."""
        self._is_here = True
        self.go_on()

    def leave(self) -> None:
        """The page is no longer seen: what uses the connection ends after the request under way."""
        self._is_here = False
        self.work.stop()

    @Slot()
    def stop(self) -> None:
        """Stop was pressed: nothing goes on by itself any more."""
        self._is_stopped = True
        self.work.stop()
        self.state_changed.emit()

    @Slot()
    def check(self) -> None:
        """Asks the CRM about every row it has to be asked about."""
        self._is_stopped = self._has_failed = False
        self.go_on()

    @Slot()
    def read_leads(self) -> None:
        """Reads the leads that are there, however long that takes."""
        self._is_stopped, self._reads_anyway, self._has_failed = False, True, False
        self.go_on()

    @Slot()
    def check_again(self) -> None:
        """Asks the CRM anew about every row, as if it had never been asked."""
        if self.plan is not None:
            self.work.stop()
            self._newest = self.plan = plan_locally(self.plan.leads)
            self._read_for, self._past = None, []
            self._is_stopped = self._has_failed = False
            self.plan_renewed.emit()
            self.go_on()

    def make_import(self) -> None:
        """Makes the import as soon as nothing else uses the connection."""
        self.wants_import = True
        self.work.stop()
        self.go_on()
        self.state_changed.emit()

    @Slot(object, object)
    def correct(self, cell: Cell, text: str | None) -> None:
        """Types over one cell."""
        row, key = cell
        edits = self.history.edits.then(Edits.cell(row, key, text))
        self.history.make(edits, self.tr("correction in row {n}").format(n=row))

    @Slot(object, object)
    def repair(self, edits: Edits, what: str) -> None:
        """Makes the edits of a repair."""
        self.history.make(self.history.edits.then(edits), what)

    @Slot(object)
    def leave_out(self, rows: pl.Series) -> None:
        """Leaves rows out; those that all are left out already by hand are taken in again."""
        edits, out = self.history.edits, self.history.edits.left_out
        are_out = bool(rows.is_in(out.implode()).all())
        rows = rows if are_out else self._may_go(rows)
        if rows.is_empty():
            return
        if are_out:
            one, many = self.tr("taking {n} row in again"), self.tr("taking {n} rows in again")
            edits = edits.taking_back(rows)
        else:
            one, many = self.tr("leaving {n} row out"), self.tr("leaving {n} rows out")
            edits = edits.then(Edits.leave_out(rows))
        self.history.make(edits, counted(rows.len(), one, many))

    # What follows

    @Slot()
    def go_on(self) -> None:
        """Does the next thing that the connection is needed for, if it is free."""
        plan, destination = self.plan, self._walk.destination
        if plan is None or destination is None or not self._is_here or self._walk.plan_is_stale:
            return
        if self._walk.import_id and not self.wants_import:
            return
        if self.work.doing is not Doing.NOTHING or self._looking is not None or self._wait.isActive():
            return
        if self.wants_import:
            self._make(plan)
        elif self._is_stopped or self._has_failed:
            return
        elif self.to_check:
            self.work.check(plan, destination)
        elif (cost := self.reading) is not None and (cost.seconds <= UNASKED_S or self._reads_anyway):
            self._read_for = plan.leads
            self.work.read(plan, destination, self._snapshot_folder())
        self.state_changed.emit()

    def _make(self, plan: Plan) -> None:
        walk = self._walk
        if walk.destination is not None and walk.table is not None:
            origin = replace(walk.origin, edits=self.history.edits.cells)
            self.work.make(plan, walk.destination, walk.house.folders.imports, walk.table, origin)

    @Slot()
    def _on_edits(self) -> None:
        self.work.stop()
        self._look()
        self.state_changed.emit()

    @Slot()
    def _look(self) -> None:
        """Puts the person's edits into the newest plan, and sees what there is to say about it."""
        base, plan, edits, before = self._base, self._newest, self.history.edits, self.outlook
        destination, total = self._walk.destination, self._walk.knowledge.total
        if self._looking is not None:
            self._look_again = True
            return
        if base is None or plan is None or before is None:
            return
        has_edits = edits is before.edits and plan.leads is before.plan.leads
        known = next((known for of, known in self._past if of is edits), None)
        limits = destination.limits if destination else None
        wish = Wish(base, plan, edits, has_edits, total, limits, known)

        def look(_report: Report[object], _control: Control) -> object:
            return outlook(wish)

        self._look_again = False
        self._began_s = self._walk.house.clock.monotonic()
        job = self._looking = self._walk.jobs.start(look)
        job.succeeded.connect(self._on_outlook)
        job.failed.connect(self._on_failed)
        job.finished.connect(self._on_looked)

    @Slot(object)
    def _on_outlook(self, found: Outlook) -> None:
        self.outlook = found
        if found.plan is not found.made_of:
            self.plan = found.plan
            self._look_again |= self._newest is not found.made_of
            self._newest = found.plan if self._newest is found.made_of else self._newest
            self._tell_walk()
            self.plan_edited.emit()
            self._wait.start()
        self._remember(found)
        self.outlook_changed.emit()

    def _remember(self, found: Outlook) -> None:
        others = [past for past in self._past if past[0] is not found.edits]
        most = min(PAST, max(1, PAST_ROWS // max(found.plan.rows, 1)))
        self._past = [*others, (found.edits, found.plan)][-most - 1 :]

    @Slot()
    def _on_looked(self) -> None:
        self._looking = None
        took_ms = round((self._walk.house.clock.monotonic() - self._began_s) * 1000)
        self._look_later.setInterval(max(LOOK_MS, LOOKING * took_ms))
        if self._look_again:
            self._look()
        self.go_on()
        self.state_changed.emit()

    @Slot(object)
    def _on_progress(self, progress: object) -> None:
        if isinstance(progress, CheckProgress):
            self._take(progress.plan)

    @Slot(object)
    def _take(self, plan: Plan) -> None:
        """A plan with more verdicts; when the person corrected something meanwhile, they are put together."""
        if plan is self._newest or self.plan is None:
            return
        self._newest = plan
        if plan.leads is self.plan.leads:
            self.plan = plan
            self.plan_renewed.emit()
            if not self._look_later.isActive():
                self._look_later.start()

    @Slot()
    def _on_rested(self) -> None:
        self._tell_walk()
        self._look_later.stop()
        self._look()
        self.state_changed.emit()

    @Slot(object)
    def _on_failed(self, problem: Problem) -> None:
        self._has_failed = True
        self.wants_import = False
        self.failed.emit(problem)

    @Slot(object)
    def _on_import_made(self, import_id: object) -> None:
        self.wants_import = False
        self.import_made.emit(import_id)

    def _tell_walk(self) -> None:
        """Hands the plan to the other pages, unless it is out of date for them."""
        walk = self._walk
        is_wanted = walk.leads is self._base and not walk.leads_are_stale
        if self.plan is not None and self.plan is not walk.plan and is_wanted:
            walk.set_plan(self.plan)

    def _may_go(self, rows: pl.Series) -> pl.Series:
        """Those rows that are not left out already."""
        if self.plan is None:
            return rows
        frame = self.plan.leads.frame
        out = frame.filter((pl.col(PROBLEM_FIELD) == LEFT_OUT).fill_null(value=False))[ROW]
        return rows.filter(~rows.is_in(out.implode()))

    def _snapshot_folder(self) -> Path:
        """Where the leads of this account are kept while this file is looked at."""
        account = self._walk.account.id if self._walk.account else ""
        name = f"{account} {self._table.sha256 if self._table else ''}"
        if self._folder is None or self._folder[0] != name:
            self._folder = name, self._walk.house.scratch()
        return self._folder[1]

    def _connect(self) -> None:
        self.history.changed.connect(self._on_edits)
        self.work.progressed.connect(self._on_progress)
        self.work.plan_made.connect(self._take)
        self.work.import_made.connect(self._on_import_made)
        self.work.failed.connect(self._on_failed)
        self.work.rested.connect(self._on_rested)


def _timer(owner: QObject, wait_ms: int, then: object) -> QTimer:
    made = QTimer(owner)
    made.setSingleShot(True)
    made.setInterval(wait_ms)
    made.timeout.connect(then)
    return made
