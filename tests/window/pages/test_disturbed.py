"""An import does not care what happens to its window."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mega_desktop.importing import ImportState, past_imports
from mega_desktop.window.pages.importing import ImportPage
from mega_desktop.window.pages.preview import PreviewPage
from mega_desktop.window.walk import Step, Walk

pytestmark = pytest.mark.e2e

Wait = Callable[[Callable[[], bool]], None]


def test_import_pressed_again_and_again_makes_one_import(
    preview_page: PreviewPage, requested: list[Step], until: Wait
) -> None:
    """G3"""
    for _ in range(20):
        preview_page.go()
    until(lambda: Step.IMPORT in requested)
    preview_page.go()

    assert len(past_imports(preview_page.walk.house.folders.imports)) == 1


def test_another_theme_or_language_in_the_middle_changes_nothing(
    qtbot: QtBot, connected: Walk, planned_import: str, requested: list[Step], until: Wait
) -> None:
    """G4"""
    page = ImportPage(connected)
    qtbot.addWidget(page)
    page.enter()
    for kind in (QEvent.Type.PaletteChange, QEvent.Type.LanguageChange, QEvent.Type.FontChange):
        for widget in (page, *page.findChildren(type(page.bar))):
            QApplication.sendEvent(widget, QEvent(kind))
    until(lambda: requested[-1:] == [Step.REPORT])

    (made,) = past_imports(connected.house.folders.imports)
    assert (made.id, made.state) == (planned_import, ImportState.FINISHED)
