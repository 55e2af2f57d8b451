"""The walk through the six steps: what was chosen so far, shared by all pages."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from mega_desktop.accounts import Account
from mega_desktop.crm import Connection, Destination, Knowledge, System
from mega_desktop.errors import Problem
from mega_desktop.importing import Origin, Retry
from mega_desktop.matching import Leads, Mapping
from mega_desktop.preview import Plan, plan_locally
from mega_desktop.sheets import Table
from mega_desktop.window.jobs import Job, Jobs
from mega_desktop.window.theme import Theme

if TYPE_CHECKING:
    from mega_desktop.house import House


SYSTEM_NAMES = {System.MEGA: "MEGA", System.FOXREACH: "FoxReach", System.PRACTICE: ""}


class Step(IntEnum):
    """The pages of the walk, in order."""

    ACCOUNT = 0
    SPREADSHEET = 1
    MATCH = 2
    PREVIEW = 3
    IMPORT = 4
    REPORT = 5


class Walk(QObject):
    """What the person chose and what became of it.

    A setter never throws away what depends on it: it marks it as out of date (`mapping_is_stale`,
    `plan_is_stale`), and the page that made it makes it anew. Only one worker at a time may use
    `destination`.

    Attributes:
        house: The engine rooms put together.
        jobs: Where work is started.
        theme: The colours.

    Signals:
        changed: Something chosen is different now.
        step_requested: A `Step` to show.
        history_requested: Show Past imports.
        file_offered: A `Path` that was dropped, pasted or chosen: the Spreadsheet page reads it.
    """

    changed = Signal()
    step_requested = Signal(object)
    history_requested = Signal()
    file_offered = Signal(object)

    def __init__(self, house: House, jobs: Jobs, theme: Theme) -> None:
        super().__init__()
        self.house = house
        self.jobs = jobs
        self.theme = theme
        self._account: Account | None = None
        self._destination: Destination | None = None
        self._connection: Connection | None = None
        self._knowledge = Knowledge()
        self._table: Table | None = None
        self._mapping: Mapping | None = None
        self._leads: Leads | None = None
        self._plan: Plan | None = None
        self._import_id = ""
        self._retry_of = ""
        self._is_to_continue = False
        self._import_job: Job | None = None
        self._mapping_is_stale = False
        self._leads_are_stale = False
        self._plan_is_stale = False

    # What was chosen

    @property
    def account(self) -> Account | None:
        return self._account

    @property
    def destination(self) -> Destination | None:
        """The open connection to `account`; None until it was tested."""
        return self._destination

    @property
    def connection(self) -> Connection | None:
        """What the test of the connection showed; None until it was tested."""
        return self._connection

    @property
    def knowledge(self) -> Knowledge:
        """What is known of the account's stages, owners and custom fields by now."""
        return self._knowledge

    @property
    def table(self) -> Table | None:
        return self._table

    @property
    def mapping(self) -> Mapping | None:
        return self._mapping

    @property
    def leads(self) -> Leads | None:
        return self._leads

    @property
    def plan(self) -> Plan | None:
        return self._plan

    @property
    def import_id(self) -> str:
        """The import made of `plan`; empty until there is one."""
        return self._import_id

    @property
    def import_job(self) -> Job | None:
        """The job that is sending; None when nothing is being sent."""
        job = self._import_job
        return job if job is not None and job.is_running else None

    @property
    def origin(self) -> Origin:
        """Where the plan comes from, for the import that is made of it."""
        return Origin(self._mapping, self._retry_of)

    # What is out of date

    @property
    def mapping_is_stale(self) -> bool:
        """The mapping was made for another spreadsheet or another account."""
        return self._mapping is not None and self._mapping_is_stale

    @property
    def leads_are_stale(self) -> bool:
        """The leads were made with another mapping."""
        return self._leads is not None and self._leads_are_stale

    @property
    def plan_is_stale(self) -> bool:
        """Something changed since the check: check again before importing."""
        return self._plan is not None and self._plan_is_stale

    # Choosing

    def set_account(self, account: Account) -> None:
        """Chooses an account; a connection to another one is closed and what was learned is forgotten."""
        other = self._account is None or self._account.id != account.id
        self._account = account
        if other:
            self._disconnect()
            self._mark_stale(mapping=True)
        self.changed.emit()

    def set_destination(self, destination: Destination, connection: Connection) -> None:
        """Takes over a tested connection to `account`."""
        if self._destination is not None and self._destination is not destination:
            self._destination.close()
        self._destination = destination
        self._connection = connection
        self._knowledge = connection.knowledge
        self.changed.emit()

    def set_knowledge(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self.changed.emit()

    def set_table(self, table: Table) -> None:
        """Takes another spreadsheet, or the same one read in another way."""
        self._table = table
        self._retry_of = ""
        self._mark_stale(mapping=True)
        self.changed.emit()

    def set_mapping(self, mapping: Mapping) -> None:
        """Takes a decision of the Match page; the leads and the plan made before are out of date."""
        if mapping == self._mapping and not self._mapping_is_stale:
            return
        self._mapping = mapping
        self._mark_stale(mapping=False)
        self.changed.emit()

    def set_leads(self, leads: Leads) -> None:
        """Takes the leads of the current mapping; a plan made of earlier ones is out of date."""
        self._leads = leads
        self._leads_are_stale = False
        self._plan_is_stale = True
        self._import_id = ""
        self.changed.emit()

    def set_plan(self, plan: Plan) -> None:
        """Takes the result of a check."""
        self._plan = plan
        self._plan_is_stale = False
        self._import_id = ""
        self.changed.emit()

    def set_import(self, import_id: str) -> None:
        """Says which import the Import and Report pages are about (a new one, or one from before)."""
        self._import_id = import_id
        self.changed.emit()

    def set_import_job(self, job: Job) -> None:
        """Says that `job` is sending: the window asks before it closes, and other steps are locked."""
        self._import_job = job
        job.finished.connect(self._on_import_finished)
        self._note_use()
        self.changed.emit()

    def start_over(self) -> None:
        """A new import into the same account: the spreadsheet and everything made of it is put away."""
        self._table = self._mapping = self._leads = self._plan = None
        self._import_id = self._retry_of = ""
        self._mark_stale(mapping=False)
        self.changed.emit()

    def start_retry(self, retry: Retry) -> None:
        """Opens the Preview with rows of an earlier import, as an import of its own."""
        self.start_over()
        self.set_table(retry.table)
        if retry.mapping is not None:
            self.set_mapping(retry.mapping)
        self._mapping_is_stale = False
        self.set_leads(retry.leads)
        self._retry_of = retry.retry_of
        self.set_plan(plan_locally(retry.leads))
        self.request(Step.PREVIEW)

    # Walking

    def request(self, step: Step) -> None:
        """Asks the frame to show `step`."""
        self.step_requested.emit(step)

    def continue_import(self) -> None:
        """Asks the frame to show the Import page, which goes on with the import at once."""
        self._is_to_continue = True
        self.request(Step.IMPORT)

    def take_wish_to_continue(self) -> bool:
        """For the Import page: is it to go on without being asked again? Only the first to ask hears yes."""
        wish, self._is_to_continue = self._is_to_continue, False
        return wish

    def request_history(self) -> None:
        """Asks the frame to show Past imports."""
        self.history_requested.emit()

    def offer_file(self, path: Path) -> None:
        """Hands a file to the Spreadsheet page, wherever the person is."""
        self.file_offered.emit(path)

    def is_done(self, step: Step) -> bool:
        """Has this step given what the next one needs?"""
        if step is Step.ACCOUNT:
            return self._connection is not None
        if step is Step.SPREADSHEET:
            return self._table is not None
        if step is Step.MATCH:
            return self._leads is not None and not self._leads_are_stale and not self._mapping_is_stale
        if step is Step.PREVIEW:
            return bool(self._import_id)
        return bool(self._import_id) and self.import_job is None

    def may_open(self, step: Step) -> bool:
        """Can this step be gone to from the rail? While something is being sent only that can be seen."""
        if self.import_job is not None:
            return step is Step.IMPORT
        if step in (Step.IMPORT, Step.REPORT):
            return bool(self._import_id)
        return all(self.is_done(before) for before in Step if before < step)

    def subtitle(self, step: Step) -> str:
        """What was chosen at this step, for the rail; empty when there is nothing to say."""
        if step is Step.ACCOUNT and self._account is not None:
            kind = SYSTEM_NAMES[self._account.system]
            return f"{self._account.name} · {kind}" if kind else self._account.name
        if step is Step.SPREADSHEET and self._table is not None:
            again = self.tr("{0} rows tried again").format(self._table.rows)
            return again if self._retry_of else self._table.path.name
        if step is Step.MATCH and self._mapping is not None:
            return self._match_subtitle(self._mapping)
        if step is Step.PREVIEW and self.plan_is_stale:
            return self.tr("Changed: check again")
        return ""

    def close(self) -> None:
        """Lets go of the connection; call it when no job uses it any more."""
        self._disconnect()

    def _match_subtitle(self, mapping: Mapping) -> str:
        if self._mapping_is_stale:
            return self.tr("Changed: match again")
        matched = sum(column.field is not None for column in mapping.columns)
        return self.tr("{0} of {1} matched").format(matched, len(mapping.columns))

    def _mark_stale(self, *, mapping: bool) -> None:
        self._mapping_is_stale = mapping
        self._leads_are_stale = True
        self._plan_is_stale = True

    def _disconnect(self) -> None:
        if self._destination is not None:
            self._destination.close()
        self._destination = None
        self._connection = None
        self._knowledge = Knowledge()

    def _note_use(self) -> None:
        """Remembers when the account was last imported into; not worth stopping an import for."""
        if self._account is not None:
            with suppress(Problem):
                self.house.book.save(replace(self._account, last_used=self.house.clock.now()))

    @Slot()
    def _on_import_finished(self) -> None:
        self.changed.emit()
