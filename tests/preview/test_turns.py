"""Rows that take or give one another the key a lead is found by, as they will be when they are sent."""

from __future__ import annotations

from mega_desktop.preview.turns import LeadKeys, Line, Turn, carry_out


def line(
    row: int, lead: str | None, by: str | None, email: str | None = None, phone: str | None = None
) -> Line:
    return Line(row - 2, row, lead, by, email, phone, email, phone)


def turns(*lines: Line, there: tuple[LeadKeys, ...] = (), changes: bool = True) -> list[Turn]:
    return carry_out(lines, there, changes=changes)


def test_rows_that_leave_each_other_alone_end_as_the_crm_said() -> None:
    assert turns(line(2, "A", "email", "a"), line(3, "B", "email", "b"), line(4, None, None, "c")) == []


def test_a_row_whose_phone_was_taken_from_the_lead_makes_a_new_one() -> None:
    (turn,) = turns(line(2, "A", "email", "a", "new"), line(3, "A", "phone", None, "old"))
    assert (turn.place, turn.is_new, turn.lead) == (1, True, None)
    changed = "row 2 goes first and changes which lead has this phone"
    assert turn.reason == f"{changed}: this row makes a lead of its own"


def test_where_leads_are_left_alone_nothing_is_taken() -> None:
    assert turns(line(2, "A", "email", "a", "new"), line(3, "A", "phone", None, "old"), changes=False) == []


def test_another_lead_with_the_same_phone_is_met_instead() -> None:
    there = (LeadKeys("A", "a", "old"), LeadKeys("B", None, "old"))
    lines = line(2, "A", "email", "a", "new"), line(3, "A", "phone", None, "old")
    (turn,) = turns(*lines, there=there)
    assert (turn.is_new, turn.lead) == (False, "B")


def test_a_new_row_meets_the_lead_that_a_row_before_it_gave_its_phone() -> None:
    (turn,) = turns(line(2, "A", "email", "a", "p"), line(3, None, None, "b", "p"))
    assert (turn.is_new, turn.lead) == (False, "A")


def test_a_new_row_meets_the_lead_that_a_row_before_it_made() -> None:
    found = turns(line(2, None, None, "a", "p"), line(3, None, None, "b", "p"), line(4, None, None, "a"))
    assert [(turn.place, turn.is_new) for turn in found] == [(1, False)]
    assert found[0].reason == "same person as row 2, which goes first"


def test_an_email_that_a_row_before_made_a_lead_of_goes_before_the_phone_of_a_lead_that_is_there() -> None:
    (turn,) = turns(line(2, None, None, "a", "p"), line(3, "B", "phone", "a", "q"))
    assert (turn.is_new, turn.lead, turn.by) == (False, None, "email")
    assert turn.reason == "same person as row 2, which goes first"


def test_of_two_leads_with_one_phone_the_older_is_met_even_if_it_was_given_it_last() -> None:
    there = (LeadKeys("A", "a", "old"), LeadKeys("B", "b", "p"))
    (turn,) = turns(line(2, "A", "email", "a", "p"), line(3, "B", "phone", None, "p"), there=there)
    assert (turn.lead, turn.by) == ("A", "phone")
    assert (
        turn.reason == "row 2 goes first and changes which lead has this phone: this row meets another lead"
    )
