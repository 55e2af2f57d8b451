"""When the next request may leave, so that the CRM's limits are used up and never passed.

The server's limiter is not known: it may count in fixed windows, in a sliding one, or refill a bucket.
So the pace follows what the answers say (figures for each kind: tests/crm/test_pacing.py):

- while the last answer left a slot, at once;
- else at the earlier of (A) a whole window after the request `limit` places back, which every kind of
  limiter allows to one who is alone, and (B) the reset that the last answer named;
- after a refusal, when the server said, and the rule that misled becomes more careful.

A server counts a request somewhere between its leaving and its answer. A takes it to be at once; where that
misleads, first half of the answer's time is allowed for, then all of it. If A misleads even so, someone
else uses the same token, or the limiter weighs the window before: then requests are spaced evenly.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass
from enum import Enum, auto
from itertools import islice
from statistics import median
from typing import Protocol

from mega_desktop.crm.pace import ANSWER_S, SPARE_S, Pace
from mega_desktop.crm.ratelimit import RateHeaders
from mega_desktop.work import Clock

_MARGIN_S = SPARE_S
_EVEN_MARGIN_S = 0.05
_ROUNDED_S = 2.0
_ANY_TIME = float("-inf")
_DOUBTS = (0.0, 0.5, 1.0)
"""After so many refusals under A, the share of an answer's time that may pass before a request counts."""


class Pacer(Protocol):
    """Keeps one of a CRM's limits. Times are seconds of the clock's `monotonic`."""

    def delay_s(self) -> float:
        """Seconds until the next request may leave; 0 for now."""

    def sent(self) -> None:
        """A request is leaving."""

    def unsent(self) -> None:
        """The request announced last never left this computer."""

    def answered(self, rate: RateHeaders, refused_s: float | None) -> None:
        """An answer came; `refused_s` is the wait that a 429 asked for, else None."""


class _Rule(Enum):
    SLOT = auto()
    LOG = auto()
    RESET = auto()
    EVEN = auto()
    TOLD = auto()


@dataclass
class _Request:
    """When it left, and how long its answer took."""

    sent: float
    took_s: float = 0.0


class AdaptivePacer:
    """For bulk requests, where every second of a window counts.

    Args:
        limit: The documented number of requests a window, until the answers name another.
        window_s: Length of the window in seconds.
    """

    def __init__(self, clock: Clock, limit: int, window_s: float = 60.0) -> None:
        self._clock = clock
        self._limit = limit
        self._window_s = window_s
        self._log: deque[_Request] = deque(maxlen=10_000)
        self._least_took_s = math.inf
        self._remaining: int | None = None
        self._before: int | None = None
        self._reset_at: float | None = None
        self._first_reset_at = -math.inf
        self._slides = False
        self._told: float | None = None
        self._margins = dict.fromkeys(_Rule, _MARGIN_S) | {_Rule.EVEN: _EVEN_MARGIN_S}
        self._misled = dict.fromkeys(_Rule, 0)
        self._used = _Rule.SLOT

    @property
    def limit(self) -> int:
        """Requests a window: what the last answer named, before that what is documented."""
        return self._limit

    @property
    def pace(self) -> Pace:
        """Where the limit stands now."""
        now = self._clock.monotonic()
        last = [*islice(reversed(self._log), self._limit)][::-1]
        is_over = self._reset_at is not None and self._reset_at <= now
        return Pace(
            ago_s=tuple(now - request.sent for request in last),
            remaining=self._remaining if not is_over else None if self._slides else self._limit,
            reset_s=None if is_over or self._reset_at is None else self._reset_at - now,
            slides=self._slides,
            answer_s=median(request.took_s for request in last) if last else ANSWER_S,
        )

    def delay_s(self) -> float:
        return max(0.0, self._next()[0] - self._clock.monotonic())

    def sent(self) -> None:
        self._used = self._next()[1]
        self._told = None
        self._before = self._remaining
        self._log.append(_Request(self._clock.monotonic()))
        if self._remaining:
            self._remaining -= 1

    def unsent(self) -> None:
        self._log.pop()
        self._remaining = self._before

    def answered(self, rate: RateHeaders, refused_s: float | None) -> None:
        now = self._clock.monotonic()
        took_s = self._log[-1].took_s = now - self._log[-1].sent
        self._least_took_s = min(self._least_took_s, took_s)
        self._limit = rate.limit or self._limit
        if rate.remaining is not None:
            self._remaining = rate.remaining
            self._reset_at = None if rate.reset_s is None else now + rate.reset_s
            self._watch(now)
        if refused_s is not None:
            self._misled[self._used] += 1
            if self._used is not _Rule.LOG:
                self._margins[self._used] = min(self._margins[self._used] * 2, self._window_s)
            self._told = now + refused_s + self._margins[_Rule.TOLD]

    def _watch(self, now: float) -> None:
        """Finds out whether the reset stands, as that of a fixed window does, or moves with every request."""
        if self._reset_at is None:
            return
        if self._first_reset_at <= now:
            self._first_reset_at = self._reset_at
        else:
            self._slides = self._reset_at - self._first_reset_at > _ROUNDED_S

    def _next(self) -> tuple[float, _Rule]:
        if self._told is not None:
            return self._told, _Rule.TOLD
        if self._misled[_Rule.LOG] >= len(_DOUBTS):
            return self._even(), _Rule.EVEN
        if self._remaining is None or self._misled[_Rule.SLOT] >= 2:
            by_log = self._by_log()
            return (_ANY_TIME, _Rule.SLOT) if by_log is None else (by_log, _Rule.LOG)
        if self._remaining > 0:
            return _ANY_TIME, _Rule.SLOT
        return self._when_used_up()

    def _when_used_up(self) -> tuple[float, _Rule]:
        by_log, by_reset = self._by_log(), self._by_reset()
        if by_log is not None and (by_reset is None or by_log <= by_reset):
            return by_log, _Rule.LOG
        if by_reset is not None:
            return by_reset, _Rule.RESET
        return self._a_window_after(self._log[-1]), _Rule.LOG

    def _by_log(self) -> float | None:
        if len(self._log) < self._limit:
            return None
        return self._a_window_after(self._log[-self._limit])

    def _a_window_after(self, request: _Request) -> float:
        doubt = _DOUBTS[self._misled[_Rule.LOG]]
        late_s = doubt * max(0.0, request.took_s - self._least_took_s)
        return request.sent + self._window_s + late_s + self._margins[_Rule.LOG]

    def _by_reset(self) -> float | None:
        return None if self._reset_at is None else self._reset_at + self._margins[_Rule.RESET]

    def _even(self) -> float:
        return self._log[-1].sent + self._window_s / self._limit + self._margins[_Rule.EVEN]
