"""The house puts the rooms together: credentials, destinations, room to work in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from mega_desktop.accounts import Account, SessionTokens
from mega_desktop.crm import BadToken, NotConnected, Questions, Secret, System
from mega_desktop.folders import Folders
from mega_desktop.house import House
from mega_desktop.matching import questions_of
from mega_desktop.practice import PracticeLimits
from mega_desktop.practice.store import leads_in
from mega_desktop.sheets import read_table
from mega_desktop.work import Control, SystemClock, no_report
from tests.processes import children

HARBOR = Account(
    "a1b2c3", "Harbor Realty", System.MEGA, "https://app.gomega.ai", "0f4c1c1e-7a0b-4e0e-8a1c-2b9d8b7a6c5d"
)
TOKEN = Secret("mega_" + "5e" * 32)
OTHERS = "22222222-2222-4222-8222-222222222222"


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
    assert children() <= before


def test_no_token_is_ever_written_below_its_folders(tmp_path: Path, house: House) -> None:
    house.book.save(HARBOR)
    house.tokens.save(HARBOR, TOKEN)
    token = house.credentials(house.book.practice).token
    house.close()
    written = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert written
    assert not [b for b in written if token.reveal().encode() in b or TOKEN.reveal().encode() in b]


def test_asking_the_practice_crm_writes_nothing_and_costs_at_most_two_bulk_requests(
    house: House, folders: Folders, tmp_path: Path
) -> None:
    destination = house.destination(house.book.practice)
    before = leads_in(folders.practice)
    table = read_table(many_columns(tmp_path / "leads.csv"), scratch=house.scratch(), control=Control())
    left = bulk_requests_left(house)
    found = house.known.learn(destination, questions_of(table), no_report, Control())
    used = left - bulk_requests_left(house) - 1
    destination.close()
    assert used <= 2
    assert leads_in(folders.practice) == before
    assert set(found.proved_fields) == {"budget", "bedrooms", "timeline"}
    assert set(found.unknown_fields) >= {f"shoe_{n}" for n in range(300)}
    assert set(found.proved_stages) >= {"tour_booked", "closed"}
    assert set(found.unknown_stages) >= {"lukewarm"}
    assert set(found.unknown_owners) == {OTHERS}
    assert len(found.proved_owners) == 3


def many_columns(path: Path) -> Path:
    """Three fields that the Practice CRM has and 300 that it has not; stages and owners of both kinds."""
    own = ["Email", "Budget", "Bedrooms", "Timeline", "Stage", "Owner ID"]
    names = [f"Shoe {n}" for n in range(300)]
    rows = [
        ["mara@example.net", "1", "2", "3", "Tour booked", OTHERS, *names],
        ["ivo@example.net", "1", "2", "3", "Lukewarm", OTHERS, *names],
    ]
    path.write_text("\n".join(",".join(row) for row in [[*own, *names], *rows]), encoding="utf-8")
    return path


def bulk_requests_left(house: House) -> int:
    """What the Practice CRM says after one more bulk request."""
    access = house.credentials(house.book.practice)
    answer = httpx.post(
        f"{access.server}/api/agents/crm/leads/bulk",
        headers={"Authorization": f"Bearer {access.token.reveal()}", "x-customer-id": access.customer_id},
        json={"leads": [{"contact_name": "Mara"}], "dry_run": True},
        trust_env=False,
    )
    return int(answer.headers["RateLimit-Remaining"])


def test_what_was_learned_and_chosen_is_kept_below_its_folders(house: House, folders: Folders) -> None:
    destination = house.destination(house.book.practice)
    first = house.known.learn(destination, Questions(), no_report, Control())
    destination.close()
    assert first.total > 1_000
    assert [path.parent for path in folders.data.glob("known/*.json")] == [folders.known]
    house.known.forget(System.PRACTICE, "", "")
    assert list(folders.known.iterdir()) == []
