"""The next file with the same headers is matched as the last one was, and what differs is said."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from collections.abc import Mapping as Map
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mega_desktop.crm import Field, Knowledge, System
from mega_desktop.matching import Certainty, ColumnMatch, Mapping, RememberedMappings, suggest
from mega_desktop.matching.remembered import MOST
from mega_desktop.sheets import Table
from mega_desktop.work import Control
from tests.matching.conftest import ANA, BEN

MakeTable = Callable[[Map[str, Sequence[str | None]]], Table]
CELLS: dict[str, list[str | None]] = {
    "Name": ["Mara Fenn"], "E-mail": ["m@b.example"], "Stage": ["Hot"], "Agent": ["Ana"], "Notes": ["x"],
}  # fmt: skip


class Calendar:
    """A clock that tells the day it was set to."""

    def __init__(self) -> None:
        self.day = datetime(2026, 3, 12, 12, tzinfo=UTC)

    def monotonic(self) -> float:
        return 0.0

    def now(self) -> datetime:
        return self.day

    def wait(self, seconds: float, control: Control) -> None: ...


@pytest.fixture
def calendar() -> Calendar:
    return Calendar()


@pytest.fixture
def book(tmp_path: Path, calendar: Calendar) -> RememberedMappings:
    return RememberedMappings(tmp_path / "mappings", calendar)


@pytest.fixture
def remember(book: RememberedMappings, mapping: Mapping, table: Table) -> None:
    """The mapping of the table is remembered."""
    book.remember(mapping, table)


@pytest.fixture
def table(make_table: MakeTable) -> Table:
    return make_table(CELLS)


@pytest.fixture
def mapping() -> Mapping:
    columns = (
        ColumnMatch(0, "Name", "contact_name", Certainty.LIKELY, "guessed"),
        ColumnMatch(1, "E-mail", "contact_email"),
        ColumnMatch(2, "Stage", "stage_slug", values={"Hot": "offer", "Cold": "gone"}),
        ColumnMatch(3, "Agent", "owner_id", values={"Ana": ANA, "Ben": BEN}),
        ColumnMatch(4, "Notes"),
    )
    return Mapping(System.MEGA, columns, "hubspot", {"lead_line": "buyer", "source_type": "form"})


def test_the_same_headers_in_any_order_are_matched_as_before(
    book: RememberedMappings, mapping: Mapping, table: Table, make_table: MakeTable
) -> None:
    book.remember(mapping, table)
    other = make_table({h.upper(): ["y"] for h in reversed(CELLS)})
    found = book.recall(other, System.MEGA)
    assert found is not None
    assert [c.field for c in found.mapping.columns] == [
        None, "owner_id", "stage_slug", "contact_email", "contact_name",
    ]  # fmt: skip
    assert {c.reason for c in found.mapping.columns if c.field} == {"as you chose on 12 March"}
    assert {c.certainty for c in found.mapping.columns if c.field} == {Certainty.SURE}
    assert found.mapping.columns[0].reason == "not imported, as you chose on 12 March"
    assert found.mapping.columns[2].values == {"Hot": "offer", "Cold": "gone"}
    assert (found.mapping.export, found.mapping.fixed) == (mapping.export, mapping.fixed)
    assert found.note == "Matched as you chose on 12 March for leads.csv"
    assert (found.new, found.missing) == ((), ())


def test_the_latest_decision_counts_and_another_year_is_said(
    book: RememberedMappings, mapping: Mapping, table: Table, calendar: Calendar
) -> None:
    book.remember(mapping, table)
    calendar.day += timedelta(days=1)
    book.remember(mapping.with_column(ColumnMatch(4, "Notes", "custom:notes")), table)
    calendar.day += timedelta(days=400)
    found = book.recall(table, System.MEGA)
    assert found is not None
    assert found.mapping.columns[4].field == "custom:notes"
    assert found.when == "13 March 2026"


def test_new_and_missing_columns_are_named(
    book: RememberedMappings, mapping: Mapping, table: Table, make_table: MakeTable
) -> None:
    book.remember(mapping, table)
    found = book.recall(
        make_table({h: ["x"] for h in ("Name", "Pets", "E-mail", "Stage", "Notes")}), System.MEGA
    )
    assert found is not None
    assert (
        found.note
        == "Matched as you chose on 12 March for leads.csv; 1 new column: “Pets”; 1 is missing: “Agent”"
    )
    more = {h: ["x"] for h in (*CELLS, "Pets")}
    found = book.recall(make_table(more), System.MEGA)
    assert found is not None
    assert (found.new, found.missing) == (("Pets",), ())


def test_too_little_in_common_is_nothing_remembered(
    book: RememberedMappings, mapping: Mapping, table: Table, make_table: MakeTable
) -> None:
    book.remember(mapping, table)
    assert book.recall(make_table({h: ["x"] for h in ("Name", "E-mail", "Stage")}), System.MEGA) is None
    assert book.recall(make_table({h: ["x"] for h in (*CELLS, "Pets", "Cats")}), System.MEGA) is None
    assert book.recall(make_table({}), System.MEGA) is None


def test_of_several_the_likest_is_used(
    book: RememberedMappings, mapping: Mapping, make_table: MakeTable
) -> None:
    wide: dict[str, list[str | None]] = {**CELLS, "A": ["x"], "B": ["x"], "C": ["x"], "D": ["x"]}
    nine = (*mapping.columns, *(ColumnMatch(n, h, f"custom:{h}") for n, h in enumerate("ABCD", start=5)))
    book.remember(replace(mapping, columns=nine), make_table(wide))
    narrow = {h: cells for h, cells in wide.items() if h not in ("C", "D")}
    book.remember(replace(mapping, columns=nine[:7]), make_table(narrow))
    found = book.recall(make_table({h: c for h, c in wide.items() if h != "D"}), System.MEGA)
    assert found is not None
    assert found.new == ()
    assert found.missing == ("“D”",)


def test_each_crm_has_its_own(book: RememberedMappings, mapping: Mapping, table: Table) -> None:
    book.remember(mapping, table)
    assert book.recall(table, System.PRACTICE) is None
    assert book.recall(table, System.FOXREACH) is None


@pytest.mark.usefixtures("remember")
def test_new_columns_are_matched_automatically_beside_what_was_chosen(
    book: RememberedMappings,
    mapping: Mapping,
    make_table: MakeTable,
    fields: tuple[Field, ...],
    knowledge: Knowledge,
) -> None:
    grown = make_table({**CELLS, "Email 2": ["o@b.example"]})
    found = book.recall(grown, System.MEGA)
    assert found is not None
    over = found.over(suggest(grown, fields, knowledge, System.MEGA), fields, knowledge)
    assert [c.field for c in over.columns[:5]] == [c.field for c in mapping.columns]
    second = over.columns[5]
    assert (second.field, second.certainty) == ("contact_email", Certainty.LIKELY)
    assert second.order > over.columns[1].order
    assert "used where “E-mail” is empty" in second.reason


@pytest.mark.usefixtures("remember")
def test_a_new_column_takes_no_field_that_was_given_away(
    book: RememberedMappings, make_table: MakeTable, fields: tuple[Field, ...], knowledge: Knowledge
) -> None:
    grown = make_table({**CELLS, "Stage 2": ["New"]})
    found = book.recall(grown, System.MEGA)
    assert found is not None
    suggested = suggest(grown, fields, knowledge, System.MEGA)
    suggested = suggested.with_column(ColumnMatch(5, "Stage 2", "stage_slug", Certainty.SURE))
    assert found.over(suggested, fields, knowledge).columns[5] == ColumnMatch(
        5, "Stage 2", reason="“Stage” already goes to this field"
    )


def test_stages_and_owners_that_this_account_does_not_have_are_decided_anew(
    book: RememberedMappings, mapping: Mapping, table: Table, fields: tuple[Field, ...]
) -> None:
    book.remember(replace(mapping, fixed={"stage_slug": "gone", "source_type": "form"}), table)
    found = book.recall(table, System.MEGA)
    assert found is not None
    refused = Knowledge(unknown_stages=("gone",), unknown_owners=(BEN,))
    over = found.over(suggest(table, fields, refused, System.MEGA), fields, refused)
    assert over.columns[2].values == {"Hot": "offer"}
    assert over.columns[3].values == {"Ana": ANA}
    assert over.fixed == {"source_type": "form"}


@pytest.mark.parametrize(
    "damage", [b"", b"[]", b'{"version": 1, "columns": [], "chosen_at": "soon"}', b'{"columns": [1]}']
)
def test_a_damaged_file_is_as_good_as_none(
    book: RememberedMappings, mapping: Mapping, table: Table, tmp_path: Path, damage: bytes
) -> None:
    book.remember(mapping, table)
    (path,) = (tmp_path / "mappings").iterdir()
    path.write_bytes(damage)
    assert book.recall(table, System.MEGA) is None


def test_the_oldest_are_forgotten(
    book: RememberedMappings, mapping: Mapping, make_table: MakeTable, tmp_path: Path
) -> None:
    folder = tmp_path / "mappings"
    folder.mkdir()
    for n in range(MOST):
        (folder / f"mega-{n}.json").touch()
    book.remember(mapping, make_table(CELLS))
    assert len(list(folder.iterdir())) == MOST
    assert book.recall(make_table(CELLS), System.MEGA) is not None


def test_no_room_is_no_reason_to_stop(
    book: RememberedMappings, mapping: Mapping, table: Table, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "mappings").touch()
    with caplog.at_level(logging.WARNING):
        book.remember(mapping, table)
    assert "not remembered" in caplog.text
    assert book.recall(table, System.MEGA) is None
