"""What can happen to a row of the file."""

from __future__ import annotations

from enum import StrEnum


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
