"""The door: what it opens, and that no error leaves as a stack trace."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from mega_desktop import __version__, cli
from mega_desktop.__main__ import main
from mega_desktop.errors import Problem


def run(*words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """The program in a process of its own, on a computer without a screen."""
    without = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    environment = {name: value for name, value in os.environ.items() if name not in without} | environ
    return subprocess.run(
        [sys.executable, "-m", "mega_desktop", *words],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"MEGA Desktop {__version__}\n"


def test_a_command_is_handed_to_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["imports", "--json"]) == 0
    assert capsys.readouterr().out.strip() == "[]"


@pytest.mark.parametrize("words", [["one.csv", "two.csv"], ["--practise"], ["leads.csv", "--fast"]])
def test_words_without_a_meaning_are_bad_usage(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 2
    assert "mega-desktop --help" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_bad_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["imprt"]) == 2
    assert "no file and no command “imprt”" in capsys.readouterr().err


def test_what_a_terminal_cannot_show_is_no_reason_to_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / os.fsdecode(b"l\xe9ads.csv")
    file.write_text("Name,Note\nZoë ☎,“é”\n", encoding="utf-8")
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding="ascii"))
    assert main(["inspect", str(file)]) == 0
    document = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", document)
    assert main(["inspect", str(file), "--json"]) == 0
    document.seek(0)
    assert json.loads(document.read())["preview"][0]["cells"] == ["Zoë ☎", "“é”"]


def test_without_a_screen_it_says_so_and_what_to_use_in_place(tmp_path: Path) -> None:
    (tmp_path / "leads.csv").touch()
    done = run(str(tmp_path / "leads.csv"))
    assert done.returncode == 3
    assert "has no screen" in done.stderr
    assert "mega-desktop import FILE" in done.stderr


def test_a_dead_screen_ends_in_a_sentence_not_in_an_abort() -> None:
    done = run(DISPLAY=":6789")
    assert done.returncode == 3
    assert "“:6789” does not answer" in done.stderr


@pytest.mark.e2e
def test_practice_without_a_screen_imports_in_the_terminal(tmp_path: Path) -> None:
    file = tmp_path / "leads.csv"
    file.write_text("Name,Email\nAda Quint,ada.quint@example.org\nBo,bo@example.org\n", encoding="utf-8")
    done = run("--practice", str(file))
    assert done.returncode == 0, done.stderr
    assert "has no screen" in done.stderr
    assert "leads.csv is now imported into the Practice CRM" in done.stderr
    assert "2 rows in the file" in done.stderr


@pytest.mark.parametrize(
    ("error", "code"),
    [(Problem("The disk is full.", "Make room."), 3), (KeyboardInterrupt(), 4), (ValueError(), 4)],
)
def test_what_nobody_expected_leaves_as_a_sentence(
    error: BaseException, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # G5
    def fail(_words: list[str]) -> int:
        raise error

    monkeypatch.setattr(cli, "main", fail)
    assert main(["imports"]) == code
    said = capsys.readouterr().err
    assert said.strip()
    assert "Traceback" not in said


def test_what_nobody_expected_is_found_in_the_log(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_words: list[str]) -> int:
        raise ValueError("cell “Ada Lovelace”")

    monkeypatch.setattr(cli, "main", fail)
    main(["imports"])
    said = capsys.readouterr().err
    log = Path(said.strip().rpartition(" ")[2]).read_text(encoding="utf-8")
    assert "ValueError" in said
    assert "ValueError" in log
    assert "Ada" not in said + log


def test_a_reader_that_has_gone_ends_it_quietly() -> None:
    command = [sys.executable, "-m", "mega_desktop", "--help"]
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, text=True, check=False)
    finally:
        os.close(writing)
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no core dumps")
def test_a_crash_leaves_no_core_dump() -> None:
    import resource

    main(["imports"])
    assert resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)


@pytest.mark.e2e
def test_the_selftest_says_line_by_line_what_is_sound() -> None:
    # K8
    done = run("--selftest")
    lines = done.stdout.splitlines()
    assert lines[0].startswith(f"MEGA Desktop {__version__}, Python 3.")
    assert [line for line in lines if line.startswith("FAILED")] == []
    assert done.returncode == 0, done.stdout
    assert any("reads a spreadsheet in a process of its own" in line for line in lines)
    assert any("no password store" in line for line in lines)
