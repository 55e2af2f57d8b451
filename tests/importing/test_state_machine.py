"""Whatever happens in whatever order: the invariants I1 to I8 hold after every step. The clock does not wait.

More of it: `STATE_MACHINE=1000 python -m pytest tests/importing/test_state_machine.py`
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import random
import shutil
import sqlite3
import tempfile
from collections import defaultdict, deque
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from mega_desktop.crm import (
    Answer,
    BadRequest,
    BadToken,
    LeadPage,
    NotConnected,
    OnDuplicate,
    Secret,
    TooFast,
    Uncertain,
)
from mega_desktop.crm.lead_pages import mega_page
from mega_desktop.crm.mega_bulk import bulk_body, read_answer
from mega_desktop.errors import Problem
from mega_desktop.importing import ImportProblem, ImportState, create_import, open_import, results
from mega_desktop.work import Control, Progress, Report, no_report
from tests.harness.truth import Truth
from tests.importing.conftest import FastClock
from tests.importing.scenes import Line, mixed_lines, plan_of, table_of
from tests.importing.scripted import Scripted

EXAMPLES = int(os.environ.get("STATE_MACHINE", "25"))
LINES = 13
KEY_LIFE_S = 1_000.0
TOKENS = ("mega_" + "0" * 64, "mega_" + "1" * 64)

NEVER_ARRIVED = {
    "no network": NotConnected("No network."),
    "broken off before": Uncertain("The connection broke off."),
    "500 before": Uncertain("Trouble.", status=500),
    "503": Uncertain("Trouble.", status=503, retry_after_s=7.0),
    "429": TooFast("Too fast.", retry_after_s=11.0),
    "401": BadToken("Wrong token.", status=401),
    "400": BadRequest("Not so.", status=400),
}
ARRIVED = {
    "broken off after": Uncertain("The connection broke off."),
    "502 after": Uncertain("Trouble.", status=502),
    "half, then 500": Uncertain("Trouble.", status=500),
}
FAULTS = (*NEVER_ARRIVED, *ARRIVED, "row left out", "killed before", "killed after", "")


class Killed(BaseException):
    """The program is gone; nothing after this is carried out."""


class Crm(Scripted):
    """A CRM with a truth of its own that fails as it is told, and remembers every request."""

    def __init__(self, clock: FastClock) -> None:
        super().__init__(chunk_rows=3)
        self.clock = clock
        self.truth = Truth(lambda: clock.now().timestamp(), random.Random(1))
        self.faults: deque[str] = deque()
        self.bodies: dict[str, set[str]] = defaultdict(set)
        self.customer = "customer"
        self._stored: dict[str, tuple[dict[str, Any], float]] = {}

    def encode(self, rows: pl.DataFrame, on_duplicate: OnDuplicate) -> bytes:
        return bulk_body(rows, on_duplicate, dry_run=False)

    def check(self, rows: pl.DataFrame, on_duplicate: OnDuplicate) -> Answer:
        request = json.loads(bulk_body(rows, on_duplicate, dry_run=True))
        return self._read(self.truth.carry_out(request, dry=True), frozenset(rows["ref"]), dry_run=True)

    def read_leads(
        self,
        cursor: str,
        _report: Report[Progress],
        _control: Control,
        *,
        updated_since: datetime | None = None,
    ) -> LeadPage:
        since = {"updated_since": updated_since.isoformat()} if updated_since else {}
        return mega_page(self.truth.page({**since, "cursor": cursor or "0", "limit": "5"}))

    def send(self, body: bytes, key: str, refs: frozenset[str]) -> Answer:
        self.bodies[key].add(hashlib.sha256(body).hexdigest())
        fault = self.faults.popleft() if self.faults else ""
        if not self.faults:
            self.before_answer()
        if fault == "killed before":
            raise Killed
        if fault in NEVER_ARRIVED:
            raise NEVER_ARRIVED[fault]
        answer = self._carry_out(json.loads(body), key, half=fault == "half, then 500")
        if fault == "killed after":
            raise Killed
        if fault in ARRIVED:
            raise ARRIVED[fault]
        if fault == "row left out":
            answer = {**answer, "results": answer["results"][1:]}
        return self._read(answer, refs, dry_run=False)

    def _carry_out(self, request: dict[str, Any], key: str, *, half: bool) -> dict[str, Any]:
        answer, stored_at = self._stored.get(key, ({}, 0.0))
        now = self.clock.passed_s
        if answer and now - stored_at <= KEY_LIFE_S:
            return answer
        leads = request["leads"]
        done = self.truth.carry_out(
            {**request, "leads": leads[: len(leads) // 2] if half else leads}, dry=False
        )
        if not half:
            self._stored[key] = (done, now)
        return done

    def _read(self, answer: dict[str, Any], refs: frozenset[str], *, dry_run: bool) -> Answer:
        date = self.clock.passed_s + self.clock.start.timestamp()
        return read_answer(answer, refs, date, Secret(self.token), dry_run=dry_run)


class Engine(RuleBasedStateMachine):
    """One import and everything that may happen to it."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="machine-"))
        self.imports = self.folder / "imports"
        self.clock = FastClock()
        self.crm = Crm(self.clock)
        self.import_id = ""
        self.lines: list[Line] = []

    def teardown(self) -> None:
        shutil.rmtree(self.folder)

    @precondition(lambda self: not self.import_id)
    @rule(count=st.integers(1, LINES), repeated=st.booleans())
    def make(self, count: int, repeated: bool) -> None:
        self.lines = mixed_lines(count)[::-1]
        if repeated:
            self.lines += [
                Line(f"again {i}", line.phone, line.email) for i, line in enumerate(self.lines[:3])
            ]
        table = table_of(self.lines, self.folder / "scratch")
        arguments = (self.imports, plan_of(self.lines), table, self.crm, self.clock)
        self.import_id = create_import(*arguments, no_report, Control())
        assert not self.crm.bodies

    @precondition(lambda self: self.import_id)
    @rule(faults=st.lists(st.sampled_from(FAULTS), min_size=1, max_size=6))
    def run_for_a_while(self, faults: list[str]) -> None:
        """Until the faults are used up, the person stops it, a problem does, or it is killed."""
        control = Control()
        self.crm.faults, self.crm.before_answer = deque(faults), control.cancel
        with contextlib.suppress(Problem, Killed), open_import(self.imports, self.import_id) as found:
            found.run(self.crm, self.clock, no_report, control)

    @precondition(lambda self: self.import_id)
    @rule()
    def run_to_the_end(self) -> None:
        self.crm.faults, self.crm.before_answer = deque(), lambda: None
        with open_import(self.imports, self.import_id) as found:
            assert found.run(self.crm, self.clock, no_report, Control()).state is ImportState.FINISHED
        rows = results(self.imports, self.import_id)
        assert set(rows["outcome"]) <= {"created", "updated", "unconfirmed"}

    @rule(seconds=st.sampled_from([1.0, 600.0, 1_500.0, 90_000.0]))
    def let_time_pass(self, seconds: float) -> None:
        self.clock.passed_s += seconds

    @rule(days=st.sampled_from([-365, -1, 0]))
    def set_the_clock(self, days: int) -> None:
        self.clock.shift = timedelta(days=days)

    @rule(token=st.sampled_from(TOKENS))
    def use_another_token(self, token: str) -> None:
        self.crm.token = token

    @precondition(lambda self: self.import_id)
    @rule()
    def open_it_twice(self) -> None:
        with open_import(self.imports, self.import_id), pytest.raises(ImportProblem, match="another window"):
            _open_at_once(self.imports / self.import_id)

    @precondition(lambda self: self.import_id)
    @rule()
    def use_another_account(self) -> None:
        """I8"""
        sent = sum(len(b) for b in self.crm.bodies.values())
        other = Crm(self.clock)
        other.server = "https://elsewhere.example"
        with open_import(self.imports, self.import_id) as found, pytest.raises(ImportProblem):
            found.run(other, self.clock, no_report, Control())
        assert (sum(len(b) for b in self.crm.bodies.values()), len(other.bodies)) == (sent, 0)

    @precondition(lambda self: self.import_id)
    @invariant()
    def what_left_was_written_down_before(self) -> None:
        """I1, I2"""
        with self._db() as db:
            for key, bodies in self.crm.bodies.items():
                ((sha,),) = db.execute("SELECT sha FROM chunk WHERE key = ?", (key,)).fetchall()
                assert bodies == {sha}

    @precondition(lambda self: self.import_id)
    @invariant()
    def chunks_are_in_order(self) -> None:
        """I3, I4, I5"""
        with self._db() as db:
            (flying,) = db.execute("SELECT count(*) FROM chunk WHERE state = 'in_flight'").fetchone()
            (unfounded,) = db.execute(
                "SELECT count(*) FROM chunk JOIN chunk AS parent ON parent.id = chunk.parent "
                "WHERE parent.state NOT IN ('rejected', 'stale', 'acked', 'parked')"
            ).fetchone()
            (half,) = db.execute(
                "SELECT count(*) FROM row JOIN chunk ON chunk.id = row.chunk WHERE row.outcome = 'not_sent' "
                "AND chunk.state IN ('acked', 'acked_partial', 'rejected', 'parked')"
            ).fetchone()
        assert flying <= 1
        assert (unfounded, half) == (0, 0)

    @precondition(lambda self: self.import_id)
    @invariant()
    def every_row_is_counted_and_no_statement_is_false(self) -> None:
        """I6, I7"""
        with open_import(self.imports, self.import_id) as found:
            assert found.info().tally.rows == len(self.lines)
            rows = found.results()
        done = self.crm.truth.executions()
        for row, outcome, lead in rows.select("row", "outcome", "lead_id").iter_rows():
            happened = done.get(row, [])
            assert sum(status == "created" for status, _ in happened) <= 1
            if outcome == "not_sent":
                assert not happened
            elif outcome != "unconfirmed":
                assert (outcome, lead) in happened
        assert not list(self.crm.truth.overtaken())

    @contextlib.contextmanager
    def _db(self) -> Iterator[sqlite3.Connection]:
        with contextlib.closing(sqlite3.connect(self.imports / self.import_id / "journal.sqlite")) as db:
            yield db


def _open_at_once(folder: Path) -> None:
    from mega_desktop.importing.journal import Journal

    Journal.open(folder, patience_s=0.0).close()


TestEngine = pytest.mark.timeout(600)(Engine.TestCase)
TestEngine.settings = settings(
    max_examples=EXAMPLES,
    stateful_step_count=15,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize="STATE_MACHINE" not in os.environ,
)
