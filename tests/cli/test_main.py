"""Every command ends with the exit code and the one document that scripts rely on."""

from __future__ import annotations

import json
import signal
import sys
from pathlib import Path

import openpyxl
import pytest

from mega_desktop.cli import main, results
from mega_desktop.cli.main import exit_code
from mega_desktop.crm import BadToken
from mega_desktop.errors import Problem, UsageProblem
from mega_desktop.folders import resource
from mega_desktop.sheets import FileProblem

SAMPLE = str(resource("sample/leads-sample.xlsx"))
INSPECTION = {
    "format", "encoding", "separator", "sheets", "sheet", "header_row", "first_row", "rows", "columns",
    "notes", "preview",
}  # fmt: skip
RESULT = {
    "import_id", "rows", "created", "updated", "unchanged", "skipped", "failed", "unconfirmed", "not_sent",
    "left_out", "requests", "seconds", "report",
}  # fmt: skip
OUTCOMES = ("created", "updated", "unchanged", "skipped", "failed", "unconfirmed", "not_sent", "left_out")


def document(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    """The one JSON document on stdout."""
    found = json.loads(capsys.readouterr().out)
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["import"],
        ["import", "leads.xlsx", "--repeats", "sometimes"],
        ["import", "leads.xlsx", "--practice", "--server", "http://127.0.0.1:1"],
        ["import", "leads.xlsx", "--js"],
        ["import", SAMPLE, "--practice", "--report", "no-such-folder/report.xlsx"],
        ["inspect", "leads.xlsx", "--rows", "many"],
        ["practice", "--minute", "0"],
        ["practice", "--port", "65536"],
        ["resume"],
        ["resume", "no-such-import"],
    ],
)
def test_words_that_make_no_sense_end_with_2(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_a_problem_is_one_json_document_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inspect", "no-such-file.xlsx", "--json"]) == 2
    assert set(document(capsys)) == {"error", "advice"}


@pytest.mark.parametrize(
    ("problem", "code"),
    [(UsageProblem("u"), 2), (FileProblem("f"), 2), (BadToken("b", status=401), 3), (Problem("p"), 4)],
)
def test_the_exit_code_tells_what_kind_of_problem_it_was(problem: Problem, code: int) -> None:
    assert exit_code(problem) == code


def test_without_credentials_nothing_starts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MEGA_TOKEN", "MEGA_CUSTOMER_ID", "MEGA_SERVER"):
        monkeypatch.delenv(name, raising=False)
    assert main(["import", SAMPLE, "--yes"]) in {2, 3}


def test_inspect_tells_what_the_reader_saw(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inspect", SAMPLE, "--rows", "3", "--json"]) == 0
    seen = document(capsys)
    assert set(seen) == INSPECTION
    assert seen["header_row"] == 3
    preview = seen["preview"]
    assert isinstance(preview, list)
    assert [set(row) for row in preview] == [{"row", "cells"}] * 3
    assert preview[0]["row"] == 4


@pytest.mark.e2e
def test_match_gives_a_document_that_import_takes_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["match", SAMPLE, "--json"]) == 0
    found = document(capsys)
    assert {"version", "system", "export", "columns", "fixed", "on_duplicate", "repeats"} == set(found)
    mapping = tmp_path / "map.json"
    mapping.write_text(json.dumps(found), encoding="utf-8")

    assert main(["import", SAMPLE, "--practice", "--mapping", str(mapping), "--check", "--json"]) in {0, 1}
    assert document(capsys)["check"] is True


@pytest.mark.e2e
def test_the_sample_goes_into_the_practice_crm_and_every_row_is_accounted_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "report.xlsx"

    code = main(["import", SAMPLE, "--practice", "--yes", "--json", "--report", str(report)])

    result = document(capsys)
    assert set(result) == RESULT
    numbers = {key: value for key, value in result.items() if isinstance(value, int)}
    assert sum(numbers[o] for o in OUTCOMES) == numbers["rows"]
    assert code == (1 if numbers["failed"] else 0)
    assert openpyxl.load_workbook(report, read_only=True).sheetnames[0] == "Summary"

    assert main(["imports", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["import_id"] == result["import_id"]
    for words in (["resume", str(result["import_id"])], ["resume"]):
        assert main([*words, "--json"]) == code
        assert document(capsys) | {"report": None} == result | {"report": None}


@pytest.mark.e2e
def test_a_question_nobody_answers_writes_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with Path("/dev/null").open() as nobody:
        monkeypatch.setattr("sys.stdin", nobody)
        assert main(["import", SAMPLE, "--practice"]) == 2
    assert "nothing was written" in capsys.readouterr().err


class Interrupted:
    """A person who presses Ctrl+C, or closes the terminal, instead of answering."""

    def __init__(self, number: signal.Signals) -> None:
        self.number = number

    def readline(self) -> str:
        signal.raise_signal(self.number)
        return "yes\n"


@pytest.mark.e2e
@pytest.mark.skipif(sys.platform == "win32", reason="Windows closes terminals in another way")
@pytest.mark.parametrize("name", ["SIGINT", "SIGHUP"])
def test_ctrl_c_and_a_closed_terminal_are_no_at_the_question(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", Interrupted(signal.Signals[name]))
    assert main(["import", SAMPLE, "--practice", "--json"]) == 4
    assert document(capsys)["error"] == "Stopped before anything was written."
    assert main(["imports", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


@pytest.mark.e2e
def test_a_report_that_cannot_be_written_takes_nothing_from_the_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: object, **__: object) -> Path:
        raise Problem("The disk is full.")

    monkeypatch.setattr(results, "write_report", full)
    file = tmp_path / "leads.csv"
    file.write_text("Name,Email\nAda Quint,ada.quint@example.org\n", encoding="utf-8")
    words = ["import", str(file), "--practice", "--yes", "--json", "--report", str(tmp_path / "report.xlsx")]
    assert main(words) == 0
    said = capsys.readouterr()
    assert json.loads(said.out) | {"created": 1, "report": None} == json.loads(said.out)
    assert "The disk is full." in said.err
    assert "mega-desktop resume" in said.err
