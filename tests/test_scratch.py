"""Room to work in: each running program its own, nothing outlives it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from mega_desktop.errors import Problem
from mega_desktop.scratch import Scratch

OTHER_PROGRAM = """
import pathlib, sys
from mega_desktop.scratch import Scratch
scratch = Scratch(pathlib.Path(sys.argv[1]))
folder = scratch.folder()
(folder / "table").touch()
print(folder, flush=True)
sys.stdin.read()
"""


def test_each_folder_is_new_empty_and_private(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path / "scratch")
    one, two = scratch.folder(), scratch.folder()
    assert one != two
    assert list(one.iterdir()) == []
    assert one.stat().st_mode & 0o077 == 0
    scratch.close()


def test_nothing_is_made_before_it_is_asked_for_and_nothing_is_left(tmp_path: Path) -> None:
    root = tmp_path / "scratch"
    scratch = Scratch(root)
    assert not root.exists()
    (scratch.folder() / "table").touch()
    scratch.close()
    scratch.close()
    assert list(root.iterdir()) == []


def test_what_a_killed_program_left_is_swept_but_not_what_a_running_one_holds(tmp_path: Path) -> None:
    root = tmp_path / "scratch"
    other = subprocess.Popen(
        [sys.executable, "-c", OTHER_PROGRAM, str(root)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with other:
        assert other.stdout is not None
        theirs = Path(other.stdout.readline().strip())
        Scratch(root)
        assert (theirs / "table").exists()
        other.kill()
        other.wait()
        assert (theirs / "table").exists()
    Scratch(root)
    assert list(root.iterdir()) == []


def test_no_room_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "scratch").write_text("in the way", encoding="utf-8")
    with pytest.raises(Problem, match="No leads are affected"):
        Scratch(tmp_path / "scratch").folder()
