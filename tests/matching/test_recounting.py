"""The same person twice is counted as the leads would count it, from the columns that tell alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Mapping as Map
from dataclasses import replace

import pytest

from mega_desktop.crm import Field, Knowledge, OnDuplicate, System
from mega_desktop.matching import (
    ColumnMatch,
    Mapping,
    RepeatCounts,
    Repeats,
    apply,
    recount,
    repeat_counts,
    telling,
)
from mega_desktop.sheets import Table

MakeTable = Callable[[Map[str, Sequence[str | None]]], Table]


@pytest.fixture
def table(make_table: MakeTable) -> Table:
    return make_table(
        {
            "Name": ["Mara", "Mara", "Ben", "Ben", "Uma", "Uma"],
            "E-mail": ["m@b.example", "M@b.example ", "ben", "b@b.example", None, None],
            "Phone": ["206 555 0150", None, "206 555 0151", "206 555 0151", "206 555 0152", "2065550152"],
            "Agent": [None, None, None, None, None, "nobody we know"],
            "Wants": ["yes", "yes", "yes", "yes", "no", "yes"],
        }
    )


@pytest.fixture
def mapping() -> Mapping:
    columns = (
        ColumnMatch(0, "Name", "contact_name"),
        ColumnMatch(1, "E-mail", "contact_email"),
        ColumnMatch(2, "Phone", "contact_phone"),
        ColumnMatch(3, "Agent"),
        ColumnMatch(4, "Wants", "custom:notes"),
    )
    return Mapping(System.MEGA, columns)


@pytest.mark.parametrize("repeats", list(Repeats))
@pytest.mark.parametrize(
    ("changed", "people"),
    [
        (ColumnMatch(0, "Name", "contact_name"), 2),
        (ColumnMatch(1, "E-mail"), 2),
        (ColumnMatch(2, "Phone"), 1),
        (ColumnMatch(3, "Agent", "owner_id"), 1),
        (ColumnMatch(4, "Wants", "custom:notes", leave_out=("no",)), 1),
    ],
)
def test_the_count_is_that_of_the_leads(  # noqa: PLR0917 - a table of cases
    table: Table,
    mapping: Mapping,
    fields: tuple[Field, ...],
    knowledge: Knowledge,
    changed: ColumnMatch,
    people: int,
    repeats: Repeats,
) -> None:
    decided = replace(mapping.with_column(changed), repeats=repeats)
    counts = recount(table, telling(decided, fields), fields, knowledge)
    assert counts == repeat_counts(apply(table, decided, fields, knowledge))
    assert counts.people == people


def test_nobody_comes_twice_where_no_column_tells_people_apart(
    table: Table, mapping: Mapping, fields: tuple[Field, ...], knowledge: Knowledge
) -> None:
    names_only = mapping.with_column(ColumnMatch(1, "E-mail")).with_column(ColumnMatch(2, "Phone"))
    assert recount(table, telling(names_only, fields), fields, knowledge) == RepeatCounts(0, 0)


def test_what_does_not_tell_changes_nothing(mapping: Mapping, fields: tuple[Field, ...]) -> None:
    other = mapping.with_column(
        ColumnMatch(0, "Name", "contact_name", clean_up=("capitals",), reason="chosen")
    )
    other = replace(other, repeats=Repeats.ALL, on_duplicate=OnDuplicate.SKIP, export="hubspot")
    assert telling(other, fields) == telling(mapping, fields)
