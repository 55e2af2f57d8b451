"""What requests may carry: their shapes, and what is wrong with the values in them.

Shapes (a key of the wrong type) are checked by msgspec while decoding; values (an email that is none, a
word outside an enumeration) by `lead_errors`, because in a bulk request they concern one row only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Literal, TypeVar

import msgspec
from msgspec import UNSET, Meta, UnsetType

from mega_desktop.practice import catalogue
from mega_desktop.practice.answers import Refusal
from mega_desktop.practice.contacts import is_email

Scalar = str | int | float | bool | None
T = TypeVar("T")

MAX_ROWS = 500
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


@dataclass(frozen=True)
class Behaviour:
    """Choices where MEGA's documentation is silent; the defaults are the careful guesses.

    Attributes:
        strict: Keys that are not in the API are refused instead of ignored, so that a misspelt key in a
            client is found.
        bad_rows: A bad row of a bulk request fails alone ("row"), or the request with it ("request").
        fill_only: An update fills only what is empty, instead of overwriting with the values sent.
        phone_first: When the email points at one lead and the phone at another, the phone wins.
        contacts: Leads that the FoxReach plan has room for; None for any number.
    """

    strict: bool = False
    bad_rows: Literal["row", "request"] = "row"
    fill_only: bool = False
    phone_first: bool = False
    contacts: int | None = None


class LeadCreate(msgspec.Struct):
    """The body of a single create."""

    contact_name: str | UnsetType = UNSET
    contact_phone: str | UnsetType = UNSET
    contact_email: str | UnsetType = UNSET
    source_platform: str | UnsetType = UNSET
    source_type: str | UnsetType = UNSET
    stage_slug: str | UnsetType = UNSET
    custom_fields: dict[str, Scalar] | UnsetType = UNSET


class BulkRow(LeadCreate):
    """One row of a bulk request."""

    row_ref: str | UnsetType = UNSET
    owner_id: str | UnsetType = UNSET
    lead_line: str | UnsetType = UNSET


class BulkBody(msgspec.Struct):
    """The body of a bulk request; its rows are decoded one by one, so that a bad one fails alone."""

    leads: list[msgspec.Raw]
    on_duplicate: Literal["update", "skip"] = "update"
    dry_run: bool = False


class WebhookCreate(msgspec.Struct):
    """The body that registers a webhook."""

    # JSON knows no whole numbers: 3.0 is as good as 3, which only a float field accepts.
    url: str
    event_types: list[Literal["lead.created"]] = msgspec.field(default_factory=lambda: ["lead.created"])
    timeout_seconds: Annotated[float, Meta(ge=1, le=60, multiple_of=1)] = 10
    retry_attempts: Annotated[float, Meta(ge=0, le=10, multiple_of=1)] = 5
    description: str | None = None
    is_active: bool = True


class WebhookUpdate(WebhookCreate):
    """The settings of a webhook after a change; what the body left out stays as it was."""

    rotate_secret: bool = False


class _RowRef(msgspec.Struct):
    row_ref: str | None = None


def decoder(shape: type[T], behaviour: Behaviour) -> msgspec.json.Decoder[T]:
    """Decodes `shape`; in strict mode unknown keys are an error."""
    if not behaviour.strict:
        return msgspec.json.Decoder(shape)
    exact = msgspec.defstruct(shape.__name__, [], bases=(shape,), forbid_unknown_fields=True)
    return msgspec.json.Decoder(exact)


def decode(using: msgspec.json.Decoder[T], text: bytes | msgspec.Raw, what: str = "body") -> T:
    """Decodes a body, or a part of one that is called `what` in the refusal.

    Raises:
        Refusal: 400, with what is wrong in English.
    """
    try:
        return using.decode(text)
    except msgspec.ValidationError as error:
        raise Refusal(400, f"The {what} does not have the right shape: {error}.") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Refusal(400, f"The {what} is not valid JSON.") from error


def decode_bulk(using: msgspec.json.Decoder[BulkBody], body: bytes) -> BulkBody:
    """Decodes a bulk request up to its rows, of which there must be 1 to 500."""
    bulk = decode(using, body)
    if not bulk.leads:
        raise Refusal(400, "leads is empty; send at least one lead.")
    if len(bulk.leads) > MAX_ROWS:
        raise Refusal(400, f"leads holds {len(bulk.leads)} rows; send at most {MAX_ROWS} in one request.")
    return bulk


def row_ref_of(row: msgspec.Raw) -> str | None:
    """The `row_ref` of a row that could not be decoded, where there is one."""
    try:
        return msgspec.json.decode(row, type=_RowRef).row_ref
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def lead_errors(lead: LeadCreate) -> list[str]:
    """What is wrong with the values of a lead, in English; empty when nothing is."""
    return [
        *_contact_errors(lead),
        *_choice_errors(lead),
        *(_row_errors(lead) if isinstance(lead, BulkRow) else ()),
    ]


def _contact_errors(lead: LeadCreate) -> Iterator[str]:
    contacts = (lead.contact_name, lead.contact_phone, lead.contact_email)
    if not any(value and value.strip() for value in contacts):
        yield "At least one of contact_name, contact_phone, contact_email is required"
    if lead.contact_email and not is_email(lead.contact_email.strip()):
        yield "contact_email is not a valid email address"


def _choice_errors(lead: LeadCreate) -> Iterator[str]:
    if lead.source_platform is not UNSET and lead.source_platform not in catalogue.SOURCE_PLATFORMS:
        yield _not_one_of("source_platform", lead.source_platform, catalogue.SOURCE_PLATFORMS)
    if lead.source_type is not UNSET and lead.source_type not in catalogue.SOURCE_TYPES:
        yield _not_one_of("source_type", lead.source_type, catalogue.SOURCE_TYPES)
    if lead.stage_slug is not UNSET and lead.stage_slug not in catalogue.STAGE_BY_SLUG:
        yield f'Unknown stage_slug "{lead.stage_slug}"'
    line = lead.custom_fields.get(catalogue.LEAD_LINE) if lead.custom_fields else None
    if line is not None and line not in catalogue.LEAD_LINES:
        yield _not_one_of("custom_fields.lead_line", line, catalogue.LEAD_LINES)


def _row_errors(row: BulkRow) -> Iterator[str]:
    if row.lead_line is not UNSET and row.lead_line not in catalogue.LEAD_LINES:
        yield _not_one_of("lead_line", row.lead_line, catalogue.LEAD_LINES)
    if row.owner_id is UNSET:
        return
    if not _UUID.fullmatch(row.owner_id):
        yield "owner_id is not a UUID"
    elif row.owner_id.lower() not in catalogue.OWNER_BY_ID:
        yield "owner_id is not a member of this customer's team"


def _not_one_of(name: str, value: Scalar, allowed: tuple[str, ...]) -> str:
    return f'{name} "{value}" is not one of {", ".join(allowed)}'
