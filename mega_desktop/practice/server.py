"""The Practice CRM as a running server: loopback only, on its own thread, gone when it is stopped."""

from __future__ import annotations

import os
import socket
import sqlite3
import threading
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mega_desktop.errors import Problem
from mega_desktop.practice import access, foxreach, store
from mega_desktop.practice.bodies import Behaviour
from mega_desktop.practice.limits import PracticeLimits, RateLimiter
from mega_desktop.practice.seed import seed

if TYPE_CHECKING:
    import uvicorn

    from mega_desktop.practice.faults import Faults

HOST = "127.0.0.1"
_START_S = 20.0
_GRACE_S = 2


@dataclass(frozen=True)
class PracticeAccess:
    """What a client needs to know.

    Attributes:
        url: Base address without a trailing slash.
        token: MEGA's; valid for this data folder until twenty later ones were issued.
        foxreach_key: FoxReach's, likewise.
    """

    url: str
    token: str
    customer_id: str
    foxreach_key: str

    @property
    def foxreach_url(self) -> str:
        """Where it speaks FoxReach's API."""
        return self.url + foxreach.PATH

    def __repr__(self) -> str:
        return f"PracticeAccess(url={self.url!r}, token=<hidden>, customer_id={self.customer_id!r})"


class PracticeServer:
    """A CRM of one's own, with made-up leads, that speaks MEGA's lead API, and FoxReach's beside it.

    Args:
        data: Folder of its store; made and filled at the first start, kept afterwards.
        port: Port to listen on; 0 lets the computer choose.
        limits: How often it may be asked; the documented limits unless told otherwise.
        behaviour: Choices where the documentation is silent.
        faults: What goes wrong when; for tests.
    """

    def __init__(
        self,
        data: Path,
        *,
        port: int = 0,
        limits: PracticeLimits | None = None,
        behaviour: Behaviour | None = None,
        faults: Faults | None = None,
    ) -> None:
        self._data = data
        self._port = port
        self._limits = limits or PracticeLimits()
        self._behaviour = behaviour or Behaviour()
        self._faults = faults
        self._db: sqlite3.Connection | None = None
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> PracticeAccess:
        """Begins to serve; requests are answered from the moment this returns.

        Raises:
            Problem: The port is taken, or the data folder cannot be used.
        """
        listener = _listen(self._port)
        try:
            self._db = self._open()
            customer_id = store.customer_id(self._db)
            token, key = access.issue_token(self._db), foxreach.issue_key(self._db)
            self._serve(self._db, customer_id, listener)
        except BaseException:
            listener.close()
            self.stop()
            raise
        return PracticeAccess(f"http://{HOST}:{listener.getsockname()[1]}", token, customer_id, key)

    def stop(self) -> None:
        """Stops serving, after the request at hand; does nothing when it is not running."""
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._thread.join()
        if self._db is not None:
            self._db.close()
        self._server = self._thread = self._db = None

    def issue_token(self, scopes: tuple[str, ...] = access.ALL_SCOPES) -> str:
        """Another valid token, with only these scopes (see `access`); works while serving and before."""
        with closing(store.open_store(self._data)) as db:
            return access.issue_token(db, scopes)

    def issue_foxreach_key(self, scopes: tuple[str, ...]) -> str:
        """Another valid key, with only these scopes ("read", "write")."""
        with closing(store.open_store(self._data)) as db:
            return foxreach.issue_key(db, scopes)

    def __enter__(self) -> PracticeAccess:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _open(self) -> sqlite3.Connection:
        try:
            db = store.open_store(self._data)
            seed(db, store.utc_now())
            foxreach.seed(db, store.utc_now())
        except (OSError, sqlite3.Error) as error:
            raise Problem(
                f"The Practice CRM cannot use its folder {self._data}. No lead was touched.",
                "Make sure that the folder can be written and that the disk is not full, or choose another.",
                detail=f"{type(error).__name__}: {error}",
            ) from error
        return db

    def _serve(self, db: sqlite3.Connection, customer_id: str, listener: socket.socket) -> None:
        import uvicorn

        from mega_desktop.practice.app import BULK_PATH, PracticeApi
        from mega_desktop.practice.foxreach.api import FoxReachApi

        limiter = RateLimiter(self._limits, time.monotonic)
        app: Any = PracticeApi(db, customer_id, limiter, self._behaviour, store.utc_now).app()
        app.mount(foxreach.PATH, FoxReachApi(db, limiter, self._behaviour.contacts, store.utc_now).app())
        if self._faults is not None:
            from mega_desktop.practice.faults import FaultyApp

            app = FaultyApp(app, {BULK_PATH, foxreach.IMPORT_PATH}, self._faults)
        config = uvicorn.Config(
            app,
            http="h11",
            ws="none",
            loop="asyncio",
            lifespan="off",
            access_log=False,
            log_config=None,
            timeout_graceful_shutdown=_GRACE_S,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run, args=([listener],), name="practice-crm", daemon=True
        )
        self._thread.start()
        _wait_until_started(self._server, self._thread)


def _listen(port: int) -> socket.socket:
    # With the protocol named, asyncio turns Nagle's algorithm off; otherwise every answer takes 40 ms.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":
            # A port that was just given back can be used again at once. On Windows the same option
            # would let two servers share a port.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, port))
        listener.listen(128)
    except (OSError, OverflowError) as error:
        listener.close()
        raise Problem(
            f"The Practice CRM could not start: port {port} of this computer is in use or not allowed.",
            "Choose another port, or leave it out to let the computer choose a free one.",
            detail=f"{type(error).__name__}: {error}",
        ) from error
    return listener


def _wait_until_started(server: uvicorn.Server, thread: threading.Thread) -> None:
    ends_s = time.monotonic() + _START_S
    while not server.started:
        if not thread.is_alive() or time.monotonic() > ends_s:
            raise Problem("The Practice CRM could not start.", "Start the program again.")
        time.sleep(0.005)
