"""What FoxReach's requests may carry (docs.foxreach.io, leads, import leads), and what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, TypeVar

import msgspec
from msgspec import UNSET, Meta, UnsetType

from mega_desktop.practice.answers import Refusal
from mega_desktop.practice.bodies import Scalar

T = TypeVar("T")

MAX_ROWS = 1_000


class LeadChange(msgspec.Struct, rename="camel"):
    """The body of a change; what it does not have stays as it is. There is no `email` to change."""

    first_name: str | UnsetType | None = UNSET
    last_name: str | UnsetType | None = UNSET
    company: str | UnsetType | None = UNSET
    title: str | UnsetType | None = UNSET
    phone: str | UnsetType | None = UNSET
    linkedin_url: str | UnsetType | None = UNSET
    website: str | UnsetType | None = UNSET
    notes: str | UnsetType | None = UNSET
    source: str | UnsetType = UNSET
    status: str | UnsetType = UNSET
    tags: list[str] | UnsetType = UNSET
    custom_fields: dict[str, Scalar] | UnsetType = UNSET


class LeadBody(LeadChange, rename="camel", kw_only=True):
    """The body of a new lead, and a row of an import."""

    email: str


class ImportBody(msgspec.Struct, rename="camel"):
    """The body of an import. What was deleted comes back unless the request says otherwise."""

    leads: list[LeadBody]
    restore_soft_deleted: bool = True


class LeadQuery(msgspec.Struct, rename="camel"):
    """The query of a listing."""

    page: Annotated[int, Meta(ge=1, le=2**40)] = 1
    page_size: Annotated[int, Meta(ge=1, le=100)] = 50
    search: str = ""
    status: str = ""
    tags: str = ""


def decode(shape: type[T], body: bytes) -> T:
    """Decodes a body.

    Raises:
        Refusal: 422, for malformed JSON and for wrong types.
    """
    try:
        return msgspec.json.decode(body, type=shape)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Refusal(422, str(error)) from error


def decode_import(body: bytes) -> ImportBody:
    """Decodes an import of 1 to 1,000 rows.

    Raises:
        Refusal: 422 for its shape, 400 for too few or too many rows.
    """
    asked = decode(ImportBody, body)
    if not asked.leads:
        raise Refusal(400, "leads must not be empty")
    if len(asked.leads) > MAX_ROWS:
        raise Refusal(400, f"leads must hold at most {MAX_ROWS} items")
    return asked


def parse_query(pairs: Sequence[tuple[str, str]]) -> LeadQuery:
    """Reads the query parameters; unknown ones are passed over.

    Raises:
        Refusal: 422.
    """
    try:
        return msgspec.convert(dict(pairs), LeadQuery, strict=False)
    except msgspec.ValidationError as error:
        raise Refusal(422, str(error)) from error
