"""Past imports: every import on this computer, with its report."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QAbstractButton, QComboBox, QSizePolicy

from mega_desktop.importing import (
    CHOICES,
    ImportInfo,
    ImportState,
    discard,
    keep_days,
    past_imports,
    remove_old_rows,
    set_keep_days,
)
from mega_desktop.reporting import read_verification
from mega_desktop.window.asking import ask
from mega_desktop.window.delegates import CellDelegate, Chip, ChipDelegate, Ink
from mega_desktop.window.models.history_model import (
    HistoryColumn,
    HistoryModel,
    HistoryRole,
    Index,
    PastImport,
    Standing,
    standing_word,
)
from mega_desktop.window.pages.page import Page, Primary
from mega_desktop.window.tokens import Tone
from mega_desktop.window.walk import Step, Walk
from mega_desktop.window.widgets.buttons import button
from mega_desktop.window.widgets.grid import Grid
from mega_desktop.window.widgets.layout import Card, row
from mega_desktop.window.widgets.text import label
from mega_desktop.work import Control, Report

WIDEST = {HistoryColumn.FILE: 200, HistoryColumn.ACCOUNT: 144}
"""Their texts have no end; the line below the list has them whole."""


SIGNS = {
    Standing.NOT_STARTED: (Tone.GREY, "…"),
    Standing.NOT_FINISHED: (Tone.WARN, "!"),
    Standing.ELSEWHERE: (Tone.INFO, "…"),
    Standing.FINISHED: (Tone.GREY, "✓"),
    Standing.VERIFIED: (Tone.OK, "✓"),
    Standing.DIFFERS: (Tone.WARN, "!"),
    Standing.NUMBERS_ONLY: (Tone.GREY, "–"),
    Standing.REMAINS: (Tone.WARN, "!"),
}


class StandingDelegate(ChipDelegate):
    """The state column."""

    def chip(self, index: Index) -> Chip | None:
        standing = index.data(HistoryRole.STATE)
        if standing is None:
            return None
        tone, sign = SIGNS[Standing(standing)]
        return Chip(tone, standing_word(Standing(standing)), sign)


class HistoryPage(Page):
    """A list to choose from; Enter or the primary button opens the report."""

    def __init__(self, walk: Walk) -> None:
        super().__init__(walk)
        self.set_heading(
            self.tr("Past imports"),
            self.tr("Kept on this computer alone. Deleting them never changes leads in your CRM."),
        )
        self.model = HistoryModel(self)
        self.grid = Grid(self.model, walk.theme, self.tr("Past imports"))
        self.empty = label(self.tr("There is no import yet."), "muted", name="empty")
        self.empty.setContentsMargins(16, 16, 16, 16)
        self.resume = button(self.tr("&Continue"), self._continue, name="continueImport")
        self.delete = button(self.tr("&Delete…"), self._ask_to_delete, name="deleteImport")
        self.chosen = label("", "muted", wrap=True, name="chosenImport")
        self.keep = self._make_choice()
        self._lay_out()

    def enter(self) -> None:
        self.grid.setFocus()
        self._look()

    def primary(self) -> Primary:
        if self._chosen() is None:
            return Primary("", reason="")
        return Primary(self.tr("Open the report"))

    def go(self) -> None:
        chosen = self._chosen()
        if chosen is not None:
            self.walk.set_import(chosen.id)
            self.walk.request(Step.REPORT)

    def extra_buttons(self) -> list[QAbstractButton]:
        chosen = self._chosen()
        if chosen is None:
            return []
        return [self.delete] if chosen.state is ImportState.FINISHED else [self.resume, self.delete]

    @Slot()
    def _look(self) -> None:
        imports = self.walk.house.folders.imports

        def read(_report: Report[object], _control: Control) -> object:
            return tuple(PastImport(info, read_verification(info.folder)) for info in past_imports(imports))

        job = self.walk.jobs.start(read)
        job.succeeded.connect(self._on_read)
        job.failed.connect(self.show_problem)

    @Slot(object)
    def _on_read(self, found: tuple[PastImport, ...]) -> None:
        self.model.show(found)
        self.empty.setVisible(not found)
        self.grid.setVisible(bool(found))
        self._give_room()
        self.grid.choose_row(0)
        self._on_row()

    def _give_room(self) -> None:
        """As wide as font and texts need it; the result takes what is left."""
        for column in HistoryColumn:
            if column is not HistoryColumn.RESULT:
                self.grid.resizeColumnToContents(column)
        for column, most in WIDEST.items():
            self.grid.setColumnWidth(column, min(self.grid.columnWidth(column), most))

    @Slot()
    def _on_row(self) -> None:
        self.chosen.setText(self.model.whole_text(self.grid.currentIndex().row()))
        self.changed.emit()

    @Slot()
    def _on_activated(self) -> None:
        self.go()

    @Slot()
    def _continue(self) -> None:
        chosen = self._chosen()
        if chosen is not None:
            self.walk.set_import(chosen.id)
            self.walk.continue_import()

    @Slot()
    def _ask_to_delete(self) -> None:
        chosen = self._chosen()
        if chosen is None:
            return
        sure = ask(
            self,
            self.tr("Delete the import of {file}?").format(file=chosen.file_name),
            self.tr(
                "Its rows and its report are removed from this computer. "
                "The leads in {account} stay as they are; what was not sent is never sent."
            ).format(account=chosen.account),
            self.tr("&Delete the data"),
        )
        if sure:
            self.delete_import(chosen.id)

    def delete_import(self, import_id: str) -> None:
        """Removes an import's personal data from this computer."""
        imports = self.walk.house.folders.imports

        def remove(_report: Report[object], _control: Control) -> object:
            discard(imports, import_id)
            return None

        if self.walk.import_id == import_id:
            self.walk.set_import("")
        job = self.walk.jobs.start(remove)
        job.failed.connect(self.show_problem)
        job.finished.connect(self._on_deleted)

    @Slot()
    def _on_deleted(self) -> None:
        self._look()

    # How long rows are kept

    def _make_choice(self) -> QComboBox:
        choice = QComboBox()
        choice.setObjectName("keepRows")
        choice.setAccessibleName(self.tr("How long the rows of finished imports are kept"))
        for days in CHOICES:
            text = self.tr("until I delete them") if days is None else self.tr("{n} days").format(n=days)
            choice.addItem(text, days)
        choice.setCurrentIndex(choice.findData(keep_days(self.walk.house.folders.settings)))
        choice.activated.connect(self._on_choice)
        return choice

    @Slot()
    def _on_choice(self) -> None:
        """A shorter time takes effect at once, so it is asked about."""
        days, folders = self.keep.currentData(), self.walk.house.folders
        now = keep_days(folders.settings)
        if days == now or not self._agrees(days):
            self.keep.setCurrentIndex(self.keep.findData(now))
            return
        self.keep_rows(days)

    def _agrees(self, days: int | None) -> bool:
        meaning = self.tr(
            "Rows, reports and undo kits of imports that ended longer ago are removed now and from then on. "
            "Their numbers stay, and the leads in your CRM stay as they are."
        )
        question = self.tr("Keep rows for {n} days?")
        return days is None or ask(self, question.format(n=days), meaning, self.tr("&Keep them so long"))

    def keep_rows(self, days: int | None) -> None:
        """Keeps the choice, and removes what is older."""
        folders, now = self.walk.house.folders, self.walk.house.clock.now()

        def work(_report: Report[object], _control: Control) -> object:
            set_keep_days(folders.settings, days)
            return remove_old_rows(folders.imports, days, now)

        job = self.walk.jobs.start(work)
        job.failed.connect(self.show_problem)
        job.finished.connect(self._look)

    def _chosen(self) -> ImportInfo | None:
        return self.model.import_at(self.grid.currentIndex().row())

    def _lay_out(self) -> None:
        theme = self.walk.theme
        self.grid.setItemDelegateForColumn(HistoryColumn.FILE, CellDelegate(theme, Ink.BOLD, self.grid))
        for muted in (HistoryColumn.WHEN, HistoryColumn.RESULT):
            self.grid.setItemDelegateForColumn(muted, CellDelegate(theme, Ink.MUTED, self.grid))
        self.grid.setItemDelegateForColumn(HistoryColumn.STATE, StandingDelegate(theme, parent=self.grid))
        self.grid.row_chosen.connect(self._on_row)
        self.grid.activated.connect(self._on_activated)
        card = Card(margin=0)
        card.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        card.box.setContentsMargins(1, 8, 1, 8)
        card.box.addWidget(self.empty)
        card.box.addWidget(self.grid, 1)
        self.empty.hide()
        self.body.addWidget(card, 1)
        self.body.addWidget(self.chosen)
        choice = label(self.tr("&Keep the rows of finished imports"))
        choice.setBuddy(self.keep)
        what = label(self.tr("Then their personal data is removed; the numbers stay."), "muted", wrap=True)
        line = row(choice, self.keep, what)
        line.setStretch(2, 1)
        self.body.addLayout(line)
