"""The window's door: puts the program together and runs it."""

from __future__ import annotations

import gc
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import (
    QLibraryInfo,
    QLocale,
    QMessageLogContext,
    QTimer,
    QtMsgType,
    QTranslator,
    qInstallMessageHandler,
)
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from mega_desktop import __version__
from mega_desktop.accounts import PRACTICE_ID
from mega_desktop.errors import Problem
from mega_desktop.folders import resource, sample_spreadsheet
from mega_desktop.house import House
from mega_desktop.stopping import when_asked_to_end
from mega_desktop.window.frame import Frame
from mega_desktop.window.jobs import Jobs, as_problem
from mega_desktop.window.pages.account import AccountPage
from mega_desktop.window.pages.history import HistoryPage
from mega_desktop.window.pages.importing import ImportPage
from mega_desktop.window.pages.match import MatchPage
from mega_desktop.window.pages.page import Page
from mega_desktop.window.pages.preview import PreviewPage
from mega_desktop.window.pages.report import ReportPage
from mega_desktop.window.pages.spreadsheet import SpreadsheetPage
from mega_desktop.window.theme import Theme
from mega_desktop.window.walk import Step, Walk
from mega_desktop.work import Control, Report

SHUTDOWN_S = 30.0
"""Longer than any single answer is waited for, so that an upload under way is finished."""

SETTLED_MS = 300
"""After this the window has been painted, and what only saves time later may begin."""

NOISE = ("propagateSizeHints", "This plugin does not support raise()")
"""What Qt says on a platform without a screen, and nobody can do anything about."""

_log = logging.getLogger(__name__)


def run(house: House, file: Path | None, practice: bool) -> int:
    """Opens the window and returns when it was closed.

    Args:
        house: The engine rooms; closed by the caller.
        file: A spreadsheet to open at once.
        practice: Chooses the Practice CRM, and without `file` the sample spreadsheet.
    """
    app = make_application(sys.argv)
    jobs = Jobs()
    window = build_window(house, Theme(app), jobs)
    spare_the_collector()
    app.commitDataRequest.connect(window.end_session)
    with _ending_in_order(app, window):
        window.show()
        QTimer.singleShot(0, lambda: begin(window, file, practice=practice))
        QTimer.singleShot(SETTLED_MS, lambda: keep_a_reader_waiting(window.walk))
        code = app.exec()
    if not jobs.shutdown(SHUTDOWN_S):
        # A thread that does not end would bring the process down with an abort; the journal is safe as it is.
        _log.error("a job did not end in %s s", SHUTDOWN_S)
        os._exit(code)
    window.walk.close()
    return code


def spare_the_collector() -> None:
    """Takes what start-up made out of the garbage collector's sight.

    A full collection walks every object there is and stops the window meanwhile: 80 to 145 ms were
    measured with all libraries loaded, again and again during an import.
    """
    gc.collect()
    gc.freeze()


def make_application(arguments: list[str]) -> QApplication:
    """The Qt application with its names, its icon and Qt's own words in the person's language."""
    qInstallMessageHandler(take_message)
    app = QApplication(arguments[:1])
    app.setApplicationName("mega-desktop")
    app.setApplicationDisplayName("MEGA Desktop")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("mega-desktop")
    app.setWindowIcon(QIcon(str(resource("icons/app.svg"))))
    words = QTranslator(app)
    if words.load(QLocale(), "qtbase", "_", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(words)
    return app


def build_window(house: House, theme: Theme, jobs: Jobs) -> Frame:
    """The window with its pages, not shown yet."""
    walk = Walk(house, jobs, theme)
    pages: dict[Step, Page] = {
        Step.ACCOUNT: AccountPage(walk),
        Step.SPREADSHEET: SpreadsheetPage(walk),
        Step.MATCH: MatchPage(walk),
        Step.PREVIEW: PreviewPage(walk),
        Step.IMPORT: ImportPage(walk),
        Step.REPORT: ReportPage(walk),
    }
    return Frame(walk, pages, HistoryPage(walk))


def begin(window: Frame, file: Path | None, *, practice: bool) -> None:
    """Does what the command asked for: an account chosen, a file opened."""
    account_page = window.page
    if practice and isinstance(account_page, AccountPage):
        account_page.choose(PRACTICE_ID)
    wanted = file or (sample_spreadsheet() if practice else None)
    if wanted is not None:
        window.open_file(wanted)


def keep_a_reader_waiting(walk: Walk) -> None:
    """Starts a reader process for the first spreadsheet; in a job, as some systems are slow at that."""

    def work(_report: Report[object], _control: Control) -> None:
        walk.house.reader.keep_one_waiting()

    walk.jobs.start(work)


def take_message(kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
    """Qt's own messages go to the log, where the harmless ones would only be in the way."""
    if any(noise in text for noise in NOISE):
        return
    level = logging.INFO if kind in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg) else logging.WARNING
    _log.log(level, "Qt: %s", text)


@contextmanager
def _ending_in_order(app: QApplication, window: Frame) -> Iterator[None]:
    """Errors become a sentence in the window, and whoever asks it to end closes it as its button does."""

    def show(_kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        problem = error if isinstance(error, Problem) else as_problem(error.with_traceback(trace))
        window.page.show_problem(problem)

    before = sys.excepthook
    sys.excepthook = show
    awake = QTimer(app)
    awake.timeout.connect(lambda: None)
    awake.start(500)
    try:
        with when_asked_to_end(window.close_after_upload):
            yield
    finally:
        sys.excepthook = before
