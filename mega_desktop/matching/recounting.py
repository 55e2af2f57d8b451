"""Counts the same person twice anew after a decision, without making all the leads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mega_desktop.crm import Field, FieldKind, Knowledge
from mega_desktop.matching.application import apply
from mega_desktop.matching.mapping import Certainty, ColumnMatch, Mapping, Repeats
from mega_desktop.matching.repeats import RepeatCounts, repeat_counts
from mega_desktop.sheets import Table

_SAME = frozenset([FieldKind.EMAIL, FieldKind.PHONE])
_JUDGED = _SAME | {FieldKind.OWNER, FieldKind.CHOICE}


def telling(mapping: Mapping, fields: Sequence[Field]) -> Mapping:
    """What of a mapping decides who comes twice; two mappings that agree in it have the same counts.

    Emails and phones say who is the same person. Choices, and values whose rows are left out, say which
    rows are out of the question.
    """
    kinds = {f.key: f.kind for f in fields}
    columns = [_bare(c) if kinds.get(c.field or "") in _JUDGED else _left_out_by(c) for c in mapping.columns]
    fixed = {key: value for key, value in mapping.fixed.items() if kinds.get(key) in _JUDGED}
    used = tuple(c for c in columns if c.field or c.leave_out)
    return Mapping(mapping.system, used, fixed=fixed, repeats=Repeats.FIRST)


def recount(table: Table, tells: Mapping, fields: Sequence[Field], knowledge: Knowledge) -> RepeatCounts:
    """How many people come more than once.

    Args:
        tells: As `telling` makes it.
    """
    keys = {c.field for c in tells.columns}
    if not any(f.key in keys for f in fields if f.kind in _SAME):
        return RepeatCounts(0, 0)
    return repeat_counts(apply(table, tells, fields, knowledge))


def _bare(match: ColumnMatch) -> ColumnMatch:
    return replace(match, certainty=Certainty.NONE, reason="", existing="replace")


def _left_out_by(match: ColumnMatch) -> ColumnMatch:
    return ColumnMatch(match.index, match.header, leave_out=match.leave_out)
