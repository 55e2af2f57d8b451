"""What an answer's headers say about the pace: how many more requests, and when.

MEGA sends `RateLimit-Limit`, `RateLimit-Remaining` and `RateLimit-Reset` (seconds) with every answer and
`Retry-After` with a 429 (docs.gomega.ai/rate-limits); FoxReach sends `X-RateLimit-*` with a Unix time
(docs.foxreach.io). The combined `RateLimit` header of the later IETF drafts is understood as well.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime

DEFAULT_WAIT_S = 60.0
"""How long to wait after a 429 that does not say."""

_LONGEST_S = 86_400.0
_OLDEST_EPOCH = 1_000_000_000.0
_NUMBER = re.compile(r"\d{1,15}(?:\.\d{1,6})?(?=$|[\s,;])")
_MEMBERS = {"limit": r"limit|q", "remaining": r"remaining|r", "reset": r"reset|t"}


@dataclass(frozen=True)
class RateHeaders:
    """The pace as one answer tells it; None where it does not say.

    Attributes:
        limit: Requests a window.
        remaining: Requests left in it.
        reset_s: Seconds until the window is full again.
    """

    limit: int | None = None
    remaining: int | None = None
    reset_s: float | None = None


SILENT = RateHeaders()
"""What an answer without such headers says, and no answer at all."""


def rate_headers(headers: Mapping[str, str], now: float) -> RateHeaders:
    """Reads them in whichever of the known forms they come.

    Args:
        headers: By lower-case name.
        now: Seconds since 1970, for servers that tell the time of day and send no Date.
    """
    limit, remaining, reset = (_member(headers, name) for name in _MEMBERS)
    return RateHeaders(
        limit=int(limit) if limit is not None and limit >= 1 else None,
        remaining=int(remaining) if remaining is not None else None,
        reset_s=None if reset is None else _span(reset, _server_time(headers, now)),
    )


def retry_after_s(headers: Mapping[str, str], now: float) -> float | None:
    """Seconds the server asks to wait with `Retry-After`; None when it is missing or makes no sense.

    A date is taken relative to the answer's own Date: this computer's clock may be wrong.
    """
    text = headers.get("retry-after", "").strip()
    server_time = _server_time(headers, now)
    number = _number(text)
    if number is not None:
        wait = _span(number, server_time)
    else:
        moment = _http_date(text)
        wait = None if moment is None else _in_reason(moment - server_time)
    return wait or None


def refused_wait_s(headers: Mapping[str, str], now: float) -> float:
    """Seconds to wait after a 429: Retry-After, else the reset, else a minute; always above 0."""
    return retry_after_s(headers, now) or rate_headers(headers, now).reset_s or DEFAULT_WAIT_S


def server_date(headers: Mapping[str, str]) -> float | None:
    """The answer's Date in seconds since 1970, or None."""
    return _http_date(headers.get("date", ""))


def _member(headers: Mapping[str, str], name: str) -> float | None:
    for header in (f"ratelimit-{name}", f"x-ratelimit-{name}"):
        if header in headers:
            return _number(headers[header].strip())
    combined = ";".join(headers.get(h, "") for h in ("ratelimit", "ratelimit-policy"))
    found = re.search(rf"(?:^|[\s,;])(?:{_MEMBERS[name]})=(\d{{1,15}})(?=$|[\s,;])", combined)
    return float(found[1]) if found else None


def _number(text: str) -> float | None:
    found = _NUMBER.match(text)
    return float(found[0]) if found else None


def _span(value: float, server_time: float) -> float | None:
    """Seconds from now: a small number is that already, a large one is a Unix time."""
    if value >= _OLDEST_EPOCH * 1000:
        value /= 1000
    return _in_reason(value - server_time if value >= _OLDEST_EPOCH else value)


def _in_reason(seconds: float) -> float | None:
    return seconds if 0.0 <= seconds <= _LONGEST_S else None


def _server_time(headers: Mapping[str, str], now: float) -> float:
    date = server_date(headers)
    return now if date is None else date


def _http_date(text: str) -> float | None:
    try:
        moment = parsedate_to_datetime(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
