"""Which rows of a plan are shown, in which order, and how they are copied: no Qt in here.

Everything is one pass of polars over whole columns, for a job, as it takes up to a second for a million rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile

import polars as pl

from mega_desktop.matching import PROBLEM_FIELD
from mega_desktop.preview import Plan, Planned, ProblemGroup
from mega_desktop.sheets import ROW
from mega_desktop.window.wording import planned_word

OUTCOME = "planned"
REASON = "reason"
BYTES = 8
OWN_WORDS = "said_words"
DETAIL = (OUTCOME, REASON, "lead_id", "matched_by", "ignored", OWN_WORDS)
MOST_COPIED = 100_000
"""Rows that are copied at once; other programs choke on more."""


@dataclass(frozen=True)
class RowQuery:
    """Which rows of a plan to show, and in which order.

    Attributes:
        planned: Only rows with this outcome; None for all.
        group: Only rows of this group of problems, whatever became of them; None for all.
        text: Only rows in which some cell contains this, whatever the case.
        sort_by: "row", "planned" or a field key; empty for file order.
    """

    planned: Planned | None = None
    group: ProblemGroup | None = None
    text: str = ""
    sort_by: str = ""
    descending: bool = False


def display_frame(plan: Plan) -> pl.DataFrame:
    """Lead values and decisions side by side; no value is copied."""
    leads = plan.leads.frame.select(ROW, *plan.leads.keys, PROBLEM_FIELD)
    return leads.hstack(plan.frame.select(DETAIL))


def matching_rows(plan: Plan, query: RowQuery) -> pl.Series | None:
    """Positions (UInt32) of the rows that `query` wants, in its order; None means every row as it stands."""
    frame = display_frame(plan)
    positions = _of_group(frame, query.group) if query.group is not None else None
    if query.planned is not None:
        wanted = pl.col(OUTCOME) == query.planned.value
        positions = _narrowed(frame.select(OUTCOME), positions, wanted)
    if text := query.text.strip().lower():
        positions = _narrowed(frame, positions, _contains(plan, text))
    return _sorted(plan, frame, positions, query) if query.sort_by else positions


def choice_labels(plan: Plan) -> dict[str, dict[str, str]]:
    """Field key → what is sent → what the person calls it, for fields with choices (owners are ids)."""
    return {f.key: {c.value: c.label for c in f.choices} for f in plan.leads.fields if f.choices}


def copied_text(plan: Plan, positions: pl.Series, keys: list[str]) -> str:
    """Rows as text with tabs between the cells, as spreadsheets take it, headings first.

    Args:
        positions: The rows, in their order; `MOST_COPIED` of them at most.
        keys: The columns, in their order: "row", "planned" or field keys.
    """
    labels, titles = choice_labels(plan), {f.key: f.label for f in plan.leads.fields}
    words = {p.value: planned_word(p) for p in Planned}
    frame = display_frame(plan).select([*dict.fromkeys((*keys, REASON))])[positions.head(MOST_COPIED)]
    outcome = pl.col(OUTCOME).replace(words)
    told = pl.when(pl.col(REASON) != "").then(pl.format("{}: {}", outcome, REASON)).otherwise(outcome)
    cells = [
        told.alias("Outcome")
        if key == OUTCOME
        else pl.col(key).cast(pl.String).replace(labels.get(key, {})).alias(titles.get(key, "Row"))
        for key in keys
    ]
    shown = frame.select(cell.alias(f"{at}") for at, cell in enumerate(cells))
    heading = "\t".join(cell.meta.output_name() for cell in cells)
    return f"{heading}\n{shown.write_csv(separator=chr(9), include_header=False)}"


def _of_group(frame: pl.DataFrame, group: ProblemGroup) -> pl.Series:
    return frame.select(pl.arg_where(pl.col(ROW).is_in(group.rows.implode()))).to_series()


def _narrowed(frame: pl.DataFrame, positions: pl.Series | None, wanted: pl.Expr) -> pl.Series:
    """Those of `positions` (None for all) whose rows are wanted: only their cells are looked at."""
    if positions is None:
        return frame.select(pl.arg_where(wanted)).to_series()
    return positions.filter(frame[positions].select(wanted).to_series())


def _contains(plan: Plan, text: str) -> pl.Expr:
    labels = choice_labels(plan)
    cells = [pl.col(k).replace(labels[k]) if k in labels else pl.col(k) for k in plan.leads.keys]
    found = [c.str.to_lowercase().str.contains(text, literal=True) for c in (*cells, pl.col(REASON))]
    is_row = pl.col(ROW).cast(pl.String) == text
    return pl.any_horizontal(is_row, *(f.fill_null(value=False) for f in found))


def _sorted(plan: Plan, frame: pl.DataFrame, positions: pl.Series | None, query: RowQuery) -> pl.Series:
    values = frame[query.sort_by]
    values = values if positions is None else values.gather(positions)
    if query.sort_by == OUTCOME:
        ranks = {p.value: rank for rank, p in enumerate(Planned)}
        values = values.replace_strict(ranks, return_dtype=pl.UInt8)
    elif values.dtype == pl.String:
        labels = choice_labels(plan).get(query.sort_by)
        values = (values.replace(labels) if labels else values).str.to_lowercase()
    order = _order(values, descending=query.descending)
    return order if positions is None else positions.gather(order)


def _order(values: pl.Series, *, descending: bool) -> pl.Series:
    """Positions that sort values; those that are equal stay in the order of the file, nothing comes last.

    Texts are sorted by eight bytes behind what all of them begin with, as numbers, and only those that are
    equal there are compared as texts: for most columns several times faster.
    """
    if values.dtype != pl.String:
        return _sorted_places(values, descending=descending)
    ends = [str(end or "").encode() for end in (values.min(), values.max())]
    common = len([*takewhile(lambda pair: pair[0] == pair[1], zip(*ends, strict=False))])
    long_enough = pl.col("value").str.pad_end(common + BYTES, "\0").cast(pl.Binary)
    key = long_enough.bin.slice(common, BYTES).bin.reinterpret(dtype=pl.UInt64, endianness="big")
    keys = values.alias("value").to_frame().select(key).to_series()
    order = _sorted_places(keys, descending=descending)
    ordered = keys.gather(order)
    equal = ((ordered == ordered.shift(1)) | (ordered == ordered.shift(-1))).fill_null(value=False)
    places = equal.arg_true()
    tied = order.gather(places)
    among = _sorted_places(values.gather(tied), descending=descending)
    return order.scatter(places, tied.gather(among))


def _sorted_places(values: pl.Series, *, descending: bool) -> pl.Series:
    by = pl.arg_sort_by("value", descending=descending, nulls_last=True, maintain_order=True)
    return values.alias("value").to_frame().select(by).to_series()
