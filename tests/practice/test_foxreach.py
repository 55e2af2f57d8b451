"""The Practice CRM speaks FoxReach's API as its documentation says, on leads of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from mega_desktop.practice import (
    Behaviour,
    PracticeAccess,
    PracticeLimits,
    PracticeServer,
    foxreach_leads_in,
    leads_in,
)
from mega_desktop.practice.foxreach.seed import LEADS

LEAD = {"email": "Mara@Example.net", "firstName": "Mara", "tags": ["vip"], "customFields": {"city": "Salem"}}


def foxreach(access: PracticeAccess, key: str = "") -> httpx.Client:
    headers = {"X-API-Key": key or access.foxreach_key}
    return httpx.Client(base_url=access.foxreach_url, headers=headers, trust_env=False)


@pytest.fixture
def fox(access: PracticeAccess) -> Iterator[httpx.Client]:
    with foxreach(access) as client:
        yield client


def imported(fox: httpx.Client, *leads: object, **more: object) -> dict[str, Any]:
    answer = fox.post("/leads/import", json={"leads": list(leads), **more})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()["data"]
    return found


def search(fox: httpx.Client, text: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = fox.get("/leads", params={"search": text}).json()["data"]
    return found


def test_it_has_leads_of_its_own(fox: httpx.Client, data: Path) -> None:
    listed = fox.get("/leads", params={"pageSize": 100}).json()
    meta = listed["meta"]
    assert (meta["page"], meta["pageSize"], meta["totalPages"]) == (1, 100, -(-meta["total"] // 100))
    assert meta["total"] >= LEADS
    assert len(listed["data"]) == 100
    assert {"id", "email", "firstName", "customFields", "createdAt"} <= set(listed["data"][0])
    assert not any("Z" in lead["createdAt"] or "+" in lead["createdAt"] for lead in listed["data"])
    assert {lead["id"] for lead in leads_in(data)}.isdisjoint(lead["id"] for lead in foxreach_leads_in(data))


def test_a_lead_is_created_found_changed_and_deleted(fox: httpx.Client) -> None:
    made = fox.post("/leads", json=LEAD)
    assert made.status_code == 201
    lead = made.json()["data"]
    assert lead["id"].startswith("cld_")
    assert (lead["source"], lead["status"], lead["tags"]) == ("api", "active", ["vip"])
    assert fox.post("/leads", json=LEAD).status_code == 409
    assert [found["id"] for found in search(fox, "mara@example.NET")] == [lead["id"]]
    changed = fox.patch(f"/leads/{lead['id']}", json={"company": "Fenn & Co", "email": "other@example.net"})
    assert changed.json()["data"] | {"updatedAt": ""} == lead | {"company": "Fenn & Co", "updatedAt": ""}
    assert search(fox, "fenn & co")
    gone = fox.delete(f"/leads/{lead['id']}")
    assert gone.json() == {"data": {"id": lead["id"], "deleted": True}}
    assert fox.get(f"/leads/{lead['id']}").json() == {"detail": "Lead not found"}
    assert search(fox, "mara@example.net") == []


def test_an_import_answers_with_counts_and_addresses(fox: httpx.Client) -> None:
    ivo, again = {"email": "ivo@example.net"}, {"email": " IVO@example.net"}
    found = imported(fox, ivo, again, {"email": ""}, {"email": "no address"})
    assert found == {
        "created": 1,
        "restored": 0,
        "duplicates": 1,
        "errors": 2,
        "duplicateEmails": [" IVO@example.net"],
        "errorDetails": [
            {"email": "", "reason": "empty email"},
            {"email": "no address", "reason": "invalid email"},
        ],
    }
    second = imported(fox, ivo | {"firstName": "Ivo"})
    assert second["duplicateEmails"] == ["ivo@example.net"]
    assert search(fox, "ivo@example.net")[0]["firstName"] is None, "nothing of a duplicate is stored"


def test_only_the_first_hundred_addresses_are_listed(fox: httpx.Client) -> None:
    rows = [{"email": f"many{n}@example.net"} for n in range(150)]
    assert imported(fox, *rows)["created"] == 150
    found = imported(fox, *rows, *({"email": f"bad {n}"} for n in range(120)))
    assert (found["duplicates"], len(found["duplicateEmails"])) == (150, 100)
    assert (found["errors"], len(found["errorDetails"])) == (120, 100)


def test_a_deleted_lead_comes_back_only_when_it_may(fox: httpx.Client) -> None:
    lead = {"email": "back@example.net", "firstName": "Back"}
    made = fox.post("/leads", json=lead).json()["data"]
    fox.delete(f"/leads/{made['id']}")
    refused = imported(fox, lead, restoreSoftDeleted=False)
    assert (refused["created"], refused["restored"], refused["errors"]) == (0, 0, 1)
    assert imported(fox, lead | {"company": "Fenn"})["restored"] == 1
    (found,) = search(fox, "back@example.net")
    assert (found["id"], found["firstName"], found["company"]) == (made["id"], "Back", "Fenn")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"leads": []}, 400),
        ({"leads": [{"email": f"x{n}@example.net"} for n in range(1001)]}, 400),
        ({"leads": [{"email": 7}]}, 422),
        ({"leads": [{"firstName": "nobody"}]}, 422),
        ({}, 422),
    ],
)
def test_requests_of_another_shape_are_refused_as_a_whole(
    fox: httpx.Client, body: object, status: int
) -> None:
    before = fox.get("/leads").json()["meta"]["total"]
    answer = fox.post("/leads/import", json=body)
    assert answer.status_code == status
    assert answer.json()["detail"]
    assert fox.get("/leads").json()["meta"]["total"] == before


def test_json_that_is_none_is_refused(fox: httpx.Client) -> None:
    answer = fox.post("/leads/import", content=b"{", headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert answer.json()["detail"][0]["msg"]


def test_wrong_keys_and_missing_scopes_are_403(server: PracticeServer, access: PracticeAccess) -> None:
    reader, writer = (server.issue_foxreach_key((scope,)) for scope in ("read", "write"))
    for key, reads, writes in ((access.token, 403, 403), (reader, 200, 403), (writer, 403, 400)):
        with foxreach(access, key) as client:
            assert client.get("/leads").status_code == reads
            assert client.post("/leads/import", json={"leads": []}).status_code == writes
    assert httpx.get(f"{access.foxreach_url}/leads", trust_env=False).status_code == 403


def test_a_key_of_foxreach_opens_nothing_of_mega(client: httpx.Client, access: PracticeAccess) -> None:
    answer = client.get("/leads", headers={"Authorization": f"Bearer {access.foxreach_key}"})
    assert answer.status_code == 401


def test_what_is_not_there_is_said_in_its_shape(fox: httpx.Client) -> None:
    assert fox.get("/sequences").json() == {"detail": "Not Found"}
    assert fox.put("/leads").status_code == 405
    assert fox.get("/leads", params={"pageSize": 101}).status_code == 422


def test_leads_are_chosen_by_status_and_by_any_of_several_tags(fox: httpx.Client) -> None:
    imported(fox, {"email": "t1@example.net", "tags": ["odd one"]}, {"email": "t2@example.net"})
    found = fox.get("/leads", params={"tags": "odd one,never seen"}).json()
    assert [lead["email"] for lead in found["data"]] == ["t1@example.net"]
    statuses = {lead["status"] for lead in fox.get("/leads", params={"status": "replied"}).json()["data"]}
    assert statuses == {"replied"}


def test_a_full_plan_refuses_the_whole_request(tmp_path: Path) -> None:
    server = PracticeServer(tmp_path, behaviour=Behaviour(contacts=LEADS + 1))
    with server as access, foxreach(access) as fox:
        rows = [{"email": f"full{n}@example.net"} for n in range(2)]
        answer = fox.post("/leads/import", json={"leads": rows})
        assert answer.status_code == 402
        assert "Contact limit" in answer.json()["detail"]
        assert fox.get("/leads").json()["meta"]["total"] == LEADS
        assert imported(fox, rows[0])["created"] == 1


def test_its_limit_is_told_as_a_time_of_day(tmp_path: Path) -> None:
    limits = PracticeLimits(foxreach=2, minute_s=3_000)
    with PracticeServer(tmp_path, limits=limits) as access, foxreach(access) as fox:
        first = fox.get("/leads").headers
        assert (first["x-ratelimit-limit"], first["x-ratelimit-remaining"]) == ("2", "1")
        fox.get("/leads")
        refused = fox.post("/leads/import", json={"leads": []})
        assert refused.status_code == 429
        assert refused.json()["code"] == "rate_limit_exceeded"
        assert refused.json()["details"]["limit"] == 2
        assert int(refused.headers["x-ratelimit-reset"]) > 1_700_000_000
        assert 0 < int(refused.headers["retry-after"]) <= 3_000
