"""MEGA as a destination; the Practice CRM, which speaks the same API, as well."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

import polars as pl

from mega_desktop.crm.destination import (
    LEADS_A_PAGE,
    Answer,
    Connection,
    Credentials,
    Field,
    Knowledge,
    LeadPage,
    Limits,
    OnDuplicate,
    Questions,
    System,
)
from mega_desktop.crm.lead_pages import mega_page
from mega_desktop.crm.learning import Gathered
from mega_desktop.crm.mega_bulk import REF, bulk_body, read_answer
from mega_desktop.crm.mega_fields import mega_fields
from mega_desktop.crm.pacing import AdaptivePacer
from mega_desktop.crm.patience import ATTEMPTS, Patience, Tell, silent
from mega_desktop.crm.peer import Purpose, peer_of
from mega_desktop.crm.probing import REQUESTS, Probe, made_up_rows
from mega_desktop.crm.problems import (
    BadRequest,
    CrmProblem,
    KeyConflict,
    NoPermission,
    NotConnected,
    TooFast,
    Uncertain,
    WrongAddress,
)
from mega_desktop.crm.reading_pace import ReadPacer
from mega_desktop.crm.statuses import not_understood
from mega_desktop.crm.transport import Bounds, Call, Reply, Transport
from mega_desktop.work import Clock, Control, Progress, Report

LIMITS = Limits(rows=500, body_bytes=1_000_000, bulk_per_minute=10)
"""500 rows and 10 bulk requests a minute are documented (docs.gomega.ai, rate limits). A limit on the
body is not; a full request of ordinary leads stays far below this one."""

_LEADS = "/api/agents/crm/leads"
_BULK = "/api/agents/crm/leads/bulk"
_READS_A_MINUTE, _READS_AN_HOUR = 60, 1_000
_PAGES = 10
_PAGES_FOUND = 3
_PAUSE_S = 1.0


class Mega:
    """A `Destination` for MEGA's public lead API."""

    def __init__(self, credentials: Credentials, clock: Clock, *, bounds: Bounds | None = None) -> None:
        self._credentials = credentials
        self._peer = peer_of(credentials)
        headers = {
            "Authorization": f"Bearer {credentials.token.reveal()}",
            "x-customer-id": credentials.customer_id,
        }
        self._transport = Transport(self._peer, headers, clock, bounds or Bounds())
        self._patience = Patience(self._transport, clock)
        self._bulk = AdaptivePacer(clock, LIMITS.bulk_per_minute)
        self._reads = ReadPacer(clock, _READS_A_MINUTE, _READS_AN_HOUR)

    @property
    def credentials(self) -> Credentials:
        return self._credentials

    @property
    def limits(self) -> Limits:
        return replace(
            LIMITS,
            bulk_per_minute=self._bulk.limit,
            pace=self._bulk.pace,
            reads_per_minute=self._reads.limit,
            reads_per_hour=self._reads.hour,
        )

    @property
    def key_scope(self) -> str:
        """Keys belong to a customer at a server; the Practice CRM has a new address at every start."""
        practice = self._credentials.system is System.PRACTICE
        server = "practice" if practice else self._credentials.server
        return f"{server} {self._credentials.customer_id}"

    def fields(self, knowledge: Knowledge) -> tuple[Field, ...]:
        return mega_fields(knowledge)

    def connect(self, control: Control) -> Connection:
        found = Gathered()
        self._look(found, control, silent)
        try:
            row = made_up_rows([{}])
            self._answer(self._dry_run(row, control, silent), frozenset(row[REF]), Purpose.CHECK)
        except NoPermission:
            return Connection(can_write=False, knowledge=found.knowledge())
        return Connection(can_write=True, knowledge=found.knowledge())

    def learn(
        self,
        questions: Questions,
        report: Report[Progress],
        control: Control,
        known: Knowledge | None = None,
    ) -> Knowledge:
        probe = Probe(questions, self._looked(report, control) if known is None else known)

        def tell(waiting_s: float) -> None:
            report(
                Progress(0, None, f"Asking {self._peer.name} what it knows", waiting_s, self._why(waiting_s))
            )

        self._ask(probe, control, tell)
        return probe.knowledge()

    def read_leads(
        self,
        cursor: str,
        report: Report[Progress],
        control: Control,
        *,
        updated_since: datetime | None = None,
    ) -> LeadPage:
        query = {"sort_by": "updated_at", "sort_dir": "asc"}
        if updated_since is not None:
            query["updated_since"] = updated_since.astimezone(UTC).isoformat().replace("+00:00", "Z")
        return self._page(query, cursor, report, control)

    def find_leads(self, text: str, report: Report[Progress], control: Control) -> LeadPage:
        query = {"sort_by": "created_at", "sort_dir": "asc", "search": text}
        found = self._page(query, "", report, control)
        for _ in range(_PAGES_FOUND - 1):
            if not found.cursor:
                break
            more = self._page(query, found.cursor, report, control)
            leads = pl.concat([found.leads, more.leads], how="diagonal")
            found = LeadPage(leads, more.total, more.cursor)
        return found

    def delay_s(self) -> float:
        return self._bulk.delay_s()

    def encode(self, rows: pl.DataFrame, on_duplicate: OnDuplicate) -> bytes:
        return bulk_body(rows, on_duplicate, dry_run=False)

    def check(self, rows: pl.DataFrame, on_duplicate: OnDuplicate) -> Answer:
        call = Call(Purpose.CHECK, "POST", _BULK, body=bulk_body(rows, on_duplicate, dry_run=True))
        return self._answer(self._transport.call(call, self._bulk), frozenset(rows[REF]), Purpose.CHECK)

    def send(self, body: bytes, key: str, refs: frozenset[str]) -> Answer:
        call = Call(Purpose.SEND, "POST", _BULK, body=body, headers={"Idempotency-Key": key})
        return self._answer(self._transport.call(call, self._bulk), refs, Purpose.SEND)

    def close(self) -> None:
        self._transport.close()

    def _page(
        self, query: Mapping[str, str], cursor: str, report: Report[Progress], control: Control
    ) -> LeadPage:
        def tell(waiting_s: float) -> None:
            what = f"Reading the leads in {self._peer.name}"
            report(Progress(0, None, what, waiting_s, self._why(waiting_s)))

        whole = {**query, "limit": str(LEADS_A_PAGE), "include_custom_fields": "true"}
        if cursor:
            whole["cursor"] = cursor
        reply = self._patience.call(Call(Purpose.READ, "GET", _LEADS, whole), self._reads, control, tell)
        try:
            return mega_page(reply.content)
        except ValueError as error:
            raise not_understood(self._peer, Purpose.READ, str(error)) from None

    def _answer(self, reply: Reply, refs: frozenset[str], purpose: Purpose) -> Answer:
        content, check = reply.content, not purpose.writes
        if check and isinstance(content, dict) and content.get("dry_run") is False:
            raise self._written_after_all()
        try:
            return read_answer(content, refs, reply.date, self._peer.token, dry_run=check)
        except ValueError as error:
            raise not_understood(self._peer, purpose, str(error)) from None

    def _written_after_all(self) -> CrmProblem:
        """Not one of the kinds that are tried again: each attempt might write."""
        name = self._peer.name
        return CrmProblem(
            f"{name} was asked only to check these leads, but its answer reads as if it had imported them.",
            f"Stop here and look in {name} whether leads were added; then tell {name}'s support.",
            detail="dry_run is false in the answer to a dry run",
        )

    def _looked(self, report: Report[Progress], control: Control) -> Knowledge:
        """What the most recently changed leads show."""
        found = Gathered()

        def tell(waiting_s: float) -> None:
            total = min(found.total, LEADS_A_PAGE * _PAGES) or None
            what = f"Looking at the leads in {self._peer.name}"
            report(Progress(found.seen, total, what, waiting_s, self._why(waiting_s)))

        for _ in range(_PAGES):
            tell(0.0)
            try:
                self._look(found, control, tell)
            except BadRequest:
                if not found.cursor:
                    raise
                break  # a cursor may grow too old; what was seen so far is still true
            if not found.cursor:
                break
        tell(0.0)
        return found.knowledge()

    def _look(self, found: Gathered, control: Control, tell: Tell) -> None:
        """One page of leads, the most recently changed first: they show the fields in use."""
        query = {
            "limit": str(LEADS_A_PAGE),
            "sort_by": "updated_at",
            "sort_dir": "desc",
            "include_custom_fields": "true",
        }
        if found.cursor:
            query["cursor"] = found.cursor
        reply = self._patience.call(Call(Purpose.READ, "GET", _LEADS, query), self._reads, control, tell)
        try:
            found.add(reply.content)
        except ValueError as error:
            raise not_understood(self._peer, Purpose.READ, str(error)) from None

    def _ask(self, probe: Probe, control: Control, tell: Tell) -> None:
        """Gets as much answered as the requests suffice for; a question without an answer is no problem."""
        pause_s = 0.0
        for _ in range(REQUESTS):
            rows = probe.rows()
            pause_s = max(pause_s, self._bulk.delay_s())
            if rows is None or not self._patience.wait_if_short(pause_s, control, tell):
                return
            tell(0.0)
            try:
                reply = self._dry_run(rows, control, tell, attempts=1)
            except BadRequest:
                probe.refused()
            except (TooFast, Uncertain) as trouble:
                pause_s = trouble.retry_after_s or _PAUSE_S
            except (KeyConflict, NoPermission, NotConnected):
                return
            else:
                with suppress(WrongAddress):  # an answer of no known shape answers nothing
                    probe.take(self._answer(reply, frozenset(rows[REF]), Purpose.CHECK))

    def _dry_run(self, rows: pl.DataFrame, control: Control, tell: Tell, attempts: int = ATTEMPTS) -> Reply:
        """What the CRM says of made-up rows; "skip" keeps real leads safe even if it wrote after all."""
        body = bulk_body(rows, OnDuplicate.SKIP, dry_run=True)
        call = Call(Purpose.CHECK, "POST", _BULK, body=body)
        return self._patience.call(call, self._bulk, control, tell, attempts=attempts)

    def _why(self, waiting_s: float) -> str:
        return f"{self._peer.name} accepts only so many requests a minute" if waiting_s else ""
