"""The Practice CRM's one SQLite file: leads of both systems, tokens, remembered answers, webhooks."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import msgspec

FILE_NAME = "practice.sqlite"

# Times are ISO 8601 text of fixed width, so that they sort and compare as text.
# `seq` grows with creation, so the smallest of several matches is the oldest lead.
_SCHEMA = """
CREATE TABLE IF NOT EXISTS leads (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    contact_name TEXT,
    contact_phone TEXT,
    contact_email TEXT,
    email_key TEXT,
    phone_key TEXT,
    search_text TEXT NOT NULL,
    source_platform TEXT NOT NULL,
    source_type TEXT NOT NULL,
    status TEXT NOT NULL,
    score INTEGER,
    qualified INTEGER,
    stage_slug TEXT,
    owner_id TEXT,
    last_interaction_at TEXT,
    interaction_count INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    custom_fields TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS leads_by_email ON leads (email_key) WHERE email_key IS NOT NULL;
CREATE INDEX IF NOT EXISTS leads_by_phone ON leads (phone_key) WHERE phone_key IS NOT NULL;
CREATE INDEX IF NOT EXISTS leads_by_creation ON leads (created_at);
CREATE INDEX IF NOT EXISTS leads_by_update ON leads (updated_at);
CREATE TABLE IF NOT EXISTS customer (id TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS tokens (
    seq INTEGER PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE,
    scopes TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS answers (
    customer_id TEXT NOT NULL,
    path TEXT NOT NULL,
    key TEXT NOT NULL,
    body_hash TEXT NOT NULL,
    status INTEGER NOT NULL,
    body BLOB NOT NULL,
    created_at TEXT NOT NULL,
    PRIMARY KEY (customer_id, path, key)
);
CREATE INDEX IF NOT EXISTS answers_by_age ON answers (created_at);
CREATE TABLE IF NOT EXISTS webhooks (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    url TEXT NOT NULL,
    event_types TEXT NOT NULL,
    is_active INTEGER NOT NULL,
    timeout_seconds INTEGER NOT NULL,
    retry_attempts INTEGER NOT NULL,
    description TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    deleted_at TEXT
);
CREATE TABLE IF NOT EXISTS foxreach_leads (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL UNIQUE,
    first_name TEXT,
    last_name TEXT,
    company TEXT,
    title TEXT,
    phone TEXT,
    linkedin_url TEXT,
    website TEXT,
    custom_fields TEXT NOT NULL,
    notes TEXT,
    source TEXT NOT NULL,
    status TEXT NOT NULL,
    tags TEXT NOT NULL,
    search_text TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    is_deleted INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS foxreach_keys (
    seq INTEGER PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE,
    scopes TEXT NOT NULL
);
"""


def open_store(data: Path) -> sqlite3.Connection:
    """Opens the store in `data`, making folder and file (both for this user only) where needed.

    Raises:
        OSError: The folder or the file cannot be made.
        sqlite3.Error: The file is no database, or cannot be written.
    """
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = data / FILE_NAME
    # Made here, because SQLite gives the files beside it the same mode.
    path.touch(mode=0o600)
    db = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
    try:
        db.row_factory = sqlite3.Row
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA synchronous=NORMAL")
        db.executescript(_SCHEMA)
    except BaseException:
        db.close()
        raise
    return db


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """All of it or nothing: everything written inside is kept together, or not at all."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        # On a full disk SQLite has rolled back by itself.
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def customer_id(db: sqlite3.Connection) -> str:
    """The customer that this data folder belongs to; made up at the first call, the same ever after."""
    with transaction(db):
        row = db.execute("SELECT id FROM customer").fetchone()
        if row is None:
            row = (str(uuid.uuid4()),)
            db.execute("INSERT INTO customer VALUES (?)", row)
    return str(row[0])


def timestamp(moment: datetime) -> str:
    """A moment as it is stored and answered: UTC, to the microsecond."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def utc_now() -> datetime:
    """The wall clock, with its zone."""
    return datetime.now(UTC)


def leads_in(data: Path) -> list[dict[str, object]]:
    """Every lead in a data folder, oldest first, for comparing with what should be there.

    Each has the columns of the store, with `custom_fields` as a dict. May be called while a server is
    running on the same folder.
    """
    uri = (data / FILE_NAME).absolute().as_uri() + "?mode=ro"
    with closing(sqlite3.connect(uri, uri=True, timeout=30)) as db:
        db.row_factory = sqlite3.Row
        rows = db.execute("SELECT * FROM leads ORDER BY seq").fetchall()
    return [dict(row) | {"custom_fields": msgspec.json.decode(row["custom_fields"])} for row in rows]
