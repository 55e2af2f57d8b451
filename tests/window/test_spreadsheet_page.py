"""A file becomes a table in view; what cannot be read becomes a sentence; nothing chosen is lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from mega_desktop.sheets import LeftOut, Reader
from mega_desktop.window.models.sheet_model import SheetModel
from mega_desktop.window.pages.spreadsheet import SpreadsheetPage
from mega_desktop.window.walk import Step, Walk
from mega_desktop.work import Control, Progress, Report
from tests.harness.held_reader import FIRST_ROWS, HeldReader
from tests.processes import children
from tests.window.front import bring_to_front

CSV_ROWS = 300_000


@pytest.fixture
def page(qtbot: QtBot, walk: Walk) -> SpreadsheetPage:
    made = SpreadsheetPage(walk)
    qtbot.addWidget(made)
    made.resize(1000, 640)
    bring_to_front(qtbot, made)
    made.enter()
    return made


def read(qtbot: QtBot, page: SpreadsheetPage, path: Path) -> None:
    page.walk.offer_file(path)
    settle(qtbot, page)


def settle(qtbot: QtBot, page: SpreadsheetPage) -> None:
    qtbot.waitUntil(lambda: not page.is_reading)
    QApplication.sendPostedEvents()  # what was added to a layout just now is shown by one of these


def shown(model: SheetModel) -> list[list[str]]:
    columns = range(model.columnCount())
    return [[str(model.index(row, column).data()) for column in columns] for row in range(model.rowCount())]


def button(page: SpreadsheetPage, name: str) -> QPushButton:
    (found,) = [b for b in page.findChildren(QPushButton, name) if b.isVisibleTo(page)]
    return found


def press(page: SpreadsheetPage, name: str) -> None:
    button(page, name).click()


def combo(page: SpreadsheetPage, name: str) -> QComboBox:
    found = page.findChild(QComboBox, name)
    assert isinstance(found, QComboBox)
    return found


def choose(page: SpreadsheetPage, name: str, value: str) -> None:
    """As the keyboard or the mouse would."""
    box = combo(page, name)
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())


@pytest.fixture
def held(page: SpreadsheetPage) -> HeldReader:
    """The reader stands still after the first rows until it is released."""
    page.walk.house.reader = HeldReader()
    return page.walk.house.reader


class HeldInTheMiddle(Reader):
    """Its process is there until the reading is stopped: the first rows are never done with."""

    def read(
        self,
        request: dict[str, Any],
        first_rows: Callable[[dict[str, Any]], None],
        report: Report[Progress],
        control: Control,
        time_limit_s: float = 60.0,
    ) -> dict[str, Any]:
        def hold(document: dict[str, Any]) -> None:
            first_rows(document)
            control.wait(time_limit_s)

        return super().read(request, hold, report, control, time_limit_s)


@pytest.fixture
def long_csv(tmp_path: Path) -> Path:
    """As many rows as take a moment; the last one is a total."""
    path = tmp_path / "long.csv"
    rows = [f"Gil Soto {at},gil{at}@soto.example,206 555 {at % 10_000:04}" for at in range(CSV_ROWS)]
    path.write_text("\n".join(("Name,E-mail,Phone", *rows, "")), "utf-8")
    return path


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """100 leads from row 2 on, of which rows 4 and 5 are hidden, and a hidden sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Leads"
    sheet.append(["Name", "E-mail"])
    for at in range(100):
        sheet.append([f"Gil Soto {at}", f"gil{at}@soto.example"])
    for at in (4, 5):
        sheet.row_dimensions[at].hidden = True
    old = book.create_sheet("Old")
    old.append(["Name"])
    old.sheet_state = "hidden"
    path = tmp_path / "leads.xlsx"
    book.save(path)
    return path


@pytest.fixture
def doubtful_csv(tmp_path: Path) -> Path:
    """Names in Windows' western code page, which the file does not say."""
    path = tmp_path / "names.csv"
    path.write_bytes("Name,City\nGil Soto,Bonn\nJosé Álvarez,Köln\nZoë Müller,Bonn\n".encode("cp1252"))
    return path


def test_without_a_file_the_button_says_why_it_cannot_be_pressed(page: SpreadsheetPage) -> None:
    assert page.drop_zone.isVisible()
    assert not page.primary().enabled
    assert page.primary().reason == "Choose a spreadsheet first"


def test_a_file_is_read_and_shown_with_excels_numbers(
    qtbot: QtBot, page: SpreadsheetPage, leads_csv: Path
) -> None:
    read(qtbot, page, leads_csv)
    table = page.walk.table
    assert table is not None
    assert table.header_row == 3
    assert page.primary().text == "Match 3 columns"
    assert page.primary().enabled
    rows = shown(page.sheet.model)
    assert rows[0] == ["3", "Name", "E-mail", "Phone"]
    assert rows[1] == ["4", "Gil Soto", "gil@soto.example", "206 555 0151"]
    assert len(rows) == 4
    assert not page.drop_zone.isVisible()


def test_while_it_is_read_the_page_says_so_and_can_be_stopped(
    qtbot: QtBot, page: SpreadsheetPage, held: HeldReader, leads_csv: Path
) -> None:
    page.open_file(leads_csv)
    assert page.loading.isVisible()
    assert page.primary().reason == "The file is being read"
    press(page, "stopLoading")
    settle(qtbot, page)
    assert page.walk.table is None
    assert page.drop_zone.isVisible()
    assert page.banner.title.text() == "You stopped the reading. No leads are affected."


def test_another_file_while_one_is_read_wins(
    qtbot: QtBot, page: SpreadsheetPage, leads_csv: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.csv"
    other.write_text("Email\nana@ruiz.example\n", "utf-8")
    page.open_file(leads_csv)
    read(qtbot, page, other)
    assert page.walk.table is not None
    assert page.walk.table.path.name == "other.csv"


def test_what_cannot_be_read_is_a_sentence_and_the_file_before_stays(
    qtbot: QtBot, page: SpreadsheetPage, leads_csv: Path, tmp_path: Path
) -> None:
    read(qtbot, page, leads_csv)
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 this is no workbook")
    read(qtbot, page, broken)
    assert page.banner.isVisible()
    assert page.banner.title.text()
    assert page.banner.advice.text()
    assert page.walk.table is not None
    assert page.walk.table.path == leads_csv
    assert page.primary().enabled


def test_another_row_can_be_made_the_header(qtbot: QtBot, page: SpreadsheetPage, leads_csv: Path) -> None:
    read(qtbot, page, leads_csv)
    press(page, "notRight")
    model = page.sheet.model
    assert model.is_choosing
    assert [model.row_number(row) for row in range(model.rowCount())][:4] == [1, 2, 3, 4]
    page.sheet.grid.clicked.emit(model.index(3, 1))
    settle(qtbot, page)
    assert page.walk.table is not None
    assert page.walk.table.header_row == 4
    assert shown(page.sheet.model)[0][1:] == ["Gil Soto", "gil@soto.example", "206 555 0151"]


def test_a_click_chooses_nothing_while_the_header_is_right(
    qtbot: QtBot, page: SpreadsheetPage, leads_csv: Path
) -> None:
    read(qtbot, page, leads_csv)
    page.sheet.grid.clicked.emit(page.sheet.model.index(2, 1))
    assert not page.is_reading


def test_a_file_can_be_said_to_have_no_header(qtbot: QtBot, page: SpreadsheetPage, leads_csv: Path) -> None:
    read(qtbot, page, leads_csv)
    press(page, "notRight")
    press(page, "noHeader")
    settle(qtbot, page)
    assert page.walk.table is not None
    assert page.walk.table.header_row == 0
    assert page.walk.table.rows == 6


def test_going_back_and_forth_keeps_the_table(qtbot: QtBot, page: SpreadsheetPage, leads_csv: Path) -> None:
    read(qtbot, page, leads_csv)
    before = page.walk.table
    page.leave()
    page.enter()
    assert page.walk.table is before
    with qtbot.waitSignal(page.walk.step_requested) as asked:
        page.go()
    assert asked.args == [Step.MATCH]


def test_cells_from_strangers_are_plain_text(qtbot: QtBot, page: SpreadsheetPage, tmp_path: Path) -> None:
    path = tmp_path / "<b>bold.csv"
    path.write_text("Name,Email\n<img src=x>,a@b.example\n", "utf-8")
    read(qtbot, page, path)
    assert shown(page.sheet.model)[1][1] == "<img src=x>"
    assert page.sheet.model.index(1, 1).data(Qt.ItemDataRole.ToolTipRole) is None


def test_the_keyboard_stays_on_the_page_when_a_part_goes(
    qtbot: QtBot, page: SpreadsheetPage, leads_csv: Path
) -> None:
    page.drop_zone.choose.setFocus()
    read(qtbot, page, leads_csv)
    focused = QApplication.focusWidget()
    assert focused is None or page.isAncestorOf(focused)


# First rows


def test_first_rows_are_shown_while_the_rest_is_read(
    qtbot: QtBot, page: SpreadsheetPage, held: HeldReader, workbook: Path
) -> None:
    page.open_file(workbook)
    model = page.sheet.model
    qtbot.waitUntil(lambda: model.rowCount() == FIRST_ROWS + 1)
    assert model.index(1, 1).data() == "Gil Soto 0"
    assert combo(page, "sheet").currentData() == "Leads"
    assert page.loading.isVisible()
    assert page.loading.what.whole == "Reading the rest…"
    qtbot.waitUntil(lambda: page.loading.count.text() == "42 %")
    assert (page.primary().enabled, page.primary().reason) == (False, "The file is being read")
    assert page.walk.table is None
    held.release()
    settle(qtbot, page)
    assert model.rowCount() == 101
    assert not page.loading.isVisible()
    assert page.primary().enabled


def test_the_grid_stays_where_it_is_when_the_rest_has_come(
    qtbot: QtBot, page: SpreadsheetPage, held: HeldReader, workbook: Path
) -> None:
    page.open_file(workbook)
    grid = page.sheet.grid
    qtbot.waitUntil(lambda: page.sheet.model.rowCount() == FIRST_ROWS + 1)
    grid.setColumnWidth(1, 333)
    grid.choose_row(30)
    before = grid.verticalScrollBar().value(), grid.mapToGlobal(grid.rect().topLeft())
    assert before[0] > 0
    held.release()
    settle(qtbot, page)
    assert (grid.verticalScrollBar().value(), grid.mapToGlobal(grid.rect().topLeft())) == before
    assert grid.currentIndex().row() == 30
    assert grid.columnWidth(1) == 333


def test_stopping_after_the_first_rows_goes_back_to_the_beginning(
    qtbot: QtBot, page: SpreadsheetPage, held: HeldReader, workbook: Path
) -> None:
    page.open_file(workbook)
    qtbot.waitUntil(lambda: page.sheet.model.rowCount() == FIRST_ROWS + 1)
    press(page, "stopLoading")
    settle(qtbot, page)
    assert page.drop_zone.isVisible()
    assert not page.sheet.isVisible()
    assert page.banner.title.text() == "You stopped the reading. No leads are affected."
    assert (page.walk.table, page.walk.jobs.running) == (None, 0)


def test_stopping_another_file_leaves_the_one_before_open(
    qtbot: QtBot, page: SpreadsheetPage, leads_csv: Path, workbook: Path
) -> None:
    read(qtbot, page, leads_csv)
    page.walk.house.reader = HeldReader()
    page.open_file(workbook)
    qtbot.waitUntil(lambda: page.sheet.model.rowCount() == FIRST_ROWS + 1)
    press(page, "stopLoading")
    settle(qtbot, page)
    assert page.banner.advice.text() == "leads.csv is open as it was before."
    assert shown(page.sheet.model)[0] == ["3", "Name", "E-mail", "Phone"]
    assert page.primary().enabled


def test_a_long_file_shows_its_first_rows_before_its_end(
    qtbot: QtBot, page: SpreadsheetPage, long_csv: Path
) -> None:
    heights: list[int] = []
    page.sheet.model.modelReset.connect(lambda: heights.append(page.sheet.model.rowCount()))
    read(qtbot, page, long_csv)
    first, whole = [height for height in heights if height]
    assert 20 <= first < whole == CSV_ROWS + 1


# The reader process


def test_stopping_in_the_middle_leaves_nothing_running(
    qtbot: QtBot, page: SpreadsheetPage, long_csv: Path
) -> None:
    before = children()
    page.walk.house.reader = HeldInTheMiddle()
    page.open_file(long_csv)
    qtbot.waitUntil(lambda: page.sheet.model.rowCount() > 0)
    assert children() - before
    press(page, "stopLoading")
    settle(qtbot, page)
    assert page.walk.jobs.running == 0
    assert children() <= before


def test_a_process_that_waits_takes_the_file(qtbot: QtBot, page: SpreadsheetPage, leads_csv: Path) -> None:
    others = children()
    page.walk.house.reader.keep_one_waiting()
    (waiting,) = children() - others
    read(qtbot, page, leads_csv)
    (next_one,) = children() - others
    assert next_one != waiting
    assert page.walk.table is not None
    page.walk.house.close()
    assert children() <= others


# Reading it otherwise


def test_hidden_rows_can_be_left_out_and_read_again(
    qtbot: QtBot, page: SpreadsheetPage, workbook: Path
) -> None:
    read(qtbot, page, workbook)
    assert page.walk.table is not None
    assert page.walk.table.rows == 100
    button(page, "choose-hidden_rows").setFocus()
    press(page, "choose-hidden_rows")
    settle(qtbot, page)
    assert page.walk.table.rows == 98
    assert LeftOut.HIDDEN_ROWS in page.walk.table.left_out
    assert button(page, "choose-hidden_rows").text() == "Read them"
    qtbot.waitUntil(button(page, "choose-hidden_rows").hasFocus)
    press(page, "choose-hidden_rows")
    settle(qtbot, page)
    assert page.walk.table.rows == 100


def test_everything_chosen_before_stays_chosen(qtbot: QtBot, page: SpreadsheetPage, workbook: Path) -> None:
    page.walk.house.reader = reader = HeldReader()
    reader.release()
    read(qtbot, page, workbook)
    press(page, "notRight")
    page.sheet.grid.clicked.emit(page.sheet.model.index(1, 1))
    settle(qtbot, page)
    press(page, "choose-hidden_rows")
    settle(qtbot, page)
    asked = reader.requests[-1]
    assert (asked["sheet"], asked["header_row"]) == ("Leads", 2)
    assert asked["left_out"] == ["footer_rows", "hidden_rows"]


def test_what_could_not_be_read_is_not_asked_for_again(
    qtbot: QtBot, page: SpreadsheetPage, workbook: Path, tmp_path: Path
) -> None:
    read(qtbot, page, workbook)
    read(qtbot, page, tmp_path / "gone.csv")
    assert page.banner.title.text() == "gone.csv is not there any more."
    press(page, "choose-hidden_rows")
    settle(qtbot, page)
    assert page.walk.table is not None
    assert (page.walk.table.path, page.walk.table.rows) == (workbook, 98)


def test_hidden_sheets_say_so_in_the_list_of_sheets(
    qtbot: QtBot, page: SpreadsheetPage, workbook: Path
) -> None:
    read(qtbot, page, workbook)
    sheets = combo(page, "sheet")
    assert [sheets.itemText(at) for at in range(sheets.count())] == [
        "Leads · 101 rows",
        "Old (hidden) · 1 row",
    ]
    choose(page, "sheet", "Old")
    settle(qtbot, page)
    assert page.walk.table is not None
    assert page.walk.table.sheet == "Old"


def test_in_doubt_the_letters_can_be_chosen_and_judged_by_names(
    qtbot: QtBot, page: SpreadsheetPage, doubtful_csv: Path
) -> None:
    read(qtbot, page, doubtful_csv)
    sample = page.findChild(QLabel, "encodingSample")
    assert isinstance(sample, QLabel)
    encodings = combo(page, "encoding")
    assert encodings.isVisible()
    assert encodings.currentText() == "Western European (cp1252)"
    assert sample.text() == "Row 3: José Álvarez · Row 4: Zoë Müller"
    choose(page, "encoding", "cp1251")
    settle(qtbot, page)
    assert page.walk.table is not None
    assert page.walk.table.encoding == "cp1251"
    assert sample.text() == "Row 3: Josй Бlvarez · Row 4: Zoл Mьller"
    assert encodings.isVisible()
    assert encodings.itemData(0) == "cp1252"


def test_without_doubt_nobody_is_asked_about_letters(
    qtbot: QtBot, page: SpreadsheetPage, leads_csv: Path, doubtful_csv: Path
) -> None:
    read(qtbot, page, doubtful_csv)
    read(qtbot, page, leads_csv)
    assert not combo(page, "encoding").isVisible()
    assert not combo(page, "separator").isVisible()


def test_an_encoding_that_does_not_fit_is_a_sentence_and_the_one_before_stays(
    qtbot: QtBot, page: SpreadsheetPage, doubtful_csv: Path
) -> None:
    read(qtbot, page, doubtful_csv)
    choose(page, "encoding", "utf-8")
    settle(qtbot, page)
    assert "is not written in" in page.banner.title.text()
    assert combo(page, "encoding").currentData() == "cp1252"
    assert page.primary().enabled


# Notes


def test_a_note_shows_its_rows_one_after_the_other(
    qtbot: QtBot, page: SpreadsheetPage, workbook: Path
) -> None:
    read(qtbot, page, workbook)
    rows = button(page, "show-hidden_rows")
    assert rows.text() == "Rows 4, 5"
    seen = []
    for _ in range(3):
        rows.click()
        seen.append(page.sheet.model.row_number(page.sheet.grid.currentIndex().row()))
    assert seen == [4, 5, 4]


def test_a_click_on_a_notes_sentence_shows_its_row(
    qtbot: QtBot, page: SpreadsheetPage, workbook: Path
) -> None:
    read(qtbot, page, workbook)
    (sentence,) = [
        words for words in page.notes.findChildren(QLabel) if "hidden in the file and" in words.text()
    ]
    QTest.mouseClick(sentence, Qt.MouseButton.LeftButton)
    assert page.sheet.model.row_number(page.sheet.grid.currentIndex().row()) == 4


def test_warnings_come_first(qtbot: QtBot, page: SpreadsheetPage, workbook: Path) -> None:
    read(qtbot, page, workbook)
    assert page.walk.table is not None
    assert [note.warn for note in page.walk.table.notes] == [False, True]
    words = [words.text() for words in page.notes.findChildren(QLabel) if words.wordWrap()]
    assert words[0].startswith("2 rows are hidden in the file")


# The keyboard


def test_everything_works_by_keyboard(qtbot: QtBot, page: SpreadsheetPage, workbook: Path) -> None:
    read(qtbot, page, workbook)
    rows = button(page, "show-hidden_rows")
    qtbot.waitUntil(rows.isVisible)
    page.sheet.grid.setFocus()
    reached = set()
    for _ in range(12):
        focused = QApplication.focusWidget()
        assert focused is not None
        reached.add(focused.objectName())
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert reached >= {
        "sheet",
        "otherFile",
        "notRight",
        "sheetGrid",
        "show-hidden_rows",
        "choose-hidden_rows",
    }
    rows.setFocus()
    QTest.keyClick(rows, Qt.Key.Key_Space)
    assert page.sheet.model.row_number(page.sheet.grid.currentIndex().row()) == 4
    QTest.keyClick(button(page, "notRight"), Qt.Key.Key_Space)
    page.sheet.grid.setFocus()
    page.sheet.grid.choose_row(1)
    QTest.keyClick(page.sheet.grid, Qt.Key.Key_Return)
    settle(qtbot, page)
    assert page.walk.table is not None
    assert page.walk.table.header_row == 2
    assert page.sheet.grid.hasFocus()


def test_stop_has_the_keyboard_while_a_file_is_read(
    qtbot: QtBot, page: SpreadsheetPage, held: HeldReader, workbook: Path
) -> None:
    page.drop_zone.choose.setFocus()
    page.open_file(workbook)
    assert page.loading.stop.hasFocus()
    QTest.keyClick(page.loading.stop, Qt.Key.Key_Space)
    settle(qtbot, page)
    assert page.drop_zone.choose.hasFocus()
