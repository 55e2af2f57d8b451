"""Values that the CRM said it would drop or refuse are counted; what it did not say is left alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Mapping as Map

from mega_desktop.crm import Choice, Knowledge, System
from mega_desktop.matching import ColumnMatch, Mapping, losses
from mega_desktop.sheets import Table
from tests.matching.conftest import ANA, BEN

MakeTable = Callable[[Map[str, Sequence[str | None]]], Table]


def test_values_and_rows_that_would_not_arrive_are_counted(make_table: MakeTable) -> None:
    table = make_table({
        "Shoe size": ["42", None, *["43"] * 4_309], "Pets": ["dog"] * 4_311,
        "Stage": ["Warm", "Cold", *["Offer made"] * 4_309], "Owner": [BEN.upper(), None, *[ANA] * 4_309],
    })  # fmt: skip
    mapping = Mapping(System.MEGA, (
        ColumnMatch(0, "Shoe size", "custom:shoe_size"), ColumnMatch(1, "Pets", "custom:pets"),
        ColumnMatch(2, "Stage", "stage_slug", values={"Cold": "new"}), ColumnMatch(3, "Owner", "owner_id"),
    ))  # fmt: skip
    knowledge = Knowledge(
        stages=(Choice("offer", "Offer made"),), unknown_fields=("shoe_size",),
        unknown_stages=("cold", "offer_made", "offer-made", "warm"), unknown_owners=(BEN,),
    )  # fmt: skip
    assert losses(table, mapping, knowledge) == {
        0: "MEGA would ignore this column: 4,310 values would be lost",
        2: "MEGA does not know 1 of this column’s stages: 1 row would fail",
        3: "MEGA does not know 1 of this column’s owners: 1 row would fail",
    }


def test_what_the_crm_did_not_say_is_left_to_the_check(make_table: MakeTable) -> None:
    table = make_table({"Shoe size": ["42"], "Stage": ["???"], "Unused": ["x"]})
    columns = (
        ColumnMatch(0, "Shoe size", "custom:shoe_size"), ColumnMatch(1, "Stage", "stage_slug"),
        ColumnMatch(2, "Unused"),
    )  # fmt: skip
    assert losses(table, Mapping(System.MEGA, columns), Knowledge(unknown_fields=("unused",))) == {}


def test_rows_that_are_left_out_cannot_fail(make_table: MakeTable) -> None:
    column = ColumnMatch(0, "Stage", "stage_slug", leave_out=("Warm",))
    knowledge = Knowledge(unknown_stages=("warm",))
    assert losses(make_table({"Stage": ["Warm"]}), Mapping(System.MEGA, (column,)), knowledge) == {}


def test_an_empty_column_loses_nothing(make_table: MakeTable) -> None:
    mapping = Mapping(System.PRACTICE, (ColumnMatch(0, "A", "custom:a"),))
    assert losses(make_table({"A": [None]}), mapping, Knowledge(unknown_fields=("a",))) == {}
    assert losses(make_table({"A": ["1"]}), mapping, Knowledge(unknown_fields=("a",))) == {
        0: "Practice CRM would ignore this column: 1 value would be lost"
    }
