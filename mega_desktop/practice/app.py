"""The HTTP surface: which address does what, who may ask, and how every answer looks."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mega_desktop.practice import access, webhooks
from mega_desktop.practice.access import READ, WEBHOOKS, WRITE
from mega_desktop.practice.answers import Refusal, Reply, error_reply, json_reply
from mega_desktop.practice.bodies import (
    Behaviour,
    BulkBody,
    LeadCreate,
    WebhookCreate,
    WebhookUpdate,
    decode,
    decode_bulk,
    decoder,
    lead_errors,
)
from mega_desktop.practice.bulk import BulkImport
from mega_desktop.practice.idempotency import Attempt, carry_out
from mega_desktop.practice.leads import get_lead, list_leads, parse_query
from mega_desktop.practice.limits import Bucket, RateLimiter
from mega_desktop.practice.merging import find_match, incoming, insert, update
from mega_desktop.practice.openapi import DESCRIPTION
from mega_desktop.practice.reading import read_body
from mega_desktop.practice.store import timestamp

LEADS_PATH = "/api/agents/crm/leads"
BULK_PATH = "/api/agents/crm/leads/bulk"
WEBHOOKS_PATH = "/api/agents/crm/lead-webhooks"


@dataclass(frozen=True)
class Operation:
    """One method of one address: the scope it needs, the bucket it is counted in, what it does."""

    scope: str
    bucket: Bucket
    answer: Callable[[Request, bytes], Reply]


class PracticeApi:
    """The seven operations of MEGA's lead API on one store.

    Requests are carried out one after another on the server's thread, the only one to touch `db`.

    Args:
        db: The store, filled and with a token.
        customer_id: The one customer every token is locked to.
        limiter: Counts requests.
        behaviour: Choices where MEGA's documentation is silent.
        now: The wall clock, with its zone.
    """

    def __init__(
        self,
        db: sqlite3.Connection,
        customer_id: str,
        limiter: RateLimiter,
        behaviour: Behaviour,
        now: Callable[[], datetime],
    ) -> None:
        self._db = db
        self._customer_id = customer_id
        self._limiter = limiter
        self._behaviour = behaviour
        self._now = now
        self._bulk = BulkImport(db, behaviour)
        self._bulk_body = decoder(BulkBody, behaviour)
        self._lead_body = decoder(LeadCreate, behaviour)
        self._webhook_body = decoder(WebhookCreate, behaviour)
        self._webhook_settings = decoder(WebhookUpdate, behaviour)

    def app(self) -> Starlette:
        """The application to serve."""
        common, hooks = Bucket.DEFAULT, WEBHOOKS
        app = Starlette(
            routes=[
                self._route(
                    LEADS_PATH,
                    GET=Operation(READ, common, self._list_leads),
                    POST=Operation(WRITE, common, self._create_lead),
                ),
                self._route(BULK_PATH, POST=Operation(WRITE, Bucket.BULK, self._import_leads)),
                self._route(
                    WEBHOOKS_PATH,
                    GET=Operation(hooks, common, self._list_webhooks),
                    POST=Operation(hooks, common, self._create_webhook),
                ),
                self._route(
                    WEBHOOKS_PATH + "/{id}",
                    PATCH=Operation(hooks, common, self._update_webhook),
                    DELETE=Operation(hooks, common, self._delete_webhook),
                ),
                Route("/openapi.json", _openapi),
            ],
            exception_handlers={HTTPException: self._http_error, Exception: self._failure},
        )
        app.router.redirect_slashes = False
        return app

    def _route(self, path: str, **operations: Operation) -> Route:
        async def answer(request: Request) -> Response:
            method = "GET" if request.method == "HEAD" else request.method
            return await self._answer(request, operations[method])

        return Route(path, answer, methods=list(operations))

    async def _answer(self, request: Request, operation: Operation) -> Response:
        """Token, customer, scope, rate limit, and only then the body."""
        quota = self._limiter.untouched(operation.bucket)
        try:
            caller = access.admit(self._db, request.headers, self._customer_id, operation.scope)
            quota = self._limiter.take(caller.key, operation.bucket)
            quota.refuse_if_used_up()
            reply = operation.answer(request, await read_body(request))
        except Refusal as refusal:
            reply = refusal.reply()
        return _response(reply, quota.headers())

    def _list_leads(self, request: Request, _body: bytes) -> Reply:
        query = parse_query(request.query_params.multi_items(), self._behaviour)
        return json_reply(200, list_leads(self._db, self._customer_id, query))

    def _create_lead(self, request: Request, body: bytes) -> Reply:
        lead = decode(self._lead_body, body)
        errors = lead_errors(lead)
        if errors:
            raise Refusal(400, "; ".join(errors) + ".")

        def work() -> Reply:
            lead_id = self._merge(lead)
            return json_reply(201, {"lead": get_lead(self._db, self._customer_id, lead_id)})

        return carry_out(self._db, self._attempt(request, body), work)

    def _merge(self, lead: LeadCreate) -> str:
        ready = incoming(lead)
        match = find_match(self._db, ready, self._behaviour)
        now = timestamp(self._now())
        if match is None:
            return insert(self._db, ready, "manual", now)
        update(self._db, match.lead_id, ready, self._behaviour, now)
        return match.lead_id

    def _import_leads(self, request: Request, body: bytes) -> Reply:
        bulk = decode_bulk(self._bulk_body, body)
        now = timestamp(self._now())
        if bulk.dry_run:
            return json_reply(200, self._bulk.run(bulk, now))
        attempt = self._attempt(request, body)
        return carry_out(self._db, attempt, lambda: json_reply(200, self._bulk.run(bulk, now)))

    def _attempt(self, request: Request, body: bytes) -> Attempt:
        key = request.headers.get("idempotency-key", "")
        return Attempt(self._customer_id, request.url.path, key, body, self._now())

    def _list_webhooks(self, _request: Request, _body: bytes) -> Reply:
        return json_reply(200, {"webhooks": webhooks.list_webhooks(self._db)})

    def _create_webhook(self, _request: Request, body: bytes) -> Reply:
        asked = decode(self._webhook_body, body)
        return json_reply(201, webhooks.create_webhook(self._db, asked, timestamp(self._now())))

    def _update_webhook(self, request: Request, body: bytes) -> Reply:
        webhook_id, now = request.path_params["id"], timestamp(self._now())
        settings = self._webhook_settings
        return json_reply(200, webhooks.update_webhook(self._db, webhook_id, body, settings, now))

    def _delete_webhook(self, request: Request, _body: bytes) -> Reply:
        webhooks.delete_webhook(self._db, request.path_params["id"], timestamp(self._now()))
        return json_reply(200, {"deleted": True})

    def _http_error(self, _request: Request, error: Exception) -> Response:
        """Unknown addresses and methods; nobody's quota is touched."""
        if not isinstance(error, HTTPException):
            raise error
        quota = self._limiter.untouched(Bucket.DEFAULT)
        message = "There is nothing at this address." if error.status_code == 404 else error.detail
        return _response(error_reply(error.status_code, message), quota.headers() | dict(error.headers or {}))

    def _failure(self, _request: Request, _error: Exception) -> Response:
        """A mistake of this server's own; uvicorn logs where it happened, without any values."""
        quota = self._limiter.untouched(Bucket.DEFAULT)
        return _response(error_reply(500, "The Practice CRM failed unexpectedly."), quota.headers())


def _response(reply: Reply, headers: Mapping[str, str]) -> Response:
    return Response(reply.body, reply.status, headers, media_type="application/json")


async def _openapi(_request: Request) -> Response:
    return _response(json_reply(200, DESCRIPTION), {})
