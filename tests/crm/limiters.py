"""Rate limiters as servers have them, exact and without mercy, and one sender who knows them by heart."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from mega_desktop.crm.pacing import Pacer
from mega_desktop.crm.ratelimit import SILENT, RateHeaders
from mega_desktop.work import Control
from tests.crm.virtual_clock import VirtualClock

WINDOW_S = 60.0
STEP_S = 0.05
ROUNDED_S = 7.0
"""No Retry-After below is longer than necessary by more than this."""


class Limiter(Protocol):
    """So many requests in 60 s. Says whether one passes, what the headers tell, and Retry-After."""

    def ask(self, now: float) -> tuple[bool, RateHeaders, float]: ...


class FixedWindow:
    def __init__(self, *, by_clock: bool, limit: int = 10) -> None:
        self.by_clock = by_clock
        self.limit = limit
        self.start = -math.inf
        self.used = 0

    def ask(self, now: float) -> tuple[bool, RateHeaders, float]:
        if now >= self.start + WINDOW_S:
            self.start = now - now % WINDOW_S if self.by_clock else now
            self.used = 0
        passed = self.used < self.limit
        self.used += passed
        reset = math.ceil(self.start + WINDOW_S - now)
        return passed, RateHeaders(self.limit, self.limit - self.used, reset), reset


class SlidingLog:
    def __init__(self, *, refusals_count: bool = False, limit: int = 10) -> None:
        self.refusals_count = refusals_count
        self.limit = limit
        self.log: deque[float] = deque()

    def ask(self, now: float) -> tuple[bool, RateHeaders, float]:
        while self.log and self.log[0] <= now - WINDOW_S:
            self.log.popleft()
        passed = len(self.log) < self.limit
        if passed or self.refusals_count:
            self.log.append(now)
        is_full = len(self.log) >= self.limit
        retry = math.ceil(self.log[-self.limit] + WINDOW_S - now) if is_full else 0
        full_again = math.ceil(self.log[-1] + WINDOW_S - now)
        return passed, RateHeaders(self.limit, max(0, self.limit - len(self.log)), full_again), retry


class SlidingCounter:
    """Estimates the window from two counts, the one before by the share of it that still counts."""

    def __init__(self, limit: int = 10) -> None:
        self.limit = limit
        self.start: float | None = None
        self.before = self.count = 0

    def ask(self, now: float) -> tuple[bool, RateHeaders, float]:
        self.start = now - now % WINDOW_S if self.start is None else self.start
        while now >= self.start + WINDOW_S:
            self.start += WINDOW_S
            self.before, self.count = self.count, 0
        counted = self.before * (1 - (now - self.start) / WINDOW_S) + self.count
        passed = counted < self.limit
        self.count += passed
        left = max(0, int(self.limit - counted - passed))
        retry = math.ceil((counted - self.limit + 1) * WINDOW_S / max(1, self.before))
        return passed, RateHeaders(self.limit, left, math.ceil(self.start + WINDOW_S - now)), retry


class TokenBucket:
    def __init__(self, limit: int = 10) -> None:
        self.limit = limit
        self.tokens, self.at = float(limit), 0.0

    def ask(self, now: float) -> tuple[bool, RateHeaders, float]:
        each_s = WINDOW_S / self.limit
        self.tokens = min(float(self.limit), self.tokens + (now - self.at) / each_s)
        self.at = now
        passed = self.tokens >= 1
        self.tokens -= passed
        full_again = math.ceil((self.limit - self.tokens) * each_s)
        return passed, RateHeaders(self.limit, int(self.tokens), full_again), math.ceil(each_s)


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
    "sliding counter": SlidingCounter,
    "bucket": TokenBucket,
    "silent": Silent,
}


@dataclass
class Told:
    """What the server saw.

    Attributes:
        seconds: From the first request to the last answer.
        refused: Requests that got a 429.
        too_early: Requests that came before the last Retry-After was over.
    """

    seconds: float
    refused: int
    too_early: int


def run(
    pacer: Pacer,
    limiter: Limiter,
    clock: VirtualClock,
    uploads: int,
    *,
    answer_s: Callable[[], float],
    meanwhile: Callable[[float], None] = lambda _now: None,
) -> Told:
    """Sends `uploads` requests one after the other; a refused one again.

    Args:
        answer_s: How long the next answer takes; the server counts the request half-way.
        meanwhile: Called with the time before each request.
    """
    began, welcome_at = clock.time, -math.inf
    refused = too_early = done = 0
    while done < uploads:
        clock.wait(pacer.delay_s(), Control())
        meanwhile(clock.time)
        took_s = answer_s()
        arrived = clock.time + took_s / 2
        too_early += arrived < welcome_at
        pacer.sent()
        passed, headers, retry = limiter.ask(arrived)
        clock.time += took_s
        pacer.answered(headers, None if passed else retry)
        welcome_at = arrived + (0.0 if passed else retry)
        done += passed
        refused += not passed
    return Told(clock.time - began, refused, too_early)


def bounds_s(limiter: Limiter, uploads: int, answer_s: float, start: float) -> list[float]:
    """When the fastest possible sender has its n-th answer: it knows the very moment, and asks for nothing.

    It has one request in flight as well. `limiter` must not count refusals.
    """
    now, answered = start, []
    for _ in range(uploads):
        passed, _, retry = limiter.ask(now + answer_s / 2)
        while not passed:
            now += max(STEP_S, retry - ROUNDED_S)
            passed, _, retry = limiter.ask(now + answer_s / 2)
        now += answer_s
        answered.append(now - start)
    return answered
