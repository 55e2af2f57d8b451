"""A token that exists nowhere else is looked for in every file that a whole run writes, crash included."""

from __future__ import annotations

import base64
import json
import os
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from mega_desktop.folders import Folders
from mega_desktop.importing.failpoints import VARIABLE
from mega_desktop.practice import PracticeLimits, PracticeServer
from mega_desktop.reporting.support import support_text

pytestmark = pytest.mark.e2e

COMMAND = [sys.executable, "-m", "mega_desktop"]
LEADS = 40
EMAIL = "canary-of-this-test.example"
PHONE = "20655577"


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    with PracticeServer(tmp_path / "crm", limits=PracticeLimits.rehearsal()) as access:
        yield {
            **os.environ,
            "MEGA_TOKEN": access.token,
            "MEGA_CUSTOMER_ID": access.customer_id,
            "MEGA_SERVER": access.url,
            "HOME": str(tmp_path / "home"),
            "XDG_DATA_HOME": str(tmp_path / "home" / "data"),
            "XDG_CONFIG_HOME": str(tmp_path / "home" / "settings"),
            "XDG_CACHE_HOME": str(tmp_path / "home" / "cache"),
            "TMPDIR": str(tmp_path / "home"),
        }


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "leads.csv"
    rows = [f"Person {n},p{n}@{EMAIL},+1 {PHONE}{n:02d}" for n in range(LEADS)]
    path.write_text("\n".join(["Full name,Email,Phone", *rows]), "utf-8")
    return path


def run(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *words], env=environment, capture_output=True, text=True, timeout=240, check=False
    )


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_the_token_is_in_no_file_of_a_run_that_crashed_and_went_on(
    environment: dict[str, str], file: Path, tmp_path: Path
) -> None:
    home, token = tmp_path / "home", environment["MEGA_TOKEN"]
    home.mkdir()
    report = home / "report.xlsx"

    wrong = run({**environment, "MEGA_TOKEN": "mega_" + "0" * 64}, "import", str(file), "--yes", "--json")
    killed = run({**environment, VARIABLE: "in_txn:1"}, "import", str(file), "--yes", "--json")
    resumed = run(environment, "resume", "--json", "--report", str(report))

    assert (wrong.returncode, killed.returncode, resumed.returncode) == (3, -signal.SIGKILL, 0), (
        resumed.stderr
    )
    assert json.loads(resumed.stdout)["created"] == LEADS
    assert report.is_file()
    data = home / "data" / "mega-desktop"
    support = support_text(Folders(data, home / "settings" / "mega-desktop"), datetime.now(UTC))
    said = "".join((*(p.stdout + p.stderr for p in (wrong, killed, resumed)), support))
    assert not [form for form in spellings(token) if form in said.encode()]
    written = [path for path in home.rglob("*") if path.is_file()]
    assert len(written) >= 5
    assert [str(path) for path in written if any(form in unpacked(path) for form in spellings(token))] == []


def test_leads_are_in_the_imports_and_their_report_alone(
    environment: dict[str, str], file: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    report = home / "report.xlsx"

    ended = run(environment, "import", str(file), "--yes", "--json", "--report", str(report))

    assert ended.returncode == 0, ended.stderr
    holding = {
        path
        for path in home.rglob("*")
        if path.is_file() and any(word.encode() in unpacked(path) for word in (EMAIL, PHONE))
    }
    imports = home / "data" / "mega-desktop" / "imports"
    assert {path for path in holding if imports not in path.parents} <= {report}
    assert EMAIL not in ended.stderr
    kept = [path for path in imports.parent.rglob("*") if path != imports.parent]
    assert [str(path) for path in kept if sys.platform != "win32" and path.stat().st_mode & 0o077] == []


def unpacked(path: Path) -> bytes:
    """What is in a file, packed parts unpacked."""
    whole = path.read_bytes()
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            whole += b"".join(archive.read(name) for name in archive.namelist())
    elif path.suffix == ".parquet":
        whole += (
            repr(pl.read_parquet(path).to_dicts()).encode() + repr(pl.read_parquet_metadata(path)).encode()
        )
    return whole


def spellings(token: str) -> list[bytes]:
    """The token's secret part as it might stand somewhere: plain, encoded, or in two bytes a letter."""
    secret = token.removeprefix("mega_")
    forms = [secret, base64.b64encode(token.encode())[4:60].decode(), secret[:32], secret[32:]]
    return [form.encode(code) for form in forms for code in ("ascii", "utf-16-le")] + [bytes.fromhex(secret)]
