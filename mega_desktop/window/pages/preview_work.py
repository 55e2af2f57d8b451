"""What the Preview has done on other threads: no widgets in here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from mega_desktop.crm import Destination, Limits
from mega_desktop.errors import Problem
from mega_desktop.importing import Origin, create_import
from mega_desktop.matching import Leads
from mega_desktop.preview import (
    ChangeSummary,
    Edits,
    Plan,
    ProblemGroup,
    SnapshotCost,
    apply_edits,
    change_summary,
    check_plan,
    collision_groups,
    compare,
    doubtful_groups,
    plan_after,
    problem_groups,
    snapshot_cost,
    take_snapshot,
)
from mega_desktop.sheets import Table
from mega_desktop.window.jobs import Job, Jobs, Work
from mega_desktop.window.models.plan_model import Cell
from mega_desktop.work import Clock, Control, Report


@dataclass(frozen=True, eq=False)
class Outlook:
    """A plan with the person's edits in it, and what there is to say about it as a whole.

    Attributes:
        edits: Those that are in the plan.
        edited: The cells that were typed over.
        problems, doubts: What can be repaired, and what only looks wrong, in groups.
        summary: What changes in leads that are there; None while they were not read.
        made_of: The plan that the edits were put into; `plan` itself where it had them.
        reading: What reading the leads that are there takes; None where it is of no use now.
    """

    plan: Plan
    edits: Edits
    edited: frozenset[Cell]
    problems: tuple[ProblemGroup, ...]
    doubts: tuple[ProblemGroup, ...]
    summary: ChangeSummary | None
    made_of: Plan
    reading: SnapshotCost | None = None


@dataclass(frozen=True)
class Wish:
    """What is asked of `outlook`.

    Attributes:
        base: The leads as the mapping made them.
        plan: The newest plan; what the CRM said of rows that stay as they are is kept.
        has_edits: The edits are in `plan` already.
        total: Leads in the account.
        limits: The CRM's.
        known: An earlier plan with just these edits.
    """

    base: Leads
    plan: Plan
    edits: Edits
    has_edits: bool
    total: int
    limits: Limits | None
    known: Plan | None = None


def outlook(wish: Wish) -> Outlook:
    """Puts the edits into the plan, and sees what there is to say about it."""
    plan, edits = wish.plan, wish.edits
    if not wish.has_edits:
        leads = wish.known.leads if wish.known else apply_edits(wish.base, edits)
        plan = plan_after(plan, leads, wish.known)
    plan.counts()
    summary = change_summary(plan) if plan.snapshot is not None else None
    return Outlook(
        plan,
        edits,
        frozenset(edits.cells.select("row", "key").iter_rows()),
        problem_groups(plan),
        (*collision_groups(plan), *doubtful_groups(plan)),
        summary,
        wish.plan,
        _reading(plan, summary, wish),
    )


def _reading(plan: Plan, summary: ChangeSummary | None, wish: Wish) -> SnapshotCost | None:
    """Of use when every row was checked, and some update leads of which nobody knows what they hold."""
    if wish.limits is None or plan.to_check.any() or (summary is not None and not summary.unknown):
        return None
    cost = snapshot_cost(plan, wish.total, wish.limits)
    return cost if cost.requests else None


class Doing(Enum):
    """What is done with the connection."""

    NOTHING = 0
    CHECKING = 1
    READING = 2
    MAKING = 3


class ConnectedWork(QObject):
    """Everything the Preview uses the connection for, one thing at a time.

    Signals:
        progressed: The newest progress of what is done.
        plan_made: A `Plan` with more in it than the one it was begun with.
        import_made: The id of an import.
        failed: A `Problem`.
        rested: What was done is over, however it went.
    """

    progressed = Signal(object)
    plan_made = Signal(object)
    import_made = Signal(object)
    failed = Signal(object)
    rested = Signal()

    def __init__(self, jobs: Jobs, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._clock = clock
        self._job: Job | None = None
        self.doing = Doing.NOTHING

    @property
    def is_stopping(self) -> bool:
        return self._job is not None and self._job.control.is_cancelled

    def check(self, plan: Plan, destination: Destination) -> None:
        """Asks the CRM about every row that it has to be asked about."""
        clock = self._clock

        def work(report: Report[object], control: Control) -> object:
            return check_plan(plan, destination, clock, report, control)

        self._start(Doing.CHECKING, work)

    def read(self, plan: Plan, destination: Destination, folder: Path) -> None:
        """Reads the leads that are there, and compares the plan with them."""
        clock = self._clock

        def work(report: Report[object], control: Control) -> object:
            return compare(plan, take_snapshot(plan, destination, folder, clock, report, control))

        self._start(Doing.READING, work)

    def make(self, plan: Plan, destination: Destination, imports: Path, table: Table, origin: Origin) -> None:
        """Writes the plan into a journal on this computer."""
        clock = self._clock

        def work(report: Report[object], control: Control) -> object:
            return create_import(imports, plan, table, destination, clock, report, control, origin)

        self._start(Doing.MAKING, work)

    def stop(self) -> None:
        """Ends a check or a reading after the request under way; what came is kept. An import is made."""
        if self._job is not None and self.doing is not Doing.MAKING:
            self._job.cancel()

    def _start(self, doing: Doing, work: Work) -> None:
        job = self._job = self._jobs.start(work)
        self.doing = doing
        job.progress.connect(self._on_progress)
        job.succeeded.connect(self._on_made if doing is Doing.MAKING else self._on_plan)
        job.failed.connect(self._on_failed)
        job.finished.connect(self._on_finished)

    @Slot(object)
    def _on_progress(self, progress: object) -> None:
        self.progressed.emit(progress)

    @Slot(object)
    def _on_plan(self, plan: Plan) -> None:
        self.plan_made.emit(plan)

    @Slot(object)
    def _on_made(self, import_id: object) -> None:
        self.import_made.emit(import_id)

    @Slot(object)
    def _on_failed(self, problem: Problem) -> None:
        self.failed.emit(problem)

    @Slot()
    def _on_finished(self) -> None:
        self._job = None
        self.doing = Doing.NOTHING
        self.rested.emit()
