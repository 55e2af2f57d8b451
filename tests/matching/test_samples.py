"""What a column's clean-up does is shown before and after; what cannot be decided is asked in words."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mega_desktop.crm import System
from mega_desktop.matching import ColumnMatch, Mapping, answered, open_question, samples
from mega_desktop.matching.samples import SAMPLE
from mega_desktop.sheets import Table

MakeTable = Callable[[dict[str, list[str | None]]], Table]


def mapping(field: str | None, *steps: str) -> Mapping:
    return Mapping(System.MEGA, (ColumnMatch(0, "C", field, clean_up=steps),))


def test_values_that_change_are_shown_once_with_their_count(make_table: MakeTable) -> None:
    table = make_table({"C": ["p:+12065550152", "2065550153", None, "p:+12065550152", "n/a"]})
    found = samples(table, mapping("contact_phone"), 0)
    assert found.pairs == (("p:+12065550152", "+12065550152"), ("n/a", None))
    assert (found.changed, found.looked_at, found.whole) == (3, 4, True)
    assert found.remarks == ("1 phone or email cell that only says “n/a” or the like was treated as empty",)


def test_the_values_of_the_persons_table_are_shown_as_they_are_sent(make_table: MakeTable) -> None:
    table = make_table({"C": ["Y ", "N", "maybe", None]})
    match = ColumnMatch(0, "C", "custom:pool", values={"Y": "Has a pool", "N": ""})
    found = samples(table, Mapping(System.MEGA, (match,)), 0)
    assert found.pairs == (("Y ", "Has a pool"), ("N", None))


def test_values_that_no_step_could_read_are_shown(make_table: MakeTable) -> None:
    table = make_table({"C": ["2026-01-02", "soon", "soon", "later"]})
    found = samples(table, mapping("custom:when", "date"), 0)
    assert found.unread == ("soon", "later")
    assert found.pairs == ()


def test_a_long_column_is_answered_from_a_sample_and_counted_when_asked(make_table: MakeTable) -> None:
    rows = SAMPLE * 3
    table = make_table({"C": [" x"] * rows})
    some, all_of_them = (samples(table, mapping("custom:x"), 0, whole=whole) for whole in (False, True))
    assert (some.changed, some.looked_at, some.whole) == (SAMPLE, SAMPLE, False)
    assert (all_of_them.changed, all_of_them.looked_at, all_of_them.whole) == (rows, rows, True)


def test_a_value_outside_the_sample_decides_its_column_all_the_same(make_table: MakeTable) -> None:
    dates: list[str | None] = ["3/4/2026"] * (SAMPLE * 3)
    dates[1] = "13/4/2026"
    table = make_table({"C": dates})
    assert samples(table, mapping("custom:when", "date"), 0).pairs == (("3/4/2026", "2026-04-03"),)
    assert open_question(table, mapping("custom:when", "date"), 0) is None


def test_an_order_that_cannot_be_decided_is_asked_with_both_meanings(make_table: MakeTable) -> None:
    table = make_table({"C": ["5/5/2026", "3/4/2026", None]})
    asking = mapping("custom:when", "trim", "date")
    question = open_question(table, asking, 0)
    assert question is not None
    assert question.text == "In “C”, does “3/4/2026” mean 3 April 2026 or 4 March 2026?"
    assert question.answers == {"date:day_first": "3 April 2026", "date:month_first": "4 March 2026"}
    match = answered(asking.columns[0], "date:month_first")
    assert match.clean_up == ("trim", "date:month_first")
    assert open_question(table, asking.with_column(match), 0) is None


def test_a_column_that_contradicts_itself_says_so(make_table: MakeTable) -> None:
    table = make_table({"C": ["3/4/2026", "13/4/2026", "4/13/2026"]})
    question = open_question(table, mapping("custom:when", "date"), 0)
    assert question is not None
    assert question.text.endswith("Some of its values can only be read the one way, and some only the other.")


@pytest.mark.parametrize("step", ["number", "money"])
def test_a_decimal_mark_that_cannot_be_decided_is_asked(make_table: MakeTable, step: str) -> None:
    question = open_question(make_table({"C": ["1.234", "12"]}), mapping("custom:budget", step), 0)
    assert question is not None
    assert question.text == "In “C”, does “1.234” mean 1.234 or 1234?"
    assert list(question.answers) == [f"{step}:decimal_point", f"{step}:decimal_comma"]


def test_steps_before_it_come_first_in_a_question(make_table: MakeTable) -> None:
    table = make_table({"C": ["on 3/4/2026", "on 13/4/2026"]})
    assert open_question(table, mapping("custom:when", "find_replace:on |", "date"), 0) is None


def test_columns_that_are_not_imported_ask_nothing(make_table: MakeTable) -> None:
    assert open_question(make_table({"C": ["3/4/2026"]}), mapping(None, "date"), 0) is None
