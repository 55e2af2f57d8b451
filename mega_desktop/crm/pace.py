"""How far the minute's requests are used up at a moment, and how long more of them will take."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

MINUTE_S = 60.0
SPARE_S = 0.5
"""How much later than a minute after its predecessor a request leaves: two clocks never agree wholly."""

ANSWER_S = 0.8
"""What a request takes, roughly, before one was answered."""


@dataclass(frozen=True)
class Pace:
    """Where a CRM's limit stands. Times are seconds.

    Attributes:
        ago_s: How long ago the last requests left, oldest first; a minute's worth at most.
        remaining: How many more the last answer allowed; None when it did not say, or that is over.
        reset_s: Until the minute is over by that answer; None when it did not say, or that is over.
        slides: That moment was seen to move with the requests: there is none at which all begins anew.
        answer_s: What a request takes.
    """

    ago_s: tuple[float, ...] = ()
    remaining: int | None = None
    reset_s: float | None = None
    slides: bool = False
    answer_s: float = ANSWER_S

    def seconds_for(self, requests: int, per_minute: int) -> float:
        """How long so many requests take from now on, each answered before the next leaves.

        The pace is the one that `pacing.AdaptivePacer` keeps with a CRM that counts as it says.
        """
        now, left = 0.0, self.remaining
        reset = MINUTE_S if self.reset_s is None else self.reset_s
        log = deque((-ago for ago in self.ago_s), maxlen=per_minute)
        for _ in range(requests):
            if left is None or left < 1:
                by_log = log[0] + MINUTE_S + SPARE_S if len(log) == per_minute else 0.0
                is_reset = left is not None and not self.slides and reset + SPARE_S < by_log
                now = max(now, reset + SPARE_S if is_reset else by_log)
                left = per_minute if is_reset else left
                reset = now + MINUTE_S if is_reset else reset
            left = left - 1 if left else left
            log.append(now)
            now += self.answer_s
        return now
