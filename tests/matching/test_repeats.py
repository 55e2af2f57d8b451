"""The same person twice: groups connected by email or phone, folded as the person chose."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mega_desktop.crm import Field, FieldKind, OnDuplicate
from mega_desktop.matching import INTO, PROBLEM, PROBLEM_FIELD, WHY, Leads, Repeats, repeat_counts
from mega_desktop.matching.repeats import fold_repeats, same_person
from mega_desktop.sheets import ROW

FIELDS = (
    Field("contact_name", "Name", FieldKind.NAME),
    Field("contact_phone", "Phone", FieldKind.PHONE),
    Field("contact_email", "Email", FieldKind.EMAIL),
)
Row = tuple[str | None, str | None, str | None]


def leads_of(
    rows: Sequence[Row],
    repeats: Repeats = Repeats.COMBINE,
    on_duplicate: OnDuplicate = OnDuplicate.UPDATE,
    problems: Sequence[int] = (),
) -> Leads:
    """Leads of (name, phone, email); those at the positions `problems` have a problem."""
    frame = pl.DataFrame(rows, schema=dict.fromkeys([f.key for f in FIELDS], pl.String), orient="row")
    frame = frame.select(pl.int_range(2, pl.len() + 2, dtype=pl.UInt32).alias(ROW), pl.all()).with_columns(
        pl.Series(PROBLEM, ["bad" if n in problems else None for n in range(len(rows))], dtype=pl.String),
        pl.lit(None, pl.String).alias(PROBLEM_FIELD),
        pl.lit(None, pl.UInt32).alias(INTO),
        pl.lit(None, pl.String).alias(WHY),
    )
    return Leads(frame, FIELDS, on_duplicate, repeats)


MARA: list[Row] = [
    ("Mara", "(206) 555-0150", None),
    ("Gil", "2065550199", "gil@soto.example"),
    ("Mara Fenn", "+1 206 555 0150", "mara@example.net"),
    (None, None, "MARA@example.net"),
]


def folded(leads: Leads) -> list[tuple[int | None, str | None]]:
    return fold_repeats(leads).frame.select(INTO, WHY).rows()


def test_rows_are_connected_through_others() -> None:
    assert folded(leads_of(MARA)) == [(None, None), (None, None), (2, "email"), (2, "email")]


def test_combined_the_last_filled_value_wins_and_the_first_row_carries_it() -> None:
    frame = fold_repeats(leads_of(MARA)).frame
    assert frame.row(0)[1:4] == ("Mara Fenn", "+1 206 555 0150", "MARA@example.net")
    assert frame.row(2)[1:4] == MARA[2]
    assert frame.row(1)[1:4] == MARA[1]


def test_where_leads_are_left_alone_the_first_filled_value_wins() -> None:
    frame = fold_repeats(leads_of(MARA, on_duplicate=OnDuplicate.SKIP)).frame
    assert frame.row(0)[1:4] == ("Mara", "(206) 555-0150", "mara@example.net")


def test_keep_first_and_keep_last_change_no_value() -> None:
    first, last = (fold_repeats(leads_of(MARA, repeats)).frame for repeats in (Repeats.FIRST, Repeats.LAST))
    assert first[INTO].to_list() == [None, None, 2, 2]
    assert last[INTO].to_list() == [5, None, 5, None]
    for frame in (first, last):
        assert frame.select([f.key for f in FIELDS]).rows() == MARA


def test_sent_all_in_order_nothing_is_folded() -> None:
    assert fold_repeats(leads_of(MARA, Repeats.ALL)).frame[INTO].null_count() == 4


def test_a_row_with_a_problem_connects_nobody() -> None:
    assert fold_repeats(leads_of(MARA, problems=[2])).frame[INTO].null_count() == 4


def test_a_phone_of_fewer_than_ten_digits_connects_nobody() -> None:
    rows: list[Row] = [("A", "555-0150", None), ("B", "555-0150", None)]
    assert fold_repeats(leads_of(rows)).frame[INTO].null_count() == 2


def test_a_country_code_makes_no_other_phone() -> None:
    rows: list[Row] = [("A", "+1 (206) 555-0150", None), ("B", "2065550150", None)]
    assert folded(leads_of(rows)) == [(None, None), (2, "phone")]


def test_different_emails_on_one_phone_are_said() -> None:
    # S5
    rows: list[Row] = [("A", "2065550150", "a@b.example"), ("B", "2065550150", "b@b.example")]
    assert fold_repeats(leads_of(rows)).notes == (
        "1 lead is made of rows with different emails and one phone: the CRM takes them for one person",
    )


@pytest.mark.parametrize("repeats", list(Repeats))
def test_the_counts_are_the_same_whatever_is_chosen(repeats: Repeats) -> None:
    counts = repeat_counts(fold_repeats(leads_of(MARA, repeats)))
    assert (counts.people, counts.rows, counts.further_rows) == (1, 3, 2)
    assert [counts.left_out(choice) for choice in Repeats] == [2, 2, 2, 0]


def test_where_only_emails_make_a_person_they_alone_are_counted() -> None:
    leads = replace(leads_of(MARA, Repeats.ALL), same_phone=False)
    assert repeat_counts(fold_repeats(leads)).rows == 2


def test_a_long_chain_is_one_person() -> None:
    links = [(f"N{n}", f"206555{n // 2:04d}", f"e{(n + 1) // 2}@b.example") for n in range(2_000)]
    random.Random(7).shuffle(links)
    groups = same_person(leads_of(links))
    assert groups["group"].n_unique() == 1
    assert groups.height == 2_000


def connected(rows: Sequence[Row]) -> list[int]:
    """The slow truth: union-find over lower-case emails and last ten digits."""
    parent = list(range(len(rows)))

    def root(n: int) -> int:
        while parent[n] != n:
            n = parent[n]
        return n

    seen: dict[str, int] = {}
    for n, (_, phone, email) in enumerate(rows):
        digits = "".join(c for c in phone or "" if c.isdigit())
        for key in ([f"e{email.lower()}"] if email else []) + (
            [f"p{digits[-10:]}"] if len(digits) > 9 else []
        ):
            other = root(seen.setdefault(key, n))
            parent[max(root(n), other)] = min(root(n), other)
    return [root(n) for n in range(len(rows))]


rows = st.lists(
    st.tuples(
        st.sampled_from([None, "A", "B", "C"]),
        st.sampled_from(
            [None, "555-0101", *(f"+1 206 555 01{n:02d}" for n in range(12)), "2065550103", "2065550107"]
        ),
        st.sampled_from([None, *(f"person{n}@example.net" for n in range(12)), "Person3@Example.net"]),
    ),
    max_size=40,
)


@settings(max_examples=150, deadline=None)
@given(rows, st.sampled_from(list(OnDuplicate)))
def test_groups_and_values_are_those_of_the_slow_truth(rows: list[Row], on_duplicate: OnDuplicate) -> None:
    truth = connected(rows)
    frame = fold_repeats(leads_of(rows, on_duplicate=on_duplicate)).frame
    stands = [n + 2 if into is None else into for n, into in enumerate(frame[INTO])]
    assert stands == [first + 2 for first in truth]
    wins = 0 if on_duplicate is OnDuplicate.SKIP else -1
    for first in set(truth):
        members = [row for row, group in zip(rows, truth, strict=True) if group == first]
        filled = ([row[k] for row in members if row[k] is not None] for k in range(3))
        assert frame.row(first)[1:4] == tuple(values[wins] if values else None for values in filled)
