"""Leads as they are answered, and the listing with its filters, sorting and pages."""

from __future__ import annotations

import base64
import binascii
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

from mega_desktop.practice import catalogue
from mega_desktop.practice.answers import Refusal
from mega_desktop.practice.bodies import Behaviour
from mega_desktop.practice.contacts import searched_digits
from mega_desktop.practice.store import timestamp

_LARGEST = 2**62
"""Larger offsets say the same: past the end. SQLite's integers end soon after."""


class LeadOut(msgspec.Struct):
    """A lead as MEGA answers it."""

    id: str
    customer_id: str
    contact_name: str | None
    contact_phone: str | None
    contact_email: str | None
    source_platform: str
    source_type: str
    status: str
    score: int | None
    qualified: bool | None
    current_stage: catalogue.Stage | None
    owner: catalogue.Owner | None
    last_interaction_at: str | None
    interaction_count: int
    created_at: str
    updated_at: str
    custom_fields: msgspec.Raw | UnsetType = UNSET


class LeadPage(msgspec.Struct):
    """One page of a listing; `total` counts all that match, whatever the page."""

    leads: list[LeadOut]
    total: int
    limit: int
    offset: int
    next_cursor: str | None


class LeadQuery(msgspec.Struct):
    """The query of a listing, as it is spelt in the address."""

    status: str | UnsetType = UNSET
    stage_id: UUID | UnsetType = msgspec.field(default=UNSET, name="stageId")
    search: str = ""
    created_since: str | UnsetType = UNSET
    updated_since: str | UnsetType = UNSET
    sort_by: Literal["created_at", "updated_at", "last_interaction_at"] = "updated_at"
    sort_dir: Literal["asc", "desc"] = "asc"
    lead_line: Literal["buyer", "seller"] | UnsetType = UNSET
    include_custom_fields: Literal["true", "false"] = "false"
    cursor: str | UnsetType = UNSET
    limit: Annotated[int, Meta(ge=1, le=100)] = 20
    offset: Annotated[int, Meta(ge=0)] = 0


class _StrictLeadQuery(LeadQuery, forbid_unknown_fields=True):
    """Refuses misspelt parameters."""


class _Cursor(msgspec.Struct, array_like=True):
    """Where a page ended. Bound to the sort it was made under."""

    sort_by: str
    sort_dir: str
    value: str
    seq: Annotated[int, Meta(ge=0, le=_LARGEST)]


def parse_query(pairs: Sequence[tuple[str, str]], behaviour: Behaviour) -> LeadQuery:
    """Reads the query parameters.

    Raises:
        Refusal: 400 for a value that is not allowed, or a parameter that came twice.
    """
    values = dict(pairs)
    if len(values) < len(pairs):
        raise Refusal(400, "A query parameter was sent more than once.")
    try:
        return msgspec.convert(values, _StrictLeadQuery if behaviour.strict else LeadQuery, strict=False)
    except msgspec.ValidationError as error:
        raise Refusal(400, f"A query parameter is not valid: {error}.") from error


def list_leads(db: sqlite3.Connection, customer_id: str, query: LeadQuery) -> LeadPage:
    """One page of the leads that match.

    Raises:
        Refusal: 400 for a cursor that was made under another sort, or is none.
    """
    filters = list(_filters(query))
    total = db.execute(f"SELECT count(*) FROM leads {_where(filters)}", _values(filters)).fetchone()[0]  # noqa: S608
    if query.cursor is not UNSET:
        filters.append(_after(query.cursor, query))
    rows = db.execute(
        f"SELECT * FROM leads {_where(filters)}"  # noqa: S608 (only words of this module, never values)
        f" ORDER BY {query.sort_by} {query.sort_dir}, seq {query.sort_dir} LIMIT ? OFFSET ?",
        (*_values(filters), query.limit + 1, min(query.offset, _LARGEST)),
    ).fetchall()
    page = rows[: query.limit]
    more = len(rows) > query.limit
    with_fields = query.include_custom_fields == "true"
    leads = [lead_out(row, customer_id, with_fields=with_fields) for row in page]
    return LeadPage(leads, total, query.limit, query.offset, _cursor_at(page[-1], query) if more else None)


def get_lead(db: sqlite3.Connection, customer_id: str, lead_id: str) -> LeadOut:
    """The lead with this id, which must exist, with its custom fields."""
    row = db.execute("SELECT * FROM leads WHERE id = ?", (lead_id,)).fetchone()
    return lead_out(row, customer_id, with_fields=True)


def lead_out(row: sqlite3.Row, customer_id: str, *, with_fields: bool) -> LeadOut:
    """A stored lead as it is answered."""
    return LeadOut(
        row["id"],
        customer_id,
        row["contact_name"],
        row["contact_phone"],
        row["contact_email"],
        row["source_platform"],
        row["source_type"],
        row["status"],
        row["score"],
        None if row["qualified"] is None else bool(row["qualified"]),
        catalogue.STAGE_BY_SLUG.get(row["stage_slug"]),
        catalogue.OWNER_BY_ID.get(row["owner_id"]),
        row["last_interaction_at"],
        row["interaction_count"],
        row["created_at"],
        row["updated_at"],
        msgspec.Raw(row["custom_fields"].encode()) if with_fields else UNSET,
    )


_Filter = tuple[str, tuple[object, ...]]
"""A condition of SQL and the values for its question marks."""


def _filters(query: LeadQuery) -> Iterator[_Filter]:
    if query.status is not UNSET:
        yield "status = ?", (query.status,)
    if query.stage_id is not UNSET:
        slugs = [stage.slug for stage in catalogue.STAGES if stage.id == str(query.stage_id)]
        yield "stage_slug = ?", (slugs[0] if slugs else None,)
    if query.created_since is not UNSET:
        yield "created_at >= ?", (_moment("created_since", query.created_since),)
    if query.updated_since is not UNSET:
        yield "updated_at >= ?", (_moment("updated_since", query.updated_since),)
    if query.lead_line is not UNSET:
        yield f"json_extract(custom_fields, '$.{catalogue.LEAD_LINE}') = ?", (query.lead_line,)
    text = query.search.strip()
    if text:
        yield "(instr(search_text, ?) OR instr(search_text, ?))", (text.casefold(), searched_digits(text))


def _where(filters: Sequence[_Filter]) -> str:
    return "WHERE " + " AND ".join(condition for condition, _ in filters) if filters else ""


def _values(filters: Sequence[_Filter]) -> list[object]:
    return [value for _, values in filters for value in values]


def _moment(name: str, text: str) -> str:
    try:
        moment = msgspec.convert(text, Annotated[datetime, Meta(tz=True)])
    except msgspec.ValidationError as error:
        raise Refusal(400, f"{name} is not an ISO 8601 date and time with a zone.") from error
    try:
        return timestamp(moment)
    except OverflowError:
        # Within a day of the year 1 or 9999 the zone leads out of the calendar.
        return timestamp(moment.replace(tzinfo=UTC))


def _after(text: str, query: LeadQuery) -> _Filter:
    try:
        cursor = msgspec.json.decode(base64.urlsafe_b64decode(text), type=_Cursor)
    except (msgspec.DecodeError, UnicodeDecodeError, binascii.Error, ValueError) as error:
        raise Refusal(400, "cursor is not one that this server gave out.") from error
    if (cursor.sort_by, cursor.sort_dir) != (query.sort_by, query.sort_dir):
        raise Refusal(400, "cursor belongs to another sort_by or sort_dir; start again without it.")
    beyond = ">" if query.sort_dir == "asc" else "<"
    return f"({query.sort_by}, seq) {beyond} (?, ?)", (cursor.value, cursor.seq)


def _cursor_at(row: sqlite3.Row, query: LeadQuery) -> str | None:
    """Leads without an interaction have no place in that order, so it is paged by offset only."""
    if query.sort_by == "last_interaction_at":
        return None
    cursor = _Cursor(query.sort_by, query.sort_dir, row[query.sort_by], row["seq"])
    return base64.urlsafe_b64encode(msgspec.json.encode(cursor)).decode()
