"""The pace against simulated limiters: nothing refused twice, hardly anything of the limit left unused."""

from __future__ import annotations

import pytest

from mega_desktop.crm.pacing import AdaptivePacer
from mega_desktop.crm.ratelimit import SILENT, RateHeaders
from mega_desktop.work import Control
from tests.crm.limiters import LIMITERS, FixedWindow, run
from tests.crm.virtual_clock import VirtualClock

UPLOADS = 200
ANSWER_S = 0.8


def soon() -> float:
    return ANSWER_S


@pytest.mark.parametrize("kind", LIMITERS)
def test_a_limit_already_used_up_by_someone_costs_hardly_a_refusal(kind: str, clock: VirtualClock) -> None:
    limiter = LIMITERS[kind]()
    for _ in range(10):
        limiter.ask(clock.monotonic())
    costs = 4 if kind == "sliding counter" else 1
    assert run(AdaptivePacer(clock, 10), limiter, clock, 60, answer_s=soon).refused <= costs


@pytest.mark.parametrize("phase", [0.0, 0.1, 17.3, 42.9, 59.9])
def test_a_window_of_the_clock_may_begin_at_any_moment(phase: float, clock: VirtualClock) -> None:
    clock.time = 1_020.0 + phase
    assert run(AdaptivePacer(clock, 10), FixedWindow(by_clock=True), clock, 60, answer_s=soon).refused == 0


def test_a_refusal_is_obeyed_whatever_the_rules_say(clock: VirtualClock) -> None:
    pacer = AdaptivePacer(clock, 10)
    pacer.sent()
    pacer.answered(RateHeaders(10, 9, 60.0), 33.0)
    assert pacer.delay_s() >= 33.0


def test_where_the_moment_of_leaving_misled_the_time_of_the_answer_is_allowed_for(
    clock: VirtualClock,
) -> None:
    """The server counts a request only shortly before it answers."""
    pacer = AdaptivePacer(clock, 1)
    waits = []
    for took_s, refused_s in ((1.0, None), (5.0, 3.0), (5.0, 3.0), (5.0, None)):
        waits.append(pacer.delay_s())
        clock.wait(waits[-1], Control())
        pacer.sent()
        clock.time += took_s
        pacer.answered(SILENT, refused_s)
    after_refusal_s = 60.5 + (5.0 - 1.0) - 5.0

    assert waits[1] == pytest.approx(59.5)
    assert pacer.delay_s() == pytest.approx(after_refusal_s - 2.0)


def test_each_refusal_in_a_row_waits_a_little_longer(clock: VirtualClock) -> None:
    pacer = AdaptivePacer(clock, 10)
    waits = []
    for _ in range(4):
        pacer.sent()
        pacer.answered(SILENT, 10.0)
        waits.append(pacer.delay_s())
        clock.wait(waits[-1], Control())
    assert waits == sorted(waits)
    assert waits[-1] > waits[0]


def test_a_lower_limit_named_by_the_answers_is_kept(clock: VirtualClock) -> None:
    limiter = FixedWindow(by_clock=False, limit=2)

    assert run(AdaptivePacer(clock, 10), limiter, clock, 20, answer_s=soon).refused == 0


def test_a_shared_token_ends_in_even_spacing(clock: VirtualClock) -> None:
    pacer = AdaptivePacer(clock, 10)
    for _ in range(3):
        for _ in range(10):
            pacer.sent()
            pacer.answered(RateHeaders(10, 0, None), None)
            clock.wait(pacer.delay_s(), Control())
        pacer.sent()
        pacer.answered(RateHeaders(10, 0, None), 5.0)
        clock.wait(pacer.delay_s(), Control())
    pacer.sent()
    pacer.answered(RateHeaders(10, 0, None), None)
    assert pacer.delay_s() == pytest.approx(6.05)


def test_a_request_that_never_left_does_not_count(clock: VirtualClock) -> None:
    pacer = AdaptivePacer(clock, 1)
    pacer.sent()
    pacer.unsent()
    assert pacer.delay_s() == 0.0


def test_an_answer_without_headers_uses_up_a_slot_all_the_same(clock: VirtualClock) -> None:
    pacer = AdaptivePacer(clock, 10)
    pacer.sent()
    pacer.answered(RateHeaders(10, 1, 30.0), None)
    pacer.sent()
    pacer.answered(SILENT, None)
    assert pacer.delay_s() == pytest.approx(30.5)
