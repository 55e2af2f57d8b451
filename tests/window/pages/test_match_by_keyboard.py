"""The whole Match page by keyboard alone: every decision, both templates, and the check."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QMenu, QWidget
from pytestqt.qtbot import QtBot

from mega_desktop.matching import ColumnMatch, Mapping, Repeats
from mega_desktop.sheets import read_table
from mega_desktop.window.frame import Frame
from mega_desktop.window.pages import match_templates
from mega_desktop.window.pages.account import AccountPage
from mega_desktop.window.pages.history import HistoryPage
from mega_desktop.window.pages.importing import ImportPage
from mega_desktop.window.pages.match import MatchPage
from mega_desktop.window.pages.page import Page
from mega_desktop.window.pages.preview import PreviewPage
from mega_desktop.window.pages.report import ReportPage
from mega_desktop.window.pages.spreadsheet import SpreadsheetPage
from mega_desktop.window.walk import Step, Walk
from mega_desktop.work import Control
from tests.window.front import bring_to_front

Key, Alt = Qt.Key, Qt.KeyboardModifier.AltModifier
Wait = Callable[[Callable[[], bool]], None]
NAME, EMAIL, OTHER_EMAIL, STATUS, SHOES = 0, 1, 2, 4, 5


class Keyboard:
    """Keys go to where the keyboard is: an open list or menu, a dialog, else the window."""

    def __init__(self, window: Frame) -> None:
        self.window = window

    @property
    def focus(self) -> str:
        focused = QApplication.focusWidget()
        return focused.objectName() if focused is not None else ""

    def press(self, *keys: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        for key in keys:
            QTest.keyClick(self._target(), key, modifier)
            QApplication.processEvents()

    def write(self, text: str) -> None:
        QTest.keyClicks(self._target(), text)

    def tab_to(self, name: str) -> None:
        for _ in range(80):
            if self.focus == name:
                return
            self.press(Key.Key_Tab)
        raise AssertionError(f"Tab does not come to {name}")

    def go_to_column(self, row: int) -> None:
        """The table of columns, the row, and Enter into the side beside it."""
        self.tab_to("matchGrid")
        self.press(*[Key.Key_Up] * 5, *[Key.Key_Down] * row)
        self.press(Key.Key_Return)
        assert self.focus == "goesTo"

    def pick(self, text: str) -> None:
        """Opens the list of the combo box that has the keyboard, goes to an entry, and takes it."""
        combo = self._combo()
        if not combo.view().isVisible():
            self.press(Key.Key_F4)
        self.press(Key.Key_Home)
        for _ in range(combo.count()):
            if str(combo.view().currentIndex().data()).startswith(text):
                break
            self.press(Key.Key_Down)
        assert str(combo.view().currentIndex().data()).startswith(text)
        self.press(Key.Key_Return)

    def answer(self, kind: type[QWidget], keys: Callable[[], None]) -> None:
        """Presses keys in the dialog or menu that comes up next."""

        def look() -> None:
            if isinstance(QApplication.activePopupWidget() or QApplication.activeModalWidget(), kind):
                keys()
            else:
                QTimer.singleShot(10, look)

        QTimer.singleShot(0, look)

    def _combo(self) -> QComboBox:
        widget = QApplication.focusWidget()
        while widget is not None and not isinstance(widget, QComboBox):
            widget = widget.parentWidget()
        assert widget is not None, f"{self.focus} is no combo box"
        return widget

    def _target(self) -> QWidget:
        menu = QApplication.activePopupWidget()
        return menu if isinstance(menu, QMenu) else QApplication.focusWidget() or self.window


@pytest.fixture
def keyboard(qtbot: QtBot, connected: Walk, tmp_path: Path, until: Wait) -> Iterator[Keyboard]:
    """The window on the Match page, with two email columns and a person who comes twice."""
    file = tmp_path / "leads-july.csv"
    rows = ["Full Name,E-mail,Other e-mail,Mobile,Lead Status,Shoe size"]
    rows += [f"PRIYA RAMAN,p{n % 29}@july.example,q{n % 29}@july.example,,Hot,{n}" for n in range(30)]
    file.write_text("\n".join(rows), "utf-8")
    connected.set_table(read_table(file, scratch=connected.house.scratch(), control=Control()))
    kinds: dict[Step, type[Page]] = {
        Step.ACCOUNT: AccountPage, Step.SPREADSHEET: SpreadsheetPage, Step.MATCH: MatchPage,
        Step.PREVIEW: PreviewPage, Step.IMPORT: ImportPage, Step.REPORT: ReportPage,
    }  # fmt: skip
    window = Frame(connected, {step: kind(connected) for step, kind in kinds.items()}, HistoryPage(connected))
    qtbot.addWidget(window)
    bring_to_front(qtbot, window)
    window.show_step(Step.MATCH)
    until(lambda: window.page.primary().enabled)
    yield Keyboard(window)
    QApplication.closeAllWindows()


def mapping(keyboard: Keyboard) -> Mapping:
    decided = keyboard.window.walk.mapping
    assert decided is not None
    return decided


def match(keyboard: Keyboard, index: int) -> ColumnMatch:
    return mapping(keyboard).columns[index]


def test_the_keyboard_begins_in_the_table(keyboard: Keyboard) -> None:
    assert keyboard.focus == "matchGrid"


def test_a_column_goes_elsewhere_and_its_values_are_matched(keyboard: Keyboard, until: Wait) -> None:
    keyboard.go_to_column(SHOES)
    keyboard.pick("Source type")
    assert match(keyboard, SHOES).field == "source_type"
    keyboard.go_to_column(STATUS)
    keyboard.pick("Stage")
    keyboard.tab_to("values")
    keyboard.press(Key.Key_Space)
    keyboard.pick("Contacted")
    assert match(keyboard, STATUS).values == {"Hot": "contacted"}


def test_a_custom_field_is_typed(keyboard: Keyboard, until: Wait) -> None:
    keyboard.go_to_column(SHOES)
    keyboard.pick("Another custom field")
    keyboard.write("size_of_shoes")
    keyboard.press(Key.Key_Return)
    assert match(keyboard, SHOES).field == "custom:size_of_shoes"
    page = keyboard.window.page
    assert isinstance(page, MatchPage)
    until(lambda: page.columns.lost.whole.startswith("30 values would be lost"))


def test_a_clean_up_step_is_added(keyboard: Keyboard) -> None:
    keyboard.go_to_column(NAME)
    keyboard.tab_to("addStep")
    keyboard.pick("MARA MCDONALD")
    assert match(keyboard, NAME).clean_up == ("spaces", "capitals")


def test_the_rule_for_leads_already_there(keyboard: Keyboard) -> None:
    keyboard.go_to_column(NAME)
    keyboard.tab_to("existing")
    keyboard.press(Key.Key_Down)
    assert match(keyboard, NAME).existing == "if_empty"


def test_two_email_columns_change_places(keyboard: Keyboard) -> None:
    assert [match(keyboard, n).order for n in (EMAIL, OTHER_EMAIL)] == [0, 1]
    keyboard.go_to_column(OTHER_EMAIL)
    keyboard.tab_to("orderUp")
    keyboard.press(Key.Key_Space)
    assert [match(keyboard, n).order for n in (EMAIL, OTHER_EMAIL)] == [1, 0]


def test_the_rules_for_all_leads(keyboard: Keyboard, until: Wait) -> None:
    keyboard.press(Key.Key_S, modifier=Alt)
    assert keyboard.focus == "repeats"
    keyboard.pick("Keep the last row")
    assert mapping(keyboard).repeats is Repeats.LAST


def test_a_fixed_value_is_set(keyboard: Keyboard, until: Wait) -> None:
    def fill() -> None:
        keyboard.press(Key.Key_F, modifier=Alt)
        keyboard.pick("Source platform")
        keyboard.press(Key.Key_V, modifier=Alt)
        keyboard.pick("HubSpot")
        keyboard.tab_to("addFixed")
        keyboard.press(Key.Key_Space)
        keyboard.press(Key.Key_V, modifier=Alt)
        keyboard.press(Key.Key_Return)

    keyboard.answer(QDialog, fill)
    keyboard.press(Key.Key_X, modifier=Alt)
    until(lambda: bool(mapping(keyboard).fixed))
    assert mapping(keyboard).fixed == {"source_platform": "hubspot"}


def test_a_template_is_saved_and_opened(
    qtbot: QtBot, keyboard: Keyboard, tmp_path: Path, until: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system's own file dialogs are not this program's: they answer at once here."""
    path = tmp_path / "mine.json"
    monkeypatch.setattr(match_templates, "choose_where_to_save", lambda *_: path)
    monkeypatch.setattr(match_templates, "choose_template", lambda *_: path)
    keyboard.press(Key.Key_S, modifier=Alt)
    keyboard.pick("Send all in order")
    keyboard.answer(QMenu, lambda: keyboard.press(Key.Key_S))
    keyboard.tab_to("template")
    keyboard.press(Key.Key_Space)
    until(path.exists)
    assert json.loads(path.read_text("utf-8"))["repeats"] == "all"
    # Without a screen a menu that closes does not always give the keyboard back.
    bring_to_front(qtbot, keyboard.window)

    keyboard.press(Key.Key_S, modifier=Alt)
    keyboard.pick("Combine")
    keyboard.answer(QMenu, lambda: keyboard.press(Key.Key_O))
    keyboard.tab_to("template")
    keyboard.press(Key.Key_Space)
    until(lambda: mapping(keyboard).repeats is Repeats.ALL)


def test_the_check_is_pressed(keyboard: Keyboard, until: Wait) -> None:
    keyboard.tab_to("primary")
    keyboard.press(Key.Key_Space)
    until(lambda: keyboard.window.step is Step.PREVIEW)
    walk = keyboard.window.walk
    assert walk.table is not None
    assert walk.account is not None
    remembered = walk.house.remembered.recall(walk.table, walk.account.system)
    assert remembered is not None
    decided = [(c.field, c.values) for c in mapping(keyboard).columns]
    assert [(c.field, c.values) for c in remembered.mapping.columns] == decided
    assert replace(remembered.mapping, columns=()) == replace(mapping(keyboard), columns=())
