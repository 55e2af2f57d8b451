"""An end to requests that never end by themselves.

A read timeout counts anew with every byte, so a server that drips can hold a request for hours
(measured with httpx 0.28: a 1 s timeout lasted 9.6 s). Only ending the connection from outside ends
every phase: sending, waiting, headers and body.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator, Mapping
from typing import Any


class Cutoff:
    """Watches one connection at a time through httpx's `trace` extension.

    Attributes:
        departed: The request itself has begun to leave this computer.
        fired: The request was ended because its time was over.
    """

    def __init__(self) -> None:
        self._socket: socket.socket | None = None
        self.departed = False
        self.fired = False

    def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Takes httpcore's events; remembers the newest socket and whether the request has left."""
        stream = info.get("return_value")
        if event.endswith((".connect_tcp.complete", ".start_tls.complete")) and stream is not None:
            self._socket = stream.get_extra_info("socket")
        elif event.endswith(".send_request_headers.started"):
            # The CONNECT to a proxy is not the request: the tunnel may be refused.
            self.departed = info["request"].method != b"CONNECT"

    @contextlib.contextmanager
    def after(self, seconds: float) -> Iterator[None]:
        """Ends whatever connection is in use when `seconds` are over before the block is left."""
        self.departed = self.fired = False
        timer = threading.Timer(seconds, self._end)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _end(self) -> None:
        self.fired = True
        if self._socket is not None:
            # Not close(): a closed socket's number can belong to another file before the reader notices.
            with contextlib.suppress(OSError):
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)
