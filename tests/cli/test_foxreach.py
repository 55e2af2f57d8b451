"""The command line into FoxReach: it says what FoxReach cannot do, and stops where FoxReach says no."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from mega_desktop.accounts import SessionTokens
from mega_desktop.cli import main
from mega_desktop.cli.arguments import parse
from mega_desktop.cli.serving import practice
from mega_desktop.folders import Folders
from mega_desktop.house import House
from mega_desktop.practice import Behaviour, PracticeAccess, PracticeLimits, PracticeServer, foxreach_leads_in
from mega_desktop.practice.foxreach.seed import LEADS
from mega_desktop.work import Control, SystemClock

ROWS = 150
Command = Callable[..., tuple[int, dict[str, Any], str]]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "crm"


@pytest.fixture
def access(data: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PracticeAccess]:
    """A plan with room for the first upload of a file and no more."""
    server = PracticeServer(
        data, limits=PracticeLimits.rehearsal(), behaviour=Behaviour(contacts=LEADS + 100)
    )
    with server as found:
        monkeypatch.setenv("FOXREACH_API_KEY", found.foxreach_key)
        monkeypatch.setenv("FOXREACH_BASE_URL", found.foxreach_url)
        yield found


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "leads.csv"
    lines = [f"Nia{n},nia{n}@harness.example,{n % 7}" for n in range(ROWS)]
    path.write_text("\n".join(["First Name,Email,Shoe size", *lines, ""]), "utf-8")
    return path


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs a command; gives its exit code, its one JSON document, and what it said to the person."""

    def run(*words: str) -> tuple[int, dict[str, Any], str]:
        code = main([*words, "--json"])
        out, err = capsys.readouterr()
        return code, json.loads(out), err

    return run


def test_the_automatic_mapping_leaves_leads_that_are_there_alone(command: Command, file: Path) -> None:
    code, document, _ = command("match", str(file), "--system", "foxreach")
    assert code == 0
    assert document["on_duplicate"] == "skip"
    fields = {c["header"]: (c["field"], c["certainty"]) for c in document["columns"]}
    assert fields["Email"] == ("email", "sure")
    assert fields["Shoe size"] == ("custom:shoe_size", "likely")


def test_a_check_compares_with_the_leads_and_claims_no_more(
    command: Command, access: PracticeAccess, file: Path, data: Path
) -> None:
    there = str(foxreach_leads_in(data)[0]["email"])
    with file.open("a", encoding="utf-8") as more:
        more.write(f"Somebody,{there},1\n")
    code, document, said = command(
        "import", str(file), "--system", "foxreach", "--check", "--on-duplicate", "update"
    )
    assert code == 0
    assert (document["created"], document["skipped"], document["updated"]) == (ROWS, 1, 0)
    assert document["requests"] == 0, "nobody was asked about any row"
    assert "FoxReach cannot check rows beforehand" in said
    assert len(foxreach_leads_in(data)) == LEADS


def test_a_full_plan_stops_the_import_where_it_is(
    command: Command, access: PracticeAccess, file: Path, data: Path
) -> None:
    code, document, said = command("import", str(file), "--system", "foxreach", "--yes")
    assert code == 4
    assert (document["created"], document["not_sent"], document["unconfirmed"]) == (100, 50, 0)
    assert len(foxreach_leads_in(data)) == LEADS + 100
    assert "has no room for these leads" in said
    assert "mega-desktop resume" in said


def test_a_file_without_emails_is_told_so(command: Command, access: PracticeAccess, tmp_path: Path) -> None:
    path = tmp_path / "phones.csv"
    path.write_text("First Name,Phone\nNia,206 555 0101\nTam,206 555 0102\n", "utf-8")
    code, document, _ = command("import", str(path), "--system", "foxreach", "--yes")
    assert code == 2
    assert "Choose which column holds the email" in document["error"]


def test_a_wrong_key_is_a_matter_of_credentials(
    command: Command, access: PracticeAccess, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOXREACH_API_KEY", "otr_wrong")
    code, document, _ = command("import", str(file), "--system", "foxreach", "--yes")
    assert code == 3
    assert "does not let this key read leads" in document["error"]


def test_practising_for_foxreach_is_not_mistaken_for_mega(command: Command, file: Path) -> None:
    code, document, _ = command("import", str(file), "--practice", "--system", "foxreach", "--yes")
    assert code == 2
    assert "mega-desktop practice" in document["advice"]


@pytest.mark.parametrize("as_json", [True, False], ids=["json", "words"])
def test_the_practice_crm_prints_what_to_use_for_foxreach(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], *, as_json: bool
) -> None:
    house = House(Folders(tmp_path / "house", tmp_path / "settings"), SystemClock(), SessionTokens())
    told_to_stop = Control()
    told_to_stop.cancel()

    practice(parse(["practice", "--data", str(data), *(["--json"] if as_json else [])]), house, told_to_stop)

    house.close()
    said = capsys.readouterr().out
    if as_json:
        printed = json.loads(said)
        assert set(printed) == {"url", "token", "customer_id", "foxreach_url", "foxreach_key"}
        assert printed["foxreach_url"] == f"{printed['url']}/api/v1"
    assert "otr_" in said
    assert "/api/v1" in said
