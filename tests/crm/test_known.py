"""What was learned is kept for a day, an account and a token; nothing of it tells whose it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from mega_desktop.crm import (
    Credentials,
    Destination,
    Knowledge,
    KnowledgeBook,
    Questions,
    Secret,
    System,
)
from mega_desktop.crm.mega import Mega
from mega_desktop.work import Control, no_report
from tests.crm.crm_of_rules import Rules, by
from tests.crm.scripted import CUSTOMER, TOKEN, ScriptedServer, answer, page
from tests.crm.virtual_clock import VirtualClock

DAY = timedelta(days=1).total_seconds()
PETS, BUDGET = Questions(slugs=("pets",)), Questions(slugs=("pets", "budget"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "known"


@pytest.fixture
def book(folder: Path, clock: VirtualClock) -> KnowledgeBook:
    return KnowledgeBook(folder, clock)


@pytest.fixture
def learn(book: KnowledgeBook, mega: Mega, server: ScriptedServer) -> Callable[..., Knowledge]:
    """Learns with a server that has leads to look at and answers by rules, as often as it is asked."""

    def learn(
        questions: Questions = PETS, *, refresh: bool = False, by_way_of: Destination = mega
    ) -> Knowledge:
        return book.learn(by_way_of, questions, no_report, Control(), refresh=refresh)

    for _ in range(4):
        server.answers(answer(200, page({}, total=7)), by(Rules(), server))
    return learn


def test_within_a_day_nobody_is_asked_again(
    learn: Callable[..., Knowledge], server: ScriptedServer, clock: VirtualClock
) -> None:
    first = learn()
    assert (first.total, first.proved_fields, first.asked_at) == (7, ("pets",), clock.now())
    clock.time += DAY - 60
    assert learn() == first
    assert len(server.requests) == 2


def test_only_what_is_missing_is_asked_and_nothing_grows_older_than_a_day(
    learn: Callable[..., Knowledge],
    server: ScriptedServer,
    clock: VirtualClock,
    book: KnowledgeBook,
    mega: Mega,
) -> None:
    first = learn()
    clock.time += DAY / 2
    server.requests.clear()
    server._scripts[:] = [by(Rules(), server)]
    second = learn(BUDGET)
    assert [r.method for r in server.requests] == ["POST"]
    assert second.proved_fields == ("budget", "pets")
    assert second.asked_at == first.asked_at
    assert learn(BUDGET) == second
    assert len(server.requests) == 1


@pytest.mark.parametrize("seconds", [DAY, -3_600.0])
def test_what_is_old_or_from_tomorrow_is_asked_anew(
    learn: Callable[..., Knowledge], server: ScriptedServer, clock: VirtualClock, seconds: float
) -> None:
    learn()
    clock.time += seconds
    assert learn().asked_at == clock.now()
    assert [r.method for r in server.requests] == ["GET", "POST"] * 2


def test_it_is_asked_anew_on_demand(learn: Callable[..., Knowledge], server: ScriptedServer) -> None:
    learn()
    learn(refresh=True)
    assert len(server.requests) == 4


def test_another_token_or_customer_knows_nothing_of_it(
    learn: Callable[..., Knowledge],
    server: ScriptedServer,
    credentials: Credentials,
    open_mega: Callable[..., Mega],
) -> None:
    learn()
    learn(by_way_of=open_mega(replace(credentials, token=Secret(TOKEN.replace("5e", "6e")))))
    learn(by_way_of=open_mega(replace(credentials, customer_id="another")))
    assert len(server.requests) == 6


def test_a_file_tells_neither_token_nor_customer_nor_server(
    learn: Callable[..., Knowledge], folder: Path, server: ScriptedServer
) -> None:
    learn()
    (path,) = folder.iterdir()
    written = path.name.encode() + path.read_bytes()
    for secret in (TOKEN, TOKEN[5:], CUSTOMER, server.host):
        assert secret.encode() not in written
    assert folder.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"{",
        b"[]",
        b'{"version": 9}',
        b'{"version": 1, "knowledge": {"asked_at": 1}}',
        b'{"version": 1, "knowledge": {"asked_at": "2026-08-01T12:00:00"}}',
    ],
)
def test_a_damaged_file_is_as_good_as_none(
    learn: Callable[..., Knowledge], folder: Path, server: ScriptedServer, damage: bytes
) -> None:
    first = learn()
    (path,) = folder.iterdir()
    path.write_bytes(damage)
    assert learn() == first
    assert len(server.requests) == 4


def test_no_room_to_keep_it_is_no_reason_to_stop(learn: Callable[..., Knowledge], folder: Path) -> None:
    folder.write_text("a file where the folder should be")
    assert learn().proved_fields == ("pets",)


def test_deleting_an_account_forgets_it_for_all_its_tokens(
    learn: Callable[..., Knowledge],
    folder: Path,
    credentials: Credentials,
    open_mega: Callable[..., Mega],
    book: KnowledgeBook,
) -> None:
    learn()
    learn(by_way_of=open_mega(replace(credentials, token=Secret(TOKEN.replace("5e", "6e")))))
    other = replace(credentials, customer_id="another")
    learn(by_way_of=open_mega(other))
    book.forget(System.MEGA, credentials.server + "/", CUSTOMER)
    assert len(list(folder.iterdir())) == 1
    book.forget(System.MEGA, other.server, other.customer_id)
    book.forget(System.PRACTICE, "", "")
    assert list(folder.iterdir()) == []


def test_files_of_old_tokens_are_swept_away(
    learn: Callable[..., Knowledge],
    folder: Path,
    credentials: Credentials,
    open_mega: Callable[..., Mega],
    clock: VirtualClock,
) -> None:
    learn()
    clock.time += 2 * DAY
    learn(by_way_of=open_mega(replace(credentials, token=Secret(TOKEN.replace("5e", "6e")))))
    assert len(list(folder.iterdir())) == 1
