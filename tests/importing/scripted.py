"""A destination that does what the test says, to reach every corner of the chunk's state machine."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import polars as pl

from mega_desktop.crm import (
    Answer,
    Connection,
    Credentials,
    CrmProblem,
    Field,
    Knowledge,
    LeadPage,
    Limits,
    OnDuplicate,
    Questions,
    RowAnswer,
    RowStatus,
    Secret,
    System,
    no_leads,
)
from mega_desktop.work import Control, Progress, Report
from tests.importing.scenes import EMAIL, FIELDS, NAME, PHONE

LEAD_COLUMNS = ("lead_id", "created_at", "updated_at", "status", NAME, PHONE, EMAIL)

Say = Callable[[frozenset[str]], Answer]
Step = Say | CrmProblem


def all_rows(status: RowStatus = RowStatus.CREATED) -> Say:
    """Every row the same; its lead id is made of its row number."""

    def say(refs: frozenset[str]) -> Answer:
        return Answer({ref: RowAnswer(ref, status, f"lead {ref.partition('-')[0]}") for ref in refs})

    return say


def all_but(*rows: int) -> Say:
    """Nothing is said of these rows of the file."""

    def say(refs: frozenset[str]) -> Answer:
        known = {r: a for r, a in all_rows()(refs).rows.items() if int(r.partition("-")[0]) not in rows}
        return Answer(known)

    return say


@dataclass
class Sent:
    """One upload as it left."""

    key: str
    body: bytes
    rows: tuple[int, ...]


@dataclass
class Scripted:
    """Answers `send` and `check` by these steps in turn, and everything after them with "created"."""

    sends: Sequence[Step] = ()
    checks: Sequence[Step] = ()
    token: str = "mega_" + "0" * 64
    scope: str = "here"
    server: str = "https://crm.example"
    chunk_rows: int = 4
    body_bytes: int = 1_000_000
    delay: float = 0.0
    before_answer: Callable[[], None] = lambda: None
    server_date: float | None = None
    leads: Sequence[Mapping[str, str | None]] | CrmProblem = ()
    sent: list[Sent] = field(default_factory=list)
    checked: list[tuple[int, ...]] = field(default_factory=list)
    read_since: list[datetime | None] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._sends = deque(self.sends)
        self._checks = deque(self.checks)

    @property
    def credentials(self) -> Credentials:
        return Credentials(System.MEGA, "Acme", self.server, Secret(self.token), "customer")

    @property
    def limits(self) -> Limits:
        return Limits(self.chunk_rows, self.body_bytes, 10)

    @property
    def key_scope(self) -> str:
        return self.scope

    def fields(self, _knowledge: Knowledge) -> tuple[Field, ...]:
        return FIELDS

    def connect(self, _control: Control) -> Connection:
        return Connection(can_write=True, knowledge=Knowledge())

    def learn(
        self,
        _questions: Questions,
        _report: Report[Progress],
        _control: Control,
        _known: Knowledge | None = None,
    ) -> Knowledge:
        return Knowledge()

    def find_leads(self, _text: str, _report: Report[Progress], _control: Control) -> LeadPage:
        return LeadPage(no_leads(), 0, "")

    def delay_s(self) -> float:
        delay, self.delay = self.delay, 0.0
        return delay

    def encode(self, rows: pl.DataFrame, on_duplicate: OnDuplicate) -> bytes:
        return json.dumps({"rows": rows.to_dicts(), "on_duplicate": on_duplicate.value}).encode()

    def check(self, rows: pl.DataFrame, _on_duplicate: OnDuplicate) -> Answer:
        refs = frozenset(rows["ref"])
        self.checked.append(_numbers(refs))
        return replace(_play(self._checks, refs), server_date=self.server_date)

    def read_leads(
        self,
        cursor: str,
        _report: Report[Progress],
        _control: Control,
        *,
        updated_since: datetime | None = None,
    ) -> LeadPage:
        """Two leads a page."""
        self.read_since.append(updated_since)
        if isinstance(self.leads, CrmProblem):
            raise self.leads
        start = int(cursor or 0)
        here, more = self.leads[start : start + 2], len(self.leads) > start + 2
        frame = pl.DataFrame(here, schema=dict.fromkeys(LEAD_COLUMNS, pl.String))
        return LeadPage(frame, len(self.leads), str(start + 2) if more else "")

    def send(self, body: bytes, key: str, refs: frozenset[str]) -> Answer:
        assert {row["ref"] for row in json.loads(body)["rows"]} >= refs
        self.sent.append(Sent(key, body, _numbers(refs)))
        self.before_answer()
        return _play(self._sends, refs)

    def close(self) -> None:
        pass


def _play(steps: deque[Step], refs: frozenset[str]) -> Answer:
    step = steps.popleft() if steps else all_rows()
    if isinstance(step, CrmProblem):
        raise step
    return step(refs)


def _numbers(refs: frozenset[str]) -> tuple[int, ...]:
    return tuple(sorted(int(ref.partition("-")[0]) for ref in refs))
