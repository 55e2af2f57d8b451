"""How many requests the rest takes, and how long, by the pace the CRM's last answer told."""

from __future__ import annotations

import math
from dataclasses import dataclass

from mega_desktop.crm import Limits
from mega_desktop.preview.plan import Plan
from mega_desktop.preview.planned import SENT

MINUTE_S, HOUR_S = 60.0, 3_600.0
SPARE_S = 0.5
"""How much later than at the minute's end the next request leaves, see `crm.pacing`."""

ANSWER_S = 0.8
"""What one request takes, roughly."""


@dataclass(frozen=True)
class Forecast:
    """What is still to come.

    Attributes:
        rows: That are checked, or sent.
        seconds: Roughly, the waits for the rate limit included.
    """

    rows: int
    requests: int
    seconds: float


def forecast_check(plan: Plan, limits: Limits) -> Forecast:
    """Asking the CRM about every row it was not asked about as it is now."""
    return _forecast(int(plan.to_check.sum()), limits)


def forecast_import(plan: Plan, limits: Limits) -> Forecast:
    """Sending every row that goes."""
    counts = plan.counts()
    return _forecast(sum(counts[p] for p in SENT), limits)


def paced_s(requests: int, per_minute: int) -> float:
    """Seconds that so many requests take: a minute's worth leaves at once, then the minute is waited out.

    Answers take their time while the minute passes anyway; only those of the last minute's worth count.
    """
    minutes = max(math.ceil(requests / per_minute) - 1, 0)
    in_the_last = requests - minutes * per_minute
    return max(minutes * (MINUTE_S + SPARE_S) + in_the_last * ANSWER_S, requests * ANSWER_S)


def _forecast(rows: int, limits: Limits) -> Forecast:
    requests = math.ceil(rows / limits.rows)
    return Forecast(rows, requests, paced_s(requests, limits.bulk_per_minute))
