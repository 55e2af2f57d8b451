"""What the file alone decides is said at once, and nothing more is claimed."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from mega_desktop.matching import LEFT_OUT, Repeats
from mega_desktop.preview import Planned, plan_locally
from tests.preview.conftest import lead, leads

PROBLEM = ("Uma", None, "uma.example", None, None, "email has no @", None, None)


def repeat_of(row: int) -> tuple[str, None, str, None, None, None, int, str]:
    return ("Gil", None, "gil@soto.example", None, None, None, row, "email")


def test_problems_and_repeats_are_told_and_the_rest_is_unchecked() -> None:
    plan = plan_locally(leads([lead("Gil", "gil@soto.example"), PROBLEM, repeat_of(2)]))

    assert plan.frame["planned"].to_list() == ["unchecked", "problem", "repeat"]
    assert plan.frame["reason"].to_list() == ["", "email has no @", "same email as row 2: combined into it"]
    assert plan.checked == 0


def test_the_counts_add_up_to_the_rows_of_the_file() -> None:
    plan = plan_locally(leads([lead("Gil", "gil@soto.example"), PROBLEM, PROBLEM, repeat_of(2)]))

    counts = plan.counts()
    assert sum(counts.values()) == plan.rows == 4
    assert (counts[Planned.PROBLEM], counts[Planned.REPEAT], counts[Planned.UNCHECKED]) == (2, 1, 1)


@pytest.mark.parametrize(
    ("repeats", "words"), [(Repeats.FIRST, "the first one is kept"), (Repeats.LAST, "the last one is kept")]
)
def test_a_repeat_says_what_becomes_of_it(repeats: Repeats, words: str) -> None:
    plan = plan_locally(leads([lead("Gil", "gil@soto.example"), repeat_of(2)], repeats=repeats))

    assert plan.frame["reason"][1] == f"same email as row 2: {words}"


def test_a_row_that_the_person_leaves_out_is_no_problem() -> None:
    problem = ("Uma", None, None, None, None, "Stage is “Junk”: left out, as you chose", None, None)
    made = leads([lead("Gil", "gil@soto.example"), problem])
    field = pl.Series("problem_field", [None, LEFT_OUT])
    plan = plan_locally(replace(made, frame=made.frame.with_columns(field)))

    assert plan.frame["planned"].to_list() == ["unchecked", "left_out"]
    assert plan.frame["reason"][1] == "Stage is “Junk”: left out, as you chose"
    assert plan.to_send["row"].to_list() == [2]


def test_only_rows_that_can_go_are_sent() -> None:
    plan = plan_locally(leads([PROBLEM, lead("Gil", "gil@soto.example"), repeat_of(3)]))

    assert plan.to_send["row"].to_list() == [3]


def test_a_file_without_rows_gives_an_empty_plan() -> None:
    assert sum(plan_locally(leads([])).counts().values()) == 0
