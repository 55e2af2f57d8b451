"""FoxReach's HTTP surface: which address does what, who may ask, and how every answer looks."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mega_desktop.practice.answers import Refusal, Reply, json_reply
from mega_desktop.practice.contacts import is_email
from mega_desktop.practice.foxreach import leads
from mega_desktop.practice.foxreach.bodies import LeadBody, LeadChange, decode, decode_import, parse_query
from mega_desktop.practice.foxreach.importing import import_leads
from mega_desktop.practice.foxreach.keys import READ, WRITE, admit
from mega_desktop.practice.limits import Bucket, Quota, RateLimiter
from mega_desktop.practice.reading import read_body
from mega_desktop.practice.store import transaction


@dataclass(frozen=True)
class Operation:
    """One method of one address: the scope it needs, and what it does."""

    scope: str
    answer: Callable[[Request, bytes], Reply]


class FoxReachApi:
    """The leads' part of FoxReach's API on one store, to be mounted at its path.

    Requests are carried out one after another on the server's thread, the only one to touch `db`.

    Args:
        limiter: Counts requests; all of them in one bucket.
        contacts: Leads that the plan has room for; None for any number.
        now: The wall clock, with its zone.
    """

    def __init__(
        self,
        db: sqlite3.Connection,
        limiter: RateLimiter,
        contacts: int | None,
        now: Callable[[], datetime],
    ) -> None:
        self._db = db
        self._limiter = limiter
        self._contacts = contacts
        self._now = now

    def app(self) -> Starlette:
        """The application to mount."""
        app = Starlette(
            routes=[
                self._route("/leads", GET=Operation(READ, self._list), POST=Operation(WRITE, self._create)),
                self._route("/leads/import", POST=Operation(WRITE, self._import)),
                self._route(
                    "/leads/{id}",
                    GET=Operation(READ, self._get),
                    PATCH=Operation(WRITE, self._change),
                    DELETE=Operation(WRITE, self._delete),
                ),
                self._route("/leads/{id}/activity", GET=Operation(READ, self._activity)),
            ],
            exception_handlers={HTTPException: _nothing_here},
        )
        app.router.redirect_slashes = False
        return app

    def _route(self, path: str, **operations: Operation) -> Route:
        async def answer(request: Request) -> Response:
            method = "GET" if request.method == "HEAD" else request.method
            return await self._answer(request, operations[method])

        return Route(path, answer, methods=list(operations))

    async def _answer(self, request: Request, operation: Operation) -> Response:
        """Key, scope, rate limit, and only then the body."""
        quota = self._limiter.untouched(Bucket.FOXREACH)
        try:
            caller = admit(self._db, request.headers, operation.scope)
            quota = self._limiter.take(caller.key, Bucket.FOXREACH)
            if quota.retry_s > 0:
                return _response(self._too_fast(quota), self._headers(quota))
            reply = operation.answer(request, await read_body(request))
        except Refusal as refusal:
            reply = json_reply(refusal.status, {"detail": _detail(refusal)})
        return _response(reply, self._headers(quota))

    def _list(self, request: Request, _body: bytes) -> Reply:
        return json_reply(200, leads.list_leads(self._db, parse_query(request.query_params.multi_items())))

    def _get(self, request: Request, _body: bytes) -> Reply:
        return json_reply(200, {"data": leads.get_lead(self._db, request.path_params["id"])})

    def _create(self, _request: Request, body: bytes) -> Reply:
        lead = decode(LeadBody, body)
        if not is_email(lead.email.strip()):
            raise Refusal(422, "value is not a valid email address")
        with transaction(self._db):
            return json_reply(201, {"data": leads.create_lead(self._db, lead, self._moment())})

    def _change(self, request: Request, body: bytes) -> Reply:
        change = decode(LeadChange, body)
        with transaction(self._db):
            lead = leads.change_lead(self._db, request.path_params["id"], change, self._moment())
        return json_reply(200, {"data": lead})

    def _delete(self, request: Request, _body: bytes) -> Reply:
        lead_id = request.path_params["id"]
        with transaction(self._db):
            leads.delete_lead(self._db, lead_id, self._moment())
        return json_reply(200, {"data": {"id": lead_id, "deleted": True}})

    def _activity(self, request: Request, _body: bytes) -> Reply:
        leads.get_lead(self._db, request.path_params["id"])
        return json_reply(200, {"data": {"activities": [], "campaigns": []}})

    def _import(self, _request: Request, body: bytes) -> Reply:
        asked = decode_import(body)
        with transaction(self._db):
            return json_reply(200, {"data": import_leads(self._db, asked, self._contacts, self._moment())})

    def _moment(self) -> str:
        return leads.moment(self._now())

    def _resets_at(self, quota: Quota) -> int:
        return math.ceil(self._now().timestamp() + quota.reset_s)

    def _headers(self, quota: Quota) -> dict[str, str]:
        """The reset is a time of day, in seconds since 1970."""
        headers = {
            "X-RateLimit-Limit": str(quota.limit),
            "X-RateLimit-Remaining": str(quota.remaining),
            "X-RateLimit-Reset": str(self._resets_at(quota)),
        }
        if quota.retry_s > 0:
            headers["Retry-After"] = str(max(1, math.ceil(quota.retry_s)))
        return headers

    def _too_fast(self, quota: Quota) -> Reply:
        details = {"limit": quota.limit, "reset": self._resets_at(quota)}
        error = {"error": "Rate limit exceeded", "code": "rate_limit_exceeded", "details": details}
        return json_reply(429, error)


def _detail(refusal: Refusal) -> object:
    """A text; for what cannot be decoded a list, as servers of this make answer."""
    if refusal.status != 422:
        return refusal.message
    return [{"loc": ["body"], "msg": refusal.message, "type": "value_error"}]


def _nothing_here(_request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    return _response(json_reply(error.status_code, {"detail": error.detail}), dict(error.headers or {}))


def _response(reply: Reply, headers: Mapping[str, str]) -> Response:
    return Response(reply.body, reply.status, headers, media_type="application/json")
