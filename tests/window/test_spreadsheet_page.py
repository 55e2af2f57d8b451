"""A file becomes a table in view; what cannot be read becomes a sentence; nothing chosen is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from mega_desktop.window.models.sheet_model import SheetModel, column_letters
from mega_desktop.window.pages.spreadsheet import SpreadsheetPage
from mega_desktop.window.walk import Step, Walk


@pytest.fixture
def page(qtbot: QtBot, walk: Walk) -> SpreadsheetPage:
    made = SpreadsheetPage(walk)
    qtbot.addWidget(made)
    made.resize(1000, 640)
    made.show()
    made.enter()
    return made


def read(qtbot: QtBot, page: SpreadsheetPage, path: Path) -> None:
    page.walk.offer_file(path)
    settle(qtbot, page)


def settle(qtbot: QtBot, page: SpreadsheetPage) -> None:
    qtbot.waitUntil(lambda: not page.is_reading, timeout=20_000)


def shown(model: SheetModel) -> list[list[str]]:
    columns = range(model.columnCount())
    return [[str(model.index(row, column).data()) for column in columns] for row in range(model.rowCount())]


def press(page: SpreadsheetPage, name: str) -> None:
    found = page.findChild(QPushButton, name)
    assert isinstance(found, QPushButton)
    found.click()


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
    qtbot: QtBot, page: SpreadsheetPage, leads_csv: Path
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
    page.activateWindow()
    page.drop_zone.choose.setFocus()
    read(qtbot, page, leads_csv)
    focused = QApplication.focusWidget()
    assert focused is None or page.isAncestorOf(focused)


def test_columns_have_excels_letters() -> None:
    assert [column_letters(at) for at in (0, 25, 26, 701, 702, 16383)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]
