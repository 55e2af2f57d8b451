"""The listing: filters, search, sorting, and pages that lose nothing and show nothing twice."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import pytest

from mega_desktop.practice import Behaviour, leads_in
from mega_desktop.practice.answers import Refusal
from mega_desktop.practice.catalogue import STAGES
from mega_desktop.practice.leads import parse_query


def _page(client: httpx.Client, **query: Any) -> dict[str, Any]:
    answer = client.get("/leads", params=query)
    assert answer.status_code == 200, answer.text
    content: dict[str, Any] = answer.json()
    return content


def _refusal(client: httpx.Client, query: str) -> str:
    answer = client.get(f"/leads?{query}")
    assert answer.status_code == 400, answer.text
    error = answer.json()["error"]
    assert (error["type"], error["code"]) == ("invalid_request_error", 400)
    return str(error["message"])


def _walk(client: httpx.Client, **query: Any) -> list[dict[str, Any]]:
    """All pages by their cursors."""
    page = _page(client, **query)
    leads: list[dict[str, Any]] = page["leads"]
    while page["next_cursor"]:
        page = _page(client, cursor=page["next_cursor"], **query)
        leads += page["leads"]
    return leads


def test_a_page_says_what_it_is(client: httpx.Client, data: Path) -> None:
    page = _page(client)
    assert page.keys() == {"leads", "total", "limit", "offset", "next_cursor"}
    assert (page["total"], page["limit"], page["offset"]) == (len(leads_in(data)), 20, 0)
    assert len(page["leads"]) == 20


def test_a_lead_has_the_documented_keys(client: httpx.Client) -> None:
    lead = _page(client, limit=1)["leads"][0]
    assert "custom_fields" not in lead
    assert lead["customer_id"] == client.headers["x-customer-id"]
    assert lead["current_stage"].keys() == {"id", "slug", "name", "color"}
    with_fields = _page(client, limit=1, include_custom_fields="true")["leads"][0]
    assert with_fields == lead | {"custom_fields": with_fields["custom_fields"]}


@pytest.mark.parametrize("sort_by", ["created_at", "updated_at"])
@pytest.mark.parametrize("sort_dir", ["asc", "desc"])
def test_cursors_walk_through_every_lead_once(
    client: httpx.Client, data: Path, sort_by: str, sort_dir: str
) -> None:
    leads = _walk(client, sort_by=sort_by, sort_dir=sort_dir, limit=100)
    assert Counter(lead["id"] for lead in leads) == Counter(lead["id"] for lead in leads_in(data))
    moments = [lead[sort_by] for lead in leads]
    assert moments == sorted(moments, reverse=sort_dir == "desc")


def test_cursors_hold_among_leads_of_the_same_moment(client: httpx.Client) -> None:
    rows = [{"contact_name": f"Same Moment {number}"} for number in range(25)]
    client.post("/leads/bulk", json={"leads": rows}).raise_for_status()
    names = [lead["contact_name"] for lead in _walk(client, search="same moment", limit=10)]
    assert sorted(names) == sorted(row["contact_name"] for row in rows)


def test_a_cursor_is_bound_to_its_sort(client: httpx.Client) -> None:
    cursor = _page(client, limit=1)["next_cursor"]
    assert "another sort" in _refusal(client, f"cursor={cursor}&sort_dir=desc")
    assert "another sort" in _refusal(client, f"cursor={cursor}&sort_by=created_at")
    assert "another sort" in _refusal(client, f"cursor={cursor}&sort_by=last_interaction_at")


@pytest.mark.parametrize("cursor", ["x", "eyJ", "W10=", "WzEsMiwzLDRd", "é"])
def test_a_made_up_cursor_is_refused(client: httpx.Client, cursor: str) -> None:
    assert "cursor" in _refusal(client, f"cursor={cursor}")


def test_last_interaction_is_paged_by_offset(client: httpx.Client) -> None:
    first = _page(client, sort_by="last_interaction_at", sort_dir="desc", limit=2)
    second = _page(client, sort_by="last_interaction_at", sort_dir="desc", limit=2, offset=2)
    assert first["next_cursor"] is None
    moments = [lead["last_interaction_at"] for lead in first["leads"] + second["leads"]]
    assert moments == sorted(moments, reverse=True)
    assert len({lead["id"] for lead in first["leads"] + second["leads"]}) == 4


def test_an_offset_past_the_end_is_an_empty_page(client: httpx.Client) -> None:
    page = _page(client, offset=10**30)
    assert (page["leads"], page["next_cursor"]) == ([], None)
    assert page["total"] > 0


@pytest.mark.parametrize(
    "search", ["quill o'test", "QUILL", "quill.otest@search", "(907) 555-0177", "907555", "+1 907 555 0177"]
)
def test_search_finds_part_of_a_name_an_email_or_a_phone(client: httpx.Client, search: str) -> None:
    lead = {
        "contact_name": "Quill O'Test",
        "contact_email": "Quill.OTest@search.example",
        "contact_phone": "907-555-0177",
    }
    client.post("/leads/bulk", json={"leads": [lead]}).raise_for_status()
    page = _page(client, search=search)
    assert [lead["contact_name"] for lead in page["leads"]] == ["Quill O'Test"]
    assert page["total"] == 1


def test_search_knows_no_wildcards(client: httpx.Client) -> None:
    assert _page(client, search="%")["total"] == 0
    assert _page(client, search="nobody at all")["leads"] == []


def test_filters_leave_only_what_matches(client: httpx.Client) -> None:
    stage = STAGES[3]
    query = {"status": "active", "stageId": stage.id, "lead_line": "seller"}
    page = _page(client, include_custom_fields="true", limit=100, **query)
    assert page["total"] == len(page["leads"]) > 0
    for lead in page["leads"]:
        assert lead["status"] == "active"
        assert lead["current_stage"]["slug"] == stage.slug
        assert lead["custom_fields"]["lead_line"] == "seller"
    assert _page(client, status="unheard of")["total"] == 0
    assert _page(client, stageId="00000000-0000-4000-8000-000000000000")["total"] == 0


@pytest.mark.parametrize("name", ["created", "updated"])
def test_since_includes_its_own_moment(client: httpx.Client, name: str) -> None:
    leads = _walk(client, sort_by=f"{name}_at", limit=100)
    middle = leads[len(leads) // 2][f"{name}_at"]
    page = _page(client, sort_by=f"{name}_at", limit=1, **{f"{name}_since": middle})
    assert page["leads"][0][f"{name}_at"] == middle
    assert page["total"] == sum(lead[f"{name}_at"] >= middle for lead in leads)


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=101",
        "limit=ten",
        "offset=-1",
        "sort_by=name",
        "sort_dir=up",
        "lead_line=rental",
        "include_custom_fields=maybe",
        "stageId=new",
        "created_since=yesterday",
        "updated_since=2026-01-01",
        "limit=1&limit=2",
    ],
)
def test_a_query_out_of_bounds_is_refused(client: httpx.Client, query: str) -> None:
    assert _refusal(client, query)


def test_strict_finds_misspelt_parameters() -> None:
    assert parse_query([("q", "dana")], Behaviour()).search == ""
    with pytest.raises(Refusal, match="unknown field `q`"):
        parse_query([("q", "dana")], Behaviour(strict=True))


def test_the_edges_of_the_calendar_are_moments_too(client: httpx.Client) -> None:
    assert _page(client, created_since="9999-12-31T23:59:59-12:00")["total"] == 0
    assert _page(client, created_since="0001-01-01T00:00:00+12:00")["total"] > 0
