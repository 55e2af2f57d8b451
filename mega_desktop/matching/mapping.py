"""Which column goes where: decided by evidence, changed by the person, kept as a file."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping as Map
from dataclasses import dataclass, replace
from enum import StrEnum

from mega_desktop.crm import OnDuplicate, System


class Certainty(StrEnum):
    """How sure a match is; shown as Sure / Likely – please check / Not matched."""

    SURE = "sure"
    LIKELY = "likely"
    NONE = "none"


class Repeats(StrEnum):
    """What happens to the same person twice in the file."""

    COMBINE = "combine"
    FIRST = "first"
    LAST = "last"
    ALL = "all"


class NamePart(StrEnum):
    """Which part of the name a column holds when several make one name."""

    FIRST = "first"
    MIDDLE = "middle"
    LAST = "last"


@dataclass(frozen=True)
class ColumnMatch:
    """Where one column goes, and why.

    Attributes:
        index: The column's `Column.index`.
        field: A field key, or None for "not imported".
        reason: In words: "named 'E-mail'; 98 of 100 values are addresses".
        part: For columns that together make the name; they are joined first, middle, last.
        order: Among several columns of one field (phones, emails): the first filled one is used,
            lowest `order` first, then by index.
        values: The file's value → what is sent instead, "" for nothing; a value that is not in here
            is sent as it stands.
        leave_out: The file's values whose rows are not imported.
        clean_up: The clean-up steps that are on, as `steps.parse` reads them; () for the field's usual ones.
        existing: What happens when the lead already has a value: "replace", "if_empty" or "never".
    """

    index: int
    header: str
    field: str | None = None
    certainty: Certainty = Certainty.NONE
    reason: str = ""
    part: NamePart | None = None
    order: int = 0
    values: Map[str, str] = dataclasses.field(default_factory=dict)
    clean_up: tuple[str, ...] = ()
    existing: str = "replace"
    leave_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mapping:
    """Every decision of the Match page.

    Attributes:
        system: The CRM it is for.
        export: The recognised export ("hubspot"), or None.
        columns: One a column of the table, in its order.
        fixed: Field key → the value every lead gets that has none from the file.
    """

    system: System
    columns: tuple[ColumnMatch, ...]
    export: str | None = None
    fixed: Map[str, str] = dataclasses.field(default_factory=dict)
    on_duplicate: OnDuplicate = OnDuplicate.UPDATE
    repeats: Repeats = Repeats.COMBINE

    def with_column(self, match: ColumnMatch) -> Mapping:
        """The same mapping with the column of `match.index` decided anew."""
        columns = tuple(match if c.index == match.index else c for c in self.columns)
        return replace(self, columns=columns)
