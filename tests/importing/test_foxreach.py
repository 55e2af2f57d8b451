"""FoxReach knows no keys and names no rows: what becomes of each is found out all the same."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest

from mega_desktop.crm import Credentials, Destination, Knowledge, OnDuplicate, Secret, System, Uncertain
from mega_desktop.importing import ImportState, Outcome, create_import, open_import
from mega_desktop.importing.patience import Patience
from mega_desktop.matching import Leads, Repeats
from mega_desktop.practice import PracticeLimits, PracticeServer, foxreach_leads_in
from mega_desktop.practice.faults import Fault, Faults
from mega_desktop.preview import Plan, plan_locally
from mega_desktop.work import Control, SystemClock, no_report
from tests.importing.scenes import Line, destination_at, table_of

CLOCK = SystemClock()
"""The real one, as what was created since an upload left is told by the server's."""

PATIENCE = Patience(first_pause_s=0.01, longest_pause_s=0.01)
UPLOAD = 10
THERE = {3, 12, 15}
"""People who are in FoxReach before; the second upload has two of them."""


@dataclass
class Scene:
    """A FoxReach in which a few people are already, and an import of thirty into it."""

    destination: Destination
    data: Path
    faults: Faults
    imports: Path

    def begin(self, emails: list[str]) -> str:
        plan = plan_of(emails, self.destination)
        table = table_of([Line("x", None, e) for e in emails], self.imports.parent / "read")
        return create_import(self.imports, plan, table, self.destination, CLOCK, no_report, Control())

    def run(self, identity: str) -> list[Outcome]:
        with open_import(self.imports, identity, patience=PATIENCE) as found:
            info = found.run(self.destination, CLOCK, no_report, Control())
            assert info.state is ImportState.FINISHED
            return [Outcome(o) for o in found.results()["outcome"]]

    def held(self, emails: list[str]) -> list[str]:
        there = (str(lead["email"]) for lead in foxreach_leads_in(self.data))
        return [email for email in there if email in emails]


def plan_of(emails: list[str], destination: Destination) -> Plan:
    fields = tuple(f for f in destination.fields(Knowledge()) if f.key in {"email", "firstName"})
    frame = pl.DataFrame({"email": emails, "firstName": [f"Person {n}" for n in range(len(emails))]})
    nothing = [pl.lit(None, pl.String).alias(name) for name in ("problem", "problem_field", "why")]
    frame = frame.select(
        pl.int_range(2, len(emails) + 2, dtype=pl.UInt32).alias("row"),
        "email",
        "firstName",
        *nothing[:2],
        pl.lit(None, pl.UInt32).alias("into"),
        nothing[2],
    )
    return plan_locally(Leads(frame, fields, OnDuplicate.SKIP, Repeats.ALL, same_phone=False))


@pytest.fixture
def scene(stocked: Path, imports: Path, tmp_path: Path) -> Iterator[Scene]:
    """With a server of its own: faults that one test did not come to would meet the next one."""
    data, faults = Path(shutil.copytree(stocked, tmp_path / "practice")), Faults()
    with PracticeServer(data, limits=PracticeLimits.rehearsal(), faults=faults) as access:
        credentials = Credentials(System.FOXREACH, "Fenn", access.foxreach_url, Secret(access.foxreach_key))
        destination = destination_at(credentials, CLOCK, UPLOAD)
        yield Scene(destination, data, faults, imports)
        destination.close()


def put_there(scene: Scene, emails: list[str]) -> None:
    """As if somebody had typed them in some time ago."""
    rows = pl.DataFrame({"ref": [str(n) for n in range(len(emails))], "email": emails})
    body = scene.destination.encode(rows, OnDuplicate.SKIP)
    scene.destination.send(body, "", frozenset(rows["ref"]))
    with closing(sqlite3.connect(scene.data / "practice.sqlite", timeout=30)) as db, db:
        old = "2026-01-01T00:00:00"
        db.execute("UPDATE foxreach_leads SET created_at = ?, updated_at = ?", (old, old))


LOST = (
    Fault.CLOSE_BEFORE,
    Fault.CLOSE_AFTER,
    Fault.ERROR_BEFORE,
    Fault.ERROR_AFTER,
    Fault.BAD_GATEWAY,
    Fault.TRUNCATED,
    Fault.WRONG_TYPE,
    Fault.PORTAL,
)


@pytest.mark.parametrize(
    ("upload", "fault"),
    [(1, Fault.CLOSE_AFTER), *((2, fault) for fault in LOST)],
    ids=lambda value: value.name.lower() if isinstance(value, Fault) else f"upload {value}",
)
def test_a_lost_answer_is_settled_by_searching(scene: Scene, upload: int, fault: Fault) -> None:
    emails = [f"{fault.name.lower()}{upload}.{n}@harness.example" for n in range(30)]
    put_there(scene, [emails[n] for n in THERE])
    identity = scene.begin(emails)
    scene.faults.strike_at(scene.faults.seen + upload, fault)

    outcomes = scene.run(identity)

    assert outcomes == [Outcome.SKIPPED if n in THERE else Outcome.CREATED for n in range(30)]
    assert sorted(scene.held(emails)) == sorted(emails), "each is there once"


def test_the_same_email_twice_in_a_lost_upload_is_one_lead_and_one_left_alone(scene: Scene) -> None:
    emails = ["one@harness.example", "two@harness.example", "ONE@harness.example"]
    identity = scene.begin(emails)
    scene.faults.strike_next(Fault.CLOSE_AFTER)

    assert scene.run(identity) == [Outcome.CREATED, Outcome.CREATED, Outcome.SKIPPED]
    assert scene.held(emails) == emails[:2]


def test_a_lead_of_an_earlier_upload_is_not_taken_for_one_of_a_lost_upload(scene: Scene) -> None:
    emails = [f"again{n}@harness.example" for n in range(UPLOAD)]
    identity = scene.begin([*emails, emails[3], "again_new@harness.example"])
    scene.faults.strike_at(scene.faults.seen + 2, Fault.CLOSE_AFTER)

    outcomes = scene.run(identity)

    assert outcomes == [*[Outcome.CREATED] * UPLOAD, Outcome.SKIPPED, Outcome.CREATED]
    assert len(scene.held([*emails, "again_new@harness.example"])) == UPLOAD + 1


def test_a_server_that_never_answers_is_not_asked_for_ever(scene: Scene) -> None:
    emails = [f"never{n}@harness.example" for n in range(UPLOAD)]
    identity, before = scene.begin(emails), scene.faults.seen
    for number in range(1, 30):
        scene.faults.strike_at(before + number, Fault.ERROR_BEFORE)

    with open_import(scene.imports, identity, patience=PATIENCE) as found:
        with pytest.raises(Uncertain):
            found.run(scene.destination, CLOCK, no_report, Control())
        assert found.info().tally[Outcome.UNCONFIRMED] == UPLOAD
    assert scene.faults.seen - before < 10
    assert scene.held(emails) == []
