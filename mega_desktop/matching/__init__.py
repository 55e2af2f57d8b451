"""matching: a `Table` and the destination's fields become a `Mapping`, and with it `Leads`."""

from __future__ import annotations

from mega_desktop.matching.leads import INTO, PROBLEM, PROBLEM_FIELD, WHY, Leads
from mega_desktop.matching.mapping import Certainty, ColumnMatch, Mapping, NamePart, Repeats

__all__ = [
    "INTO",
    "PROBLEM",
    "PROBLEM_FIELD",
    "WHY",
    "Certainty",
    "ColumnMatch",
    "Leads",
    "Mapping",
    "NamePart",
    "Repeats",
]
