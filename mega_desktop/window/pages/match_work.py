"""What the Match page has done on other threads, and the samples it shows: no Qt in here."""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from mega_desktop.crm import Field, Knowledge, System
from mega_desktop.matching import (
    ColumnMatch,
    Leads,
    Mapping,
    RepeatCounts,
    Repeats,
    apply,
    problem_with,
    repeat_counts,
    suggest,
)
from mega_desktop.preview import Plan, plan_locally
from mega_desktop.sheets import ROW, Table
from mega_desktop.window.models.match_model import ColumnFacts, column_facts


@dataclass(frozen=True)
class Suggested:
    """What the automatic matching came to, and what was learned for it."""

    table: Table
    knowledge: Knowledge
    mapping: Mapping
    facts: tuple[ColumnFacts, ...]
    repeats: RepeatCounts


@dataclass(frozen=True)
class Made:
    """The leads of a mapping, and the plan as far as the file alone decides it."""

    mapping: Mapping
    leads: Leads
    plan: Plan
    repeats: RepeatCounts


def suggested(table: Table, fields: tuple[Field, ...], knowledge: Knowledge, system: System) -> Suggested:
    """Matches the file's columns with what is known of the account."""
    mapping = suggest(table, fields, knowledge, system)
    counts = RepeatCounts(0, 0)
    if not problem_with(mapping, fields):
        counts = repeat_counts(apply(table, mapping, fields, knowledge))
    return Suggested(table, knowledge, mapping, column_facts(table), counts)


def made(table: Table, mapping: Mapping, fields: tuple[Field, ...], knowledge: Knowledge) -> Made:
    leads = apply(table, mapping, fields, knowledge)
    return Made(mapping, leads, plan_locally(leads), repeat_counts(leads))


def by_hand(mapping: Mapping) -> Mapping:
    """The same columns with nothing decided yet."""
    columns = tuple(ColumnMatch(index=c.index, header=c.header) for c in mapping.columns)
    return replace(mapping, columns=columns, export=None)


def samples(
    table: Table,
    mapping: Mapping,
    at: int,
    facts: ColumnFacts,
    *,
    fields: tuple[Field, ...],
    knowledge: Knowledge,
) -> tuple[tuple[str, str], ...]:
    """The examples of the column with index `at` that cleaning changes, as (before, after)."""
    column = next(c for c in table.columns if c.index == at)
    key = next(c.field for c in mapping.columns if c.index == at)
    is_chosen = any(f.key == key and f.choices for f in fields)
    if key is None or is_chosen or not facts.examples or problem_with(mapping, fields):
        return ()
    nothing = {c.name: pl.Series([None] * len(facts.examples), dtype=pl.String) for c in table.columns}
    numbers = pl.Series(range(1, len(facts.examples) + 1), dtype=pl.UInt32)
    frame = pl.DataFrame({ROW: numbers, **nothing, column.name: pl.Series(facts.examples, dtype=pl.String)})
    one_by_one = replace(mapping, repeats=Repeats.ALL)
    small = replace(table, frame=frame.lazy(), rows=frame.height)
    after = apply(small, one_by_one, fields, knowledge).frame[key].fill_null("")
    return tuple((b, a) for b, a in zip(facts.examples, after, strict=True) if b != a)
