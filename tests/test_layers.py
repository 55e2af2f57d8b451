"""Who may know whom: the contracts of pyproject.toml hold, and the engine really runs without Qt."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]

DOORS = (
    "mega_desktop.__main__",
    "mega_desktop.cli",
    "mega_desktop.house",
    "mega_desktop.practice",
    "mega_desktop.selftest",
    "mega_desktop.sheets.child",
)


def run_python(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)


def test_every_room_knows_only_the_rooms_it_may_know() -> None:
    """The same as the command `lint-imports`."""
    done = run_python("from importlinter.cli import lint_imports_command as run; run(['--no-cache'])")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


def test_the_engine_runs_without_qt() -> None:
    done = run_python(
        f"import importlib, sys\nfor name in {DOORS}: importlib.import_module(name)\n"
        "print([m for m in sys.modules if m.split('.')[0] in {'PySide6', 'shiboken6'} or '.window' in m])"
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"


def test_opening_the_door_loads_nothing_heavy() -> None:
    done = run_python(
        "import sys; from mega_desktop.__main__ import main; main(['--version'])\n"
        "print(sorted({m.split('.')[0] for m in sys.modules} & {'polars', 'httpx', 'keyring', 'PySide6'}))"
    )
    assert done.stdout.splitlines()[-1] == "[]", done.stderr
