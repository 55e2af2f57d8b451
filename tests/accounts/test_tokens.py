"""Tokens in memory, and how entries are named."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mega_desktop.accounts import Account, SessionTokens, StoreProblem, Tokens
from mega_desktop.accounts.tokens import entry_name
from mega_desktop.crm import Secret, System

ACCOUNT = Account(
    "a1b2c3", "Harbor Realty", System.MEGA, "https://app.gomega.ai", "0f4c1c1e-7a0b-4e0e-8a1c-2b9d8b7a6c5d"
)
TOKEN = Secret("mega_" + "5e" * 32)
OTHER = Secret("mega_" + "7a" * 32)


class LockedStore:
    """A password store that nobody can open."""

    def save(self, account: Account, token: Secret) -> None:
        raise StoreProblem("locked")

    def load(self, account: Account) -> Secret | None:
        raise StoreProblem("locked")

    def forget(self, account: Account) -> None:
        raise StoreProblem("locked")


def test_an_entry_names_server_and_account_but_neither_token_nor_persons_words() -> None:
    assert entry_name(ACCOUNT) == "MEGA Desktop (app.gomega.ai) a1b2c3"


def test_a_token_is_not_given_for_another_server() -> None:
    tokens = SessionTokens()
    tokens.save(ACCOUNT, TOKEN)
    assert tokens.load(ACCOUNT) == TOKEN
    assert tokens.load(replace(ACCOUNT, server="https://other.example")) is None


def test_forgotten_is_gone_and_forgetting_nothing_is_fine() -> None:
    tokens = SessionTokens()
    tokens.save(ACCOUNT, TOKEN)
    tokens.forget(ACCOUNT)
    tokens.forget(ACCOUNT)
    assert tokens.load(ACCOUNT) is None


def test_a_token_for_this_session_needs_no_password_store() -> None:
    tokens = Tokens(LockedStore())
    tokens.keep_for_session(ACCOUNT, TOKEN)
    assert tokens.load(ACCOUNT) == TOKEN


def test_saving_for_good_replaces_the_token_of_this_session() -> None:
    store = SessionTokens()
    tokens = Tokens(store)
    tokens.keep_for_session(ACCOUNT, TOKEN)
    tokens.save(ACCOUNT, OTHER)
    assert tokens.load(ACCOUNT) == OTHER
    assert store.load(ACCOUNT) == OTHER


def test_a_store_that_refuses_keeps_the_token_of_this_session() -> None:
    tokens = Tokens(LockedStore())
    tokens.keep_for_session(ACCOUNT, TOKEN)
    with pytest.raises(StoreProblem):
        tokens.save(ACCOUNT, OTHER)
    assert tokens.load(ACCOUNT) == TOKEN


def test_forgetting_drops_the_session_even_when_the_store_is_locked() -> None:
    tokens = Tokens(LockedStore())
    tokens.keep_for_session(ACCOUNT, TOKEN)
    with pytest.raises(StoreProblem, match="locked"):
        tokens.forget(ACCOUNT)
    with pytest.raises(StoreProblem):
        tokens.load(ACCOUNT)
