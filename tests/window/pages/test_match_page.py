"""Match columns: what was suggested can be changed, and nothing decided is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from mega_desktop.crm import OnDuplicate
from mega_desktop.matching import Repeats
from mega_desktop.window.models.match_model import MatchColumn
from mega_desktop.window.pages.match import MatchPage
from mega_desktop.window.pages.match_fixed import FixedValues
from mega_desktop.window.pages.preview import PreviewPage
from mega_desktop.window.walk import Step, Walk

Wait = Callable[[Callable[[], bool]], None]


def fields(page: MatchPage) -> list[str | None]:
    assert page.walk.mapping is not None
    return [c.field for c in page.walk.mapping.columns]


def choose_field(page: MatchPage, key: str) -> None:
    """Chooses in Goes to as the person does."""
    page.panel.field.setCurrentIndex(page.panel.field.findData(key))
    page.panel.field.activated.emit(page.panel.field.currentIndex())


def test_the_columns_are_matched_on_entering(match_page: MatchPage) -> None:
    assert fields(match_page)[:5] == [
        "contact_name",
        "contact_email",
        "contact_phone",
        "stage_slug",
        "lead_line",
    ]
    assert match_page.primary().text == "Check 40 leads"
    assert match_page.primary().reason == "Check never writes anything"
    assert "All three are matched." in match_page.subheading.text()


def test_what_is_missing_stands_beside_the_button(match_page: MatchPage) -> None:
    for row in range(3):
        match_page.columns.grid.choose_row(row)
        choose_field(match_page, "")
    primary = match_page.primary()
    assert not primary.enabled
    assert primary.reason == "Choose which column holds the email, phone or name"
    assert "None of them is matched yet." in match_page.subheading.text()


def test_a_column_goes_where_the_person_says(match_page: MatchPage) -> None:
    match_page.columns.grid.choose_row(5)
    choose_field(match_page, "source_type")
    assert fields(match_page)[5] == "source_type"
    assert match_page.columns.model.index(5, MatchColumn.CERTAINTY).data() == "Sure: chosen by you"


def test_a_custom_field_can_be_typed_and_what_is_known_of_it_is_said(
    match_page: MatchPage, qtbot: QtBot
) -> None:
    match_page.columns.grid.choose_row(5)
    choose_field(match_page, "typed")
    QTest.keyClicks(match_page.panel.slug, "shoe_size")
    QTest.keyClick(match_page.panel.slug, Qt.Key.Key_Return)
    assert fields(match_page)[5] == "custom:shoe_size"
    assert match_page.panel.hint.text() == "Practice CRM would ignore this column: 39 values would be lost"


def test_the_rules_for_all_leads_are_kept(match_page: MatchPage) -> None:
    rules = match_page.rules
    rules.existing.setCurrentIndex(1)
    rules.existing.activated.emit(1)
    rules.repeats.setCurrentIndex(3)
    rules.repeats.activated.emit(3)
    mapping = match_page.walk.mapping
    assert mapping is not None
    assert (mapping.on_duplicate, mapping.repeats) == (OnDuplicate.SKIP, Repeats.ALL)


def test_the_repeats_are_counted_beside_each_choice(match_page: MatchPage, until: Wait) -> None:
    rules = match_page.rules
    until(lambda: rules._repeats_caption.text() == "&Same person twice: 1 person in 2 rows")
    assert [rules.repeats.itemText(at) for at in range(4)] == [
        "Combine: 1 row joins another",
        "Keep the first row: 1 row left out",
        "Keep the last row: 1 row left out",
        "Send all in order: 1 update",
    ]
    assert rules.meaning.text().startswith("Of the same person, the last filled value of each field wins.")


def test_fixed_values_are_edited_apart(match_page: MatchPage, qtbot: QtBot) -> None:
    dialog = FixedValues(match_page._fields(), {"source_type": "form"})
    qtbot.addWidget(dialog)
    dialog.field.setCurrentIndex(dialog.field.findData("source_platform"))
    dialog.field.activated.emit(dialog.field.currentIndex())
    dialog.value.setCurrentIndex(dialog.value.findData("hubspot"))
    dialog.add.click()
    assert dialog.fixed == {"source_type": "form", "source_platform": "hubspot"}
    dialog.list.setCurrentRow(0)
    dialog.remove.click()
    assert dialog.fixed == {"source_platform": "hubspot"}


def test_the_check_makes_leads_and_a_plan_and_asks_for_the_preview(
    match_page: MatchPage, requested: list[Step], until: Wait
) -> None:
    match_page.go()
    until(lambda: requested == [Step.PREVIEW])
    plan = match_page.walk.plan
    assert plan is not None
    assert plan.rows == 40
    match_page.go()
    assert match_page.walk.plan is plan, "nothing changed, so nothing is made anew"


def test_another_mapping_asks_the_crm_only_about_rows_that_go_otherwise_now(
    match_page: MatchPage, preview_page: PreviewPage, requested: list[Step], until: Wait
) -> None:
    def rows_to_check(**decided: Any) -> int:
        mapping, asked = match_page.walk.mapping, len(requested)
        assert mapping is not None
        match_page.enter()
        match_page.panel.decided.emit(replace(mapping.columns[3], **decided))
        match_page.go()
        until(lambda: len(requested) > asked)
        assert match_page.walk.plan is not None
        return int(match_page.walk.plan.to_check.sum())

    preview_page.leave()
    assert rows_to_check(existing="never") == 0
    assert rows_to_check(field=None) == 38


def test_decisions_stay_when_the_same_columns_are_read_anew(
    match_page: MatchPage, connected: Walk, until: Wait
) -> None:
    match_page.columns.grid.choose_row(5)
    choose_field(match_page, "source_type")
    assert connected.table is not None
    connected.set_table(replace(connected.table))
    match_page.enter()
    until(lambda: match_page.primary().enabled)
    assert fields(match_page)[5] == "source_type"


def test_nothing_in_the_table_traps_the_tab_key(match_page: MatchPage) -> None:
    assert not match_page.columns.grid.tabKeyNavigation()
    assert match_page.columns.grid.accessibleName() == "Columns of your file"
