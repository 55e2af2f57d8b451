"""Things that go wrong between a client and a server, made to happen at chosen requests. For tests only."""

from __future__ import annotations

import asyncio
from collections.abc import Container, Mapping
from enum import Enum, auto
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Fault(Enum):
    """What happens to a request. Those marked "carried out" change the leads all the same."""

    ERROR_BEFORE = auto()
    """500 with the envelope; not carried out."""
    ERROR_AFTER = auto()
    """Carried out, then 500."""
    BAD_GATEWAY = auto()
    """502 with a proxy's HTML page."""
    UNAVAILABLE = auto()
    """503 without a body."""
    TOO_FAST = auto()
    """429 with `Retry-After: 1`."""
    TOO_FAST_SILENT = auto()
    """429 without `Retry-After`."""
    PORTAL = auto()
    """200 with the HTML of somebody's sign-in page; not carried out."""
    CLOSE_BEFORE = auto()
    """The connection is cut; not carried out."""
    CLOSE_AFTER = auto()
    """Carried out, then the connection is cut without an answer."""
    SLOW = auto()
    """Carried out at once, answered after `Faults.slow_s`."""
    TRUNCATED = auto()
    """Carried out, but the JSON of the answer stops in the middle."""
    WRONG_TYPE = auto()
    """Carried out, answered as `text/html`."""


class Faults:
    """Which bulk request, or import of FoxReach, meets which fault.

    Args:
        at: The fault by the number of the bulk request (the first is 1, dry runs count too).
        slow_s: How long a slow answer takes, in seconds.

    Attributes:
        seen: Bulk requests that have arrived so far.
    """

    def __init__(self, at: Mapping[int, Fault] | None = None, *, slow_s: float = 1.0) -> None:
        self._at = dict(at or {})
        self.slow_s = slow_s
        self.seen = 0

    def strike_next(self, fault: Fault) -> None:
        """Lets the next bulk request meet `fault`."""
        self.strike_at(self.seen + 1, fault)

    def strike_at(self, number: int, fault: Fault) -> None:
        """Lets the request of this number meet `fault`."""
        self._at[number] = fault

    def next(self) -> Fault | None:
        """The fault of the request that has just arrived."""
        self.seen += 1
        return self._at.get(self.seen)


_HTML = b"text/html; charset=utf-8"
_JSON = b"application/json"
_PAGE = b"<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"
_SIGN_IN = b"<html><body><form action='/login'><input name='user'></form></body></html>"
_ERROR = b'{"error":{"type":"api_error","code":500,"message":"Internal error."}}'
_WAIT = b'{"error":{"type":"rate_limit_error","code":429,"message":"Too many requests."}}'

_Headers = list[tuple[bytes, bytes]]
_STATIC: dict[Fault, tuple[int, bytes, bytes, _Headers]] = {
    Fault.ERROR_BEFORE: (500, _JSON, _ERROR, []),
    Fault.ERROR_AFTER: (500, _JSON, _ERROR, []),
    Fault.BAD_GATEWAY: (502, _HTML, _PAGE, []),
    Fault.UNAVAILABLE: (503, b"", b"", []),
    Fault.TOO_FAST: (429, _JSON, _WAIT, [(b"retry-after", b"1")]),
    Fault.TOO_FAST_SILENT: (429, _JSON, _WAIT, []),
    Fault.PORTAL: (200, _HTML, _SIGN_IN, []),
}
_CARRIED_OUT = {Fault.ERROR_AFTER, Fault.CLOSE_AFTER, Fault.SLOW, Fault.TRUNCATED, Fault.WRONG_TYPE}


class FaultyApp:
    """Stands before the application and lets the chosen bulk requests go wrong.

    Args:
        app: The application.
        paths: The addresses whose requests are counted.
        faults: What goes wrong when.
    """

    def __init__(self, app: ASGIApp, paths: Container[str], faults: Faults) -> None:
        self._app = app
        self._paths = paths
        self._faults = faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        fault = self._faults.next() if self._is_counted(scope) else None
        if fault is None:
            await self._app(scope, receive, send)
            return
        answer = _Recorder()
        if fault in _CARRIED_OUT:
            await self._app(scope, receive, answer)
        else:
            await _drain(receive)
        if fault in {Fault.CLOSE_BEFORE, Fault.CLOSE_AFTER}:
            await _cut(receive)
        elif fault in _STATIC:
            await _send_static(send, fault)
        else:
            await self._send_spoilt(send, fault, answer)

    def _is_counted(self, scope: Scope) -> bool:
        return bool(scope["type"] == "http" and scope["method"] == "POST" and scope["path"] in self._paths)

    async def _send_spoilt(self, send: Send, fault: Fault, answer: _Recorder) -> None:
        if fault is Fault.SLOW:
            await asyncio.sleep(self._faults.slow_s)
        body = answer.body[: len(answer.body) // 2] if fault is Fault.TRUNCATED else answer.body
        kind = _HTML if fault is Fault.WRONG_TYPE else _JSON
        kept = [pair for pair in answer.headers if pair[0] not in {b"content-type", b"content-length"}]
        await _send(send, answer.status, kind, body, kept)


class _Recorder:
    """Takes an answer instead of the client."""

    def __init__(self) -> None:
        self.status = 0
        self.headers: _Headers = []
        self.body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = list(message["headers"])
        else:
            self.body += message.get("body", b"")


async def _drain(receive: Receive) -> None:
    while (await receive()).get("more_body"):
        pass


async def _cut(receive: Receive) -> None:
    """Drops the connection without a word; ASGI has no name for this, so uvicorn's transport is asked."""
    cycle: Any = getattr(receive, "__self__")  # noqa: B009 (the attribute is not part of the protocol)
    cycle.transport.abort()
    while (await receive())["type"] != "http.disconnect":
        pass


async def _send_static(send: Send, fault: Fault) -> None:
    status, kind, body, headers = _STATIC[fault]
    await _send(send, status, kind, body, headers)


async def _send(send: Send, status: int, kind: bytes, body: bytes, headers: _Headers) -> None:
    length = (b"content-length", str(len(body)).encode())
    named = [(b"content-type", kind)] if kind else []
    await send({"type": "http.response.start", "status": status, "headers": [*headers, *named, length]})
    await send({"type": "http.response.body", "body": body})
