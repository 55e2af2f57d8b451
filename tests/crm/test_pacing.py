"""The pace against simulated limiters: nothing refused twice, hardly anything of the limit left unused."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Protocol

import pytest

from mega_desktop.crm.pacing import AdaptivePacer, Pacer, SteadyPacer
from mega_desktop.crm.ratelimit import SILENT, RateHeaders
from mega_desktop.work import Control
from tests.crm.virtual_clock import VirtualClock

CHUNKS = 200
ANSWER_S = 0.8


class Limiter(Protocol):
    """10 requests in 60 s. Says whether one passes, what the headers tell, and Retry-After."""

    def ask(self, now: float) -> tuple[bool, RateHeaders, float]: ...


class FixedWindow:
    def __init__(self, *, by_clock: bool) -> None:
        self.by_clock = by_clock
        self.start = -math.inf
        self.used = 0

    def ask(self, now: float) -> tuple[bool, RateHeaders, float]:
        if now >= self.start + 60:
            self.start = now - now % 60 if self.by_clock else now
            self.used = 0
        passed = self.used < 10
        self.used += passed
        reset = math.ceil(self.start + 60 - now)
        return passed, RateHeaders(10, 10 - self.used, reset), reset


class SlidingLog:
    def __init__(self, *, refusals_count: bool = False) -> None:
        self.refusals_count = refusals_count
        self.log: list[float] = []

    def ask(self, now: float) -> tuple[bool, RateHeaders, float]:
        self.log = [t for t in self.log if t > now - 60]
        passed = len(self.log) < 10
        if passed or self.refusals_count:
            self.log.append(now)
        retry = math.ceil(self.log[-10] + 60 - now) if len(self.log) >= 10 else 0
        return passed, RateHeaders(10, max(0, 10 - len(self.log)), math.ceil(self.log[-1] + 60 - now)), retry


class TokenBucket:
    def __init__(self) -> None:
        self.tokens, self.at = 10.0, 0.0

    def ask(self, now: float) -> tuple[bool, RateHeaders, float]:
        self.tokens = min(10.0, self.tokens + (now - self.at) / 6)
        self.at = now
        passed = self.tokens >= 1
        self.tokens -= passed
        return passed, RateHeaders(10, int(self.tokens), math.ceil((10 - self.tokens) * 6)), 6


class Silent:
    """A sliding log whose answers tell nothing."""

    def __init__(self) -> None:
        self.log = SlidingLog()

    def ask(self, now: float) -> tuple[bool, RateHeaders, float]:
        passed, _, retry = self.log.ask(now)
        return passed, SILENT, retry


LIMITERS: dict[str, Callable[[], Limiter]] = {
    "fixed by the clock": lambda: FixedWindow(by_clock=True),
    "fixed from the first request": lambda: FixedWindow(by_clock=False),
    "sliding": SlidingLog,
    "sliding, refusals count": lambda: SlidingLog(refusals_count=True),
    "bucket": TokenBucket,
    "silent": Silent,
}


def run(pacer: Pacer, limiter: Limiter, clock: VirtualClock, chunks: int = CHUNKS) -> int:
    """Sends `chunks` requests one after the other; returns how many were refused on the way."""
    refused = done = 0
    while done < chunks:
        clock.wait(pacer.delay_s(), Control())
        pacer.sent()
        passed, headers, retry = limiter.ask(clock.monotonic() + ANSWER_S / 2)
        clock.time += ANSWER_S
        pacer.answered(headers, None if passed else retry)
        done += passed
        refused += not passed
    return refused


@pytest.mark.parametrize("kind", LIMITERS)
def test_the_limit_is_used_up_and_never_passed(kind: str, clock: VirtualClock) -> None:
    clock.time = 1_020.0
    started = clock.time
    refused = run(AdaptivePacer(clock, 10), LIMITERS[kind](), clock)
    bound = (CHUNKS / 10 - 1) * 60 + ANSWER_S
    assert refused == 0
    assert bound / (clock.time - started) >= 0.97


@pytest.mark.parametrize("kind", LIMITERS)
def test_a_limit_already_used_up_by_someone_costs_one_refusal(kind: str, clock: VirtualClock) -> None:
    limiter = LIMITERS[kind]()
    for _ in range(10):
        limiter.ask(clock.monotonic())
    assert run(AdaptivePacer(clock, 10), limiter, clock, 60) <= 1


@pytest.mark.parametrize("phase", [0.0, 0.1, 17.3, 42.9, 59.9])
def test_a_window_of_the_clock_may_begin_at_any_moment(phase: float, clock: VirtualClock) -> None:
    clock.time = 1_020.0 + phase
    assert run(AdaptivePacer(clock, 10), FixedWindow(by_clock=True), clock, 60) == 0


def test_a_refusal_is_obeyed_whatever_the_rules_say(clock: VirtualClock) -> None:
    pacer = AdaptivePacer(clock, 10)
    pacer.sent()
    pacer.answered(RateHeaders(10, 9, 60.0), 33.0)
    assert pacer.delay_s() >= 33.0


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
    class TwoAMinute(FixedWindow):
        def ask(self, now: float) -> tuple[bool, RateHeaders, float]:
            if now >= self.start + 60:
                self.start, self.used = now, 0
            passed = self.used < 2
            self.used += passed
            return passed, RateHeaders(2, 2 - self.used, math.ceil(self.start + 60 - now)), 60

    assert run(AdaptivePacer(clock, 10), TwoAMinute(by_clock=False), clock, 20) == 0


def test_a_shared_token_ends_in_even_spacing(clock: VirtualClock) -> None:
    pacer = AdaptivePacer(clock, 10)
    for _ in range(2):
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


def test_reads_keep_the_minute_and_the_hour(clock: VirtualClock) -> None:
    pacer = SteadyPacer(clock, ((3, 60.0), (5, 3600.0)))
    waits = []
    for _ in range(6):
        waits.append(pacer.delay_s())
        clock.wait(waits[-1], Control())
        pacer.sent()
    assert waits[:3] == [0.0, 0.0, 0.0]
    assert waits[3] == pytest.approx(60.5)
    assert waits[5] == pytest.approx(3600.5 - 60.5)


def test_reads_obey_a_refusal(clock: VirtualClock) -> None:
    pacer = SteadyPacer(clock, ((60, 60.0),))
    pacer.sent()
    pacer.answered(SILENT, 12.0)
    assert pacer.delay_s() >= 12.0
