"""The house puts the rooms together: credentials, destinations, room to work in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mega_desktop.accounts import Account, SessionTokens
from mega_desktop.crm import BadToken, NotConnected, Secret, System
from mega_desktop.folders import Folders
from mega_desktop.house import House
from mega_desktop.practice import PracticeLimits
from mega_desktop.work import Control, SystemClock

HARBOR = Account(
    "a1b2c3", "Harbor Realty", System.MEGA, "https://app.gomega.ai", "0f4c1c1e-7a0b-4e0e-8a1c-2b9d8b7a6c5d"
)
TOKEN = Secret("mega_" + "5e" * 32)


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return Folders(tmp_path / "data", tmp_path / "settings")


@pytest.fixture
def house(folders: Folders) -> Iterator[House]:
    house = House(folders, SystemClock(), SessionTokens(), PracticeLimits.rehearsal())
    yield house
    house.close()


def test_opening_a_house_writes_nothing(folders: Folders, house: House) -> None:
    assert not folders.data.exists()
    assert not folders.settings.exists()


def test_credentials_are_the_account_and_its_token(house: House) -> None:
    house.tokens.save(HARBOR, TOKEN)
    found = house.credentials(HARBOR)
    assert (found.system, found.name, found.server) == (System.MEGA, HARBOR.name, HARBOR.server)
    assert (found.customer_id, found.token) == (HARBOR.customer_id, TOKEN)


def test_an_account_without_a_token_says_so(house: House) -> None:
    with pytest.raises(BadToken, match="No token is kept for Harbor Realty"):
        house.destination(HARBOR)


def test_the_practice_crm_starts_once_and_answers(house: House) -> None:
    practice = house.book.practice
    first, second = house.credentials(practice), house.credentials(practice)
    assert first == second
    assert first.server.startswith("http://127.0.0.1:")
    destination = house.destination(practice)
    found = destination.connect(Control())
    destination.close()
    assert found.can_write
    assert found.knowledge.total > 1000


def test_closing_ends_the_practice_crm_and_empties_the_scratch_room(folders: Folders) -> None:
    house = House(folders, SystemClock(), SessionTokens(), PracticeLimits.rehearsal())
    destination = house.destination(house.book.practice)
    (house.scratch() / "table.arrow").touch()
    house.close()
    house.close()
    assert list(folders.scratch.iterdir()) == []
    with pytest.raises(NotConnected):
        destination.connect(Control())
    destination.close()


def test_closing_ends_the_process_that_waits_for_a_file(house: House) -> None:
    before = children()
    house.reader.keep_one_waiting()
    assert len(children() - before) == 1
    house.close()
    assert children() == before


def children() -> set[int]:
    """Processes that this one has started, from any of its threads."""
    tasks = Path("/proc/self/task").iterdir()
    return {int(pid) for task in tasks for pid in (task / "children").read_text().split()}


def test_no_token_is_ever_written_below_its_folders(tmp_path: Path, house: House) -> None:
    house.book.save(HARBOR)
    house.tokens.save(HARBOR, TOKEN)
    token = house.credentials(house.book.practice).token
    house.close()
    written = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert written
    assert not [b for b in written if token.reveal().encode() in b or TOKEN.reveal().encode() in b]
