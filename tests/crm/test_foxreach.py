"""FoxReach answers with counts and addresses; every row still gets its own, honest outcome."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import polars as pl
import pytest

from mega_desktop.crm import (
    CrmProblem,
    Knowledge,
    NoPermission,
    OnDuplicate,
    Questions,
    Refused,
    RowStatus,
    Secret,
    System,
    Uncertain,
    open_destination,
    static_fields,
)
from mega_desktop.crm.destination import Credentials, Destination
from mega_desktop.work import Control, Progress
from tests.crm.scripted import ScriptedServer, answer
from tests.crm.virtual_clock import VirtualClock

KEY = "otr_" + "k3y" * 8
ROWS = pl.DataFrame(
    {
        "ref": ["2-a", "3-b", "4-c", "5-d"],
        "email": ["Mara@Example.net ", "ivo@example.net", "mara@example.net", "lea@example.net"],
        "firstName": ["Mara", None, None, "Lea"],
        "tags": ["spring list; vip", None, "", None],
        "custom:lead_source": ["fair", None, None, None],
    }
)
REFS = frozenset(ROWS["ref"])


@pytest.fixture
def foxreach(credentials: Credentials, clock: VirtualClock) -> Iterator[Destination]:
    account = replace(
        credentials,
        system=System.FOXREACH,
        token=Secret(KEY),
        customer_id="",
        server=f"{credentials.server}/api/v1",
    )
    opened = open_destination(account, clock)
    yield opened
    opened.close()


def imported(created: int, duplicates: list[str], errors: list[dict[str, str]], **more: int) -> bytes:
    counts = {"created": created, "restored": 0, "duplicates": len(duplicates), "errors": len(errors)} | more
    return answer(200, {"data": counts | {"duplicateEmails": duplicates, "errorDetails": errors}})


def statuses(foxreach: Destination) -> dict[str, RowStatus]:
    body = foxreach.encode(ROWS, OnDuplicate.SKIP)
    return {ref: row.status for ref, row in foxreach.send(body, "key", REFS).rows.items()}


def test_the_request_follows_the_documentation(server: ScriptedServer, foxreach: Destination) -> None:
    server.answers(imported(3, ["mara@example.net"], []))
    statuses(foxreach)
    (request,) = server.requests
    assert (request.method, request.target) == ("POST", "/api/v1/leads/import")
    assert request.headers["x-api-key"] == KEY
    assert "authorization" not in request.headers
    assert request.json["restoreSoftDeleted"] is False
    assert request.json["leads"][0] == {
        "email": "mara@example.net",
        "firstName": "Mara",
        "tags": ["spring list", "vip"],
        "customFields": {"lead_source": "fair"},
    }
    assert request.json["leads"][1] == {"email": "ivo@example.net"}


def test_what_is_kept_holds_the_exact_bytes_that_are_sent(
    server: ScriptedServer, foxreach: Destination
) -> None:
    server.answers(imported(3, ["mara@example.net"], []))
    body = foxreach.encode(ROWS, OnDuplicate.SKIP)
    foxreach.send(body, "key", REFS)
    assert server.requests[0].body in body
    assert json.loads(body)["refs"] == ["2-a", "3-b", "4-c", "5-d"]


def test_every_row_gets_its_own_outcome(server: ScriptedServer, foxreach: Destination) -> None:
    server.answers(
        imported(1, ["IVO@example.net", "mara@example.net"], [{"email": "lea@example.net", "reason": "no"}])
    )
    assert statuses(foxreach) == {
        "2-a": RowStatus.CREATED,
        "3-b": RowStatus.SKIPPED,
        "4-c": RowStatus.SKIPPED,  # the same address, later in the same request
        "5-d": RowStatus.FAILED,
    }


def test_figures_that_do_not_add_up_confirm_no_creation(
    server: ScriptedServer, foxreach: Destination
) -> None:
    # N31
    server.answers(imported(1, ["mara@example.net"], []), imported(3, ["mara@example.net"], [], restored=1))
    for _ in range(2):
        found = statuses(foxreach)
        assert found["4-c"] is RowStatus.SKIPPED
        assert {found["2-a"], found["3-b"], found["5-d"]} == {RowStatus.UNKNOWN}


@pytest.mark.parametrize("content", [{}, {"data": []}, {"data": {"created": "3"}}, [1]])
def test_another_answer_leaves_it_open(
    content: object, server: ScriptedServer, foxreach: Destination
) -> None:
    server.answers(answer(200, content))
    with pytest.raises(Uncertain):
        statuses(foxreach)


def test_a_full_plan_is_said_in_plain_words(server: ScriptedServer, foxreach: Destination) -> None:
    # N36
    server.answers(answer(402, {"detail": "contact limit"}))
    with pytest.raises(Refused, match="no room") as raised:
        statuses(foxreach)
    assert "contact limit" in raised.value.detail


def test_its_kinds_of_error_texts_are_understood(server: ScriptedServer, foxreach: Destination) -> None:
    details = [
        {"detail": "leads too many"},
        {"detail": [{"loc": ["leads"], "msg": "leads too many"}]},
        {"error": "leads too many", "code": "x"},
    ]
    for detail in details:
        server.answers(answer(422, detail))
        with pytest.raises(CrmProblem) as raised:
            statuses(foxreach)
        assert "leads too many" in raised.value.title


def test_a_check_asks_nothing_and_promises_nothing(server: ScriptedServer, foxreach: Destination) -> None:
    found = foxreach.check(ROWS, OnDuplicate.UPDATE)
    assert {row.status for row in found.rows.values()} == {RowStatus.UNKNOWN}
    assert server.requests == []


def test_a_connection_is_proved_with_an_empty_list(server: ScriptedServer, foxreach: Destination) -> None:
    leads = {"data": [{"customFields": {"city": "Salem"}}], "meta": {"total": 730}}
    server.answers(answer(200, leads), answer(400, {"detail": "empty"}))
    found = foxreach.connect(Control())
    assert found.can_write
    assert found.knowledge == Knowledge(total=730, custom_fields=("city",))
    assert server.requests[1].json == {"restoreSoftDeleted": False, "leads": []}


def test_keys_that_may_not_read_or_write_are_found_out(server: ScriptedServer, foxreach: Destination) -> None:
    server.answers(answer(200, {"data": []}), answer(403, {}), answer(403, {}))
    assert not foxreach.connect(Control()).can_write
    with pytest.raises(NoPermission) as raised:
        foxreach.connect(Control())
    assert "wrong or of another workspace" in raised.value.advice


def test_learning_collects_the_custom_fields_that_leads_show(
    server: ScriptedServer, foxreach: Destination
) -> None:
    for field in ("city", "size"):
        server.answers(answer(200, {"data": [{"customFields": {field: 1}}], "meta": {"total": 150}}))
    told: list[Progress] = []
    found = foxreach.learn(Questions(("own",)), told.append, Control())
    assert found.custom_fields == ("city", "size")
    assert [r.target for r in server.requests][1].endswith("page=2&pageSize=100")
    assert (told[-1].done, told[-1].total) == (150, 150)


def test_its_fields_are_offered_before_anything_is_learned() -> None:
    keys = [f.key for f in static_fields(System.FOXREACH)]
    assert keys[:3] == ["email", "firstName", "lastName"]


def test_its_reset_is_a_time_of_day(server: ScriptedServer, foxreach: Destination) -> None:
    date, reset = "Sat, 01 Aug 2026 12:00:00 GMT", 1785585600 + 40
    server.answers(
        answer(
            429,
            {"error": "Rate limit exceeded"},
            headers=[f"Date: {date}", "X-RateLimit-Remaining: 0", f"X-RateLimit-Reset: {reset}"],
        )
    )
    with pytest.raises(CrmProblem):
        statuses(foxreach)
    assert 40.0 <= foxreach.delay_s() < 45.0
