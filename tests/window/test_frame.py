"""The window leads from page to page, takes files from anywhere, and never closes over an import."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from mega_desktop.crm import Connection, Destination, Knowledge
from mega_desktop.house import House
from mega_desktop.window.app import begin, build_window
from mega_desktop.window.frame import SMALLEST, Frame
from mega_desktop.window.jobs import Job, Jobs
from mega_desktop.window.pages.account import AccountPage
from mega_desktop.window.pages.spreadsheet import SpreadsheetPage
from mega_desktop.window.rail import StepButton
from mega_desktop.window.theme import Theme
from mega_desktop.window.walk import Step
from mega_desktop.work import Control, Report
from tests.window.front import bring_to_front


@pytest.fixture
def window(qtbot: QtBot, house: House, theme: Theme) -> Iterator[Frame]:
    jobs = Jobs()
    made = build_window(house, theme, jobs)
    qtbot.addWidget(made)
    bring_to_front(qtbot, made)
    settle(qtbot, made)
    yield made
    assert jobs.shutdown(20)
    made.walk.close()


def settle(qtbot: QtBot, window: Frame) -> None:
    qtbot.waitUntil(lambda: window.walk.jobs.running == 0)


class Stand:
    """A destination that nothing is asked of."""

    def close(self) -> None:
        pass


def connect(window: Frame) -> None:
    window.walk.set_account(window.walk.house.book.practice)
    proved = Connection(can_write=True, knowledge=Knowledge())
    window.walk.set_destination(cast("Destination", Stand()), proved)


def step_button(window: Frame, step: Step) -> StepButton:
    return window.rail.findChildren(StepButton)[step]


def long_import(window: Frame) -> Job:
    """Stands for an import that runs until it is stopped."""

    def work(_report: Report[object], control: Control) -> object:
        control.wait(60)
        return None

    job = window.walk.jobs.start(work)
    window.walk.set_import("one")
    window.walk.set_import_job(job)
    return job


def answer(words: str) -> None:
    def click() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        next(b for b in box.buttons() if words in b.text().replace("&", "")).click()

    QTimer.singleShot(0, click)


def test_the_walk_begins_at_the_account(window: Frame) -> None:
    assert window.step is Step.ACCOUNT
    assert not window.footer.back.isVisible()
    assert window.footer.primary.text() == "Use Practice CRM"
    assert [step_button(window, step).isEnabled() for step in Step] == [
        True,
        False,
        False,
        False,
        False,
        False,
    ]


def test_done_steps_carry_what_was_chosen_and_can_be_clicked(qtbot: QtBot, window: Frame) -> None:
    connect(window)
    window.footer.primary.click()
    assert step_button(window, Step.ACCOUNT).accessibleName() == "Step 1 of 6, Account, done, Practice CRM"
    assert step_button(window, Step.SPREADSHEET).accessibleName() == "Step 2 of 6, Spreadsheet, current step"
    seen = [window.step]
    for press in (
        step_button(window, Step.ACCOUNT),
        step_button(window, Step.SPREADSHEET),
        window.footer.back,
    ):
        press.click()
        seen.append(window.step)
    assert seen == [Step.SPREADSHEET, Step.ACCOUNT, Step.SPREADSHEET, Step.ACCOUNT]


def test_the_reason_stands_beside_a_button_that_cannot_be_pressed(qtbot: QtBot, window: Frame) -> None:
    connect(window)
    window.show_step(Step.SPREADSHEET)
    assert not window.footer.primary.isEnabled()
    assert window.footer.reason.whole == "Choose a spreadsheet first"


def test_past_imports_can_be_seen_and_left(qtbot: QtBot, window: Frame) -> None:
    window.rail.history.click()
    settle(qtbot, window)
    assert window.step is None
    window.footer.back.click()
    assert window.step is Step.ACCOUNT


def drop(window: Frame, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    at, action, left = QPointF(QPoint(300, 300)), Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    event = QDropEvent(at, action, data, left, Qt.KeyboardModifier.NoModifier)
    window.dropEvent(event)


def test_a_file_dropped_before_there_is_an_account_waits_for_its_page(
    qtbot: QtBot, window: Frame, leads_csv: Path
) -> None:
    drop(window, leads_csv)
    settle(qtbot, window)
    assert window.step is Step.ACCOUNT
    assert window.walk.table is not None
    assert "leads.csv" in step_button(window, Step.SPREADSHEET).accessibleName()


def test_a_file_dropped_later_shows_its_page(qtbot: QtBot, window: Frame, leads_csv: Path) -> None:
    connect(window)
    drop(window, leads_csv)
    settle(qtbot, window)
    assert window.step is Step.SPREADSHEET
    assert window.footer.primary.text() == "Match 3 columns"


def paste(window: Frame) -> None:
    QTest.keyClick(window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)


def test_pasted_cells_are_read_like_a_file_that_only_this_user_may_open(qtbot: QtBot, window: Frame) -> None:
    connect(window)
    QApplication.clipboard().setText("Name\tE-mail\nGil Soto\tgil@soto.example\n")
    paste(window)
    settle(qtbot, window)
    table = window.walk.table
    assert table is not None
    assert [column.header for column in table.columns] == ["Name", "E-mail"]
    assert table.rows == 1
    assert table.path.stat().st_mode & 0o077 == 0


def test_an_empty_clipboard_says_what_to_do(qtbot: QtBot, window: Frame) -> None:
    QApplication.clipboard().setText("  ")
    paste(window)
    assert window.page.banner.isVisible()
    assert window.page.banner.title.text() == "There are no cells to paste."


def test_help_opens_with_f1_and_closes_with_esc(qtbot: QtBot, window: Frame) -> None:
    QTest.keyClick(window, Qt.Key.Key_F1)
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    assert dialog.objectName() == "helpDialog"
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)


def test_ctrl_enter_presses_the_primary_button(qtbot: QtBot, window: Frame) -> None:
    connect(window)
    QTest.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert window.step is Step.SPREADSHEET


def test_the_window_closes_at_once_when_nothing_is_sent(window: Frame) -> None:
    assert window.close()


def test_closing_during_an_import_asks_and_can_be_thought_better_of(qtbot: QtBot, window: Frame) -> None:
    # G1
    job = long_import(window)
    answer("Keep going")
    assert not window.close()
    assert not job.control.is_cancelled
    assert window.isVisible()
    job.cancel()
    settle(qtbot, window)


def test_closing_during_an_import_finishes_the_upload_and_then_closes(qtbot: QtBot, window: Frame) -> None:
    # G1
    job = long_import(window)
    answer("Finish this upload")
    assert not window.close()
    assert job.control.is_cancelled
    assert window.page.banner.title.text() == "The window closes when this upload is done."
    qtbot.waitUntil(lambda: not window.isVisible())
    assert job.is_over


def test_during_an_import_no_other_file_is_opened(qtbot: QtBot, window: Frame, leads_csv: Path) -> None:
    connect(window)
    job = long_import(window)
    window.open_file(leads_csv)
    assert window.walk.jobs.running == 1
    job.cancel()
    settle(qtbot, window)
    assert window.walk.table is None


def test_the_practice_start_connects_and_opens_the_sample(qtbot: QtBot, window: Frame) -> None:
    begin(window, None, practice=True)
    settle(qtbot, window)
    assert window.walk.connection is not None
    assert window.walk.table is not None
    assert window.walk.table.path.name == "leads-sample.xlsx"


def test_everything_fits_into_the_smallest_window(qtbot: QtBot, window: Frame, leads_csv: Path) -> None:
    connect(window)
    window.open_file(leads_csv)
    settle(qtbot, window)
    window.resize(*SMALLEST)
    assert (window.width(), window.height()) == SMALLEST
    for step in (Step.ACCOUNT, Step.SPREADSHEET):
        window.show_step(step)
        hint = window.minimumSizeHint()
        assert hint.width() <= SMALLEST[0]
        assert hint.height() <= SMALLEST[1]


def test_every_control_has_a_name_for_screen_readers(qtbot: QtBot, window: Frame, leads_csv: Path) -> None:
    connect(window)
    window.open_file(leads_csv)
    settle(qtbot, window)
    for step in (Step.ACCOUNT, Step.SPREADSHEET):
        window.show_step(step)
        buttons = [b for b in window.findChildren(QAbstractButton) if b.isVisible()]
        nameless = [b for b in buttons if not (b.text() or b.accessibleName())]
        assert not [b for b in nameless if b.metaObject().className() != "QTableCornerButton"]


def test_what_strangers_wrote_is_shown_as_plain_text(window: Frame) -> None:
    pages = [*window.findChildren(AccountPage), *window.findChildren(SpreadsheetPage)]
    labels = [label for page in (window.rail, window.footer, *pages) for label in page.findChildren(QLabel)]
    assert {label.textFormat() for label in labels if label.text()} == {Qt.TextFormat.PlainText}


def test_mnemonics_on_a_page_are_not_shared(qtbot: QtBot, window: Frame, leads_csv: Path) -> None:
    connect(window)
    window.open_file(leads_csv)
    settle(qtbot, window)
    for step in (Step.ACCOUNT, Step.SPREADSHEET):
        window.show_step(step)
        keys = [b.shortcut().toString() for b in window.findChildren(QPushButton) if b.isVisible()]
        used = [key for key in keys if key]
        assert len(used) == len(set(used)), used
