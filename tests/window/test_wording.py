"""Numbers and times as a person says them; every state has a word."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mega_desktop.importing import ChunkState, Outcome, Tally
from mega_desktop.matching import Certainty
from mega_desktop.preview import Planned
from mega_desktop.window.wording import (
    ago_text,
    certainty_word,
    chunk_word,
    number,
    outcome_word,
    planned_word,
    seconds_text,
    tally_text,
)

NOW = datetime(2026, 11, 21, 14, 4, tzinfo=UTC)


def test_thousands_are_separated() -> None:
    assert number(1_005_312) == "1,005,312"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.4, "about 5 seconds"),
        (23, "about 25 seconds"),
        (200, "about 3 minutes"),
        (12_000, "about 3.3 hours"),
    ],
)
def test_a_forecast_is_rough(seconds: float, text: str) -> None:
    assert seconds_text(seconds) == text


@pytest.mark.parametrize(
    ("minutes", "text"), [(0, "just now"), (1, "1 minute ago"), (2, "2 minutes ago"), (59, "59 minutes ago")]
)
def test_an_age_is_told_in_minutes(minutes: int, text: str) -> None:
    assert ago_text(NOW - timedelta(minutes=minutes), NOW) == text


def test_after_an_hour_the_date_itself_is_told() -> None:
    assert ago_text(NOW - timedelta(days=3), NOW).startswith("on 18 November 2026")


def test_a_tally_names_what_there_is() -> None:
    assert tally_text(Tally({Outcome.CREATED: 1412, Outcome.FAILED: 8})) == "1,412 created, 8 failed"


def test_everything_has_a_word() -> None:
    words = [
        *map(planned_word, Planned),
        *map(outcome_word, Outcome),
        *map(chunk_word, ChunkState),
        *map(certainty_word, Certainty),
    ]
    assert all(words)
