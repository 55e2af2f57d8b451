"""The list of imports, the one to go on with, and throwing one away."""

from __future__ import annotations

from pathlib import Path

import pytest

from mega_desktop.importing import (
    ImportProblem,
    ImportState,
    create_import,
    discard,
    open_import,
    past_imports,
    sweep,
    unfinished,
)
from mega_desktop.importing.journal import JOURNAL
from mega_desktop.work import Control, no_report
from tests.importing.conftest import FastClock
from tests.importing.scenes import mixed_lines, plan_of, table_of
from tests.importing.scripted import Scripted

LINES = mixed_lines(8)


def make(imports: Path, clock: FastClock) -> tuple[str, str]:
    table = table_of(LINES, imports.parent / "scratch")
    made = create_import(imports, plan_of(LINES), table, Scripted(), clock, no_report, Control())
    clock.passed_s += 60
    return made, table.sha256


def test_the_newest_import_comes_first(imports: Path, clock: FastClock) -> None:
    made = [make(imports, clock)[0] for _ in range(3)]

    assert [info.id for info in past_imports(imports)] == made[::-1]


def test_no_folder_means_no_imports(imports: Path) -> None:
    assert past_imports(imports) == ()


def test_an_open_import_is_listed_as_busy(imports: Path, clock: FastClock) -> None:
    import_id, _ = make(imports, clock)

    with open_import(imports, import_id):
        (info,) = past_imports(imports)

    assert info.busy
    assert info.tally.rows == 8
    assert not past_imports(imports)[0].busy


def test_a_finished_import_is_not_gone_on_with(imports: Path, clock: FastClock) -> None:
    import_id, sha = make(imports, clock)
    found = unfinished(imports, sha, "https://crm.example", "customer")
    assert found is not None
    assert found.id == import_id

    with open_import(imports, import_id) as opened:
        opened.run(Scripted(), clock, no_report, Control())

    assert unfinished(imports, sha, "https://crm.example", "customer") is None
    assert past_imports(imports)[0].state is ImportState.FINISHED


@pytest.mark.parametrize(
    ("sha", "server", "customer"),
    [
        ("other", "https://crm.example", "customer"),
        ("", "https://b.example", "customer"),
        ("", "https://crm.example", "b"),
    ],
)
def test_another_file_or_account_is_not_gone_on_with(
    imports: Path, clock: FastClock, sha: str, server: str, customer: str
) -> None:
    _, own_sha = make(imports, clock)

    assert unfinished(imports, sha or own_sha, server, customer) is None


def test_a_damaged_import_stays_in_the_list_and_says_so(imports: Path, clock: FastClock) -> None:
    import_id, _ = make(imports, clock)
    (imports / import_id / JOURNAL).write_bytes(b"no database" * 1000)

    (info,) = past_imports(imports)

    assert "damaged" in info.stopped_because


def test_discarding_removes_everything_of_it(imports: Path, clock: FastClock) -> None:
    import_id, _ = make(imports, clock)

    discard(imports, import_id)

    assert list(imports.iterdir()) == []


@pytest.mark.e2e
def test_an_open_import_cannot_be_discarded(imports: Path, clock: FastClock) -> None:
    import_id, _ = make(imports, clock)

    with open_import(imports, import_id), pytest.raises(ImportProblem, match="another window"):
        discard(imports, import_id)

    assert len(past_imports(imports)) == 1


def test_what_a_crash_left_half_made_or_half_deleted_is_swept(imports: Path, clock: FastClock) -> None:
    kept, _ = make(imports, clock)
    for name in (".new-a", ".gone-b"):
        (imports / name).mkdir()
        (imports / name / "table.arrow").write_text("Dana Whitfield")

    sweep(imports)

    assert [p.name for p in imports.iterdir()] == [kept]
