"""The leads that a table and a mapping make: columnar, every row of the file accounted for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from mega_desktop.crm import Field, OnDuplicate
from mega_desktop.matching.mapping import Repeats

PROBLEM = "problem"
PROBLEM_FIELD = "problem_field"
INTO = "into"
WHY = "why"
LEFT_OUT = "left out"
"""Stands for a field where it is the person who leaves the row out. No field key has a space."""


@dataclass(frozen=True)
class Folded:
    """What combining repeats changed, so that it can be taken back.

    Attributes:
        own: Their own values of the rows that carry a combined person: `place` (position in the leads' frame)
            and one column a field key.
        notes: What there was to say before.
    """

    own: pl.DataFrame
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Leads:
    """One row a row of the file.

    `frame` has, in this order:
        row            UInt32  Excel row number.
        <field key>…   String  What will be sent; null is not sent. For the row that carries a
                               combined person these are the combined values.
        problem        String  Why this row cannot go, a plain sentence; null when it can.
        problem_field  String  The field key the problem is about; null when there is none. `LEFT_OUT` for
                               a row that the person leaves out: `problem` says then why.
        into           UInt32  Row number of the row that stands for the same person; null when
                               this row stands for itself.
        why            String  "email" or "phone": what made it the same person; null without `into`.

    Rows to send are those with neither `problem` nor `into`.

    Attributes:
        fields: The destination's fields that are in use, in frame order.
        same_phone: Rows with the same phone are the same person too, not only with the same email. Where
            they are not, the CRM knows people by their email alone, and a lead needs one.
        notes: Things worth saying, one sentence each ("41 phone extensions were dropped").
        folded: What `fold_repeats` changed; None when it changed nothing.
        existing: Field key → "if_empty" or "never", for fields whose values do not simply replace what a
            lead already has; see `ColumnMatch.existing`.
        clean_up: Field key → the steps chosen for its first column, where they are not the usual ones.
    """

    frame: pl.DataFrame
    fields: tuple[Field, ...]
    on_duplicate: OnDuplicate
    repeats: Repeats
    notes: tuple[str, ...] = ()
    same_phone: bool = True
    folded: Folded | None = None
    existing: Mapping[str, str] = field(default_factory=dict)
    clean_up: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(f.key for f in self.fields)
