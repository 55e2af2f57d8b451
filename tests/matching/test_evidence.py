"""Values are told apart by what they look like."""

from __future__ import annotations

import polars as pl
import pytest

from mega_desktop.matching.evidence import SAMPLE, evidence_of


@pytest.mark.parametrize(
    "phone",
    ["(503) 555-0142", "+49 (0)30 / 123456", "0171 5550142", "06 12 34 56 78", "p:+15035550142",
     "612 345 642", "(81) 98765-0142", "22 33 44 55", "070-123 45 42"],
)  # fmt: skip
def test_phones_of_many_countries_cannot_be_mistaken(phone: str) -> None:
    assert evidence_of(pl.Series([phone])).laid_out_phones == 1


@pytest.mark.parametrize(
    "value", ["2026-02-03", "03.02.2026", "02139-4307", "4111 1111 1111 1111", "1.0.2", "97301"]
)
def test_dates_codes_and_cards_are_no_phones(value: str) -> None:
    assert evidence_of(pl.Series([value])).laid_out_phones == 0


@pytest.mark.parametrize(
    ("digits", "whole"), [("5035550142", 1), ("612345642", 1), ("1000231", 0), ("1700000000", 0)]
)
def test_bare_digits_are_a_phone_only_when_they_begin_and_end_like_one(digits: str, whole: int) -> None:
    evidence = evidence_of(pl.Series([digits]))
    assert (evidence.phones, evidence.whole_phones) == (1, whole)


def test_the_first_of_several_addresses_counts() -> None:
    cells = [
        "a@x.example; b@x.example",
        "c@x.example ::: d@x.example",
        "e@x.example, f@x.example",
        "g@x.example",
    ]
    evidence = evidence_of(pl.Series(cells))
    assert (evidence.emails, evidence.several) == (4, 2)


def test_the_first_of_several_numbers_counts_whatever_parts_them() -> None:
    cells = [
        "(503) 555-0142 / (503) 555-0143",
        "503 555 0142 or 503 555 0143",
        "0151 / 2345678",
        "030 - 123456",
    ]
    evidence = evidence_of(pl.Series(cells))
    assert (evidence.phones, evidence.several) == (4, 2)


def test_an_address_with_its_own_text_beside_it_is_an_address() -> None:
    evidence = evidence_of(pl.Series(["a@x.example - a@x.example"]))
    assert (evidence.emails, evidence.several) == (1, 1)


@pytest.mark.parametrize(
    "firm",
    ["Müller GmbH", "Fenn & Co", "Rossi S.r.l.", "Kowalska Sp. z o.o.", "Banks Plumbing", "Silva Lda."],
)
def test_companies_are_no_people(firm: str) -> None:
    evidence = evidence_of(pl.Series([firm]))
    assert (evidence.firms, evidence.names) == (1, 0)


def test_first_names_are_known_with_and_without_accents() -> None:
    assert (
        evidence_of(pl.Series(["Małgorzata Nowak", "JÜRGEN WEISS", "Jose Ruiz", "Zyx Qwv"])).given_names == 3
    )


def test_a_long_column_is_judged_by_a_sample() -> None:
    evidence = evidence_of(pl.Series([f"a{n}@x.example" for n in range(SAMPLE * 3 + 1)]))
    assert evidence.filled == SAMPLE * 3 + 1
    assert evidence.emails == evidence.seen <= SAMPLE


def test_cells_that_say_nothing_are_not_held_against_a_column() -> None:
    cells = ["n/a", "-", "unknown", "<test lead: dummy data for email>", "mara@example.net"]
    evidence = evidence_of(pl.Series(cells))
    assert (evidence.seen, evidence.emails) == (1, 1)
