"""FoxReach's import request and its answer (docs.foxreach.io, import leads).

The answer has counts and at most 100 e-mail addresses each of duplicates and errors, and nothing a row
of ours could be found by. So requests hold at most 100 rows, and what is kept of a request names the row
of each address beside the bytes that are sent.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

import msgspec
import polars as pl

from mega_desktop.crm.destination import CUSTOM, Answer, RowAnswer, RowStatus
from mega_desktop.crm.secret import Secret
from mega_desktop.crm.untrusted import plain

REF = "ref"
EMAIL = "email"
TAGS = "tags"
PLAIN_KEYS = (
    "firstName",
    "lastName",
    "company",
    "title",
    "phone",
    "linkedinUrl",
    "website",
    "notes",
    "source",
)

_THERE = "a lead with this email is there already; FoxReach leaves such a lead as it is"
_DOES_NOT_ADD_UP = "FoxReach's figures for this upload do not add up; look for the lead in FoxReach"


class Upload(msgspec.Struct, frozen=True):
    """What is kept of a request.

    Attributes:
        refs: The rows in sending order.
        emails: The address of each.
        request: The exact bytes to send.
    """

    refs: list[str]
    emails: list[str]
    request: msgspec.Raw


def pack(rows: pl.DataFrame) -> bytes:
    """The `Upload` of `rows`, as bytes. Leads that were deleted in FoxReach stay deleted.

    Raises:
        ValueError: A column is no field of a FoxReach lead.
    """
    custom = [name for name in rows.columns if name.startswith(CUSTOM)]
    strangers = set(rows.columns) - {REF, EMAIL, TAGS, *PLAIN_KEYS, *custom}
    if strangers:
        raise ValueError(f"no fields of a FoxReach lead: {sorted(strangers)}")
    leads = [_lead(row, custom) for row in rows.iter_rows(named=True)]
    request = msgspec.json.encode({"restoreSoftDeleted": False, "leads": leads})
    upload = Upload(list(rows[REF]), [str(lead[EMAIL]) for lead in leads], msgspec.Raw(request))
    return msgspec.json.encode(upload)


def unpack(body: bytes) -> Upload:
    """The upload that `pack` made."""
    return msgspec.json.decode(body, type=Upload)


def read_answer(content: object, upload: Upload, date: float | None, token: Secret) -> Answer:
    """What the answer means for each row of `upload`.

    Raises:
        ValueError: This is no answer to an import.
    """
    data = content.get("data") if isinstance(content, dict) else None
    if not isinstance(data, dict) or not all(isinstance(data.get(k), int) for k in ("created", "duplicates")):
        raise ValueError("no counts in the answer")
    duplicates = Counter(_address(e) for e in _list(data.get("duplicateEmails")))
    errors = {_address(e.get("email")): e for e in _list(data.get("errorDetails")) if isinstance(e, dict)}
    reasons = {email: plain(error.get("reason"), token) for email, error in errors.items()}
    statuses = list(_statuses(upload.emails, duplicates, reasons))
    complete = statuses.count(RowStatus.CREATED) == data["created"] and not data.get("restored")
    rows = (
        _row(ref, status, reasons.get(email, ""), complete=complete)
        for ref, email, status in zip(upload.refs, upload.emails, statuses, strict=True)
    )
    return Answer({row.ref: row for row in rows}, (), date)


def _lead(row: Mapping[str, str | None], custom: Iterable[str]) -> dict[str, object]:
    lead: dict[str, object] = {EMAIL: (row.get(EMAIL) or "").strip().lower()}
    lead |= {key: value for key in PLAIN_KEYS if (value := row.get(key))}
    tags = [tag.strip() for tag in (row.get(TAGS) or "").replace(";", ",").split(",")]
    if any(tags):
        lead[TAGS] = [tag for tag in tags if tag]
    fields = {name.removeprefix(CUSTOM): value for name in custom if (value := row.get(name))}
    if fields:
        lead["customFields"] = fields
    return lead


def _statuses(
    emails: Iterable[str], duplicates: Counter[str], reasons: Mapping[str, str]
) -> Iterable[RowStatus]:
    """Of an address that came several times, the first row is the one that may have been created."""
    left = Counter(emails)
    for email in emails:
        left[email] -= 1
        if email in reasons:
            yield RowStatus.FAILED
        elif duplicates[email] > left[email]:
            yield RowStatus.SKIPPED
        else:
            yield RowStatus.CREATED


def _row(ref: str, status: RowStatus, reason: str, *, complete: bool) -> RowAnswer:
    match status:
        case RowStatus.FAILED:
            return RowAnswer(ref, status, errors=(reason,) if reason else ())
        case RowStatus.SKIPPED:
            return RowAnswer(ref, status, matched_by="email", errors=(_THERE,))
        case _ if complete:
            return RowAnswer(ref, status)
        case _:
            return RowAnswer(ref, RowStatus.UNKNOWN, errors=(_DOES_NOT_ADD_UP,))


def _address(value: object) -> str:
    return value.strip().lower() if isinstance(value, str) else ""


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
