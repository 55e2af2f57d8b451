"""The command line reads back what leads have, within reason, and sends only what changes them."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from mega_desktop.cli import main
from mega_desktop.practice import PracticeLimits, PracticeServer, leads_in

HEADERS = ("Name", "Email", "Phone", "Stage")
Person = dict[str, object]


@pytest.fixture
def crm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[Path]:
    """A Practice CRM with the documented allowance for reading, unless the test says another."""
    reads = getattr(request, "param", 60)
    limits = PracticeLimits(bulk=1_000_000, default=reads)
    server = PracticeServer(tmp_path / "crm", limits=limits)
    access = server.start()
    monkeypatch.setenv("MEGA_TOKEN", access.token)
    monkeypatch.setenv("MEGA_CUSTOMER_ID", access.customer_id)
    monkeypatch.setenv("MEGA_SERVER", access.url)
    yield tmp_path / "crm"
    server.stop()


def people(data: Path, count: int) -> list[Person]:
    return [lead for lead in leads_in(data) if lead["contact_email"] and lead["contact_phone"]][:count]


def write(path: Path, rows: Sequence[tuple[object, ...]]) -> str:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([HEADERS, *rows])
    return str(path)


def as_they_are(leads: list[Person]) -> list[tuple[object, ...]]:
    return [
        tuple(lead[k] for k in ("contact_name", "contact_email", "contact_phone", "stage_slug"))
        for lead in leads
    ]


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[dict[str, object], str]:
    assert main(["import", *words, "--yes", "--json"]) == 0
    said = capsys.readouterr()
    found = json.loads(said.out)
    assert isinstance(found, dict)
    return found, said.err


def test_rows_that_change_nothing_are_not_sent(
    crm: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    leads = people(crm, 20)
    rows = as_they_are(leads)
    rows[3] = ("Another name", *rows[3][1:])
    before = leads_in(crm)

    result, said = run(capsys, write(tmp_path / "leads.csv", rows))

    assert (result["unchanged"], result["updated"], result["created"]) == (19, 1, 0)
    changed = [new["id"] for old, new in zip(before, leads_in(crm), strict=True) if old != new]
    assert changed == [leads[3]["id"]]
    assert "Name replaced in 1" in said


def test_a_rule_keeps_what_is_there(crm: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    leads = people(crm, 5)
    rows = [("Another", row[1], row[2], "offer") for row in as_they_are(leads)]
    file = write(tmp_path / "leads.csv", rows)
    assert main(["match", file, "--json"]) == 0
    mapping = json.loads(capsys.readouterr().out)
    for column in mapping["columns"]:
        column["existing"] = "never" if column["field"] == "contact_name" else "replace"
    (tmp_path / "mapping.json").write_text(json.dumps(mapping))

    run(capsys, file, "--mapping", str(tmp_path / "mapping.json"))

    after = {lead["id"]: lead for lead in leads_in(crm)}
    assert [after[lead["id"]]["contact_name"] for lead in leads] == [lead["contact_name"] for lead in leads]
    assert {after[lead["id"]]["stage_slug"] for lead in leads} == {"offer"}


@pytest.mark.parametrize("crm", [15], indirect=True)
def test_what_takes_longer_than_a_minute_is_not_read(
    crm: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write(tmp_path / "leads.csv", as_they_are(people(crm, 60)))

    result, said = run(capsys, file)

    assert (result["unchanged"], result["updated"]) == (0, 60)
    assert "not compared first, as that would take 24 requests" in said


def test_a_file_of_new_leads_reads_nothing_back(
    crm: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write(tmp_path / "leads.csv", [(f"New {n}", f"new{n}@x.example", "", "new") for n in range(30)])

    result, said = run(capsys, file)

    assert (result["created"], result["unchanged"]) == (30, 0)
    assert "compared" not in said
    assert "already" not in said
