"""FoxReach as a destination: no dry run, no keys, no update; existing leads are always left alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial

import polars as pl

from mega_desktop.crm.destination import (
    CUSTOM,
    LEADS_A_PAGE,
    Answer,
    Connection,
    Credentials,
    Field,
    FieldKind,
    Knowledge,
    LeadPage,
    Limits,
    OnDuplicate,
    Questions,
    RowAnswer,
    RowStatus,
)
from mega_desktop.crm.foxreach_import import EMAIL, REF, TAGS, pack, read_answer, unpack
from mega_desktop.crm.lead_pages import foxreach_page
from mega_desktop.crm.pacing import AdaptivePacer
from mega_desktop.crm.patience import Patience, Tell, silent
from mega_desktop.crm.peer import Purpose, peer_of
from mega_desktop.crm.problems import BadRequest, NoPermission
from mega_desktop.crm.statuses import not_understood
from mega_desktop.crm.transport import Bounds, Call, Transport
from mega_desktop.work import Clock, Control, Progress, Report

LIMITS = Limits(rows=100, body_bytes=1_000_000, bulk_per_minute=100, reads_per_minute=100)
"""1,000 rows are allowed, but an answer lists only the first 100 duplicates and the first 100 errors
(docs.foxreach.io, import leads). 100 requests a minute, of any kind."""

_LEADS = "/leads"
_IMPORT = "/leads/import"
_PAGES = 10
_NO_DRY_RUN = "FoxReach cannot say beforehand; a lead with the same email is left as it is"


def foxreach_fields(knowledge: Knowledge) -> tuple[Field, ...]:
    """Every field in the order to offer them (docs.foxreach.io, leads), custom fields last."""
    return (
        Field(EMAIL, "Email", FieldKind.EMAIL),
        Field("firstName", "First name", FieldKind.NAME),
        Field("lastName", "Last name", FieldKind.NAME),
        Field("company", "Company", FieldKind.TEXT),
        Field("title", "Job title", FieldKind.TEXT),
        Field("phone", "Phone", FieldKind.PHONE),
        Field("linkedinUrl", "LinkedIn", FieldKind.TEXT),
        Field("website", "Website", FieldKind.TEXT),
        Field("notes", "Notes", FieldKind.TEXT),
        Field(TAGS, "Tags", FieldKind.TAGS),
        Field("source", "Source", FieldKind.TEXT),
        *(Field(f"{CUSTOM}{s}", f"Custom: {s}", FieldKind.TEXT) for s in knowledge.custom_fields),
    )


class FoxReach:
    """A `Destination` for FoxReach's lead API."""

    def __init__(self, credentials: Credentials, clock: Clock, *, bounds: Bounds | None = None) -> None:
        self._credentials = credentials
        self._peer = peer_of(credentials)
        headers = {"X-API-Key": credentials.token.reveal()}
        self._transport = Transport(self._peer, headers, clock, bounds or Bounds())
        self._patience = Patience(self._transport, clock)
        self._pacer = AdaptivePacer(clock, LIMITS.bulk_per_minute)

    @property
    def credentials(self) -> Credentials:
        return self._credentials

    @property
    def limits(self) -> Limits:
        return replace(LIMITS, bulk_per_minute=self._pacer.limit, reads_per_minute=self._pacer.limit)

    @property
    def key_scope(self) -> str:
        """There are no keys to be forgotten; the server stands for the account."""
        return self._credentials.server

    def fields(self, knowledge: Knowledge) -> tuple[Field, ...]:
        return foxreach_fields(knowledge)

    def connect(self, control: Control) -> Connection:
        """Reads a page of leads, then imports an empty list, which is refused only after the scopes pass."""
        total, slugs = self._look(1, control, silent)
        knowledge = Knowledge(total=total, custom_fields=tuple(sorted(slugs)))
        empty = b'{"restoreSoftDeleted":false,"leads":[]}'
        try:
            self._patience.call(Call(Purpose.CHECK, "POST", _IMPORT, body=empty), self._pacer, control)
        except NoPermission:
            return Connection(can_write=False, knowledge=knowledge)
        except BadRequest:
            pass  # documented: 400 for an empty list
        return Connection(can_write=True, knowledge=knowledge)

    def learn(
        self,
        questions: Questions,  # noqa: ARG002 - there is nobody to ask: any custom field is taken
        report: Report[Progress],
        control: Control,
        known: Knowledge | None = None,
    ) -> Knowledge:
        """What the leads show; custom fields need not exist before something is sent to them."""
        return self._looked(report, control) if known is None else known

    def read_leads(
        self,
        cursor: str,
        report: Report[Progress],
        control: Control,
        *,
        updated_since: datetime | None = None,  # noqa: ARG002 - the API has nothing of the kind
    ) -> LeadPage:
        """Pages go by number and in no documented order: compare what came with `total`."""
        return self._read({}, int(cursor or 1), report, control)

    def find_leads(self, text: str, report: Report[Progress], control: Control) -> LeadPage:
        return self._read({"search": text}, 1, report, control)

    def delay_s(self) -> float:
        return self._pacer.delay_s()

    def encode(self, rows: pl.DataFrame, on_duplicate: OnDuplicate) -> bytes:  # noqa: ARG002 - always skips
        return pack(rows)

    def check(self, rows: pl.DataFrame, on_duplicate: OnDuplicate) -> Answer:  # noqa: ARG002 - always skips
        """Asks nothing: there is no dry run, and searching for every address would outlast the import."""
        return Answer({ref: RowAnswer(ref, RowStatus.UNKNOWN, errors=(_NO_DRY_RUN,)) for ref in rows[REF]})

    def send(self, body: bytes, key: str, refs: frozenset[str]) -> Answer:  # noqa: ARG002 - no keys here
        upload = unpack(body)
        call = Call(Purpose.SEND, "POST", _IMPORT, body=bytes(upload.request))
        reply = self._transport.call(call, self._pacer)
        try:
            answer = read_answer(reply.content, upload, reply.date, self._peer.token)
        except ValueError as error:
            raise not_understood(self._peer, Purpose.SEND, str(error)) from None
        return Answer({r: a for r, a in answer.rows.items() if r in refs}, (), answer.server_date)

    def close(self) -> None:
        self._transport.close()

    def _read(
        self, query: Mapping[str, str], number: int, report: Report[Progress], control: Control
    ) -> LeadPage:
        page = {**query, "page": str(number), "pageSize": str(LEADS_A_PAGE)}
        call = Call(Purpose.READ, "GET", _LEADS, page)
        reply = self._patience.call(call, self._pacer, control, partial(self._tell, report, 0, 0))
        try:
            return replace(foxreach_page(reply.content, number, LEADS_A_PAGE), server_date=reply.date)
        except ValueError as error:
            raise not_understood(self._peer, Purpose.READ, str(error)) from None

    def _tell(self, report: Report[Progress], done: int, total: int, waiting_s: float = 0.0) -> None:
        why = "FoxReach accepts only so many requests a minute" if waiting_s else ""
        top = min(total, LEADS_A_PAGE * _PAGES) or None
        report(Progress(done, top, "Looking at the leads in FoxReach", waiting_s, why))

    def _looked(self, report: Report[Progress], control: Control) -> Knowledge:
        """What the first pages of leads show."""
        total = 0
        slugs: set[str] = set()
        for number in range(1, _PAGES + 1):
            done = min((number - 1) * LEADS_A_PAGE, total)
            self._tell(report, done, total)
            total, seen = self._look(number, control, partial(self._tell, report, done, total))
            slugs |= seen
            if number * LEADS_A_PAGE >= total:
                break
        self._tell(report, min(_PAGES * LEADS_A_PAGE, total), total)
        return Knowledge(total=total, custom_fields=tuple(sorted(slugs)))

    def _look(self, number: int, control: Control, tell: Tell) -> tuple[int, set[str]]:
        """How many leads there are, and the custom fields on one page of them."""
        query = {"page": str(number), "pageSize": str(LEADS_A_PAGE)}
        content = self._patience.call(
            Call(Purpose.READ, "GET", _LEADS, query), self._pacer, control, tell
        ).content
        if not isinstance(content, dict) or not isinstance(leads := content.get("data"), list):
            raise not_understood(self._peer, Purpose.READ, "no leads in the answer")
        meta = content.get("meta")
        total = meta.get("total") if isinstance(meta, dict) else None
        fields = [lead.get("customFields") for lead in leads if isinstance(lead, dict)]
        slugs = {slug for found in fields if isinstance(found, dict) for slug in found}
        return total if isinstance(total, int) else len(leads), slugs
