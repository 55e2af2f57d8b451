"""A scripted server, an account that leads to it, and time that passes when told to."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from mega_desktop.crm import Credentials, Secret, System
from mega_desktop.crm.mega import Mega
from mega_desktop.crm.transport import Bounds
from tests.crm.scripted import CUSTOMER, TOKEN, ScriptedServer
from tests.crm.virtual_clock import VirtualClock

AMPLE = Bounds(connect_s=60.0, read_s=60.0, deadline_s=120.0)
"""Of a busy computer; tests of a bound that is reached make that one short."""


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    server = ScriptedServer()
    yield server
    server.close()


@pytest.fixture
def other_server() -> Iterator[ScriptedServer]:
    server = ScriptedServer()
    yield server
    server.close()


@pytest.fixture
def credentials(server: ScriptedServer) -> Credentials:
    return Credentials(System.MEGA, "Harbor Realty", server.url, Secret(TOKEN), CUSTOMER)


@pytest.fixture
def open_mega(credentials: Credentials, clock: VirtualClock) -> Iterator[Callable[..., Mega]]:
    """Opens MEGA clients, and closes them."""
    opened: list[Mega] = []

    def opener(credentials: Credentials = credentials, bounds: Bounds = AMPLE) -> Mega:
        mega = Mega(credentials, clock, bounds=bounds)
        opened.append(mega)
        return mega

    yield opener
    for mega in opened:
        mega.close()


@pytest.fixture
def mega(open_mega: Callable[..., Mega]) -> Mega:
    return open_mega()
