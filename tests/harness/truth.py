"""What a CRM really did with every row it was sent: leads, merges, and a list of every execution."""

from __future__ import annotations

import random
import re
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

SPOILT = "!"
"""A name that ends so is refused, row by row."""


@dataclass
class Truth:
    """The leads of one account.

    Attributes:
        now: Seconds since 1970.
        fractions: Times are kept with microseconds; else in whole seconds.
        done: For every row_ref, each time it was carried out: (status, lead id).
        leads: Lead id → the values it has now.
    """

    now: Callable[[], float]
    rng: random.Random
    fractions: bool = True
    done: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    leads: dict[str, dict[str, Any]] = field(default_factory=dict)
    by_email: dict[str, str] = field(default_factory=dict)
    by_phone: dict[str, str] = field(default_factory=dict)

    def carry_out(self, request: Mapping[str, Any], *, dry: bool) -> dict[str, Any]:
        """Row by row, and the document that is answered."""
        skip = request.get("on_duplicate") == "skip"
        results = [self._row(row, skip=skip, dry=dry) for row in request["leads"]]
        words = ("created", "updated", "skipped", "failed")
        summary = {"total": len(results), **{w: sum(r["status"] == w for r in results) for w in words}}
        return {"dry_run": dry, "summary": summary, "results": results, "unknown_custom_fields": []}

    def page(self, query: Mapping[str, str]) -> dict[str, Any]:
        """Leads that match, oldest change first; the cursor is a place in that order."""
        since, search = query.get("updated_since", ""), query.get("search", "").lower()
        found = [
            lead
            for lead in self.leads.values()
            if (not since or datetime.fromisoformat(lead["updated_at"]) >= datetime.fromisoformat(since))
            and (not search or search in " ".join(str(value) for value in lead.values()).lower())
        ]
        found.sort(key=lambda lead: (lead["updated_at"], lead["id"]))
        start, limit = int(query.get("cursor", "0")), int(query.get("limit", "20"))
        more = start + limit < len(found)
        return {
            "leads": found[start : start + limit],
            "total": len(found),
            "limit": limit,
            "offset": 0,
            "next_cursor": str(start + limit) if more else None,
        }

    def forget_leads(self) -> None:
        """Somebody removed every lead."""
        self.leads.clear()
        self.by_email.clear()
        self.by_phone.clear()
        self.done.clear()

    def executions(self) -> dict[int, list[tuple[str, str]]]:
        """What was done, by the number of the spreadsheet's row."""
        by_row: dict[int, list[tuple[str, str]]] = defaultdict(list)
        for ref, happened in self.done.items():
            by_row[_row_of(ref)].extend(happened)
        return by_row

    def overtaken(self) -> Iterator[str]:
        """Leads that do not have the values of the last row that was merged into them."""
        last: dict[str, int] = defaultdict(int)
        for ref, happened in self.done.items():
            for status, lead in happened:
                if status in {"created", "updated"}:
                    last[lead] = max(last[lead], _row_of(ref))
        return (lead for lead, row in last.items() if self.leads[lead]["last_row"] != row)

    def _row(self, row: Mapping[str, Any], *, skip: bool, dry: bool) -> dict[str, Any]:
        email = (row.get("contact_email") or "").strip().lower()
        phone = re.sub("[^0-9]", "", row.get("contact_phone") or "")[-10:]
        phone = phone if len(phone) == 10 else ""
        found = self.by_email.get(email) or self.by_phone.get(phone)
        lead = found or str(uuid.UUID(int=self.rng.getrandbits(128), version=4))
        status = ("skipped" if skip else "updated") if found else "created"
        if str(row.get("contact_name")).endswith(SPOILT):
            lead, status = "", "failed"
        if not dry:
            self.done[row["row_ref"]].append((status, lead))
            if status in {"created", "updated"}:
                self._write(lead, row, email, phone)
        return {
            "row_ref": row["row_ref"],
            "status": status,
            "lead_id": lead if lead and (found or not dry) else None,
            "matched_by": ("email" if email in self.by_email else "phone") if found else None,
            "errors": ["the name is spoilt"] if status == "failed" else None,
        }

    def _write(self, lead: str, row: Mapping[str, Any], email: str, phone: str) -> None:
        moment = datetime.fromtimestamp(self.now(), UTC).isoformat(
            timespec="microseconds" if self.fractions else "seconds"
        )
        here = self.leads.setdefault(
            lead,
            {
                "id": lead,
                "created_at": moment,
                "status": "active",
                "contact_name": None,
                "contact_email": None,
                "contact_phone": None,
            },
        )
        here["updated_at"], here["last_row"] = moment, _row_of(row["row_ref"])
        here["contact_name"] = row.get("contact_name") or here["contact_name"]
        here["contact_email"] = email or here["contact_email"]
        here["contact_phone"] = f"+1{phone}" if phone else here["contact_phone"]
        if email:
            self.by_email.setdefault(email, lead)
        if phone:
            self.by_phone.setdefault(phone, lead)


def _row_of(ref: str) -> int:
    return int(ref.partition("-")[0])
