"""The Report page after real imports into a real server: verify, fix and retry, undo, open, delete."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from mega_desktop.importing import (
    Origin,
    Outcome,
    create_import,
    open_import,
    past_imports,
    remove_old_rows,
)
from mega_desktop.window.pages import report as report_module
from mega_desktop.window.pages.history import HistoryPage
from mega_desktop.window.pages.importing import ImportPage
from mega_desktop.window.pages.report import ReportPage
from mega_desktop.window.pages.report_work import Seen
from mega_desktop.window.walk import Step
from mega_desktop.work import Control, no_report
from tests.window.pages.after import LINES, Scene

pytestmark = pytest.mark.e2e

Wait = Callable[[Callable[[], bool]], None]


@pytest.fixture
def page(qtbot: QtBot, acme: Scene) -> ReportPage:
    made = ReportPage(acme.walk)
    qtbot.addWidget(made)
    made.resize(1000, 640)
    made.show()
    return made


@pytest.fixture
def opened(page: ReportPage, acme: Scene, until: Wait) -> ReportPage:
    """The report of an import that has just ended; its leads were read back by themselves."""
    acme.connect()
    acme.carry_out()
    page.enter()
    until(lambda: page._seen is not None and page._seen.verification is not None)
    until(lambda: acme.walk.jobs.running == 0)
    return page


def texts(page: ReportPage) -> str:
    return "\n".join(w.text() for w in page.findChildren(QLabel) if w.isVisibleTo(page))


def test_leads_are_read_back_by_themselves_right_after_the_import(opened: ReportPage) -> None:
    assert opened.verified.badge.text() == "✓ Verified in MEGA: 3 of 3"
    assert opened.verified.said.text().startswith("read back ")
    assert opened.figures.sum.text() == "3 + 0 + 0 + 1 + 1 = 5 rows in your file"
    assert not opened.findings.isVisibleTo(opened)
    assert not opened.retries.isVisibleTo(opened)


def test_an_older_import_says_first_what_reading_back_costs(
    page: ReportPage, acme: Scene, until: Wait
) -> None:
    acme.carry_out()
    page.enter()
    until(lambda: page._seen is not None)
    assert page.verified.said.text() == "Reading 3 leads back from MEGA takes about 5 seconds."
    assert page.verified.verify.text() == "&Verify in MEGA"

    page.verified.verify.click()

    until(lambda: page._seen is not None and page._seen.verification is not None)
    assert "3 of 3" in page.verified.badge.text()


def test_what_differs_in_the_crm_is_listed(opened: ReportPage, acme: Scene, until: Wait) -> None:
    acme.somebody(
        "UPDATE leads SET contact_name = 'Somebody Else', updated_at = :now "
        "WHERE contact_email = 'bo@after.example'"
    )
    acme.somebody("DELETE FROM leads WHERE contact_email = 'dee@after.example'")

    opened.verify()

    until(lambda: opened.findings.isVisibleTo(opened))
    assert opened.verified.badge.text() == "! Verified in MEGA: 1 of 3"
    assert "1 differ, 1 not found" in opened.verified.said.text()
    said = texts(opened)
    assert "2 rows to look at in MEGA" in said
    assert "Row 3 · Name: sent “Bo Lee”, now “Somebody Else”" in said


def test_only_the_failed_rows_are_fixed_and_retried(opened: ReportPage, acme: Scene, until: Wait) -> None:
    first, steps = acme.walk.import_id, list[Step]()
    acme.walk.step_requested.connect(steps.append)
    assert opened.retry.title.text() == "Fix and retry 1 row"

    opened.retry.fix.click()

    until(lambda: Step.PREVIEW in steps)
    walk = acme.walk
    assert walk.plan is not None
    assert walk.table is not None
    assert walk.plan.frame["row"].to_list() == [4]
    assert walk.table.frame.collect()["row"].to_list() == [4]
    assert walk.origin.retry_of == first
    assert not walk.plan_is_stale


def test_the_first_report_tells_what_became_of_the_retry(
    opened: ReportPage, acme: Scene, until: Wait
) -> None:
    first = acme.walk.import_id
    opened.retry_rows([4])
    until(lambda: acme.walk.origin.retry_of == first)
    plan, table, destination = acme.walk.plan, acme.walk.table, acme.walk.destination
    assert plan is not None
    assert table is not None
    assert destination is not None
    clock, origin = acme.house.clock, Origin(retry_of=first)
    retry = create_import(acme.imports, plan, table, destination, clock, no_report, Control(), origin)
    with open_import(acme.imports, retry) as found:
        found.run(destination, clock, no_report, Control())

    acme.walk.set_import(first)
    opened.enter()

    until(lambda: opened.retries.isVisibleTo(opened))
    said = texts(opened)
    assert "1 row tried again on" in said
    assert "1 failed" in said
    assert not opened.retry.fix.isVisibleTo(opened)
    show = opened.retries.findChild(QPushButton, "showRetry")
    assert isinstance(show, QPushButton)
    show.click()
    until(lambda: opened._seen is not None and opened._seen.info.id == retry)
    assert "rows tried again" in opened.subheading.text()


def test_uncertain_rows_are_only_retried_after_a_warning(
    opened: ReportPage, acme: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def refuse(_parent: object, title: str, meaning: str, _yes: str) -> bool:
        asked.append(f"{title} {meaning}")
        return False

    monkeypatch.setattr(report_module, "ask", refuse)
    seen = opened._seen
    assert seen is not None
    opened._seen = Seen(**vars(seen) | {"to_retry": {Outcome.UNCONFIRMED: (2, 3)}})

    opened._on_retry_wanted((Outcome.UNCONFIRMED,))

    assert "Try 2 uncertain rows again?" in asked[0]
    assert "second lead" in asked[0]
    assert acme.walk.jobs.running == 0


def test_the_undo_kit_is_saved_where_one_says(opened: ReportPage, tmp_path: Path, until: Wait) -> None:
    assert "they can only be removed by hand" in opened.undo.what.text()

    opened.write_undo_kit(tmp_path / "undo.xlsx")

    until(lambda: opened.undo.open.isVisibleTo(opened))
    book = openpyxl.load_workbook(tmp_path / "undo.xlsx")
    assert book.sheetnames == ["Read me", "Created leads"]


def test_a_workbook_that_is_only_opened_goes_with_the_import(
    opened: ReportPage, acme: Scene, until: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[Path] = []
    monkeypatch.setattr(report_module, "open_file", shown.append)

    opened.results.open.click()

    until(lambda: bool(shown))
    assert shown[0].name == "leads results.xlsx"
    assert acme.imports / acme.walk.import_id in shown[0].parents
    opened.delete_import()
    until(lambda: acme.walk.import_id == "")
    assert not shown[0].exists()
    assert past_imports(acme.imports) == ()


def test_without_its_rows_an_import_shows_its_numbers(opened: ReportPage, acme: Scene, until: Wait) -> None:
    later = acme.house.clock.now() + timedelta(days=31)
    assert remove_old_rows(acme.imports, 30, later) == 1

    opened.enter()

    until(lambda: opened.banner.isVisibleTo(opened))
    assert "were removed from this computer, as you chose" in opened.banner.title.text()
    assert opened.figures.sum.text() == "3 + 0 + 0 + 1 + 1 = 5 rows in your file"
    for card in (opened.results, opened.undo):
        assert not card.isVisibleTo(opened)
    assert not opened.retry.fix.isVisibleTo(opened)


def test_past_imports_tell_what_was_verified_and_keep_rows_as_long_as_wanted(
    qtbot: QtBot, opened: ReportPage, acme: Scene, until: Wait
) -> None:
    page = HistoryPage(acme.walk)
    qtbot.addWidget(page)
    page.enter()
    until(lambda: page.model.rowCount() == 1)
    assert page.model.index(0, 4).data() == "Verified"
    assert page.model.index(0, 5).data() == "3 created, 1 failed, 1 duplicate in file  ·  3 of 3 verified"
    assert page.keep.currentText() == "until I delete them"

    page.keep_rows(30)
    until(lambda: acme.walk.jobs.running == 0)

    again = HistoryPage(acme.walk)
    qtbot.addWidget(again)
    assert again.keep.currentText() == "30 days"
    assert not past_imports(acme.imports)[0].is_stripped


def test_an_import_of_an_account_that_is_gone_cannot_be_verified(
    opened: ReportPage, acme: Scene, until: Wait
) -> None:
    acme.house.book.remove("acme")

    opened.verify()

    until(lambda: opened.banner.isVisibleTo(opened))
    assert "no longer saved here" in opened.banner.title.text()
    assert len(LINES) == 5


def test_continuing_from_the_report_goes_on_at_once(
    page: ReportPage, acme: Scene, qtbot: QtBot, until: Wait
) -> None:
    steps = list[Step]()
    acme.walk.step_requested.connect(steps.append)
    acme.plan_import()
    sending = ImportPage(acme.walk)
    qtbot.addWidget(sending)
    sending._import_id = acme.walk.import_id
    page.enter()
    until(lambda: page.primary().text == "Continue the import")
    sending.enter()
    assert acme.walk.jobs.running == 0

    page.go()
    assert steps == [Step.IMPORT]
    sending.enter()

    until(lambda: steps[-1] is Step.REPORT)


def test_an_undo_kit_leaves_out_what_was_changed_since(
    opened: ReportPage, acme: Scene, tmp_path: Path, until: Wait
) -> None:
    acme.somebody(
        "UPDATE leads SET contact_name = 'Somebody Else', updated_at = :now "
        "WHERE contact_email = 'bo@after.example'"
    )

    opened.write_undo_kit(tmp_path / "undo.xlsx")

    until(lambda: opened.undo.path is not None and acme.walk.jobs.running == 0)
    assert opened.verified.badge.text() == "! Verified in MEGA: 2 of 3"
