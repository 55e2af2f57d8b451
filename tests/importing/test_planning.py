"""Everything that will be sent is written down before anything is, or nothing is."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from mega_desktop.crm import OnDuplicate
from mega_desktop.importing import (
    ImportProblem,
    ImportState,
    Outcome,
    create_import,
    open_import,
    past_imports,
    results,
)
from mega_desktop.sheets import recall_table
from mega_desktop.work import Cancelled, Control, Progress, no_report
from tests.importing.conftest import FastClock
from tests.importing.scenes import Line, mixed_lines, plan_of, table_of
from tests.importing.scripted import Scripted


def make(imports: Path, clock: FastClock, lines: list[Line], crm: Scripted | None = None) -> str:
    table = table_of(lines, imports.parent / "scratch")
    return create_import(imports, plan_of(lines), table, crm or Scripted(), clock, no_report, Control())


def run(imports: Path, clock: FastClock, import_id: str) -> Scripted:
    crm = Scripted()
    with open_import(imports, import_id) as found:
        found.run(crm, clock, no_report, Control())
    return crm


def test_nothing_is_sent_and_every_row_is_there(imports: Path, clock: FastClock) -> None:
    crm = Scripted()
    lines = [*mixed_lines(30), Line(problem="the phone lost its digits"), Line(email="p1@x.example", into=3)]

    import_id = make(imports, clock, lines, crm)

    assert not crm.sent
    assert not crm.checked
    (info,) = past_imports(imports)
    assert (info.id, info.state, info.file_name) == (import_id, ImportState.PLANNED, "leads.xlsx")
    assert dict(info.tally.by_outcome) == {Outcome.NOT_SENT: 30, Outcome.FAILED: 1, Outcome.LEFT_OUT: 1}
    frame = results(imports, import_id)
    assert frame["reason"][-2:].to_list() == [
        "the phone lost its digits",
        "same email as row 3: combined into it",
    ]


def test_rows_without_email_and_phone_go_last_in_uploads_of_their_own(
    imports: Path, clock: FastClock
) -> None:
    lines = [Line("A"), Line("B", "555 0100"), Line("C", "+1 206 555 0100"), Line("D", None, "d@x.example")]
    import_id = make(imports, clock, lines)

    assert [s.rows for s in run(imports, clock, import_id).sent] == [(4, 5), (2, 3)]


def test_rows_leave_in_file_order(imports: Path, clock: FastClock) -> None:  # S4
    lines = [Line(f"{i}", None, f"p{i % 3}@x.example") for i in range(9)]
    import_id = make(imports, clock, lines)

    sent = run(imports, clock, import_id).sent
    rows = [row["contact_name"] for s in sent for row in json.loads(s.body)["rows"]]
    assert rows == [f"{i}" for i in range(9)]


def test_an_upload_is_never_larger_than_the_crm_takes(imports: Path, clock: FastClock) -> None:  # N38
    lines = [Line("x" * 300, None, f"p{i}@x.example") for i in range(4)]
    lines.append(Line("y" * 2000, None, "big@x.example"))
    import_id = make(imports, clock, lines, Scripted(body_bytes=900))

    sent = run(imports, clock, import_id).sent

    assert [s.rows for s in sent] == [(2, 3), (4, 5)]
    assert all(len(s.body) <= 900 for s in sent)
    frame = results(imports, import_id)
    assert frame["outcome"][-1] == "failed"
    assert "larger than one upload" in frame["reason"][-1]


def test_every_upload_has_a_random_key_of_its_own(imports: Path, clock: FastClock) -> None:
    first = run(imports, clock, make(imports, clock, mixed_lines(20))).sent
    again = run(imports, clock, make(imports, clock, mixed_lines(20))).sent

    keys = [s.key for s in (*first, *again)]
    assert len(set(keys)) == len(keys)


def test_the_file_is_kept_as_it_was_read(imports: Path, clock: FastClock) -> None:  # P21
    lines = mixed_lines(12)
    import_id = make(imports, clock, lines)
    for staged in (imports.parent / "scratch").iterdir():
        staged.unlink()

    kept = recall_table(imports / import_id)

    assert kept.cells("c0").to_list() == [line.name for line in lines]


def test_a_cancelled_plan_leaves_nothing_behind(imports: Path, clock: FastClock) -> None:
    control = Control()
    lines = mixed_lines(40)
    table = table_of(lines, imports.parent / "scratch")

    def stop(progress: Progress) -> None:
        if progress.done > 10:
            control.cancel()

    with pytest.raises(Cancelled):
        create_import(imports, plan_of(lines), table, Scripted(), clock, stop, control)

    assert list(imports.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path, clock: FastClock) -> None:  # P16
    blocked = tmp_path / "imports"
    blocked.write_text("not a folder")

    with pytest.raises(ImportProblem, match="cannot keep its record"):
        make(blocked, clock, mixed_lines(3))


def test_an_empty_plan_is_finished_at_once(imports: Path, clock: FastClock) -> None:
    import_id = make(imports, clock, [Line(problem="empty")])

    assert run(imports, clock, import_id).sent == []
    assert past_imports(imports)[0].state is ImportState.FINISHED


def test_what_it_was_made_of_is_written_down(imports: Path, clock: FastClock) -> None:
    import_id = make(imports, clock, mixed_lines(5))

    with open_import(imports, import_id) as found:
        facts = found.facts()

    assert facts["on_duplicate"] == OnDuplicate.UPDATE
    assert facts["planned"] == {"unchecked": 5}
    assert isinstance(results(imports, import_id), pl.DataFrame)


def test_what_a_newer_program_would_write_differently_is_sent_as_it_was_planned(
    imports: Path, clock: FastClock
) -> None:
    """P25: the bytes of an upload and its key belong together; only the bytes are kept, never made anew."""

    class Newer(Scripted):
        def encode(self, rows: pl.DataFrame, on_duplicate: OnDuplicate) -> bytes:
            return b" " + super().encode(rows, on_duplicate)

    import_id = make(imports, clock, mixed_lines(8))
    crm = Newer()
    with open_import(imports, import_id) as found:
        found.run(crm, clock, no_report, Control())

    assert crm.sent
    assert not any(s.body.startswith(b" ") for s in crm.sent)
