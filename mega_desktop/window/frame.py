"""The window: step rail, pages, footer; files dropped anywhere; closing without losing anything."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QSizePolicy,
    QStackedWidget,
    QWidget,
)

from mega_desktop.errors import Problem
from mega_desktop.window.choosing import choose_spreadsheet
from mega_desktop.window.closing import ask_before_closing
from mega_desktop.window.footer import Footer
from mega_desktop.window.help import HelpDialog
from mega_desktop.window.pages.page import Page
from mega_desktop.window.pasting import pasted_file
from mega_desktop.window.rail import Rail
from mega_desktop.window.support import SupportDialog
from mega_desktop.window.walk import Step, Walk
from mega_desktop.window.widgets.layout import column

SMALLEST = (1024, 700)
USUAL = (1280, 800)


class Frame(QMainWindow):
    """The one window of the program."""

    def __init__(self, walk: Walk, pages: Mapping[Step, Page], history: Page) -> None:
        super().__init__()
        self._walk = walk
        self._pages = dict(pages)
        self._history = history
        self._page: Page = pages[Step.ACCOUNT]
        self._is_closing = False
        self._session_ends = False
        self.rail = Rail(walk)
        self.footer = Footer()
        self.stack = QStackedWidget()
        self._lay_out()
        self._connect()
        self._add_shortcuts()
        self.show_step(Step.ACCOUNT)

    @property
    def walk(self) -> Walk:
        return self._walk

    @property
    def page(self) -> Page:
        """The page that is seen."""
        return self._page

    @property
    def step(self) -> Step | None:
        """The step that is seen; None for Past imports."""
        return next((step for step, page in self._pages.items() if page is self._page), None)

    def show_step(self, step: Step) -> None:
        self._show(self._pages[step])

    def open_file(self, path: Path) -> None:
        """Reads a file as the spreadsheet, from wherever one is; not while an import runs."""
        if self._walk.import_job is not None:
            return
        self._walk.offer_file(path)
        if self._walk.may_open(Step.SPREADSHEET):
            self.show_step(Step.SPREADSHEET)

    def _lay_out(self) -> None:
        self.setObjectName("window")
        self.setWindowTitle("MEGA Desktop")
        self.setMinimumSize(*SMALLEST)
        self.resize(*USUAL)
        self.setAcceptDrops(True)
        # A page that asks for more than there is gets narrower parts, not a window wider than the screen.
        self.stack.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        for page in (*self._pages.values(), self._history):
            self.stack.addWidget(page)
        centre = QWidget()
        outer = QHBoxLayout(centre)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.rail)
        outer.addLayout(column(self.stack, self.footer, spacing=0), 1)
        self.setCentralWidget(centre)

    def _connect(self) -> None:
        self.rail.step_chosen.connect(self._on_step_chosen)
        self.rail.history_chosen.connect(self._show_history)
        self.rail.help_chosen.connect(self._show_help)
        self.footer.back.clicked.connect(self._go_back)
        self.footer.primary.clicked.connect(self._go)
        self._walk.step_requested.connect(self._on_step_requested)
        self._walk.history_requested.connect(self._show_history)
        self._walk.changed.connect(self._refresh)
        for page in (*self._pages.values(), self._history):
            page.changed.connect(self._refresh)

    def _add_shortcuts(self) -> None:
        for keys, slot in (
            (QKeySequence.StandardKey.Open, self._choose_file),
            (QKeySequence.StandardKey.Paste, self._paste),
            (QKeySequence.StandardKey.HelpContents, self._show_help),
            ("Ctrl+Return", self._go),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(slot)

    def _show(self, page: Page) -> None:
        if page is not self._page:
            self._page.leave()
        self._page = page
        self.stack.setCurrentWidget(page)
        page.enter()
        self._refresh()
        (page.first_focus() or self.footer.primary).setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _refresh(self) -> None:
        step = self.step
        self.rail.show_step(step)
        self.footer.show_page(
            self._page, has_back=step is None or (self._page.has_back() and step > Step.ACCOUNT)
        )

    @Slot(object)
    def _on_step_chosen(self, step: Step) -> None:
        if step is not self.step and self._walk.may_open(step):
            self.show_step(step)

    @Slot(object)
    def _on_step_requested(self, step: Step) -> None:
        self.show_step(step)

    @Slot()
    def _show_history(self) -> None:
        if self._walk.import_job is None:
            self._show(self._history)

    @Slot()
    def _show_help(self) -> None:
        dialog = HelpDialog(self)
        dialog.support_wanted.connect(self._show_support)
        dialog.open()

    @Slot()
    def _show_support(self) -> None:
        SupportDialog(self._walk, self).open()

    @Slot()
    def _go_back(self) -> None:
        step = self.step
        self.show_step(Step.ACCOUNT if step is None else Step(step - 1))

    @Slot()
    def _go(self) -> None:
        if self._page.primary().enabled:
            self._page.go()

    # Files from outside

    @Slot()
    def _choose_file(self) -> None:
        if self._walk.import_job is not None:
            return
        chosen = choose_spreadsheet(self)
        if chosen is not None:
            self.open_file(chosen)

    @Slot()
    def _paste(self) -> None:
        try:
            path = pasted_file(QApplication.clipboard().mimeData(), self._walk.house.scratch())
        except Problem as problem:
            self._page.show_problem(problem)
        else:
            self.open_file(path)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._walk.import_job is None and dropped_file(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = dropped_file(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            self.open_file(path)

    # Closing

    def closeEvent(self, event: QCloseEvent) -> None:
        """Asks while an import runs; the window goes when what is under way has ended."""
        if self._walk.import_job is None or self._session_ends:
            event.accept()
            return
        event.ignore()
        if not self._is_closing and ask_before_closing(self):
            self.close_after_upload()

    @Slot()
    def end_session(self) -> None:
        """The person logs off or the computer shuts down: nobody is asked, and nothing is held up.

        The upload under way may still come to its end; if it does not, it is looked up the next time.
        """
        self._session_ends = True
        if self._walk.import_job is not None:
            self._walk.import_job.cancel()

    def close_after_upload(self) -> None:
        """Closes without a question; an upload under way is finished first."""
        job = self._walk.import_job
        if job is None:
            self.close()
        elif not self._is_closing:
            self._is_closing = True
            meaning = self.tr("The import goes on where it was when you start MEGA Desktop again.")
            self._page.banner.say(self.tr("The window closes when this upload is done."), meaning, "info")
            job.finished.connect(self.close, Qt.ConnectionType.QueuedConnection)
            job.cancel()


def dropped_file(data: QMimeData) -> Path | None:
    """The one local file that is being dragged, or None."""
    urls = data.urls() if data.hasUrls() else []
    path = Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None
    return path if path is not None and path.is_file() else None
