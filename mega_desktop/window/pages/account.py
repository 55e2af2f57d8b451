"""Account: which CRM do the leads go to?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from PySide6.QtCore import QCoreApplication, QLocale, Qt, Slot
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QButtonGroup,
    QGridLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from mega_desktop.accounts import PRACTICE_ID, Account, StoreProblem
from mega_desktop.crm import BadToken, Connection, NoPermission, System
from mega_desktop.errors import Problem
from mega_desktop.importing import ImportInfo
from mega_desktop.window.account_dialog import AccountDialog
from mega_desktop.window.asking import ask
from mega_desktop.window.connecting import Connected, account_of, connect, remove
from mega_desktop.window.jobs import Job
from mega_desktop.window.pages.page import Page, Primary
from mega_desktop.window.tokens import Tone
from mega_desktop.window.unfinished import UnfinishedBanner
from mega_desktop.window.walk import Step, Walk
from mega_desktop.window.widgets.account_card import AccountCard, AddCard
from mega_desktop.window.widgets.banner import action
from mega_desktop.window.widgets.buttons import button
from mega_desktop.window.widgets.connection_card import ConnectionCard
from mega_desktop.window.widgets.layout import clear
from mega_desktop.window.wording import secret_word

translate = QCoreApplication.translate

COLUMNS = 2

BADGES = {
    System.MEGA: ("MEGA", Tone.ACCENT),
    System.FOXREACH: ("FoxReach", Tone.INFO),
    System.PRACTICE: ("Practice", Tone.OK),
}


class AccountPage(Page):
    """Chooses an account and proves the connection; unfinished imports stand on top."""

    def __init__(self, walk: Walk) -> None:
        super().__init__(walk)
        self.set_heading(
            self.tr("Which CRM do the leads go to?"),
            self.tr("Choose an account. You can try everything with the Practice CRM first."),
        )
        self._job: Job | None = None
        self._chosen: Account | None = None
        self._laid_out: tuple[Account, ...] = ()
        self._continues = ""
        self._goes_on = False
        self.unfinished = UnfinishedBanner(walk)
        self.unfinished.continue_wanted.connect(self._continue_import)
        self.unfinished.failed.connect(self.show_problem)
        self.cards = QButtonGroup(self)
        self.cards.idClicked.connect(self._on_card)
        self._grid = QGridLayout()
        self.connection = self._make_connection()
        self._history = button(self.tr("Past &imports"), walk.request_history, name="pastImports")
        self.body.addWidget(self.unfinished)
        self.body.addWidget(self._make_scroller(), 1)
        self.show_accounts()

    @property
    def chosen(self) -> Account | None:
        return self._chosen

    def enter(self) -> None:
        self.show_accounts()
        self.unfinished.look()

    def primary(self) -> Primary:
        account = self._chosen
        if account is None:
            return Primary(self.tr("Use this account"), enabled=False, reason=self.tr("Choose an account"))
        text = self.tr("Use {0}").format(account.name)
        connection = self._connection()
        if self._job is not None:
            return Primary(text, enabled=False, reason=self.tr("Testing the connection…"))
        if connection is not None and not connection.can_write:
            reason = self.tr("This {0} may read leads, but not write them")
            return Primary(text, enabled=False, reason=reason.format(secret_word(account.system)))
        return Primary(text)

    def go(self) -> None:
        """Goes on; an account that was not tested yet is tested first."""
        if self._connection() is not None:
            self.walk.request(Step.SPREADSHEET)
        elif self._chosen is not None:
            self._goes_on = True
            self.test()

    def first_focus(self) -> QWidget | None:
        return self.cards.checkedButton()

    def extra_buttons(self) -> list[QAbstractButton]:
        return [self._history]

    def choose(self, account_id: str) -> None:
        """Chooses an account and tests its connection, as a click on its card does."""
        account = self.walk.house.book.get(account_id)
        if account is not None:
            self._choose(account)

    # What is on the page

    def _make_connection(self) -> ConnectionCard:
        card = ConnectionCard()
        card.test_wanted.connect(self.test)
        card.stop_wanted.connect(self._stop)
        card.edit_wanted.connect(self._edit)
        card.remove_wanted.connect(self._ask_to_remove)
        return card

    def _make_scroller(self) -> QScrollArea:
        inside = QWidget()
        inside.setProperty("role", "clear")
        self._grid.setSpacing(16)
        for at in range(COLUMNS):
            self._grid.setColumnStretch(at, 1)
        outer = QVBoxLayout(inside)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(16)
        outer.addLayout(self._grid)
        outer.addWidget(self.connection)
        outer.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        return area

    def show_accounts(self) -> None:
        """Lays the cards out anew: what is saved, what is always there, and the way to add one."""
        book = self.walk.house.book
        accounts = book.accounts()
        self._chosen = self._still_there(accounts) or _first_choice(accounts)
        if accounts != self._laid_out:
            self._lay_out_cards(accounts)
        for card in self.cards.buttons():
            card.setChecked(isinstance(card, AccountCard) and card.account_id == self._chosen.id)
        if book.warning:
            self.banner.say(book.warning, "", "warn")
        self._show_connection()
        self.keep_focus()

    def _lay_out_cards(self, accounts: tuple[Account, ...]) -> None:
        self._laid_out = accounts
        for card in self.cards.buttons():
            self.cards.removeButton(card)
        clear(self._grid)
        for at, account in enumerate(_in_order(accounts)):
            self._add_card(account, at)
        add = AddCard(self.walk.theme, self.tr("&Add an account"))
        add.clicked.connect(self._add)
        self._grid.addWidget(add, len(accounts) // COLUMNS, len(accounts) % COLUMNS)

    def _add_card(self, account: Account, at: int) -> None:
        card = AccountCard(
            self.walk.theme, account.id, account.name, self._facts(account), BADGES[account.system]
        )
        self.cards.addButton(card, at)
        self._grid.addWidget(card, at // COLUMNS, at % COLUMNS)

    def _facts(self, account: Account) -> str:
        if account.system is System.PRACTICE:
            return self.tr("Nothing leaves this computer. Made-up leads.")
        kind = BADGES[account.system][0]
        if account.last_used is None:
            return self.tr("{0} · not used yet").format(kind)
        return self.tr("{0} · last used {1}").format(
            kind, used_text(account.last_used, self.walk.house.clock.now())
        )

    def _still_there(self, accounts: Sequence[Account]) -> Account | None:
        wanted = self._chosen or self.walk.account
        return next((a for a in accounts if wanted is not None and a.id == wanted.id), None)

    # Choosing and testing

    @Slot(int)
    def _on_card(self, _at: int) -> None:
        card = self.cards.checkedButton()
        if isinstance(card, AccountCard):
            self.choose(card.account_id)

    def _choose(self, account: Account) -> None:
        other = self._chosen is None or self._chosen.id != account.id
        self._chosen = account
        self.show_accounts()
        card = self.cards.checkedButton()
        if card is not None and isinstance(QApplication.focusWidget(), AccountCard):
            card.setFocus()
        if other or self._connection() is None:
            self.test()

    @Slot()
    def test(self) -> None:
        """Tests the connection to the chosen account; nothing is written."""
        account = self._chosen
        if account is None:
            return
        self._forget_job()
        self.clear_problem()
        job = self.walk.jobs.start(connect(self.walk.house, account))
        job.succeeded.connect(self._on_connected)
        job.failed.connect(self._on_failed)
        job.finished.connect(self._on_finished)
        self._job = job
        self._show_connection()

    def _forget_job(self) -> None:
        """Stops a test that is no longer wanted; should it succeed all the same, its connection is closed."""
        job, self._job = self._job, None
        if job is not None:
            for signal in (job.succeeded, job.failed, job.finished):
                signal.disconnect()
            job.succeeded.connect(close_connection)
            job.cancel()

    @Slot(object)
    def _on_connected(self, connected: Connected) -> None:
        self.walk.set_account(connected.account)
        self.walk.set_destination(connected.destination, connected.connection)

    @Slot(object)
    def _on_failed(self, problem: Problem) -> None:
        self._goes_on, self._continues = False, ""
        self.connection.show_failure()
        if isinstance(problem, BadToken | NoPermission | StoreProblem) and self._chosen is not None:
            text = self.tr("&Enter the {0}…").format(secret_word(self._chosen.system))
            self.show_problem(problem, action(text, self._edit, name="enterToken"))
        else:
            self.show_problem(problem)

    @Slot()
    def _on_finished(self) -> None:
        self._job = None
        connection = self._connection()
        if connection is not None:
            self._show_connection()
        self.changed.emit()
        if connection is not None and connection.can_write:
            self._go_where_wanted()
        self._goes_on, self._continues = False, ""

    def _go_where_wanted(self) -> None:
        if self._continues:
            self.walk.set_import(self._continues)
            self.walk.continue_import()
        elif self._goes_on:
            self.walk.request(Step.SPREADSHEET)

    @Slot()
    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._goes_on, self._continues = False, ""

    def _connection(self) -> Connection | None:
        """What the test of the chosen account showed, if it is the one that is connected."""
        account = self.walk.account
        same = account is not None and self._chosen is not None and account.id == self._chosen.id
        return self.walk.connection if same else None

    def _show_connection(self) -> None:
        self.connection.setVisible(self._chosen is not None)
        if self._chosen is None:
            return
        self.connection.show_account(self._chosen)
        connection = self._connection()
        if self._job is not None:
            self.connection.show_testing()
        elif connection is not None:
            self.connection.show_connection(connection)
        self.changed.emit()

    # Adding, changing, removing

    @Slot()
    def _add(self) -> None:
        self._open_dialog(None)

    @Slot()
    def _edit(self) -> None:
        self._open_dialog(self._chosen)

    def _open_dialog(self, account: Account | None) -> None:
        dialog = AccountDialog(self.walk, account, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.saved.connect(self._on_saved)
        dialog.open()

    @Slot(object)
    def _on_saved(self, account: Account) -> None:
        self._chosen = account
        self.show_accounts()
        self.test()

    @Slot()
    def _ask_to_remove(self) -> None:
        account = self._chosen
        if account is None:
            return
        sure = ask(
            self,
            self.tr("Remove {0}?").format(account.name),
            self.tr(
                "Its {0} is deleted from this computer. No leads are changed, and past imports stay."
            ).format(secret_word(account.system)),
            self.tr("&Remove the account"),
        )
        if sure:
            job = self.walk.jobs.start(remove(self.walk.house, account))
            job.failed.connect(self.show_problem)
            job.finished.connect(self.show_accounts)

    # Unfinished imports

    @Slot(object)
    def _continue_import(self, info: ImportInfo) -> None:
        """Connects to the account the import is bound to, then goes on with it."""
        account = account_of(info, self.walk.house.book.accounts())
        if account is None:
            title = self.tr("The account of this import is no longer saved here. Nothing was lost.")
            advice = self.tr("Add the account with the same server and customer id, then continue.")
            self.show_problem(Problem(title, advice))
            return
        self._continues = info.id
        self._chosen = account
        self.show_accounts()
        self.test()


def close_connection(connected: Connected) -> None:
    """For a test whose result nobody wants any more."""
    connected.destination.close()


def used_text(then: datetime, now: datetime) -> str:
    """When an account was last used, as roughly as one remembers: "today", "yesterday", "in June"."""
    local, today = then.astimezone(), now.astimezone()
    days = (today.date() - local.date()).days
    if days <= 0:
        return translate("account", "today")
    if days == 1:
        return translate("account", "yesterday")
    if days < 30:
        return translate("account", "{0} days ago").format(days)
    month = QLocale().standaloneMonthName(local.month)
    return translate("account", "in {0}").format(month if days < 300 else f"{month} {local.year}")


def _in_order(accounts: Sequence[Account]) -> list[Account]:
    """The person's own accounts first; the Practice CRM after them, where it does not push itself forward."""
    return sorted(accounts, key=lambda account: account.id == PRACTICE_ID)


def _first_choice(accounts: Sequence[Account]) -> Account:
    """The account used last; the Practice CRM for those who have none."""
    used = [a for a in accounts if a.last_used is not None]
    return max(used, key=lambda a: a.last_used or datetime.min.replace(tzinfo=UTC)) if used else accounts[0]
