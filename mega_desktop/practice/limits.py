"""How often one may ask: two buckets a token as MEGA describes them, one a key as FoxReach does."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, Protocol

from mega_desktop.practice.answers import Refusal

WindowKind = Literal["fixed", "sliding"]


class Bucket(StrEnum):
    """Requests that are counted together."""

    DEFAULT = "default"
    BULK = "bulk"
    FOXREACH = "foxreach"


@dataclass(frozen=True)
class PracticeLimits:
    """How often the Practice CRM may be asked; the defaults are the documented limits.

    Attributes:
        bulk: MEGA's bulk requests a minute.
        default: All other requests to MEGA a minute.
        hourly: All other requests to MEGA an hour.
        foxreach: Requests to FoxReach a minute, of any kind.
        minute_s: How long a "minute" takes, in seconds; an "hour" is sixty of them. Shorter ones make
            waiting visible without the waiting.
        window: "fixed" starts counting anew when a window is over; "sliding" looks back one window
            from every request. MEGA does not say which it uses, FoxReach says both.
    """

    bulk: int = 10
    default: int = 60
    hourly: int = 1_000
    foxreach: int = 100
    minute_s: float = 60.0
    window: WindowKind = "fixed"

    @classmethod
    def rehearsal(cls) -> PracticeLimits:
        """So high that nobody ever waits."""
        return cls(bulk=1_000_000, default=1_000_000, hourly=1_000_000, foxreach=1_000_000)


@dataclass(frozen=True)
class Quota:
    """Where a caller stands in the window that is reported.

    Attributes:
        limit: Requests the window allows.
        remaining: Requests that are left in it.
        reset_s: Seconds until the window is full again.
        retry_s: Seconds until the next request is accepted; 0 when this one was.
    """

    limit: int
    remaining: int
    reset_s: float
    retry_s: float = 0.0

    def refuse_if_used_up(self) -> None:
        """Raises Refusal 429 when the request was one too many."""
        if self.retry_s > 0:
            raise Refusal(429, "Too many requests; wait as long as Retry-After says.")

    def headers(self) -> dict[str, str]:
        """The rate-limit headers. All are whole seconds from now, never a clock time."""
        headers = {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(self.remaining),
            "RateLimit-Reset": str(math.ceil(self.reset_s)),
        }
        if self.retry_s > 0:
            headers["Retry-After"] = str(max(1, math.ceil(self.retry_s)))
        return headers


class _Window(Protocol):
    """Counts requests; times are seconds on a clock that never jumps."""

    def quota(self, now_s: float) -> Quota: ...

    def add(self, now_s: float) -> None: ...


class _FixedWindow:
    """Begins with its first request and is forgotten as a whole when its time is over."""

    def __init__(self, limit: int, length_s: float) -> None:
        self._limit = limit
        self._length_s = length_s
        self._ends_s = -math.inf
        self._used = 0

    def quota(self, now_s: float) -> Quota:
        if now_s >= self._ends_s:
            return Quota(self._limit, self._limit, 0.0)
        left = self._limit - self._used
        reset_s = self._ends_s - now_s
        return Quota(self._limit, left, reset_s, 0.0 if left > 0 else reset_s)

    def add(self, now_s: float) -> None:
        if now_s >= self._ends_s:
            self._ends_s = now_s + self._length_s
            self._used = 0
        self._used += 1


class _SlidingWindow:
    """Remembers each request until it is one window old."""

    def __init__(self, limit: int, length_s: float) -> None:
        self._limit = limit
        self._length_s = length_s
        self._times_s: deque[float] = deque()

    def quota(self, now_s: float) -> Quota:
        while self._times_s and now_s >= self._times_s[0] + self._length_s:
            self._times_s.popleft()
        if not self._times_s:
            return Quota(self._limit, self._limit, 0.0)
        left = self._limit - len(self._times_s)
        retry_s = 0.0 if left > 0 else self._times_s[0] + self._length_s - now_s
        return Quota(self._limit, left, self._times_s[-1] + self._length_s - now_s, retry_s)

    def add(self, now_s: float) -> None:
        self._times_s.append(now_s)


class RateLimiter:
    """Counts the requests of every key in every bucket.

    Args:
        limits: What is allowed.
        ticks: Seconds on a clock that never jumps.
    """

    def __init__(self, limits: PracticeLimits, ticks: Callable[[], float]) -> None:
        self._limits = limits
        self._ticks = ticks
        self._windows: dict[tuple[str, Bucket], tuple[_Window, ...]] = {}

    def untouched(self, bucket: Bucket) -> Quota:
        """What a caller without a valid key is told: nothing of anybody's quota was used."""
        limit = self._a_minute(bucket)
        return Quota(limit, limit, 0.0)

    def take(self, key: str, bucket: Bucket) -> Quota:
        """Counts one request of `key`, unless a window is used up (then `retry_s` is above 0).

        The quota of the window with the fewest requests left is the reported one.
        """
        now_s = self._ticks()
        windows = self._windows.setdefault((key, bucket), self._new_windows(bucket))
        full = max((window.quota(now_s) for window in windows), key=lambda quota: quota.retry_s)
        if full.retry_s > 0:
            return full
        for window in windows:
            window.add(now_s)
        quotas = [window.quota(now_s) for window in windows]
        tightest = min(quotas, key=lambda quota: quota.remaining)
        return Quota(tightest.limit, tightest.remaining, tightest.reset_s)

    def _new_windows(self, bucket: Bucket) -> tuple[_Window, ...]:
        make = _FixedWindow if self._limits.window == "fixed" else _SlidingWindow
        minute_s = self._limits.minute_s
        a_minute = make(self._a_minute(bucket), minute_s)
        if bucket is Bucket.DEFAULT:
            return a_minute, make(self._limits.hourly, 60 * minute_s)
        return (a_minute,)

    def _a_minute(self, bucket: Bucket) -> int:
        limits = self._limits
        return {
            Bucket.DEFAULT: limits.default,
            Bucket.BULK: limits.bulk,
            Bucket.FOXREACH: limits.foxreach,
        }[bucket]
