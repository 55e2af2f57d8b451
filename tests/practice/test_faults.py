"""Faults happen at the chosen bulk requests only, and those carried out change the leads."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from mega_desktop.practice import PracticeAccess, PracticeLimits, PracticeServer, leads_in
from mega_desktop.practice.faults import Fault, Faults

Connect = Callable[[PracticeAccess], httpx.Client]
BODY = {"leads": [{"contact_name": "Struck"}]}


def _struck(data: Path) -> int:
    return sum(lead["contact_name"] == "Struck" for lead in leads_in(data))


@pytest.fixture
def meet(tmp_path: Path, connect: Connect) -> Callable[[Fault], httpx.Response]:
    """Sends one bulk request that meets a fault."""

    def send(fault: Fault) -> httpx.Response:
        limits, faults = PracticeLimits.rehearsal(), Faults({1: fault}, slow_s=0.01)
        with PracticeServer(tmp_path, limits=limits, faults=faults) as access:
            return connect(access).post("/leads/bulk", json=BODY)

    return send


Meet = Callable[[Fault], httpx.Response]


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
    meet: Meet, tmp_path: Path, fault: Fault, status: int, kind: str | None
) -> None:
    answer = meet(fault)
    assert (answer.status_code, answer.headers.get("content-type")) == (status, kind)
    assert ("retry-after" in answer.headers) == (fault is Fault.TOO_FAST)
    assert bool(answer.content) == (fault is not Fault.UNAVAILABLE)
    assert _struck(tmp_path) == 0


@pytest.mark.parametrize(
    ("fault", "status"),
    [(Fault.ERROR_AFTER, 500), (Fault.SLOW, 200), (Fault.TRUNCATED, 200), (Fault.WRONG_TYPE, 200)],
)
def test_some_faults_come_after_the_leads_were_written(
    meet: Meet, tmp_path: Path, fault: Fault, status: int
) -> None:
    answer = meet(fault)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith(
        "text/html" if fault is Fault.WRONG_TYPE else "application/json"
    )
    if fault is Fault.TRUNCATED:
        with pytest.raises(ValueError, match=r"Unterminated|Expecting"):
            answer.json()
    assert _struck(tmp_path) == 1


@pytest.mark.parametrize(("fault", "written"), [(Fault.CLOSE_BEFORE, 0), (Fault.CLOSE_AFTER, 1)])
def test_a_cut_connection_says_nothing_about_what_was_written(
    meet: Meet, tmp_path: Path, fault: Fault, written: int
) -> None:
    with pytest.raises(httpx.TransportError):
        meet(fault)
    assert _struck(tmp_path) == written


def test_only_the_chosen_bulk_requests_are_struck(tmp_path: Path, connect: Connect) -> None:
    faults = Faults({2: Fault.UNAVAILABLE})
    with PracticeServer(tmp_path, limits=PracticeLimits.rehearsal(), faults=faults) as access:
        client = connect(access)
        statuses = []
        for _ in range(3):
            assert client.get("/leads").status_code == 200
            statuses.append(client.post("/leads/bulk", json=BODY).status_code)
    assert statuses == [200, 503, 200]
    assert faults.seen == 3
