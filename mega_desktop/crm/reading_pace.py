"""When the next read of leads may leave: 60 a minute and 1,000 an hour (docs.gomega.ai/rate-limits)."""

from __future__ import annotations

from collections import deque

from mega_desktop.crm.ratelimit import RateHeaders
from mega_desktop.work import Clock

MINUTE_S, HOUR_S = 60.0, 3_600.0
MARGIN_S = 0.5


class ReadPacer:
    """Follows what the answers say, and counts its own requests where they say nothing.

    Two windows are documented, but an answer tells of one of them. So the hour is always counted here
    too, unless an answer names a larger allowance than the documented one: then nobody knows the hour,
    and a refusal tells.

    Args:
        minute, hour: Requests a minute and an hour, as documented.
    """

    def __init__(self, clock: Clock, minute: int, hour: int) -> None:
        self._clock = clock
        self._documented = minute
        self._minute = minute
        self._hour = hour
        self._log: deque[float] = deque(maxlen=hour)
        self._remaining: int | None = None
        self._full_at = 0.0
        self._told = 0.0

    @property
    def limit(self) -> int:
        """Requests a minute: what the last answer named, before that what is documented."""
        return self._minute

    @property
    def hour(self) -> int:
        """Requests an hour; 0 once an answer named a larger allowance than the documented one."""
        return self._hour if self._minute <= self._documented else 0

    def delay_s(self) -> float:
        due = [self._told, self._by_hour(), self._by_minute()]
        return max(0.0, max(due) - self._clock.monotonic())

    def sent(self) -> None:
        self._log.append(self._clock.monotonic())
        if self._remaining:
            self._remaining -= 1

    def unsent(self) -> None:
        self._log.pop()

    def answered(self, rate: RateHeaders, refused_s: float | None) -> None:
        now = self._clock.monotonic()
        if rate.limit is not None and rate.limit != self._hour:
            self._minute = rate.limit
        self._remaining = rate.remaining
        self._full_at = now + MINUTE_S if rate.reset_s is None else now + rate.reset_s
        if refused_s is not None:
            self._told = now + refused_s + MARGIN_S

    def _by_minute(self) -> float:
        """At once while a slot is left; then when the window is full again, or by the own count."""
        if self._remaining is not None:
            return 0.0 if self._remaining else self._full_at + MARGIN_S
        return self._log[-self._minute] + MINUTE_S + MARGIN_S if len(self._log) >= self._minute else 0.0

    def _by_hour(self) -> float:
        full = self.hour and len(self._log) == self._hour
        return self._log[0] + HOUR_S + MARGIN_S if full else 0.0
