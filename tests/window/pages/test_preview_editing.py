"""Preview: a person corrects, repairs, leaves out and takes back by keys, and sees what changes."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from mega_desktop.accounts import PRACTICE_ID
from mega_desktop.matching import ColumnMatch
from mega_desktop.practice import leads_in
from mega_desktop.preview import Planned
from mega_desktop.sheets import read_table
from mega_desktop.window.connecting import connect
from mega_desktop.window.models.plan_model import PlanRole
from mega_desktop.window.pages.match import MatchPage
from mega_desktop.window.pages.preview import PreviewPage
from mega_desktop.window.pages.preview_problems import _RepairBox
from mega_desktop.window.walk import Step, Walk
from mega_desktop.work import Control, no_report
from tests.window.front import bring_to_front

Wait = Callable[[Callable[[], bool]], None]
NAME, PHONE, EMAIL, STAGE = 2, 3, 4, 5


@pytest.fixture
def page(qtbot: QtBot, preview_page: PreviewPage, until: Wait) -> PreviewPage:
    """The Preview as it stands there when nothing is under way."""
    bring_to_front(qtbot, preview_page)
    preview_page.live._wait.setInterval(0)
    settle(preview_page, until)
    return preview_page


def settle(page: PreviewPage, until: Wait) -> None:
    """Lets corrections be made, judged and checked."""
    until(lambda: is_settled(page))


def is_settled(page: PreviewPage) -> bool:
    live = page.live
    busy = page.rows.is_searching or live.has_edits_to_make or live.checks_on or live.work.doing.value
    return not busy and live._looking is None and not live._wait.isActive()


def chip(page: PreviewPage, row: int) -> str:
    return str(page.rows.model.index(row, 1).data(PlanRole.PLANNED))


def correct(page: PreviewPage, row: int, column: int, text: str) -> None:
    """Types over a cell: F2, text, Enter."""
    grid = page.rows.grid
    grid.setCurrentIndex(page.rows.model.index(row, column))
    grid.edit_next_value()
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    editor.selectAll()
    QTest.keyClicks(editor, text)
    QTest.keyClick(editor, Qt.Key.Key_Return)


def test_a_corrected_cell_is_judged_at_once_and_checked_by_the_crm(page: PreviewPage, until: Wait) -> None:
    assert chip(page, 0) == Planned.PROBLEM
    correct(page, 0, EMAIL, "priya@july.example")
    until(lambda: page.rows.model.index(0, EMAIL).data() == "priya@july.example")
    until(lambda: chip(page, 0) == Planned.NEW)
    settle(page, until)
    assert page.sum.text().startswith("39 + 0 + 0 + 0 + 0 + 1 = 40 rows in your file")
    assert page.primary().text == "Import 39 leads into Practice CRM"
    assert page.undo_button.text() == "&Undo correction in row 2"
    assert page.live.plan is not None
    assert page.walk.plan is page.live.plan
    assert page.live.plan.requests == 2, "only the corrected row was asked about again"


def test_undo_and_redo_by_keys(page: PreviewPage, until: Wait) -> None:
    assert page.live.plan is not None
    before = page.live.plan.leads.frame
    correct(page, 0, EMAIL, "priya@july.example")
    until(lambda: chip(page, 0) == Planned.NEW)
    settle(page, until)
    page.live.history.stack.undo()
    settle(page, until)
    assert page.live.plan.leads.frame.equals(before)
    assert chip(page, 0) == Planned.PROBLEM
    assert page.undo_button.isHidden()
    page.live.history.stack.redo()
    settle(page, until)
    assert chip(page, 0) == Planned.NEW
    keys = {key.toString() for action in page.actions() for key in action.shortcuts()}
    assert keys >= {"Ctrl+Z", "Ctrl+Y"}


def test_a_bad_correction_is_told_and_marked(page: PreviewPage, until: Wait) -> None:
    correct(page, 3, PHONE, "12")
    until(lambda: chip(page, 3) == Planned.PROBLEM)
    cell = page.rows.model.index(3, PHONE)
    assert cell.data(PlanRole.IS_BAD) is True
    assert cell.data(Qt.ItemDataRole.AccessibleDescriptionRole) == "phone has only 2 digits; corrected by you"
    assert page.rows.repair.text() == "&Repair 2 problems…"


def test_a_stage_is_chosen_from_those_there_are(page: PreviewPage, until: Wait) -> None:
    grid = page.rows.grid
    grid.setCurrentIndex(page.rows.model.index(2, STAGE))
    grid.edit_next_value()
    editor = grid.findChild(QComboBox)
    assert editor is not None
    assert editor.currentText() == "New"
    editor.setCurrentText("Contacted")
    grid.commitData(editor)
    until(lambda: page.rows.model.index(2, STAGE).data() == "Contacted" and is_settled(page))
    assert page.live.plan is not None
    assert page.live.plan.leads.frame["stage_slug"][2] == "contacted"


def test_a_group_of_problems_is_repaired_with_the_keyboard(page: PreviewPage, until: Wait) -> None:
    QTest.keyClick(page.rows.repair, Qt.Key.Key_Space)
    until(lambda: bool(page.problems.findChildren(_RepairBox)) and not page.rows.is_searching)
    drop = next(box for box in page.problems.findChildren(_RepairBox) if box.button.objectName() == "empty")
    assert drop.button.accessibleName() == "Send the row without its email: Repair 1 row"
    QTest.keyClick(drop.button, Qt.Key.Key_Space)
    until(lambda: chip(page, 0) == Planned.NEW)
    settle(page, until)
    assert page.undo_button.text() == "&Undo repair of 1 row"
    assert page.problems.model.rowCount() == 0
    assert page.rows.repair.isHidden()
    page.undo_button.click()
    settle(page, until)
    assert page.problems.model.rowCount() == 1


def test_rows_are_left_out_and_taken_in_again_and_counted(page: PreviewPage, until: Wait) -> None:
    grid = page.rows.grid
    grid.setCurrentIndex(page.rows.model.index(4, NAME))
    chosen = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
    grid.selectionModel().select(page.rows.model.index(4, 0), chosen)
    more = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    grid.selectionModel().select(page.rows.model.index(6, 0), more)
    grid.setFocus()
    QTest.keyClick(grid, Qt.Key.Key_Delete)
    settle(page, until)
    assert (chip(page, 4), chip(page, 5), chip(page, 6)) == ("left_out", "new", "left_out")
    assert page.sum.text().startswith("36 + 0 + 0 + 0 + 1 + 1 + 2 = 40 rows")
    assert page.undo_button.text() == "&Undo leaving 2 rows out"
    page.undo_button.click()
    settle(page, until)
    assert (chip(page, 4), chip(page, 6)) == ("new", "new")
    assert page.live.plan is not None
    assert page.live.plan.requests == 1, "what the CRM said of them is still known"
    page.live.history.stack.redo()
    settle(page, until)
    grid.setCurrentIndex(page.rows.model.index(4, NAME))
    page.details._leave_out.click()
    settle(page, until)
    assert chip(page, 4) == Planned.NEW


def test_rows_are_copied_with_the_columns_that_are_shown(page: PreviewPage, until: Wait) -> None:
    grid = page.rows.grid
    grid.horizontalHeader().hideSection(1)
    grid.setCurrentIndex(page.rows.model.index(1, NAME))
    QTest.keyClick(
        grid, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    grid.setFocus()
    QTest.keyClick(grid, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    until(lambda: page.rows.found.text() == "1 row copied")
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t")[:4] == ["Row", "Phone", "Name", "Email"]
    assert lines[1].split("\t")[:4] == ["3", "(206) 555-1001", "Priya Raman", "p1@july.example"]


def test_columns_are_hidden_in_a_menu_and_shown_again(page: PreviewPage, qtbot: QtBot) -> None:
    grid = page.rows.grid
    page.rows.columns.click()
    action = next(a for a in grid.columns_menu.actions() if a.text() == "Phone")
    action.trigger()
    assert grid.isColumnHidden(PHONE)
    assert "contact_phone" not in grid.shown_keys()
    grid.columns_menu.close()
    grid.show_all_columns()
    assert not grid.isColumnHidden(PHONE)


def test_corrections_outlive_a_change_of_another_column(
    page: PreviewPage, match_page: MatchPage, until: Wait, requested: list[Step]
) -> None:
    correct(page, 0, EMAIL, "priya@july.example")
    settle(page, until)
    page.leave()
    requested.clear()
    match_page.enter()
    match_page._on_column(ColumnMatch(5, "Shoe size", "custom:shoe_size"))
    match_page.go()
    until(lambda: Step.PREVIEW in requested)
    page.enter()
    settle(page, until)
    assert page.rows.model.index(0, EMAIL).data() == "priya@july.example"
    assert chip(page, 0) == Planned.NEW


@pytest.fixture
def updating(qtbot: QtBot, walk: Walk, stocked: Path, tmp_path: Path, until: Wait) -> PreviewPage:
    """A file of which rows 2 and 3 are there already: one with another stage, one as it stands."""
    shutil.copytree(stocked, walk.house.folders.practice)
    there = [
        e for e in leads_in(stocked)
        if e["contact_email"] and e["contact_phone"] and e["contact_name"] and e.get("stage_slug")
    ]  # fmt: skip
    changed = next(e for e in there if e["stage_slug"] != "new")
    same = next(e for e in there if e is not changed)
    lines = ["Full Name,E-mail,Mobile,Lead Status"]
    for lead, stage in ((changed, "new"), (same, same["stage_slug"])):
        lines.append(f"{lead['contact_name']},{lead['contact_email']},{lead['contact_phone']},{stage}")
    lines.append("Noor Patel,noor@patel.example,(360) 555-0109,new")
    path = tmp_path / "updates.csv"
    path.write_text("\n".join(lines), "utf-8")
    account = walk.house.book.get(PRACTICE_ID)
    assert account is not None
    found = connect(walk.house, account)(no_report, Control())
    walk.set_account(account)
    walk.set_destination(found.destination, found.connection)
    (tmp_path / "scratch").mkdir()
    walk.set_table(read_table(path, scratch=tmp_path / "scratch", control=Control()))
    steps: list[Step] = []
    walk.step_requested.connect(steps.append)
    match = MatchPage(walk)
    qtbot.addWidget(match)
    match.enter()
    until(lambda: match.primary().enabled)
    match.go()
    until(lambda: Step.PREVIEW in steps)
    page = PreviewPage(walk)
    qtbot.addWidget(page)
    page.enter()
    until(lambda: page.live.plan is not None and page.live.plan.snapshot is not None and is_settled(page))
    return page


def texts(page: PreviewPage) -> list[str]:
    return [made.text() for made in page.details.findChildren(QLabel)]


def test_before_and_after_stand_side_by_side(updating: PreviewPage, until: Wait) -> None:
    assert [chip(updating, row) for row in range(3)] == ["update", "unchanged", "new"]
    assert updating.summary.text() == "Replaced: stage in 1 lead · nothing erased"
    updating.rows.grid.choose_row(0)
    until(lambda: "In MEGA" in texts(updating))
    assert "New" in texts(updating)
    struck = [made for made in updating.details.findChildren(QLabel) if made.font().strikeOut()]
    assert [made.accessibleName().endswith(", replaced") for made in struck] == [True]


def test_an_import_waits_for_nothing_but_the_connection(updating: PreviewPage, until: Wait) -> None:
    made: list[object] = []
    updating.live.import_made.connect(made.append)
    updating.go()
    until(lambda: bool(made))
    assert updating.walk.import_id == made[0]
    assert (updating.walk.house.folders.imports / str(made[0])).is_dir()
