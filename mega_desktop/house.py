"""The house: the engine rooms put together, as both doors use them."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from mega_desktop.accounts import (
    Account,
    AccountBook,
    KeyringTokens,
    Tokens,
    TokenStore,
    credentials_from_environment,
)
from mega_desktop.crm import (
    BadToken,
    Credentials,
    Destination,
    KnowledgeBook,
    Secret,
    System,
    open_destination,
)
from mega_desktop.folders import Folders
from mega_desktop.importing import keep_days, remove_old_rows, sweep
from mega_desktop.matching import RememberedMappings
from mega_desktop.scratch import Scratch
from mega_desktop.sheets import Reader
from mega_desktop.work import Clock

if TYPE_CHECKING:
    from mega_desktop.practice import PracticeAccess, PracticeLimits, PracticeServer

__all__ = ["House", "credentials_from_environment"]


class House:
    """What a door needs: who, where, and room to work in. Close it at the end.

    Args:
        folders: Where everything lies.
        clock: The time that paces requests.
        tokens: Keeps tokens for good; by default the system's password store.
        practice_limits: How much the Practice CRM accepts; by default what MEGA's documentation says.

    Attributes:
        book: The saved accounts.
        tokens: Their tokens: this session's, then those of the password store.
        known: What was learned about the accounts, for a day.
        remembered: How the columns of earlier files were matched.
        reader: Starts the processes that read spreadsheets.
    """

    def __init__(
        self,
        folders: Folders,
        clock: Clock,
        tokens: TokenStore | None = None,
        practice_limits: PracticeLimits | None = None,
    ) -> None:
        self.folders = folders
        self.clock = clock
        self.book = AccountBook(folders.settings)
        self.tokens = Tokens(tokens or KeyringTokens())
        self.reader = Reader()
        self.known = KnowledgeBook(folders.known, clock)
        self.remembered = RememberedMappings(folders.mappings, clock)
        self._practice_limits = practice_limits
        self._practice: tuple[PracticeServer, PracticeAccess] | None = None
        self._practice_lock = threading.Lock()
        self._scratch = Scratch(folders.scratch)
        sweep(folders.imports)
        remove_old_rows(folders.imports, keep_days(folders.settings), clock.now())

    def credentials(self, account: Account) -> Credentials:
        """Everything that a connection to `account` needs; starts the Practice CRM if that is it.

        May wait for the password store: not for the window's thread.

        Raises:
            StoreProblem: The password store did not give the token.
            BadToken: No token is kept for this account.
        """
        if account.system is System.PRACTICE:
            practice = self._practice_access()
            token = Secret(practice.token)
            return Credentials(account.system, account.name, practice.url, token, practice.customer_id)
        kept = self.tokens.load(account)
        if kept is None:
            raise BadToken(
                f"No {account.system.secret_word} is kept for {account.name}, so nothing was sent.",
                f"Open the account and enter its {account.system.secret_word}.",
            )
        return Credentials(account.system, account.name, account.server, kept, account.customer_id)

    def destination(self, account: Account) -> Destination:
        """The way to `account`; the caller closes it. Raises as `credentials` does."""
        return open_destination(self.credentials(account), self.clock)

    def scratch(self) -> Path:
        """A new private folder for one read; gone when the house is closed."""
        return self._scratch.folder()

    def close(self) -> None:
        """Ends the reader process and the Practice CRM, and removes what was read and not imported."""
        self.reader.close()
        with self._practice_lock:
            if self._practice is not None:
                server, _ = self._practice
                server.stop()
                self._practice = None
        self._scratch.close()

    def _practice_access(self) -> PracticeAccess:
        """The way into the Practice CRM, which starts at the first question, as that takes a moment."""
        from mega_desktop.practice import PracticeServer

        with self._practice_lock:
            if self._practice is None:
                server = PracticeServer(self.folders.practice, limits=self._practice_limits)
                self._practice = server, server.start()
            return self._practice[1]
