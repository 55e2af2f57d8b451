"""Tokens in the system's own password store, through `keyring` and named backends only."""

from __future__ import annotations

import queue
import sys
import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from mega_desktop.accounts.account import Account, StoreProblem
from mega_desktop.accounts.tokens import entry_name
from mega_desktop.crm import Secret

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

T = TypeVar("T")

USER = "api-token"
LIMIT_S = 20.0
WINDOWS_LIMIT = 1200
"""Characters: Credential Manager holds 2,560 bytes and `keyring` writes two a character."""

UNTIL_CLOSED = "You can go on: the token is used until you close the program, and never written to a file."


class KeyringTokens:
    """A `TokenStore` in the password store of the system.

    Every call runs in a thread of its own and is given up after `limit_s`: a locked store may wait for
    a person for ever. What was written is read back before it counts as kept.

    Args:
        find: Finds the backend; raises StoreProblem when there is none.
        limit_s: Seconds a call may take.
    """

    def __init__(self, find: Callable[[], KeyringBackend] | None = None, limit_s: float = LIMIT_S) -> None:
        self._find = find or system_backend
        self._limit_s = limit_s

    def store_name(self) -> str:
        """What the password store is called; raises StoreProblem when there is none."""
        return self._ask(lambda: str(self._find().name), "The password store could not be found")

    def save(self, account: Account, token: Secret) -> None:
        if sys.platform == "win32" and len(token.reveal()) > WINDOWS_LIMIT:
            raise too_long()
        service = entry_name(account)

        def write() -> bool:
            backend = self._find()
            backend.set_password(service, USER, token.reveal())
            return backend.get_password(service, USER) == token.reveal()

        if not self._ask(write, "The token could not be kept"):
            raise StoreProblem("The password store did not keep the token as it was given.", UNTIL_CLOSED)

    def load(self, account: Account) -> Secret | None:
        service = entry_name(account)
        found = self._ask(lambda: self._find().get_password(service, USER), "The token could not be read")
        return Secret(found) if found else None

    def forget(self, account: Account) -> None:
        service = entry_name(account)

        def delete() -> bool:
            backend = self._find()
            if backend.get_password(service, USER) is not None:
                backend.delete_password(service, USER)
            return backend.get_password(service, USER) is None

        if not self._ask(delete, "The token could not be deleted"):
            raise StoreProblem(
                "The token is still in the password store.",
                f"Delete the entry “{service}” there yourself, and have the token revoked.",
            )

    def _ask(self, call: Callable[[], T], what_failed: str) -> T:
        """The result of `call`, run in a thread that is left behind when it hangs."""
        answers: queue.SimpleQueue[T | BaseException] = queue.SimpleQueue()

        def answer() -> None:
            try:
                answers.put(call())
            except BaseException as error:  # noqa: BLE001 - Windows raises errors of its own kinds
                answers.put(error)

        threading.Thread(target=answer, name="password-store", daemon=True).start()
        try:
            result = answers.get(timeout=self._limit_s)
        except queue.Empty:
            raise no_answer(what_failed, self._limit_s) from None
        if isinstance(result, StoreProblem):
            raise result
        if isinstance(result, BaseException):
            # Not chained: what a backend says may hold more than may be shown or logged.
            raise refused(what_failed, result) from None
        return result


def system_backend() -> KeyringBackend:
    """The password store of this system, chosen from the named ones and from nothing else.

    `keyring` itself would take any backend that an environment variable or a settings file names, a
    plain text file among them.

    Raises:
        StoreProblem: There is none.
    """
    usable = [backend for backend in _known_backends() if _priority(backend) > 0]
    if not usable:
        raise no_store()
    chosen = max(usable, key=_priority)()
    if sys.platform == "win32":
        chosen.persist = "local machine"  # type: ignore[attr-defined] # else it roams with the profile
    return chosen


def _known_backends() -> Sequence[type[KeyringBackend]]:
    if sys.platform == "win32":
        from keyring.backends.Windows import WinVaultKeyring

        return (WinVaultKeyring,)
    if sys.platform == "darwin":
        from keyring.backends.macOS import Keyring as Keychain

        return (Keychain,)
    from keyring.backends.kwallet import DBusKeyring as KWallet
    from keyring.backends.SecretService import Keyring as SecretService

    return (SecretService, KWallet)


def _priority(backend: type[KeyringBackend]) -> float:
    """How well a backend suits this system, as it says itself; 0 for not at all."""
    try:
        return float(backend.priority)
    except Exception:  # noqa: BLE001 - any kind of error here means: not on this system
        return 0.0


def no_store() -> StoreProblem:
    advice = UNTIL_CLOSED
    if sys.platform.startswith("linux"):
        advice += " To keep it, install a password store, such as gnome-keyring, and log in again."
    title = "This computer has no password store that can be used, so the token cannot be kept."
    return StoreProblem(title, advice)


def no_answer(what_failed: str, limit_s: float) -> StoreProblem:
    return StoreProblem(
        f"{what_failed}: the password store did not answer within {limit_s:g} seconds.",
        f"Perhaps a window waits for its password: unlock it and try again. {UNTIL_CLOSED}",
    )


def too_long() -> StoreProblem:
    return StoreProblem(
        f"The token is longer than the {WINDOWS_LIMIT:,} characters that Windows can keep.",
        f"Check that you copied only the token. {UNTIL_CLOSED}",
    )


def refused(what_failed: str, error: BaseException) -> StoreProblem:
    """Locked, denied or broken: the kind of error tells, its words are not passed on."""
    from keyring.errors import InitError, KeyringLocked

    kind = type(error).__name__
    if isinstance(error, KeyringLocked | InitError) or "Locked" in kind:
        title, advice = f"{what_failed}: the password store is locked.", "Unlock it and try again."
    else:
        title, advice = f"{what_failed}: the password store refused.", "Try again."
    return StoreProblem(title, f"{advice} {UNTIL_CLOSED}", detail=kind)
