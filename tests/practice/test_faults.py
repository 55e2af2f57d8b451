"""Faults happen at the chosen bulk requests only, and those carried out change the leads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from mega_desktop.practice import PracticeAccess, PracticeLimits, PracticeServer, leads_in
from mega_desktop.practice.faults import Fault, Faults

BODY = {"leads": [{"contact_name": "Struck"}]}


@pytest.fixture(scope="module")
def faults() -> Faults:
    return Faults(slow_s=0.01)


@pytest.fixture(scope="module")
def server(data: Path, faults: Faults) -> Iterator[PracticeServer]:
    server = PracticeServer(data, limits=PracticeLimits.rehearsal(), faults=faults)
    yield server
    server.stop()


@dataclass(frozen=True)
class Struck:
    """What a bulk request that met a fault came to.

    Attributes:
        answer: None when the connection was cut.
        written: Leads that it made.
    """

    answer: httpx.Response | None
    written: int


Strike = Callable[[Fault], Struck]


@pytest.fixture
def strike(client: httpx.Client, faults: Faults, data: Path) -> Strike:
    """Sends one bulk request that meets a fault."""

    def send(fault: Fault) -> Struck:
        before = len(leads_in(data))
        faults.strike_next(fault)
        try:
            answer = client.post("/leads/bulk", json=BODY)
        except httpx.TransportError:
            answer = None
        return Struck(answer, len(leads_in(data)) - before)

    return send


@pytest.mark.parametrize(
    ("fault", "status", "kind"),
    [
        (Fault.ERROR_BEFORE, 500, "application/json"),
        (Fault.BAD_GATEWAY, 502, "text/html; charset=utf-8"),
        (Fault.UNAVAILABLE, 503, None),
        (Fault.TOO_FAST, 429, "application/json"),
        (Fault.TOO_FAST_SILENT, 429, "application/json"),
        (Fault.PORTAL, 200, "text/html; charset=utf-8"),
    ],
)
def test_some_faults_come_before_anything_is_written(
    strike: Strike, fault: Fault, status: int, kind: str | None
) -> None:
    struck = strike(fault)
    assert struck.written == 0
    assert struck.answer is not None
    headers = struck.answer.headers
    assert (struck.answer.status_code, headers.get("content-type")) == (status, kind)
    assert ("retry-after" in headers) == (fault is Fault.TOO_FAST)
    assert bool(struck.answer.content) == (fault is not Fault.UNAVAILABLE)


@pytest.mark.parametrize(
    ("fault", "status", "kind"),
    [
        (Fault.ERROR_AFTER, 500, "application/json"),
        (Fault.SLOW, 200, "application/json"),
        (Fault.TRUNCATED, 200, "application/json"),
        (Fault.WRONG_TYPE, 200, "text/html; charset=utf-8"),
    ],
)
def test_some_faults_come_after_the_leads_were_written(
    strike: Strike, fault: Fault, status: int, kind: str
) -> None:
    struck = strike(fault)
    assert struck.written == 1
    assert struck.answer is not None
    assert (struck.answer.status_code, struck.answer.headers["content-type"]) == (status, kind)
    if fault is Fault.TRUNCATED:
        with pytest.raises(ValueError, match=r"Unterminated|Expecting"):
            struck.answer.json()


@pytest.mark.parametrize(("fault", "written"), [(Fault.CLOSE_BEFORE, 0), (Fault.CLOSE_AFTER, 1)])
def test_a_cut_connection_says_nothing_about_what_was_written(
    strike: Strike, fault: Fault, written: int
) -> None:
    assert strike(fault) == Struck(None, written)


def test_only_the_chosen_bulk_requests_are_struck(
    tmp_path: Path, connect: Callable[[PracticeAccess], httpx.Client]
) -> None:
    faults = Faults({2: Fault.UNAVAILABLE})
    with PracticeServer(tmp_path, limits=PracticeLimits.rehearsal(), faults=faults) as access:
        client = connect(access)
        statuses = []
        for _ in range(3):
            assert client.get("/leads").status_code == 200
            statuses.append(client.post("/leads/bulk", json=BODY).status_code)
    assert statuses == [200, 503, 200]
    assert faults.seen == 3
