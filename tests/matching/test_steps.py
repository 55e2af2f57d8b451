"""Clean-up steps are named, composable and reversible; one that there is not is refused with advice."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mega_desktop.crm import FieldKind, System
from mega_desktop.errors import UsageProblem
from mega_desktop.matching import ColumnMatch, kind_of, offered_steps, parameters_of, spell, steps_of
from mega_desktop.matching.cleaning import Cleaned
from mega_desktop.matching.remarks import Remark
from mega_desktop.matching.steps import STEPS, chosen_steps, parse, parse_all, run

BEFORE_AND_AFTER = [
    ("spaces", " Mara\u00a0  Fenn\n", "Mara Fenn"),
    ("trim", " a  b ", "a  b"),
    ("capitals", "MARA FENN", "Mara Fenn"),
    ("first_name_first", "Fenn, Mara", "Mara Fenn"),
    ("split_name:first", "Mara Fenn", "Mara"),
    ("split_name:last", "Mara Fenn", "Fenn"),
    ("split_name:last", "Cher", None),
    ("email", "mailto:Mara@EXAMPLE.net", "Mara@example.net"),
    ("phone", "p:+12065550152", "+12065550152"),
    ("phone:US", "(206) 555-0152", "+12065550152"),
    ("date:day_first", "3/4/2026", "2026-04-03"),
    ("date:month_first", "3/4/2026", "2026-03-04"),
    ("date:iso", "3/4/2026", "3/4/2026"),
    ("date", "13/4/2026", "2026-04-13"),
    ("number:decimal_comma", "1.234,5", "1234.5"),
    ("number", "1.234", "1.234"),
    ("money:decimal_point", "$1,234", "1234"),
    ("yes_no", "Oui", "yes"),
    ("yes_no", "FALSE", "no"),
    ("yes_no", "maybe", "maybe"),
    ("yes_no:true|false", "x", "true"),
    ("digits", "No. 12-34", "1234"),
    ("digits", "none", None),
    ("fixed:Spring fair: A|B".replace("|", "\\|"), "anything", "Spring fair: A|B"),
    ("first_of_many:;", " ; a; b", "a"),
    ("first_of_many: ::: ", "a ::: b", "a"),
    ("first_of_many:,", ",", None),
    ("find_replace:Mr. |", "Mr. Fenn", "Fenn"),
    ("find_replace:a|b", "banana", "bbnbnb"),
    ("find_replace:.*|b", "banana", "banana"),
    ("find_replace:a|$1", "a", "$1"),
    ("find_replace:TBD||whole_cell", "TBD", None),
    ("find_replace:TBD|later|whole_cell", "TBD soon", "TBD soon"),
    ("as_is", "  a ", "  a "),
]
NOT_RIGHT = [
    "shout", "", "email:x", "phone:usa", "phone:", "phone:US|DE", "date:swiss", "number:comma", "split_name",
    "fixed", "fixed:", "first_of_many", "find_replace:a", "find_replace:|b", "find_replace:a|b|cell",
    "yes_no:yes", "yes_no:|", "capitals:all", "Email",
]  # fmt: skip


def made(steps: tuple[str, ...], *values: str | None, kind: FieldKind = FieldKind.TEXT) -> Cleaned:
    return run(parse_all(steps), pl.Series(values, dtype=pl.String), kind)


@pytest.mark.parametrize(("step", "before", "after"), BEFORE_AND_AFTER)
def test_a_step_makes_of_a_value_what_it_is_named_for(step: str, before: str, after: str | None) -> None:
    assert made((step,), before).values.item() == after


@pytest.mark.parametrize(
    "step", dict.fromkeys(step for step, _, _ in BEFORE_AND_AFTER if "fixed" not in step)
)
def test_an_empty_cell_stays_empty_and_rows_keep_their_places(step: str) -> None:
    values = made((step,), None, "x1", None).values
    assert values.to_list()[::2] == [None, None]


@pytest.mark.parametrize("text", NOT_RIGHT)
def test_a_step_that_there_is_not_is_refused_with_advice(text: str) -> None:
    with pytest.raises(UsageProblem) as caught:
        parse(text)
    assert caught.value.advice.startswith(("Use one of", "Write it as"))


@given(st.lists(st.text(max_size=8), min_size=1, max_size=3))
def test_parameters_come_back_whatever_is_in_them(parameters: list[str]) -> None:
    find, *rest = parameters
    text = spell("find_replace", "x" + find, rest[0] if rest else "")
    assert parameters_of(text) == ("find_replace", ("x" + find, rest[0] if rest else ""))
    made_of = parse(text).work(pl.Series(["x" + find]))
    assert made_of.values.item() == ((rest[0] if rest else "") or None)


def test_every_spelling_that_is_advised_can_be_written() -> None:
    for kind in STEPS.values():
        assert [parse(spelling).name for spelling in kind.spellings] == [kind.name] * len(kind.spellings)


def test_steps_run_in_their_order() -> None:
    assert made(("first_name_first", "capitals"), "FENN, MARA").values.item() == "Mara Fenn"
    assert made(("find_replace:a|b", "find_replace:b|c"), "ab").values.item() == "cc"
    assert made(("find_replace:b|c", "find_replace:a|b"), "ab").values.item() == "bc"


def test_a_step_that_is_taken_out_leaves_no_trace() -> None:
    column = pl.Series(["MARA ", None])
    run(parse_all(("capitals", "spaces")), column, FieldKind.NAME)
    assert column.to_list() == ["MARA ", None]
    assert run((), column, FieldKind.NAME).values.to_list() == ["MARA ", None]


def test_an_email_is_checked_after_the_last_step_whatever_that_is() -> None:
    mended = made(("email", "find_replace:@@|@"), "a@@b.example", kind=FieldKind.EMAIL)
    broken = made(("email", "find_replace:@|"), "a@b.example", kind=FieldKind.EMAIL)
    as_typed = made(("as_is",), "a@b", kind=FieldKind.EMAIL)
    assert (mended.values.item(), mended.problems.item()) == ("a@b.example", None)
    assert broken.problems.item() == "email has no @"
    assert as_typed.problems.item() == "email has no ending such as .com"


def test_two_phones_on_two_lines_are_two_though_spaces_come_first() -> None:
    cleaned = made(("spaces", "phone"), "206-555-0152\n206-555-0153", kind=FieldKind.PHONE)
    assert cleaned.problems.item() == "two phone numbers in one cell"


def test_remarks_of_all_steps_are_kept() -> None:
    cleaned = made(("first_of_many:;", "date:iso"), "2026-01-02;x", "y")
    assert cleaned.remarks == {Remark.FIRST_OF_MANY: 1, Remark.NO_DATE: 1}


def test_the_usual_steps_are_those_of_the_field() -> None:
    kinds = [FieldKind.NAME, FieldKind.EMAIL, FieldKind.PHONE, FieldKind.TEXT, FieldKind.STAGE, None]
    match = ColumnMatch(0, "x")
    assert [steps_of(match, kind) for kind in kinds] == [
        ("spaces",), ("spaces", "email"), ("spaces", "phone"), ("trim",), ("trim",), (),
    ]  # fmt: skip
    assert steps_of(ColumnMatch(0, "x", clean_up=("as_is",)), FieldKind.EMAIL) == ("as_is",)


def test_the_usual_steps_in_a_mapping_file_are_no_choice_so_that_they_follow_the_field() -> None:
    assert chosen_steps(["spaces", "email"], FieldKind.EMAIL) == ()
    assert chosen_steps([], FieldKind.EMAIL) == ()
    assert chosen_steps(["email"], FieldKind.EMAIL) == ("email",)


def test_steps_are_offered_where_they_make_sense() -> None:
    offered = {kind: {step.name for step in offered_steps(kind)} for kind in FieldKind}
    assert "capitals" in offered[FieldKind.NAME]
    assert "date" not in offered[FieldKind.NAME]
    assert {"date", "money", "phone"} <= offered[FieldKind.TEXT]
    assert all({"find_replace", "as_is"} <= names for names in offered.values())


def test_a_field_is_known_by_its_key() -> None:
    assert kind_of(System.MEGA, "contact_email") is FieldKind.EMAIL
    assert kind_of(System.MEGA, "custom:x") is FieldKind.TEXT
    assert kind_of(System.MEGA, None) is None
