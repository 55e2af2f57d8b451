"""What a file gives reason to ask: its headers for fields, its cells for stages and owners."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Mapping as Map

from mega_desktop.crm import Questions, System
from mega_desktop.matching import ColumnMatch, Mapping, questions_of
from mega_desktop.sheets import Table
from tests.matching.conftest import ANA, BEN

MakeTable = Callable[[Map[str, Sequence[str | None]]], Table]


def test_headers_give_fields_and_cells_give_stages_and_owners(make_table: MakeTable) -> None:
    table = make_table({
        "Email": ["a@b.example", "c@d.example"], "Move-in Date": ["1 May", None],
        "Lead Status": ["Tour booked", "warm"], "Assigned to": [ANA, "Ben"],
    })  # fmt: skip
    asked = questions_of(table)
    assert asked.slugs[0] == "move_in_date"
    assert asked.stages == ("tour-booked", "tour_booked", "warm")
    assert set(asked.owners) == {ANA, "Ben"}


def test_the_names_of_the_api_are_understood(make_table: MakeTable) -> None:
    asked = questions_of(make_table({"stage_slug": ["won"], "owner_id": [ANA]}))
    assert asked == Questions((), ("won",), (ANA,))


def test_a_column_of_free_text_holds_no_stages(make_table: MakeTable) -> None:
    assert questions_of(make_table({"Stage": [f"note {n}" for n in range(201)]})).stages == ()


def test_nothing_is_asked_about_a_file_of_names_and_emails(make_table: MakeTable) -> None:
    assert questions_of(make_table({"Name": ["Mara"], "Email": ["m@b.example"]})) == Questions()


def test_what_was_decided_by_hand_is_asked_about_too(make_table: MakeTable) -> None:
    table = make_table({"Where are they": ["Hot"], "Who": ["Ana"], "Shoe size": ["42"]})
    columns = (
        ColumnMatch(0, "Where are they", "stage_slug", values={"Hot": "offer"}),
        ColumnMatch(1, "Who", "owner_id", values={"Ana": ANA}),
        ColumnMatch(2, "Shoe size", "custom:feet"),
    )
    asked = questions_of(table, Mapping(System.MEGA, columns, fixed={"owner_id": BEN}))
    assert asked.slugs[0] == "feet"
    assert {"offer", "hot"} <= set(asked.stages)
    assert set(asked.owners) == {ANA, BEN, "Ana"}
