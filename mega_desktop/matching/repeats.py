"""The same person twice in the file: connected by email or phone, then folded into one row."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import polars as pl

from mega_desktop.crm import PHONE_DIGITS, Field, FieldKind, OnDuplicate
from mega_desktop.matching.cleaning import phone_digits
from mega_desktop.matching.leads import INTO, PROBLEM, WHY, Folded, Leads
from mega_desktop.matching.mapping import Repeats
from mega_desktop.sheets import ROW

_EMAIL, _PHONE, _GROUP, _PLACE = "email key", "phone key", "group", "place"
Positions = npt.NDArray[np.int64]


@dataclass(frozen=True)
class RepeatCounts:
    """How many people come more than once, and in how many rows; problem rows are not counted."""

    people: int
    rows: int

    @property
    def further_rows(self) -> int:
        """Rows beyond one a person: what is left out unless all are sent."""
        return self.rows - self.people

    def left_out(self, choice: Repeats) -> int:
        """Rows that do not go themselves: folded into another, or left out in favour of it."""
        return 0 if choice is Repeats.ALL else self.further_rows


def fold_repeats(leads: Leads) -> Leads:
    """Decides for each row whether it stands for itself or is folded into another row of the same person.

    COMBINE: the group's first row carries the last filled value of each field (the first filled one
    when leads already there are left alone), which is what sending the rows in order would give.
    FIRST, LAST: that row stands for the person as it is. ALL: every row stands for itself.

    Args:
        leads: As applied, nothing folded yet.
    """
    if leads.repeats is Repeats.ALL:
        return leads
    groups = same_person(leads)
    if groups.is_empty():
        return leads
    frame = _joined_back(leads.frame, _fold(groups, leads))
    combines = leads.repeats is Repeats.COMBINE
    own = _own_values(leads, groups if combines else groups.clear())
    if combines:
        frame = _combined(frame, groups, leads)
    notes = leads.notes + _shared_phones(groups)
    return replace(leads, frame=frame, notes=notes, folded=Folded(own, leads.notes))


def unfold(leads: Leads) -> Leads:
    """The leads before `fold_repeats`: every row with its own values, standing for itself."""
    if leads.folded is None:
        return leads
    own, frame = leads.folded.own, leads.frame
    values = [frame[key].clone().scatter(own[_PLACE], own[key]) for key in leads.keys] if own.height else []
    nothing = [pl.lit(None, pl.UInt32).alias(INTO), pl.lit(None, pl.String).alias(WHY)]
    return replace(leads, frame=frame.with_columns(*values, *nothing), notes=leads.folded.notes, folded=None)


def repeat_counts(leads: Leads) -> RepeatCounts:
    """Counts for the choices of what to do with repeats, whichever is chosen now."""
    if leads.repeats is Repeats.ALL:
        groups = same_person(leads)
        return RepeatCounts(groups[_GROUP].n_unique(), groups.height)
    into = leads.frame[INTO].drop_nulls()
    people = into.n_unique()
    return RepeatCounts(people, into.len() + people)


def same_person(leads: Leads) -> pl.DataFrame:
    """Rows without a problem that share an email or phone with another, in file order.

    Returns:
        place (position in the leads' frame), row, email key, phone key and group: the smallest
        place of all rows that are connected, directly or through others.
    """
    keys = _keys(leads)
    shared = keys.filter(_occurs_again(keys[_EMAIL]) | _occurs_again(keys[_PHONE]))
    return _connect(shared)


def _keys(leads: Leads) -> pl.DataFrame:
    email, phone = _key_of(leads.fields, FieldKind.EMAIL), _key_of(leads.fields, FieldKind.PHONE)
    nothing = pl.lit(None, pl.String)
    number = phone_digits(pl.col(phone)) if phone and leads.same_phone else nothing
    return (
        leads.frame.lazy()
        .with_row_index(_PLACE)
        .filter(pl.col(PROBLEM).is_null())
        .select(
            _PLACE,
            ROW,
            (pl.col(email).str.to_lowercase() if email else nothing).alias(_EMAIL),
            pl.when(number.str.len_bytes() >= PHONE_DIGITS).then(number.str.tail(PHONE_DIGITS)).alias(_PHONE),
        )
        .collect()
    )


def _key_of(fields: tuple[Field, ...], kind: FieldKind) -> str | None:
    return next((f.key for f in fields if f.kind is kind), None)


def _occurs_again(keys: pl.Series) -> pl.Series:
    """Where a key comes more than once.

    Equal texts have equal hashes, and those are sorted many times faster than texts are compared. Two texts
    may share one too: such rows are looked at for nothing, but never connected.
    """
    hashes = keys.drop_nulls().hash().sort()
    again = hashes.filter(hashes == hashes.shift(1)).unique()
    return keys.is_not_null() & keys.hash().is_in(again.implode())


def _connect(rows: pl.DataFrame) -> pl.DataFrame:
    """Connected groups by spreading the smallest label over equal keys until nothing changes.

    Each turn also jumps to the label's own label, so that long chains take few turns.
    """
    firsts = rows.with_row_index(_GROUP).select(_first_of_its_kind(_EMAIL), _first_of_its_kind(_PHONE))
    by_email, by_phone = firsts[_EMAIL].to_numpy(), firsts[_PHONE].to_numpy()
    label = np.arange(rows.height)
    while True:
        spread = _smallest(_smallest(label, by_email), by_phone)
        spread = spread[spread]
        if np.array_equal(spread, label):
            return rows.with_columns(rows[_PLACE].gather(label).alias(_GROUP))
        label = spread


def _first_of_its_kind(key: str) -> pl.Expr:
    """The position of the first row with the same key; a row without one has its own."""
    first = pl.col(_GROUP).first().over(key)
    return pl.when(pl.col(key).is_null()).then(_GROUP).otherwise(first).cast(pl.Int64).alias(key)


def _smallest(label: Positions, first: Positions) -> Positions:
    """The smallest label among the rows that have the same first row."""
    smallest = label.copy()
    np.minimum.at(smallest, first, label)
    return smallest[first]


def _fold(groups: pl.DataFrame, leads: Leads) -> pl.DataFrame:
    """place, into and why of the rows that do not stand for themselves."""
    stands = pl.col(ROW).last() if leads.repeats is Repeats.LAST else pl.col(ROW).first()
    by_email = pl.col(_EMAIL).is_not_null() & (pl.len().over(_GROUP, _EMAIL) > 1)
    return groups.select(
        _PLACE,
        ROW,
        stands.over(_GROUP).alias(INTO),
        pl.when(by_email).then(pl.lit("email")).otherwise(pl.lit("phone")).alias(WHY),
    ).filter(pl.col(INTO) != pl.col(ROW))


def _joined_back(frame: pl.DataFrame, folded: pl.DataFrame) -> pl.DataFrame:
    into, why = (
        frame[name].clear().extend_constant(None, frame.height).scatter(folded[_PLACE], folded[name])
        for name in (INTO, WHY)
    )
    return frame.with_columns(into, why)


def _own_values(leads: Leads, groups: pl.DataFrame) -> pl.DataFrame:
    """What the rows that will carry a person hold themselves."""
    places = groups[_GROUP].unique().alias(_PLACE)
    return leads.frame.select(pl.col(leads.keys).gather(places)).with_columns(places)


def _combined(frame: pl.DataFrame, groups: pl.DataFrame, leads: Leads) -> pl.DataFrame:
    """The frame in which the first row of each group carries the person's combined values."""
    wins = pl.Expr.first if leads.on_duplicate is OnDuplicate.SKIP else pl.Expr.last
    members = frame.select(leads.keys).select(pl.all().gather(groups[_PLACE])).with_columns(groups[_GROUP])
    people = members.group_by(_GROUP).agg(wins(pl.col(key), ignore_nulls=True) for key in leads.keys)
    return frame.with_columns(frame[key].clone().scatter(people[_GROUP], people[key]) for key in leads.keys)


def _shared_phones(groups: pl.DataFrame) -> tuple[str, ...]:
    """Colleagues may share a phone; the CRM would make one lead of them all the same, so it is said."""
    several = pl.col(_EMAIL).n_unique() > 1
    count = (
        groups.filter(pl.col(_EMAIL).is_not_null())
        .group_by(_GROUP)
        .agg(several.alias("several"))["several"]
        .sum()
    )
    if not count:
        return ()
    made = "1 lead is" if count == 1 else f"{count:,} leads are"
    note = f"{made} made of rows with different emails and one phone: the CRM takes them for one person"
    return (note,)
