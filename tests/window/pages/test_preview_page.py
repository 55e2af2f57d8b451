"""Preview: the sum adds up, rows are found, and Import is offered when the check is over."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from mega_desktop.preview import Planned
from mega_desktop.window.pages.match import MatchPage
from mega_desktop.window.pages.preview import PreviewPage
from mega_desktop.window.pages.preview_words import sum_text
from mega_desktop.window.walk import Step

Wait = Callable[[Callable[[], bool]], None]


def shown_rows(page: PreviewPage) -> list[str]:
    model = page.rows.model
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def test_the_tiles_add_up_to_the_file(preview_page: PreviewPage) -> None:
    assert preview_page.sum.text().startswith("38 + 0 + 0 + 0 + 1 + 1 = 40 rows in your file")
    assert "checked just now against Practice CRM" in preview_page.sum.text()


def test_import_names_the_number_and_the_place(preview_page: PreviewPage) -> None:
    primary = preview_page.primary()
    assert primary.text == "Import 38 leads into Practice CRM"
    assert primary.reason == "A few seconds · 1 row stays behind"


def test_a_tile_shows_only_its_rows(preview_page: PreviewPage, until: Wait) -> None:
    preview_page.tiles.tile(Planned.PROBLEM.value).click()
    until(lambda: shown_rows(preview_page) == ["2"])
    preview_page.rows.show_all.click()
    until(lambda: len(shown_rows(preview_page)) == 40)
    assert not preview_page.tiles.tile(Planned.PROBLEM.value).isChecked()


def test_rows_are_searched_over_all_columns(preview_page: PreviewPage, qtbot: QtBot, until: Wait) -> None:
    QTest.keyClicks(preview_page.rows.search, "P17@JULY")
    QTest.keyClick(preview_page.rows.search, Qt.Key.Key_Return)
    until(lambda: shown_rows(preview_page) == ["19"])
    assert preview_page.rows.found.text() == "1 row"


def test_a_heading_sorts(preview_page: PreviewPage, until: Wait) -> None:
    preview_page.rows.grid.horizontalHeader().setSortIndicator(0, Qt.SortOrder.DescendingOrder)
    until(lambda: shown_rows(preview_page)[:2] == ["41", "40"])


def test_problems_stand_there_by_cause(preview_page: PreviewPage, until: Wait) -> None:
    until(lambda: preview_page.rows.repair.text() == "&Repair 1 problem…")
    preview_page.rows.repair.click()
    assert preview_page.problems.model.index(0, 0).data() == "1 · email has no @"
    until(lambda: shown_rows(preview_page) == ["2"])
    preview_page.problems.close_button.click()
    until(lambda: len(shown_rows(preview_page)) == 40)


def test_the_chosen_row_is_explained(preview_page: PreviewPage, until: Wait) -> None:
    until(lambda: preview_page.rows.model.rowCount() == 40)
    preview_page.rows.grid.choose_row(1)
    assert preview_page.details._title.whole == "Priya Raman"
    assert preview_page.details._sentence.text() == "Row 3 becomes a new lead in Practice CRM."


def test_import_makes_a_journal_and_asks_for_the_import_page(
    planned_import: str, preview_page: PreviewPage
) -> None:
    assert planned_import
    assert (preview_page.walk.house.folders.imports / planned_import).is_dir()


def test_a_check_that_was_stopped_says_what_is_open_and_goes_on(
    match_page: MatchPage, qtbot: QtBot, requested: list[Step], until: Wait
) -> None:
    match_page.go()
    until(lambda: Step.PREVIEW in requested)
    page = PreviewPage(match_page.walk)
    qtbot.addWidget(page)
    page.live.stop()
    page.enter()
    page.live.stop()
    until(lambda: page.live.outlook is not None and bool(page.live.outlook.problems))
    assert not page.is_checking
    assert page.primary().enabled
    assert not page.check_button.isHidden()
    page.check_button.click()
    until(lambda: page.live.to_check == 0 and not page.is_checking)
    assert page.check_button.isHidden()


def test_a_changed_mapping_asks_for_another_check(preview_page: PreviewPage, match_page: MatchPage) -> None:
    mapping = match_page.walk.mapping
    assert mapping is not None
    match_page._on_mapping(mapping.with_column(mapping.columns[5]))
    preview_page.enter()
    assert preview_page.primary().enabled, "nothing really changed"
    other = match_page.walk.mapping
    assert other is not None
    match_page._on_column(type(other.columns[5])(5, "Shoe size", "custom:shoe_size"))
    preview_page.enter()
    assert preview_page.primary().reason == "Mapping changed: check again"
    assert not preview_page.banner.isHidden()


def test_unchecked_rows_are_in_the_sum() -> None:
    counts = dict.fromkeys(Planned, 0) | {Planned.NEW: 4120, Planned.UNCHECKED: 1192}
    assert sum_text(counts) == "4,120 + 0 + 0 + 0 + 0 + 0 + 1,192 = 5,312 rows in your file"
