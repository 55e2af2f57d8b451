"""Rows that did not get in are tried again as an import of their own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from mega_desktop.crm import Answer, RowAnswer, RowStatus, System
from mega_desktop.importing import (
    ImportProblem,
    Origin,
    Outcome,
    Retry,
    create_import,
    open_import,
    past_imports,
    reopen,
    retries_of,
    rows_to_retry,
)
from mega_desktop.importing.origin import ALL_LEADS
from mega_desktop.matching import Certainty, ColumnMatch, Mapping
from mega_desktop.preview import Plan, plan_locally
from mega_desktop.sheets import Table
from mega_desktop.work import Control, SystemClock, no_report
from tests.importing.scenes import EMAIL, NAME, Line, plan_of, table_of
from tests.importing.scripted import Scripted

LINES = [
    Line("Ana", None, "ana@x.example"),
    Line("Bo", None, "bo@x.example"),
    Line("Cy", None, "not an email", problem="this is no email"),
    Line("Dee", None, "dee@x.example"),
    Line("Dee again", None, "dee@x.example", into=5),
]
MAPPING = Mapping(
    System.MEGA,
    (
        ColumnMatch(0, "Name", NAME, Certainty.SURE),
        ColumnMatch(1, "Phone"),
        ColumnMatch(2, "E-mail", EMAIL, Certainty.SURE),
    ),
)


def some_failed(refs: frozenset[str]) -> Answer:
    """Row 5 is refused, the others are created."""
    failed = {r for r in refs if r.startswith("5-")}
    return Answer(
        {
            r: RowAnswer(
                r, RowStatus.FAILED if r in failed else RowStatus.CREATED, "", "", ("no such stage",)
            )
            for r in refs
        }
    )


@pytest.fixture
def first(imports: Path, tmp_path: Path) -> str:
    """Rows 4 and 5 failed, row 6 went with row 5."""
    edits = pl.DataFrame({"row": [2], "key": [NAME], "value": ["Ana"]}, schema_overrides={"row": pl.UInt32})
    table = table_of(LINES, tmp_path / "first")
    return carried_out(imports, plan_of(LINES), table, Origin(MAPPING, edits=edits), Scripted([some_failed]))


def carried_out(imports: Path, plan: Plan, table: Table, origin: Origin, crm: Scripted) -> str:
    clock, control = SystemClock(), Control()
    import_id = create_import(imports, plan, table, crm, clock, no_report, control, origin)
    with open_import(imports, import_id) as found:
        found.run(crm, SystemClock(), no_report, Control())
    return import_id


def opened(imports: Path, first: str, tmp_path: Path, rows: tuple[int, ...] = (4, 5)) -> Retry:
    scratch = tmp_path / f"retry{len(rows)}"
    scratch.mkdir()
    return reopen(imports, first, rows, scratch)


def test_only_rows_that_are_not_in_can_be_tried_again(imports: Path, first: str) -> None:
    found = rows_to_retry(imports, first)

    assert found == {Outcome.FAILED: (4, 5), Outcome.NOT_SENT: (), Outcome.UNCONFIRMED: ()}


def test_the_rows_come_back_with_their_numbers_their_values_and_their_mapping(
    imports: Path, first: str, tmp_path: Path
) -> None:
    retry = opened(imports, first, tmp_path)

    assert retry.table.frame.collect()["row"].to_list() == [4, 5]
    assert (retry.table.rows, retry.table.columns[2].filled) == (2, 2)
    assert retry.leads.frame[EMAIL].to_list() == ["not an email", "dee@x.example"]
    assert retry.leads.frame["problem"].to_list() == ["this is no email", None]
    assert retry.mapping == MAPPING


def test_a_retry_is_an_import_of_its_own_and_linked_to_the_first(
    imports: Path, first: str, tmp_path: Path
) -> None:
    retry = opened(imports, first, tmp_path)
    before = past_imports(imports)[0].tally
    mended = retry.leads.frame.with_columns(
        pl.Series(EMAIL, ["cy@x.example", "dee@x.example"]), pl.lit(None, pl.String).alias("problem")
    )
    crm = Scripted()
    second = carried_out(
        imports, plan_locally(replace(retry.leads, frame=mended)), retry.table, Origin(retry_of=first), crm
    )

    assert [upload.rows for upload in crm.sent] == [(4, 5)]
    (link,) = retries_of(imports, first)
    assert (link.id, link.retry_of, link.tally[Outcome.CREATED]) == (second, first, 2)
    assert rows_to_retry(imports, first)[Outcome.FAILED] == ()
    assert next(i for i in past_imports(imports) if i.id == first).tally == before


def test_an_import_whose_rows_were_not_kept_says_so(imports: Path, first: str, tmp_path: Path) -> None:
    (imports / first / ALL_LEADS).unlink()

    with pytest.raises(ImportProblem, match="can no longer be read"):
        opened(imports, first, tmp_path)


def test_a_mapping_to_a_field_that_is_gone_is_done_without(imports: Path, tmp_path: Path) -> None:
    odd = replace(MAPPING, columns=(replace(MAPPING.columns[0], field="no_such_field"), *MAPPING.columns[1:]))
    table = table_of(LINES, tmp_path / "odd")
    first = carried_out(imports, plan_of(LINES), table, Origin(odd), Scripted([some_failed]))

    assert opened(imports, first, tmp_path).mapping is None
