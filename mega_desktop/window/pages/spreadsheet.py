"""Spreadsheet: which file holds the leads, and was it read rightly?"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QWidget

from mega_desktop.errors import Problem
from mega_desktop.folders import sample_spreadsheet
from mega_desktop.sheets import LeftOut, Table
from mega_desktop.window.choosing import choose_spreadsheet
from mega_desktop.window.pages.page import Page, Primary
from mega_desktop.window.pages.spreadsheet_work import FileReading, Opened
from mega_desktop.window.walk import Step, Walk
from mega_desktop.window.widgets.buttons import button
from mega_desktop.window.widgets.drop_zone import DropZone
from mega_desktop.window.widgets.file_card import FileCard
from mega_desktop.window.widgets.layout import column, holder, row
from mega_desktop.window.widgets.loading import LoadingLine
from mega_desktop.window.widgets.notes import NoteList
from mega_desktop.window.widgets.sheet_view import SheetView
from mega_desktop.window.widgets.text import label
from mega_desktop.window.wording import number

SEPARATOR_DOUBTS = frozenset({"short_rows", "long_rows", "unclosed_quote"})
"""Codes of the notes that say a text file may have been taken apart wrongly."""


class SpreadsheetPage(Page):
    """Reads a file in a job and shows it as Excel does, its first rows while the rest is being read."""

    def __init__(self, walk: Walk) -> None:
        super().__init__(walk)
        self.set_heading(
            self.tr("Which spreadsheet holds the leads?"),
            self.tr("Drop a file anywhere in this window, paste cells, or choose a file."),
        )
        self._first: Opened | None = None
        self._whole: Opened | None = None
        self.loading = LoadingLine()
        self._reading = self._make_reading()
        self.drop_zone = self._make_drop_zone()
        self.file_card = self._make_file_card()
        self.sheet = self._make_sheet()
        self.notes = self._make_notes()
        self._shown = self._make_shown()
        self.body.addWidget(self.drop_zone, 1)
        self.body.addWidget(self.file_card)
        self.body.addWidget(self._shown, 1)
        walk.file_offered.connect(self.open_file)
        self._show()

    @property
    def is_reading(self) -> bool:
        return self._reading.path is not None

    def enter(self) -> None:
        self._show()

    def primary(self) -> Primary:
        table = self.walk.table
        if self.is_reading:
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
        if self.is_reading:
            return self.loading.stop
        return self.drop_zone.choose if self.walk.table is None else self.sheet.grid

    @Slot(object)
    def open_file(self, path: Path) -> None:
        """Reads another file from the beginning."""
        self._reading.open(path)
        self._on_begun()

    # What is on the page

    def _make_reading(self) -> FileReading:
        reading = FileReading(self.walk)
        reading.progress.connect(self.loading.show_progress)
        reading.first_rows.connect(self._on_first_rows)
        reading.succeeded.connect(self._on_read)
        reading.failed.connect(self._on_failed)
        reading.stopped.connect(self._on_stopped)
        reading.finished.connect(self._on_finished)
        self.loading.stop_wanted.connect(reading.stop)
        return reading

    def _make_drop_zone(self) -> DropZone:
        zone = DropZone(self.walk.theme)
        zone.file_wanted.connect(self._choose_file)
        zone.sample_wanted.connect(self._open_sample)
        return zone

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

    def _make_notes(self) -> NoteList:
        notes = NoteList(self.walk.theme)
        notes.setMaximumWidth(280)
        notes.row_wanted.connect(self._show_row)
        notes.leaving_out_wanted.connect(self._leave_out)
        notes.reading_wanted.connect(self._read_left_out)
        return notes

    def _make_shown(self) -> QWidget:
        self._line = self._make_line()
        left = column(self._line, self.sheet)
        left.setStretch(1, 1)
        both = row(left, self.notes, spacing=16)
        both.setStretch(0, 5)
        both.setStretch(1, 2)
        return holder(both)

    def _make_line(self) -> QStackedWidget:
        """What stands above the grid: the header row, or how far the reading is.

        Both have one height, so that the grid does not jump.
        """
        self._header_line = label(role="muted", name="headerLine")
        self._wrong_header = button(
            self.tr("&Not right?"), self._toggle_choosing, role="link", name="notRight"
        )
        self._no_header = button(
            self.tr("There are n&one"), self._read_without_header, role="quiet", name="noHeader"
        )
        self._header = holder(row(self._header_line, self._wrong_header, self._no_header, None, spacing=4))
        line = QStackedWidget()
        line.addWidget(self._header)
        line.addWidget(self.loading)
        line.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        return line

    # Reading

    def _on_begun(self) -> None:
        self._first = None
        self.clear_problem()
        path = self._reading.path
        self.loading.begin(self.tr("Reading {0}").format(path.name if path else ""))
        self._show()

    @Slot(object)
    def _on_first_rows(self, opened: Opened) -> None:
        self._first = opened
        self.loading.say(self.tr("Reading the rest…"))
        self._show()

    @Slot(object)
    def _on_read(self, opened: Opened) -> None:
        self._whole = opened
        self.walk.set_table(opened.table)

    @Slot(object)
    def _on_failed(self, problem: Problem) -> None:
        self.show_problem(problem)

    @Slot()
    def _on_stopped(self) -> None:
        table = self.walk.table
        if table is None:
            advice = self.tr("Nothing was kept of the file. Choose it again, or another one.")
        else:
            advice = self.tr("{0} is open as it was before.").format(table.path.name)
        self.banner.say(self.tr("You stopped the reading. No leads are affected."), advice, "info")

    @Slot()
    def _on_finished(self) -> None:
        self._first = None
        self._show()

    @Slot(object)
    def _read_sheet(self, sheet: str) -> None:
        self._reading.open_sheet(sheet)
        self._on_begun()

    @Slot(object)
    def _read_header(self, header_row: int) -> None:
        self._reading.again({"header_row": header_row})
        self._on_begun()

    @Slot()
    def _read_without_header(self) -> None:
        self._read_header(0)

    @Slot(object)
    def _read_encoding(self, encoding: str) -> None:
        self._reading.again({"encoding": encoding})
        self._on_begun()

    @Slot(object)
    def _read_separator(self, separator: str) -> None:
        self._reading.again({"separator": separator})
        self._on_begun()

    @Slot(object)
    def _leave_out(self, kind: LeftOut) -> None:
        self._reading.leave_out(kind, leave=True)
        self._on_begun()

    @Slot(object)
    def _read_left_out(self, kind: LeftOut) -> None:
        self._reading.leave_out(kind, leave=False)
        self._on_begun()

    @Slot()
    def _choose_file(self) -> None:
        chosen = choose_spreadsheet(self)
        if chosen is not None:
            self.open_file(chosen)

    @Slot()
    def _open_sample(self) -> None:
        self.open_file(sample_spreadsheet())

    # Showing

    def _show(self) -> None:
        opened = self._in_sight()
        is_empty = opened is None and not self.is_reading
        goes = self.drop_zone.choose.hasFocus() or self.loading.stop.hasFocus()
        self.drop_zone.setVisible(is_empty)
        self.file_card.setVisible(not is_empty)
        self._shown.setVisible(not is_empty)
        self._line.setCurrentWidget(self.loading if self.is_reading else self._header)
        if opened is not None:
            self._show_opened(opened)
        elif self._reading.path is not None:
            self._show_nothing_yet(self._reading.path)
        self.changed.emit()
        self._keep_focus(goes=goes)

    def _keep_focus(self, *, goes: bool) -> None:
        """Keeps the keyboard on this page; Qt would pass it on to whatever part comes next."""
        first = self.first_focus()
        if goes and first is not None:
            first.setFocus()
        self.keep_focus()

    def _in_sight(self) -> Opened | None:
        """What there is to be seen: the first rows, or the table unless another file is being read."""
        table = self.walk.table
        if self._first is not None or table is None or self._reading.is_another_file:
            return self._first
        return self._whole if self._whole and self._whole.table is table else Opened(table)

    def _show_nothing_yet(self, path: Path) -> None:
        self.file_card.show_reading(path.name)
        self.notes.show_notes((), (), is_whole=False)
        self.sheet.show_table(None)

    def _show_opened(self, opened: Opened) -> None:
        table, doubt = opened.table, opened.doubt
        if self.sheet.model.table is not table:
            self.notes.show_notes(table.notes, table.left_out, is_whole=opened.is_whole)
        elif self.is_reading:  # in another way: what was just chosen stays in sight
            return
        self._show_rows(opened, choosing=False)
        codes = {note.code for note in table.notes}
        self.file_card.show_table(
            table,
            is_whole=opened.is_whole,
            separator_doubt=bool(codes & SEPARATOR_DOUBTS)
            or "separator" in self._reading.choices
            or len(table.columns) == 1,
        )
        self.file_card.show_doubt(table.encoding, doubt.encodings, doubt.sample)

    def _show_rows(self, opened: Opened, *, choosing: bool) -> None:
        self.sheet.show_table(opened.table, opened.beginning, choosing=choosing)
        self._say_header(opened.table, choosing=choosing)

    def _say_header(self, table: Table, *, choosing: bool) -> None:
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

    @Slot(object)
    def _show_row(self, row_number: int) -> None:
        opened = self._in_sight()
        if opened is not None:
            self._show_rows(opened, choosing=False)
            self.sheet.show_row(row_number)

    @Slot()
    def _toggle_choosing(self) -> None:
        opened = self._in_sight()
        if opened is not None:
            self._show_rows(opened, choosing=not self.sheet.model.is_choosing)
