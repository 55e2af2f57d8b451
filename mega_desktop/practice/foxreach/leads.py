"""FoxReach's leads: stored, answered, listed, changed. The email is what there is only one of."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from msgspec import UNSET

from mega_desktop.practice.answers import Refusal
from mega_desktop.practice.contacts import email_key
from mega_desktop.practice.foxreach.bodies import LeadBody, LeadChange, LeadQuery
from mega_desktop.practice.store import FILE_NAME

_COLUMNS = (
    *("id", "email", "email_key", "first_name", "last_name", "company", "title", "phone", "linkedin_url"),
    *("website", "custom_fields", "notes", "source", "status", "tags", "search_text", "created_at"),
    *("updated_at", "is_deleted"),
)
_JSON = ("custom_fields", "tags")
_THERE = "is_deleted = 0"


class LeadOut(msgspec.Struct, rename="camel"):
    """A lead as FoxReach answers it; its times carry no zone."""

    id: str
    email: str
    first_name: str | None
    last_name: str | None
    company: str | None
    title: str | None
    phone: str | None
    linkedin_url: str | None
    website: str | None
    custom_fields: msgspec.Raw
    notes: str | None
    source: str
    status: str
    tags: msgspec.Raw
    created_at: str
    updated_at: str
    last_contacted_at: str | None = None


class Meta(msgspec.Struct, rename="camel"):
    """Where a page stands; `total` counts all that match."""

    page: int
    page_size: int
    total: int
    total_pages: int


class LeadList(msgspec.Struct):
    """One page of a listing."""

    data: list[LeadOut]
    meta: Meta


def list_leads(db: sqlite3.Connection, query: LeadQuery) -> LeadList:
    """One page of the leads that match, the newest first."""
    filters = list(_filters(query))
    where = " AND ".join([_THERE, *(condition for condition, _ in filters)])
    values = [value for _, value in filters]
    total = db.execute(f"SELECT count(*) FROM foxreach_leads WHERE {where}", values).fetchone()[0]  # noqa: S608
    rows = db.execute(
        f"SELECT * FROM foxreach_leads WHERE {where} ORDER BY seq DESC LIMIT ? OFFSET ?",  # noqa: S608
        (*values, query.page_size, (query.page - 1) * query.page_size),
    ).fetchall()
    meta = Meta(query.page, query.page_size, total, -(-total // query.page_size))
    return LeadList([lead_out(row) for row in rows], meta)


def get_lead(db: sqlite3.Connection, lead_id: str) -> LeadOut:
    """The lead with this id.

    Raises:
        Refusal: 404.
    """
    return lead_out(_existing(db, lead_id))


def create_lead(db: sqlite3.Connection, lead: LeadBody, now: str) -> LeadOut:
    """A new lead. Wants a transaction.

    Raises:
        Refusal: 409 when the email is taken.
    """
    if find(db, lead.email) is not None:
        raise Refusal(409, "A lead with this email already exists")
    return get_lead(db, insert(db, lead, now))


def change_lead(db: sqlite3.Connection, lead_id: str, change: LeadChange, now: str) -> LeadOut:
    """Changes what was sent; tags and custom fields are replaced as a whole. Raises Refusal 404."""
    update(db, _existing(db, lead_id), change, now)
    return get_lead(db, lead_id)


def delete_lead(db: sqlite3.Connection, lead_id: str, now: str) -> None:
    """Takes a lead out of every answer; an import may bring it back. Raises Refusal 404."""
    row = _existing(db, lead_id)
    _write(db, row["seq"], {"is_deleted": 1, "updated_at": now})


def find(db: sqlite3.Connection, email: str) -> sqlite3.Row | None:
    """The lead with this email, deleted or not."""
    query = "SELECT * FROM foxreach_leads WHERE email_key = ?"
    row: sqlite3.Row | None = db.execute(query, (email_key(email),)).fetchone()
    return row


def insert(db: sqlite3.Connection, lead: LeadBody, now: str) -> str:
    """Stores a new lead and returns its id; whoever calls knows that the email is free."""
    lead_id = f"cld_{secrets.token_hex(12)}"
    blank = dict.fromkeys(_COLUMNS) | {"custom_fields": "{}", "tags": "[]", "source": "api"}
    blank |= {"id": lead_id, "status": "active", "is_deleted": 0, "created_at": now, "updated_at": now}
    values = blank | {"email": lead.email.strip(), "email_key": email_key(lead.email)} | _sent(lead)
    marks = ", ".join(f":{name}" for name in _COLUMNS)
    names = ", ".join(_COLUMNS)
    db.execute(
        f"INSERT INTO foxreach_leads ({names}) VALUES ({marks})",  # noqa: S608 - names are our own
        values | {"search_text": _search_text(values)},
    )
    return lead_id


def update(db: sqlite3.Connection, row: sqlite3.Row, change: LeadChange, now: str) -> None:
    """Puts what was sent over what is there, and the lead back where it was deleted."""
    after = dict(row) | _sent(change) | {"updated_at": now, "is_deleted": 0}
    _write(db, row["seq"], after | {"search_text": _search_text(after)})


def count(db: sqlite3.Connection) -> int:
    """Leads that are not deleted."""
    return int(db.execute(f"SELECT count(*) FROM foxreach_leads WHERE {_THERE}").fetchone()[0])  # noqa: S608


def lead_out(row: sqlite3.Row) -> LeadOut:
    """A stored lead as it is answered."""
    values = {name: row[name] for name in LeadOut.__struct_fields__ if name in row.keys()}  # noqa: SIM118
    return LeadOut(**values | {name: msgspec.Raw(row[name].encode()) for name in _JSON})


def moment(now: datetime) -> str:
    """A moment as FoxReach tells it: UTC, without its zone."""
    return now.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds")


def foxreach_leads_in(data: Path) -> list[dict[str, object]]:
    """Every FoxReach lead in a data folder that is not deleted, oldest first, as it would be answered.

    May be called while a server is running on the same folder.
    """
    uri = (data / FILE_NAME).absolute().as_uri() + "?mode=ro"
    with closing(sqlite3.connect(uri, uri=True, timeout=30)) as db:
        db.row_factory = sqlite3.Row
        rows = db.execute(f"SELECT * FROM foxreach_leads WHERE {_THERE} ORDER BY seq").fetchall()  # noqa: S608
    return [msgspec.json.decode(msgspec.json.encode(lead_out(row))) for row in rows]


_Filter = tuple[str, str]
"""A condition of SQL and the value for its question mark."""


def _filters(query: LeadQuery) -> Iterator[_Filter]:
    if text := query.search.strip():
        yield "instr(search_text, ?)", text.casefold()
    if query.status:
        yield "status = ?", query.status
    if wanted := [tag.strip() for tag in query.tags.split(",") if tag.strip()]:
        tags = msgspec.json.encode(wanted).decode()
        yield (
            "EXISTS (SELECT 1 FROM json_each(tags) AS own JOIN json_each(?) AS asked USING (value))",
            tags,
        )


def _existing(db: sqlite3.Connection, lead_id: str) -> sqlite3.Row:
    query = f"SELECT * FROM foxreach_leads WHERE id = ? AND {_THERE}"  # noqa: S608
    row: sqlite3.Row | None = db.execute(query, (lead_id,)).fetchone()
    if row is None:
        raise Refusal(404, "Lead not found")
    return row


def _write(db: sqlite3.Connection, seq: int, values: dict[str, object]) -> None:
    changed = {name: value for name, value in values.items() if name != "seq"}
    settings = ", ".join(f"{name} = :{name}" for name in changed)
    db.execute(f"UPDATE foxreach_leads SET {settings} WHERE seq = :seq", changed | {"seq": seq})  # noqa: S608


def _sent(lead: LeadChange) -> dict[str, object]:
    """The columns of what was sent."""
    names = (name for name in LeadChange.__struct_fields__ if getattr(lead, name) is not UNSET)
    values: dict[str, object] = {name: getattr(lead, name) for name in names}
    for name in _JSON:
        if name in values:
            values[name] = msgspec.json.encode(values[name]).decode()
    return values


def _search_text(lead: dict[str, object]) -> str:
    """What a search looks into: e-mail, names, company, without regard to case."""
    names = f"{lead['first_name'] or ''} {lead['last_name'] or ''}"
    return f"{lead['email']}\n{names.strip()}\n{lead['company'] or ''}".casefold()
