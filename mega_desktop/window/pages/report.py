"""Report: what became of every row, planned next to actual, and what can be done afterwards."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QScrollArea, QWidget

from mega_desktop.accounts import StoreProblem
from mega_desktop.crm import BadToken, NoPermission
from mega_desktop.crm.peer import SYSTEM_NAMES
from mega_desktop.errors import Problem
from mega_desktop.importing import ImportInfo, ImportState, Outcome, discard
from mega_desktop.reporting import Verification, reading_seconds, write_report
from mega_desktop.window.account_dialog import ask_for_token
from mega_desktop.window.asking import ask
from mega_desktop.window.connecting import account_of
from mega_desktop.window.jobs import Job, Work
from mega_desktop.window.pages import report_words as words
from mega_desktop.window.pages.page import Page, Primary
from mega_desktop.window.pages.report_cards import FileCard, FindingsCard, RetriesCard, RetryCard, UndoCard
from mega_desktop.window.pages.report_figures import ReportFigures
from mega_desktop.window.pages.report_work import (
    Reopened,
    Seen,
    reopening,
    seeing,
    verifying,
    writing_to_open,
    writing_undo_kit,
)
from mega_desktop.window.saving import ask_where, open_file
from mega_desktop.window.walk import Step, Walk
from mega_desktop.window.widgets.banner import action
from mega_desktop.window.widgets.buttons import button
from mega_desktop.window.widgets.layout import column
from mega_desktop.window.widgets.strip import ProgressStrip
from mega_desktop.window.wording import counted, secret_word
from mega_desktop.work import Control, Progress, Report

ARRIVED = (Outcome.CREATED, Outcome.UPDATED, Outcome.UNCHANGED, Outcome.SKIPPED)
"""Outcomes of rows whose lead is in the CRM."""
BY_ITSELF_S = 60.0
"""Leads are read back without a question when it takes no longer than this."""
JUST_NOW = timedelta(minutes=10)
"""… and when the import has only just ended; old ones are read back when somebody wants it."""


class ReportPage(Page):
    """Shows the import `walk.import_id`, finished or not."""

    def __init__(self, walk: Walk) -> None:
        super().__init__(walk)
        self._seen: Seen | None = None
        self._job: Job | None = None
        self.figures = ReportFigures(walk.theme)
        self.verified = self.figures.verified
        self.strip = ProgressStrip("report")
        self.results = FileCard(
            self.tr("Results in Excel"), self.tr("&Open workbook"), self.tr("&Save as…"), "Workbook"
        )
        self.retry = RetryCard()
        self.undo = UndoCard()
        self.findings = FindingsCard()
        self.retries = RetriesCard()
        self.history = button(self.tr("Past &imports"), walk.request_history, name="pastImports")
        self.delete = button(self.tr("&Delete this import’s data"), self._ask_to_delete, name="deleteImport")
        self._lay_out()
        self._connect()

    # What the frame asks

    def enter(self) -> None:
        if self._seen is None or self._seen.info.id != self.walk.import_id:
            self._seen = None
            self.set_heading(self.tr("Report"), self.tr("Reading what became of every row…"))
            self.content.hide()  # its place stays, so that the heading does not jump
            for card in (self.results, self.undo):
                card.show_saved(None)
        self._look()

    def has_back(self) -> bool:
        return False

    def primary(self) -> Primary:
        if self._is_unfinished():
            return Primary(self.tr("Continue the import"), reason=self.tr("Nothing is sent twice"))
        return Primary(self.tr("New import"))

    def go(self) -> None:
        if self._is_unfinished():
            self.walk.continue_import()
            return
        self.walk.start_over()
        is_connected = self.walk.connection is not None
        self.walk.request(Step.SPREADSHEET if is_connected else Step.ACCOUNT)

    def extra_buttons(self) -> list[QAbstractButton]:
        return [self.history]

    def right_buttons(self) -> list[QAbstractButton]:
        return [self.delete] if self._seen is not None else []

    # Reading the journal

    def _look(self) -> None:
        self.clear_problem()
        job = self.walk.jobs.start(seeing(self._imports(), self.walk.import_id))
        job.succeeded.connect(self._on_seen)
        job.failed.connect(self._on_failed)

    @Slot(object)
    def _on_seen(self, seen: Seen) -> None:
        if seen.info.id != self.walk.import_id:
            return
        self._seen = seen
        arrived = sum(seen.info.tally[o] for o in ARRIVED)
        self.set_heading(words.heading(seen.info, arrived), words.subheading(seen.info))
        self.content.show()
        self._say_what_is_special(seen.info)
        self.figures.show_import(seen)
        self._show_cards(seen)
        self.changed.emit()
        if self._verifies_by_itself(seen):
            self.verify()

    @Slot(object)
    def _on_failed(self, problem: Problem) -> None:
        """A token that is missing or was replaced is asked for right here."""
        info = self._seen.info if self._seen else None
        if info is None:
            self.set_heading(self.tr("Report"))
        account = account_of(info, self.walk.house.book.accounts()) if info else None
        if account is None or not isinstance(problem, BadToken | NoPermission | StoreProblem):
            self.show_problem(problem)
            return

        enter = self.tr("&Enter the {0}…").format(secret_word(account.system))

        def enter_token() -> None:
            ask_for_token(self.walk, account, self, lambda _account: self.clear_problem())

        self.show_problem(problem, action(enter, enter_token, name="enterToken"))

    # One piece of work at a time

    def _begin(self, work: Work, what: str) -> Job | None:
        if self._seen is None or self._job is not None:
            return None
        self.clear_problem()
        job = self._job = self.walk.jobs.start(work)
        job.progress.connect(self._on_progress)
        job.failed.connect(self._on_failed)
        job.finished.connect(self._on_over)
        self._let_press(may=False)
        self.strip.show_progress(what)
        return job

    @Slot(object)
    def _on_progress(self, progress: Progress) -> None:
        if self._job is not None and not self._job.control.is_cancelled:
            done, total = progress.done, progress.total
            self.strip.show_progress(progress.what, done, total, progress.waiting_s, progress.why)

    @Slot()
    def _on_over(self) -> None:
        self._job = None
        self.strip.hide()
        self._let_press(may=True)

    @Slot()
    def _stop(self) -> None:
        if self._job is not None:
            self.strip.show_stopping()
            self._job.cancel()

    def _let_press(self, *, may: bool) -> None:
        self.results.let_press(may)
        self.undo.let_press(may)
        for part in (self.retry.fix, self.retry.uncertain, self.verified.verify):
            part.setEnabled(may)

    # Reading the leads back

    @Slot()
    def verify(self) -> None:
        """Reads the leads back and compares them with what was sent; nothing is written."""
        work = verifying(self.walk.house, self.walk.import_id)
        job = self._begin(work, self.tr("Reading leads back from {crm}").format(crm=self._crm()))
        if job is not None:
            job.succeeded.connect(self._on_verified)

    @Slot(object)
    def _on_verified(self, _found: Verification) -> None:
        self.results.show_saved(None)
        self._look()

    def _verifies_by_itself(self, seen: Seen) -> bool:
        ended = seen.info.finished_at
        just_now = ended is not None and self.walk.house.clock.now() - ended < JUST_NOW
        may = seen.verification is None and not seen.info.is_stripped
        may = may and self._job is None and self.walk.destination is not None
        return may and just_now and _sent(seen.info) > 0 and self._reads_quickly(seen.info)

    def _reads_quickly(self, info: ImportInfo) -> bool:
        return reading_seconds(self._to_read(info)) <= BY_ITSELF_S

    def _to_read(self, info: ImportInfo) -> int:
        """Leads that reading back goes through; a CRM that cannot pick out what changed gives all of them."""
        sent = _sent(info) + info.tally[Outcome.UNCONFIRMED]
        if info.system.lists_changes:
            return sent
        return max(sent, self.walk.knowledge.total + info.tally[Outcome.CREATED])

    # Workbooks

    @Slot()
    def _open_results(self) -> None:
        if self.results.path is not None and self.results.path.is_file():
            self._open(self.results.path)
            return
        work = writing_to_open(self._imports(), self.walk.import_id, self._name_of_results())
        job = self._begin(work, self.tr("Writing the workbook"))
        if job is not None:
            job.succeeded.connect(self._open)

    @Slot()
    def _save_results(self) -> None:
        path = self._ask_where(self.tr("Save the results"), self._name_of_results())
        if path is not None:
            self.write_workbook(path)

    def write_workbook(self, target: Path) -> None:
        """Writes every row of the file with its outcome, reason and lead id."""
        imports, import_id = self._imports(), self.walk.import_id

        def write(report: Report[object], control: Control) -> object:
            return write_report(imports, import_id, target, report, control)

        job = self._begin(write, self.tr("Writing the workbook"))
        if job is not None:
            job.succeeded.connect(self.results.show_saved)

    @Slot()
    def _save_undo_kit(self) -> None:
        name = self.tr("{file} undo kit.xlsx").format(file=self._stem())
        path = self._ask_where(self.tr("Save the undo kit"), name)
        if path is not None:
            self.write_undo_kit(path)

    def write_undo_kit(self, target: Path) -> None:
        """Writes what helps to take the import back; the leads are read back first when that is quick."""
        quick = self._seen is not None and self._reads_quickly(self._seen.info)
        work = writing_undo_kit(self.walk.house, self.walk.import_id, target, afresh=quick)
        job = self._begin(work, self.tr("Writing the undo kit"))
        if job is not None:
            job.succeeded.connect(self._on_undo_kit)

    @Slot(object)
    def _on_undo_kit(self, path: Path) -> None:
        self.undo.show_saved(path)
        self._look()

    @Slot()
    def _open_undo_kit(self) -> None:
        if self.undo.path is not None:
            self._open(self.undo.path)

    @Slot(object)
    def _open(self, path: Path) -> None:
        try:
            open_file(path)
        except Problem as problem:
            self.show_problem(problem)

    def _ask_where(self, title: str, name: str) -> Path | None:
        return ask_where(self, title, name, self.tr("Excel workbook"))

    def _name_of_results(self) -> str:
        return self.tr("{file} results.xlsx").format(file=self._stem())

    # Trying rows again

    @Slot(object)
    def _on_retry_wanted(self, outcomes: tuple[Outcome, ...]) -> None:
        if self._seen is None:
            return
        rows = [row for outcome in outcomes for row in self._seen.to_retry.get(outcome, ())]
        if Outcome.UNCONFIRMED in outcomes and not self._is_warned(len(rows)):
            return
        self.retry_rows(rows)

    def retry_rows(self, rows: list[int]) -> None:
        """Opens the Preview with only these rows; they become an import of their own."""
        connected_to = self.walk.account if self.walk.destination is not None else None
        work = reopening(self.walk.house, self.walk.import_id, rows, connected_to)
        job = self._begin(work, self.tr("Preparing the rows"))
        if job is not None:
            job.succeeded.connect(self._on_reopened)

    @Slot(object)
    def _on_reopened(self, reopened: Reopened) -> None:
        if reopened.connected is not None:
            found = reopened.connected
            self.walk.set_account(found.account)
            self.walk.set_destination(found.destination, found.connection)
        self.walk.start_retry(reopened.retry)

    def _is_warned(self, rows: int) -> bool:
        one, many = self.tr("Try {n} uncertain row again?"), self.tr("Try {n} uncertain rows again?")
        meaning = words.warning_of_uncertain(self._crm())
        return ask(self, counted(rows, one, many), meaning, self.tr("&Show them in the preview"))

    @Slot(str)
    def _show_other(self, import_id: str) -> None:
        self.walk.set_import(import_id)
        self.enter()

    # Deleting

    @Slot()
    def _ask_to_delete(self) -> None:
        if self._seen is None:
            return
        meaning = self.tr(
            "The rows of {file} and this report are removed from this computer. "
            "The leads in {account} stay as they are. Workbooks that you saved elsewhere stay too."
        ).format(file=self._seen.info.file_name, account=self._seen.info.account)
        if ask(self, self.tr("Delete the data of this import?"), meaning, self.tr("&Delete the data")):
            self.delete_import()

    def delete_import(self) -> None:
        """Removes the import's personal data from this computer; leads in the CRM stay."""
        imports, import_id = self._imports(), self.walk.import_id

        def remove(_report: Report[object], _control: Control) -> object:
            discard(imports, import_id)
            return None

        job = self.walk.jobs.start(remove)
        job.succeeded.connect(self._on_deleted)
        job.failed.connect(self._on_failed)

    @Slot(object)
    def _on_deleted(self, _nothing: object) -> None:
        self._seen = None
        self.walk.set_import("")
        self.walk.request_history()

    # Showing

    def _say_what_is_special(self, info: ImportInfo) -> None:
        if info.has_remains:
            title = self.tr("Some files of this import could not be removed from this computer yet.")
            advice = self.tr(
                "MEGA Desktop tries again at every start. You can delete the folder {folder} yourself."
            )
            self.banner.say(title, advice.format(folder=info.folder), "warn")
        elif info.is_stripped:
            title = self.tr("The rows of this import were removed from this computer, as you chose.")
            self.banner.say(title, self.tr("Its numbers stay. The leads are not touched by this."), "info")
        elif info.state is not ImportState.FINISHED:
            one, many = self.tr("{n} row was not sent yet."), self.tr("{n} rows were not sent yet.")
            title = counted(info.tally[Outcome.NOT_SENT], one, many)
            advice = info.stopped_because or self.tr("Continue when you like; nothing is sent twice.")
            self.banner.say(
                title, advice, "warn", action(self.tr("&Continue"), self.go, name="continueImport")
            )

    def _show_cards(self, seen: Seen) -> None:
        info, crm = seen.info, self._crm()
        has_rows = not info.is_stripped
        self.results.setVisible(has_rows)
        self.results.what.setText(
            self.tr("Every row of your file with its outcome, the reason and the lead’s id.")
        )
        self.retry.show_import(seen, crm)
        self.undo.show_import(seen, crm)
        self.undo.setVisible(has_rows and bool(_sent(info)))
        self.findings.show_import(seen, crm)
        self.retries.show_import(seen)
        self._show_verified(seen)

    def _show_verified(self, seen: Seen) -> None:
        info, sent = seen.info, _sent(seen.info) + seen.info.tally[Outcome.UNCONFIRMED]
        if seen.verification is not None:
            self.verified.show_found(seen.verification, info, self._crm())
        elif sent and not info.is_stripped:
            self.verified.show_offer(self._crm(), words.reading_cost(self._to_read(info), self._crm()))
        else:
            self.verified.hide()

    def _is_unfinished(self) -> bool:
        return self._seen is not None and self._seen.info.state is not ImportState.FINISHED

    def _imports(self) -> Path:
        return self.walk.house.folders.imports

    def _crm(self) -> str:
        return SYSTEM_NAMES[self._seen.info.system] if self._seen else ""

    def _stem(self) -> str:
        return Path(self._seen.info.file_name).stem if self._seen else ""

    # Building

    def _lay_out(self) -> None:
        cards = QHBoxLayout()
        cards.setSpacing(16)
        for card in (self.results, self.retry, self.undo):
            cards.addWidget(card, 1)
        for part in (self.retry, self.findings, self.retries):
            part.hide()
        self.content = QWidget()
        self.content.setProperty("role", "clear")
        self.content.setLayout(
            column(self.figures, self.strip, cards, self.findings, self.retries, None, spacing=12)
        )
        scrolled = QScrollArea()
        scrolled.setWidgetResizable(True)
        scrolled.setFrameShape(QScrollArea.Shape.NoFrame)
        scrolled.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scrolled.setWidget(self.content)
        self.body.addWidget(scrolled, 1)

    def _connect(self) -> None:
        self.strip.stop_requested.connect(self._stop)
        self.verified.wanted.connect(self.verify)
        self.results.open_wanted.connect(self._open_results)
        self.results.save_wanted.connect(self._save_results)
        self.undo.open_wanted.connect(self._open_undo_kit)
        self.undo.save_wanted.connect(self._save_undo_kit)
        self.retry.retry_wanted.connect(self._on_retry_wanted)
        self.retries.chosen.connect(self._show_other)


def _sent(info: ImportInfo) -> int:
    """Rows whose values should be in the CRM because of this import."""
    return info.tally[Outcome.CREATED] + info.tally[Outcome.UPDATED]
