"""The account page's work on other threads: opening a connection, keeping and forgetting a token."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mega_desktop.accounts import Account
from mega_desktop.crm import Connection, Credentials, Destination, Secret, System, open_destination
from mega_desktop.importing import ImportInfo, ImportProblem
from mega_desktop.work import Control, Report

if TYPE_CHECKING:
    from mega_desktop.house import House


@dataclass(frozen=True)
class Connected:
    """A connection that was proved, with the destination it was proved on."""

    account: Account
    destination: Destination
    connection: Connection


@dataclass(frozen=True)
class Draft:
    """An account as it was typed in.

    Attributes:
        token: The new token; None leaves the one that is kept.
        remember: Keep the token in the password store, rather than until the program is closed.
    """

    account: Account
    token: Secret | None
    remember: bool


def connect(house: House, account: Account) -> Callable[[Report[object], Control], Connected]:
    """Work that opens a saved account and proves that it can be read and written."""

    def work(_report: Report[object], control: Control) -> Connected:
        return _proved(account, house.destination(account), control)

    return work


def account_of(info: ImportInfo, accounts: Sequence[Account]) -> Account | None:
    """The saved account an import is bound to; the Practice CRM has another address at every start."""
    for account in accounts:
        if info.system is System.PRACTICE and account.system is System.PRACTICE:
            return account
        bound = (account.system, account.server, account.customer_id)
        if bound == (info.system, info.server, info.customer_id):
            return account
    return None


def account_for(house: House, info: ImportInfo) -> Account:
    """The saved account of an import.

    Raises:
        ImportProblem: It is no longer saved.
    """
    account = account_of(info, house.book.accounts())
    if account is None:
        raise ImportProblem(
            f"The account “{info.account}” of this import is no longer saved here. Nothing was lost.",
            "Add the account with the same server and customer id, then try again.",
        )
    return account


def try_out(house: House, draft: Draft) -> Callable[[Report[object], Control], Connected]:
    """Work that proves an account which is not saved yet."""

    def work(_report: Report[object], control: Control) -> Connected:
        account = draft.account
        token = draft.token or house.tokens.load(account) or Secret("")
        credentials = Credentials(account.system, account.name, account.server, token, account.customer_id)
        return _proved(account, open_destination(credentials, house.clock), control)

    return work


def save(house: House, draft: Draft) -> Callable[[Report[object], Control], Account]:
    """Work that keeps the token and then the account; raises StoreProblem where it cannot be kept."""

    def work(_report: Report[object], _control: Control) -> Account:
        account = draft.account
        if draft.token is not None:
            account = replace(account, token_hint=draft.token.masked if draft.remember else "")
            keep = house.tokens.save if draft.remember else house.tokens.keep_for_session
            keep(account, draft.token)
        house.book.save(account)
        return account

    return work


def remove(house: House, account: Account) -> Callable[[Report[object], Control], None]:
    """Work that forgets the token first, so that none is left behind, and then the account."""

    def work(_report: Report[object], _control: Control) -> None:
        house.tokens.forget(account)
        house.known.forget(account.system, account.server, account.customer_id)
        house.book.remove(account.id)

    return work


def _proved(account: Account, destination: Destination, control: Control) -> Connected:
    try:
        return Connected(account, destination, destination.connect(control))
    except BaseException:
        destination.close()
        raise
