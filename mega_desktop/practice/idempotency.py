"""Answers that are remembered, so that the same request sent twice is carried out once."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from mega_desktop.practice.answers import Refusal, Reply
from mega_desktop.practice.store import timestamp, transaction

KEPT_FOR = timedelta(hours=24)


@dataclass(frozen=True)
class Attempt:
    """One sending of a request that writes.

    Attributes:
        key: The Idempotency-Key header; empty when none was sent.
        body: The raw bytes, which are what two attempts are compared by.
    """

    customer_id: str
    path: str
    key: str
    body: bytes
    at: datetime


def carry_out(db: sqlite3.Connection, attempt: Attempt, work: Callable[[], Reply]) -> Reply:
    """Does `work` once: what it writes and the answer that is remembered are one transaction.

    The server carries out one request after another, so an attempt that arrives while the first is
    still at work finds the first one's answer.

    Raises:
        Refusal: 409 when the key was used with another body. Nothing is stored for refused work.
    """
    with transaction(db):
        remembered = _remembered(db, attempt) if attempt.key else None
        if remembered is not None:
            return remembered
        reply = work()
        if attempt.key:
            _remember(db, attempt, reply)
    return reply


def _remembered(db: sqlite3.Connection, attempt: Attempt) -> Reply | None:
    db.execute("DELETE FROM answers WHERE created_at <= ?", (timestamp(attempt.at - KEPT_FOR),))
    row = db.execute(
        "SELECT body_hash, status, body FROM answers WHERE customer_id = ? AND path = ? AND key = ?",
        (attempt.customer_id, attempt.path, attempt.key),
    ).fetchone()
    if row is None:
        return None
    if row["body_hash"] != _hash(attempt.body):
        raise Refusal(409, "This Idempotency-Key was already used with a different request body.")
    return Reply(row["status"], row["body"])


def _remember(db: sqlite3.Connection, attempt: Attempt, reply: Reply) -> None:
    db.execute(
        "INSERT INTO answers VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            attempt.customer_id,
            attempt.path,
            attempt.key,
            _hash(attempt.body),
            reply.status,
            reply.body,
            timestamp(attempt.at),
        ),
    )


def _hash(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
