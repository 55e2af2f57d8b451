"""What is kept of an account goes with it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mega_desktop.accounts import Account, SessionTokens
from mega_desktop.crm import Secret, System
from mega_desktop.folders import Folders
from mega_desktop.house import House
from mega_desktop.window.connecting import remove
from mega_desktop.work import Control, SystemClock, no_report

HARBOR = Account(
    "a1b2c3", "Harbor Realty", System.MEGA, "https://app.gomega.ai", "0f4c1c1e-7a0b-4e0e-8a1c-2b9d8b7a6c5d"
)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(Folders(tmp_path / "data", tmp_path / "settings"), SystemClock(), SessionTokens())
    yield house
    house.close()


def test_deleting_an_account_forgets_its_token_and_what_was_learned(house: House) -> None:
    house.book.save(HARBOR)
    house.tokens.save(HARBOR, Secret("mega_" + "5e" * 32))
    kept = house.known.path(house.credentials(HARBOR))
    kept.parent.mkdir(parents=True)
    kept.touch()
    remove(house, HARBOR)(no_report, Control())
    assert not kept.exists()
    assert house.tokens.load(HARBOR) is None
    assert house.book.get(HARBOR.id) is None
