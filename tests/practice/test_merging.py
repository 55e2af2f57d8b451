"""Merging, held against a plain model of the documented rules on random requests."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mega_desktop.practice.bodies import Behaviour, BulkBody, decode_bulk, decoder
from mega_desktop.practice.bulk import BulkImport
from mega_desktop.practice.store import leads_in, open_store, transaction

NOW = "2026-08-14T12:00:00.000000Z"
COMPARED = ("contact_name", "contact_phone", "contact_email", "stage_slug", "source_type", "custom_fields")

Lead = dict[str, Any]

_rows = st.fixed_dictionaries(
    {},
    optional={
        "contact_name": st.sampled_from(["Ana", "Ben", "Chloé"]),
        "contact_email": st.sampled_from(["a@x.example", " A@X.example", "b@x.example", "c@x.example"]),
        "contact_phone": st.sampled_from(["(907) 555-0101", "+1 907 555 0101", "907-555-0102", "555-0101"]),
        "stage_slug": st.sampled_from(["offer", "closed"]),
        "source_type": st.sampled_from(["form", "chat"]),
        "custom_fields": st.dictionaries(
            st.sampled_from(["budget", "notes", "hat"]), st.sampled_from(["1", 2, True, None]), max_size=2
        ),
    },
)
_requests = st.fixed_dictionaries(
    {"leads": st.lists(_rows, min_size=1, max_size=6)},
    optional={"on_duplicate": st.sampled_from(["update", "skip"]), "dry_run": st.booleans()},
)


class Model:
    """A list of leads, and the rules read from the documentation line by line."""

    def __init__(self) -> None:
        self.leads: list[Lead] = []

    def carry_out(self, request: dict[str, Any]) -> list[tuple[str, str | None]]:
        """What each row should come to: its status, and by what it was matched."""
        dry_run, skips = request.get("dry_run", False), request.get("on_duplicate") == "skip"
        return [self._row(row, writes=not dry_run, skips=skips) for row in request["leads"]]

    def _row(self, row: Lead, *, writes: bool, skips: bool) -> tuple[str, str | None]:
        if not row.keys() & {"contact_name", "contact_phone", "contact_email"}:
            return "failed", None
        there, matched_by = self._match(row)
        if there is None:
            there = {
                "stage_slug": "new",
                "source_type": row.get("source_type", "import"),
                "custom_fields": {},
            }
            if writes:
                self.leads.append(there)
            self._merge(there, row)
            return "created", None
        if skips:
            return "skipped", matched_by
        if writes:
            self._merge(there, row)
        return "updated", matched_by

    def _match(self, row: Lead) -> tuple[Lead | None, str | None]:
        for matched_by, key in (("email", _email_key), ("phone", _phone_key)):
            wanted = key(row.get(f"contact_{matched_by}"))
            for lead in self.leads:
                if wanted and key(lead.get(f"contact_{matched_by}")) == wanted:
                    return lead, matched_by
        return None, None

    def _merge(self, lead: Lead, row: Lead) -> None:
        for name in ("contact_name", "contact_phone", "contact_email", "stage_slug"):
            if name in row:
                lead[name] = row[name]
        for slug, value in row.get("custom_fields", {}).items():
            lead["custom_fields"].pop(slug, None)
            if slug != "hat" and value is not None:
                lead["custom_fields"][slug] = value


def _email_key(email: str | None) -> str | None:
    return email.strip().lower() if email else None


def _phone_key(phone: str | None) -> str | None:
    digits = re.sub(r"\D", "", phone or "")
    return digits[-10:] if len(digits) >= 10 else None


def _stored(lead: Lead) -> Lead:
    """A lead of the model in the form in which the server keeps it."""
    kept = {name: lead.get(name) for name in COMPARED}
    phone, email = lead.get("contact_phone"), lead.get("contact_email")
    kept["contact_phone"] = f"+1{_phone_key(phone)}" if _phone_key(phone) else phone
    kept["contact_email"] = email.strip() if email else None
    return kept


def _run(db: sqlite3.Connection, request: dict[str, Any]) -> list[tuple[str, str | None]]:
    body = decode_bulk(decoder(BulkBody, Behaviour()), json.dumps(request).encode())
    with transaction(db):
        answer = BulkImport(db, Behaviour()).run(body, NOW)
    return [(result.status, result.matched_by) for result in answer.results]


@pytest.fixture(scope="module")
def db(data: Path) -> Iterator[sqlite3.Connection]:
    with closing(open_store(data)) as db:
        yield db


@settings(max_examples=100, deadline=None)
@given(requests=st.lists(_requests, min_size=1, max_size=5))
def test_the_leads_are_those_that_the_rules_give(
    db: sqlite3.Connection, data: Path, requests: list[dict[str, Any]]
) -> None:
    db.execute("DELETE FROM leads")
    model = Model()
    for request in requests:
        assert _run(db, request) == model.carry_out(request)
    leads = [{name: lead[name] for name in COMPARED} for lead in leads_in(data)]
    assert leads == [_stored(lead) for lead in model.leads]
