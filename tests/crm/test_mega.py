"""MEGA's requests and answers: what is sent, what is believed, what is learned."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from mega_desktop.crm import (
    BadToken,
    Choice,
    Credentials,
    CrmProblem,
    Knowledge,
    NoPermission,
    OnDuplicate,
    Questions,
    RowStatus,
    Secret,
    System,
    TooFast,
    Uncertain,
    WrongAddress,
    open_destination,
    static_fields,
)
from mega_desktop.crm.mega import Mega
from mega_desktop.work import Cancelled, Control, Progress, no_report
from tests.crm.scripted import CUSTOMER, ScriptedServer, answer, bulk, page
from tests.crm.virtual_clock import VirtualClock

ROWS = pl.DataFrame(
    {
        "custom:budget": ["450000", None, "1"],
        "contact_email": ["dana@example.org", None, ""],
        "ref": ["2-aaaaaa", "3-bbbbbb", "4-cccccc"],
        "contact_name": ["Dana “D” Ruiz", "Zoë", "Ana"],
        "lead_line": ["buyer", None, None],
    }
)
REFS = frozenset(ROWS["ref"])
MADE_UP = {"row_ref": "made-up-1", "status": "created"}


def lead(**keys: object) -> dict[str, object]:
    return {"id": "x", "customer_id": CUSTOMER, "source_platform": "direct"} | keys


def test_a_request_holds_exactly_the_filled_values(mega: Mega) -> None:
    # S7
    body = mega.encode(ROWS, OnDuplicate.UPDATE)
    assert json.loads(body) == {
        "leads": [
            {
                "row_ref": "2-aaaaaa",
                "contact_name": "Dana “D” Ruiz",
                "contact_email": "dana@example.org",
                "lead_line": "buyer",
                "custom_fields": {"budget": "450000"},
            },
            {"row_ref": "3-bbbbbb", "contact_name": "Zoë"},
            {"row_ref": "4-cccccc", "contact_name": "Ana", "custom_fields": {"budget": "1"}},
        ],
        "on_duplicate": "update",
    }
    assert body.startswith(b'{"leads":[{"row_ref":')


def test_the_same_rows_make_the_same_bytes_whatever_the_order_of_columns(mega: Mega) -> None:
    turned = ROWS.select(reversed(ROWS.columns))
    assert mega.encode(ROWS, OnDuplicate.SKIP) == mega.encode(turned, OnDuplicate.SKIP)


def test_a_column_that_is_no_field_is_never_dropped_silently(mega: Mega) -> None:
    with pytest.raises(ValueError, match="shoe_size"):
        mega.encode(ROWS.with_columns(shoe_size=pl.lit("44")), OnDuplicate.UPDATE)


def test_a_check_is_a_dry_run_without_a_key(server: ScriptedServer, mega: Mega) -> None:
    server.answers(
        answer(
            200,
            bulk({"row_ref": "2-aaaaaa", "status": "updated"}, dry_run=True),
            headers=["Date: Sat, 01 Aug 2026 12:00:00 GMT"],
        )
    )
    found = mega.check(ROWS, OnDuplicate.SKIP)
    (request,) = server.requests
    assert request.json["dry_run"] is True
    assert request.json["on_duplicate"] == "skip"
    assert "idempotency-key" not in request.headers
    assert found.rows["2-aaaaaa"].status is RowStatus.UPDATED
    assert found.server_date == 1785585600.0


def test_a_check_answered_as_an_import_raises_the_alarm(server: ScriptedServer, mega: Mega) -> None:
    server.answers(answer(200, bulk({"row_ref": "2-aaaaaa", "status": "created"})))
    with pytest.raises(CrmProblem, match="as if it had imported") as raised:
        mega.check(ROWS, OnDuplicate.UPDATE)
    # Whoever tries again after these kinds must not do so here: each attempt might write.
    assert not isinstance(raised.value, Uncertain | TooFast)


def test_rows_are_found_by_their_reference_alone(server: ScriptedServer, mega: Mega) -> None:
    # N27, N28, N29
    server.answers(
        answer(
            200,
            bulk(
                {"row_ref": "4-cccccc", "status": "failed", "errors": ["Unknown stage_slug \u202e\x07warm"]},
                {"row_ref": "99-stranger", "status": "created"},
                {"row_ref": None, "status": "created"},
                {
                    "row_ref": "2-aaaaaa",
                    "status": "updated",
                    "lead_id": "5b0c",
                    "matched_by": "phone",
                    "ignored_custom_fields": ["shoe_size"],
                },
                unknown=["shoe_size"],
            ),
        )
    )
    found = mega.send(b"{}", "key", REFS)
    assert set(found.rows) == {"2-aaaaaa", "4-cccccc"}
    assert found.rows["4-cccccc"].errors == ("Unknown stage_slug warm",)
    assert found.rows["4-cccccc"].lead_id == ""
    updated = found.rows["2-aaaaaa"]
    assert (updated.lead_id, updated.matched_by, updated.ignored) == ("5b0c", "phone", ("shoe_size",))
    assert found.unknown_fields == ("shoe_size",)


def test_contradictions_and_strange_words_confirm_nothing(server: ScriptedServer, mega: Mega) -> None:
    # N27, N30
    rows: list[Any] = [
        {"row_ref": "2-aaaaaa", "status": "created"},
        {"row_ref": "2-aaaaaa", "status": "failed"},
        {"row_ref": "2-aaaaaa", "status": "created"},
        {"row_ref": "3-bbbbbb", "status": "queued"},
        {"row_ref": "4-cccccc", "status": 7},
        {"row_ref": "4-cccccc", "status": "created", "lead_id": "1"},
        {"row_ref": "4-cccccc", "status": "created", "lead_id": "2"},
        "nonsense",
        None,
    ]
    server.answers(answer(200, {"dry_run": False, "results": rows, "unknown_custom_fields": None}))
    found = mega.send(b"{}", "key", REFS)
    assert set(found.rows) == {"3-bbbbbb"}
    assert found.rows["3-bbbbbb"].status is RowStatus.UNKNOWN
    assert "queued" in found.rows["3-bbbbbb"].errors[0]


def test_the_same_word_twice_is_still_one_word(server: ScriptedServer, mega: Mega) -> None:
    row = {"row_ref": "2-aaaaaa", "status": "created", "lead_id": "1"}
    server.answers(answer(200, bulk(row, row)))
    assert mega.send(b"{}", "key", REFS).rows["2-aaaaaa"].status is RowStatus.CREATED


def test_a_connection_is_proved_without_writing(server: ScriptedServer, mega: Mega) -> None:
    seen = lead(
        current_stage={"id": "9", "slug": "new", "name": "New"},
        owner={"id": "o1", "name": "Ana"},
        custom_fields={"budget": "1", "lead_line": "buyer"},
    )
    server.answers(
        answer(200, page(seen, total=12_480, cursor="more")), answer(200, bulk(MADE_UP, dry_run=True))
    )
    found = mega.connect(Control())
    assert found.can_write
    assert found.knowledge == Knowledge(12_480, (Choice("new", "New"),), (Choice("o1", "Ana"),), ("budget",))
    read, check = server.requests
    assert read.method == "GET"
    assert check.json["dry_run"] is True
    assert check.json["leads"][0]["contact_email"].endswith("@example.com")


def test_a_token_that_may_only_read_is_found_out(server: ScriptedServer, mega: Mega) -> None:
    server.answers(answer(200, page()), answer(403, {}))
    assert not mega.connect(Control()).can_write


def test_a_token_that_may_not_read_is_refused(server: ScriptedServer, mega: Mega) -> None:
    server.answers(answer(403, {}))
    with pytest.raises(NoPermission, match="read leads of customer"):
        mega.connect(Control())


def test_learning_looks_at_pages_of_leads(server: ScriptedServer, mega: Mega) -> None:
    first = lead(current_stage={"slug": "won", "name": "Won"}, owner=None, custom_fields={"budget": None})
    second = lead(current_stage={"slug": "new", "name": ""}, owner={"id": "o1", "name": "Ana"})
    server.answers(
        answer(200, page(first, total=2, cursor="c1")),
        answer(200, page(second, total=2)),
    )
    told: list[Progress] = []
    found = mega.learn(Questions(), told.append, Control())
    assert found == Knowledge(
        2, (Choice("new", "new"), Choice("won", "Won")), (Choice("o1", "Ana"),), ("budget",)
    )
    assert "include_custom_fields=true" in server.requests[0].target
    assert "sort_by=updated_at&sort_dir=desc" in server.requests[0].target
    assert "cursor=c1" in server.requests[1].target
    assert (told[-1].done, told[-1].total) == (2, 2)


def test_learning_stops_after_ten_pages(server: ScriptedServer, mega: Mega) -> None:
    server.answers(*(answer(200, page(lead(), total=90_000, cursor=f"c{n}")) for n in range(12)))
    assert mega.learn(Questions(), no_report, Control()).total == 90_000
    assert len(server.requests) == 10


def test_a_cursor_that_grew_too_old_ends_the_look_and_keeps_what_was_seen(
    server: ScriptedServer, mega: Mega
) -> None:
    server.answers(answer(200, page(lead(custom_fields={"a": 1}), total=200, cursor="c1")), answer(400, {}))
    assert mega.learn(Questions(), no_report, Control()).custom_fields == ("a",)


def test_learning_waits_out_a_refusal_and_says_so(
    server: ScriptedServer, mega: Mega, clock: VirtualClock
) -> None:
    server.answers(
        answer(429, {}, headers=["Retry-After: 20"]), answer(502, b"", kind=""), answer(200, page())
    )
    told: list[Progress] = []
    mega.learn(Questions(), told.append, Control())
    assert any(p.waiting_s >= 20 and p.why for p in told)
    assert sum(clock.waits) >= 20


def test_learning_gives_up_in_the_end(server: ScriptedServer, mega: Mega) -> None:
    server.answers(*[answer(502, b"", kind="")] * 5)
    with pytest.raises(Uncertain):
        mega.learn(Questions(), no_report, Control())
    assert len(server.requests) == 3


def test_a_very_long_wait_is_left_to_the_person(server: ScriptedServer, mega: Mega) -> None:
    server.answers(answer(429, {}, headers=["Retry-After: 3600"]))
    with pytest.raises(TooFast):
        mega.connect(Control())
    assert len(server.requests) == 1


def test_learning_can_be_stopped(server: ScriptedServer, mega: Mega) -> None:
    control = Control()

    def stop_after_one_page(progress: Progress) -> None:
        if progress.done:
            control.cancel()

    server.answers(answer(200, page(lead(), total=900, cursor="c1")))
    with pytest.raises(Cancelled):
        mega.learn(Questions(), stop_after_one_page, control)
    assert len(server.requests) == 1


def test_every_field_of_the_api_is_offered() -> None:
    fields = {f.key: f for f in static_fields(System.MEGA)}
    assert [f.label for f in fields.values()] == [
        "Name",
        "Phone",
        "Email",
        "Stage",
        "Owner",
        "Lead line",
        "Source platform",
        "Source type",
    ]
    assert [k for k, f in fields.items() if f.closed] == ["lead_line", "source_platform", "source_type"]
    assert len(fields["source_platform"].choices) == 12


def test_what_was_learned_is_offered_but_never_the_reserved_field(mega: Mega) -> None:
    knowledge = Knowledge(stages=(Choice("new", "New"),), custom_fields=("budget", "lead_line"))
    fields = mega.fields(knowledge)
    assert [f.key for f in fields if f.is_custom] == ["custom:budget"]
    assert fields[3].choices == (Choice("new", "New"),)
    assert not fields[3].closed


def test_keys_live_with_server_and_customer_but_practice_moves_about(
    credentials: Credentials, open_mega: Callable[..., Mega]
) -> None:
    elsewhere = replace(credentials, server="http://127.0.0.1:1")
    assert open_mega(credentials).key_scope != open_mega(elsewhere).key_scope
    practice = [open_mega(replace(c, system=System.PRACTICE)) for c in (credentials, elsewhere)]
    assert practice[0].key_scope == practice[1].key_scope
    assert CUSTOMER in practice[0].key_scope


def test_opening_refuses_what_could_never_work(credentials: Credentials, clock: VirtualClock) -> None:
    # N49
    broken = {
        WrongAddress: replace(credentials, server="http://app.gomega.ai"),
        BadToken: replace(credentials, token=Secret("mega_1\r\nX-Evil: 1")),
        NoPermission: replace(credentials, customer_id="x\r\ny"),
    }
    for kind, wrong in broken.items():
        with pytest.raises(kind) as raised:
            open_destination(wrong, clock)
        assert "mega_1" not in str(raised.value)


def test_opening_makes_a_client_for_mega_and_for_practice(
    credentials: Credentials, clock: VirtualClock, server: ScriptedServer
) -> None:
    for system in (System.MEGA, System.PRACTICE):
        opened = open_destination(replace(credentials, system=system, server=server.url + "/"), clock)
        assert opened.credentials.server == server.url
        assert opened.limits.rows == 500
        assert opened.delay_s() == 0.0
        opened.close()


def test_a_cursor_that_fits_into_no_address_ends_the_look(server: ScriptedServer, mega: Mega) -> None:
    server.answers(answer(200, page(lead(), total=900, cursor="c" * 100_000)))
    assert mega.learn(Questions(), no_report, Control()).total == 900
    assert len(server.requests) == 1
