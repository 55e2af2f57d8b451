"""What is known of the chosen account: tested or not, what was found, where its token is."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from mega_desktop.accounts import Account
from mega_desktop.crm import Connection, System
from mega_desktop.window.tokens import Tone
from mega_desktop.window.widgets.badge import Badge
from mega_desktop.window.widgets.buttons import button
from mega_desktop.window.widgets.layout import Card, row
from mega_desktop.window.widgets.text import label
from mega_desktop.window.wording import counted, number, secret_word


class ConnectionCard(Card):
    """Says how things stand, and offers to test, change or remove the account.

    Signals:
        test_wanted, stop_wanted, edit_wanted, remove_wanted: The button of that name was pressed.
    """

    test_wanted = Signal()
    stop_wanted = Signal()
    edit_wanted = Signal()
    remove_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, spacing=8)
        self._system = System.MEGA
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._badge = Badge()
        self._found = label(wrap=True, name="connectionFound")
        self._kept = label(role="small", wrap=True, name="tokenKept")
        self._test = button(
            self.tr("&Test connection"), self.test_wanted.emit, role="small", name="testConnection"
        )
        self._stop = button(self.tr("&Stop"), self.stop_wanted.emit, role="small", name="stopTest")
        self._edit = button(self.tr("&Edit…"), self.edit_wanted.emit, role="quiet", name="editAccount")
        self._remove = button(
            self.tr("&Remove…"), self.remove_wanted.emit, role="quiet", name="removeAccount"
        )
        first = row(self._badge, self._found, self._test, self._stop)
        first.setStretch(1, 1)
        second = row(self._kept, self._edit, self._remove, spacing=4)
        second.setStretch(0, 1)
        self.box.addLayout(first)
        self.box.addLayout(second)

    def show_account(self, account: Account) -> None:
        """An account that was not tested yet."""
        self._system = account.system
        self._badge.show_state(self.tr("Not tested yet"), Tone.GREY)
        self._found.setText(self.tr("Nothing is written by the test."))
        self._kept.setText(self._where_token_is(account))
        mine = account.system is not System.PRACTICE
        self._edit.setVisible(mine)
        self._remove.setVisible(mine)
        self._show_buttons(testing=False)

    def show_testing(self) -> None:
        self._badge.show_state(self.tr("Connecting…"), Tone.INFO)
        self._found.setText(self.tr("Looking at the leads; nothing is written."))
        self._show_buttons(testing=True)

    def show_connection(self, connection: Connection) -> None:
        if connection.can_write:
            self._badge.show_state(self.tr("✓ Connected"), Tone.OK)
        else:
            self._badge.show_state(self.tr("! Read only"), Tone.WARN)
        self._found.setText(self._what_was_found(connection))
        self._show_buttons(testing=False)

    def show_failure(self) -> None:
        """The sentence itself stands in the page's banner."""
        self._badge.show_state(self.tr("! Not connected"), Tone.BAD)
        self._found.setText(self.tr("Nothing was written."))
        self._show_buttons(testing=False)

    def _show_buttons(self, *, testing: bool) -> None:
        self._test.setVisible(not testing)
        self._stop.setVisible(testing)

    def _what_was_found(self, connection: Connection) -> str:
        known = connection.knowledge
        leads = self.tr("{0} leads").format(number(known.total))
        may = self.tr("may read and write") if connection.can_write else self.tr("may read, but not write")
        return f"{leads} · {self._what_was_seen(connection)} · {may}"

    def _what_was_seen(self, connection: Connection) -> str:
        known = connection.knowledge
        if self._system is System.FOXREACH:
            one, many = self.tr("{n} custom field seen"), self.tr("{n} custom fields seen")
            return counted(len(known.custom_fields), one, many)
        return self.tr("{0} stages, {1} owners and {2} custom fields seen").format(
            number(len(known.stages)), number(len(known.owners)), number(len(known.custom_fields))
        )

    def _where_token_is(self, account: Account) -> str:
        if account.system is System.PRACTICE:
            return self.tr("The Practice CRM runs inside this program. Nothing leaves this computer.")
        if account.token_hint:
            text = self.tr("The {0} stays in this computer’s password store.")
        else:
            text = self.tr("The {0} is used until you close the program, and is never written to a file.")
        return text.format(secret_word(account.system))
