"""Import, Report and Past imports: from the journal on this computer to leads and a workbook."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from pytestqt.qtbot import QtBot

from mega_desktop.importing import ImportState, Outcome, Tally, past_imports
from mega_desktop.window.pages.history import HistoryPage
from mega_desktop.window.pages.importing import ImportPage, sent_parts
from mega_desktop.window.pages.report import ReportPage
from mega_desktop.window.walk import Step, Walk

pytestmark = pytest.mark.e2e

Wait = Callable[[Callable[[], bool]], None]


@pytest.fixture
def import_page(qtbot: QtBot, connected: Walk, planned_import: str) -> ImportPage:
    page = ImportPage(connected)
    qtbot.addWidget(page)
    assert planned_import
    return page


@pytest.fixture
def finished(import_page: ImportPage, requested: list[Step], until: Wait) -> Walk:
    """An import that was sent to its end."""
    import_page.enter()
    until(lambda: Step.REPORT in requested)
    return import_page.walk


@pytest.fixture
def report_page(qtbot: QtBot, finished: Walk, until: Wait) -> ReportPage:
    page = ReportPage(finished)
    qtbot.addWidget(page)
    page.enter()
    until(lambda: page._seen is not None)
    return page


def test_an_import_starts_on_entering_and_ends_with_its_report(
    import_page: ImportPage, requested: list[Step], until: Wait
) -> None:
    import_page.enter()
    assert not import_page.has_back()
    assert import_page.primary().text == ""
    until(lambda: requested[-1:] == [Step.REPORT])
    assert import_page.sent.text() == "38 of 38"
    assert import_page.bar.accessibleName() == "38 created of 38"
    assert import_page.uploads.rowCount() == 1
    assert import_page.walk.import_job is None


def test_an_import_that_was_stopped_waits_to_be_continued(
    import_page: ImportPage, requested: list[Step], until: Wait
) -> None:
    import_page.enter()
    import_page.toggle_pause()
    assert import_page.pause.text() == "&Go on"
    import_page.stop_import()
    until(import_page.has_back)
    if Step.REPORT not in requested:
        assert import_page.primary().text == "Continue the import"
        import_page.go()
        until(lambda: Step.REPORT in requested)
    assert past_imports(import_page.walk.house.folders.imports)[0].state is ImportState.FINISHED


def test_an_import_finds_its_own_way_to_its_account(
    import_page: ImportPage, connected: Walk, requested: list[Step], until: Wait
) -> None:
    connected.close()
    assert connected.destination is None
    import_page.enter()
    until(lambda: Step.REPORT in requested)
    assert connected.destination is not None


def test_an_import_that_is_gone_says_so(import_page: ImportPage, connected: Walk, until: Wait) -> None:
    connected.set_import("nowhere")
    import_page.enter()
    until(lambda: not import_page.banner.isHidden())
    assert "no longer on this computer" in import_page.banner.title.text()


def test_rows_that_failed_before_sending_are_no_part_of_the_bar() -> None:
    tally = Tally({Outcome.CREATED: 90, Outcome.FAILED: 41, Outcome.UNCONFIRMED: 2})
    counts = {part.word: part.count for part in sent_parts(tally, sent=100, in_doubt=2)}
    assert counts["failed"] == 8
    assert sum(counts.values()) == 100


def test_the_report_shows_planned_next_to_actual(report_page: ReportPage) -> None:
    assert report_page.heading.text() == "38 leads are in Practice CRM"
    assert report_page.figures.sum.text() == "38 + 0 + 0 + 1 + 1 = 40 rows in your file"
    assert report_page._seen is not None
    assert not any(tile.differs for tile in report_page._seen.tiles)
    assert report_page.retry.isVisibleTo(report_page)
    assert report_page.retry.title.text() == "Fix and retry 1 row"


def test_the_workbook_is_written_where_one_says(report_page: ReportPage, tmp_path: Path, until: Wait) -> None:
    until(report_page.results.save.isEnabled)
    report_page.write_workbook(tmp_path / "results.xlsx")
    until(lambda: report_page.results.path is not None)
    book = openpyxl.load_workbook(tmp_path / "results.xlsx", read_only=True)
    assert len(book.sheetnames) >= 1
    book.close()


def test_a_new_import_starts_at_the_spreadsheet(report_page: ReportPage, requested: list[Step]) -> None:
    assert report_page.primary().text == "New import"
    report_page.go()
    assert requested[-1] is Step.SPREADSHEET
    assert report_page.walk.table is None


def test_deleting_removes_the_data_from_this_computer(
    report_page: ReportPage, qtbot: QtBot, connected: Walk
) -> None:
    folder = connected.house.folders.imports / connected.import_id
    with qtbot.waitSignal(connected.history_requested):
        report_page.delete_import()
    assert not folder.exists()
    assert connected.import_id == ""


def test_past_imports_are_listed_and_opened(
    qtbot: QtBot, finished: Walk, requested: list[Step], until: Wait
) -> None:
    page = HistoryPage(finished)
    qtbot.addWidget(page)
    page.enter()
    until(lambda: page.model.rowCount() == 1)
    assert page.extra_buttons() == [page.delete]
    page.go()
    assert requested[-1] is Step.REPORT
    page.delete_import(finished.import_id)
    until(lambda: page.model.rowCount() == 0)
    assert page.empty.isVisibleTo(page)
    assert page.primary().text == ""


def test_an_unfinished_import_can_be_continued_from_the_list(
    qtbot: QtBot, connected: Walk, planned_import: str, requested: list[Step], until: Wait
) -> None:
    page = HistoryPage(connected)
    qtbot.addWidget(page)
    page.enter()
    until(lambda: page.model.rowCount() == 1)
    assert page.extra_buttons() == [page.resume, page.delete]
    page.resume.click()
    assert connected.import_id == planned_import
    assert requested[-1] is Step.IMPORT
