"""Where tokens are kept: the system's password store, or this process's memory. Never a file."""

from __future__ import annotations

from typing import Protocol
from urllib.parse import urlsplit

from mega_desktop.accounts.account import Account
from mega_desktop.crm import Secret


class TokenStore(Protocol):
    """Keeps one token an account. Every call may raise `StoreProblem`."""

    def save(self, account: Account, token: Secret) -> None: ...

    def load(self, account: Account) -> Secret | None:
        """The token, or None when none is kept."""

    def forget(self, account: Account) -> None:
        """Afterwards it is gone, also when there never was one."""


def entry_name(account: Account) -> str:
    """Names the entry: an account with another server is another entry, so no token goes astray.

    One entry an account, because Windows shuffles entries that share a name. The name can be read by
    anybody who uses this computer, so it holds neither the token nor the person's words.
    """
    return f"MEGA Desktop ({urlsplit(account.server).netloc or account.system}) {account.id}"


class SessionTokens:
    """Keeps tokens until the program is closed."""

    def __init__(self) -> None:
        self._tokens: dict[str, Secret] = {}

    def save(self, account: Account, token: Secret) -> None:
        self._tokens[entry_name(account)] = token

    def load(self, account: Account) -> Secret | None:
        return self._tokens.get(entry_name(account))

    def forget(self, account: Account) -> None:
        self._tokens.pop(entry_name(account), None)


class Tokens:
    """This session's tokens first, then the store that outlives it.

    Args:
        store: Where `save` puts tokens.
    """

    def __init__(self, store: TokenStore) -> None:
        self._session = SessionTokens()
        self._store = store

    def save(self, account: Account, token: Secret) -> None:
        """Keeps the token for good.

        Raises:
            StoreProblem: It could not be kept; `keep_for_session` is the other way.
        """
        self._store.save(account, token)
        self._session.forget(account)

    def keep_for_session(self, account: Account, token: Secret) -> None:
        """Keeps the token in memory until the program is closed."""
        self._session.save(account, token)

    def load(self, account: Account) -> Secret | None:
        return self._session.load(account) or self._store.load(account)

    def forget(self, account: Account) -> None:
        """Afterwards it is gone from both.

        Raises:
            StoreProblem: The password store may still hold it.
        """
        self._session.forget(account)
        self._store.forget(account)
