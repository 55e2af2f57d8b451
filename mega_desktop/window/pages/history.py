"""Past imports: every import on this computer, with its report."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from mega_desktop.importing import ImportInfo, ImportState, discard, past_imports
from mega_desktop.window.asking import ask
from mega_desktop.window.delegates import CellDelegate, HistoryDelegate, Ink
from mega_desktop.window.models.history_model import HistoryColumn, HistoryModel
from mega_desktop.window.pages.page import Page, Primary
from mega_desktop.window.walk import Step, Walk
from mega_desktop.window.widgets.buttons import button
from mega_desktop.window.widgets.grid import Grid
from mega_desktop.window.widgets.layout import Card
from mega_desktop.window.widgets.text import label
from mega_desktop.work import Control, Report

WIDTHS = {
    HistoryColumn.WHEN: 168,
    HistoryColumn.FILE: 160,
    HistoryColumn.ACCOUNT: 130,
    HistoryColumn.ROWS: 76,
    HistoryColumn.STATE: 128,
}


class HistoryPage(Page):
    """A list to choose from; Enter or the primary button opens the report."""

    def __init__(self, walk: Walk) -> None:
        super().__init__(walk)
        self.set_heading(
            self.tr("Past imports"),
            self.tr(
                "They stay on this computer until you delete them. Deleting never changes leads in your CRM."
            ),
        )
        self.model = HistoryModel(self)
        self.grid = Grid(self.model, walk.theme, self.tr("Past imports"))
        self.empty = label(self.tr("There is no import yet."), "muted", name="empty")
        self.empty.setContentsMargins(16, 16, 16, 16)
        self.resume = button(self.tr("&Continue"), self._continue, name="continueImport")
        self.delete = button(self.tr("&Delete…"), self._ask_to_delete, name="deleteImport")
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

    def _look(self) -> None:
        imports = self.walk.house.folders.imports

        def read(_report: Report[object], _control: Control) -> object:
            return past_imports(imports)

        job = self.walk.jobs.start(read)
        job.succeeded.connect(self._on_read)
        job.failed.connect(self.show_problem)

    @Slot(object)
    def _on_read(self, found: tuple[ImportInfo, ...]) -> None:
        self.model.show(found)
        self.empty.setVisible(not found)
        self.grid.setVisible(bool(found))
        self.grid.choose_row(0)
        self.changed.emit()

    @Slot()
    def _on_row(self) -> None:
        self.changed.emit()

    @Slot()
    def _on_activated(self) -> None:
        self.go()

    @Slot()
    def _continue(self) -> None:
        chosen = self._chosen()
        if chosen is not None:
            self.walk.set_import(chosen.id)
            self.walk.request(Step.IMPORT)

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

    def _chosen(self) -> ImportInfo | None:
        return self.model.import_at(self.grid.currentIndex().row())

    def _lay_out(self) -> None:
        theme = self.walk.theme
        for column, width in WIDTHS.items():
            self.grid.setColumnWidth(column, width)
        self.grid.setItemDelegateForColumn(HistoryColumn.FILE, CellDelegate(theme, Ink.BOLD, self.grid))
        for muted in (HistoryColumn.WHEN, HistoryColumn.RESULT):
            self.grid.setItemDelegateForColumn(muted, CellDelegate(theme, Ink.MUTED, self.grid))
        self.grid.setItemDelegateForColumn(HistoryColumn.STATE, HistoryDelegate(theme, parent=self.grid))
        self.grid.row_chosen.connect(self._on_row)
        self.grid.activated.connect(self._on_activated)
        card = Card(margin=0)
        card.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        card.box.setContentsMargins(1, 8, 1, 8)
        card.box.addWidget(self.empty)
        card.box.addWidget(self.grid, 1)
        self.empty.hide()
        self.body.addWidget(card, 1)
