"""accounts: settings and the password store give an `Account`, its token only while in use."""

from __future__ import annotations

from mega_desktop.accounts.account import PRACTICE_ID, Account, StoreProblem
from mega_desktop.accounts.book import AccountBook, new_account_id
from mega_desktop.accounts.entry import clean_customer, clean_token, customer_mistake, token_mistake
from mega_desktop.accounts.environment import DEFAULT_SERVERS, credentials_from_environment
from mega_desktop.accounts.password_store import KeyringTokens
from mega_desktop.accounts.tokens import SessionTokens, Tokens, TokenStore

__all__ = [
    "DEFAULT_SERVERS",
    "PRACTICE_ID",
    "Account",
    "AccountBook",
    "KeyringTokens",
    "SessionTokens",
    "StoreProblem",
    "TokenStore",
    "Tokens",
    "clean_customer",
    "clean_token",
    "credentials_from_environment",
    "customer_mistake",
    "new_account_id",
    "token_mistake",
]
