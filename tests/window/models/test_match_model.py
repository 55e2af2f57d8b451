"""The table of columns: where each goes, how sure, and what it holds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester

from mega_desktop.crm import Field, FieldKind, System
from mega_desktop.matching import Certainty, ColumnMatch, Mapping, NamePart
from mega_desktop.sheets import Column, ColumnKind, Table
from mega_desktop.window.models.match_model import (
    COMMON,
    MatchColumn,
    MatchFilter,
    MatchModel,
    MatchRole,
    column_facts,
)

FIELDS = (
    Field("contact_name", "Name", FieldKind.NAME),
    Field("contact_phone", "Phone", FieldKind.PHONE),
)


@pytest.fixture
def table() -> Table:
    values = {
        "c0": ["Gil", "Uma", "Gil", None],
        "c1": ["Soto", "Rao", "Soto", "Ode"],
        "c2": [None, "206 555 0152", None, None],
        "c3": ["206", "207", "208", "209"],
        "c4": [None, None, None, None],
    }
    headers = ("First", "Last", "Mobile", "Home", "Shoe\nsize")
    frame = pl.DataFrame(values, schema=dict.fromkeys(values, pl.String)).with_columns(
        pl.int_range(2, pl.len() + 2, dtype=pl.UInt32).alias("row")
    )
    columns = tuple(
        Column(at, header, f"c{at}", ColumnKind.TEXT, 4 - frame[f"c{at}"].null_count())
        for at, header in enumerate(headers)
    )
    path = Path("leads.csv")
    return Table(path, path, "", 0, "csv", "", "", (), "", 1, 2, 4, columns, (), (), frame.lazy())


@pytest.fixture
def mapping() -> Mapping:
    sure, likely = Certainty.SURE, Certainty.LIKELY
    return Mapping(
        System.MEGA,
        (
            ColumnMatch(0, "First", "contact_name", sure, "named “First”", NamePart.FIRST),
            ColumnMatch(1, "Last", "contact_name", sure, part=NamePart.LAST),
            ColumnMatch(2, "Mobile", "contact_phone", sure),
            ColumnMatch(3, "Home", "contact_phone", likely, "second phone column", order=1),
            ColumnMatch(4, "Shoe size"),
        ),
    )


@pytest.fixture
def model(mapping: Mapping, table: Table) -> MatchModel:
    made = MatchModel()
    made.show(mapping, FIELDS, column_facts(table))
    return made


def shown(model: MatchModel, column: MatchColumn) -> list[str]:
    return [str(model.index(row, column).data()) for row in range(model.rowCount())]


def test_the_model_keeps_qts_rules(qtmodeltester: ModelTester, model: MatchModel) -> None:
    qtmodeltester.check(MatchModel())  # type: ignore[no-untyped-call]
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]


def test_facts_count_values_and_show_the_first_different_ones(table: Table) -> None:
    first, last, mobile, _home, empty = column_facts(table)
    assert (first.filled, first.share, first.different, first.examples) == (3, 75, 2, ("Gil", "Uma"))
    assert last.common == (("Soto", 2), ("Ode", 1), ("Rao", 1))
    assert mobile.examples == ("206 555 0152",)
    assert (empty.filled, empty.different, empty.examples) == (0, 0, ())


def test_each_column_says_where_it_goes(model: MatchModel) -> None:
    assert shown(model, MatchColumn.FIELD) == ["Name, first", "Name, last", "Phone", "Phone, if empty", "–"]


def test_how_sure_is_told_in_words_with_its_reason(model: MatchModel) -> None:
    assert shown(model, MatchColumn.CERTAINTY)[3:] == ["Likely: second phone column", "Not matched"]
    assert model.index(3, MatchColumn.CERTAINTY).data(MatchRole.CERTAINTY) == "likely"


def test_the_filters_count_and_show_their_columns(model: MatchModel) -> None:
    assert [model.counts()[f] for f in MatchFilter] == [5, 4, 1, 1]
    model.set_filter(MatchFilter.CHECK)
    assert shown(model, MatchColumn.HEADER) == ["Home"]
    assert (model.row_of(3), model.row_of(0)) == (0, None)


def test_a_custom_field_typed_by_hand_has_a_name(model: MatchModel, mapping: Mapping) -> None:
    model.renew(mapping.with_column(ColumnMatch(4, "Shoe size", "custom:shoe_size")), FIELDS, {})
    assert shown(model, MatchColumn.FIELD)[4] == "Custom: shoe_size"


def test_what_is_said_against_a_match_stands_instead_of_its_reason(
    model: MatchModel, mapping: Mapping
) -> None:
    lost = "MEGA would ignore this column: 1 value would be lost"
    model.renew(mapping, FIELDS, {2: lost})
    assert shown(model, MatchColumn.CERTAINTY)[2] == f"Please check: {lost}"
    assert model.index(2, MatchColumn.CERTAINTY).data(MatchRole.REASON) == lost
    assert model.index(2, MatchColumn.CERTAINTY).data(MatchRole.IS_NOTED) is True
    assert model.counts()[MatchFilter.CHECK] == 2


def test_a_tooltip_has_what_a_narrow_table_has_no_room_for(model: MatchModel) -> None:
    tip = Qt.ItemDataRole.ToolTipRole
    assert model.index(0, MatchColumn.HEADER).data(tip) == "First\nGil\nUma"
    assert model.index(3, MatchColumn.FIELD).data(tip) == "Phone, if empty"
    assert model.index(3, MatchColumn.CERTAINTY).data(tip) == "second phone column"


def test_values_that_are_too_many_to_be_matched_by_hand_are_not_listed(table: Table) -> None:
    values = [f"id {n}" for n in range(COMMON + 1)]
    frame = pl.DataFrame({"row": pl.Series(range(len(values)), dtype=pl.UInt32), "c0": values})
    many = replace(table, frame=frame.lazy(), rows=frame.height, columns=table.columns[:1])
    facts = column_facts(many)[0]
    assert (facts.different, facts.common) == (COMMON + 1, ())
