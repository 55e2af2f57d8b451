"""The side of the Match page: by keyboard alone, and each decision is told as it is made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from mega_desktop.crm import Choice, Knowledge
from mega_desktop.crm.mega_fields import mega_fields
from mega_desktop.matching import Certainty, ColumnMatch, OpenQuestion, Samples
from mega_desktop.window.models.match_model import ColumnFacts
from mega_desktop.window.models.match_shown import Shown
from mega_desktop.window.pages.match_panel import ColumnPanel
from mega_desktop.window.theme import Theme

ANA = "11111111-1111-4111-8111-111111111111"
BEN = "22222222-2222-4222-8222-222222222222"
KNOWLEDGE = Knowledge(
    stages=(Choice("new", "New"), Choice("contacted", "Contacted"), Choice("tour_booked", "Tour booked")),
    owners=(Choice(ANA, "Ana Ruiz"),),
    custom_fields=("move_in_date", "pool"),
    unknown_fields=("shoe_size",),
)
STAGES = (("Nurture", 2204), ("New", 1906), ("Hot", 812), ("Junk", 12))
QUESTION = OpenQuestion(
    4,
    "In “Notes”, does “3/4/2026” mean 3 April 2026 or 4 March 2026?",
    {"date:day_first": "3 April 2026", "date:month_first": "4 March 2026"},
)
Key = Qt.Key
NARROWEST, LOWEST = 236, 420


class Desk:
    """Shows one column and takes its decisions, as the page does; keys go to where the keyboard is."""

    def __init__(self, panel: ColumnPanel) -> None:
        self.panel = panel
        self.decisions: list[ColumnMatch] = []
        self.orders: list[tuple[int, ...]] = []
        self.shown: Shown | None = None
        panel.decided.connect(self._on_decided)
        panel.reordered.connect(self._on_reordered)

    def leave(self) -> None:
        self.panel.decided.disconnect(self._on_decided)
        self.panel.reordered.disconnect(self._on_reordered)

    def show(self, shown: Shown) -> None:
        self.shown = shown
        self.panel.show_column(shown)
        QApplication.processEvents()

    def _on_reordered(self, order: tuple[int, ...]) -> None:
        self.orders.append(order)

    def _on_decided(self, match: ColumnMatch) -> None:
        assert self.shown is not None
        self.decisions.append(match)
        self.panel.show_column(replace(self.shown, match=match))
        self.shown = replace(self.shown, match=match)

    @property
    def match(self) -> ColumnMatch:
        assert self.shown is not None
        return self.shown.match

    def steps(self) -> tuple[str, ...]:
        return self.match.clean_up

    @property
    def focus(self) -> str:
        focused = QApplication.focusWidget()
        return focused.objectName() if focused else ""

    def press(self, *keys: Qt.Key) -> None:
        for key in keys:
            QTest.keyClick(self._target(), key)
            QApplication.processEvents()

    def type(self, text: str) -> None:
        QTest.keyClicks(self._target(), text)

    def tab_to(self, name: str) -> None:
        for _ in range(60):
            if self.focus == name:
                return
            self.press(Key.Key_Tab)
        raise AssertionError(f"Tab does not come to {name}")

    def pick(self, text: str) -> None:
        """Chooses in the combo box that has the keyboard, or is open, as arrow keys and Enter do."""
        combo = self._combo()
        combo.showPopup()
        rows = [combo.itemText(at) for at in range(combo.count())]
        self.press(Key.Key_Home)
        for _ in rows:
            if combo.view().currentIndex().data() == text:
                break
            self.press(Key.Key_Down)
        self.press(Key.Key_Return)

    def text(self, name: str) -> str:
        label = self.panel.findChild(QLabel, name)
        assert isinstance(label, QLabel)
        return label.text() if label.isVisible() else ""

    def _combo(self) -> QComboBox:
        widget = QApplication.focusWidget()
        while widget is not None and not isinstance(widget, QComboBox):
            widget = widget.parentWidget()
        assert widget is not None
        return widget

    def _target(self) -> QWidget:
        return QApplication.focusWidget() or self.panel


@pytest.fixture(scope="module")
def panel(qapp: QApplication) -> Iterator[ColumnPanel]:
    """One for all tests: styling a new one takes longer than most tests do."""
    theme, made = Theme(qapp, dark=False), ColumnPanel()
    made.show()
    made.activateWindow()
    yield made
    made.close()
    made.deleteLater()
    theme.deleteLater()


@pytest.fixture
def desk(panel: ColumnPanel, qtbot: QtBot) -> Iterator[Desk]:
    """The panel with another column in it, and the keyboard nowhere."""
    panel.show_column(shown(ColumnMatch(99, "Another column")))
    panel.resize(288, 1200)
    if (focused := QApplication.focusWidget()) is not None:
        focused.clearFocus()
    qtbot.waitUntil(panel.isActiveWindow)
    made = Desk(panel)
    yield made
    made.leave()


def shown(
    match: ColumnMatch,
    words: tuple[tuple[str, int], ...] = (),
    *,
    filled: int | None = None,
    different: int | None = None,
) -> Shown:
    facts = ColumnFacts(
        sum(rows for _word, rows in words) if filled is None else filled,
        100,
        len(words) if different is None else different,
        tuple(word for word, _rows in words[:3]),
        words[:50],
    )
    return Shown(match, facts, mega_fields(KNOWLEDGE), KNOWLEDGE, "MEGA", values=words)


def stage(**decided: object) -> Shown:
    match = ColumnMatch(3, "Lead Status", "stage_slug", Certainty.LIKELY, "named “Lead Status”")
    return shown(replace(match, **decided), STAGES)  # type: ignore[arg-type]


def text_column(*clean_up: str, field: str = "custom:notes") -> Shown:
    match = ColumnMatch(4, "Notes", field, Certainty.SURE, "chosen by you", clean_up=clean_up)
    return shown(match, filled=400, different=390)


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


# Values


def test_a_value_gets_another_answer(desk: Desk) -> None:
    desk.show(stage())
    desk.tab_to("values")
    desk.press(Key.Key_Down, Key.Key_Down, Key.Key_Space)
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
    said = [model.index(at).data(Qt.ItemDataRole.AccessibleTextRole) for at in range(3)]
    assert said == ["Nurture, 2,204 rows: Not matched", "New, 1,906 rows: New", "Hot, 812 rows: Tour booked"]


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


# Clean-up


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
    desk.press(Key.Key_Down, Key.Key_Down)
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
