"""`run.py`: sets everything up with nothing but Python, and says what is missing in a sentence."""

from __future__ import annotations

import ast
import importlib.util
import os
import re
import shutil
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]

APT = """#!/bin/sh
echo "$@" >> "{calls}"
[ "$1" = update ] || exit {code}
"""
SUDO = """#!/bin/sh
shift
exec "$@"
"""


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script as a module, with an environment of its own to set up."""
    spec = importlib.util.spec_from_file_location("run", ROOT / "run.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(module, "STAMP", tmp_path / ".venv" / "installed.txt")
    monkeypatch.setattr(module, "LOG", tmp_path / ".venv" / "setup.log")
    return module


def put_programs(folder: Path, code: int = 0) -> Path:
    """Stand-ins for apt-get and sudo; returns the file in which apt-get's words are noted."""
    folder.mkdir()
    calls = folder / "calls.txt"
    for name, text in {"apt-get": APT.format(calls=calls, code=code), "sudo": SUDO}.items():
        (folder / name).write_text(text, encoding="utf-8")
        (folder / name).chmod(0o755)
    return calls


def requirements(name: str) -> dict[str, str]:
    """Version by distribution, of a lock file."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", text, flags=re.MULTILINE))


def test_an_old_python_can_read_the_script_and_is_told_that_it_is_too_old() -> None:
    source = (ROOT / "run.py").read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 8))
    assert "needs Python 3.11 or newer" in source


def test_the_script_needs_nothing_but_the_standard_library() -> None:
    tree = ast.parse((ROOT / "run.py").read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    top = {name.split(".")[0] for name in names}
    assert top - set(sys.stdlib_module_names) == {"mega_desktop"}


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_file_pins_everything_by_hash_and_names_no_address(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=\S)", text.strip())
    assert all(re.match(r"[A-Za-z0-9._-]+==\S+", block) for block in blocks)
    assert all("--hash=sha256:" in block for block in blocks)
    assert "://" not in text
    assert "index" not in re.sub(r"^[A-Za-z0-9._-]+==", "", text, flags=re.MULTILINE)


def test_the_lock_files_hold_what_the_project_asks_for_in_the_same_versions() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = {re.split(r"[<>=\[]", line)[0].lower() for line in project["project"]["dependencies"]}
    for_running, for_testing = requirements("requirements.lock"), requirements("requirements-dev.lock")
    assert asked <= for_running.keys()
    assert for_running.items() <= for_testing.items()


def test_what_is_set_up_is_not_set_up_again(run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise AssertionError("set up again")

    monkeypatch.setattr(run, "make_venv", refuse)
    monkeypatch.setattr(run, "PYTHON", Path(sys.executable))
    run.VENV.mkdir()
    run.STAMP.write_text(f"other\n{run.fingerprint(run.RUN_LOCK)}", encoding="utf-8")
    run.set_up(run.RUN_LOCK)
    with pytest.raises(AssertionError, match="again"):
        run.set_up(run.TEST_LOCK)


def test_an_environment_of_another_folder_or_python_is_made_anew(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "PYTHON", Path(sys.executable))
    assert not run.is_sound()
    monkeypatch.setattr(run, "VENV", Path(sys.prefix))
    assert run.is_sound()
    monkeypatch.setattr(run, "PYTHON", Path("/nonexistent/python"))
    assert not run.is_sound()


def test_missing_packages_are_installed_where_no_password_is_needed(
    run: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = put_programs(tmp_path / "bin")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.defpath}")
    run.install_packages(["libgl1", "libegl1", "libgl1"])
    update, install = calls.read_text(encoding="utf-8").splitlines()
    assert update == "update"
    assert install == "install -y --no-install-recommends libgl1 libegl1"


def test_nothing_missing_calls_nothing(
    run: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = put_programs(tmp_path / "bin")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    run.install_packages([])
    assert not calls.exists()


@pytest.mark.parametrize("has_apt", [True, False])
def test_what_cannot_be_installed_is_named_exactly(
    run: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_apt: bool
) -> None:
    put_programs(tmp_path / "bin", code=100)
    if not has_apt:
        (tmp_path / "bin" / "apt-get").unlink()
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.defpath}" if has_apt else str(tmp_path / "bin"))
    said = (
        "sudo apt-get install -y --no-install-recommends libgl1" if has_apt else "Debian calls libgl1, then"
    )
    with pytest.raises(run.SetupProblem, match=said):
        run.install_packages(["libgl1"])


def test_a_problem_is_a_sentence_and_not_a_stack_trace(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(
        run, "make_venv", lambda: run.run([sys.executable, "-c", "print('why'); exit(1)"], "It failed.")
    )
    monkeypatch.setattr(run, "PYTHON", Path("/nonexistent/python"))
    assert run.main([]) == 3
    assert capsys.readouterr().err == "\nIt failed.\n  why\n"


def test_what_is_compiled_is_kept_for_the_next_process(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    assert "PYTHONDONTWRITEBYTECODE" not in run.clean_environment()


@pytest.mark.parametrize(("code", "ended"), [(0, 0), (5, 1)])
def test_every_check_runs_and_any_failure_fails_the_whole(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], code: int, ended: int
) -> None:
    checks = (("one", ("-c", f"exit({code})")), ("two", ("-c", "print('two ran')")))
    monkeypatch.setattr(run, "PYTHON", Path(sys.executable))
    monkeypatch.setattr(run, "CHECKS", checks)
    monkeypatch.setattr(run, "set_up", lambda _lock: None)
    monkeypatch.setattr(run, "test_packages", list)
    assert run.main(["test"]) == ended
    said = capfd.readouterr()
    assert "two ran" in said.out
    assert ("Failed: one" in said.err) == bool(code)


@pytest.mark.skipif(not shutil.which("sh"), reason="a script for sh")
def test_the_build_server_runs_the_same_command() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert script.read_text(encoding="utf-8").rstrip().endswith("exec python3 run.py test </dev/null")
