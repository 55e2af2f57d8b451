"""Values that can be read in two ways, such as 3/4/2026 and 1.234: the whole column decides which."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from mega_desktop.matching.cleaning import Cleaned, no_text
from mega_desktop.matching.remarks import Remark

Read = Callable[[pl.Series, str], pl.Series]
"""Reads a column in the way that is named; null where it cannot be read so."""


@dataclass(frozen=True)
class TwoWays:
    """How the values of a column can be read.

    Attributes:
        ways: The names of the two, as a step's parameter spells them.
        doubtful: A pattern that every value with two meanings has; others may have it too.
        read: Reads values in one of the ways.
        unread: The remark on a value that cannot be read at all.
        undecided: The remark on a value that cannot be read before the way is chosen.
    """

    ways: tuple[str, str]
    doubtful: str
    read: Read
    unread: Remark
    undecided: Remark


@dataclass(frozen=True)
class Undecided:
    """A column that does not say how it is to be read.

    Attributes:
        example: A value with two meanings.
        readings: Way → what the example means by it.
        mixed: Some values can only be read the one way, and some only the other.
    """

    example: str
    readings: dict[str, str]
    mixed: bool


def decide(values: pl.Series, two: TwoWays) -> str | Undecided | None:
    """The way in which a column is to be read: a value that can be read in one way only decides.

    None when nothing is to be decided, since no value has two meanings.
    """
    first, second = (two.read(values, way) for way in two.ways)
    only_first = bool((first.is_not_null() & second.is_null()).any())
    only_second = bool((second.is_not_null() & first.is_null()).any())
    if only_first != only_second:
        return two.ways[0] if only_first else two.ways[1]
    differ = (first != second).fill_null(value=False)
    if not differ.any():
        return None
    at = int(differ.arg_max() or 0)
    return Undecided(values[at], {two.ways[0]: first[at], two.ways[1]: second[at]}, only_first)


def read_column(values: pl.Series, two: TwoWays, way: str | None) -> Cleaned:
    """The column read in the way given, or else in the way its own values decide.

    What cannot be read stays as it stands. So does, until the way is chosen, what can be read in two.
    """
    values = values.alias("value")
    different = values.drop_nulls().unique()
    chosen = way or (decide(different, two) if different.str.contains(two.doubtful).any() else None)
    read = _in_one_way(different, two, chosen) if isinstance(chosen, str) else _as_it_can_be(different, two)
    spread = values.to_frame().join(read, on="value", how="left", maintain_order="left")
    remarks = {r: n for r in (two.unread, two.undecided) if (n := int((spread["remark"] == r).sum()))}
    unread = spread["remark"].is_not_null() if remarks else None
    made = spread.select(pl.coalesce("made", "value")).to_series()
    return Cleaned(made, no_text(values.len()), remarks, unread)


def _in_one_way(values: pl.Series, two: TwoWays, way: str) -> pl.DataFrame:
    made = two.read(values, way)
    return pl.DataFrame({"value": values, "made": made}).with_columns(
        pl.when(pl.col("made").is_null()).then(pl.lit(two.unread.value)).alias("remark")
    )


def _as_it_can_be(values: pl.Series, two: TwoWays) -> pl.DataFrame:
    """What has one meaning only is read; what has two is left."""
    first, second = pl.col("first"), pl.col("second")
    ways = pl.DataFrame([
        values, two.read(values, two.ways[0]).alias("first"), two.read(values, two.ways[1]).alias("second"),
    ])  # fmt: skip
    differ = (first != second).fill_null(value=False)
    return ways.select(
        "value",
        pl.when(~differ).then(pl.coalesce(first, second)).alias("made"),
        pl.when(differ)
        .then(pl.lit(two.undecided.value))
        .when(first.is_null() & second.is_null())
        .then(pl.lit(two.unread.value))
        .alias("remark"),
    )
