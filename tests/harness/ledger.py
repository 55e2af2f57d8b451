"""A CRM for breaking things: written from the API's text alone, on bare sockets, with a ledger of its own.

It shares no code with the program or with the Practice CRM. It drops, delays and garbles answers, kills
its client in the middle of a request, and remembers what it really did with every row.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import random
import re
import signal
import threading
import uuid
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any, Self

CUSTOMER = "5f0b7c9e-3a52-4d0e-9a53-1c2f6d7e8a90"
TOKEN = "mega_" + "ab" * 32

FAULTS = (
    "close_before",
    "close_after",
    "500_before",
    "502_after",
    "503",
    "half_answer",
    "truncated_json",
    "short",
    "shuffled",
    "alien",
    "slow_commit",
)
NOT_ATOMIC = ("half_then_500",)
KILLS = ("kill_half_body", "kill_after_body", "kill_after_commit", "kill_half_answer")
COMMIT_LATE_S = 0.03


@dataclass
class Ledger:
    """What really happened.

    Attributes:
        done: For every row_ref, each time it was carried out: (status, lead id).
        leads: Lead id → the values it has now.
        requests: Bulk requests that arrived whole.
        faults: How often each fault happened.
    """

    done: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    leads: dict[str, dict[str, Any]] = field(default_factory=dict)
    requests: int = 0
    faults: dict[str, int] = field(default_factory=lambda: defaultdict(int))


class LedgerServer:
    """Serves on loopback from a thread of its own; what goes wrong is decided by the seed.

    Args:
        trouble: Share of requests that meet a fault.
        atomic: Rows and key are one transaction; otherwise a fault may leave half the rows done and
            the key forgotten.
    """

    def __init__(self, seed: int, *, trouble: float = 0.0, atomic: bool = True) -> None:
        self._random = random.Random(seed)
        self._trouble = trouble
        self._faults = FAULTS if atomic else FAULTS + NOT_ATOMIC * 3
        self._stored: dict[str, tuple[str, bytes]] = {}
        self._running: set[str] = set()
        self._by_email: dict[str, str] = {}
        self._by_phone: dict[str, str] = {}
        self.ledger = Ledger()
        self.victim: int | None = None
        self.kill_at: tuple[str, int] | None = None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, name="ledger", daemon=True)
        self._ready = threading.Event()
        self._stop = asyncio.Event()
        self.url = ""

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
        if headers.get("authorization") != f"Bearer {TOKEN}" or headers.get("x-customer-id") != CUSTOMER:
            return await self._say(writer, 401, {"error": {"type": "authentication_error"}})
        if not head.startswith("POST /api/agents/crm/leads/bulk "):
            return await self._say(writer, 404, {"error": {"type": "not_found_error"}})
        self.ledger.requests += 1
        return await self._bulk(writer, body, headers.get("idempotency-key", ""))

    async def _bulk(self, writer: asyncio.StreamWriter, body: bytes, key: str) -> bool:
        request = json.loads(body)
        digest = hashlib.sha256(body).hexdigest()
        if request.get("dry_run"):
            return await self._say(writer, 200, self._carry_out(request, dry=True))
        if self._is_time("kill_after_body"):
            return self._kill()
        if key in self._running or self._stored.get(key, (digest, b""))[0] != digest:
            return await self._say(writer, 409, {"error": {"type": "api_error", "code": 409}})
        return await self._with_faults(writer, request, key, digest)

    async def _with_faults(
        self, writer: asyncio.StreamWriter, request: dict[str, Any], key: str, digest: str
    ) -> bool:
        """A request whose key is new, or known with the same body."""
        fault = self._random.choice(self._faults) if self._random.random() < self._trouble else ""
        if fault == "half_then_500" and key in self._stored:
            fault = "500_before"  # a remembered request is not carried out again, not even by half
        self.ledger.faults[fault] += bool(fault)
        if fault in {"close_before", "500_before", "503", "half_then_500"}:
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
            answer = json.dumps(self._carry_out(request, dry=False)).encode()
            self._stored[key] = (digest, answer)

    async def _before(self, writer: asyncio.StreamWriter, fault: str, request: dict[str, Any]) -> bool:
        if fault == "half_then_500":
            half = request["leads"][: len(request["leads"]) // 2]
            self._carry_out({**request, "leads": half}, dry=False)
        if fault == "close_before":
            return False
        status = 503 if fault == "503" else 500
        return await self._say(writer, status, {"error": {"type": "api_error", "code": status}})

    async def _answer(self, writer: asyncio.StreamWriter, body: bytes, fault: str) -> bool:
        if fault == "close_after":
            return False
        if fault == "502_after":
            return await self._write(writer, 502, b"<html>bad gateway</html>", "text/html")
        if fault in {"short", "shuffled", "alien"}:
            body = self._garbled(json.loads(body), fault)
        if fault == "truncated_json":
            body = body[: len(body) // 2]
        if fault == "half_answer" or self._is_time("kill_half_answer", peek=True):
            writer.write(_head(200, len(body), "application/json") + body[: len(body) // 2])
            await writer.drain()
            if self._is_time("kill_half_answer"):
                self._kill()
            return False
        return await self._write(writer, 200, body, "application/json")

    def _garbled(self, answer: dict[str, Any], fault: str) -> bytes:
        results = answer["results"]
        if fault == "short":
            del results[self._random.randrange(len(results))]
        elif fault == "alien":
            results.append({**results[0], "row_ref": "999999-aaaaaa", "lead_id": str(uuid.uuid4())})
        self._random.shuffle(results)
        return json.dumps(answer).encode()

    def _carry_out(self, request: dict[str, Any], *, dry: bool) -> dict[str, Any]:
        skip = request.get("on_duplicate") == "skip"
        results = [self._row(row, skip, dry) for row in request["leads"]]
        counts = {
            s: sum(r["status"] == s for r in results) for s in ("created", "updated", "skipped", "failed")
        }
        summary = {"total": len(results), **counts}
        return {"dry_run": dry, "summary": summary, "results": results, "unknown_custom_fields": []}

    def _row(self, row: dict[str, Any], skip: bool, dry: bool) -> dict[str, Any]:
        email = (row.get("contact_email") or "").strip().lower()
        phone = re.sub("[^0-9]", "", row.get("contact_phone") or "")[-10:]
        phone = phone if len(phone) == 10 else ""
        found = self._by_email.get(email) or self._by_phone.get(phone)
        status = ("skipped" if skip else "updated") if found else "created"
        matched = ("email" if email in self._by_email else "phone") if found else None
        lead = found or str(uuid.uuid4())
        if not dry:
            self.ledger.done[row["row_ref"]].append((status, lead))
            if status != "skipped":
                self.ledger.leads.setdefault(lead, {}).update(row)
            if email:
                self._by_email.setdefault(email, lead)
            if phone:
                self._by_phone.setdefault(phone, lead)
        shown = None if dry and not found else lead
        return {
            "row_ref": row["row_ref"],
            "status": status,
            "lead_id": shown,
            "matched_by": matched,
            "errors": None,
        }

    def _is_time(self, place: str, *, peek: bool = False) -> bool:
        """Whether the client is to be killed here, at this request."""
        if self.kill_at is None or self.victim is None or self.kill_at[0] != place:
            return False
        at = self.kill_at[1]
        if not peek:
            self.kill_at = (place, at - 1)
        return at <= 0

    def _kill(self) -> bool:
        if self.victim is not None:
            os.kill(self.victim, signal.SIGKILL)
        self.kill_at = None
        return False

    async def _say(self, writer: asyncio.StreamWriter, status: int, document: dict[str, Any]) -> bool:
        return await self._write(writer, status, json.dumps(document).encode(), "application/json")

    async def _write(self, writer: asyncio.StreamWriter, status: int, body: bytes, kind: str) -> bool:
        writer.write(_head(status, len(body), kind) + body)
        await writer.drain()
        return True


def _head(status: int, length: int, kind: str) -> bytes:
    """With a quota so high that nobody waits: waiting is not what is tested here."""
    quota = "RateLimit-Limit: 100000\r\nRateLimit-Remaining: 99999\r\nRateLimit-Reset: 1\r\n"
    content = f"Content-Type: {kind}\r\nContent-Length: {length}\r\n"
    return f"HTTP/1.1 {status} X\r\n{quota}{content}\r\n".encode()
