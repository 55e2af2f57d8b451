"""What the person changes by hand in the preview: cells typed over, rows left out.

The leads as the mapping made them are never changed. Edits are kept beside them and applied anew each time,
so that undoing an edit is nothing but applying the edits of before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

import polars as pl

from mega_desktop.matching import (
    INTO,
    LEFT_OUT,
    PROBLEM,
    PROBLEM_FIELD,
    WHY,
    Leads,
    Repeats,
    fold_repeats,
    rejudge,
    unfold,
)
from mega_desktop.preview.comparing import compare
from mega_desktop.preview.local import plan_locally
from mega_desktop.preview.plan import Plan
from mega_desktop.sheets import ROW

KEY, VALUE = "key", "value"
BY_HAND = "left out by you"
"""Why a row is left out that the person took out in the preview."""

_CELLS = {ROW: pl.UInt32, KEY: pl.String, VALUE: pl.String}
_TYPED = "typed"


def cells_of(rows: pl.Series, key: str, values: pl.Series) -> pl.DataFrame:
    """Edited cells of one field, as `Edits.cells` holds them."""
    return pl.DataFrame([rows.cast(pl.UInt32).alias(ROW), values.cast(pl.String).alias(VALUE)]).select(
        ROW, pl.lit(key).alias(KEY), VALUE
    )


@dataclass(frozen=True, eq=False)
class Edits:
    """Everything that was changed by hand.

    Attributes:
        cells: `row` (UInt32, Excel's number), `key` (field key), `value` (String as typed; null empties the
            cell). One row a cell.
        left_out: Excel numbers (UInt32) of the rows that the person leaves out, each once.
    """

    cells: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=_CELLS))
    left_out: pl.Series = field(default_factory=lambda: pl.Series(ROW, [], pl.UInt32))

    @classmethod
    def cell(cls, row: int, key: str, value: str | None) -> Edits:
        """One cell typed over; None empties it."""
        return cls(cells=pl.DataFrame([(row, key, value)], schema=_CELLS, orient="row"))

    @classmethod
    def leave_out(cls, rows: Iterable[int] | pl.Series) -> Edits:
        return cls(left_out=pl.Series(ROW, rows, pl.UInt32).unique().sort())

    @property
    def is_empty(self) -> bool:
        return self.cells.is_empty() and self.left_out.is_empty()

    @property
    def rows(self) -> pl.Series:
        """Excel numbers of every row that is touched, in order, each once."""
        return pl.concat([self.cells[ROW], self.left_out]).unique().sort()

    def then(self, more: Edits) -> Edits:
        """These edits with further ones made after them: a cell holds what was typed last."""
        cells = pl.concat([self.cells, more.cells])
        return Edits(
            cells.unique([ROW, KEY], keep="last", maintain_order=True),
            pl.concat([self.left_out, more.left_out]).unique().sort(),
        )

    def taking_back(self, rows: Iterable[int] | pl.Series) -> Edits:
        """These edits without leaving out `rows`."""
        back = pl.Series(ROW, rows, pl.UInt32)
        return replace(self, left_out=self.left_out.filter(~self.left_out.is_in(back.implode())))


def apply_edits(leads: Leads, edits: Edits) -> Leads:
    """The leads with the edits: touched rows judged anew, the same person found anew among all rows.

    Args:
        leads: As the mapping made them; they stay as they are.
        edits: Those about rows or fields that `leads` do not have are passed over.
    """
    if edits.is_empty:
        return leads
    own = unfold(leads)
    rows = edits.rows.filter(edits.rows.is_in(own.frame[ROW].implode()))
    places = own.frame[ROW].search_sorted(rows)
    before = own.frame.select(pl.all().gather(places))
    typed = {key: _typed(before, cells) for key, cells in _by_key(edits, own.keys)}
    judged = _judged(own, before, typed, edits.left_out)
    changed = [
        own.frame[name].clone().scatter(places, judged[name]) for name in (*typed, PROBLEM, PROBLEM_FIELD)
    ]
    folded = fold_repeats(replace(own, frame=own.frame.with_columns(changed)))
    return _with_last_word(folded, places, judged, typed)


def _by_key(edits: Edits, keys: Iterable[str]) -> Iterator[tuple[str, pl.DataFrame]]:
    for key in keys:
        cells = edits.cells.filter(pl.col(KEY) == key)
        if not cells.is_empty():
            yield key, cells


def _typed(rows: pl.DataFrame, cells: pl.DataFrame) -> pl.DataFrame:
    """Beside `rows`: `typed` (Boolean) and what was typed."""
    cells = cells.select(ROW, VALUE, pl.lit(value=True).alias(_TYPED))
    found = rows.select(ROW).join(cells, on=ROW, how="left", maintain_order="left")
    return found.with_columns(pl.col(_TYPED).fill_null(value=False))


def _judged(
    leads: Leads, rows: pl.DataFrame, typed: Mapping[str, pl.DataFrame], left_out: pl.Series
) -> pl.DataFrame:
    """The touched rows with what was typed into them, and the problems they have then."""
    over = [t[VALUE].zip_with(t[_TYPED], rows[key]).alias(key) for key, t in typed.items()]
    judged = rejudge(leads, rows.with_columns(over), {key: t[_TYPED] for key, t in typed.items()})
    out = judged[ROW].is_in(left_out.implode())
    return judged.with_columns(
        pl.when(out).then(pl.lit(BY_HAND)).otherwise(PROBLEM).alias(PROBLEM),
        pl.when(out).then(pl.lit(LEFT_OUT)).otherwise(PROBLEM_FIELD).alias(PROBLEM_FIELD),
    )


def _with_last_word(
    leads: Leads, places: pl.Series, judged: pl.DataFrame, typed: Mapping[str, pl.DataFrame]
) -> Leads:
    """What was typed into a row that carries a combined person is sent, whatever the others hold."""
    carries = leads.frame[INTO].gather(places).is_null()
    columns = []
    for key, cells in typed.items():
        last = (cells[_TYPED] & carries).arg_true()
        columns.append(leads.frame[key].clone().scatter(places.gather(last), judged[key].gather(last)))
    return replace(leads, frame=leads.frame.with_columns(columns))


def still_meant(edits: Edits, before: Leads, after: Leads) -> Edits:
    """The edits that stand when the mapping has changed: those of cells that hold the same as before.

    A cell that another column fills now was corrected in another value, so that correction goes.

    Args:
        before, after: Leads of the same table, as the old and as the new mapping makes them.
    """
    old, new = unfold(before), unfold(after)
    kept = [edits.cells.clear()]
    for key, cells in _by_key(edits, [key for key in old.keys if key in new.keys]):
        was = old.frame.select(ROW, pl.col(key).alias("was"))
        now = new.frame.select(ROW, pl.col(key).alias("now"))
        both = cells.join(was, on=ROW, maintain_order="left").join(now, on=ROW, maintain_order="left")
        kept.append(both.filter(pl.col("was").eq_missing(pl.col("now"))).select(*_CELLS))
    return replace(edits, cells=pl.concat(kept))


def plan_after(plan: Plan, leads: Leads, known: Plan | None = None) -> Plan:
    """The plan for edited leads, or for those of another mapping: what the CRM said of rows that are sent as
    before is kept.

    Every other row is judged by this computer at once, and is one to check unless it cannot go.

    Args:
        known: An earlier plan of the very same leads, as there is when edits are undone: the other rows are
            what they were then.
    """
    if plan.leads is leads:
        return plan
    local = known or plan_locally(leads)
    places = _changed(plan.leads, leads).arg_true()
    made = [
        plan.frame[name]
        .clone()
        .scatter(places, _column(local.frame, name, plan.frame.schema[name]).gather(places))
        for name in plan.frame.columns
    ]
    after = replace(plan, leads=leads, frame=pl.DataFrame(made))
    # What becomes of a row that stays hangs on others only by the leads they meet, and by who goes first.
    ruled = bool(leads.existing) or bool(plan.leads.existing)
    alone = plan.snapshot is None and leads.repeats is not Repeats.ALL and not ruled
    return after if alone else compare(after, plan.snapshot)


def _column(frame: pl.DataFrame, name: str, dtype: pl.DataType) -> pl.Series:
    """A column, or an empty one where there is none."""
    if name in frame.columns:
        return frame[name]
    return pl.Series(name, [None], dtype).new_from_index(0, frame.height)


def _changed(before: Leads, after: Leads) -> pl.Series:
    """Which rows would be sent otherwise than before, or not any more; a field not in use is empty."""
    if before.on_duplicate is not after.on_duplicate:
        return pl.repeat(value=True, n=after.frame.height, eager=True)
    types = {**before.frame.schema, **after.frame.schema}
    differs = [
        _column(before.frame, name, types[name]).ne_missing(_column(after.frame, name, types[name]))
        for name in dict.fromkeys([*before.keys, *after.keys, PROBLEM, PROBLEM_FIELD, INTO, WHY])
    ]
    return pl.DataFrame(differs).select(pl.any_horizontal(pl.all())).to_series()
