"""The same request sent twice is carried out once, and answered alike to the byte."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from mega_desktop.practice import leads_in
from mega_desktop.practice.answers import Refusal, Reply
from mega_desktop.practice.idempotency import KEPT_FOR, Attempt, carry_out
from mega_desktop.practice.store import open_store

JSON = {"content-type": "application/json"}
NOON = datetime(2026, 8, 14, 12, tzinfo=UTC)


def _post(client: httpx.Client, path: str, key: str, body: dict[str, Any]) -> httpx.Response:
    return client.post(path, content=json.dumps(body), headers=JSON | {"Idempotency-Key": key})


def _bulk(name: str, **options: Any) -> dict[str, Any]:
    return {"leads": [{"contact_name": name}], **options}


def _named(data: Path, name: str) -> int:
    return sum(lead["contact_name"] == name for lead in leads_in(data))


@pytest.mark.parametrize(
    ("path", "body"), [("/leads", {"contact_name": "Once A"}), ("/leads/bulk", _bulk("Once B"))]
)
def test_a_repeated_request_is_answered_alike_to_the_byte(
    client: httpx.Client, data: Path, path: str, body: dict[str, Any]
) -> None:
    first, second = _post(client, path, "k1", body), _post(client, path, "k1", body)
    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert _named(data, "Once A" if path == "/leads" else "Once B") == 1


def test_without_a_key_every_request_is_carried_out(client: httpx.Client, data: Path) -> None:
    for _ in range(2):
        client.post("/leads/bulk", json=_bulk("Twice")).raise_for_status()
    assert _named(data, "Twice") == 2


def test_another_body_under_the_same_key_is_a_conflict(client: httpx.Client, data: Path) -> None:
    _post(client, "/leads/bulk", "k2", _bulk("Kept"))
    answer = _post(client, "/leads/bulk", "k2", _bulk("Refused"))
    assert answer.status_code == 409
    assert answer.json()["error"]["type"] == "api_error"
    assert (_named(data, "Kept"), _named(data, "Refused")) == (1, 0)


def test_bodies_are_compared_by_their_bytes(client: httpx.Client) -> None:
    content = json.dumps(_bulk("Bytes"))
    headers = JSON | {"Idempotency-Key": "k3"}
    assert client.post("/leads/bulk", content=content, headers=headers).status_code == 200
    assert client.post("/leads/bulk", content=content + " ", headers=headers).status_code == 409


def test_a_key_belongs_to_its_address(client: httpx.Client) -> None:
    assert _post(client, "/leads", "k4", {"contact_name": "A"}).status_code == 201
    assert _post(client, "/leads/bulk", "k4", _bulk("B")).status_code == 200


def test_a_dry_run_neither_uses_nor_keeps_a_key(client: httpx.Client, data: Path) -> None:
    assert _post(client, "/leads/bulk", "k5", _bulk("Dry", dry_run=True)).status_code == 200
    assert _post(client, "/leads/bulk", "k5", _bulk("Dry")).status_code == 200
    assert _post(client, "/leads/bulk", "k5", _bulk("Other", dry_run=True)).status_code == 200
    assert _named(data, "Dry") == 1


def test_a_refused_request_leaves_its_key_free(client: httpx.Client) -> None:
    assert _post(client, "/leads", "k6", {"contact_name": ""}).status_code == 400
    assert _post(client, "/leads", "k6", {"contact_name": "Fine"}).status_code == 201


def test_the_same_key_at_the_same_time_is_carried_out_once(client: httpx.Client, data: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        sent = [pool.submit(_post, client, "/leads/bulk", "k7", _bulk("Racer")) for _ in range(8)]
        answers = {(answer.result().status_code, answer.result().content) for answer in sent}
    assert len(answers) == 1
    assert _named(data, "Racer") == 1


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(open_store(tmp_path)) as db:
        yield db


def _attempt(at: datetime) -> Attempt:
    return Attempt("customer", "/path", "key", b"body", at)


def test_an_answer_is_kept_for_a_day(db: sqlite3.Connection) -> None:
    carry_out(db, _attempt(NOON), lambda: Reply(200, b"first"))
    just_before = NOON + KEPT_FOR - timedelta(seconds=1)
    assert carry_out(db, _attempt(just_before), lambda: Reply(200, b"second")).body == b"first"
    assert carry_out(db, _attempt(NOON + KEPT_FOR), lambda: Reply(200, b"third")).body == b"third"


def test_what_was_written_and_its_answer_are_kept_together_or_not_at_all(db: sqlite3.Connection) -> None:
    def fail_half_way() -> Reply:
        db.execute("INSERT INTO customer VALUES ('half')")
        raise Refusal(400, "no")

    with pytest.raises(Refusal):
        carry_out(db, _attempt(NOON), fail_half_way)
    assert db.execute("SELECT count(*) FROM customer").fetchone()[0] == 0
    assert db.execute("SELECT count(*) FROM answers").fetchone()[0] == 0
