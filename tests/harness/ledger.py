"""A CRM for breaking things: written from the API's text alone, on bare sockets, with a ledger of its own.

It shares no code with the program or with the Practice CRM. It drops, delays and garbles answers, forgets
keys, limits the pace in windows of any kind, kills its client in the middle of a request, and remembers what
it really did with every row.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import random
import signal
import threading
import time
import uuid
from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import formatdate
from typing import Any, Self
from urllib.parse import parse_qsl

from tests.harness.truth import Truth

CUSTOMER = "5f0b7c9e-3a52-4d0e-9a53-1c2f6d7e8a90"
TOKENS = ("mega_" + "ab" * 32, "mega_" + "cd" * 32)

BEFORE = ("close_before", "500_before", "503", "401", "400", "302", "half_then_500")
"""Faults in place of an execution as a whole; the last leaves half the rows written and the key unknown."""

GARBLED = ("short", "shuffled", "alien", "two_words", "unknown_word", "without_ref", "wrong_summary")
INSTEAD: dict[str, tuple[int, bytes, str, str]] = {
    "502_after": (502, b"<html>bad gateway</html>", "text/html", ""),
    "html": (200, b"<html>please sign in</html>", "application/json", ""),
    "wrong_type": (200, b"", "text/plain", ""),
    "gzip": (200, b"", "application/json", "Content-Encoding: gzip\r\n"),
}
"""What is answered in place of the answer: status, body (none for the real one), its kind, a header."""

AFTER = ("close_after", "half_answer", "truncated_json", *INSTEAD, *GARBLED)
"""Faults that come when everything is written."""

FAULTS = (
    *BEFORE[:-1],
    *AFTER,
    "slow_commit",
    "slow_commit",
    "close_before",
    "close_after",
    "503",
    "500_before",
)
KILLS = ("kill_half_body", "kill_after_body", "kill_after_commit", "kill_half_answer")
STATUS = {"500_before": 500, "half_then_500": 500, "503": 503, "401": 401, "400": 400, "302": 302}
COMMIT_LATE_S = 0.03
WINDOW_S = 0.4


@dataclass(frozen=True)
class Rules:
    """How this CRM is made.

    Attributes:
        trouble: Share of requests that meet a fault.
        atomic: Rows and key are one transaction; otherwise a fault may leave half the rows done and the
            key forgotten.
        key_life_s: How long it remembers a key.
        keys_by_token: Another token does not know the keys of the first.
        window: "fixed", "sliding", "bucket", or "" for no limit that is ever felt.
        fractions: Its times have fractions of a second.
    """

    trouble: float = 0.0
    atomic: bool = True
    key_life_s: float = 86_400.0
    keys_by_token: bool = False
    window: str = ""
    fractions: bool = True

    @classmethod
    def of(cls, seed: int) -> Rules:
        """Every kind comes up, each with its own share of the seeds."""
        rng = random.Random(f"rules {seed}")
        return cls(
            trouble=0.25,
            atomic=seed % 2 == 0,
            key_life_s=rng.choice((1_000.0, 1_800.0, 86_400.0)),
            keys_by_token=rng.random() < 0.5,
            window=rng.choice(("fixed", "sliding", "bucket")) if rng.random() < 0.02 else "",
            fractions=rng.random() < 0.5,
        )


class Window:
    """Five requests in a short while, counted in one of three ways."""

    LIMIT = 5

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._log: deque[float] = deque()
        self._tokens, self._at = float(self.LIMIT), 0.0
        self.welcome_at = 0.0

    def ask(self, now: float) -> float:
        """Seconds to wait; 0 when the request passes."""
        if self._kind == "bucket":
            self._tokens = min(self.LIMIT, self._tokens + (now - self._at) * self.LIMIT / WINDOW_S)
            self._at = now
            wait_s = max(0.0, 1 - self._tokens) * WINDOW_S / self.LIMIT
            self._tokens -= wait_s == 0.0
        else:
            start = now - now % WINDOW_S if self._kind == "fixed" else now - WINDOW_S
            while self._log and self._log[0] < start:
                self._log.popleft()
            is_full = len(self._log) >= self.LIMIT
            opens_at = (
                start + WINDOW_S if self._kind == "fixed" else self._log[0] + WINDOW_S if is_full else now
            )
            wait_s = max(0.001, opens_at - now) if is_full else 0.0
            if not is_full:
                self._log.append(now)
        self.welcome_at = now + wait_s
        return wait_s

    @property
    def left(self) -> int:
        return int(self._tokens) if self._kind == "bucket" else self.LIMIT - len(self._log)


class LedgerServer:
    """Serves on loopback from a thread of its own; what goes wrong is decided by the seed.

    Attributes:
        truth: What it really did.
        faults: How often each fault happened.
        uploads: Key and SHA-256 of every upload that arrived whole.
        refused_alone: Numbers of the rows that were refused with a 400 as the only one of their request.
        requests: Bulk requests that arrived whole.
        too_early: Requests that came before a Retry-After was over.
        victim: Process to kill, and `kill_at` at which place, at the how manieth request.
        interrupt: How; with SIGKILL unless a test has something else in mind.
    """

    def __init__(self, seed: int, rules: Rules | None = None) -> None:
        self._random = random.Random(seed)
        self._rules = rules or Rules()
        self._faults = FAULTS if self._rules.atomic else FAULTS + ("half_then_500",) * 5
        self._asleep_s = 0.0
        self._stored: dict[str, tuple[str, bytes, float]] = {}
        self._running: set[str] = set()
        self._window = Window(self._rules.window)
        self.truth = Truth(self.now, random.Random(f"ids {seed}"), self._rules.fractions)
        self.faults: Counter[str] = Counter()
        self.uploads: set[tuple[str, str]] = set()
        self.refused_alone: set[int] = set()
        self.requests = self.too_early = 0
        self.victim: int | None = None
        self.kill_at: tuple[str, int] | None = None
        self.interrupt: Callable[[int], None] = lambda pid: os.kill(pid, signal.SIGKILL)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, name="ledger", daemon=True)
        self._ready = threading.Event()
        self._stop = asyncio.Event()
        self.url = ""

    def now(self) -> float:
        return time.time() + self._asleep_s

    def sleep(self, seconds: float) -> None:
        """Lets time pass here; the client's clock has to be moved as well."""
        self._asleep_s += seconds

    def forgive(self) -> None:
        """The client was killed, maybe before it could write down how long it was asked to wait."""
        self._window.welcome_at = 0.0

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    def _serve(self) -> None:
        self._loop.run_until_complete(self._listen())
        self._loop.close()

    async def _listen(self) -> None:
        server = await asyncio.start_server(self._talk, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        self._ready.set()
        await self._stop.wait()
        server.close()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await self._one(reader, writer):
                pass
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """One request; false when the connection is to be dropped."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        headers = {k.lower(): v.strip() for k, _, v in (x.partition(":") for x in head.split("\r\n")[1:])}
        length = int(headers.get("content-length", "0"))
        if self._is_time("kill_half_body"):
            await reader.readexactly(length // 2)
            return self._kill()
        body = await reader.readexactly(length)
        token = headers.get("authorization", "").removeprefix("Bearer ")
        if token not in TOKENS or headers.get("x-customer-id") != CUSTOMER:
            return await self._say(writer, 401, {"error": {"type": "authentication_error"}})
        method, target, _ = head.split("\r\n")[0].split()
        path, _, query = target.partition("?")
        if (method, path) == ("GET", "/api/agents/crm/leads"):
            return await self._say(writer, 200, self.truth.page(dict(parse_qsl(query))))
        if (method, path) != ("POST", "/api/agents/crm/leads/bulk"):
            return await self._say(writer, 404, {"error": {"type": "not_found_error"}})
        scope = token if self._rules.keys_by_token else ""
        return await self._bulk(writer, body, scope + headers.get("idempotency-key", ""), token)

    async def _bulk(self, writer: asyncio.StreamWriter, body: bytes, key: str, token: str) -> bool:
        self.requests += 1
        if self._rules.window:
            now = time.monotonic()
            self.too_early += now < self._window.welcome_at
            if wait_s := self._window.ask(now):
                error = {"error": {"type": "rate_limit_error", "code": 429}}
                return await self._say(writer, 429, error, f"Retry-After: {wait_s:.3f}\r\n")
        request = json.loads(body)
        digest = hashlib.sha256(body).hexdigest()
        if request.get("dry_run"):
            return await self._say(writer, 200, self.truth.carry_out(request, dry=True))
        self.uploads.add((key.removeprefix(token), digest))
        if self._is_time("kill_after_body"):
            return self._kill()
        self._forget_old_keys()
        if key in self._running or self._stored.get(key, (digest,))[0] != digest:
            return await self._say(writer, 409, {"error": {"type": "api_error", "code": 409}})
        return await self._with_faults(writer, request, key, digest)

    async def _with_faults(
        self, writer: asyncio.StreamWriter, request: dict[str, Any], key: str, digest: str
    ) -> bool:
        """A request whose key is new, or known with the same body."""
        fault = self._random.choice(self._faults) if self._random.random() < self._rules.trouble else ""
        if fault == "half_then_500" and key in self._stored:
            fault = "500_before"  # a remembered request is not carried out again, not even by half
        self.faults[fault] += bool(fault)
        if fault in BEFORE:
            return await self._before(writer, fault, request)
        if fault == "slow_commit" and key not in self._stored:
            self._running.add(key)
            self._loop.call_later(COMMIT_LATE_S, self._commit, key, digest, request)
            return False
        self._commit(key, digest, request)
        if self._is_time("kill_after_commit"):
            return self._kill()
        return await self._answer(writer, self._stored[key][1], fault)

    def _commit(self, key: str, digest: str, request: dict[str, Any]) -> None:
        self._running.discard(key)
        if key not in self._stored:
            answer = json.dumps(self.truth.carry_out(request, dry=False)).encode()
            self._stored[key] = (digest, answer, self.now())

    def _forget_old_keys(self) -> None:
        oldest = self.now() - self._rules.key_life_s
        self._stored = {key: stored for key, stored in self._stored.items() if stored[2] >= oldest}

    async def _before(self, writer: asyncio.StreamWriter, fault: str, request: dict[str, Any]) -> bool:
        if fault == "half_then_500":
            half = request["leads"][: len(request["leads"]) // 2]
            self.truth.carry_out({**request, "leads": half}, dry=False)
        if fault == "close_before":
            return False
        if fault == "400" and len(request["leads"]) == 1:
            self.refused_alone.add(int(request["leads"][0]["row_ref"].partition("-")[0]))
        more = "Location: http://127.0.0.1:9/elsewhere\r\n" if fault == "302" else ""
        return await self._say(writer, STATUS[fault], {"error": {"type": "api_error"}}, more)

    async def _answer(self, writer: asyncio.StreamWriter, body: bytes, fault: str) -> bool:
        if fault == "close_after":
            return False
        if fault in INSTEAD:
            status, other, kind, more = INSTEAD[fault]
            return await self._write(writer, status, other or body, kind, more)
        if fault in GARBLED:
            body = self._garbled(json.loads(body), fault)
        if fault == "truncated_json":
            body = body[: len(body) // 2]
        is_last = self._is_time("kill_half_answer")
        if is_last or fault == "half_answer":
            writer.write(self._head(200, len(body), "application/json") + body[: len(body) // 2])
            await writer.drain()
            return self._kill() if is_last else False
        return await self._write(writer, 200, body, "application/json")

    def _garbled(self, answer: dict[str, Any], fault: str) -> bytes:
        results = answer["results"]
        one = self._random.randrange(len(results))
        other = {"created": "updated"}.get(results[one]["status"], "created")
        match fault:
            case "short":
                del results[one]
            case "alien":
                results.append({**results[0], "row_ref": "999999-aaaaaa", "lead_id": str(uuid.uuid4())})
            case "two_words":
                results.append({**results[one], "status": other})
            case "unknown_word":
                results[one]["status"] = "queued"
            case "without_ref":
                del results[one]["row_ref"]
            case "wrong_summary":
                answer["summary"]["created"] += 7
        self._random.shuffle(results)
        return json.dumps(answer).encode()

    def _is_time(self, place: str) -> bool:
        """Whether the client is to be killed here, at this request."""
        if self.kill_at is None or self.victim is None or self.kill_at[0] != place:
            return False
        at = self.kill_at[1]
        self.kill_at = (place, at - 1)
        return at <= 0

    def _kill(self) -> bool:
        if self.victim is not None:
            self.interrupt(self.victim)
        self.kill_at = None
        return False

    async def _say(
        self, writer: asyncio.StreamWriter, status: int, document: Mapping[str, Any], more: str = ""
    ) -> bool:
        return await self._write(writer, status, json.dumps(document).encode(), "application/json", more)

    async def _write(
        self, writer: asyncio.StreamWriter, status: int, body: bytes, kind: str, more: str = ""
    ) -> bool:
        writer.write(self._head(status, len(body), kind, more) + body)
        await writer.drain()
        return True

    def _head(self, status: int, length: int, kind: str, more: str = "") -> bytes:
        limit, left = (Window.LIMIT, self._window.left) if self._rules.window else (100_000, 99_999)
        quota = f"RateLimit-Limit: {limit}\r\nRateLimit-Remaining: {left}\r\nRateLimit-Reset: {WINDOW_S}\r\n"
        content = f"Content-Type: {kind}\r\nContent-Length: {length}\r\n"
        date = f"Date: {formatdate(self.now(), usegmt=True)}\r\n"
        return f"HTTP/1.1 {status} X\r\n{date}{quota}{content}{more}\r\n".encode()
