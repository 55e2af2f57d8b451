"""A file system that is really full, at each moment at which that matters."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mega_desktop.importing import (
    ImportProblem,
    ImportProgress,
    ImportState,
    Outcome,
    create_import,
    open_import,
)
from mega_desktop.work import Control, no_report
from tests.importing.conftest import FastClock
from tests.importing.scenes import Line, plan_of, table_of
from tests.importing.scripted import Scripted

LONG = [Line(f"Person {i} " + "x" * 500, None, f"p{i}@x.example") for i in range(8)]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of 12 MB."""
    if sys.platform != "linux":
        pytest.skip("needs Linux")
    point = tmp_path / "disk"
    point.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=12m", "none", point], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("needs the right to mount")
    yield point
    subprocess.run(["umount", "-l", point], check=True)


def fill(disk: Path) -> None:
    """Takes the last byte of a file system."""
    block = bytes(4096)
    with (disk / "filler").open("ab", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(block)


def make(disk: Path, clock: FastClock) -> Path:
    table = table_of(LONG, disk.parent / "scratch")
    imports = disk / "imports"
    return imports / create_import(imports, plan_of(LONG), table, Scripted(), clock, no_report, Control())


def test_a_full_disk_before_sending_means_that_nothing_is_sent(small_disk: Path, clock: FastClock) -> None:
    """P14"""
    folder = make(small_disk, clock)
    fill(small_disk)
    crm = Scripted()

    with open_import(folder.parent, folder.name) as opened:
        with pytest.raises(ImportProblem, match="is full, so nothing more is sent"):
            opened.run(crm, clock, no_report, Control())
        assert crm.sent == []
        assert opened.info().tally[Outcome.NOT_SENT] == 8


def test_an_answer_is_kept_while_the_disk_is_full_and_written_when_it_is_not(small_disk: Path) -> None:
    """P15: first the ballast makes room, then the run waits; nothing is sent meanwhile, nothing twice."""
    filler = small_disk / "filler"

    class ClockThatFrees(FastClock):
        def wait(self, seconds: float, control: Control) -> None:
            super().wait(seconds, control)
            filler.unlink(missing_ok=True)

    clock = ClockThatFrees()
    folder = make(small_disk, clock)
    crm = Scripted()
    crm.before_answer = lambda: fill(small_disk)
    seen: list[ImportProgress] = []

    with open_import(folder.parent, folder.name) as opened:
        info = opened.run(crm, clock, seen.append, Control())

    assert any("is full" in p.why for p in seen)
    assert [s.rows for s in crm.sent] == [(2, 3, 4, 5), (6, 7, 8, 9)]
    assert info.state is ImportState.FINISHED
    assert dict(info.tally.by_outcome) == {Outcome.CREATED: 8}


def test_a_plan_that_does_not_fit_leaves_nothing_behind(small_disk: Path, clock: FastClock) -> None:
    (small_disk / "imports").mkdir()
    fill(small_disk)

    with pytest.raises(ImportProblem, match="is full"):
        make(small_disk, clock)

    assert list((small_disk / "imports").iterdir()) == []
