"""The plan: what will happen to every row. The single truth that preview, import and report share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

import polars as pl

from mega_desktop.crm import FieldKind
from mega_desktop.matching import INTO, PROBLEM, Leads
from mega_desktop.preview.keys import field_of, phone_key
from mega_desktop.preview.planned import SENT, Planned
from mega_desktop.preview.rules import with_rules
from mega_desktop.preview.snapshot import Snapshot

SAID, SAID_WHY, SAID_LEAD, SAID_BY = "said", "said_why", "said_lead", "said_by"
SAID_WORDS = "said_words"


@dataclass(frozen=True)
class Plan:
    """One decision a row of the file.

    `frame` stands row by row beside `leads.frame` and has:
        row         UInt32  Excel row number.
        planned     String  A `Planned` value: from the file, the CRM's word and the snapshot together.
        reason      String  A plain sentence; empty when there is nothing to say.
        lead_id     String  The lead that is there; null when there is none or it is not known.
        matched_by  String  "email", "phone"; null.
        ignored     String  Custom-field slugs the CRM would drop for this row, by ", "; null.
        said        String  The CRM's own word in its dry run, a `Planned` value; null while it was not asked
                            about this row as it is now.
        said_why, said_lead, said_by
                    String  Why, in plain words; the lead it named; what it found it by ("email", "phone").
        said_words  String  The CRM's own words for a refusal, a detail; null.

    Attributes:
        account: Name of the account it was checked against; empty when it was not.
        checked: Rows the CRM itself has checked.
        checked_at: When the last of them was checked.
        unknown_fields: Slug → number of values that would be lost.
        requests: Bulk requests the check took.
        snapshot: The leads already there that this plan was compared with; None before.
    """

    leads: Leads
    frame: pl.DataFrame
    account: str = ""
    checked: int = 0
    checked_at: datetime | None = None
    unknown_fields: Mapping[str, int] = field(default_factory=dict)
    requests: int = 0
    snapshot: Snapshot | None = None

    @property
    def rows(self) -> int:
        return self.frame.height

    def counts(self) -> dict[Planned, int]:
        """Rows by what will happen to them; adds up to `rows`, zeros included."""
        return dict(self._tally[0])

    @property
    def bare(self) -> int:
        """Rows that go without an email or phone to be known again by: they are uploaded apart."""
        return self._tally[1]

    @cached_property
    def _tally(self) -> tuple[dict[Planned, int], int]:
        # Counted once, by the thread that made the plan: a window asks several times a second.
        found = {str(k): int(n) for k, n in self.frame["planned"].value_counts().iter_rows()}
        email, phone = (field_of(self.leads.fields, k) for k in (FieldKind.EMAIL, FieldKind.PHONE))
        bare = self.leads.frame.filter(self._goes)
        bare = bare.filter(pl.col(email).is_null()) if email else bare
        bare = bare.filter(phone_key(pl.col(phone)).is_null()) if phone else bare
        return {p: found.get(p.value, 0) for p in Planned}, bare.height

    @property
    def _goes(self) -> pl.Series:
        return self.frame["planned"].is_in([p.value for p in SENT])

    @cached_property
    def to_check(self) -> pl.Series:
        """Which rows the CRM has to be asked about.

        Those that can go, and that it was not asked about as they are now.
        """
        can_go = self.leads.frame.select(pl.col(PROBLEM).is_null() & pl.col(INTO).is_null()).to_series()
        return can_go & self.frame[SAID].is_null()

    @property
    def to_send(self) -> pl.DataFrame:
        """The rows of `leads.frame` that the import will send, in file order.

        Where a lead is there already, values that a rule protects are left out; see `rules`.
        """
        going = self._goes
        rows = self.leads.frame.filter(going)
        if not self.leads.existing:
            return rows
        return with_rules(rows, self.frame.filter(going), self.leads, self.snapshot)
