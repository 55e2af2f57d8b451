"""Webhooks: kept and answered as MEGA does, but never delivered; nothing leaves this computer."""

from __future__ import annotations

import ipaddress
import secrets
import sqlite3
import uuid
from typing import Any
from urllib.parse import urlsplit

import msgspec
from msgspec import UNSET, UnsetType

from mega_desktop.practice.answers import Refusal
from mega_desktop.practice.bodies import WebhookCreate, WebhookUpdate, decode
from mega_desktop.practice.store import transaction

_WRITE = """
INSERT INTO webhooks (id, url, event_types, is_active, timeout_seconds, retry_attempts, description,
    created_at, updated_at)
VALUES (:id, :url, :event_types, :is_active, :timeout_seconds, :retry_attempts, :description,
    :created_at, :updated_at)
ON CONFLICT (id) DO UPDATE SET url = excluded.url, event_types = excluded.event_types,
    is_active = excluded.is_active, timeout_seconds = excluded.timeout_seconds,
    retry_attempts = excluded.retry_attempts, description = excluded.description,
    updated_at = excluded.updated_at
"""
_REGISTERED = "SELECT 1 FROM webhooks WHERE url = ? AND deleted_at IS NULL"
_ANY_OBJECT = msgspec.json.Decoder(dict[str, Any])
_PRIVATE_SUFFIXES = ("localhost", "local", "internal", "lan", "home.arpa")


class WebhookOut(msgspec.Struct):
    """A webhook as it is answered; its secret is not part of it."""

    id: str
    url: str
    event_types: list[str]
    is_active: bool
    timeout_seconds: int
    retry_attempts: int
    description: str | None
    created_at: str
    updated_at: str


class WebhookAnswer(msgspec.Struct):
    """One webhook; with the signing secret when it was just made, the only time it is shown.

    The secret is not stored: it would sign deliveries, and there are none.
    """

    webhook: WebhookOut
    secret: str | UnsetType = UNSET


def list_webhooks(db: sqlite3.Connection) -> list[WebhookOut]:
    """Those that were not deleted, oldest first."""
    rows = db.execute("SELECT * FROM webhooks WHERE deleted_at IS NULL ORDER BY seq").fetchall()
    return [_out(row) for row in rows]


def create_webhook(db: sqlite3.Connection, asked: WebhookCreate, now: str) -> WebhookAnswer:
    """Registers a webhook.

    Raises:
        Refusal: 400 for an address that is not public https; 409 for one that is registered already.
    """
    webhook = _webhook(asked, str(uuid.uuid4()), now, now)
    with transaction(db):
        if db.execute(_REGISTERED, (webhook.url,)).fetchone():
            raise Refusal(409, "A webhook with this url is registered already.")
        _write(db, webhook)
    return WebhookAnswer(webhook, _new_secret())


def update_webhook(
    db: sqlite3.Connection,
    webhook_id: str,
    body: bytes,
    settings: msgspec.json.Decoder[WebhookUpdate],
    now: str,
) -> WebhookAnswer:
    """Changes what was sent, and makes a new secret where asked to.

    Raises:
        Refusal: 404 for an unknown id; 400 for a bad body, or an address that is not public https.
    """
    sent = decode(_ANY_OBJECT, body)
    with transaction(db):
        webhook = _out(_existing(db, webhook_id))
        before = {name: getattr(webhook, name) for name in WebhookCreate.__struct_fields__}
        after = decode(settings, msgspec.json.encode(before | sent))
        webhook = _webhook(after, webhook.id, webhook.created_at, now)
        _write(db, webhook)
    return WebhookAnswer(webhook, _new_secret() if after.rotate_secret else UNSET)


def delete_webhook(db: sqlite3.Connection, webhook_id: str, now: str) -> None:
    """Takes a webhook out of every answer. Raises Refusal 404 for an unknown id."""
    with transaction(db):
        row = _existing(db, webhook_id)
        db.execute("UPDATE webhooks SET deleted_at = ? WHERE seq = ?", (now, row["seq"]))


def check_public_https(url: str) -> None:
    """Refuses addresses through which a server could be made to call into its own network.

    Only what can be seen in the address itself is judged; no name is looked up, so that the Practice CRM
    makes no connection of its own.

    Raises:
        Refusal: 400.
    """
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError as error:
        raise Refusal(400, "url is not a valid address.") from error
    if parts.scheme != "https" or not host or port == 0 or any(sign.isspace() for sign in url):
        raise Refusal(400, "url must be a public https address.")
    if parts.username is not None or parts.password is not None:
        raise Refusal(400, "url must not carry a user name or a password.")
    if not _is_public(host):
        raise Refusal(400, "url must be a public https address, not one inside a private network.")


def _is_public(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        last = host.rpartition(".")[2]
        private = any(host == suffix or host.endswith(f".{suffix}") for suffix in _PRIVATE_SUFFIXES)
        # A last part of digits is a shorthand for a numeric address ("127.1", "2130706433").
        return "." in host and not private and not last.isdigit() and not last.startswith("0x")


def _webhook(asked: WebhookCreate, webhook_id: str, created: str, updated: str) -> WebhookOut:
    check_public_https(asked.url)
    return WebhookOut(
        webhook_id,
        asked.url,
        list(asked.event_types),
        asked.is_active,
        int(asked.timeout_seconds),
        int(asked.retry_attempts),
        asked.description,
        created,
        updated,
    )


def _existing(db: sqlite3.Connection, webhook_id: str) -> sqlite3.Row:
    query = "SELECT * FROM webhooks WHERE id = ? AND deleted_at IS NULL"
    row: sqlite3.Row | None = db.execute(query, (webhook_id.lower(),)).fetchone()
    if row is None:
        raise Refusal(404, "There is no webhook with this id.")
    return row


def _write(db: sqlite3.Connection, webhook: WebhookOut) -> None:
    values = msgspec.structs.asdict(webhook) | {"event_types": " ".join(webhook.event_types)}
    db.execute(_WRITE, values)


def _out(row: sqlite3.Row) -> WebhookOut:
    return WebhookOut(
        row["id"],
        row["url"],
        row["event_types"].split(),
        bool(row["is_active"]),
        row["timeout_seconds"],
        row["retry_attempts"],
        row["description"],
        row["created_at"],
        row["updated_at"],
    )


def _new_secret() -> str:
    return f"mega_whsec_{secrets.token_hex(32)}"
