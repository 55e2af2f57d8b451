"""Who may ask what: tokens with scopes, locked to the one customer."""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from mega_desktop.practice.answers import Refusal
from mega_desktop.practice.store import transaction

READ = "public_api:leads:read"
WRITE = "public_api:leads:write"
WEBHOOKS = "public_api:webhooks:manage"
ALL_SCOPES = (READ, WRITE, WEBHOOKS)

Table = Literal["tokens", "foxreach_keys"]

REMEMBERED_TOKENS = 20
"""As many tokens of earlier starts stay valid, so that an unfinished import finds its way back in."""


@dataclass(frozen=True)
class Caller:
    """A request whose token and customer were right.

    Attributes:
        key: The token's fingerprint, by which requests are counted.
    """

    key: str
    scopes: tuple[str, ...]


def issue_token(db: sqlite3.Connection, scopes: tuple[str, ...] = ALL_SCOPES) -> str:
    """A fresh token, `mega_` and 64 hex digits. Only its SHA-256 is stored; the oldest are forgotten."""
    token = f"mega_{secrets.token_hex(32)}"
    remember(db, "tokens", token, scopes)
    return token


def remember(db: sqlite3.Connection, table: Table, secret: str, scopes: tuple[str, ...]) -> None:
    """From now on `secret` lets in."""
    with transaction(db):
        values = (_fingerprint(secret), " ".join(scopes))
        db.execute(f"INSERT INTO {table} (hash, scopes) VALUES (?, ?)", values)  # noqa: S608 - our own names
        db.execute(
            f"DELETE FROM {table} WHERE seq NOT IN (SELECT seq FROM {table} ORDER BY seq DESC LIMIT ?)",  # noqa: S608
            (REMEMBERED_TOKENS,),
        )


def caller_with(db: sqlite3.Connection, table: Table, secret: str) -> Caller | None:
    """Whose secret this is; None when it is nobody's."""
    fingerprint = _fingerprint(secret)
    row = db.execute(f"SELECT scopes FROM {table} WHERE hash = ?", (fingerprint,)).fetchone()  # noqa: S608
    return Caller(fingerprint, tuple(row["scopes"].split())) if row is not None else None


def admit(db: sqlite3.Connection, headers: Mapping[str, str], customer_id: str, scope: str) -> Caller:
    """Checks the headers in the order token, customer header, customer, scope.

    Raises:
        Refusal: 401 without a valid token or without the customer header; 403 for another customer or
            a missing scope.
    """
    caller = _caller(db, headers.get("authorization", ""))
    asked = headers.get("x-customer-id", "").strip()
    if not asked:
        raise Refusal(401, "The x-customer-id header is missing.")
    if asked.lower() != customer_id:
        raise Refusal(403, "This token is locked to another customer.")
    if scope not in caller.scopes:
        raise Refusal(403, f"This token lacks the scope {scope}.")
    return caller


def _caller(db: sqlite3.Connection, authorization: str) -> Caller:
    kind, _, token = authorization.partition(" ")
    caller = caller_with(db, "tokens", token.strip())
    if kind.lower() != "bearer" or caller is None:
        raise Refusal(401, "The token is missing or not valid.")
    return caller


def _fingerprint(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
