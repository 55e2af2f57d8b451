"""What MEGA is asked by dry runs of made-up rows, and what of its answers is believed."""

from __future__ import annotations

import json

import pytest

from mega_desktop.crm import BadToken, Choice, CrmProblem, Knowledge, Questions, WrongAddress
from mega_desktop.crm.mega import Mega
from mega_desktop.work import Control, Progress, no_report
from tests.crm.crm_of_rules import OTHERS, TEAM, Rules, by
from tests.crm.scripted import Request, ScriptedServer, answer, bulk, hang_up
from tests.crm.virtual_clock import VirtualClock

LOOKED = Knowledge(
    total=7, stages=(Choice("new", "New"),), owners=(Choice(TEAM, "Ana Ruiz"),), custom_fields=("budget",)
)
ASKED = Questions(
    slugs=("budget", "shoe_size", "pets", "lead_line"),
    stages=("warm", "lukewarm", "tour_booked", "tour-booked"),
    owners=(OTHERS.upper(), "Ana Ruiz", "ana@example.net"),
)


def learn(mega: Mega, questions: Questions = ASKED, known: Knowledge = LOOKED) -> Knowledge:
    return mega.learn(questions, no_report, Control(), known)


def asked(request: Request) -> list[dict[str, object]]:
    body = request.json
    assert body["dry_run"] is True
    assert 1 <= len(body["leads"]) <= 500
    return list(body["leads"])


def test_one_request_tells_fields_stages_and_owners_apart(server: ScriptedServer, mega: Mega) -> None:
    server.answers(by(Rules(), server))
    found = learn(mega)
    assert len(server.requests) == 1
    assert (found.proved_fields, found.unknown_fields) == (("budget", "pets"), ("shoe_size",))
    assert found.custom_fields == ("budget", "pets")
    assert found.proved_stages == ("new", "tour-booked", "warm", "won")
    assert {"lukewarm", "tour_booked", "contacted"} <= set(found.unknown_stages)
    assert (found.proved_owners, found.unknown_owners) == ((TEAM,), (OTHERS,))
    assert found.stages[:2] == (Choice("new", "New"), Choice("tour-booked", "Tour booked"))
    assert (found.total, found.owners) == (7, (Choice(TEAM, "Ana Ruiz"),))


def test_the_rows_are_nobody_and_no_two_are_the_same_person(server: ScriptedServer, mega: Mega) -> None:
    server.answers(by(Rules(), server))
    learn(mega)
    leads = asked(server.requests[0])
    assert server.requests[0].json["on_duplicate"] == "skip"
    for key in ("row_ref", "contact_email", "contact_name"):
        assert len({lead[key] for lead in leads}) == len(leads)
    assert all(str(lead["contact_email"]).endswith("@example.com") for lead in leads)
    assert not any("contact_phone" in lead for lead in leads)
    assert "lead_line" not in json.dumps(leads)


@pytest.mark.parametrize("tells", [{"request"}, {"rows"}])
def test_unknown_fields_are_understood_however_they_are_told(
    server: ScriptedServer, mega: Mega, tells: set[str]
) -> None:
    server.answers(by(Rules(tells=frozenset(tells)), server))
    found = learn(mega)
    assert (found.proved_fields, found.unknown_fields) == (("budget", "pets"), ("shoe_size",))


@pytest.mark.parametrize(
    "rules",
    [
        Rules(tells=frozenset(), checks=False),
        Rules(tells=frozenset(), fails=True),
        Rules(tells=frozenset(), word="would_be_created", checks=False),
    ],
)
def test_a_crm_that_treats_everything_alike_has_said_nothing(
    server: ScriptedServer, mega: Mega, rules: Rules
) -> None:
    server.answers(*[by(rules, server)] * 3)
    assert learn(mega) == LOOKED
    assert len(server.requests) <= 2


def test_unknown_fields_are_believed_even_where_every_row_fails(server: ScriptedServer, mega: Mega) -> None:
    server.answers(by(Rules(fails=True), server))
    found = learn(mega)
    assert (found.proved_fields, found.unknown_fields) == ((), ("shoe_size",))
    assert (found.unknown_stages, found.unknown_owners) == ((), ())


def test_a_field_that_refuses_the_made_up_value_exists(server: ScriptedServer, mega: Mega) -> None:
    server.answers(by(Rules(picky=frozenset({"pets"})), server))
    found = learn(mega)
    assert (found.proved_fields, found.unknown_fields) == (("budget", "pets"), ("shoe_size",))


def test_two_requests_are_enough_for_any_number_of_columns(server: ScriptedServer, mega: Mega) -> None:
    fields = frozenset(f"field_{n}" for n in range(0, 2_000, 2))
    rules = Rules(fields=fields, picky=frozenset({"field_4"}))
    server.answers(*[by(rules, server)] * 5)
    stages, owners = (
        tuple(f"stage_{n}" for n in range(200)),
        tuple(f"{n:08}-0000-4000-8000-000000000009" for n in range(150)),
    )
    found = learn(mega, Questions(tuple(f"field_{n}" for n in range(2_000)), stages, owners))
    assert len(server.requests) == 2
    assert all(asked(request) for request in server.requests)
    assert set(found.proved_fields) == fields
    assert len(found.unknown_fields) == 1_000
    assert set(stages) <= set(found.unknown_stages)
    assert len(found.unknown_owners) == 150


def test_what_no_request_has_room_for_is_not_known(server: ScriptedServer, mega: Mega) -> None:
    server.answers(*[by(Rules(), server)] * 5)
    found = learn(mega, Questions(stages=tuple(f"stage_{n}" for n in range(1_500))))
    assert len(server.requests) == 2
    assert len(found.unknown_stages) == 980
    assert found.proved_stages == ()


def test_where_one_bad_row_spoils_the_request_fields_are_asked_alone(
    server: ScriptedServer, mega: Mega
) -> None:
    server.answers(*[by(Rules(spoils=True), server)] * 3)
    found = learn(mega)
    assert len(server.requests) == 2
    assert (found.proved_fields, found.unknown_fields) == (("budget", "pets"), ("shoe_size",))
    assert (found.proved_stages, found.unknown_stages, found.unknown_owners) == ((), (), ())


def test_a_request_about_fields_alone_is_not_tried_again_when_it_is_refused(
    server: ScriptedServer, mega: Mega
) -> None:
    server.answers(answer(400, {}), answer(400, {}), answer(400, {}))
    assert learn(mega) == LOOKED
    assert len(server.requests) == 2


def test_a_refusal_is_waited_out_once(server: ScriptedServer, mega: Mega, clock: VirtualClock) -> None:
    told: list[Progress] = []
    server.answers(answer(429, {}, headers=["Retry-After: 20"]), by(Rules(), server))
    found = mega.learn(ASKED, told.append, Control(), LOOKED)
    assert found.unknown_fields == ("shoe_size",)
    assert sum(clock.waits) >= 20
    assert any(p.waiting_s >= 20 and p.why for p in told)


@pytest.mark.parametrize(
    "trouble",
    [
        answer(429, {}, headers=["Retry-After: 20"]),
        answer(500, {}),
        answer(502, b"<html>", kind="text/html"),
        answer(200, b"{"),
        answer(200, {"dry_run": True}),
        answer(200, []),
        answer(200, bulk({"row_ref": None, "status": "created"}, dry_run=True)),
        hang_up,
    ],
)
def test_trouble_leaves_everything_not_known(server: ScriptedServer, mega: Mega, trouble: bytes) -> None:
    server.answers(*[trouble] * 5)
    assert learn(mega) == LOOKED
    assert len(server.requests) <= 2


def test_a_long_wait_is_not_worth_it(server: ScriptedServer, mega: Mega, clock: VirtualClock) -> None:
    server.answers(answer(429, {}, headers=["Retry-After: 3600"]), by(Rules(), server))
    assert learn(mega) == LOOKED
    assert len(server.requests) == 1
    assert clock.waits == []


@pytest.mark.parametrize("status", [403, 409])
def test_a_token_that_may_only_read_is_no_reason_to_stop(
    server: ScriptedServer, mega: Mega, status: int
) -> None:
    server.answers(answer(status, {}))
    assert learn(mega) == LOOKED


def test_a_token_that_is_not_valid_any_more_is_told(server: ScriptedServer, mega: Mega) -> None:
    server.answers(answer(401, {}))
    with pytest.raises(BadToken):
        learn(mega)


@pytest.mark.parametrize(
    "portal",
    [
        answer(200, b"<html>", kind="text/html"),
        answer(302, b"", headers=["Location: https://portal.example/"]),
    ],
)
def test_a_sign_in_page_in_the_way_is_told(server: ScriptedServer, mega: Mega, portal: bytes) -> None:
    server.answers(portal)
    with pytest.raises(WrongAddress):
        learn(mega)


def test_a_crm_that_writes_in_spite_of_the_dry_run_stops_everything(
    server: ScriptedServer, mega: Mega
) -> None:
    server.answers(answer(200, bulk({"row_ref": "made-up-1", "status": "created"}, dry_run=False)))
    with pytest.raises(CrmProblem, match="as if it had imported"):
        learn(mega)
    assert len(server.requests) == 1


def test_rows_that_are_answered_by_halves_prove_half(server: ScriptedServer, mega: Mega) -> None:
    """Without the row that must pass, a failure may have any reason."""
    unanswered = bulk({"row_ref": "made-up-5", "status": "failed"}, dry_run=True, unknown=["pets"])
    server.answers(answer(200, unanswered))
    found = learn(mega)
    assert (found.unknown_fields, found.proved_fields, found.unknown_stages) == (("pets",), (), ())


def test_only_what_is_missing_is_asked(server: ScriptedServer, mega: Mega) -> None:
    server.answers(*[by(Rules(), server)] * 2)
    first = learn(mega)
    assert learn(mega, known=first) == first
    assert len(server.requests) == 1
    second = learn(mega, Questions(slugs=("budget", "move_in_date")), first)
    assert second.proved_fields == ("budget", "move_in_date", "pets")
    assert second.unknown_fields == ("shoe_size",)
    sent = json.dumps(asked(server.requests[1]))
    assert "move_in_date" in sent
    assert "budget" not in sent
    assert "stage_slug" not in sent


def test_nothing_to_ask_costs_nothing(server: ScriptedServer, mega: Mega) -> None:
    assert learn(mega, Questions(slugs=("lead_line", "", "a\u200bb"), owners=())) == LOOKED
    assert server.requests == []


def test_stages_and_owners_of_leads_that_the_crm_refuses_are_not_offered(
    server: ScriptedServer, mega: Mega
) -> None:
    server.answers(by(Rules(stages=frozenset({"warm"}), owners=frozenset()), server))
    found = learn(mega)
    assert [c.value for c in found.stages] == ["warm"]
    assert found.owners == ()
    assert found.unknown_owners == (TEAM, OTHERS)
