"""What a lead becomes: a new one, or changes to the one that is already there."""

from __future__ import annotations

import sqlite3
import uuid
from dataclasses import dataclass

import msgspec
from msgspec import UNSET, UnsetType

from mega_desktop.practice import catalogue
from mega_desktop.practice.bodies import Behaviour, BulkRow, LeadCreate, Scalar
from mega_desktop.practice.contacts import email_key, phone_key, search_text, stored_phone

_INSERT = """
INSERT INTO leads (id, contact_name, contact_phone, contact_email, email_key, phone_key, search_text,
    source_platform, source_type, status, stage_slug, owner_id, interaction_count, created_at, updated_at,
    custom_fields)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'active', ?, ?, 0, ?, ?, ?)
"""

_UPDATE = """
UPDATE leads SET contact_name = ?, contact_phone = ?, contact_email = ?, email_key = ?, phone_key = ?,
    search_text = ?, stage_slug = ?, owner_id = ?, updated_at = ?, custom_fields = ?
WHERE id = ?
"""


@dataclass(frozen=True)
class Incoming:
    """A valid lead as it arrived, made ready for the store; None means it was not sent.

    Attributes:
        custom_fields: Those with a definition; a None value clears the field.
        ignored: The slugs without a definition, sorted.
    """

    name: str | None
    phone: str | None
    email: str | None
    source_platform: str | None
    source_type: str | None
    stage_slug: str | None
    owner_id: str | None
    custom_fields: dict[str, Scalar]
    ignored: tuple[str, ...]

    @property
    def email_key(self) -> str | None:
        return email_key(self.email) if self.email else None

    @property
    def phone_key(self) -> str | None:
        return phone_key(self.phone) if self.phone else None


@dataclass(frozen=True)
class Match:
    """The lead that is already there, and by what it was recognised: "email" or "phone"."""

    lead_id: str
    by: str


def incoming(lead: LeadCreate) -> Incoming:
    """Trims what was sent, sorts the custom fields, and puts `lead_line` where it is kept."""
    sent = {} if lead.custom_fields is UNSET else lead.custom_fields
    known = {slug: value for slug, value in sent.items() if slug in catalogue.CUSTOM_FIELDS}
    owner = None
    if isinstance(lead, BulkRow):
        owner = _sent(lead.owner_id)
        if lead.lead_line is not UNSET:
            known[catalogue.LEAD_LINE] = lead.lead_line
    phone = _sent(lead.contact_phone)
    return Incoming(
        _sent(lead.contact_name),
        stored_phone(phone) if phone else None,
        _sent(lead.contact_email),
        _sent(lead.source_platform),
        _sent(lead.source_type),
        _sent(lead.stage_slug),
        owner.lower() if owner else None,
        known,
        tuple(sorted(sent.keys() - set(catalogue.CUSTOM_FIELDS))),
    )


def find_match(db: sqlite3.Connection, lead: Incoming, behaviour: Behaviour) -> Match | None:
    """The oldest lead with the same email key, else the oldest with the same phone key."""
    keys = [("email", lead.email_key), ("phone", lead.phone_key)]
    for by, key in reversed(keys) if behaviour.phone_first else keys:
        if key is None:
            continue
        query = f"SELECT id FROM leads WHERE {by}_key = ? ORDER BY seq LIMIT 1"  # noqa: S608
        row = db.execute(query, (key,)).fetchone()
        if row is not None:
            return Match(row["id"], by)
    return None


def insert(db: sqlite3.Connection, lead: Incoming, source_type: str, now: str) -> str:
    """Stores a new lead in the first stage, unless another was sent; returns its id."""
    lead_id = str(uuid.uuid4())
    filled = {slug: value for slug, value in lead.custom_fields.items() if value is not None}
    db.execute(
        _INSERT,
        (
            lead_id,
            *_contact_columns(lead.name, lead.phone, lead.email),
            lead.source_platform or "direct",
            lead.source_type or source_type,
            lead.stage_slug or catalogue.STAGES[0].slug,
            lead.owner_id,
            now,
            now,
            msgspec.json.encode(filled).decode(),
        ),
    )
    return lead_id


def update(db: sqlite3.Connection, lead_id: str, lead: Incoming, behaviour: Behaviour, now: str) -> None:
    """Merges a lead into the one that is there: what was sent overwrites, what was not sent stays.

    Custom fields are merged key by key. Where a lead came from never changes.
    """
    there = db.execute("SELECT * FROM leads WHERE id = ?", (lead_id,)).fetchone()
    fields: dict[str, Scalar] = msgspec.json.decode(there["custom_fields"])

    def merged(sent: str | None, column: str) -> str | None:
        kept: str | None = there[column]
        return (kept or sent) if behaviour.fill_only else (sent or kept)

    name = merged(lead.name, "contact_name")
    phone = merged(lead.phone, "contact_phone")
    email = merged(lead.email, "contact_email")
    fields = lead.custom_fields | fields if behaviour.fill_only else fields | lead.custom_fields
    filled = {slug: value for slug, value in fields.items() if value is not None}
    db.execute(
        _UPDATE,
        (
            *_contact_columns(name, phone, email),
            merged(lead.stage_slug, "stage_slug"),
            merged(lead.owner_id, "owner_id"),
            now,
            msgspec.json.encode(filled).decode(),
            lead_id,
        ),
    )


def _contact_columns(name: str | None, phone: str | None, email: str | None) -> tuple[str | None, ...]:
    return (
        name,
        phone,
        email,
        email_key(email) if email else None,
        phone_key(phone) if phone else None,
        search_text(name, phone, email),
    )


def _sent(value: str | UnsetType) -> str | None:
    return value.strip() or None if value is not UNSET else None
