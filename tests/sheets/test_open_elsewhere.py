"""A spreadsheet that another program has open."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from mega_desktop.sheets import FileProblem, Table
from mega_desktop.sheets.recognise import recognise

HOLD = """
import fcntl, sys
file = open(sys.argv[1], "r+b")
fcntl.lockf(file, fcntl.LOCK_EX)
fcntl.flock(file, fcntl.LOCK_EX)
print("held", flush=True)
sys.stdin.read()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has another kind of lock")
def test_a_file_that_another_program_has_open_and_locked_is_read_all_the_same(
    xlsx_file: Callable[[Sequence[Sequence[Any]]], Path], read_here: Callable[..., Table]
) -> None:
    # P22
    path = xlsx_file([["Name", "Email"], ["Ann", "ann@example.com"]])
    command = [sys.executable, "-c", HOLD, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"

        assert read_here(path).rows == 1

        holder.communicate()


def test_a_file_that_may_not_be_opened_is_told_with_the_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # P22
    """What Windows answers while Excel holds a file for itself alone: ERROR_SHARING_VIOLATION."""
    path = tmp_path / "leads.xlsx"
    path.write_bytes(b"PK")

    def held(*_args: object, **_named: object) -> None:
        raise PermissionError(13, "The process cannot access the file", str(path))

    monkeypatch.setattr(Path, "open", held)
    with pytest.raises(FileProblem) as caught:
        recognise(path)

    assert "Close it in other programs" in caught.value.advice
