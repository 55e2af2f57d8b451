"""The HTTP surface: the single create, the error envelope, and addresses that do not exist."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from mega_desktop.practice import leads_in


def _create(client: httpx.Client, **lead: Any) -> dict[str, Any]:
    answer = client.post("/leads", json=lead)
    assert answer.status_code == 201, answer.text
    content: dict[str, Any] = answer.json()["lead"]
    return content


def test_a_single_create_answers_the_lead(client: httpx.Client, data: Path) -> None:
    lead = _create(
        client,
        contact_name="Dana Whitfield",
        contact_email="dana@app.example",
        source_platform="referral",
        source_type="phone_call",
        stage_slug="contacted",
        custom_fields={"lead_line": "buyer", "budget": "450000", "hat_size": 7},
    )
    assert lead["contact_name"] == "Dana Whitfield"
    assert (lead["source_platform"], lead["source_type"]) == ("referral", "phone_call")
    assert lead["current_stage"]["slug"] == "contacted"
    assert lead["custom_fields"] == {"lead_line": "buyer", "budget": "450000"}
    assert any(stored["id"] == lead["id"] for stored in leads_in(data))


def test_a_single_create_answers_201_when_it_merged_too(client: httpx.Client) -> None:
    first = _create(client, contact_phone="(907) 555-0123", contact_name="Before")
    second = _create(client, contact_phone="+1 907 555 0123", contact_name="After")
    assert second["id"] == first["id"]
    assert (second["contact_name"], second["created_at"]) == ("After", first["created_at"])


@pytest.mark.parametrize(
    "lead",
    [
        {},
        {"contact_name": ""},
        {"contact_email": "nobody"},
        {"contact_name": "A", "stage_slug": "warm"},
        {"contact_name": "A", "source_type": "fax"},
        {"contact_name": "A", "custom_fields": {"budget": {}}},
        {"contact_name": None},
    ],
)
def test_a_bad_lead_is_refused_and_not_stored(client: httpx.Client, data: Path, lead: Any) -> None:
    before = len(leads_in(data))
    answer = client.post("/leads", json=lead)
    assert answer.status_code == 400
    assert answer.json()["error"]["type"] == "invalid_request_error"
    assert len(leads_in(data)) == before


def test_every_error_has_the_envelope(client: httpx.Client) -> None:
    for answer in (client.get("/nothing"), client.get("/leads/"), client.delete("/leads")):
        error = answer.json()["error"]
        assert error.keys() == {"type", "code", "message"}
        assert error["code"] == answer.status_code


def test_an_unknown_address_is_not_found(client: httpx.Client) -> None:
    answer = client.get("/lead")
    assert (answer.status_code, answer.json()["error"]["type"]) == (404, "not_found_error")
    assert client.get("/leads/").status_code == 404


def test_a_wrong_method_is_told_the_right_ones(client: httpx.Client) -> None:
    answer = client.delete("/leads")
    assert answer.status_code == 405
    assert {"GET", "POST"} <= set(answer.headers["allow"].split(", "))


def test_a_body_without_end_is_refused(client: httpx.Client) -> None:
    answer = client.post("/leads", content=b" " * 9_000_000, headers={"content-type": "application/json"})
    assert answer.status_code == 400
    assert "too large" in answer.json()["error"]["message"]
