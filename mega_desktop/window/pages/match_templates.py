"""Templates on the Match page: a mapping saved as a file, and one taken from a file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, QStandardPaths, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from mega_desktop.crm import Field, System
from mega_desktop.errors import Problem, UsageProblem
from mega_desktop.matching import Mapping, open_template, save_template
from mega_desktop.sheets import Table
from mega_desktop.window.jobs import Job, Work
from mega_desktop.window.walk import Walk
from mega_desktop.window.widgets.buttons import button
from mega_desktop.work import Control, Report

translate = QCoreApplication.translate
SUFFIX = "json"


class Templates(QObject):
    """Saves and opens templates with what the walk holds; the page keeps the button, the footer shows it.

    Signals:
        opened: The template's `Mapping`, and a sentence or a list of what differs in this file.
        saved: The `Path` of the template.
        failed: The `Problem`; the columns stay as they are.
    """

    opened = Signal(object, str)
    saved = Signal(object)
    failed = Signal(object)

    def __init__(self, walk: Walk, page: QWidget) -> None:
        super().__init__(page)
        self._walk = walk
        self._page = page
        self._job: Job | None = None
        self.button = button(self.tr("Te&mplate"), role="menu", name="template")
        # Nobody's child could be let go by a collection on another thread, which ends the process.
        self.button.setParent(page)
        self.button.hide()
        menu = QMenu(self.button)
        menu.addAction(self.tr("&Save as template…")).triggered.connect(self._save)
        menu.addAction(self.tr("&Open template…")).triggered.connect(self._open)
        self.button.setMenu(menu)

    @Slot()
    def _save(self) -> None:
        table, mapping = self._walk.table, self._walk.mapping
        path = choose_where_to_save(self._page, table.path) if table else None
        if path is None or mapping is None:
            return

        def save(_report: Report[object], _control: Control) -> object:
            save_template(path, mapping)
            return path

        self._start(save).succeeded.connect(self.saved)

    @Slot()
    def _open(self) -> None:
        walk = self._walk
        table, account, destination = walk.table, walk.account, walk.destination
        path = choose_template(self._page)
        if path is None or table is None or account is None or destination is None:
            return
        system, fields = account.system, destination.fields(walk.knowledge)

        def read(_report: Report[object], _control: Control) -> object:
            return _Opened(table, *opened(path, table, system, fields))

        self._start(read).succeeded.connect(self._on_read)

    def _start(self, work: Work) -> Job:
        """On a thread, as the folder may be on a network."""
        job = self._job = self._walk.jobs.start(work)
        job.failed.connect(self.failed)
        return job

    @Slot(object)
    def _on_read(self, result: object) -> None:
        if isinstance(result, _Opened) and result.table is self._walk.table:
            self.opened.emit(result.mapping, result.note)


@dataclass(frozen=True)
class _Opened:
    table: Table
    mapping: Mapping
    note: str


def choose_where_to_save(parent: QWidget, spreadsheet: Path) -> Path | None:
    """Where the person wants the template of this file, or None."""
    dialog = _dialog(parent, translate("Templates", "Save as template"))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.selectFile(f"{spreadsheet.stem}.{SUFFIX}")
    return _chosen(dialog)


def choose_template(parent: QWidget) -> Path | None:
    """The template that the person chose, or None."""
    dialog = _dialog(parent, translate("Templates", "Open a template"))
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    return _chosen(dialog)


def opened(path: Path, table: Table, system: System, fields: tuple[Field, ...]) -> tuple[Mapping, str]:
    """The template's mapping for `table`, and where the columns differ, as a list.

    Raises:
        Problem: It cannot be used; the columns stay as they were matched.
    """
    try:
        mapping, notes = open_template(path, table, system, fields)
    except UsageProblem as problem:
        advice = translate("Templates", "Your columns stay as they are. Choose a template of this page.")
        raise Problem(problem.title, advice, detail=problem.detail or problem.advice) from problem
    return mapping, "\n".join(f"• {note}" for note in notes)


def _dialog(parent: QWidget, title: str) -> QFileDialog:
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    kinds = translate("Templates", "Templates ({0})").format(f"*.{SUFFIX}")
    dialog = QFileDialog(parent, title, documents, kinds)
    dialog.setDefaultSuffix(SUFFIX)
    return dialog


def _chosen(dialog: QFileDialog) -> Path | None:
    files = dialog.selectedFiles() if dialog.exec() else []
    dialog.deleteLater()
    return Path(files[0]) if files else None
