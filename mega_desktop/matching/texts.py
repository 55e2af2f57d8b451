"""Clean-up steps for any text: spaces, digits, yes and no, the first of many, find and replace."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from mega_desktop.matching.cleaning import Cleaned, no_text
from mega_desktop.matching.remarks import Remark

_VALUE = pl.col("value")
_YES = (
    "yes", "y", "true", "t", "1", "x", "✓", "✔", "☑", "on", "ja", "j", "wahr", "oui", "o", "vrai",
    "si", "sí", "s", "sim", "verdadero", "verdadeiro", "vero", "da", "tak",
)  # fmt: skip
_NO = (
    "no", "n", "false", "f", "0", "✗", "✘", "☐", "off", "nein", "falsch", "non", "faux", "não", "nao",
    "falso", "nee",
)  # fmt: skip


def looked_up(values: pl.Series, table: Mapping[str, str]) -> pl.Series:
    """A column with what the person's table of values says instead; what is not in there stays."""
    if not table:
        return values
    instead = values.str.strip_chars().replace_strict(
        list(table), list(table.values()), default=None, return_dtype=pl.String
    )
    return instead.zip_with(instead.is_not_null(), values)


def only_values(values: pl.Series) -> Cleaned:
    """Values of which there is nothing to say; an empty one becomes null."""
    made = values.alias("value").to_frame().select(pl.when(_VALUE != "").then(_VALUE)).to_series()
    return Cleaned(made, no_text(values.len()))


def only_digits(values: pl.Series) -> Cleaned:
    """The digits alone: "(206) 555-0152" as "2065550152"."""
    return only_values(values.str.replace_all(r"[^0-9]+", ""))


def yes_or_no(values: pl.Series, yes: str, no: str) -> Cleaned:
    """What means yes or no in the main European languages, in the words given; the rest as it stands."""
    means = dict.fromkeys(_YES, yes) | dict.fromkeys(_NO, no)
    frame = values.alias("value").to_frame()
    name = _VALUE.str.strip_chars().str.to_lowercase()
    made = name.replace_strict(means, default=None, return_dtype=pl.String)
    found = frame.select(_VALUE, made.alias("made"))
    unread = found.select(_VALUE.is_not_null() & (name != "") & pl.col("made").is_null()).to_series()
    sent = found.select(pl.coalesce("made", "value")).to_series()
    return Cleaned(
        sent, no_text(values.len()), {Remark.NO_YES_NO: n} if (n := int(unread.sum())) else {}, unread
    )


def always(values: pl.Series, fixed: str) -> Cleaned:
    """The same value in every row, whatever the cell holds."""
    return only_values(pl.Series([fixed], dtype=pl.String).new_from_index(0, values.len()))


def first_of_many(values: pl.Series, mark: str) -> Cleaned:
    """The first filled value of a cell that holds several, parted by `mark`."""
    parts = _VALUE.str.split(mark).list.eval(pl.element().str.strip_chars().replace("", None).drop_nulls())
    frame = values.alias("value").to_frame().select(parts.alias("parts"))
    count = int(frame.select((pl.col("parts").list.len() > 1).sum()).item())
    made = only_values(frame.select(pl.col("parts").list.first()).to_series())
    return Cleaned(made.values, made.problems, {Remark.FIRST_OF_MANY: count} if count else {})


def find_replace(values: pl.Series, find: str, replacement: str, *, whole_cell: bool) -> Cleaned:
    """Plain text, with its capitals, replaced wherever it stands, or only where it is the whole cell."""
    if whole_cell:
        same = values.str.strip_chars() == find
        new = pl.Series([replacement], dtype=pl.String).new_from_index(0, values.len())
        return only_values(new.zip_with(same.fill_null(value=False), values))
    return only_values(values.str.replace_all(find, replacement, literal=True))
