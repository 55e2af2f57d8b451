"""The server as a whole: it starts, keeps its leads, says clearly when it cannot, and stops."""

from __future__ import annotations

import os
import socket
import sqlite3
import stat
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from mega_desktop.errors import Problem
from mega_desktop.practice import PracticeAccess, PracticeServer, leads_in
from mega_desktop.practice.store import FILE_NAME

pytestmark = pytest.mark.e2e

Connect = Callable[[PracticeAccess], httpx.Client]


def test_it_listens_on_this_computer_only(access: PracticeAccess) -> None:
    assert access.url.startswith("http://127.0.0.1:")


def test_leads_and_customer_stay_and_the_token_is_fresh(tmp_path: Path, connect: Connect) -> None:
    with PracticeServer(tmp_path) as first:
        connect(first).post("/leads", json={"contact_name": "Stays"}).raise_for_status()
    with PracticeServer(tmp_path) as second:
        assert connect(second).get("/leads", params={"search": "Stays"}).json()["total"] == 1
    assert first.customer_id == second.customer_id
    assert first.token != second.token


def test_each_data_folder_is_a_customer_of_its_own(tmp_path: Path) -> None:
    with PracticeServer(tmp_path / "a") as one, PracticeServer(tmp_path / "b") as other:
        assert one.customer_id != other.customer_id


def test_two_servers_on_one_folder_share_its_leads(tmp_path: Path, connect: Connect) -> None:
    with PracticeServer(tmp_path) as one, PracticeServer(tmp_path) as other:
        connect(one).post("/leads", json={"contact_name": "Shared"}).raise_for_status()
        assert connect(other).get("/leads", params={"search": "Shared"}).json()["total"] == 1
        assert one.customer_id == other.customer_id


def test_a_taken_port_is_a_problem_with_advice(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Problem, match=f"port {port}") as caught:
            PracticeServer(tmp_path, port=port).start()
    assert "another port" in caught.value.advice


def test_a_port_can_be_chosen_and_used_again_at_once(tmp_path: Path, connect: Connect) -> None:
    with PracticeServer(tmp_path) as access:
        connect(access).get("/leads").raise_for_status()
    port = int(access.url.rpartition(":")[2])
    with PracticeServer(tmp_path, port=port) as again:
        assert again.url == access.url


def test_a_folder_that_cannot_be_used_is_a_problem_with_advice(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(Problem, match="cannot use its folder") as caught:
        PracticeServer(tmp_path / "file").start()
    assert caught.value.advice


def test_a_store_that_is_no_database_is_a_problem_and_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text("this was something else")
    with pytest.raises(Problem):
        PracticeServer(tmp_path).start()
    assert (tmp_path / FILE_NAME).read_text() == "this was something else"


def test_stopping_ends_the_thread_and_frees_the_port(tmp_path: Path) -> None:
    before = set(threading.enumerate())
    server = PracticeServer(tmp_path)
    access = server.start()
    assert set(threading.enumerate()) - before
    server.stop()
    server.stop()
    assert set(threading.enumerate()) <= before
    with pytest.raises(httpx.ConnectError):
        httpx.get(access.url, trust_env=False)


def test_it_can_be_started_again_after_a_stop(tmp_path: Path, connect: Connect) -> None:
    server = PracticeServer(tmp_path)
    with server:
        pass
    with server as access:
        assert connect(access).get("/leads").status_code == 200


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such modes")
def test_only_this_user_may_read_its_files(tmp_path: Path) -> None:
    with PracticeServer(tmp_path / "new"):
        paths = [tmp_path / "new", *(tmp_path / "new").iterdir()]
        assert [stat.S_IMODE(path.stat().st_mode) & 0o077 for path in paths] == [0] * len(paths)


def test_nothing_is_logged_about_requests(
    access: PracticeAccess, client: httpx.Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", logger="uvicorn")
    caplog.set_level("DEBUG", logger="mega_desktop")
    client.post("/leads", json={"contact_name": "Unwritten"}).raise_for_status()
    own = [record for record in caplog.records if not record.name.startswith("http")]
    assert not [record for record in own if "Unwritten" in record.getMessage()]
    assert access.token not in caplog.text


def test_a_client_that_goes_away_leaves_no_trace(
    tmp_path: Path, connect: Connect, caplog: pytest.LogCaptureFixture
) -> None:
    server = PracticeServer(tmp_path)
    access = server.start()
    head = (
        "POST /api/agents/crm/leads HTTP/1.1\r\nHost: practice\r\nContent-Length: 999\r\n"
        "Content-Type: application/json\r\n"
        f"Authorization: Bearer {access.token}\r\nx-customer-id: {access.customer_id}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", int(access.url.rpartition(":")[2]))) as gone:
        gone.sendall(head.encode() + b'{"contact_name": "Half')
    assert connect(access).get("/leads", params={"search": "Half"}).json()["total"] == 0
    server.stop()
    assert not [record for record in caplog.records if record.levelname in {"WARNING", "ERROR"}]


def test_a_failure_of_its_own_is_an_error_in_the_envelope(tmp_path: Path, connect: Connect) -> None:
    with PracticeServer(tmp_path) as access:
        with closing(sqlite3.connect(tmp_path / FILE_NAME)) as db:
            db.execute("DROP TABLE webhooks")
        answer = connect(access).get("/lead-webhooks")
    assert answer.status_code == 500
    assert answer.json()["error"] == {
        "type": "api_error",
        "code": 500,
        "message": "The Practice CRM failed unexpectedly.",
    }


def test_leads_can_be_read_while_it_serves(client: httpx.Client, data: Path) -> None:
    lead = client.post("/leads", json={"contact_name": "Seen", "custom_fields": {"notes": "n"}}).json()[
        "lead"
    ]
    stored = leads_in(data)[-1]
    assert (stored["id"], stored["contact_name"]) == (lead["id"], "Seen")
    assert stored["custom_fields"] == {"notes": "n"}
