"""The support file, shown whole before it is saved."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication, QDialog, QPlainTextEdit, QVBoxLayout, QWidget

from mega_desktop.errors import Problem
from mega_desktop.reporting.support import support_text
from mega_desktop.whole_files import write_whole
from mega_desktop.window.saving import ask_where
from mega_desktop.window.walk import Walk
from mega_desktop.window.widgets.banner import Banner
from mega_desktop.window.widgets.buttons import button
from mega_desktop.window.widgets.layout import row
from mega_desktop.window.widgets.text import label
from mega_desktop.work import Control, Report

SIZE = (760, 560)
FILE = "mega-desktop-support.txt"


class SupportDialog(QDialog):
    """What is in the file is what is seen here, to the letter."""

    def __init__(self, walk: Walk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._walk = walk
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("supportDialog")
        self.setWindowTitle(self.tr("Support file"))
        self.banner = Banner()
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setAccessibleName(self.tr("The whole text of the support file"))
        self.save = button(self.tr("&Save…"), self._choose, role="primary", name="saveSupport")
        self.copy = button(self.tr("&Copy"), self._copy, name="copySupport")
        self._lay_out()
        self._read()

    def _lay_out(self) -> None:
        what = self.tr(
            "This is the whole file. It holds no leads, no cells and no token. It stays on this computer: "
            "save it, and give it to whom you want."
        )
        outer = QVBoxLayout(self)
        outer.setContentsMargins(24, 24, 24, 24)
        outer.setSpacing(16)
        outer.addWidget(label(self.tr("Save a support file"), "heading"))
        outer.addWidget(label(what, "muted", wrap=True))
        outer.addWidget(self.banner)
        outer.addWidget(self.text, 1)
        close = button(self.tr("C&lose"), self.accept, name="closeSupport")
        outer.addLayout(row(self.copy, None, close, self.save))
        self.save.setDefault(True)
        self.resize(*SIZE)

    def _read(self) -> None:
        """Journals and the log lie on the disk, so they are read on another thread."""
        folders, now = self._walk.house.folders, self._walk.house.clock.now()

        def work(_report: Report[object], _control: Control) -> object:
            return support_text(folders, now)

        self.save.setEnabled(False)
        job = self._walk.jobs.start(work)
        job.succeeded.connect(self._show)
        job.failed.connect(self.banner.show_problem)

    @Slot(object)
    def _show(self, text: str) -> None:
        self.text.setPlainText(text)
        self.save.setEnabled(True)

    @Slot()
    def _choose(self) -> None:
        path = ask_where(self, self.tr("Save the support file"), FILE, self.tr("Text"))
        if path is not None:
            self.write(path)

    def write(self, path: Path) -> None:
        """Writes what is shown."""
        try:
            write_whole(path, self.text.toPlainText().encode())
        except OSError as error:
            advice = self.tr("Choose another folder, or free some space.")
            detail = error.strerror or type(error).__name__
            self.banner.show_problem(
                Problem(self.tr("The file could not be written there."), advice, detail=detail)
            )
            return
        self.banner.say(self.tr("Saved as {path}").format(path=path), "", "info")

    @Slot()
    def _copy(self) -> None:
        QApplication.clipboard().setText(self.text.toPlainText())
