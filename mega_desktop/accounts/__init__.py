"""accounts: settings and the password store give an `Account`, its token only while in use."""

from __future__ import annotations

from mega_desktop.accounts.account import PRACTICE_ID, Account, StoreProblem

__all__ = ["PRACTICE_ID", "Account", "StoreProblem"]
