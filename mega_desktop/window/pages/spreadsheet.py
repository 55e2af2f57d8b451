"""Spreadsheet: which file holds the leads, and was it read rightly?"""

from __future__ import annotations

from pathlib import Path
from typing import TypedDict

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from mega_desktop.errors import Problem
from mega_desktop.folders import sample_spreadsheet
from mega_desktop.sheets import Table, read_table
from mega_desktop.window.jobs import Job
from mega_desktop.window.pages.page import Page, Primary
from mega_desktop.window.walk import Step, Walk
from mega_desktop.window.widgets.buttons import button
from mega_desktop.window.widgets.drop_zone import DropZone
from mega_desktop.window.widgets.file_card import FileCard
from mega_desktop.window.widgets.layout import column, holder, row
from mega_desktop.window.widgets.loading import LoadingCard
from mega_desktop.window.widgets.notes import NoteList
from mega_desktop.window.widgets.sheet_view import SheetView
from mega_desktop.window.widgets.text import label
from mega_desktop.window.wording import number
from mega_desktop.work import Control, Progress, Report

KINDS = "*.xlsx *.xlsm *.xls *.xlsb *.ods *.csv *.tsv *.txt"
"""Spreadsheets the reader knows, for the file dialog."""

ENCODING_DOUBTS = frozenset({"encoding_guessed", "mixed_encodings"})
SEPARATOR_DOUBTS = frozenset({"short_rows", "long_rows", "unclosed_quote"})
"""Codes of the notes that say a text file may have been read wrongly."""


class Reading(TypedDict, total=False):
    """How a file is to be read, where the person has said so."""

    sheet: str
    header_row: int
    encoding: str
    separator: str


class SpreadsheetPage(Page):
    """Reads a file in a job and shows it as Excel does."""

    def __init__(self, walk: Walk) -> None:
        super().__init__(walk)
        self.set_heading(
            self.tr("Which spreadsheet holds the leads?"),
            self.tr("Drop a file anywhere in this window, paste cells, or choose a file."),
        )
        self._job: Job | None = None
        self._asked: Reading = {}
        self.drop_zone = self._make_drop_zone()
        self.loading = self._make_loading()
        self.file_card = self._make_file_card()
        self.sheet = self._make_sheet()
        self.notes = NoteList(walk.theme)
        self._shown = self._make_shown()
        self.body.addWidget(self.drop_zone, 1)
        self.body.addWidget(self.file_card)
        self.body.addWidget(self.loading)
        self.body.addWidget(self._shown, 1)
        self.body.addStretch()
        walk.file_offered.connect(self.open_file)
        self._show()

    @property
    def is_reading(self) -> bool:
        return self._job is not None

    def enter(self) -> None:
        self._show()

    def primary(self) -> Primary:
        table = self.walk.table
        if self._job is not None:
            return Primary(self.tr("Match columns"), enabled=False, reason=self.tr("The file is being read"))
        if table is None:
            return Primary(
                self.tr("Match columns"), enabled=False, reason=self.tr("Choose a spreadsheet first")
            )
        if not table.rows:
            reason = self.tr("There are no rows below the column names")
            return Primary(self.tr("Match columns"), enabled=False, reason=reason)
        return Primary(self.tr("Match {0} columns").format(number(len(table.columns))))

    def go(self) -> None:
        self.walk.request(Step.MATCH)

    def first_focus(self) -> QWidget | None:
        if self._job is not None:
            return self.loading.stop
        return self.drop_zone.choose if self.walk.table is None else self.sheet.grid

    @Slot(object)
    def open_file(self, path: Path) -> None:
        """Reads another file from the beginning."""
        self._read(path, {})

    # What is on the page

    def _make_drop_zone(self) -> DropZone:
        zone = DropZone(self.walk.theme)
        zone.file_wanted.connect(self._choose_file)
        zone.sample_wanted.connect(self._open_sample)
        return zone

    def _make_loading(self) -> LoadingCard:
        loading = LoadingCard()
        loading.stop_wanted.connect(self._stop)
        return loading

    def _make_file_card(self) -> FileCard:
        card = FileCard(self.walk.theme)
        card.other_wanted.connect(self._choose_file)
        card.sheet_chosen.connect(self._read_sheet)
        card.encoding_chosen.connect(self._read_encoding)
        card.separator_chosen.connect(self._read_separator)
        return card

    def _make_sheet(self) -> SheetView:
        sheet = SheetView(self.walk.theme)
        sheet.header_chosen.connect(self._read_header)
        return sheet

    def _make_shown(self) -> QWidget:
        self._header_line = label(role="muted", name="headerLine")
        self._wrong_header = button(
            self.tr("&Not right?"), self._toggle_choosing, role="link", name="notRight"
        )
        self._no_header = button(
            self.tr("There are n&one"), self._read_without_header, role="quiet", name="noHeader"
        )
        line = row(self._header_line, self._wrong_header, self._no_header, None, spacing=4)
        left = column(line, self.sheet)
        left.setStretch(1, 1)
        both = row(left, self.notes, spacing=16)
        both.setStretch(0, 5)
        both.setStretch(1, 2)
        self.notes.setMaximumWidth(280)
        return holder(both)

    # Reading

    def _read(self, path: Path, how: Reading) -> None:
        self._forget_job()
        self.clear_problem()
        self._asked = how
        scratch = self.walk.house.scratch()

        def work(report: Report[Progress], control: Control) -> Table:
            return read_table(path, scratch=scratch, report=report, control=control, **how)

        self.loading.begin(self.tr("Reading {0}").format(path.name))
        job = self.walk.jobs.start(work)
        job.progress.connect(self.loading.show_progress)
        job.succeeded.connect(self._on_read)
        job.failed.connect(self._on_failed)
        job.finished.connect(self._on_finished)
        self._job = job
        self._show()

    def _forget_job(self) -> None:
        """Stops a reading that is no longer wanted and listens to it no more."""
        job, self._job = self._job, None
        if job is not None:
            for signal in (job.progress, job.succeeded, job.failed, job.finished):
                signal.disconnect()
            job.cancel()

    def _again(self, how: Reading) -> None:
        table = self.walk.table
        if table is not None:
            self._read(table.path, how)

    @Slot(object)
    def _on_read(self, table: Table) -> None:
        self.walk.set_table(table)

    @Slot(object)
    def _on_failed(self, problem: Problem) -> None:
        self.show_problem(problem)

    @Slot()
    def _on_finished(self) -> None:
        self._job = None
        self._show()

    @Slot()
    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()

    @Slot(object)
    def _read_sheet(self, sheet: str) -> None:
        self._again({"sheet": sheet})

    @Slot(object)
    def _read_header(self, header_row: int) -> None:
        self._again({**self._kept(), "header_row": header_row})

    @Slot()
    def _read_without_header(self) -> None:
        self._read_header(0)

    @Slot(object)
    def _read_encoding(self, encoding: str) -> None:
        self._again({**self._kept(), "encoding": encoding})

    @Slot(object)
    def _read_separator(self, separator: str) -> None:
        self._again({**self._kept(), "separator": separator})

    def _kept(self) -> Reading:
        """What was asked for before, and the sheet that is open."""
        sheet: Reading = {"sheet": self.walk.table.sheet} if self.walk.table and self.walk.table.sheet else {}
        return {**sheet, **self._asked}

    @Slot()
    def _choose_file(self) -> None:
        kinds = self.tr("Spreadsheets ({0})").format(KINDS)
        chosen, _ = QFileDialog.getOpenFileName(self, self.tr("Choose a spreadsheet"), "", kinds)
        if chosen:
            self.open_file(Path(chosen))

    @Slot()
    def _open_sample(self) -> None:
        self.open_file(sample_spreadsheet())

    # Showing

    def _show(self) -> None:
        table = self.walk.table
        reading = self._job is not None
        self.drop_zone.setVisible(table is None and not reading)
        self.loading.setVisible(reading)
        self.file_card.setVisible(table is not None and not reading)
        self._shown.setVisible(table is not None and not reading)
        if table is not None and not reading:
            self._show_table(table)
        self.changed.emit()
        self.keep_focus()

    def _show_table(self, table: Table) -> None:
        codes = {note.code for note in table.notes}
        self.file_card.show_table(
            table,
            encoding_doubt=bool(codes & ENCODING_DOUBTS) or "encoding" in self._asked,
            separator_doubt=bool(codes & SEPARATOR_DOUBTS)
            or "separator" in self._asked
            or len(table.columns) == 1,
        )
        self.notes.show_notes(table.notes)
        self._show_rows(table, choosing=False)

    def _show_rows(self, table: Table, *, choosing: bool) -> None:
        self.sheet.show_table(table, choosing=choosing)
        self._no_header.setVisible(choosing and bool(table.header_row))
        if choosing:
            self._header_line.setText(self.tr("Click the row that holds the column names."))
            self._wrong_header.setText(self.tr("Leave it as it is"))
            return
        self._wrong_header.setText(self.tr("&Not right?"))
        if table.header_row:
            line = self.tr("Row {0} holds the column names.").format(number(table.header_row))
        else:
            line = self.tr("No row holds column names.")
        self._header_line.setText(line)

    @Slot()
    def _toggle_choosing(self) -> None:
        if self.walk.table is not None:
            self._show_rows(self.walk.table, choosing=not self.sheet.model.is_choosing)
