"""Rows of old imports go when the person wants it so; the numbers stay."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from mega_desktop.errors import Problem
from mega_desktop.importing import (
    CHOICES,
    ImportProblem,
    Outcome,
    create_import,
    discard,
    keep_days,
    open_import,
    past_imports,
    remove_old_rows,
    set_keep_days,
)
from mega_desktop.work import Control, SystemClock, no_report
from tests.importing.scenes import mixed_lines, plan_of, table_of
from tests.importing.scripted import Scripted

CANARY = b"harness.example"


def carried_out(imports: Path, tmp_path: Path, *, to_the_end: bool = True) -> str:
    lines, crm, clock = mixed_lines(12), Scripted(), SystemClock()
    table = table_of(lines, tmp_path / "scratch")
    import_id = create_import(imports, plan_of(lines), table, crm, clock, no_report, Control())
    if to_the_end:
        with open_import(imports, import_id) as found:
            found.run(crm, clock, no_report, Control())
    return import_id


def files_with_people(imports: Path) -> list[Path]:
    return [p for p in imports.rglob("*") if p.is_file() and CANARY in p.read_bytes()]


def test_the_choice_is_kept(tmp_path: Path) -> None:
    assert keep_days(tmp_path) is None
    for days in CHOICES:
        set_keep_days(tmp_path, days)
        assert keep_days(tmp_path) == days


def test_a_damaged_choice_removes_nothing(tmp_path: Path) -> None:
    (tmp_path / "privacy.json").write_text('{"keep_rows_days": 1}')
    assert keep_days(tmp_path) is None
    (tmp_path / "privacy.json").write_text("[]")
    assert keep_days(tmp_path) is None


def test_a_choice_that_cannot_be_saved_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Problem, match="could not be saved"):
        set_keep_days(tmp_path / "file", 30)


def test_old_rows_go_and_the_numbers_stay(imports: Path, tmp_path: Path) -> None:
    import_id = carried_out(imports, tmp_path)
    assert files_with_people(imports)
    (before,) = past_imports(imports)

    assert remove_old_rows(imports, 30, SystemClock().now() + timedelta(days=31)) == 1

    assert not files_with_people(imports)
    assert [p.name for p in (imports / import_id).iterdir()] == ["summary.json"]
    (after,) = past_imports(imports)
    assert after.is_stripped
    assert (after.tally, after.finished_at) == (before.tally, before.finished_at)
    assert after.tally[Outcome.CREATED] == 12
    with pytest.raises(ImportProblem):
        open_import(imports, import_id)
    discard(imports, import_id)
    assert past_imports(imports) == ()


@pytest.mark.parametrize(("days", "later"), [(None, 4000), (30, 29), (365, 300)])
def test_rows_stay_as_long_as_wanted(imports: Path, tmp_path: Path, days: int | None, later: int) -> None:
    carried_out(imports, tmp_path)

    assert remove_old_rows(imports, days, SystemClock().now() + timedelta(days=later)) == 0
    assert files_with_people(imports)


def test_an_unfinished_import_is_left_alone(imports: Path, tmp_path: Path) -> None:
    carried_out(imports, tmp_path, to_the_end=False)

    assert remove_old_rows(imports, 30, SystemClock().now() + timedelta(days=400)) == 0
    assert files_with_people(imports)


def test_an_import_in_use_is_left_alone(imports: Path, tmp_path: Path) -> None:
    import_id = carried_out(imports, tmp_path)

    with open_import(imports, import_id):
        assert remove_old_rows(imports, 30, SystemClock().now() + timedelta(days=31)) == 0


def test_what_could_not_be_removed_is_told_and_goes_the_next_time(imports: Path, tmp_path: Path) -> None:
    import_id = carried_out(imports, tmp_path)
    later = SystemClock().now() + timedelta(days=31)
    remove_old_rows(imports, 30, later)
    (imports / import_id / "all_leads.parquet").write_bytes(CANARY)
    assert past_imports(imports)[0].has_remains

    remove_old_rows(imports, 30, later)

    assert not files_with_people(imports)
    assert not past_imports(imports)[0].has_remains
