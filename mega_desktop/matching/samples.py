"""What the clean-up of a column does, before and after, and what it has to ask the person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from mega_desktop.crm import FieldKind
from mega_desktop.matching.dates import spoken
from mega_desktop.matching.mapping import ColumnMatch, Mapping
from mega_desktop.matching.readings import TwoWays, Undecided, decide
from mega_desktop.matching.remarks import Remark, sentences
from mega_desktop.matching.steps import Step, kind_of, parse, parse_all, run, spell, steps_of
from mega_desktop.matching.texts import looked_up
from mega_desktop.sheets import Table

SAMPLE = 500
"""Filled cells that are looked at for an answer at once, evenly spread over the column."""

SHOWN = 5


@dataclass(frozen=True)
class Samples:
    """What the steps of one column make of its values.

    Attributes:
        pairs: The first different values that change, each before and after; nothing is left of one
            that becomes None.
        unread: The first different values that a step could not read and leaves as they stand.
        changed: How many of the values looked at change.
        looked_at: Filled cells that were looked at.
        whole: These are all of them, so the counts are those of the column.
        remarks: What there is to say of the values looked at, one sentence each.
    """

    pairs: tuple[tuple[str, str | None], ...]
    unread: tuple[str, ...]
    changed: int
    looked_at: int
    whole: bool
    remarks: tuple[str, ...]


@dataclass(frozen=True)
class OpenQuestion:
    """A column of dates or numbers that can be read in two ways; until it is answered such values stay.

    Attributes:
        text: The question, with a value of the column and what it can mean.
        answers: The step with the answer in it ("date:day_first") → what the value means then.
    """

    index: int
    text: str
    answers: dict[str, str]


def samples(table: Table, mapping: Mapping, index: int, *, whole: bool = False) -> Samples:
    """What the steps of the column with this index do.

    Args:
        whole: Look at every value, for exact counts; otherwise at 500 of them, which takes no time.
    """
    match, kind = _column(mapping, index)
    filled = _cells(table, match).drop_nulls()
    looked_at = filled if whole else _some_of(filled)
    steps = parse_all(steps_of(match, kind))
    values = looked_up(looked_at, match.values)
    cleaned = run(_as_the_column_decides(steps, looked_at, filled), values, kind)
    frame = pl.DataFrame({"before": looked_at, "after": cleaned.values})
    changes = frame.filter(pl.col("before").ne_missing(pl.col("after")))
    unread = looked_at.filter(cleaned.unread) if cleaned.unread is not None else looked_at.clear()
    return Samples(
        tuple((str(b), a) for b, a in changes.unique(maintain_order=True).head(SHOWN).iter_rows()),
        tuple(unread.unique(maintain_order=True).head(SHOWN)),
        changes.height,
        looked_at.len(),
        looked_at.len() == filled.len(),
        sentences(cleaned.remarks),
    )


def open_question(table: Table, mapping: Mapping, index: int) -> OpenQuestion | None:
    """What the values of this column leave open; None where all is clear, or it is not imported."""
    match, kind = _column(mapping, index)
    if not match.field or not match.clean_up:
        return None
    steps = parse_all(steps_of(match, kind))
    asking = next(((n, step.two_ways) for n, step in enumerate(steps) if step.two_ways), None)
    if asking is None:
        return None
    place, two = asking
    filled = _cells(table, match).drop_nulls()
    way = _way(two, steps[:place], _some_of(filled), filled)
    return _asked(match, steps[place], two, way) if isinstance(way, Undecided) else None


def answered(match: ColumnMatch, answer: str) -> ColumnMatch:
    """The match with an answer to its question in the place of the step that asked."""
    name = parse(answer).name
    return replace(match, clean_up=tuple(answer if parse(s).name == name else s for s in match.clean_up))


def _column(mapping: Mapping, index: int) -> tuple[ColumnMatch, FieldKind | None]:
    match = next(c for c in mapping.columns if c.index == index)
    return match, kind_of(mapping.system, match.field)


def _cells(table: Table, match: ColumnMatch) -> pl.Series:
    return table.cells(next(c.name for c in table.columns if c.index == match.index))


def _as_the_column_decides(steps: Sequence[Step], some: pl.Series, filled: pl.Series) -> list[Step]:
    """The steps for a sample of the column: what the sample leaves open, the whole column may decide."""
    decided: list[Step] = []
    for step in steps:
        way = _way(step.two_ways, decided, some, filled) if step.two_ways else None
        decided.append(parse(spell(step.name, way)) if isinstance(way, str) else step)
    return decided


def _way(two: TwoWays, before: Sequence[Step], some: pl.Series, filled: pl.Series) -> str | Undecided | None:
    """How the values of a column are read after the steps `before`: by some of them, or else by all."""
    by_some = decide(run(before, some.unique(), None).values.drop_nulls(), two)
    if isinstance(by_some, str) or some.len() == filled.len():
        return by_some
    values = run(before, _different(filled), None).values
    if not values.str.contains(two.doubtful).any():
        return None
    return decide(values.drop_nulls().unique(), two)


def _some_of(filled: pl.Series) -> pl.Series:
    return filled.gather_every(max(1, -(-filled.len() // SAMPLE)))


def _different(filled: pl.Series) -> pl.Series:
    """Equal texts have equal hashes, and those are compared many times faster."""
    return filled.filter(filled.hash().is_first_distinct())


def _asked(match: ColumnMatch, step: Step, two: TwoWays, undecided: Undecided) -> OpenQuestion:
    is_date = two.undecided is Remark.DATE_ORDER
    answers = {
        spell(step.name, way): spoken(meaning) if is_date else meaning
        for way, meaning in undecided.readings.items()
    }
    first, second = answers.values()
    text = f"In “{match.header}”, does “{undecided.example}” mean {first} or {second}?"
    if undecided.mixed:
        text += " Some of its values can only be read the one way, and some only the other."
    return OpenQuestion(match.index, text, answers)
