"""Webhooks are kept and answered, their secret shown once, private addresses refused."""

from __future__ import annotations

import itertools
import re
from pathlib import Path
from typing import Any

import httpx
import pytest

_numbers = itertools.count(1)


def _url() -> str:
    return f"https://hooks.example.com/{next(_numbers)}"


def _create(client: httpx.Client, **body: Any) -> dict[str, Any]:
    answer = client.post("/lead-webhooks", json={"url": _url()} | body)
    assert answer.status_code == 201, answer.text
    content: dict[str, Any] = answer.json()
    return content


def _listed(client: httpx.Client) -> dict[str, Any]:
    return {hook["id"]: hook for hook in client.get("/lead-webhooks").json()["webhooks"]}


def test_a_new_webhook_has_the_documented_defaults(client: httpx.Client) -> None:
    webhook = _create(client)["webhook"]
    assert webhook["event_types"] == ["lead.created"]
    assert (webhook["timeout_seconds"], webhook["retry_attempts"]) == (10, 5)
    assert (webhook["is_active"], webhook["description"]) == (True, None)


def test_the_secret_is_shown_once_and_kept_nowhere(client: httpx.Client, data: Path) -> None:
    made = _create(client)
    assert re.fullmatch(r"mega_whsec_[0-9a-f]{64}", made["secret"])
    assert "secret" not in _listed(client)[made["webhook"]["id"]]
    assert not any(made["secret"].encode() in path.read_bytes() for path in data.rglob("*"))


def test_an_address_is_registered_once(client: httpx.Client) -> None:
    url = _create(client)["webhook"]["url"]
    answer = client.post("/lead-webhooks", json={"url": url})
    assert (answer.status_code, answer.json()["error"]["type"]) == (409, "api_error")


def test_a_change_keeps_what_was_not_sent(client: httpx.Client) -> None:
    made = _create(client, description="Zap", timeout_seconds=30)["webhook"]
    answer = client.patch(f"/lead-webhooks/{made['id']}", json={"is_active": False, "retry_attempts": 0})
    changed = answer.json()["webhook"]
    assert "secret" not in answer.json()
    assert changed == made | {"is_active": False, "retry_attempts": 0, "updated_at": changed["updated_at"]}
    assert _listed(client)[made["id"]] == changed


def test_a_new_secret_is_made_when_asked_for(client: httpx.Client) -> None:
    made = _create(client)
    path = f"/lead-webhooks/{made['webhook']['id']}"
    secret = client.patch(path, json={"rotate_secret": True}).json()["secret"]
    assert secret != made["secret"]


def test_a_deleted_webhook_is_gone(client: httpx.Client) -> None:
    made = _create(client)["webhook"]
    path = f"/lead-webhooks/{made['id']}"
    assert client.delete(path).json() == {"deleted": True}
    assert made["id"] not in _listed(client)
    assert client.delete(path).status_code == 404
    assert client.patch(path, json={}).status_code == 404
    assert _create(client, url=made["url"])["webhook"]["id"] != made["id"]


@pytest.mark.parametrize("path", ["/lead-webhooks/00000000-0000-4000-8000-000000000000", "/lead-webhooks/x"])
def test_an_unknown_webhook_is_not_found(client: httpx.Client, path: str) -> None:
    answer = client.delete(path)
    assert (answer.status_code, answer.json()["error"]["type"]) == (404, "not_found_error")


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example.com/",
        "ftp://hooks.example.com/",
        "https://localhost/",
        "https://localhost./",
        "https://crm/",
        "https://printer.local/",
        "https://db.internal/",
        "https://127.0.0.1/",
        "https://10.1.2.3/",
        "https://192.168.1.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[fd00::1]/",
        "https://2130706433/",
        "https://127.1/",
        "https://0x7f.0x0.0x0.0x1/",
        "https://user:password@hooks.example.com/",
        "https://hooks.example.com:0/",
        "https://hooks.example.com:99999/",
        "https://hooks.example.com/a b",
        "https://",
        "hooks.example.com",
        "",
    ],
)
def test_an_address_that_is_not_public_https_is_refused(client: httpx.Client, url: str) -> None:
    assert client.post("/lead-webhooks", json={"url": url}).status_code == 400
    path = f"/lead-webhooks/{_create(client)['webhook']['id']}"
    assert client.patch(path, json={"url": url}).status_code == 400


@pytest.mark.parametrize(
    "body",
    [
        {"timeout_seconds": 0},
        {"timeout_seconds": 61},
        {"timeout_seconds": 1.5},
        {"retry_attempts": 11},
        {"retry_attempts": -1},
        {"event_types": ["lead.deleted"]},
        {"is_active": "yes"},
        {"url": 5},
    ],
)
def test_settings_out_of_bounds_are_refused(client: httpx.Client, body: dict[str, Any]) -> None:
    assert client.post("/lead-webhooks", json={"url": _url()} | body).status_code == 400
    path = f"/lead-webhooks/{_create(client)['webhook']['id']}"
    assert client.patch(path, json=body).status_code == 400
