"""What surprises shows within the first request."""

from __future__ import annotations

import polars as pl

from mega_desktop.preview.telling import most_telling_first
from tests.preview.conftest import FIELDS, Row, lead, leads


def order(*rows: Row) -> list[int]:
    return most_telling_first(leads(rows).frame, FIELDS)["row"].to_list()


def test_one_of_each_stage_and_of_each_filled_field_goes_first() -> None:
    plain = [lead(f"P{n}", f"p{n}@x.example") for n in range(5)]
    rows = [*plain, lead("S", "s@x.example", stage="odd"), lead("C", "c@x.example", shoe="42")]
    assert order(*rows) == [2, 7, 8, 3, 4, 5, 6]


def test_then_one_of_each_combination() -> None:
    rows = [
        lead("A", "a@x.example", stage="new"),
        lead("B", "b@x.example", stage="new"),
        lead("C", "c@x.example", stage="offer"),
        lead("D", None, stage="new"),
    ]
    assert order(*rows) == [2, 4, 5, 3]


def test_no_row_is_lost_or_doubled() -> None:
    rows = [lead(f"P{n}", None, stage=str(n % 7), shoe=str(n % 3)) for n in range(50)]
    assert sorted(order(*rows)) == list(range(2, 52))


def test_without_fields_there_is_nothing_to_tell() -> None:
    rows = pl.DataFrame({"row": [2, 3]})
    assert most_telling_first(rows, ()).equals(rows)
