"""Runs against a real Practice CRM over real HTTP."""

from __future__ import annotations

from pathlib import Path

from mega_desktop.crm import Destination
from mega_desktop.importing import ImportProgress, ImportState, Outcome, create_import, open_import, results
from mega_desktop.work import Control, SystemClock, no_report
from tests.importing.scenes import Line, mixed_lines, plan_of, table_of


def make(imports: Path, crm: Destination, lines: list[Line]) -> str:
    plan, table = plan_of(lines), table_of(lines, imports.parent / "scratch")
    return create_import(imports, plan, table, crm, SystemClock(), no_report, Control())


def test_every_row_of_the_file_gets_the_outcome_that_the_crm_named(imports: Path, crm: Destination) -> None:
    lines = [*mixed_lines(34), Line(problem="the email has no @"), Line(email="P3@harness.example", into=5)]
    import_id = make(imports, crm, lines)
    seen: list[ImportProgress] = []

    with open_import(imports, import_id) as found:
        info = found.run(crm, SystemClock(), seen.append, Control())

    assert info.state is ImportState.FINISHED
    assert dict(info.tally.by_outcome) == {Outcome.CREATED: 34, Outcome.FAILED: 1, Outcome.LEFT_OUT: 1}
    assert info.tally.rows == len(lines)
    assert (info.chunks, info.chunks_done) == (5, 5)
    assert seen[-1].sent == seen[-1].to_send == 34
    assert [line.number for line in seen[-1].recent] == [5, 4, 3, 2, 1]
    frame = results(imports, import_id)
    assert frame["row"].to_list() == list(range(2, 38))
    assert frame["lead_id"].str.len_chars().to_list() == [36] * 34 + [0, 0]
    assert frame["reason"][34] == "the email has no @"
