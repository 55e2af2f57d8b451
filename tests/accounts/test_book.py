"""The settings file: what is saved stays, what is not known stays too, what is damaged is set aside."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from mega_desktop.accounts import PRACTICE_ID, Account, AccountBook, new_account_id
from mega_desktop.crm import System
from mega_desktop.errors import Problem, UsageProblem

HARBOR = Account(
    id="a1b2c3",
    name="Harbor Realty",
    system=System.MEGA,
    server="https://app.gomega.ai",
    customer_id="0f4c1c1e-7a0b-4e0e-8a1c-2b9d8b7a6c5d",
    token_hint="…3f9a",
)
FOX = Account(id="d4e5f6", name="Züri Fox", system=System.FOXREACH, server="https://api.foxreach.io/api/v1")


def written(folder: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((folder / "settings.json").read_text(encoding="utf-8"))
    return document


def test_the_practice_crm_is_there_before_anything_was_saved(tmp_path: Path) -> None:
    book = AccountBook(tmp_path / "settings")
    assert [a.id for a in book.accounts()] == [PRACTICE_ID]
    assert book.practice.system is System.PRACTICE
    assert not (tmp_path / "settings").exists(), "looking writes nothing"


def test_accounts_come_back_as_they_were_saved_in_the_order_they_were_added(tmp_path: Path) -> None:
    used = replace(HARBOR, last_used=datetime(2026, 11, 20, 9, 30, tzinfo=UTC))
    AccountBook(tmp_path).save(used)
    AccountBook(tmp_path).save(FOX)
    book = AccountBook(tmp_path)
    assert book.accounts() == (book.practice, used, FOX)
    assert book.get("a1b2c3") == used
    assert book.get("gone") is None


def test_the_practice_crm_stays_first_and_remembers_when_it_was_used(tmp_path: Path) -> None:
    book = AccountBook(tmp_path)
    book.save(HARBOR)
    used = replace(book.practice, last_used=datetime(2026, 11, 20, tzinfo=UTC))
    book.save(used)
    assert book.accounts() == (used, HARBOR)
    book.remove(PRACTICE_ID)
    assert [a.id for a in book.accounts()] == [PRACTICE_ID, HARBOR.id]


def test_an_account_is_found_by_its_name_whatever_the_capitals(tmp_path: Path) -> None:
    book = AccountBook(tmp_path)
    book.save(HARBOR)
    book.save(FOX)
    assert book.find("harbor realty ") == HARBOR
    assert book.find("ZÜRI FOX") == FOX
    assert book.find("Practice CRM") == book.practice


def test_an_unknown_name_is_answered_with_the_names_there_are(tmp_path: Path) -> None:
    book = AccountBook(tmp_path)
    book.save(HARBOR)
    with pytest.raises(UsageProblem, match="no account called “Harbour”") as caught:
        book.find("Harbour")
    assert "“Harbor Realty”" in caught.value.advice


def test_a_name_that_two_accounts_share_is_not_guessed(tmp_path: Path) -> None:
    book = AccountBook(tmp_path)
    book.save(HARBOR)
    book.save(replace(FOX, name=HARBOR.name))
    with pytest.raises(UsageProblem, match="more than one account"):
        book.find(HARBOR.name)


def test_removing_and_saving_again_touch_only_that_account(tmp_path: Path) -> None:
    book = AccountBook(tmp_path)
    book.save(HARBOR)
    book.save(FOX)
    book.save(replace(HARBOR, name="Harbor"))
    assert [a.name for a in book.accounts()] == ["Practice CRM", "Harbor", "Züri Fox"]
    book.remove(HARBOR.id)
    book.remove("never there")
    assert book.accounts() == (book.practice, FOX)


def test_what_this_version_does_not_know_stays_in_the_file(tmp_path: Path) -> None:
    newer = {"id": "n1", "name": "New", "system": "newcrm", "region": "eu"}
    known = {"id": HARBOR.id, "name": "Old name", "system": "mega", "colour": "blue"}
    document = {"accounts": [newer, known], "window": {"width": 1280}}
    (tmp_path / "settings.json").write_text(json.dumps(document), encoding="utf-8")
    book = AccountBook(tmp_path)
    assert [a.id for a in book.accounts()] == [PRACTICE_ID, HARBOR.id]
    book.save(HARBOR)
    now = written(tmp_path)
    assert now["window"] == {"width": 1280}
    assert now["accounts"][0] == newer
    assert now["accounts"][1]["colour"] == "blue"
    assert now["accounts"][1]["name"] == HARBOR.name


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '{"accounts": 7}',
        '{"accounts": ["x"]}',
        "\udcff".encode("utf-8", "surrogatepass"),
    ],
)
def test_a_damaged_file_is_set_aside_and_told(tmp_path: Path, text: str | bytes) -> None:
    content = text if isinstance(text, bytes) else text.encode()
    (tmp_path / "settings.json").write_bytes(content)
    book = AccountBook(tmp_path)
    assert [a.id for a in book.accounts()] == [PRACTICE_ID]
    assert "set aside" in book.warning
    assert "No leads are affected" in book.warning
    aside = list(tmp_path.glob("settings-damaged-*.json"))
    assert [p.read_bytes() for p in aside] == [content]
    book.save(HARBOR)
    assert AccountBook(tmp_path).accounts()[1] == HARBOR


def test_an_account_whose_date_is_not_one_is_left_out_but_not_lost(tmp_path: Path) -> None:
    entry = {"id": "x", "name": "X", "system": "mega", "last_used": "yesterday"}
    (tmp_path / "settings.json").write_text(json.dumps({"accounts": [entry]}), encoding="utf-8")
    book = AccountBook(tmp_path)
    assert book.accounts() == (book.practice,)
    book.save(FOX)
    assert written(tmp_path)["accounts"][0] == entry


def test_the_file_is_private_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    folder = tmp_path / "settings"
    AccountBook(folder).save(HARBOR)
    assert [p.name for p in folder.iterdir()] == ["settings.json"]
    assert (folder / "settings.json").stat().st_mode & 0o077 == 0
    assert folder.stat().st_mode & 0o077 == 0


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a folder that not even root may write in")
def test_what_cannot_be_written_is_said() -> None:
    with pytest.raises(Problem, match="could not be saved"):
        AccountBook(Path("/proc/mega-desktop")).save(HARBOR)


def test_what_cannot_be_opened_is_said_and_not_called_damaged(tmp_path: Path) -> None:
    (tmp_path / "settings.json").mkdir()
    book = AccountBook(tmp_path)
    with pytest.raises(Problem, match="cannot be read"):
        book.accounts()
    assert book.warning == ""


def test_a_new_id_is_never_an_old_one() -> None:
    assert len({new_account_id() for _ in range(1000)}) == 1000
