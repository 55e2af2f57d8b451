"""Pictures of every page for a person to look at, light and dark, large and small.

    QT_QPA_PLATFORM=offscreen python -m tests.harness.shots FOLDER [FONT]

Walks through the sample spreadsheet with a Practice CRM of its own, without the waiting.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import openpyxl
from PySide6.QtCore import QSize
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QLabel

from mega_desktop.accounts import PRACTICE_ID, SessionTokens
from mega_desktop.folders import Folders, sample_spreadsheet
from mega_desktop.house import House
from mega_desktop.practice import PracticeLimits
from mega_desktop.preview import Planned
from mega_desktop.window.account_dialog import AccountDialog
from mega_desktop.window.app import build_window, make_application
from mega_desktop.window.frame import SMALLEST, USUAL, Frame
from mega_desktop.window.help import HelpDialog
from mega_desktop.window.jobs import Jobs
from mega_desktop.window.pages.account import AccountPage
from mega_desktop.window.pages.match import MatchPage
from mega_desktop.window.pages.preview import PreviewPage
from mega_desktop.window.pages.spreadsheet import SpreadsheetPage
from mega_desktop.window.theme import Theme
from mega_desktop.window.walk import Step
from mega_desktop.work import SystemClock
from tests.harness.held_reader import HeldReader

LONGEST_S = 60.0


def wait(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + LONGEST_S
    while not condition():
        if time.monotonic() > until:
            raise TimeoutError
        QApplication.processEvents()
    QApplication.processEvents()


def shoot(window: Frame, theme: Theme, folder: Path, name: str) -> None:
    """One page in light and dark, in the usual and in the smallest size."""
    for dark in (False, True):
        theme.force(dark=dark)
        for size in (USUAL, SMALLEST):
            window.resize(QSize(*size))
            for _ in range(3):  # what is put elsewhere in another size takes a round more
                QApplication.processEvents()
            window.grab().save(str(folder / f"{name}-{'dark' if dark else 'light'}-{size[0]}.png"))
    theme.force(dark=False)


def walk_through(window: Frame, theme: Theme, folder: Path) -> None:
    """Presses the primary button from the first page to the last."""
    jobs = window.walk.jobs

    def settled() -> bool:
        return jobs.running == 0

    page = window.page
    assert isinstance(page, AccountPage)
    page.choose(PRACTICE_ID)
    wait(settled)
    shoot(window, theme, folder, "1-account")
    window.show_step(Step.SPREADSHEET)
    shoot(window, theme, folder, "2-spreadsheet-empty")
    shoot_spreadsheets(window, theme, folder)
    window.open_file(sample_spreadsheet())
    wait(settled)
    shoot(window, theme, folder, "2-spreadsheet")
    window.page.go()
    wait(lambda: settled() and window.page.primary().enabled)
    shoot_match(window, theme, folder)
    window.page.go()
    wait(lambda: window.step is Step.PREVIEW and settled() and window.page.primary().enabled)
    shoot_preview(window, theme, folder)
    window.page.go()
    wait(lambda: window.step is Step.IMPORT)
    shoot(window, theme, folder, "5-import")
    wait(lambda: window.step is Step.REPORT and settled())
    shoot(window, theme, folder, "6-report")
    window.walk.request_history()
    wait(settled)
    shoot(window, theme, folder, "past-imports")


def shoot_match(window: Frame, theme: Theme, folder: Path) -> None:
    """A column of names, one of phones with another beside it, and one of choices."""
    page = window.page
    assert isinstance(page, MatchPage)
    wait(lambda: "people" in page.rules._repeats_caption.text())
    for row, name in ((0, "3-match"), (2, "3-match-phone"), (4, "3-match-values")):
        page.columns.grid.choose_row(row)
        wait(lambda: window.walk.jobs.running == 0)
        shoot(window, theme, folder, name)


def shoot_preview(window: Frame, theme: Theme, folder: Path) -> None:
    """A new lead, one that changes, and the problems."""
    page = window.page
    assert isinstance(page, PreviewPage)
    plan = window.walk.plan
    assert plan is not None
    changes = plan.frame["planned"].to_list().index(Planned.UPDATE.value)
    for row, name in ((0, "4-preview"), (changes, "4-preview-update")):
        page.rows.grid.choose_row(row)
        wait(partial(is_told, page, "After" if row else "As it will be sent"))
        shoot(window, theme, folder, name)
    page.rows.repair.click()
    wait(lambda: window.walk.jobs.running == 0)
    shoot(window, theme, folder, "4-preview-problems")


def is_told(page: PreviewPage, heading: str) -> bool:
    """The row's details have come from the background."""
    return heading in [made.text() for made in page.details.findChildren(QLabel)]


def shoot_spreadsheets(window: Frame, theme: Theme, folder: Path) -> None:
    """What may happen on the Spreadsheet page: notes, doubt, an error, first rows, Stop."""
    house, page = window.walk.house, window.page
    assert isinstance(page, SpreadsheetPage)
    usual, held = house.reader, HeldReader()
    made = house.scratch()
    shown = (("notes", odd_workbook), ("encoding", names_without_encoding), ("error", damaged_workbook))
    for name, make in shown:
        window.open_file(make(made))
        wait(lambda: not page.is_reading)
        shoot(window, theme, folder, f"2-spreadsheet-{name}")
    window.walk.start_over()
    house.reader = held
    window.open_file(odd_workbook(made))
    wait(lambda: page.loading.count.text() == "42 %")
    shoot(window, theme, folder, "2-spreadsheet-first-rows")
    page.loading.stop.click()
    wait(lambda: not page.is_reading)
    shoot(window, theme, folder, "2-spreadsheet-stopped")
    page.clear_problem()
    house.reader = usual


def odd_workbook(folder: Path) -> Path:
    """A title, an error, hidden rows, two equal headers, numbers as phones, a total, a hidden sheet."""
    path = folder / "leads-july.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Leads"
    for row in (["Leads July"], [], ["Full Name", "E-mail", "Mobile", "Lead Status", "Phone", "Phone"]):
        sheet.append(row)
    for at in range(300):
        lead = [f"Gil Soto {at}", f"gil{at}@soto.example", 12065550100 + at, "Hot", None, "206 555 0101"]
        sheet.append([] if at == 40 else lead)
    sheet.append(["Total", None, 299])
    sheet["D9"] = "#N/A"
    for number in (8, 12, 13):
        sheet.row_dimensions[number].hidden = True
    old = book.create_sheet("Old leads 2019")
    old.append(["Name"])
    old.sheet_state = "hidden"
    book.save(path)
    return path


def names_without_encoding(folder: Path) -> Path:
    path = folder / "anmeldungen.csv"
    rows = [
        f"Zoë Müller {at};zoe{at}@mueller.example;Köln"
        if at % 4 == 3
        else f"Gil Soto {at};gil{at}@soto.example;Bonn"
        for at in range(80)
    ]
    path.write_bytes("\r\n".join(("Name;E-mail;Stadt", *rows, "")).encode("cp1252"))
    return path


def damaged_workbook(folder: Path) -> Path:
    path = folder / "damaged.xlsx"
    path.write_bytes(b"PK\x03\x04 this is no workbook")
    return path


def shoot_dialogs(window: Frame, folder: Path) -> None:
    dialogs = {"account-dialog": AccountDialog(window.walk, None, window), "help": HelpDialog(window)}
    for name, dialog in dialogs.items():
        dialog.show()
        QApplication.processEvents()
        dialog.grab().save(str(folder / f"{name}.png"))
        dialog.close()


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    app = make_application(sys.argv)
    if len(sys.argv) > 2:
        app.setFont(QFont(sys.argv[2], 10))
    theme, jobs = Theme(app, dark=False), Jobs()
    with tempfile.TemporaryDirectory() as data:
        folders = Folders(data=Path(data) / "data", settings=Path(data) / "settings")
        house = House(folders, SystemClock(), SessionTokens(), PracticeLimits(bulk=10_000))
        window = build_window(house, theme, jobs)
        window.show()
        walk_through(window, theme, folder)
        shoot_dialogs(window, folder)
        jobs.shutdown(LONGEST_S)
        window.walk.close()
        house.close()


if __name__ == "__main__":
    main()
