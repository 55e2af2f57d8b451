"""FoxReach from both doors, with a server that speaks its API: what is told is what the server holds."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from mega_desktop.accounts import Account
from mega_desktop.crm import Secret, System
from mega_desktop.importing import Outcome, past_imports
from mega_desktop.importing.failpoints import VARIABLE
from mega_desktop.practice import PracticeAccess, PracticeLimits, PracticeServer, foxreach_leads_in
from mega_desktop.preview import Planned
from mega_desktop.window.frame import Frame
from mega_desktop.window.walk import Step
from tests.e2e.person import Person

pytestmark = pytest.mark.e2e
COMMAND = [sys.executable, "-m", "mega_desktop"]
NEW, THERE = 230, 12
HEADERS = ("First Name", "Last Name", "E-mail", "Company", "Phone", "Tags", "City")

Leads = dict[str, dict[str, object]]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "crm"


@pytest.fixture
def access(data: Path) -> Iterator[PracticeAccess]:
    with PracticeServer(data, limits=PracticeLimits(foxreach=100_000)) as found:
        yield found


@pytest.fixture
def file(data: Path, access: PracticeAccess, tmp_path: Path) -> Path:
    """New people, people who are there, one of the new ones again, two rows without a usable email."""
    there = list(held(data))[:THERE]
    lines = [new_line(n) for n in range(NEW)]
    lines += [("Somebody", "Else", email.upper(), "Other", "", "", "") for email in there]
    lines += [("Again", "", "NEW0@harness.example", "", "", "", "Later")]
    lines += [("Bad", "Mail", "not an address", "", "", "", ""), ("No", "Mail", "", "", "", "", "")]
    path = tmp_path / "leads.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([HEADERS, *lines])
    return path


ROWS = NEW + THERE + 3


def new_line(n: int) -> tuple[str, ...]:
    return (f"Nia{n}", "Osei", f"New{n}@Harness.example", "Fenn & Co", "", "spring list; vip", "Salem")


def held(data: Path) -> Leads:
    return {str(lead["email"]).lower(): lead for lead in foxreach_leads_in(data)}


def assert_the_file_arrived(before: Leads, after: Leads) -> None:
    new = {f"new{n}@harness.example" for n in range(NEW)}
    assert set(after) == set(before) | new
    assert {email: after[email] for email in before} == before, "no lead that was there is touched"
    names = ("firstName", "lastName", "company", "tags", "customFields")
    for n in range(NEW):
        lead = after[f"new{n}@harness.example"]
        expected = [f"Nia{n}", "Osei", "Fenn & Co", ["spring list", "vip"], {"city": "Salem"}]
        assert [lead[name] for name in names] == expected


def run(access: PracticeAccess, *words: str, failpoint: str = "") -> subprocess.CompletedProcess[str]:
    own = {"FOXREACH_API_KEY": access.foxreach_key, VARIABLE: failpoint}
    return subprocess.run(
        [*COMMAND, *words], env=os.environ | own, capture_output=True, text=True, check=False
    )


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_killed_with_its_answer_lost_an_import_goes_on_and_tells_what_the_server_holds(
    access: PracticeAccess, file: Path, data: Path
) -> None:
    before = held(data)
    words = ("import", str(file), "--system", "foxreach", "--server", access.foxreach_url, "--yes")

    killed = run(access, *words, failpoint="after_read:2")
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert len(held(data)) == len(before) + 200, "the second upload was carried out, and nobody heard of it"
    resumed = run(access, "resume", "--json")

    assert resumed.returncode == 1, resumed.stderr
    assert_the_file_arrived(before, held(data))
    result = json.loads(resumed.stdout)
    told = {"created": NEW, "skipped": THERE, "failed": 2, "left_out": 1, "updated": 0, "unconfirmed": 0}
    assert {name: result[name] for name in told} == told
    assert result["rows"] == ROWS


def test_the_wizard_brings_leads_to_foxreach(
    qtbot: QtBot, window: Frame, access: PracticeAccess, file: Path, data: Path
) -> None:
    person, walk, before = Person(qtbot, window), window.walk, held(data)
    account = Account("fox", "Fenn", System.FOXREACH, access.foxreach_url, "", "…")
    walk.house.book.save(account)
    walk.house.tokens.save(account, Secret(access.foxreach_key))
    window.page.enter()
    window.page.choose("fox")  # type: ignore[attr-defined]

    person.press("Use Fenn")
    person.arrives(Step.SPREADSHEET)
    window.open_file(file)
    person.press("Match 7 columns")
    person.arrives(Step.MATCH)
    person.press(f"Check {ROWS} leads")
    person.arrives(Step.PREVIEW)
    person.wait(lambda: walk.plan is not None and walk.plan.snapshot is not None)
    person.press(f"Import {NEW + THERE} leads into Fenn")
    assert walk.plan is not None
    planned = walk.plan.counts()
    shown = set(walk.plan.to_send["email"])
    person.arrives(Step.REPORT)

    assert_the_file_arrived(before, held(data))
    assert shown >= {str(lead["email"]) for lead in foxreach_leads_in(data)} - set(before), "spelt as shown"
    (info,) = past_imports(walk.house.folders.imports)
    assert (planned[Planned.NEW], planned[Planned.LEFT_ALONE]) == (NEW, THERE)
    assert (info.tally[Outcome.CREATED], info.tally[Outcome.SKIPPED]) == (NEW, THERE)
    assert (info.tally[Outcome.FAILED], info.tally[Outcome.LEFT_OUT]) == (2, 1)
    verified = f"Verified in FoxReach: {NEW} of {NEW}"
    person.wait(lambda: any(verified in made.text() for made in window.page.findChildren(QLabel)))
