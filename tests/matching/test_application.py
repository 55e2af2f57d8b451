"""A table and a mapping become leads; every row is there, and rows that cannot go say why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import polars as pl
import pytest

from mega_desktop.crm import Choice, Field, FieldKind, Knowledge, System
from mega_desktop.errors import Problem
from mega_desktop.matching import (
    INTO,
    LEFT_OUT,
    PROBLEM,
    PROBLEM_FIELD,
    WHY,
    ColumnMatch,
    Leads,
    Mapping,
    NamePart,
    Repeats,
    apply,
)
from mega_desktop.sheets import ROW, Table

MakeTable = Callable[[dict[str, list[str | None]]], Table]
Apply = Callable[..., Leads]
ANA = "11111111-1111-4111-8111-111111111111"


@pytest.fixture
def applied(make_table: MakeTable, fields: tuple[Field, ...], knowledge: Knowledge) -> Apply:
    """Applies columns given as header=(values, field or match)."""

    def run(columns: dict[str, tuple[list[str | None], str | ColumnMatch]], **mapping: object) -> Leads:
        table = make_table({header: values for header, (values, _) in columns.items()})
        matches = tuple(
            ColumnMatch(n, header, field=goal)
            if isinstance(goal, str)
            else replace(goal, index=n, header=header)
            for n, (header, (_, goal)) in enumerate(columns.items())
        )
        whole = replace(Mapping(System.MEGA, matches, repeats=Repeats.ALL), **mapping)  # type: ignore[arg-type]
        return apply(table, whole, fields, knowledge)

    return run


def goes(field: str, *, part: NamePart | None = None, order: int = 0, **values: str) -> ColumnMatch:
    return ColumnMatch(0, "", field, part=part, order=order, values=values)


def sendable(leads: Leads) -> list[int]:
    """Excel numbers of the rows that stand for themselves and can go."""
    return leads.frame.filter(pl.col(PROBLEM).is_null() & pl.col(INTO).is_null())[ROW].to_list()


def test_the_frame_is_as_agreed(applied: Apply) -> None:
    leads = applied({
        "Notes": (["x", None], "custom:notes"),
        "Mail": (["a@b.example", "bad"], "contact_email"),
        "Name": (["Mara", "Gil"], "contact_name"),
    })  # fmt: skip
    assert leads.frame.schema == {
        ROW: pl.UInt32, "contact_name": pl.String, "contact_email": pl.String, "custom:notes": pl.String,
        PROBLEM: pl.String, PROBLEM_FIELD: pl.String, INTO: pl.UInt32, WHY: pl.String,
    }  # fmt: skip
    assert leads.keys == ("contact_name", "contact_email", "custom:notes")
    assert leads.frame[ROW].to_list() == [2, 3]
    assert sendable(leads) == [2]


def test_name_parts_are_joined_first_middle_last_whatever_the_order_of_columns(applied: Apply) -> None:
    leads = applied({
        "Last": (["Fenn", "Soto", None, None], goes("contact_name", part=NamePart.LAST)),
        "First": ([" Mara ", None, "Uma", None], goes("contact_name", part=NamePart.FIRST)),
        "Middle": (["J.", None, None, " "], goes("contact_name", part=NamePart.MIDDLE)),
        "Phone": (["2065550150"] * 4, "contact_phone"),
    })  # fmt: skip
    assert leads.frame["contact_name"].to_list() == ["Mara J. Fenn", "Soto", "Uma", None]


def test_a_whole_name_comes_before_its_parts(applied: Apply) -> None:
    leads = applied({
        "First": (["Mara", "Gil"], goes("contact_name", part=NamePart.FIRST, order=1)),
        "Name": (["Mara Fenn", None], "contact_name"),
    })  # fmt: skip
    assert leads.frame["contact_name"].to_list() == ["Mara Fenn", "Gil"]


def test_the_first_filled_of_several_phones_is_used_in_their_order(applied: Apply) -> None:
    leads = applied({
        "Home": (["2065550150", "2065550151", "2065550152"], goes("contact_phone", order=1)),
        "Mobile": (["2065550160", "n/a", None], goes("contact_phone")),
    })  # fmt: skip
    assert leads.frame["contact_phone"].to_list() == ["2065550160", "2065550151", "2065550152"]


def test_stages_go_by_their_table_then_by_name_then_as_they_are(applied: Apply) -> None:
    leads = applied({
        "Name": (["A", "B", "C", "D", "E"], "contact_name"),
        "Stage": (["Hot", "TOUR BOOKED", "tour-booked", "Somewhere", "Junk"],
                  goes("stage_slug", Hot="offer", Junk="")),
    })  # fmt: skip
    assert leads.frame["stage_slug"].to_list() == ["offer", "tour_booked", "tour_booked", "Somewhere", None]
    assert leads.frame[PROBLEM].null_count() == 5


def test_an_owner_that_is_not_known_is_a_problem_in_words(applied: Apply) -> None:
    leads = applied({
        "Name": (["A", "B", "C", "D"], "contact_name"),
        "Agent": (["ana ruiz", "Ivo Prell", ANA, None], goes("owner_id")),
    })  # fmt: skip
    assert leads.frame["owner_id"].to_list() == [ANA, "Ivo Prell", ANA, None]
    assert leads.frame[PROBLEM].to_list() == [None, "owner “Ivo Prell” is not known in MEGA", None, None]
    assert leads.frame[PROBLEM_FIELD].to_list() == [None, "owner_id", None, None]


def test_a_value_outside_a_closed_choice_names_the_column_and_what_is_allowed(applied: Apply) -> None:
    leads = applied({
        "Name": (["A", "B", "C"], "contact_name"),
        "Deal type": (["BUYER", "renter", "seller"], goes("lead_line")),
    })  # fmt: skip
    assert leads.frame["lead_line"].to_list() == ["buyer", "renter", "seller"]
    assert leads.frame[PROBLEM][1] == "Deal type: “renter” is not one of buyer, seller"


def test_a_fixed_value_fills_only_gaps(applied: Apply) -> None:
    leads = applied(
        {"Name": (["A", "B"], "contact_name"), "Source": (["Referral", None], "source_platform")},
        fixed={"source_platform": "direct", "source_type": "Import", "custom:campaign": "Spring"},
    )
    assert leads.frame["source_platform"].to_list() == ["referral", "direct"]
    assert leads.frame["source_type"].to_list() == ["import", "import"]
    assert leads.frame["custom:campaign"].to_list() == ["Spring", "Spring"]
    assert leads.keys[-1] == "custom:campaign"


def test_a_row_of_nobody_is_a_problem(applied: Apply) -> None:
    leads = applied({
        "Name": (["A", " ", None, None], "contact_name"),
        "Mail": ([None, None, "n/a", "x@y.example"], "contact_email"),
        "Notes": (["1", "2", "3", "4"], "custom:notes"),
    })  # fmt: skip
    assert leads.frame[PROBLEM].to_list() == [
        None,
        "no name, phone or email",
        "no name, phone or email",
        None,
    ]
    assert leads.frame[PROBLEM_FIELD].null_count() == 4


def test_the_first_problem_of_a_row_is_told_and_its_values_stay_to_be_seen(applied: Apply) -> None:
    leads = applied({
        "Mail": (["bad", "bad"], "contact_email"),
        "Tel": (["123", "2065550150"], "contact_phone"),
    })  # fmt: skip
    assert leads.frame[PROBLEM].to_list() == ["phone has only 3 digits", "email has no @"]
    assert leads.frame["contact_email"].to_list() == ["bad", "bad"]


def test_notes_count_what_was_changed(applied: Apply) -> None:
    leads = applied({
        "Tel": (["2065550150 x1", "2065550151 x2", "n/a"], "contact_phone"),
        "Mail": ([None, None, "a@b.example ::: c@d.example"], "contact_email"),
    })  # fmt: skip
    assert leads.notes == (
        "2 phone extensions were dropped",
        "1 phone or email cell that only says “n/a” or the like was treated as empty",
        "1 cell holds several phones or emails, parted by “:::”: the first is used",
    )


def test_chosen_steps_take_the_place_of_the_usual_ones(applied: Apply) -> None:
    name = ColumnMatch(0, "", "contact_name", clean_up=("first_name_first", "capitals"))
    phone = ColumnMatch(0, "", "contact_phone", clean_up=("phone:US",))
    leads = applied({"Name": (["FENN, MARA", None], name), "Tel": (["206-555-0150", "555-0150"], phone)})
    assert leads.frame["contact_name"].to_list() == ["Mara Fenn", None]
    assert leads.frame["contact_phone"].to_list() == ["+12065550150", "555-0150"]
    assert leads.notes == ("1 phone is no complete number of the chosen country and goes as it stands",)


def test_steps_clean_parts_of_names_and_words_of_choices_too(applied: Apply) -> None:
    last = replace(goes("contact_name", part=NamePart.LAST), clean_up=("capitals",))
    stage = replace(goes("stage_slug", Hot="offer"), clean_up=("first_of_many:;",))
    leads = applied({
        "First": (["Mara"], goes("contact_name", part=NamePart.FIRST)),
        "Last": (["VAN DER BERG"], last),
        "Stage": (["Hot; new"], stage),
    })  # fmt: skip
    assert leads.frame.row(0)[1:3] == ("Mara van der Berg", "offer")


def test_a_second_phone_that_is_not_used_is_said(applied: Apply) -> None:
    leads = applied({
        "Mobile": (["2065550160", None, "2065550162", "2065550163"], "contact_phone"),
        "Home": (["2065550150", "2065550151", "2065550152", None], goes("contact_phone", order=1)),
        "Office": (["2065550170", "2065550171", "2065550162", None], goes("contact_phone", order=2)),
    })  # fmt: skip
    assert leads.frame["contact_phone"].to_list() == ["2065550160", "2065550151", "2065550162", "2065550163"]
    assert leads.notes == (
        "2 phones of “Home” are not used: a column before it is filled",
        "2 phones of “Office” are not used: a column before it is filled",
    )


def test_rows_with_a_value_that_is_left_out_are_told_apart_from_problems(applied: Apply) -> None:
    stage = replace(goes("stage_slug"), leave_out=("Junk",))
    leads = applied({
        "Mail": (["a@b.example", "bad", "A@b.example", "bad"], "contact_email"),
        "Stage": ([" Junk ", "Junk", "new", "junk"], stage),
    }, repeats=Repeats.COMBINE)  # fmt: skip
    left_out = "Stage is “Junk”: left out, as you chose"
    assert leads.frame[PROBLEM].to_list() == [left_out, left_out, None, "email has no @"]
    assert leads.frame[PROBLEM_FIELD].to_list() == [LEFT_OUT, LEFT_OUT, None, "contact_email"]
    assert leads.frame[INTO].null_count() == 4
    assert sendable(leads) == [4]


def test_empty_values_are_null_and_never_empty_text(applied: Apply) -> None:
    leads = applied({
        "Name": (["Mara", ""], "contact_name"),
        "Tel": (["", "2065550150"], "contact_phone"),
        "Notes": (["  ", "\u200b"], "custom:notes"),
    })  # fmt: skip
    values = leads.frame.select(leads.keys)
    assert not any((values[key] == "").any() for key in leads.keys)
    assert leads.frame["custom:notes"].null_count() == 2


def test_a_field_the_crm_does_not_have_is_refused(applied: Apply) -> None:
    with pytest.raises(Problem, match="shoe"):
        applied({"Size": (["42"], "shoe")})


def test_foxreach_needs_an_email(make_table: MakeTable) -> None:
    fields = (Field("email", "Email", FieldKind.EMAIL), Field("phone", "Phone", FieldKind.PHONE))
    table = make_table({"E": ["a@b.example", None], "P": ["2065550150", "2065550150"]})
    mapping = Mapping(System.FOXREACH, (ColumnMatch(0, "E", "email"), ColumnMatch(1, "P", "phone")))
    leads = apply(table, mapping, fields, Knowledge())
    assert leads.frame[PROBLEM].to_list() == [None, "no email"]
    assert leads.frame[INTO].null_count() == 2


def test_a_table_without_rows_gives_leads_without_rows(applied: Apply) -> None:
    leads = applied({"Name": ([], "contact_name"), "Stage": ([], "stage_slug")}, fixed={"lead_line": "buyer"})
    assert leads.frame.height == 0
    assert leads.frame.columns == [
        ROW,
        "contact_name",
        "stage_slug",
        "lead_line",
        PROBLEM,
        PROBLEM_FIELD,
        INTO,
        WHY,
    ]


def test_choices_nobody_learned_are_sent_as_they_are(make_table: MakeTable) -> None:
    fields = (Field("contact_name", "Name", FieldKind.NAME), Field("stage_slug", "Stage", FieldKind.STAGE))
    mapping = Mapping(System.MEGA, (ColumnMatch(0, "N", "contact_name"), ColumnMatch(1, "S", "stage_slug")))
    table = make_table({"N": ["A", "B"], "S": ["warm", "New"]})
    known = Knowledge(stages=(Choice("new", "New"),))
    assert apply(table, mapping, fields, Knowledge()).frame["stage_slug"].to_list() == ["warm", "New"]
    assert apply(table, mapping, fields, known).frame["stage_slug"].to_list() == ["warm", "new"]
