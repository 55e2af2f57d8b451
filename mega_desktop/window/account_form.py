"""The fields of an account, with their mistakes told while typing.

MEGA wants a token and a customer id, FoxReach a key alone: the form has what the chosen system asks for.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLineEdit, QVBoxLayout, QWidget

from mega_desktop.accounts import (
    DEFAULT_SERVERS,
    Account,
    clean_customer,
    clean_token,
    customer_mistake,
    new_account_id,
    token_mistake,
)
from mega_desktop.crm import CrmProblem, Secret, System, check_server_address
from mega_desktop.crm.peer import SYSTEM_NAMES
from mega_desktop.window.connecting import Draft
from mega_desktop.window.theme import set_role
from mega_desktop.window.widgets.buttons import button
from mega_desktop.window.widgets.layout import column, holder, row
from mega_desktop.window.widgets.text import caption, label
from mega_desktop.window.wording import secret_word


class AccountForm(QWidget):
    """Fields for one account, new or saved.

    Signals:
        edited: Something was typed; `mistake` may be another now.
        reshaped: There are other fields now.
    """

    edited = Signal()
    reshaped = Signal()

    def __init__(self, account: Account | None) -> None:
        super().__init__()
        self._before = account
        self._id = account.id if account else new_account_id()
        self._make_fields()
        self._lay_out()
        self._fill(account)
        self._follow_system()
        self.system.currentIndexChanged.connect(self._follow_system)
        for field in (self.name, self.token, self.customer, self.server):
            field.textChanged.connect(self._on_edited)
        self._on_edited()

    def draft(self) -> Draft:
        """What the fields say now; only of use while `mistake` is empty."""
        base = self._before or Account(id=self._id, name="", system=self._system())
        account = replace(
            base,
            name=self.name.text().strip(),
            system=self._system(),
            server=self._server(),
            customer_id=clean_customer(self.customer.text()) if self._has_customer() else "",
        )
        text = clean_token(self.token.text())
        return Draft(account, Secret(text) if text else None, self.remember.isChecked())

    def mistake(self) -> str:
        """Why the account cannot be saved yet, in a sentence; empty when it can."""
        if not self.name.text().strip():
            return self.tr("Give the account a name.")
        return self._token_mistake() or self._customer_mistake() or self._server_mistake()

    def shows_mistake(self) -> bool:
        """A field already tells its own mistake."""
        return any(hint.text() for hint in self._hints.values())

    def _make_fields(self) -> None:
        self.system = QComboBox()
        self.system.setObjectName("system")
        for system in (System.MEGA, System.FOXREACH):
            self.system.addItem(SYSTEM_NAMES[system], system)
        self.name = _line("accountName", self.tr("For example: Harbor Realty"))
        self.token = _line("token", "")
        self.token.setEchoMode(QLineEdit.EchoMode.Password)
        self.show_token = button(self.tr("&Show"), role="small", name="showToken")
        self.show_token.setCheckable(True)
        self.show_token.toggled.connect(self._show_token)
        self.paste_token = button(self.tr("&Paste"), self._paste_token, role="small", name="pasteToken")
        self.customer = _line("customerId", "0f4c1c1e-7a0b-4e0e-8a1c-2b9d8b7a6c5d")
        self.server = _line("server", "")
        self.remember = QCheckBox()
        self.remember.setObjectName("remember")
        self.advanced = button(self.tr("&Advanced"), role="link", name="advanced")
        self.advanced.setCheckable(True)
        self._hints = {
            field: label(role="bad", wrap=True) for field in (self.token, self.customer, self.server)
        }

    def _lay_out(self) -> None:
        token_line = row(self.token, self.show_token, self.paste_token, spacing=8)
        token_line.setStretch(0, 1)
        server = column(
            caption(self.tr("Ser&ver address"), self.server), self.server, self._hints[self.server], spacing=4
        )
        self._server_part = holder(server)
        self.advanced.toggled.connect(self._server_part.setVisible)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(14)
        outer.addLayout(column(caption(self.tr("S&ystem"), self.system), self.system, spacing=4))
        outer.addLayout(column(caption(self.tr("&Name"), self.name), self.name, spacing=4))
        self._token_title = caption("", self.token)
        outer.addLayout(
            column(self._token_title, token_line, self._hints[self.token], self.remember, spacing=6)
        )
        title = caption(self.tr("Customer &id"), self.customer)
        self._customer_part = holder(column(title, self.customer, self._hints[self.customer], spacing=4))
        outer.addWidget(self._customer_part)
        outer.addLayout(row(self.advanced, None))
        outer.addWidget(self._server_part)

    def _fill(self, account: Account | None) -> None:
        self.remember.setChecked(account is None or bool(account.token_hint))
        self._server_part.hide()
        if account is None:
            return
        self.system.setCurrentIndex(self.system.findData(account.system))
        self.system.setEnabled(False)
        self.name.setText(account.name)
        self.customer.setText(account.customer_id)
        if account.server != DEFAULT_SERVERS.get(account.system):
            self.server.setText(account.server)
            self.advanced.setChecked(True)

    @Slot()
    def _follow_system(self) -> None:
        """Asks for what the chosen system wants."""
        system = self._system()
        has_key = system is System.FOXREACH
        self._token_title.setText(self.tr("API k&ey") if has_key else self.tr("T&oken"))
        self.remember.setText(
            self.tr("&Keep the key in this computer’s password store")
            if has_key
            else self.tr("&Keep the token in this computer’s password store")
        )
        self.token.setPlaceholderText(self._token_placeholder(system))
        self.server.setPlaceholderText(DEFAULT_SERVERS[system])
        self._customer_part.setVisible(self._has_customer())
        self._on_edited()
        self.reshaped.emit()

    def _token_placeholder(self, system: System) -> str:
        if self._before is None:
            return "otr_…" if system is System.FOXREACH else "mega_…"
        if hint := self._before.token_hint:
            return self.tr("unchanged ({0})").format(hint)
        return self.tr("unchanged")

    def _has_customer(self) -> bool:
        return self._system() is not System.FOXREACH

    def _on_edited(self) -> None:
        is_new = self._before is None
        mistakes = {
            self.token: "" if is_new and not self.token.text() else self._token_mistake(),
            self.customer: "" if not self.customer.text() else self._customer_mistake(),
            self.server: self._server_mistake(),
        }
        for field, mistake in mistakes.items():
            self._hints[field].setText(mistake)
            self._hints[field].setVisible(bool(mistake))
            set_role(field, "wrong" if mistake else "")
        self.edited.emit()

    def _system(self) -> System:
        return System(self.system.currentData())

    def _server(self) -> str:
        typed = self.server.text().strip() or DEFAULT_SERVERS[self._system()]
        try:
            return check_server_address(typed)
        except CrmProblem:
            return typed

    def _may_keep_token(self) -> bool:
        """The kept token belongs to the server it was given for; another server needs it anew."""
        return self._before is not None and self._before.server == self._server()

    def _token_mistake(self) -> str:
        text = clean_token(self.token.text())
        if text:
            return token_mistake(self._system(), text)
        if self._may_keep_token():
            return ""
        secret = secret_word(self._system())
        if self._before is not None:
            text = self.tr("Enter the {secret} again: it was for another server address.")
            return text.format(secret=secret)
        return self.tr("Enter the {secret}.").format(secret=secret)

    def _customer_mistake(self) -> str:
        if not self._has_customer():
            return ""
        return customer_mistake(clean_customer(self.customer.text()))

    def _server_mistake(self) -> str:
        if not self.server.text().strip():
            return ""
        try:
            check_server_address(self.server.text())
        except CrmProblem as problem:
            return f"{problem.title} {problem.advice}"
        return ""

    def _show_token(self, shown: bool) -> None:
        self.token.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self.show_token.setText(self.tr("&Hide") if shown else self.tr("&Show"))

    def _paste_token(self) -> None:
        self.token.setText(clean_token(QApplication.clipboard().text()))


def _line(name: str, placeholder: str) -> QLineEdit:
    result = QLineEdit()
    result.setObjectName(name)
    result.setPlaceholderText(placeholder)
    return result
