"""A FoxReach account: a key in place of token and customer id, proved against a server of that kind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from mega_desktop.accounts import Account
from mega_desktop.crm import Secret, System
from mega_desktop.house import House
from mega_desktop.practice import PracticeAccess, PracticeServer
from mega_desktop.practice.foxreach.seed import LEADS
from mega_desktop.window.account_dialog import AccountDialog
from mega_desktop.window.pages.account import AccountPage
from mega_desktop.window.walk import Walk
from mega_desktop.window.widgets.account_card import AccountCard

KEY = "otr_0123456789abcdef"


@pytest.fixture
def server(house: House) -> PracticeServer:
    return PracticeServer(house.folders.practice)


@pytest.fixture
def access(server: PracticeServer) -> Iterator[PracticeAccess]:
    with server as found:
        yield found


@pytest.fixture
def dialog(qtbot: QtBot, walk: Walk) -> AccountDialog:
    made = AccountDialog(walk)
    qtbot.addWidget(made)
    made.show()
    made.form.system.setCurrentText("FoxReach")
    made.form.name.setText("Fenn")
    return made


def text(parent: QWidget, name: str) -> str:
    found = parent.findChild(QLabel, name)
    assert isinstance(found, QLabel)
    return found.text()


def test_it_takes_a_key_and_nothing_else(dialog: AccountDialog) -> None:
    form = dialog.form
    assert not form.customer.isVisible()
    assert form.mistake() == "Enter the key."
    form.token.setText("mega_123")
    assert form.mistake() == "This is a MEGA token. A FoxReach key starts with otr_."
    form.token.setText(f' "{KEY}" ')
    assert form.mistake() == ""
    draft = form.draft()
    assert (draft.account.system, draft.account.customer_id) == (System.FOXREACH, "")
    assert draft.account.server == "https://api.foxreach.io/api/v1"
    assert draft.token == Secret(KEY)


def test_going_back_to_mega_asks_for_the_customer_id_again(dialog: AccountDialog) -> None:
    dialog.form.token.setText(KEY)
    dialog.form.system.setCurrentText("MEGA")
    assert dialog.form.customer.isVisible()
    assert dialog.form.mistake() == "This is a FoxReach key. A MEGA token starts with mega_."


def test_the_system_of_a_saved_account_stays(qtbot: QtBot, walk: Walk) -> None:
    account = Account("fox", "Fenn", System.FOXREACH, "https://api.foxreach.io/api/v1", "", "…cdef")
    dialog = AccountDialog(walk, account)
    qtbot.addWidget(dialog)
    assert not dialog.form.system.isEnabled()
    assert dialog.form.mistake() == "", "the kept key is used on"
    assert dialog.form.draft().account == account


def test_an_added_account_is_connected_and_its_card_names_the_system(
    qtbot: QtBot, walk: Walk, dialog: AccountDialog, access: PracticeAccess, tmp_path: Path
) -> None:
    page = AccountPage(walk)
    qtbot.addWidget(page)
    page.show()
    dialog.saved.connect(page._on_saved)
    dialog.form.token.setText(access.foxreach_key)
    dialog.form.server.setText(access.foxreach_url)
    dialog.save.click()
    qtbot.waitUntil(lambda: walk.connection is not None and walk.jobs.running == 0)

    expected = f"{LEADS} leads · 1 custom field seen · may read and write"
    assert text(page, "connectionFound") == expected
    assert text(page, "tokenKept") == "The key stays in this computer’s password store."
    named = [c.accessibleName() for c in page.findChildren(AccountCard)]
    assert named == ["Fenn, FoxReach", "Practice CRM, Practice"]
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not [path for path in files if access.foxreach_key.encode() in path.read_bytes()]


def test_a_key_that_may_only_read_is_told_by_the_test(
    qtbot: QtBot, walk: Walk, dialog: AccountDialog, server: PracticeServer, access: PracticeAccess
) -> None:
    dialog.form.token.setText(server.issue_foxreach_key(("read",)))
    dialog.form.server.setText(access.foxreach_url)
    dialog.test.click()
    qtbot.waitUntil(lambda: walk.jobs.running == 0)
    assert text(dialog, "draftFound") == f"{LEADS} leads; this key may not write."


def test_a_wrong_key_is_a_sentence_about_the_key(
    qtbot: QtBot, walk: Walk, dialog: AccountDialog, access: PracticeAccess
) -> None:
    dialog.form.token.setText(KEY)
    dialog.form.server.setText(access.foxreach_url)
    dialog.test.click()
    qtbot.waitUntil(lambda: walk.jobs.running == 0)
    assert dialog.banner.title.text() == "FoxReach does not let this key read leads."
    assert "wrong or of another workspace" in dialog.banner.advice.text()
