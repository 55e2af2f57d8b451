"""Import: what is being sent, what became of it, and how to hold or stop it."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QAbstractButton, QHeaderView, QSizePolicy

from mega_desktop.accounts import Account, StoreProblem
from mega_desktop.crm import BadToken, NoPermission, System
from mega_desktop.errors import Problem
from mega_desktop.importing import ImportInfo, ImportProgress, ImportState, Outcome, Tally
from mega_desktop.window.account_dialog import ask_for_token
from mega_desktop.window.delegates import OUTCOME_TONES, CellDelegate, ChunkDelegate, Ink
from mega_desktop.window.jobs import Job, Work
from mega_desktop.window.models.upload_model import UploadColumn, UploadModel
from mega_desktop.window.pages.import_work import Opened, bound_to, opening, sending
from mega_desktop.window.pages.page import Page, Primary
from mega_desktop.window.tokens import Tone
from mega_desktop.window.walk import Step, Walk
from mega_desktop.window.widgets.badge import Badge
from mega_desktop.window.widgets.banner import action
from mega_desktop.window.widgets.bar import Legend, Part, StackedBar
from mega_desktop.window.widgets.buttons import button
from mega_desktop.window.widgets.grid import Grid
from mega_desktop.window.widgets.layout import Card, row
from mega_desktop.window.widgets.text import label
from mega_desktop.window.wording import counted, number, outcome_word, seconds_text, secret_word

SENT_OUTCOMES = (Outcome.CREATED, Outcome.UPDATED, Outcome.UNCHANGED, Outcome.SKIPPED)
"""What a row that was sent can become; the rest of what was sent is not certain, or failed."""
WIDTHS = {UploadColumn.NUMBER: 72, UploadColumn.ROWS: 220, UploadColumn.STATE: 176}


def sent_parts(tally: Tally, sent: int, in_doubt: int) -> tuple[Part, ...]:
    """What became of the rows that were sent; those that failed in the preview are not among them."""
    counts = {outcome: tally[outcome] for outcome in SENT_OUTCOMES}
    counts[Outcome.UNCONFIRMED] = in_doubt
    counts[Outcome.FAILED] = max(sent - sum(counts.values()), 0)
    return tuple(Part(OUTCOME_TONES[o], n, outcome_word(o).lower()) for o, n in counts.items())


class ImportPage(Page):
    """Runs the import `walk.import_id`, from wherever it is."""

    def __init__(self, walk: Walk) -> None:
        super().__init__(walk)
        self._job: Job | None = None
        self._import_id = ""
        self._info: ImportInfo | None = None
        self._is_here = False
        self._is_ready = False
        self._has_new_token = False
        self._make_parts()
        self._lay_out()

    # What the frame asks

    def enter(self) -> None:
        """Starts, or goes on, when the import is another one than before; one that was stopped waits."""
        self._is_here = True
        self._show_heading()
        continues = self.walk.take_wish_to_continue()
        if self.walk.import_id and (continues or self.walk.import_id != self._import_id):
            self._import_id = self.walk.import_id
            self._info = None
            self.uploads.show(())
            self.start()

    def leave(self) -> None:
        self._is_here = False

    def has_back(self) -> bool:
        return self._job is None

    def primary(self) -> Primary:
        if self._job is not None:
            return Primary("", reason=self.tr("The report opens when all is done"))
        if self._info is not None and self._info.state is ImportState.FINISHED:
            return Primary(self.tr("Open the report"))
        return Primary(self.tr("Continue the import"), reason=self.tr("Nothing is sent twice"))

    def go(self) -> None:
        if self._info is not None and self._info.state is ImportState.FINISHED:
            self.walk.request(Step.REPORT)
        else:
            self.start()

    def extra_buttons(self) -> list[QAbstractButton]:
        return [self.pause, self.stop] if self._job is not None else [self.report]

    # Running

    @Slot()
    def start(self) -> None:
        """Sends what is left, on a thread of its own; connects to the import's account first if need be."""
        if self._job is not None or not self._import_id:
            return
        self.clear_problem()
        is_connected = self.walk.destination is not None and not self._has_new_token
        connected_to = self.walk.account if is_connected else None
        job = self._begin(opening(self.walk.house, self._import_id, connected_to))
        job.succeeded.connect(self._on_opened)
        job.failed.connect(self._on_failed)
        job.finished.connect(self._on_connecting_over)
        self._show_state(self.tr("Starting"), self.tr("Nothing is sent twice."))

    @Slot(object)
    def _on_opened(self, opened: Opened) -> None:
        if opened.connected is not None:
            self.walk.set_account(opened.connected.account)
            self.walk.set_destination(opened.connected.destination, opened.connected.connection)
            self._show_heading()
        if opened.warning:
            self.banner.say(opened.warning, "", "info")
        self._has_new_token = False
        self._is_ready = True

    @Slot()
    def _on_connecting_over(self) -> None:
        self._job = None
        self._show_state("")
        if self._is_ready:
            self._send()
        self.changed.emit()

    def _send(self) -> None:
        destination = self.walk.destination
        self._is_ready = False
        if destination is None:
            return
        house = self.walk.house
        job = self._begin(sending(house.folders.imports, self._import_id, destination, house.clock))
        job.progress.connect(self._on_progress)
        job.succeeded.connect(self._on_ended)
        job.failed.connect(self._on_failed)
        job.finished.connect(self._on_over)
        self.walk.set_import_job(job)

    def _begin(self, work: Work) -> Job:
        job = self._job = self.walk.jobs.start(work)
        self.pause.setText(self.tr("&Pause"))
        self.stop.setEnabled(True)
        self.changed.emit()
        return job

    @Slot()
    def toggle_pause(self) -> None:
        """Holds the import after the upload under way, or lets it go on."""
        if self._job is None:
            return
        if self._job.control.is_paused:
            self._job.proceed()
            self.pause.setText(self.tr("&Pause"))
            self._show_state("")
        else:
            self._job.pause()
            self.pause.setText(self.tr("&Go on"))
            self._show_state(self.tr("Paused"), self.tr("Nothing is sent until you go on."))

    @Slot()
    def stop_import(self) -> None:
        """Ends the import after the upload under way; it can be continued at any time."""
        if self._job is not None:
            self.stop.setEnabled(False)
            self._show_state(self.tr("Stopping"), self.tr("The upload under way comes to its end first."))
            self._job.cancel()

    @Slot(object)
    def _on_progress(self, progress: ImportProgress) -> None:
        self.sent.show()
        self._sent_word.setText(self.tr("leads sent"))
        self.sent.setText(
            self.tr("{sent} of {all}").format(sent=number(progress.sent), all=number(progress.to_send))
        )
        parts = sent_parts(progress.tally, progress.sent, progress.tally[Outcome.UNCONFIRMED])
        self.bar.show_parts(parts, progress.to_send)
        self.legend.show_parts(parts)
        self.uploads.show(progress.recent)
        self.left.setText(self._left_text(progress))
        if self._job is not None and not (self._job.control.is_paused or self._job.control.is_cancelled):
            self._show_waiting(progress)

    @Slot(object)
    def _on_ended(self, info: ImportInfo) -> None:
        self._info = info
        self.left.setText("")
        if info.state is not ImportState.FINISHED:
            self.banner.say(
                counted(
                    info.chunks_done,
                    self.tr("The import is stopped. {n} upload is confirmed, nothing is lost."),
                    self.tr("The import is stopped. {n} uploads are confirmed, nothing is lost."),
                ),
                self.tr("Continue when you like; it goes on where it was."),
            )

    @Slot(object)
    def _on_failed(self, problem: Problem) -> None:
        self.left.setText("")
        if isinstance(problem, BadToken | NoPermission | StoreProblem):
            system = self.walk.account.system if self.walk.account else System.MEGA
            text = self.tr("&Enter a new {0}…").format(secret_word(system))
            self.show_problem(problem, action(text, self._ask_for_token, name="enterToken"))
        else:
            self.show_problem(problem, action(self.tr("&Continue"), self.start, name="continueImport"))

    # A new token

    @Slot()
    def _ask_for_token(self) -> None:
        """Asks for the token of the account this import belongs to, and goes on with it."""
        job = self.walk.jobs.start(bound_to(self.walk.house, self._import_id))
        job.succeeded.connect(self._open_token_dialog)
        job.failed.connect(self.show_problem)

    @Slot(object)
    def _open_token_dialog(self, account: Account) -> None:
        ask_for_token(self.walk, account, self, self._on_token)

    @Slot(object)
    def _on_token(self, _account: Account) -> None:
        self._has_new_token = True
        self.start()

    @Slot()
    def _on_over(self) -> None:
        self._job = None
        self._show_state("")
        self.changed.emit()
        if self._is_here and self._info is not None and self._info.state is ImportState.FINISHED:
            self.walk.request(Step.REPORT)

    # Showing

    def _show_heading(self) -> None:
        self.set_heading(
            self.tr("Importing into {account}").format(account=self._account()),
            self.tr("You can close the window or switch the computer off: the import goes on where it was."),
        )

    def _show_waiting(self, progress: ImportProgress) -> None:
        if progress.waiting_s <= 0:
            self._show_state("")
            return
        seconds = number(max(1, round(progress.waiting_s)))
        self._show_state(self.tr("Waiting {n} s").format(n=seconds), progress.why)

    def _show_state(self, word: str, sentence: str = "") -> None:
        self.state.setVisible(bool(word))
        self._badge.show_state(word, Tone.INFO)
        self._why.setText(sentence)

    def _left_text(self, progress: ImportProgress) -> str:
        if progress.left_s is None or progress.sent >= progress.to_send:
            return ""
        return self.tr("{time} left").format(time=seconds_text(progress.left_s))

    def _account(self) -> str:
        return self.walk.account.name if self.walk.account else self.tr("your CRM")

    @Slot()
    def _to_report(self) -> None:
        self.walk.request(Step.REPORT)

    @Slot()
    def _on_uploads(self) -> None:
        self._first.setVisible(not self.uploads.rowCount())

    # Building

    def _make_parts(self) -> None:
        theme = self.walk.theme
        self.sent = label(role="number", name="sent")
        self.sent.hide()
        self._sent_word = label(self.tr("Getting ready …"), "muted")
        self.left = label(role="muted", name="left")
        self.bar = StackedBar(theme)
        self.legend = Legend(theme)
        self.state = Card()
        self._badge = Badge("", Tone.INFO)
        self._why = label(name="why", wrap=True)
        self.uploads = UploadModel(self)
        self.grid = Grid(self.uploads, theme, self.tr("Uploads"))
        self._first = label(self.tr("Each upload is listed here."), "muted", name="firstUpload")
        self._first.setContentsMargins(16, 8, 16, 0)
        self.uploads.modelReset.connect(self._on_uploads)
        header = self.grid.horizontalHeader()
        header.hide()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(UploadColumn.RESULT, QHeaderView.ResizeMode.Stretch)
        for column, width in WIDTHS.items():
            self.grid.setColumnWidth(column, width)
        for muted in (UploadColumn.NUMBER, UploadColumn.RESULT):
            self.grid.setItemDelegateForColumn(muted, CellDelegate(theme, Ink.MUTED, self.grid))
        self.grid.setItemDelegateForColumn(UploadColumn.STATE, ChunkDelegate(theme, parent=self.grid))
        self.pause = button(self.tr("&Pause"), self.toggle_pause, name="pause")
        self.stop = button(self.tr("&Stop after this upload"), self.stop_import, name="stop")
        self.report = button(self.tr("&Show what was sent"), self._to_report, name="showReport")

    def _lay_out(self) -> None:
        sending = Card(margin=24, spacing=12)
        sending.box.addLayout(row(self.sent, self._sent_word, None, self.left))
        sending.box.addWidget(self.bar)
        sending.box.addWidget(self.legend)
        line = row(self._badge, self._why)
        line.setStretch(1, 1)
        self.state.box.addLayout(line)
        self.state.hide()
        below = Card(margin=0)
        below.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        title = label(self.tr("Uploads"), "title")
        title.setContentsMargins(16, 16, 16, 0)
        below.box.setContentsMargins(1, 1, 1, 8)
        below.box.addWidget(title)
        below.box.addWidget(self._first)
        below.box.addWidget(self.grid, 1)
        self.body.addWidget(sending)
        self.body.addWidget(self.state)
        self.body.addWidget(below, 1)
