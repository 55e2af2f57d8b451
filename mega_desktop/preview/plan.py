"""The plan: what will happen to every row. The single truth that preview, import and report share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property

import polars as pl

from mega_desktop.matching import Leads


class Planned(StrEnum):
    """What is going to happen to a row. REPEAT goes with another row; LEFT_OUT is the person's own choice."""

    NEW = "new"
    UPDATE = "update"
    UNCHANGED = "unchanged"
    LEFT_ALONE = "left_alone"
    PROBLEM = "problem"
    REPEAT = "repeat"
    LEFT_OUT = "left_out"
    UNCHECKED = "unchecked"


SENT = frozenset({Planned.NEW, Planned.UPDATE, Planned.LEFT_ALONE, Planned.UNCHECKED})
"""Rows with one of these go into the import. LEFT_ALONE goes too, so that MEGA itself confirms it."""


@dataclass(frozen=True)
class Plan:
    """One decision a row of the file.

    `frame` stands row by row beside `leads.frame` and has:
        row         UInt32  Excel row number.
        planned     String  A `Planned` value.
        reason      String  A plain sentence; empty when there is nothing to say.
        lead_id     String  The lead it would update; null when there is none or it is not known.
        matched_by  String  "email", "phone"; null.
        ignored     String  Custom-field slugs the CRM would drop for this row, by ", "; null.

    Attributes:
        account: Name of the account it was checked against; empty when it was not.
        checked: Rows the CRM itself has checked.
        checked_at: When the last of them was checked.
        unknown_fields: Slug → number of values that would be lost.
        requests: Bulk requests the check took.
    """

    leads: Leads
    frame: pl.DataFrame
    account: str = ""
    checked: int = 0
    checked_at: datetime | None = None
    unknown_fields: Mapping[str, int] = field(default_factory=dict)
    requests: int = 0

    @property
    def rows(self) -> int:
        return self.frame.height

    def counts(self) -> dict[Planned, int]:
        """Rows by what will happen to them; adds up to `rows`, zeros included."""
        return dict(self._counts)

    @cached_property
    def _counts(self) -> dict[Planned, int]:
        # Counted once, by the thread that made the plan: a window asks several times a second.
        found = {str(k): int(n) for k, n in self.frame["planned"].value_counts().iter_rows()}
        return {p: found.get(p.value, 0) for p in Planned}

    @property
    def to_send(self) -> pl.DataFrame:
        """The rows of `leads.frame` that the import will send, in file order."""
        return self.leads.frame.filter(self.frame["planned"].is_in([p.value for p in SENT]))
