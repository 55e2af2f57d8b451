"""Leads are read back as they are: every value as text, nothing invented, nothing that cannot be kept."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from mega_desktop.crm import BadRequest, Credentials, LeadPage, Secret, System, WrongAddress, open_destination
from mega_desktop.crm.lead_pages import foxreach_page, mega_page
from mega_desktop.crm.mega import Mega
from mega_desktop.work import Control, no_report
from tests.crm.scripted import ScriptedServer, answer, page
from tests.crm.virtual_clock import VirtualClock

LEAD: dict[str, object] = {
    "id": "5b0c",
    "contact_name": "Dana Whitfield",
    "contact_phone": "+15035550142",
    "contact_email": None,
    "source_platform": "referral",
    "source_type": "import",
    "status": "active",
    "current_stage": {"id": "9d7e", "slug": "new", "name": "New"},
    "owner": {"id": "3f2a", "name": "Ana"},
    "created_at": "2026-08-01T16:20:00Z",
    "updated_at": "2026-08-02T16:20:00Z",
    "custom_fields": {"lead_line": "buyer", "budget": 450000, "newsletter": True, "rate": 2.5, "empty": ""},
}


def read(mega: Mega, cursor: str = "", since: datetime | None = None) -> LeadPage:
    return mega.read_leads(cursor, no_report, Control(), updated_since=since)


def query(server: ScriptedServer, number: int = -1) -> dict[str, str]:
    return {k: v[0] for k, v in parse_qs(urlsplit(server.requests[number].target).query).items()}


def test_every_value_is_text_and_what_is_missing_is_null() -> None:
    (lead,) = mega_page(page(LEAD)).leads.to_dicts()
    assert lead == {
        "lead_id": "5b0c",
        "created_at": "2026-08-01T16:20:00Z",
        "updated_at": "2026-08-02T16:20:00Z",
        "status": "active",
        "contact_name": "Dana Whitfield",
        "contact_phone": "+15035550142",
        "contact_email": None,
        "stage_slug": "new",
        "owner_id": "3f2a",
        "lead_line": "buyer",
        "source_platform": "referral",
        "source_type": "import",
        "custom:budget": "450000",
        "custom:empty": None,
        "custom:newsletter": "true",
        "custom:rate": "2.5",
    }


@pytest.mark.parametrize("said", [450000, 450000.0, "450000"])
def test_a_number_reads_the_same_however_it_is_kept(said: object) -> None:
    assert (
        mega_page(page(LEAD | {"custom_fields": {"budget": said}})).leads["custom:budget"].item() == "450000"
    )


def test_a_lead_without_an_id_is_passed_over_but_counted() -> None:
    found = mega_page(page(LEAD, {"contact_name": "Nobody"}))
    assert (found.leads.height, found.total) == (1, 2)


def test_half_a_surrogate_pair_does_no_harm() -> None:
    name = json.loads('"\\ud83d"')
    assert mega_page(page(LEAD | {"contact_name": name})).leads["contact_name"].item() == "?"


@pytest.mark.parametrize("content", [None, [], {}, {"leads": None}, {"leads": {}}])
def test_what_is_no_page_is_refused(content: object) -> None:
    with pytest.raises(ValueError, match="no leads"):
        mega_page(content)


def test_pages_come_the_longest_unchanged_first_with_all_their_fields(
    server: ScriptedServer, mega: Mega
) -> None:
    server.answers(answer(200, page(LEAD, total=101, cursor="next")), answer(200, page(LEAD, total=101)))
    first = read(mega)
    second = read(mega, first.cursor)
    asked = {"sort_by": "updated_at", "sort_dir": "asc", "limit": "100", "include_custom_fields": "true"}
    assert (query(server, 0), query(server, 1)) == (asked, asked | {"cursor": "next"})
    assert (first.total, second.cursor) == (101, "")


def test_only_what_changed_since_is_asked_for(server: ScriptedServer, mega: Mega) -> None:
    server.answers(answer(200, page()))
    read(mega, since=datetime(2026, 8, 1, 12, 30, tzinfo=UTC))
    assert query(server)["updated_since"] == "2026-08-01T12:30:00Z"


def test_a_cursor_that_is_too_old_is_told_apart(server: ScriptedServer, mega: Mega) -> None:
    server.answers(answer(400, {"error": {"type": "invalid_request_error", "code": 400, "message": "old"}}))
    with pytest.raises(BadRequest):
        read(mega, "old")


def test_another_page_than_leads_is_no_answer(server: ScriptedServer, mega: Mega) -> None:
    server.answers(answer(200, {"hello": 1}))
    with pytest.raises(WrongAddress):
        read(mega)


def test_a_search_reads_on_and_says_when_it_stopped(server: ScriptedServer, mega: Mega) -> None:
    server.answers(*(answer(200, page(LEAD | {"id": n}, total=500, cursor=f"c{n}")) for n in "abc"))
    found = mega.find_leads("dana@example.org", no_report, Control())
    assert query(server, 0)["search"] == "dana@example.org"
    assert (found.leads["lead_id"].to_list(), found.cursor) == (["a", "b", "c"], "cc")


def test_passing_trouble_is_waited_out(server: ScriptedServer, mega: Mega, clock: VirtualClock) -> None:
    server.answers(answer(503), answer(429, headers=["Retry-After: 7"]), answer(200, page(LEAD)))
    assert read(mega).leads.height == 1
    assert sum(clock.waits) >= 7


def test_foxreach_pages_go_by_number() -> None:
    lead = {
        "id": "cld_1",
        "email": "a@b.example",
        "firstName": "Ana",
        "tags": ["x", "y"],
        "customFields": {"n": 5},
    }
    first = foxreach_page({"data": [lead], "meta": {"total": 150}}, 1, 100)
    last = foxreach_page({"data": [lead], "meta": {"total": 150}}, 2, 100)
    assert (first.cursor, last.cursor, first.total) == ("2", "", 150)
    (found,) = first.leads.select("lead_id", "email", "firstName", "tags", "custom:n").to_dicts()
    assert found == {
        "lead_id": "cld_1",
        "email": "a@b.example",
        "firstName": "Ana",
        "tags": "x, y",
        "custom:n": "5",
    }


def test_an_empty_page_ends_a_foxreach_reading() -> None:
    assert foxreach_page({"data": [], "meta": {"total": 150}}, 1, 100).cursor == ""


def test_foxreach_leads_are_read_and_searched(server: ScriptedServer, clock: VirtualClock) -> None:
    key = Secret("otr_" + "1" * 20)
    foxreach = open_destination(Credentials(System.FOXREACH, "Fox", server.url, key), clock)
    body = {"data": [{"id": "cld_1", "email": "a@b.example"}], "meta": {"total": 1}}
    server.answers(answer(200, body), answer(200, body))
    foxreach.read_leads("", no_report, Control())
    foxreach.find_leads("a@b.example", no_report, Control())
    foxreach.close()
    assert query(server, 0) == {"page": "1", "pageSize": "100"}
    assert query(server, 1) == {"page": "1", "pageSize": "100", "search": "a@b.example"}
