"""Rows become uploads: the exact bytes, their hash, and a key that no other upload ever had."""

from __future__ import annotations

import hashlib
import uuid
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

import polars as pl

from mega_desktop.crm import PHONE_DIGITS, Destination, Field, FieldKind, OnDuplicate
from mega_desktop.sheets import ROW

REF = "ref"
PACKED = 1
"""zlib's level: faster by far than its usual one, for bodies that are dropped when they are answered."""


class ChunkClass(StrEnum):
    """Whether sending a row twice can make two leads of it.

    KEYED: each row has an email or a phone, so the CRM merges what comes twice.
    BARE: rows with a name only; nothing but the idempotency key stands between them and a second lead.
    """

    KEYED = "K"
    BARE = "U"


@dataclass(frozen=True)
class Draft:
    """An upload before it is in the journal.

    Attributes:
        rows: Excel row number and `row_ref` of each of its rows, in sending order.
        body: The bytes to send, zlib-compressed.
        sha: SHA-256 of the bytes to send.
    """

    kind: ChunkClass
    rows: tuple[tuple[int, str], ...]
    body: bytes
    sha: str
    key: str


@dataclass(frozen=True)
class TooLarge:
    """A single row that no upload can hold."""

    row: int
    ref: str


def is_keyed(fields: Iterable[Field]) -> pl.Expr:
    """Whether a row has an email, or a phone that the CRM can match on."""
    parts = []
    for field in fields:
        if field.kind is FieldKind.EMAIL:
            parts.append(pl.col(field.key).is_not_null())
        elif field.kind is FieldKind.PHONE:
            parts.append(pl.col(field.key).str.count_matches("[0-9]").fill_null(0) >= PHONE_DIGITS)
    return pl.any_horizontal(parts) if parts else pl.lit(value=False)


def drafts(
    rows: pl.DataFrame, kind: ChunkClass, destination: Destination, on_duplicate: OnDuplicate
) -> Iterator[Draft | TooLarge]:
    """Uploads of `rows` in their order, none larger than the destination takes.

    Args:
        rows: `row`, `ref`, and one text column a field key.
    """
    for part in rows.iter_slices(destination.limits.rows):
        yield from _fitting(part, kind, destination, on_duplicate)


def row_of(ref: str) -> int:
    """The Excel row number that a `row_ref` begins with."""
    return int(ref.partition("-")[0])


def unpack(body: bytes) -> bytes:
    """The bytes to send, of a draft's `body`."""
    return zlib.decompress(body)


def fingerprint(body: bytes) -> str:
    """SHA-256 of the bytes to send."""
    return hashlib.sha256(body).hexdigest()


def _fitting(
    rows: pl.DataFrame, kind: ChunkClass, destination: Destination, on_duplicate: OnDuplicate
) -> Iterator[Draft | TooLarge]:
    body = destination.encode(rows.drop(ROW), on_duplicate)
    if len(body) <= destination.limits.body_bytes:
        pairs = tuple(zip(rows[ROW].to_list(), rows[REF].to_list(), strict=True))
        yield Draft(kind, pairs, zlib.compress(body, PACKED), fingerprint(body), str(uuid.uuid4()))
    elif rows.height == 1:
        yield TooLarge(rows[ROW][0], rows[REF][0])
    else:
        middle = rows.height // 2
        yield from _fitting(rows.slice(0, middle), kind, destination, on_duplicate)
        yield from _fitting(rows.slice(middle), kind, destination, on_duplicate)
