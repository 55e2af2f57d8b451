"""The whole program from outside: commands, a real server in another process, real files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest

from tests.e2e import leadfile
from tests.e2e.expectation import differences, held

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]
COMMAND = [sys.executable, "-m", "mega_desktop"]


@dataclass(frozen=True)
class Practice:
    """A Practice CRM that runs as a process of its own."""

    url: str
    token: str
    customer_id: str
    data: Path

    def environment(self, home: Path) -> dict[str, str]:
        own = {"MEGA_TOKEN": self.token, "MEGA_CUSTOMER_ID": self.customer_id, "MEGA_SERVER": self.url}
        return {
            **os.environ,
            **own,
            "XDG_DATA_HOME": str(home / "data"),
            "XDG_CONFIG_HOME": str(home / "settings"),
        }


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[Practice]:
    data = tmp_path / "crm"
    words = ["practice", "--data", str(data), "--bulk-limit", "100000", "--json"]
    with subprocess.Popen([*COMMAND, *words], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        access = json.loads(process.stdout.readline())
        yield Practice(access["url"], access["token"], access["customer_id"], data)
        process.terminate()


def run(practice: Practice, home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *words],
        env=practice.environment(home),
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


def test_20_000_mixed_rows_become_exactly_the_expected_leads(practice: Practice, tmp_path: Path) -> None:
    file = leadfile.make(tmp_path / "leads.xlsx", 20_000)
    before = set(held(practice.data))
    report = tmp_path / "report.xlsx"

    ended = run(practice, tmp_path, "import", str(file.path), "--yes", "--json", "--report", str(report))

    assert ended.returncode == 1, ended.stderr
    result = json.loads(ended.stdout)
    leads = held(practice.data)
    assert set(leads) - before == set(file.people)
    assert differences(file.people, leads) == []
    assert result["rows"] == 20_000
    assert result["created"] == len(file.people)
    assert result["failed"] == file.bad
    assert result["left_out"] == file.repeats
    outcomes = ("created", "updated", "unchanged", "skipped", "failed", "unconfirmed", "not_sent", "left_out")
    assert sum(result[o] for o in outcomes) == 20_000
    assert rows_in(report) == 20_000
    assert token_found_in(tmp_path, practice.token) == []


def rows_in(report: Path) -> int:
    book = openpyxl.load_workbook(report, read_only=True)
    sheet = book["Rows"]
    count = sum(1 for _ in sheet.iter_rows(min_row=2, max_col=1))
    book.close()
    return count


def token_found_in(folder: Path, token: str) -> list[str]:
    files = (p for p in folder.rglob("*") if p.is_file())
    return [str(p) for p in files if token.encode() in p.read_bytes()]
