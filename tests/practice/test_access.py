"""Tokens, scopes and the customer lock, checked in the documented order."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest

from mega_desktop.practice import READ, WEBHOOKS, WRITE, PracticeAccess, PracticeLimits, PracticeServer
from mega_desktop.practice.access import REMEMBERED_TOKENS

OTHER_CUSTOMER = "00000000-0000-4000-8000-000000000000"
CALLS = [
    ("GET", "/leads", READ),
    ("POST", "/leads", WRITE),
    ("POST", "/leads/bulk", WRITE),
    ("GET", "/lead-webhooks", WEBHOOKS),
    ("POST", "/lead-webhooks", WEBHOOKS),
    ("PATCH", f"/lead-webhooks/{OTHER_CUSTOMER}", WEBHOOKS),
    ("DELETE", f"/lead-webhooks/{OTHER_CUSTOMER}", WEBHOOKS),
]


def _error(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["type"]


@pytest.mark.parametrize(("method", "path", "_scope"), CALLS)
def test_nobody_gets_in_without_token_and_customer(
    client: httpx.Client, method: str, path: str, _scope: str
) -> None:
    for headers in (
        {"Authorization": ""},
        {"Authorization": "Bearer mega_" + "0" * 64},
        {"Authorization": client.headers["Authorization"].replace("Bearer", "Basic")},
        {"x-customer-id": ""},
    ):
        assert _error(client.request(method, path, headers=headers)) == (401, "authentication_error")
    wrong = {"x-customer-id": OTHER_CUSTOMER}
    assert _error(client.request(method, path, headers=wrong)) == (403, "authorization_error")


@pytest.mark.parametrize(("method", "path", "scope"), CALLS)
def test_each_call_wants_its_scope(
    server: PracticeServer, client: httpx.Client, method: str, path: str, scope: str
) -> None:
    other_scopes = tuple({READ, WRITE, WEBHOOKS} - {scope})
    token = server.issue_token(other_scopes)
    answer = client.request(method, path, headers={"Authorization": f"Bearer {token}"})
    assert _error(answer) == (403, "authorization_error")
    assert scope in answer.json()["error"]["message"]
    token = server.issue_token((scope,))
    answer = client.request(method, path, headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code not in {401, 403}


def test_the_token_is_checked_before_the_customer_and_the_customer_before_the_scope(
    server: PracticeServer, client: httpx.Client
) -> None:
    both_wrong = {"Authorization": "Bearer x", "x-customer-id": OTHER_CUSTOMER}
    assert _error(client.get("/leads", headers=both_wrong)) == (401, "authentication_error")
    unscoped = {"Authorization": f"Bearer {server.issue_token(())}", "x-customer-id": OTHER_CUSTOMER}
    assert "another customer" in client.get("/leads", headers=unscoped).json()["error"]["message"]


def test_a_token_looks_like_one_of_mega(access: PracticeAccess) -> None:
    assert re.fullmatch(r"mega_[0-9a-f]{64}", access.token)
    assert access.token not in repr(access)


def test_tokens_of_earlier_starts_stay_valid_up_to_a_number(tmp_path: Path) -> None:
    server = PracticeServer(tmp_path, limits=PracticeLimits.rehearsal())
    with server as first:
        pass
    with server as second, httpx.Client(trust_env=False) as client:

        def status(token: str) -> int:
            headers = {"Authorization": f"Bearer {token}", "x-customer-id": second.customer_id}
            return client.get(f"{second.url}/api/agents/crm/leads", headers=headers).status_code

        assert first.token != second.token
        assert (status(first.token), status(second.token)) == (200, 200)
        for _ in range(REMEMBERED_TOKENS - 1):
            server.issue_token()
        assert (status(first.token), status(second.token)) == (401, 200)


def test_no_token_is_found_on_disk(access: PracticeAccess, client: httpx.Client, data: Path) -> None:
    client.get("/leads").raise_for_status()
    for path in data.rglob("*"):
        content = path.read_bytes()
        assert access.token.encode() not in content
        assert access.token.removeprefix("mega_").encode() not in content
