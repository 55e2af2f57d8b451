"""FoxReach's keys: one header, two scopes, and 403 for whatever is wrong with them."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Mapping

from mega_desktop.practice.access import Caller, caller_with, remember
from mega_desktop.practice.answers import Refusal

READ, WRITE = "read", "write"


def issue_key(db: sqlite3.Connection, scopes: tuple[str, ...] = (READ, WRITE)) -> str:
    """A fresh key, `otr_` and letters. Only its SHA-256 is stored; the oldest are forgotten."""
    key = f"otr_{secrets.token_hex(24)}"
    remember(db, "foxreach_keys", key, scopes)
    return key


def admit(db: sqlite3.Connection, headers: Mapping[str, str], scope: str) -> Caller:
    """Whose key it is.

    Raises:
        Refusal: 403, never 401: the key is missing or unknown, or lacks the scope.
    """
    caller = caller_with(db, "foxreach_keys", headers.get("x-api-key", "").strip())
    if caller is None:
        raise Refusal(403, "Invalid or missing API key")
    if scope not in caller.scopes:
        raise Refusal(403, f"API key lacks the required scope: {scope}")
    return caller
