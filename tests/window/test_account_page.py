"""An account is chosen, proved and kept; the Practice CRM is real, the token is nowhere on the disk."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from mega_desktop.accounts import PRACTICE_ID, Account, StoreProblem
from mega_desktop.crm import Secret, System
from mega_desktop.house import House
from mega_desktop.importing import ImportInfo, ImportState, Outcome, Tally
from mega_desktop.window.account_dialog import AccountDialog
from mega_desktop.window.connecting import account_of
from mega_desktop.window.pages.account import AccountPage, used_text
from mega_desktop.window.walk import Step, Walk
from mega_desktop.window.widgets.account_card import AccountCard

TOKEN = "mega_" + "0123456789abcdef" * 4
CUSTOMER = "0f4c1c1e-7a0b-4e0e-8a1c-2b9d8b7a6c5d"
NOWHERE = "http://127.0.0.1:9"


@pytest.fixture
def page(qtbot: QtBot, walk: Walk) -> AccountPage:
    made = AccountPage(walk)
    qtbot.addWidget(made)
    made.resize(1000, 640)
    made.show()
    made.enter()
    return made


def press(parent: QWidget, name: str) -> None:
    found = parent.findChild(QPushButton, name)
    assert isinstance(found, QPushButton)
    found.click()


def settle(qtbot: QtBot, walk: Walk) -> None:
    qtbot.waitUntil(lambda: walk.jobs.running == 0)


def answer(words: str) -> None:
    """Presses the button with these words in the question that is about to be asked."""

    def click() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        next(b for b in box.buttons() if words in b.text().replace("&", "")).click()

    QTimer.singleShot(0, click)


def found(page: AccountPage) -> str:
    from PySide6.QtWidgets import QLabel

    label = page.findChild(QLabel, "connectionFound")
    assert isinstance(label, QLabel)
    return label.text()


def test_the_practice_crm_is_there_without_any_account(page: AccountPage) -> None:
    assert [card.account_id for card in page.findChildren(AccountCard)] == [PRACTICE_ID]
    assert page.primary().text == "Use Practice CRM"
    assert page.primary().enabled


def test_one_click_and_next(qtbot: QtBot, page: AccountPage) -> None:
    with qtbot.waitSignal(page.walk.step_requested) as asked:
        page.go()
    assert asked.args == [Step.SPREADSHEET]
    assert page.walk.connection is not None
    assert page.walk.connection.can_write
    assert found(page) == "2,400 leads · 5 stages, 3 owners and 9 custom fields seen · may read and write"


def test_a_connected_account_goes_on_without_asking_again(qtbot: QtBot, page: AccountPage) -> None:
    page.choose(PRACTICE_ID)
    settle(qtbot, page.walk)
    destination = page.walk.destination
    with qtbot.waitSignal(page.walk.step_requested):
        page.go()
    assert page.walk.destination is destination


def test_no_network_is_a_sentence_and_nothing_is_connected(
    qtbot: QtBot, page: AccountPage, house: House
) -> None:
    account = Account("a1", "Harbor", System.MEGA, NOWHERE, CUSTOMER)
    house.book.save(account)
    house.tokens.keep_for_session(account, Secret(TOKEN))
    page.show_accounts()
    page.choose("a1")
    settle(qtbot, page.walk)
    assert page.banner.isVisible()
    assert page.banner.title.text()
    assert page.walk.destination is None
    assert TOKEN not in page.banner.title.text() + page.banner.advice.text()


def test_a_lost_token_offers_to_enter_it(qtbot: QtBot, page: AccountPage, house: House) -> None:
    # K5
    house.book.save(Account("a1", "Harbor", System.MEGA, NOWHERE, CUSTOMER, "…cdef"))
    page.show_accounts()
    page.choose("a1")
    settle(qtbot, page.walk)
    press(page, "enterToken")
    dialog = page.findChild(AccountDialog)
    assert isinstance(dialog, AccountDialog)
    assert dialog.form.name.text() == "Harbor"
    dialog.close()


def test_the_account_used_last_is_chosen_first(qtbot: QtBot, walk: Walk, house: House) -> None:
    now = datetime.now(UTC)
    house.book.save(Account("a1", "Old", System.MEGA, NOWHERE, CUSTOMER, last_used=now - timedelta(days=90)))
    house.book.save(Account("a2", "New", System.MEGA, NOWHERE, CUSTOMER, last_used=now - timedelta(days=1)))
    page = AccountPage(walk)
    qtbot.addWidget(page)
    assert page.chosen is not None
    assert page.chosen.id == "a2"
    assert walk.jobs.running == 0, "nothing is connected to before the person says so"


def fill(dialog: AccountDialog, token: str = TOKEN) -> None:
    dialog.form.name.setText("Harbor")
    dialog.form.token.setText(f' "{token}"\n')
    dialog.form.customer.setText(CUSTOMER.upper())
    dialog.form.server.setText(NOWHERE)


def test_mistakes_are_told_while_typing(qtbot: QtBot, walk: Walk) -> None:
    dialog = AccountDialog(walk)
    qtbot.addWidget(dialog)
    assert not dialog.save.isEnabled()
    fill(dialog, "mega_123")
    assert "64 characters" in dialog.form.mistake()
    fill(dialog)
    dialog.form.customer.setText("harbor")
    assert "customer id" in dialog.form.mistake()
    dialog.form.customer.setText(CUSTOMER)
    dialog.form.server.setText("http://crm.example")
    assert "https" in dialog.form.mistake()
    dialog.form.server.setText("")
    assert dialog.form.mistake() == ""
    assert dialog.save.isEnabled()
    assert dialog.form.draft().account.server == "https://app.gomega.ai"


def test_an_added_account_is_kept_without_its_token(
    qtbot: QtBot, walk: Walk, house: House, tmp_path: Path
) -> None:
    dialog = AccountDialog(walk)
    qtbot.addWidget(dialog)
    fill(dialog)
    with qtbot.waitSignal(dialog.saved) as saved:
        dialog.save.click()
    assert saved.args is not None
    account = saved.args[0]
    assert house.book.get(account.id) == account
    assert account.customer_id == CUSTOMER
    assert account.token_hint == "…cdef"
    assert house.tokens.load(account) == Secret(TOKEN)
    settle(qtbot, walk)
    written = [p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()]
    assert not [data for data in written if TOKEN.encode() in data]


class NoStore:
    """A password store that is not there."""

    def save(self, account: Account, token: Secret) -> None:
        raise StoreProblem("There is no password store.", "You can go on.")

    def load(self, account: Account) -> Secret | None:
        raise StoreProblem("There is no password store.", "You can go on.")

    def forget(self, account: Account) -> None:
        raise StoreProblem("There is no password store.", "You can go on.")


def test_without_a_password_store_the_token_is_used_until_the_program_is_closed(
    qtbot: QtBot, walk: Walk, house: House
) -> None:
    walk.house = House(house.folders, house.clock, NoStore())
    dialog = AccountDialog(walk)
    qtbot.addWidget(dialog)
    dialog.show()
    fill(dialog)
    dialog.save.click()
    settle(qtbot, walk)
    assert dialog.banner.title.text() == "There is no password store."
    with qtbot.waitSignal(dialog.saved) as saved:
        press(dialog, "sessionOnly")
    assert saved.args is not None
    account = saved.args[0]
    assert account.token_hint == "", (
        "the page then says that the token is only used until the program is closed"
    )
    assert walk.house.tokens.load(account) == Secret(TOKEN)
    settle(qtbot, walk)
    walk.house.close()
    walk.house = house


def test_an_edited_account_keeps_its_token_unless_the_server_changes(qtbot: QtBot, walk: Walk) -> None:
    account = Account("a1", "Harbor", System.MEGA, NOWHERE, CUSTOMER, "…cdef")
    dialog = AccountDialog(walk, account)
    qtbot.addWidget(dialog)
    dialog.form.name.setText("Harbor Realty")
    assert dialog.form.mistake() == ""
    assert dialog.form.draft().token is None
    dialog.form.server.setText("https://elsewhere.example")
    assert "Enter the token again" in dialog.form.mistake()


def test_the_token_is_hidden_until_it_is_to_be_shown(qtbot: QtBot, walk: Walk) -> None:
    dialog = AccountDialog(walk)
    qtbot.addWidget(dialog)
    assert dialog.form.token.echoMode() is dialog.form.token.EchoMode.Password
    dialog.form.show_token.click()
    assert dialog.form.token.echoMode() is dialog.form.token.EchoMode.Normal
    QApplication.clipboard().setText(f"Bearer {TOKEN}")
    dialog.form.paste_token.click()
    assert dialog.form.token.text() == TOKEN


def test_removing_asks_first_and_forgets_the_token(qtbot: QtBot, page: AccountPage, house: House) -> None:
    account = Account("a1", "Harbor", System.MEGA, NOWHERE, CUSTOMER)
    house.book.save(account)
    house.tokens.save(account, Secret(TOKEN))
    page.show_accounts()
    page.choose("a1")
    settle(qtbot, page.walk)
    answer("Cancel")
    press(page, "removeAccount")
    assert house.book.get("a1") is not None
    answer("Remove")
    press(page, "removeAccount")
    settle(qtbot, page.walk)
    assert house.book.get("a1") is None
    assert house.tokens.load(account) is None
    qtbot.waitUntil(lambda: cards_in_view(page) == [PRACTICE_ID])


def cards_in_view(page: AccountPage) -> list[str]:
    """What a layout was given is shown a moment later."""
    return [card.account_id for card in page.findChildren(AccountCard) if card.isVisible()]


def unfinished(system: System = System.PRACTICE) -> ImportInfo:
    tally = Tally({Outcome.CREATED: 6000, Outcome.UPDATED: 500, Outcome.NOT_SENT: 13_500})
    now = datetime.now(UTC)
    return ImportInfo(
        "one", Path(), "contacts.csv", "Harbor", system, NOWHERE, CUSTOMER, ImportState.RUNNING, now, None,
        tally, 40, 13, 13, 80.0,
    )  # fmt: skip


def test_an_unfinished_import_stands_on_top_and_can_be_continued(qtbot: QtBot, page: AccountPage) -> None:
    settle(qtbot, page.walk)
    page.unfinished.show_import(unfinished())
    assert page.unfinished.title.text() == "Your import of contacts.csv stopped at 6,500 of 20,000."
    assert page.unfinished.advice.text() == "Nothing was lost; 13 uploads are confirmed."
    with qtbot.waitSignal(page.walk.step_requested) as asked:
        press(page, "continueImport")
    assert asked.args == [Step.IMPORT]
    assert page.walk.import_id == "one"
    assert page.walk.destination is not None


def test_an_import_of_an_account_that_is_gone_says_what_to_do(qtbot: QtBot, page: AccountPage) -> None:
    settle(qtbot, page.walk)
    page.unfinished.show_import(unfinished(System.MEGA))
    press(page, "continueImport")
    assert "no longer saved" in page.banner.title.text()


def test_an_import_finds_its_account_by_what_it_is_bound_to() -> None:
    practice = Account(PRACTICE_ID, "Practice CRM", System.PRACTICE)
    other = Account("a1", "Other", System.MEGA, "https://a.example", CUSTOMER)
    right = Account("a2", "Right", System.MEGA, NOWHERE, CUSTOMER)
    accounts = (practice, other, right)
    assert account_of(unfinished(System.MEGA), accounts) is right
    assert account_of(unfinished(), accounts) is practice
    assert account_of(unfinished(System.MEGA), (practice, other)) is None


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "today"), (1, "yesterday"), (5, "5 days ago"), (60, "in June"), (400, "in July 2025")],
)
def test_last_use_is_told_as_one_remembers_it(days: int, words: str) -> None:
    now = datetime(2026, 8, 20, 12, tzinfo=UTC)
    assert used_text(now - timedelta(days=days), now) == words
