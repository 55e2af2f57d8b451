"""Bulk requests: one result a row, in the order of the request."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Literal

import msgspec
from msgspec import UNSET, UnsetType

from mega_desktop.practice.answers import Refusal
from mega_desktop.practice.bodies import (
    Behaviour,
    BulkBody,
    BulkRow,
    decode,
    decoder,
    lead_errors,
    row_ref_of,
)
from mega_desktop.practice.merging import Incoming, Match, find_match, incoming, insert, update

RowStatus = Literal["created", "updated", "skipped", "failed"]


class RowResult(msgspec.Struct):
    """What became of one row; for a dry run, what would."""

    row_ref: str | None
    status: RowStatus
    lead_id: str | None = None
    matched_by: str | None = None
    errors: list[str] | None = None
    ignored_custom_fields: tuple[str, ...] | UnsetType = UNSET


class Summary(msgspec.Struct):
    """The rows counted by status."""

    total: int
    created: int
    updated: int
    skipped: int
    failed: int


class BulkAnswer(msgspec.Struct):
    """The answer to a bulk request."""

    dry_run: bool
    summary: Summary
    results: list[RowResult]
    unknown_custom_fields: list[str]


class BulkImport:
    """Carries out bulk requests.

    A dry run looks at the leads as they are: it does not see the earlier rows of its own request.
    """

    def __init__(self, db: sqlite3.Connection, behaviour: Behaviour) -> None:
        self._db = db
        self._behaviour = behaviour
        self._rows = decoder(BulkRow, behaviour)

    def run(self, body: BulkBody, now: str) -> BulkAnswer:
        """Checks every row, and unless this is a dry run merges the good ones. Wants a transaction.

        Raises:
            Refusal: 400 for a bad row, where bad rows were chosen to spoil their request.
        """
        decide = self._rehearse if body.dry_run else self._write
        results = [self._result(raw, decide, body.on_duplicate == "skip", now) for raw in body.leads]
        if self._behaviour.bad_rows == "request":
            _refuse_bad_rows(results)
        return BulkAnswer(body.dry_run, _summary(results), results, _ignored_in(results))

    def _result(self, raw: msgspec.Raw, decide: _Decide, skips: bool, now: str) -> RowResult:
        try:
            row = decode(self._rows, raw, "row")
        except Refusal as refusal:
            return RowResult(row_ref_of(raw), "failed", errors=[refusal.message])
        ref = None if row.row_ref is UNSET else row.row_ref
        lead = incoming(row)
        ignored = lead.ignored or UNSET
        errors = lead_errors(row)
        if errors:
            return RowResult(ref, "failed", errors=errors, ignored_custom_fields=ignored)
        match = find_match(self._db, lead, self._behaviour)
        status, lead_id = decide(lead, match, skips, now)
        return RowResult(ref, status, lead_id, match.by if match else None, ignored_custom_fields=ignored)

    def _rehearse(self, _lead: Incoming, match: Match | None, skips: bool, _now: str) -> _Decision:
        if match is None:
            return "created", None
        return "skipped" if skips else "updated", match.lead_id

    def _write(self, lead: Incoming, match: Match | None, skips: bool, now: str) -> _Decision:
        if match is None:
            return "created", insert(self._db, lead, "import", now)
        if skips:
            return "skipped", match.lead_id
        update(self._db, match.lead_id, lead, self._behaviour, now)
        return "updated", match.lead_id


_Decision = tuple[RowStatus, str | None]
_Decide = Callable[[Incoming, Match | None, bool, str], _Decision]


def _refuse_bad_rows(results: Sequence[RowResult]) -> None:
    for number, result in enumerate(results):
        if result.errors:
            raise Refusal(400, f"leads[{number}]: {'; '.join(result.errors)}")


def _summary(results: Sequence[RowResult]) -> Summary:
    counts = Counter(result.status for result in results)
    return Summary(len(results), counts["created"], counts["updated"], counts["skipped"], counts["failed"])


def _ignored_in(results: Sequence[RowResult]) -> list[str]:
    return sorted({slug for result in results for slug in result.ignored_custom_fields or ()})
