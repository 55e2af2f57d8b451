"""A server on loopback whose every answer is written down beforehand, byte by byte where it matters."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

TOKEN = "mega_" + "5ec7e7" * 10 + "cafe"
CUSTOMER = "0f4c1c1e-7a0b-4e0e-8a1c-2b9d8b7a6c5d"

Behaviour = Callable[[socket.socket], None]
Script = bytes | Behaviour


@dataclass(frozen=True)
class Request:
    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class ScriptedServer:
    """Answers the n-th request with the n-th script; without one left, closes the connection.

    `requests` holds what came in, `connections` counts connections.
    """

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.connections = 0
        self._scripts: list[Script] = []
        self._gate = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self._listener.getsockname()[1]}"

    @property
    def url(self) -> str:
        return f"http://{self.host}"

    def answers(self, *scripts: Script) -> None:
        with self._gate:
            self._scripts.extend(scripts)

    def close(self) -> None:
        for sock in [self._listener, *self._open]:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
            sock.close()
        self._thread.join(5)

    def _accept(self) -> None:
        while True:
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._open.append(sock)
            threading.Thread(target=self._serve, args=(sock,), daemon=True).start()

    def _serve(self, sock: socket.socket) -> None:
        with contextlib.suppress(OSError, ValueError), sock:
            stream = sock.makefile("rb")
            while (request := _read_request(stream)) is not None:
                with self._gate:
                    self.requests.append(request)
                    script = self._scripts.pop(0) if self._scripts else None
                if script is None:
                    return
                if isinstance(script, bytes):
                    sock.sendall(script)
                else:
                    script(sock)
                    return


def answer(
    status: int = 200,
    body: bytes | str | object = b"",
    *,
    kind: str = "application/json",
    headers: Iterable[str] = (),
    length: int | None = None,
) -> bytes:
    """One whole HTTP answer; `length` overrides what Content-Length says."""
    raw = body if isinstance(body, bytes) else (body if isinstance(body, str) else json.dumps(body)).encode()
    lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(raw) if length is None else length}", *headers]
    if kind:
        lines.append(f"Content-Type: {kind}")
    return "\r\n".join([*lines, "", ""]).encode() + raw


def bulk(
    *results: Mapping[str, object], dry_run: bool = False, unknown: Iterable[str] = ()
) -> dict[str, object]:
    """The body of a bulk answer."""
    rows = [{"lead_id": None, "matched_by": None, "errors": None} | dict(r) for r in results]
    counts = {s: sum(r.get("status") == s for r in rows) for s in ("created", "updated", "skipped", "failed")}
    summary = {"total": len(rows)} | counts
    return {
        "dry_run": dry_run,
        "summary": summary,
        "results": rows,
        "unknown_custom_fields": list(unknown),
    }


def page(
    *leads: Mapping[str, object], total: int | None = None, cursor: str | None = None
) -> dict[str, object]:
    """The body of one page of leads."""
    return {
        "leads": list(leads),
        "total": len(leads) if total is None else total,
        "limit": 100,
        "offset": 0,
        "next_cursor": cursor,
    }


def drip(head: bytes, piece: bytes, every_s: float = 0.02) -> Behaviour:
    """Sends `head`, then `piece` again and again until the other side hangs up."""

    def behave(sock: socket.socket) -> None:
        pause = threading.Event()
        sock.sendall(head)
        while not pause.wait(every_s):
            sock.sendall(piece)

    return behave


def hang_up(_sock: socket.socket) -> None:
    """Closes the connection without a word."""


def hang(sock: socket.socket) -> None:
    """Says nothing until the other side hangs up."""
    sock.recv(1)


def _read_request(stream: Any) -> Request | None:
    first = stream.readline().decode()
    if not first.strip():
        return None
    method, target, _ = first.split()
    headers: dict[str, str] = {}
    while (line := stream.readline().decode().strip()) != "":
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    return Request(method, target, headers, stream.read(int(headers.get("content-length", "0"))))
