"""Report: what became of every row, planned next to actual."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QHBoxLayout, QSizePolicy

from mega_desktop.errors import Problem
from mega_desktop.importing import ImportInfo, ImportState, Outcome, discard
from mega_desktop.reporting import Tile, write_report
from mega_desktop.window.asking import ask
from mega_desktop.window.delegates import OUTCOME_TONES
from mega_desktop.window.jobs import Job
from mega_desktop.window.pages.page import Page, Primary
from mega_desktop.window.pages.report_work import Seen, see
from mega_desktop.window.walk import Step, Walk
from mega_desktop.window.widgets.banner import action
from mega_desktop.window.widgets.bar import Part, StackedBar
from mega_desktop.window.widgets.buttons import button
from mega_desktop.window.widgets.layout import Card, clear, row
from mega_desktop.window.widgets.strip import ProgressStrip
from mega_desktop.window.widgets.text import ElidedLabel, label
from mega_desktop.window.widgets.tiles import Figure
from mega_desktop.window.wording import counted, date_text, number, outcome_word, time_text
from mega_desktop.work import Control, Progress, Report

ARRIVED = (Outcome.CREATED, Outcome.UPDATED, Outcome.UNCHANGED, Outcome.SKIPPED)
"""Outcomes of rows whose lead is in the CRM."""
ALWAYS = (Outcome.CREATED, Outcome.UPDATED, Outcome.UNCHANGED, Outcome.FAILED)
"""Outcomes that are shown even when no row has them."""


class ReportPage(Page):
    """Shows the import `walk.import_id`, finished or not."""

    def __init__(self, walk: Walk) -> None:
        super().__init__(walk)
        self._seen: Seen | None = None
        self._looking: Job | None = None
        self._writing: Job | None = None
        self._workbook: Path | None = None
        self.bar = StackedBar(walk.theme)
        self.sum = label(role="muted", wrap=True, name="sum")
        self.strip = ProgressStrip("report")
        self.figures = QHBoxLayout()
        self.history = button(self.tr("Past &imports"), walk.request_history, name="pastImports")
        self.delete = button(self.tr("&Delete this import’s data"), self._ask_to_delete, name="deleteImport")
        self.save = button(self.tr("&Save workbook…"), self._choose_place, name="saveWorkbook")
        self.open = button(self.tr("&Open workbook"), self._open_workbook, name="openWorkbook")
        self._lay_out()

    # What the frame asks

    def enter(self) -> None:
        if self._seen is None or self._seen.info.id != self.walk.import_id:
            self._seen = self._workbook = None
            self.set_heading(self.tr("Report"))
            self._show_workbook()
        self._look()

    def has_back(self) -> bool:
        return False

    def primary(self) -> Primary:
        info = self._seen.info if self._seen else None
        if info is not None and info.state is not ImportState.FINISHED:
            return Primary(self.tr("Continue the import"), reason=self.tr("Nothing is sent twice"))
        return Primary(self.tr("New import"))

    def go(self) -> None:
        if self._seen is not None and self._seen.info.state is not ImportState.FINISHED:
            self.walk.request(Step.IMPORT)
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
        imports, import_id = self.walk.house.folders.imports, self.walk.import_id

        def read(_report: Report[object], _control: Control) -> object:
            return see(imports, import_id)

        self.clear_problem()
        job = self._looking = self.walk.jobs.start(read)
        job.succeeded.connect(self._on_seen)
        job.failed.connect(self._on_failed)

    @Slot(object)
    def _on_seen(self, seen: Seen) -> None:
        if seen.info.id != self.walk.import_id:
            return
        self._seen = seen
        self._show_heading(seen.info)
        self._show_figures(seen)
        self._show_reasons(seen)
        self._show_workbook()
        self.changed.emit()

    @Slot(object)
    def _on_failed(self, problem: Problem) -> None:
        self.show_problem(problem)

    # The workbook

    @Slot()
    def _choose_place(self) -> None:
        if self._seen is None or self._writing is not None:
            return
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        stem = Path(self._seen.info.file_name).stem
        start = Path(documents) / self.tr("{file} results.xlsx").format(file=stem)
        # Nothing is written over: a name that is taken gets a number.
        chosen, _kind = QFileDialog.getSaveFileName(
            self,
            self.tr("Save the results"),
            str(start),
            self.tr("Excel workbook (*.xlsx)"),
            options=QFileDialog.Option.DontConfirmOverwrite,
        )
        if chosen:
            self.write_workbook(Path(chosen).with_suffix(".xlsx"))

    def write_workbook(self, target: Path) -> None:
        """Writes every row of the file with its outcome, reason and lead id."""
        imports, import_id = self.walk.house.folders.imports, self.walk.import_id

        def write(report: Report[object], control: Control) -> object:
            return write_report(imports, import_id, target, report, control)

        self.clear_problem()
        job = self._writing = self.walk.jobs.start(write)
        job.progress.connect(self._on_progress)
        job.succeeded.connect(self._on_written)
        job.failed.connect(self._on_failed)
        job.finished.connect(self._on_writing_over)
        self.save.setEnabled(False)
        self.strip.show_progress(self.tr("Writing the workbook"))

    @Slot(object)
    def _on_progress(self, progress: Progress) -> None:
        self.strip.show_progress(self.tr("Writing the workbook"), progress.done, progress.total)

    @Slot(object)
    def _on_written(self, path: object) -> None:
        self._workbook = Path(str(path))
        self._show_workbook()

    @Slot()
    def _on_writing_over(self) -> None:
        self._writing = None
        self.strip.hide()
        self.save.setEnabled(True)

    @Slot()
    def _stop_writing(self) -> None:
        if self._writing is not None:
            self.strip.show_stopping()
            self._writing.cancel()

    @Slot()
    def _open_workbook(self) -> None:
        if self._workbook is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._workbook)))

    # Deleting

    @Slot()
    def _ask_to_delete(self) -> None:
        if self._seen is None:
            return
        sure = ask(
            self,
            self.tr("Delete the data of this import?"),
            self.tr(
                "The rows of {file} and this report are removed from this computer. "
                "The leads in {account} stay as they are."
            ).format(file=self._seen.info.file_name, account=self._seen.info.account),
            self.tr("&Delete the data"),
        )
        if sure:
            self.delete_import()

    def delete_import(self) -> None:
        """Removes the import's personal data from this computer; leads in the CRM stay."""
        imports, import_id = self.walk.house.folders.imports, self.walk.import_id

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

    def _show_heading(self, info: ImportInfo) -> None:
        arrived = number(sum(info.tally[o] for o in ARRIVED))
        text = self.tr("{n} leads are in {account}")
        if info.state is not ImportState.FINISHED:
            text = self.tr("{n} leads are in {account} so far")
        ended = info.finished_at
        when = date_text(info.created_at)
        if ended is not None:
            when = self.tr("{start} to {end}").format(start=when, end=time_text(ended))
        uploads = counted(info.chunks_done, self.tr("{n} upload"), self.tr("{n} uploads"))
        self.set_heading(
            text.format(n=arrived, account=info.account), f"{info.file_name}  ·  {when}  ·  {uploads}"
        )
        if info.state is not ImportState.FINISHED:
            self._say_unfinished(info)

    def _say_unfinished(self, info: ImportInfo) -> None:
        one, many = self.tr("{n} row was not sent yet."), self.tr("{n} rows were not sent yet.")
        title = counted(info.tally[Outcome.NOT_SENT], one, many)
        advice = info.stopped_because or self.tr("Continue when you like; nothing is sent twice.")
        self.banner.say(title, advice, "warn", action(self.tr("&Continue"), self.go, name="continueImport"))

    def _show_figures(self, seen: Seen) -> None:
        tally = seen.info.tally
        parts = [
            Part(OUTCOME_TONES[t.outcome], t.actual, outcome_word(t.outcome).lower()) for t in seen.tiles
        ]
        self.bar.show_parts(parts, tally.rows)
        clear(self.figures)
        shown = [t for t in seen.tiles if t.actual or t.planned or t.outcome in ALWAYS]
        for tile in shown:
            figure = Figure(OUTCOME_TONES[tile.outcome], outcome_word(tile.outcome), self.walk.theme)
            figure.show_count(tile.actual, self._note(tile))
            self.figures.addWidget(figure)
        terms = " + ".join(number(t.actual) for t in shown)
        text = self.tr("{sum} = {rows} rows in your file")
        self.sum.setText(text.format(sum=terms, rows=number(tally.rows)))

    def _note(self, tile: Tile) -> str:
        """How the outcome compares with what the preview said."""
        if tile.planned is None:
            return ""
        more = tile.actual - tile.planned
        if not more:
            return self.tr("as planned")
        text = self.tr("{n} more than planned") if more > 0 else self.tr("{n} fewer than planned")
        return text.format(n=number(abs(more)))

    def _show_reasons(self, seen: Seen) -> None:
        clear(self._failed.box)
        failed = [(reason, n) for outcome, reason, n in seen.reasons if outcome is Outcome.FAILED]
        self._failed.setVisible(bool(failed))
        if failed:
            rows = seen.info.tally[Outcome.FAILED]
            title = counted(rows, self.tr("{n} row failed"), self.tr("{n} rows failed"))
            self._failed.box.addWidget(label(title, "title"))
            self._failed.box.addWidget(label(self.tr("They are not in your CRM. Why:"), "muted"))
            for reason, n in failed[:6]:
                self._failed.box.addWidget(ElidedLabel(f"{number(n)} · {reason}"))
            self._failed.box.addStretch(1)
        self._unconfirmed.setVisible(seen.info.tally[Outcome.UNCONFIRMED] > 0)
        one, many = self.tr("{n} row is not certain"), self.tr("{n} rows are not certain")
        self._unconfirmed_title.setText(counted(seen.info.tally[Outcome.UNCONFIRMED], one, many))

    def _show_workbook(self) -> None:
        written = self._workbook is not None
        self.open.setVisible(written)
        self._saved.setVisible(written)
        if self._workbook is not None:
            self._saved.set_whole(self.tr("Saved as {path}").format(path=str(self._workbook)))

    # Building

    def _lay_out(self) -> None:
        bar = Card(margin=24)
        bar.box.addWidget(self.bar)
        self.figures.setSpacing(12)
        cards = QHBoxLayout()
        cards.setSpacing(16)
        self._failed = Card(spacing=6)
        self._failed.setAccessibleName(self.tr("Rows that failed"))
        for card in (self._make_results_card(), self._failed, self._make_unconfirmed_card()):
            card.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
            cards.addWidget(card, 1)
        self._failed.hide()
        self._unconfirmed.hide()
        self.body.addWidget(bar)
        self.body.addLayout(self.figures)
        self.body.addWidget(self.sum)
        self.body.addWidget(self.strip)
        self.body.addLayout(cards)
        self.body.addStretch(1)
        self.strip.stop_requested.connect(self._stop_writing)

    def _make_results_card(self) -> Card:
        card = Card()
        self._saved = ElidedLabel(role="small")
        what = self.tr("Every row of your file with its outcome, the reason and the lead’s id.")
        card.box.addWidget(label(self.tr("Results in Excel"), "title"))
        card.box.addWidget(label(what, "muted", wrap=True))
        card.box.addWidget(self._saved)
        card.box.addStretch(1)
        card.box.addLayout(row(self.save, self.open, None))
        return card

    def _make_unconfirmed_card(self) -> Card:
        self._unconfirmed = Card()
        self._unconfirmed_title = label(role="title")
        what = self.tr(
            "They were sent, but the answer was lost, and nothing tells for sure whether it arrived. "
            "They may or may not be in your CRM: look for them there before you send them again. "
            "The workbook lists them."
        )
        self._unconfirmed.box.addWidget(self._unconfirmed_title)
        self._unconfirmed.box.addWidget(label(what, "muted", wrap=True))
        self._unconfirmed.box.addStretch(1)
        return self._unconfirmed
