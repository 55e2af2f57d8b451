"""How many requests the rest takes, and how long, by the pace the CRM's last answer told."""

from __future__ import annotations

import math
from dataclasses import dataclass

from mega_desktop.crm import Limits, Pace
from mega_desktop.preview.plan import Plan
from mega_desktop.preview.planned import SENT

HOUR_S = 3_600.0


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
    return _forecast(int(plan.to_check.sum()), 0, limits)


def forecast_import(plan: Plan, limits: Limits) -> Forecast:
    """Sending every row that goes; rows with a name alone have uploads of their own."""
    counts = plan.counts()
    return _forecast(sum(counts[p] for p in SENT) - plan.bare, plan.bare, limits)


def paced_s(requests: int, per_minute: int) -> float:
    """Seconds that so many requests take when none was made yet."""
    return Pace().seconds_for(requests, per_minute)


def _forecast(rows: int, apart: int, limits: Limits) -> Forecast:
    requests = math.ceil(rows / limits.rows) + math.ceil(apart / limits.rows)
    return Forecast(rows + apart, requests, limits.pace.seconds_for(requests, limits.bulk_per_minute))
