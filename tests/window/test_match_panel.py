"""The side of the Match page: by keyboard alone, and each decision is told as it is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from mega_desktop.matching import Certainty, ColumnMatch
from mega_desktop.window.models.match_shown import Shown
from tests.window.desk import (
    LOWEST,
    NARROWEST,
    QUESTION,
    STAGES,
    Desk,
    Key,
    shown,
    stage,
    text_column,
)

# Where it goes


def test_another_field_takes_no_clean_up_and_no_rule_of_the_one_before(desk: Desk) -> None:
    desk.show(stage(clean_up=("first_of_many:;",), existing="never", leave_out=("Junk",)))
    desk.tab_to("goesTo")
    desk.pick("Source platform")
    match = desk.match
    assert (match.field, match.clean_up, match.existing, match.leave_out) == (
        "source_platform", (), "replace", (),
    )  # fmt: skip
    assert (match.certainty, match.reason) == (Certainty.SURE, "chosen by you")
    assert desk.focus == "goesTo"


def test_a_likely_match_can_be_confirmed_as_it_is(desk: Desk) -> None:
    desk.show(stage(values={"Hot": "tour_booked"}))
    desk.tab_to("rightMatch")
    desk.press(Key.Key_Space)
    assert desk.match == replace(
        stage(values={"Hot": "tour_booked"}).match, certainty=Certainty.SURE, reason="chosen by you"
    )
    assert desk.focus == "goesTo"


def test_a_custom_field_is_typed_and_its_loss_is_told(desk: Desk) -> None:
    desk.show(shown(ColumnMatch(9, "Shoe size"), (("42", 4310),)))
    desk.tab_to("goesTo")
    desk.pick("Another custom field…")
    assert desk.focus == "customSlug"
    desk.type("shoe_size")
    desk.press(Key.Key_Return)
    assert desk.match.field == "custom:shoe_size"
    assert desk.text("hint") == "MEGA would ignore this column: 4,310 values would be lost"
    assert desk.panel.hint.property("role") == "warn"


def test_a_loss_that_the_page_tells_stands_below_the_field(desk: Desk) -> None:
    sentence = "MEGA does not know 1 of its stages: 12 rows would fail"
    desk.show(replace(stage(), loss=sentence))
    assert desk.text("hint") == sentence


def test_which_part_of_the_name_it_is_can_be_said(desk: Desk) -> None:
    desk.show(shown(ColumnMatch(0, "Name", "contact_name"), (("Mara", 1),)))
    desk.tab_to("namePart")
    desk.pick("Last name")
    assert desk.match.part == "last"
    assert desk.focus == "namePart"


# Several columns of one field


def phones(*headers: str) -> Shown:
    rivals = tuple(ColumnMatch(5 + n, h, "contact_phone", order=n) for n, h in enumerate(headers))
    return replace(shown(rivals[0], filled=9, different=9), rivals=rivals)


def test_phone_columns_are_put_in_another_order(desk: Desk) -> None:
    desk.show(phones("Mobile", "Home", "Work"))
    desk.tab_to("orderDown")
    desk.press(Key.Key_Space)
    assert desk.orders == [(6, 5, 7)]
    assert desk.focus == "orderDown"


def test_a_column_moves_on_from_where_it_came_to(desk: Desk) -> None:
    before = phones("Mobile", "Home", "Work")
    desk.show(before)
    desk.tab_to("orderDown")
    desk.press(Key.Key_Space)
    first, second, third = before.rivals
    desk.show(replace(before, rivals=(second, first, third)))
    desk.press(Key.Key_Space)
    assert desk.orders[-1] == (6, 7, 5)
    desk.show(replace(before, rivals=(second, third, first)))
    assert desk.focus == "orderUp", "Down can do no more, and the keyboard stays beside it"
    desk.press(Key.Key_Space)
    assert desk.orders[-1] == (6, 5, 7)


def test_any_of_the_columns_can_be_chosen_with_the_arrow_keys(desk: Desk) -> None:
    desk.show(phones("Mobile", "Home", "Work"))
    desk.tab_to("orderList")
    desk.press(Key.Key_Down, Key.Key_Down)
    desk.tab_to("orderUp")
    desk.press(Key.Key_Return)
    assert desk.orders == [(5, 7, 6)]


def test_one_column_has_no_order(desk: Desk) -> None:
    desk.show(phones("Mobile"))
    assert not desk.panel.order.isVisible()


# An open question


def test_an_open_question_is_answered(desk: Desk) -> None:
    desk.show(replace(text_column("trim", "date"), question=QUESTION))
    assert desk.text("question") == QUESTION.text
    answers = desk.panel.question.findChildren(QPushButton)
    assert [a.text() for a in answers] == ["3 April 2026\nday first", "4 March 2026\nmonth first"]
    desk.tab_to("answer2")
    desk.press(Key.Key_Space)
    assert desk.steps() == ("trim", "date:month_first")
    desk.show(replace(text_column("trim", "date:month_first"), question=None))
    assert not desk.panel.question.isVisible()
    assert desk.panel.isAncestorOf(QApplication.focusWidget() or desk.panel)


# Leads already there


@pytest.mark.parametrize(("rule", "kept"), [("Only if empty", "if_empty"), ("Never", "never")])
def test_the_rule_for_leads_already_there(desk: Desk, rule: str, kept: str) -> None:
    desk.show(stage(existing="replace"))
    desk.tab_to("existing")
    desk.pick(rule)
    assert desk.match == stage(existing=kept).match, "the match itself is as sure as before"
    assert desk.focus == "existing"
    desk.pick("Replace it")
    assert desk.match.existing == "replace"


def test_there_is_no_rule_where_leads_already_there_are_left_as_they_are(desk: Desk) -> None:
    desk.show(replace(stage(), updates=False))
    assert not desk.panel.existing.isVisible()


# What comes from the background while the person is at work


def test_a_custom_field_that_is_being_typed_stays(desk: Desk) -> None:
    before = shown(ColumnMatch(9, "Shoe size"), (("42", 4310),))
    desk.show(before)
    desk.tab_to("goesTo")
    desk.pick("Another custom field…")
    desk.type("shoe")
    desk.show(replace(before, loss="Something is found out"))
    desk.type("_size")
    desk.press(Key.Key_Return)
    assert desk.match.field == "custom:shoe_size"


def test_what_a_step_is_being_told_stays(desk: Desk) -> None:
    desk.show(text_column("find_replace:Mr.|"))
    desk.tab_to("parameter1")
    desk.type("Her")
    desk.show(text_column("find_replace:Mr.|"))
    desk.type("r")
    desk.press(Key.Key_Return)
    assert desk.steps() == ("find_replace:Mr.|Herr",)


def test_an_answer_that_is_being_typed_stays(desk: Desk) -> None:
    desk.show(stage())
    desk.tab_to("allUnmatched")
    desk.pick("Another value…")
    desk.type("nurt")
    desk.show(replace(stage(), loss="Something is found out"))
    desk.type("uring")
    desk.press(Key.Key_Return)
    assert set(desk.match.values.values()) == {"nurturing"}


def test_typing_an_answer_can_be_taken_back(desk: Desk) -> None:
    desk.show(stage())
    desk.tab_to("allUnmatched")
    desk.pick("Another value…")
    desk.type("nurt")
    desk.press(Key.Key_Escape)
    desk.pick("Leave empty")
    assert set(desk.match.values.values()) == {""}


def test_an_open_list_stays_as_it_is(desk: Desk) -> None:
    desk.show(stage())
    desk.tab_to("goesTo")
    desk.panel.field.showPopup()
    desk.press(Key.Key_End)
    at = desk.panel.field.view().currentIndex().row()
    desk.show(replace(stage(), loss="Something is found out"))
    assert desk.panel.field.view().currentIndex().row() == at
    desk.press(Key.Key_Escape)


def test_the_place_in_the_values_stays_when_the_rarer_ones_come(desk: Desk) -> None:
    desk.show(replace(stage(), values=STAGES[:3]))
    desk.tab_to("values")
    desk.press(Key.Key_Down)
    desk.show(stage())
    assert desk.panel.values.view.currentIndex().data() == "Hot"
    assert desk.focus == "values"


def test_a_question_that_was_answered_is_gone_at_once(desk: Desk) -> None:
    desk.show(replace(text_column("trim", "date"), question=QUESTION))
    desk.tab_to("answer1")
    desk.press(Key.Key_Return)
    assert desk.steps() == ("trim", "date:day_first")
    assert not desk.panel.question.isVisible()


# The whole panel


def test_nothing_is_said_of_a_column_that_is_not_imported(desk: Desk) -> None:
    desk.show(shown(ColumnMatch(9, "Internal id", reason="nothing in MEGA holds such values"), (("1", 1),)))
    panel = desk.panel
    parts = (panel.question, panel.order, panel.values, panel.clean_up, panel.existing)
    assert [part.isVisible() for part in parts] == [False] * 5
    assert desk.text("reason") == "nothing in MEGA holds such values"


COLUMNS: list[Callable[[], Shown]] = [
    stage,
    lambda: phones("Mobile", "Home phone of the parents", "Work"),
    lambda: replace(text_column("trim", "date"), question=QUESTION),
    lambda: text_column("find_replace:Mr.|"),
    lambda: shown(ColumnMatch(8, "Campaign", "source_platform"), tuple((f"C {n}", 1) for n in range(30))),
]


@pytest.mark.parametrize("column", COLUMNS)
def test_nothing_is_wider_than_the_panel(desk: Desk, column: Callable[[], Shown]) -> None:
    desk.panel.resize(NARROWEST, LOWEST)
    desk.show(column())
    area = desk.panel._area
    assert area.verticalScrollBar().isVisible()
    assert desk.panel._inside.minimumSizeHint().width() <= area.viewport().width()


def test_every_step_is_in_sight_whichever_is_chosen(desk: Desk) -> None:
    desk.panel.resize(NARROWEST, LOWEST)
    desk.show(shown(ColumnMatch(5, "Phone", "contact_phone"), filled=9, different=9))
    desk.panel.resize(288, 1200)
    QApplication.processEvents()
    steps = desk.panel.clean_up.steps.list
    assert steps.currentRow() == 1
    last = steps.visualItemRect(steps.item(1)).bottom()
    assert (steps.visualItemRect(steps.item(0)).top(), last) == (0, steps.height() - 1)


@pytest.mark.parametrize("column", COLUMNS)
def test_tab_goes_through_everything_and_comes_round(desk: Desk, column: Callable[[], Shown]) -> None:
    desk.show(column())
    desk.tab_to("answer1" if desk.panel.question.isVisible() else "goesTo")
    met: list[QWidget] = []
    while (focused := QApplication.focusWidget()) is not None and focused not in met and len(met) < 60:
        met.append(focused)
        desk.press(Key.Key_Tab)
    assert QApplication.focusWidget() is met[0]
    assert met[-1].objectName() == "existing"
    lines = [round(w.mapTo(desk.panel, QPoint(0, w.height() // 2)).y() / 20) for w in met]
    assert lines == sorted(lines), "from top to bottom"
