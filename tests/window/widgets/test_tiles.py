"""Tiles and pills: pressed with mouse or keyboard, one at a time, named for a screen reader."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from mega_desktop.window.theme import Theme
from mega_desktop.window.tokens import Tone
from mega_desktop.window.widgets.segments import Segments
from mega_desktop.window.widgets.tiles import TileFace, Tiles

FACES = (TileFace("new", Tone.OK, "New"), TileFace("problem", Tone.BAD, "Problem"))


def test_a_pressed_tile_tells_its_key_and_lets_the_other_go(qtbot: QtBot, theme: Theme) -> None:
    tiles = Tiles(FACES, theme, "Rows")
    qtbot.addWidget(tiles)
    told: list[object] = []
    tiles.chosen.connect(told.append)
    QTest.mouseClick(tiles.tile("new"), Qt.MouseButton.LeftButton)
    QTest.keyClick(tiles.tile("problem"), Qt.Key.Key_Space)
    assert not tiles.tile("new").isChecked()
    QTest.keyClick(tiles.tile("problem"), Qt.Key.Key_Space)
    assert told == ["new", "problem", None]


def test_a_tile_is_named_with_its_count(qtbot: QtBot, theme: Theme) -> None:
    tiles = Tiles(FACES, theme, "Rows")
    qtbot.addWidget(tiles)
    tiles.show_counts({"new": 4120})
    assert tiles.tile("new").accessibleName() == "New: 4,120 rows"
    assert tiles.tile("problem").accessibleName() == "Problem: 0 rows"
    assert not tiles.grab().isNull()


def test_a_pill_carries_its_count_and_tells_its_key(qtbot: QtBot, theme: Theme) -> None:
    pills = Segments((("all", "All"), ("none", "Not matched")), theme, "Which columns")
    qtbot.addWidget(pills)
    pills.set_counts({"all": 13, "none": 2})
    told: list[object] = []
    pills.chosen.connect(told.append)
    buttons = pills._buttons
    assert [b.text() for b in buttons.values()] == ["All 13", "Not matched 2"]
    QTest.mouseClick(buttons["none"], Qt.MouseButton.LeftButton)
    assert told == ["none"]
    assert not buttons["all"].isChecked()
