"""The only place that speaks HTTP: one kept connection, no redirects, a bound on everything.

httpx stays behind this module. Whatever it raises leaves here as a `CrmProblem` that says what the
failure means for the leads: nothing left this computer, or nobody knows.
"""

from __future__ import annotations

import contextlib
import logging
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mega_desktop import __version__
from mega_desktop.crm import strict_json
from mega_desktop.crm.cutoff import Cutoff
from mega_desktop.crm.failures import bad_proxy, broken_off, not_connected
from mega_desktop.crm.pacing import Pacer
from mega_desktop.crm.peer import Peer, Purpose
from mega_desktop.crm.problems import CrmProblem, NotConnected
from mega_desktop.crm.proxies import system_proxy
from mega_desktop.crm.ratelimit import rate_headers, refused_wait_s, server_date
from mega_desktop.crm.statuses import Refusal, not_the_api, problem_for, uncertain
from mega_desktop.crm.untrusted import plain
from mega_desktop.work import Clock

if TYPE_CHECKING:
    import httpx

_KEEP_S = 3.0  # many servers close an idle connection after 5 s; a request must not meet that moment

_DONE = {200, 201, 207}
"""What an answer that speaks of work that is done may have. A 202 promises it, others hold but a part."""


@dataclass(frozen=True)
class Bounds:
    """How long and how much at most.

    Attributes:
        connect_s: Until the connection stands, encryption included.
        read_s: Between two pieces of an answer (and of the request).
        deadline_s: For the whole request, however steadily it drips.
        body_bytes: Of an answer.
    """

    connect_s: float = 10.0
    read_s: float = 60.0
    deadline_s: float = 120.0
    body_bytes: int = 4 * 1024 * 1024


@dataclass(frozen=True)
class Call:
    """One request.

    Attributes:
        path: Below the server's base URL, with its slash.
        query: Parameters of the address.
        body: JSON, the exact bytes; None for no body.
    """

    purpose: Purpose
    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Reply:
    """A believable answer: of a status that says "done", JSON, whole.

    Attributes:
        date: Its Date header in seconds since 1970, or None.
    """

    content: object
    date: float | None


class Transport:
    """One kept connection to one CRM. Belongs to one thread at a time."""

    def __init__(self, peer: Peer, headers: Mapping[str, str], clock: Clock, bounds: Bounds) -> None:
        self._peer = peer
        self._clock = clock
        self._bounds = bounds
        self._cutoff = Cutoff()
        self._proxy = system_proxy(peer.server)
        self._client = self._open(headers)

    def call(self, call: Call, pacer: Pacer) -> Reply:
        """Makes one attempt and tells `pacer` about it.

        Raises:
            CrmProblem: Anything but a whole answer that says "done", in strict JSON.
        """
        pacer.sent()
        try:
            with self._converted(call.purpose), self._cutoff.after(self._bounds.deadline_s):
                return self._exchange(call, pacer)
        except NotConnected:
            pacer.unsent()
            raise

    def close(self) -> None:
        self._client.close()

    def _open(self, headers: Mapping[str, str]) -> httpx.Client:
        import httpx
        import truststore

        for name in ("httpx", "httpcore"):
            logging.getLogger(name).setLevel(logging.WARNING)
        trust = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        trust.minimum_version = ssl.TLSVersion.TLSv1_2
        own = {"Accept": "application/json", "Accept-Encoding": "identity"}
        own["User-Agent"] = f"mega-desktop/{__version__}"
        bounds = self._bounds
        try:
            return httpx.Client(
                base_url=self._peer.server,
                headers=own | dict(headers),
                verify=trust,
                proxy=self._proxy,
                trust_env=False,
                follow_redirects=False,
                timeout=httpx.Timeout(bounds.read_s, connect=bounds.connect_s),
                limits=httpx.Limits(max_connections=1, keepalive_expiry=_KEEP_S),
            )
        except (ImportError, ValueError, httpx.InvalidURL):
            raise bad_proxy(self._proxy or "") from None

    def _exchange(self, call: Call, pacer: Pacer) -> Reply:
        typed = {"Content-Type": "application/json"} if call.body is not None else {}
        with self._client.stream(
            call.method,
            call.path,
            params=dict(call.query),
            content=call.body,
            headers=typed | dict(call.headers),
            extensions={"trace": self._cutoff.trace},
        ) as response:
            self._tell(pacer, response)
            if response.status_code not in _DONE:
                raise self._problem(call.purpose, response)
            return Reply(self._content(call.purpose, response), server_date(response.headers))

    def _tell(self, pacer: Pacer, response: httpx.Response) -> None:
        now = self._clock.now().timestamp()
        wait_s = refused_wait_s(response.headers, now) if response.status_code == 429 else None
        pacer.answered(rate_headers(response.headers, now), wait_s)

    def _problem(self, purpose: Purpose, response: httpx.Response) -> CrmProblem:
        now = self._clock.now().timestamp()
        message = self._message(response)
        return problem_for(Refusal(response.status_code, response.headers, message, now, self._peer, purpose))

    def _message(self, response: httpx.Response) -> str:
        """What the server says went wrong; "" when it cannot be read: the status alone decides."""
        import httpx

        if _encoding(response) != "identity" or not _is_json(response):
            return ""
        try:
            content = strict_json.parse(self._body(response))
        except (httpx.HTTPError, ValueError):
            return ""
        return plain(_message_in(content), self._peer.token)

    def _content(self, purpose: Purpose, response: httpx.Response) -> object:
        if _encoding(response) != "identity":
            # A megabyte of gzip can become gigabytes; it was not asked for either.
            raise self._unreadable(purpose, "compressed, though not asked for")
        if not _is_json(response):
            raise not_the_api(
                self._peer, purpose, f"HTTP {response.status_code}, not JSON, {self._peer.host}"
            )
        try:
            return strict_json.parse(self._body(response))
        except ValueError as error:
            raise self._unreadable(purpose, str(error)) from None

    def _body(self, response: httpx.Response) -> bytes:
        body = bytearray()
        for piece in response.iter_raw():
            body += piece
            if len(body) > self._bounds.body_bytes:
                raise ValueError("larger than any proper answer")
        if self._cutoff.fired:
            # Without a length, a connection that was ended looks like an answer that is whole.
            raise ValueError("took too long")
        return bytes(body)

    def _unreadable(self, purpose: Purpose, why: str) -> CrmProblem:
        return uncertain(self._peer, purpose, f"The answer of {self._peer.name} could not be read", why)

    @contextlib.contextmanager
    def _converted(self, purpose: Purpose) -> Iterator[None]:
        """The one edge at which httpx's exceptions become problems."""
        import httpx

        try:
            yield
        except (httpx.HTTPError, httpx.StreamError) as error:
            # The library's own text may quote headers, so only its class goes on.
            raise self._failure(purpose, error) from None

    def _failure(self, purpose: Purpose, error: Exception) -> CrmProblem:
        if not self._cutoff.departed:
            return not_connected(self._peer, self._proxy, error)
        ended = f", ended after {self._bounds.deadline_s:g} s" if self._cutoff.fired else ""
        return broken_off(self._peer, purpose, type(error).__name__ + ended)


def _encoding(response: httpx.Response) -> str:
    return str(response.headers.get("content-encoding", "identity")).strip().lower()


def _is_json(response: httpx.Response) -> bool:
    kind = str(response.headers.get("content-type", "")).partition(";")[0].strip().lower()
    return kind == "application/json" or kind.endswith("+json")


def _message_in(content: object) -> object:
    """MEGA: error.message (dev.gomega.ai, errors); FoxReach: detail, or error at the top."""
    if not isinstance(content, dict):
        return ""
    error = content.get("error")
    if isinstance(error, dict):
        return error.get("message")
    detail = content.get("detail", error)
    if isinstance(detail, list):
        return "; ".join(str(d.get("msg", "")) for d in detail if isinstance(d, dict))
    return detail
