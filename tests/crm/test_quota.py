"""How much of the quota a large import uses, and how often it is refused, on every kind of limiter.

Simulated with a clock that does not wait; `python -m pytest -s tests/crm/test_quota.py` prints the table.
The bound is the time of a sender who knows the limiter by heart, with one request in flight as well.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable

import pytest

from mega_desktop.crm.pacing import AdaptivePacer
from mega_desktop.preview.forecast import paced_s
from tests.crm.limiters import LIMITERS, FixedWindow, Limiter, SlidingLog, TokenBucket, Told, bounds_s, run
from tests.crm.virtual_clock import VirtualClock

START = 1_020.0
SMALL, LARGE = 200, 2_000
"""Uploads of 500 rows: 100,000 rows and a million."""

ANSWERS_S = (0.5, 2.0, 5.0)
KINDS = {kind: make for kind, make in LIMITERS.items() if kind != "silent"}
MOST_REFUSED = 3


def nobody(_now: float) -> None:
    """Nothing happens meanwhile."""


def told(
    limiter: Limiter,
    uploads: int,
    answer_s: Callable[[], float],
    meanwhile: Callable[[float], None] = nobody,
) -> Told:
    clock = VirtualClock()
    clock.time = START
    return run(AdaptivePacer(clock, 10), limiter, clock, uploads, answer_s=answer_s, meanwhile=meanwhile)


@pytest.mark.parametrize("answer_s", ANSWERS_S)
@pytest.mark.parametrize("kind", KINDS)
def test_the_quota_is_used_up_and_hardly_ever_passed(
    kind: str, answer_s: float, capsys: pytest.CaptureFixture[str]
) -> None:
    # Who is never refused fares the same whether refusals count or not.
    fastest = bounds_s(LIMITERS[kind.partition(",")[0]](), LARGE, answer_s, START)
    small = told(KINDS[kind](), SMALL, lambda: answer_s)
    large = told(KINDS[kind](), LARGE, lambda: answer_s)
    used, used_of_a_million = fastest[SMALL - 1] / small.seconds, fastest[LARGE - 1] / large.seconds
    with capsys.disabled():
        sys.stdout.write(
            f"\n{kind:<28} {answer_s:3.1f} s: 100,000 rows {used:6.2%}, {small.refused} refused; "
            f"1,000,000 rows {used_of_a_million:6.2%}, {large.refused} refused"
        )

    assert used >= 0.975
    assert used_of_a_million >= 0.985
    assert max(small.refused, large.refused) <= MOST_REFUSED
    assert small.too_early == large.too_early == 0


@pytest.mark.parametrize("kind", KINDS)
def test_answers_that_take_now_half_and_now_twice_as_long_cost_little(kind: str) -> None:
    seconds = random.Random(1)

    found = told(KINDS[kind](), LARGE, lambda: seconds.uniform(0.5, 2.0))

    assert found.refused <= MOST_REFUSED + 1
    assert found.too_early == 0
    assert (LARGE / 10 - 1) * 60 / found.seconds >= 0.97


@pytest.mark.parametrize("make", [lambda: FixedWindow(by_clock=True), SlidingLog, TokenBucket])
def test_a_limit_lowered_in_the_middle_is_kept_and_a_raised_one_is_used(make: Callable[[], Limiter]) -> None:
    # S2
    limiter = make()

    def change(now: float) -> None:
        limiter.limit = 10 if now < START + 600 else 4 if now < START + 2_400 else 20  # type: ignore[attr-defined]

    found = told(limiter, 600, lambda: 1.0, meanwhile=change)

    assert found.too_early == 0
    assert found.refused <= MOST_REFUSED
    uploads_before = 10 * 10 + 4 * 30
    assert found.seconds <= (2_400 + (600 - uploads_before) / 20 * 60) * 1.1


@pytest.mark.parametrize("kind", KINDS)
def test_another_program_on_the_same_token_slows_it_down_but_is_never_fought(kind: str) -> None:
    # S3
    """The other one takes three of the ten uploads a minute, whenever it pleases."""
    limiter, moments = KINDS[kind](), random.Random(7)

    def other(_now: float) -> None:
        if moments.random() < 0.3:
            limiter.ask(_now)

    found = told(limiter, SMALL, lambda: 1.0, meanwhile=other)

    assert found.too_early == 0
    assert found.refused <= SMALL / 4
    # A counter over two windows remembers the other one's refusals as well.
    assert SMALL / 7 * 60 / found.seconds >= (0.55 if kind == "sliding counter" else 0.75)


@pytest.mark.parametrize(
    "kind", ["fixed from the first request", "sliding", "sliding, refusals count", "bucket"]
)
@pytest.mark.parametrize(("uploads", "answer_s"), [(40, 0.5), (100, 2.0), (200, 5.0), (2_000, 2.0)])
def test_the_forecast_before_the_start_is_within_a_tenth_of_the_actual_time(
    kind: str, uploads: int, answer_s: float
) -> None:
    actual = told(KINDS[kind](), uploads, lambda: answer_s)

    assert paced_s(uploads, 10) == pytest.approx(actual.seconds, rel=0.1)


@pytest.mark.parametrize("pause_s", [0.0, 25.0, 300.0])
@pytest.mark.parametrize(
    "kind", ["fixed from the first request", "sliding", "sliding, refusals count", "bucket"]
)
@pytest.mark.parametrize(
    ("uploads", "answer_s"), [(3, 2.0), (8, 0.5), (10, 0.5), (30, 2.0), (45, 2.0), (400, 1.0)]
)
def test_the_forecast_knows_what_the_check_has_just_used(
    kind: str, uploads: int, answer_s: float, pause_s: float
) -> None:
    """The check takes as many requests as the import, and the person reads for a while in between."""
    clock, limiter = VirtualClock(), KINDS[kind]()
    clock.time = START
    pacer = AdaptivePacer(clock, 10)
    run(pacer, limiter, clock, uploads, answer_s=lambda: answer_s)
    clock.time += pause_s

    forecast_s = pacer.pace.seconds_for(uploads, pacer.limit)
    actual = run(pacer, limiter, clock, uploads, answer_s=lambda: answer_s)

    # A bucket fills while it is emptied, which shows in no header: there the forecast is on the long side.
    off = 0.2 if kind == "bucket" else 0.1
    assert forecast_s == pytest.approx(actual.seconds, rel=off, abs=3.0), actual
