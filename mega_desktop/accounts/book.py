"""The saved accounts, in one ordinary settings file. No token is ever in it."""

from __future__ import annotations

import json
import uuid
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from mega_desktop.accounts.account import PRACTICE_ID, Account
from mega_desktop.crm import System
from mega_desktop.errors import Problem, UsageProblem
from mega_desktop.folders import private_folder
from mega_desktop.whole_files import PRIVATE, write_whole

PRACTICE = Account(id=PRACTICE_ID, name="Practice CRM", system=System.PRACTICE)

Entry = dict[str, Any]


@dataclass(frozen=True)
class _Settings:
    """The whole file as it was read: what this version does not know is kept for the one that does.

    Attributes:
        accounts: The entries as they stand in the file, also those of a kind unknown here.
        others: All other keys of the file.
    """

    accounts: tuple[Entry, ...] = ()
    others: Entry = field(default_factory=dict)


class AccountBook:
    """The accounts saved on this computer; the Practice CRM is always the first of them.

    The file is read at each question: another window may have changed it.

    Attributes:
        warning: What to tell the person when the file was damaged; empty otherwise.
    """

    def __init__(self, settings_folder: Path) -> None:
        self._path = settings_folder / "settings.json"
        self.warning = ""

    @property
    def practice(self) -> Account:
        return self.accounts()[0]

    def accounts(self) -> tuple[Account, ...]:
        """The Practice CRM, then the others in the order in which they were added."""
        saved = [account for entry in self._read().accounts if (account := _account(entry))]
        practice = next((a for a in saved if a.id == PRACTICE_ID), PRACTICE)
        return (practice, *(a for a in saved if a.id != PRACTICE_ID))

    def get(self, account_id: str) -> Account | None:
        return next((a for a in self.accounts() if a.id == account_id), None)

    def find(self, name: str) -> Account:
        """The account that the person calls `name`, whatever the capitals.

        Raises:
            UsageProblem: There is none, or more than one; the advice lists the names.
        """
        accounts = self.accounts()
        same = [a for a in accounts if a.name == name] or [
            a for a in accounts if a.name.casefold() == name.strip().casefold()
        ]
        if len(same) == 1:
            return same[0]
        names = ", ".join(f"“{a.name}”" for a in accounts)
        said = "There is no account" if not same else "There is more than one account"
        raise UsageProblem(f"{said} called “{name}”.", f"The saved accounts are: {names}.")

    def save(self, account: Account) -> None:
        """Adds the account, or replaces the one with the same id.

        Raises:
            Problem: The file cannot be written.
        """
        settings = self._read()
        old = next((e for e in settings.accounts if e.get("id") == account.id), None)
        new = (old or {}) | _entry(account)
        others = tuple(new if e is old else e for e in settings.accounts)
        self._write(replace(settings, accounts=others if old is not None else (*others, new)))

    def remove(self, account_id: str) -> None:
        """Forgets the account; the Practice CRM only forgets when it was last used.

        Raises:
            Problem: The file cannot be written.
        """
        settings = self._read()
        left = tuple(e for e in settings.accounts if e.get("id") != account_id)
        if left != settings.accounts:
            self._write(replace(settings, accounts=left))

    def _read(self) -> _Settings:
        try:
            text = self._path.read_bytes()
        except FileNotFoundError:
            return _Settings()
        except OSError as error:
            raise Problem(
                "The saved accounts cannot be read.",
                f"Check that you may open {self._path}.",
                detail=type(error).__name__,
            ) from error
        settings = _settings(text)
        if settings is None:
            self._set_aside()
        return settings or _Settings()

    def _set_aside(self) -> None:
        """Keeps the damaged file under another name, so that nothing in it is lost."""
        aside = self._path.with_name(f"settings-damaged-{uuid.uuid4().hex[:6]}.json")
        with suppress(OSError):
            self._path.rename(aside)
        self.warning = (
            "The list of saved accounts was damaged and could not be read. No leads are affected. "
            f"It was set aside as {aside.name} in {aside.parent}; please add your accounts again."
        )

    def _write(self, settings: _Settings) -> None:
        """Replaces the file as a whole: whoever reads meanwhile gets the old one or the new one."""
        text = json.dumps(settings.others | {"accounts": settings.accounts}, indent=2, ensure_ascii=False)
        try:
            private_folder(self._path.parent)
            write_whole(self._path, f"{text}\n".encode(), PRIVATE)
        except OSError as error:
            raise Problem(
                "Your accounts could not be saved.",
                f"Check that there is room on the disk and that you may write in {self._path.parent}.",
                detail=type(error).__name__,
            ) from error


def new_account_id() -> str:
    """Unique for good, so that an entry of the password store never meets another account."""
    return uuid.uuid4().hex[:12]


def _settings(text: bytes) -> _Settings | None:
    """None when this is not a settings file."""
    try:
        document = json.loads(text)
    except ValueError:
        return None
    if not isinstance(document, dict):
        return None
    accounts = document.pop("accounts", [])
    if not isinstance(accounts, list) or not all(isinstance(entry, dict) for entry in accounts):
        return None
    return _Settings(tuple(accounts), document)


def _entry(account: Account) -> Entry:
    return {
        "id": account.id,
        "name": account.name,
        "system": account.system.value,
        "server": account.server,
        "customer_id": account.customer_id,
        "token_hint": account.token_hint,
        "last_used": account.last_used.isoformat() if account.last_used else None,
    }


def _account(entry: Entry) -> Account | None:
    """None for an entry that this version cannot use; it stays in the file."""
    try:
        return Account(
            id=str(entry["id"]),
            name=str(entry["name"]),
            system=System(entry["system"]),
            server=str(entry.get("server", "")),
            customer_id=str(entry.get("customer_id", "")),
            token_hint=str(entry.get("token_hint", "")),
            last_used=datetime.fromisoformat(entry["last_used"]) if entry.get("last_used") else None,
        )
    except (KeyError, ValueError, TypeError):
        return None
