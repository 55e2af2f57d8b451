"""Bulk requests: one result a row, and leads that are merged as the documentation says."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from mega_desktop.practice import Behaviour, PracticeLimits, PracticeServer, leads_in
from mega_desktop.practice.catalogue import OWNERS

Row = dict[str, Any]
_numbers = itertools.count(1)


def _person(**more: Any) -> Row:
    """A row with an email and a phone that nobody else has."""
    number = next(_numbers)
    return {
        "row_ref": f"r{number}",
        "contact_name": f"Person {number}",
        "contact_email": f"person{number}@bulk.example",
        "contact_phone": f"+1 555 {number:03} 0000",
    } | more


def _send(client: httpx.Client, *rows: Any, **options: Any) -> dict[str, Any]:
    answer = client.post("/leads/bulk", json={"leads": rows, **options})
    assert answer.status_code == 200, answer.text
    content: dict[str, Any] = answer.json()
    return content


def _results(client: httpx.Client, *rows: Any, **options: Any) -> list[dict[str, Any]]:
    results: list[dict[str, Any]] = _send(client, *rows, **options)["results"]
    return results


def _lead(data: Path, lead_id: str) -> dict[str, Any]:
    return next(lead for lead in leads_in(data) if lead["id"] == lead_id)


def test_every_row_gets_its_result_in_the_order_of_the_request(client: httpx.Client) -> None:
    old, new, bad = _person(), _person(), _person(stage_slug="warm")
    _send(client, old)
    answer = _send(client, bad, old, new)
    assert [result["row_ref"] for result in answer["results"]] == [
        bad["row_ref"],
        old["row_ref"],
        new["row_ref"],
    ]
    assert [result["status"] for result in answer["results"]] == ["failed", "updated", "created"]
    assert answer["summary"] == {"total": 3, "created": 1, "updated": 1, "skipped": 0, "failed": 1}
    assert answer["dry_run"] is False


def test_a_result_has_all_keys_even_when_they_are_empty(client: httpx.Client) -> None:
    row = _person()
    del row["row_ref"]
    (result,) = _results(client, row)
    lead_id = result.pop("lead_id")
    assert lead_id
    assert result == {"row_ref": None, "status": "created", "matched_by": None, "errors": None}


def test_a_new_lead_is_stored_as_it_was_sent(client: httpx.Client, data: Path) -> None:
    row = _person(
        contact_phone="(503) 555-0142",
        source_platform="referral",
        source_type="form",
        stage_slug="offer",
        owner_id=OWNERS[1].id,
        lead_line="seller",
        custom_fields={"budget": "450000", "bedrooms": 3, "newsletter": True, "notes": None},
    )
    (result,) = _results(client, row)
    lead = _lead(data, result["lead_id"])
    assert lead["contact_name"] == row["contact_name"]
    assert lead["contact_phone"] == "+15035550142"
    assert (lead["source_platform"], lead["source_type"]) == ("referral", "form")
    assert (lead["stage_slug"], lead["owner_id"]) == ("offer", OWNERS[1].id)
    assert lead["custom_fields"] == {
        "budget": "450000",
        "bedrooms": 3,
        "newsletter": True,
        "lead_line": "seller",
    }


def test_a_dry_run_says_the_same_and_writes_nothing(client: httpx.Client, data: Path) -> None:
    old, new = _person(), _person()
    (there,) = _results(client, old)
    before = leads_in(data)
    answer = _send(client, old | {"contact_name": "Changed"}, new, dry_run=True)
    assert answer["dry_run"] is True
    assert [result["status"] for result in answer["results"]] == ["updated", "created"]
    assert [result["lead_id"] for result in answer["results"]] == [there["lead_id"], None]
    assert leads_in(data) == before


def test_a_dry_run_does_not_see_the_earlier_rows_of_its_request(client: httpx.Client) -> None:
    row = _person()
    assert [result["status"] for result in _results(client, row, row, dry_run=True)] == ["created"] * 2
    assert [result["status"] for result in _results(client, row, row)] == ["created", "updated"]


def test_an_update_overwrites_what_was_sent_and_keeps_the_rest(client: httpx.Client, data: Path) -> None:
    row = _person(
        source_platform="zoho",
        source_type="chat",
        stage_slug="contacted",
        owner_id=OWNERS[0].id,
        custom_fields={"budget": "1", "notes": "old", "timeline": "soon"},
    )
    (first,) = _results(client, row)
    change = {
        "contact_email": f" {row['contact_email'].upper()} ",
        "contact_name": "New Name",
        "source_platform": "direct",
        "source_type": "import",
        "stage_slug": "closed",
        "custom_fields": {"notes": "new", "timeline": None},
    }
    (second,) = _results(client, change)
    assert (second["lead_id"], second["status"], second["matched_by"]) == (
        first["lead_id"],
        "updated",
        "email",
    )
    lead = _lead(data, first["lead_id"])
    assert lead["contact_name"] == "New Name"
    assert lead["contact_phone"].endswith(row["contact_phone"].replace(" ", "")[-10:])
    assert (lead["source_platform"], lead["source_type"]) == ("zoho", "chat")
    assert (lead["stage_slug"], lead["owner_id"]) == ("closed", OWNERS[0].id)
    assert lead["custom_fields"] == {"budget": "1", "notes": "new"}
    assert lead["updated_at"] > lead["created_at"]


def test_skip_leaves_the_lead_as_it_is(client: httpx.Client, data: Path) -> None:
    row = _person()
    (first,) = _results(client, row)
    before = _lead(data, first["lead_id"])
    (second,) = _results(client, row | {"contact_name": "Other"}, on_duplicate="skip")
    assert (second["status"], second["lead_id"]) == ("skipped", first["lead_id"])
    assert _lead(data, first["lead_id"]) == before


@pytest.mark.parametrize("written", ["(503) 555-7788", "+1 503 555 7788", "0049 503 555 7788", "5035557788"])
def test_phones_match_by_their_last_ten_digits(client: httpx.Client, written: str) -> None:
    _send(client, {"contact_phone": "503.555.7788"})
    (result,) = _results(client, {"contact_phone": written}, dry_run=True)
    assert (result["status"], result["matched_by"]) == ("updated", "phone")


def test_phones_with_fewer_than_ten_digits_match_nobody(client: httpx.Client) -> None:
    row = {"contact_name": "Short", "contact_phone": "555-0142"}
    assert [result["status"] for result in _results(client, row, row)] == ["created"] * 2


def test_the_email_wins_over_the_phone_and_nobody_else_is_merged(client: httpx.Client, data: Path) -> None:
    by_email, by_phone = _person(), _person()
    first, second = _results(client, by_email, by_phone)
    both = {"contact_email": by_email["contact_email"], "contact_phone": by_phone["contact_phone"]}
    (result,) = _results(client, both)
    assert (result["lead_id"], result["matched_by"]) == (first["lead_id"], "email")
    assert _lead(data, second["lead_id"])["contact_name"] == by_phone["contact_name"]


def test_of_several_matches_the_oldest_lead_is_merged(client: httpx.Client) -> None:
    oldest, younger = _person(), _person()
    first, second = _results(client, oldest, younger)
    # The younger lead takes over the phone of the oldest, so that both have it.
    _send(client, {"contact_email": younger["contact_email"], "contact_phone": oldest["contact_phone"]})
    (result,) = _results(client, {"contact_phone": oldest["contact_phone"]})
    assert (result["lead_id"], result["matched_by"]) == (first["lead_id"], "phone")
    assert first["lead_id"] != second["lead_id"]


def test_unknown_custom_fields_are_ignored_and_reported(client: httpx.Client, data: Path) -> None:
    plain, odd = _person(), _person(custom_fields={"shoe_size": 44, "budget": "9", "hat": "x"})
    answer = _send(client, plain, odd)
    assert answer["unknown_custom_fields"] == ["hat", "shoe_size"]
    assert "ignored_custom_fields" not in answer["results"][0]
    assert answer["results"][1]["ignored_custom_fields"] == ["hat", "shoe_size"]
    assert _lead(data, answer["results"][1]["lead_id"])["custom_fields"] == {"budget": "9"}


def test_lead_line_at_the_top_of_a_row_wins_over_the_custom_field(client: httpx.Client, data: Path) -> None:
    (result,) = _results(client, _person(lead_line="buyer", custom_fields={"lead_line": "seller"}))
    assert _lead(data, result["lead_id"])["custom_fields"] == {"lead_line": "buyer"}


BAD_ROWS: list[tuple[Any, str]] = [
    ({"contact_name": "A", "stage_slug": "warm"}, 'Unknown stage_slug "warm"'),
    ({"contact_name": "A", "owner_id": "3f2a8c10-0000-4e91-a6c4-0d9e8b7f6a01"}, "not a member"),
    ({"contact_name": "A", "owner_id": "Ana Ruiz"}, "owner_id is not a UUID"),
    ({"contact_name": "A", "contact_email": "a.example.com"}, "contact_email is not a valid"),
    ({"contact_name": "A", "source_platform": "pipedrive"}, "source_platform"),
    ({"contact_name": "A", "source_type": "fax"}, "source_type"),
    ({"contact_name": "A", "lead_line": "rental"}, "lead_line"),
    ({"contact_name": "A", "custom_fields": {"lead_line": "rental"}}, "lead_line"),
    ({"contact_name": "A", "custom_fields": {"budget": [1]}}, "shape"),
    ({"contact_name": 5}, "shape"),
    ({"contact_name": "  ", "stage_slug": "new"}, "At least one of"),
    ({}, "At least one of"),
    ("A", "shape"),
]


@pytest.mark.parametrize(("row", "words"), BAD_ROWS)
def test_a_bad_row_fails_with_a_reason_and_the_rest_goes_on(
    client: httpx.Client, row: Any, words: str
) -> None:
    bad, good = _results(client, row, _person())
    assert (bad["status"], bad["lead_id"], bad["matched_by"]) == ("failed", None, None)
    assert words in bad["errors"][0]
    assert good["status"] == "created"


def test_a_row_of_the_wrong_shape_still_gets_its_row_ref_back(client: httpx.Client) -> None:
    (result,) = _results(client, {"row_ref": "r-7", "contact_name": 5})
    assert (result["row_ref"], result["status"]) == ("r-7", "failed")


@pytest.mark.parametrize(
    "body",
    [
        b'{"leads": []}',
        b'{"leads": [' + b",".join([b'{"contact_name":"A"}'] * 501) + b"]}",
        b"{}",
        b"[]",
        b'{"leads": {}}',
        b'{"leads": [{"contact_name": "A"}], "on_duplicate": "merge"}',
        b'{"leads": [{"contact_name": "A"}], "dry_run": "yes"}',
        b'{"leads": [{"contact_name": "A"',
        b"\xff\xfe",
        b'{"leads": [{"contact_name": "\xff"}, {"contact_name": "A"}]}',
        b"",
    ],
)
def test_a_request_that_is_wrong_as_a_whole_is_refused(client: httpx.Client, data: Path, body: bytes) -> None:
    before = len(leads_in(data))
    answer = client.post("/leads/bulk", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 400
    error = answer.json()["error"]
    assert (error["type"], error["code"]) == ("invalid_request_error", 400)
    assert len(leads_in(data)) == before


def test_five_hundred_rows_are_accepted(client: httpx.Client) -> None:
    rows = [{"contact_name": f"Row {number}"} for number in range(500)]
    assert _send(client, *rows, dry_run=True)["summary"]["total"] == 500


def test_a_body_that_does_not_say_it_is_json_is_refused(client: httpx.Client) -> None:
    answer = client.post("/leads/bulk", content=b'{"leads": [{"contact_name": "A"}]}')
    assert answer.status_code == 400
    assert "Content-Type" in answer.json()["error"]["message"]


@pytest.fixture
def other(tmp_path: Path) -> Callable[..., httpx.Response]:
    """Sends bulk requests to a server of another behaviour; hands out the last answer."""

    def send(behaviour: Behaviour, *requests: dict[str, Any]) -> httpx.Response:
        with PracticeServer(tmp_path, limits=PracticeLimits.rehearsal(), behaviour=behaviour) as access:
            headers = {"Authorization": f"Bearer {access.token}", "x-customer-id": access.customer_id}
            url = f"{access.url}/api/agents/crm/leads/bulk"
            with httpx.Client(headers=headers, trust_env=False) as client:
                return [client.post(url, json=request) for request in requests][-1]

    return send


def test_strict_finds_misspelt_keys(other: Callable[..., httpx.Response]) -> None:
    in_row = {"leads": [{"contact_name": "A", "contact_mail": "a@example.com"}]}
    (result,) = other(Behaviour(strict=True), in_row).json()["results"]
    assert "contact_mail" in result["errors"][0]
    in_body = {"leads": [{"contact_name": "A"}], "dryrun": True}
    assert other(Behaviour(strict=True), in_body).status_code == 400
    assert other(Behaviour(), in_body).status_code == 200


def test_a_bad_row_can_spoil_its_request(other: Callable[..., httpx.Response], tmp_path: Path) -> None:
    answer = other(Behaviour(bad_rows="request"), {"leads": [_person(), {"contact_email": "x"}]})
    assert answer.status_code == 400
    assert answer.json()["error"]["message"].startswith("leads[1]: contact_email")
    assert not [lead for lead in leads_in(tmp_path) if str(lead["contact_email"]).endswith("@bulk.example")]


def test_updates_can_be_kept_from_overwriting(other: Callable[..., httpx.Response], tmp_path: Path) -> None:
    row = _person(custom_fields={"budget": "1"})
    change = row | {"contact_name": "X", "custom_fields": {"budget": "2", "notes": "n"}}
    (result,) = other(Behaviour(fill_only=True), {"leads": [row]}, {"leads": [change]}).json()["results"]
    lead = _lead(tmp_path, result["lead_id"])
    assert lead["contact_name"] == row["contact_name"]
    assert lead["custom_fields"] == {"budget": "1", "notes": "n"}


def test_the_phone_can_win_over_the_email(other: Callable[..., httpx.Response]) -> None:
    first, second = _person(), _person()
    both = {"contact_email": first["contact_email"], "contact_phone": second["contact_phone"]}
    answer = other(Behaviour(phone_first=True), {"leads": [first, second]}, {"leads": [both]})
    assert answer.json()["results"][0]["matched_by"] == "phone"
