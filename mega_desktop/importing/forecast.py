"""How long the rest will take."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import median

MINUTE_S = 60.0


def seconds_left(
    chunks_left: int, sent_at: Sequence[float], took_s: Sequence[float], now: float, quota: int
) -> float | None:
    """Seconds until the last upload is answered, or None before the first one was.

    The quota decides, not the speed so far: the first uploads of a minute go out at once, and only
    then the waiting begins. An account that was seen to exceed the documented quota has a higher one,
    and then the speed does decide.

    Args:
        sent_at: When the last uploads left, on the clock of `now`, oldest first.
        took_s: How long each of them took to be answered.
        quota: Uploads a minute, as documented.
    """
    if not took_s:
        return None
    each = median(took_s)
    recent = [t for t in sent_at if t > now - MINUTE_S]
    if len(recent) > quota:
        return chunks_left * max(each, (now - recent[0]) / len(recent))
    at_once = quota - len(recent)
    if chunks_left <= at_once:
        return chunks_left * each
    minutes = math.ceil((chunks_left - at_once) / quota)
    in_the_last = chunks_left - at_once - (minutes - 1) * quota
    window_over = recent[0] + MINUTE_S - now if recent else MINUTE_S
    return max(window_over + (minutes - 1) * MINUTE_S + in_the_last * each, chunks_left * each)
