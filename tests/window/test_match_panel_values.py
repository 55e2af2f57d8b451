"""The side of the Match page: what each value of a column is sent as, by keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox

from mega_desktop.matching import Certainty, ColumnMatch
from tests.window.desk import (
    ANA,
    BEN,
    KNOWLEDGE,
    Desk,
    Key,
    shown,
    stage,
    text_column,
)


def test_a_value_gets_another_answer(desk: Desk) -> None:
    desk.show(stage())
    desk.tab_to("values")
    desk.press(Key.Key_Down, Key.Key_Space)
    desk.pick("Tour booked")
    assert desk.match.values == {"Hot": "tour_booked"}
    assert desk.focus == "values"
    assert desk.panel.values.view.currentIndex().data() == "Hot"


@pytest.mark.parametrize(
    ("answer", "values", "left_out"),
    [
        ("Leave empty", {"Nurture": ""}, ()),
        ("As it is", {"Nurture": "Nurture"}, ()),
        ("Leave these rows out", {}, ("Nurture",)),
    ],
)
def test_a_value_can_stay_behind_in_three_ways(
    desk: Desk, answer: str, values: dict[str, str], left_out: tuple[str, ...]
) -> None:
    desk.show(stage())
    desk.tab_to("values")
    desk.press(Key.Key_Return)
    desk.pick(answer)
    assert (desk.match.values, desk.match.leave_out) == (values, left_out)
    desk.press(Key.Key_Space)
    desk.pick("Contacted")
    assert (desk.match.values, desk.match.leave_out) == ({"Nurture": "contacted"}, ())


def test_an_answer_can_be_typed_where_the_list_may_be_incomplete(desk: Desk) -> None:
    desk.show(stage())
    desk.tab_to("values")
    desk.press(Key.Key_Space)
    desk.pick("Another value…")
    desk.type("Leave empty")
    desk.press(Key.Key_Return)
    assert desk.match.values == {"Nurture": "Leave empty"}, "typed words are no entry of the list"
    assert desk.focus == "values"


def test_a_closed_field_takes_its_choices_alone(desk: Desk) -> None:
    desk.show(shown(ColumnMatch(3, "Type", "lead_line"), (("Both", 3),)))
    desk.tab_to("values")
    desk.press(Key.Key_Space)
    combo = desk._combo()
    assert [combo.itemText(at) for at in range(combo.count())] == [
        "Buyer", "Seller", "Leave empty", "Leave these rows out",
    ]  # fmt: skip
    assert desk.text("unmatchedValues") == "1 of 1 values not matched: 3 rows cannot go"
    desk.press(Key.Key_Escape, Key.Key_Escape)
    assert desk.decisions == []
    assert desk.focus == "values"


def test_what_is_not_matched_is_counted_and_has_one_answer_for_all(desk: Desk) -> None:
    desk.show(stage())
    assert desk.text("unmatchedValues") == "3 of 4 values not matched: 3,028 rows may be refused"
    desk.tab_to("allUnmatched")
    desk.pick("Leave empty")
    assert desk.match.values == {"Nurture": "", "Hot": "", "Junk": ""}
    assert (desk.match.certainty, desk.match.reason) == (Certainty.SURE, "chosen by you")
    assert desk.text("unmatchedValues") == ""
    assert desk.focus == "values"


def test_the_answer_for_all_can_be_typed(desk: Desk) -> None:
    desk.show(stage())
    desk.tab_to("allUnmatched")
    desk.pick("Another value…")
    desk.type("nurturing")
    desk.press(Key.Key_Return)
    assert desk.match.values == dict.fromkeys(("Nurture", "Hot", "Junk"), "nurturing")


def test_a_match_stays_likely_while_a_value_is_open(desk: Desk) -> None:
    desk.show(stage())
    desk.tab_to("values")
    desk.press(Key.Key_Space)
    desk.pick("Contacted")
    assert desk.match.certainty is Certainty.LIKELY


def test_owners_need_an_id_that_was_not_refused(desk: Desk) -> None:
    known = replace(KNOWLEDGE, unknown_owners=(BEN,))
    words = ((ANA, 5), ("Ana Ruiz", 4), ("Cleo", 3), (BEN, 2))
    desk.show(replace(shown(ColumnMatch(6, "Agent", "owner_id"), words), knowledge=known))
    assert desk.text("unmatchedValues") == "2 of 4 values not matched: 5 rows cannot go"


@pytest.fixture
def unhurried(qapp: QApplication) -> Iterator[None]:
    """Letters typed in a list belong together, however slow the computer is."""
    usual = qapp.keyboardInputInterval()
    qapp.setKeyboardInputInterval(100_000)
    yield
    qapp.setKeyboardInputInterval(usual)


@pytest.mark.usefixtures("unhurried")
def test_a_thousand_values_need_one_combo_box(desk: Desk) -> None:
    words = tuple((f"Campaign {n}", 2000 - n) for n in range(1000))
    desk.show(shown(ColumnMatch(8, "Campaign", "source_platform"), words))
    assert desk.panel.values.model.rowCount() == 1000
    desk.tab_to("values")
    desk.type("Campaign 730")
    desk.press(Key.Key_Return)
    assert sum(combo.isVisible() for combo in desk.panel.values.view.findChildren(QComboBox)) == 1
    desk.pick("Referral")
    assert desk.match.values == {"Campaign 730": "referral"}


def test_only_what_is_not_matched_can_be_shown_and_stays_in_sight_once_it_is(desk: Desk) -> None:
    words = (*((f"Stage {n}", 20 - n) for n in range(13)), ("New", 2))
    desk.show(shown(ColumnMatch(3, "Stage", "stage_slug"), words))
    desk.tab_to("onlyUnmatched")
    desk.press(Key.Key_Space)
    view = desk.panel.values.view
    assert view.model().rowCount() == 13
    desk.tab_to("values")
    desk.press(Key.Key_Down, Key.Key_Return)
    desk.pick("Contacted")
    assert view.model().rowCount() == 13
    assert view.currentIndex().data() == "Stage 1"


def test_each_value_says_all_of_itself_to_a_screen_reader(desk: Desk) -> None:
    desk.show(stage(values={"Hot": "tour_booked"}))
    model = desk.panel.values.model
    said = [model.index(at).data(Qt.ItemDataRole.AccessibleTextRole) for at in range(4)]
    assert said == [
        "Nurture, 2,204 rows: Not matched",
        "Junk, 12 rows: Not matched",
        "New, 1,906 rows: New",
        "Hot, 812 rows: Tour booked",
    ], "what is open comes first"


def test_few_values_of_a_free_text_can_be_worded_anew(desk: Desk) -> None:
    desk.show(shown(ColumnMatch(9, "Pool", "custom:pool", Certainty.SURE, "why"), (("Y", 40), ("N", 2))))
    assert desk.text("unmatchedValues") == ""
    desk.tab_to("values")
    desk.press(Key.Key_Return)
    desk.pick("Another value…")
    desk.type("Has a pool")
    desk.press(Key.Key_Return)
    assert desk.match.values == {"Y": "Has a pool"}
    assert desk.match.reason == "why"
    desk.press(Key.Key_Return)
    desk.pick("As it is")
    assert desk.match.values == {}


def test_a_free_text_of_many_values_has_no_table(desk: Desk) -> None:
    desk.show(text_column())
    assert not desk.panel.values.isVisible()
