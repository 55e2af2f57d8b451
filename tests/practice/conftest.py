"""One Practice CRM a test module, with limits out of the way; and clients for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from mega_desktop.practice import PracticeAccess, PracticeLimits, PracticeServer

Connect = Callable[[PracticeAccess], httpx.Client]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("practice")


@pytest.fixture(scope="module")
def server(data: Path) -> Iterator[PracticeServer]:
    """A running server; what it holds is shared by the tests of a module."""
    server = PracticeServer(data, limits=PracticeLimits.rehearsal())
    yield server
    server.stop()


@pytest.fixture(scope="module")
def access(server: PracticeServer) -> PracticeAccess:
    return server.start()


@pytest.fixture(scope="module")
def client(access: PracticeAccess) -> Iterator[httpx.Client]:
    """Asks as the customer, with all scopes; paths are relative to /api/agents/crm."""
    with _client(access) as client:
        yield client


@pytest.fixture
def connect() -> Iterator[Connect]:
    """Opens further clients, for servers that a test starts itself."""
    opened: list[httpx.Client] = []

    def open_client(access: PracticeAccess) -> httpx.Client:
        opened.append(_client(access))
        return opened[-1]

    yield open_client
    for client in opened:
        client.close()


def _client(access: PracticeAccess) -> httpx.Client:
    return httpx.Client(
        base_url=f"{access.url}/api/agents/crm",
        headers={"Authorization": f"Bearer {access.token}", "x-customer-id": access.customer_id},
        trust_env=False,
    )
