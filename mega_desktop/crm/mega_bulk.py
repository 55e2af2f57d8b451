"""MEGA's bulk request and its answer (dev.gomega.ai, push leads: POST leads/bulk)."""

from __future__ import annotations

from itertools import starmap

import msgspec
import polars as pl

from mega_desktop.crm.destination import CUSTOM, Answer, OnDuplicate, RowAnswer, RowStatus
from mega_desktop.crm.secret import Secret
from mega_desktop.crm.untrusted import plain

REF = "ref"

_STATUSES = {status.value: status for status in RowStatus}

_KEYS = (
    "contact_name",
    "contact_phone",
    "contact_email",
    "source_platform",
    "source_type",
    "stage_slug",
    "owner_id",
    "lead_line",
)


def bulk_body(rows: pl.DataFrame, on_duplicate: OnDuplicate, *, dry_run: bool) -> bytes:
    """The request's exact bytes: the same rows always give the same ones. Empty values are left out.

    Args:
        rows: A text column "ref" and one a field key.

    Raises:
        ValueError: A column is no field of a MEGA lead.
    """
    keys = [key for key in _KEYS if key in rows.columns]
    custom = [name for name in rows.columns if name.startswith(CUSTOM)]
    strangers = set(rows.columns) - {REF, *keys, *custom}
    if strangers:
        raise ValueError(f"no fields of a MEGA lead: {sorted(strangers)}")
    request: dict[str, object] = {"leads": _leads(rows, keys, custom), "on_duplicate": on_duplicate.value}
    if dry_run:
        request["dry_run"] = True
    return msgspec.json.encode(request)


def read_answer(
    content: object, refs: frozenset[str], date: float | None, token: Secret, *, dry_run: bool
) -> Answer:
    """What an answer says of the rows that were sent, by `row_ref` alone.

    Args:
        refs: The rows that were sent; whatever is said of others is ignored.
        date: Of the answer, in seconds since 1970.
        token: Blanked in the server's texts.
        dry_run: What was asked for; an answer that says the opposite is none.

    Raises:
        ValueError: This is no answer to a bulk request.
    """
    results = content.get("results") if isinstance(content, dict) else None
    if not isinstance(content, dict) or not isinstance(results, list):
        raise ValueError("no results in the answer")  # noqa: TRY004 - foreign data, no wrong call
    if content.get("dry_run") is (not dry_run):
        raise ValueError("answered as a real import" if dry_run else "answered as a dry run")
    rows: dict[str, RowAnswer] = {}
    contradicted: set[str] = set()
    for result in results:
        row = _row(result, token)
        if row is None or row.ref not in refs:
            continue
        first = rows.setdefault(row.ref, row)
        if (first.status, first.lead_id) != (row.status, row.lead_id):
            contradicted.add(row.ref)
    believed = {ref: row for ref, row in rows.items() if ref not in contradicted}
    return Answer(believed, _texts(content.get("unknown_custom_fields"), token), date)


def _leads(rows: pl.DataFrame, keys: list[str], custom: list[str]) -> list[msgspec.Struct]:
    """The rows as structs, which leave out what is null and are made and encoded without a step a cell."""
    filled = [pl.when(pl.col(key) != "").then(pl.col(key)).alias(key) for key in (*keys, *custom)]
    values = rows.select(REF, *filled).rows()
    if not custom:
        return [*starmap(_struct("Lead", ["row_ref", *keys]), values)]
    lead = _struct("Lead", ["row_ref", *keys, "custom_fields"])
    fields = _struct("CustomFields", [name.removeprefix(CUSTOM) for name in custom])
    own, none = 1 + len(keys), (None,) * len(custom)
    return [lead(*row[:own], fields(*row[own:]) if row[own:] != none else None) for row in values]


def _struct(name: str, keys: list[str]) -> type[msgspec.Struct]:
    """A struct whose fields are optional; a key need not be a name in Python."""
    renamed = {f"field_{i}": key for i, key in enumerate(keys)}
    optional = [(field, object, None) for field in renamed]
    return msgspec.defstruct(name, optional, rename=renamed, omit_defaults=True)


def _row(result: object, token: Secret) -> RowAnswer | None:
    if not isinstance(result, dict):
        return None
    ref, word = result.get("row_ref"), result.get("status")
    if not isinstance(ref, str) or not isinstance(word, str):
        return None
    status, errors = _STATUSES.get(word, RowStatus.UNKNOWN), _texts(result.get("errors"), token)
    if status is RowStatus.UNKNOWN:
        errors = (f"The answer was “{plain(word, token, limit=40)}”", *errors)
    return RowAnswer(
        ref=ref,
        status=status,
        lead_id=plain(result.get("lead_id"), token, limit=100),
        matched_by=_matched_by(result.get("matched_by")),
        errors=errors,
        ignored=_texts(result.get("ignored_custom_fields"), token),
    )


def _matched_by(value: object) -> str:
    return value if isinstance(value, str) and value in {"email", "phone"} else ""


def _texts(value: object, token: Secret) -> tuple[str, ...]:
    if value is None:
        return ()
    texts = value if isinstance(value, list) else [value]
    return tuple(text for text in (plain(t, token) for t in texts) if text)
