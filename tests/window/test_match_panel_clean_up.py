"""The side of the Match page: the steps that clean a column, by keyboard alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel

from mega_desktop.matching import ColumnMatch, Samples
from tests.window.desk import (
    Desk,
    Key,
    shown,
    stage,
    text_column,
)


def steps_shown(desk: Desk) -> list[str]:
    steps = desk.panel.clean_up.steps.list
    return [steps.item(at).text() for at in range(steps.count())] if steps.isVisible() else []


def test_a_step_is_taken_out_and_put_back(desk: Desk) -> None:
    desk.show(text_column("trim", "digits"))
    assert steps_shown(desk) == ["No spaces at the ends", "Only the digits"]
    desk.tab_to("stepsRemove")
    desk.press(Key.Key_Space)
    assert desk.steps() == ("digits",)
    assert desk.focus == "stepsRemove"
    desk.press(Key.Key_Space)
    assert desk.steps() == ("as_is",), "no steps at all are the person's wish, not the usual ones"
    assert steps_shown(desk) == []
    assert desk.focus == "addStep"
    desk.pick("No spaces at the ends")
    assert desk.steps() == (), "which is what is usual"


def test_steps_change_places(desk: Desk) -> None:
    desk.show(text_column("trim", "digits", "capitals"))
    desk.tab_to("stepsList")
    desk.press(Key.Key_Home, Key.Key_Down)
    desk.tab_to("stepsUp")
    desk.press(Key.Key_Space)
    assert desk.steps() == ("digits", "trim", "capitals")
    assert desk.focus == "stepsDown", "the step is the first now"
    desk.press(Key.Key_Space, Key.Key_Space)
    assert desk.steps() == ("trim", "capitals", "digits")


def test_the_country_of_phones_is_chosen_by_its_name(desk: Desk) -> None:
    desk.show(shown(ColumnMatch(5, "Phone", "contact_phone"), filled=9, different=9))
    desk.tab_to("parameter0")
    desk.pick("Germany")
    assert desk.steps() == ("spaces", "phone:DE")
    assert steps_shown(desk)[1].endswith("\nGermany")
    assert desk.focus == "parameter0"
    desk.pick("Leave the numbers as they are")
    assert desk.steps() == ()


@pytest.mark.parametrize(
    ("step", "answer", "spelled"),
    [
        ("date", "Month first: 12/31/2026", "date:month_first"),
        ("number", "Comma: 1.234,56", "number:decimal_comma"),
        ("money", "Point: 1,234.56", "money:decimal_point"),
        ("split_name:first", "Last name", "split_name:last"),
        ("first_of_many:;", "Line break", "first_of_many:\n"),
    ],
)
def test_a_step_is_told_how_in_plain_words(desk: Desk, step: str, answer: str, spelled: str) -> None:
    desk.show(text_column(step))
    desk.tab_to("parameter0")
    desk.pick(answer)
    assert desk.steps() == (spelled,)


def test_the_words_for_yes_and_no_are_typed(desk: Desk) -> None:
    desk.show(text_column("yes_no"))
    desk.tab_to("parameter1")
    desk.type("never")
    desk.press(Key.Key_Tab)
    assert desk.steps() == ("yes_no:yes|never",)
    assert desk.focus == "addStep"


def test_a_separator_of_ones_own_is_typed(desk: Desk) -> None:
    desk.show(text_column("first_of_many:;"))
    desk.tab_to("parameter0")
    desk.pick("Something else…")
    desk.type("+")
    desk.press(Key.Key_Return)
    assert desk.steps() == ("first_of_many:+",)


def test_find_and_replace_waits_for_what_to_find(desk: Desk) -> None:
    desk.show(text_column("trim"))
    desk.tab_to("addStep")
    desk.pick("Find and replace")
    assert desk.focus == "parameter0"
    assert desk.decisions == []
    desk.type("Mr.")
    desk.press(Key.Key_Return)
    assert desk.steps() == ("trim", "find_replace:Mr.|")
    assert steps_shown(desk)[1] == "Find and replace\n“Mr.” → nothing"
    desk.tab_to("parameter1")
    desk.type("Herr")
    desk.press(Key.Key_Tab)
    assert desk.steps() == ("trim", "find_replace:Mr.|Herr")
    desk.pick("Only where it is the whole cell")
    assert desk.steps() == ("trim", "find_replace:Mr.|Herr|whole_cell")


def test_a_step_that_was_never_told_what_to_do_can_be_taken_back(desk: Desk) -> None:
    desk.show(text_column("trim", "digits"))
    desk.tab_to("addStep")
    desk.pick("The same value in every row")
    assert len(steps_shown(desk)) == 3
    desk.tab_to("stepsRemove")
    desk.press(Key.Key_Space)
    assert len(steps_shown(desk)) == 2
    assert desk.decisions == []


def test_a_fixed_value_is_typed(desk: Desk) -> None:
    desk.show(text_column("trim"))
    desk.tab_to("addStep")
    desk.pick("The same value in every row")
    desk.type("Spring fair")
    desk.press(Key.Key_Return)
    assert desk.steps() == ("trim", "fixed:Spring fair")


def test_the_usual_clean_up_comes_back(desk: Desk) -> None:
    desk.show(text_column("digits"))
    desk.tab_to("usualSteps")
    desk.press(Key.Key_Space)
    assert desk.steps() == ()
    assert desk.focus == "stepsList"


def test_before_and_after_stand_below_the_steps(desk: Desk) -> None:
    found = Samples(
        (("  Mara", "Mara"), ("n/a", None)),
        ("soon",),
        212,
        2000,
        whole=False,
        remarks=("2 values are no dates",),
    )
    desk.show(replace(text_column("date"), samples=found))
    assert desk.text("samplesSummary") == "Before → after: 212 of the 2,000 values looked at change"
    assert desk.text("unread") == "Not understood: soon"
    assert desk.text("remarks") == "2 values are no dates."
    texts = [label.text() for label in desk.panel.clean_up.samples.findChildren(QLabel)]
    assert {"··Mara", "Mara", "n/a", "left empty"} <= set(texts)


def test_choices_are_matched_and_not_cleaned(desk: Desk) -> None:
    desk.show(stage())
    assert not desk.panel.clean_up.isVisible()
    desk.show(stage(clean_up=("first_of_many:;",)))
    assert desk.panel.clean_up.isVisible(), "what a mapping file says can be seen and taken out"
