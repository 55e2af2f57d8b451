"""Whatever form the pace is told in, and whatever nonsense, the wait is a sensible number of seconds."""

from __future__ import annotations

import pytest

from mega_desktop.crm.ratelimit import (
    DEFAULT_WAIT_S,
    RateHeaders,
    rate_headers,
    refused_wait_s,
    retry_after_s,
)

NOW = 1_790_000_000.0
DATE = "Mon, 21 Sep 2026 14:13:20 GMT"  # the same moment
EARLIER = "Mon, 21 Sep 2026 11:13:20 GMT"


@pytest.mark.parametrize(
    ("headers", "wait_s"),
    [
        ({"retry-after": "17"}, 17.0),
        ({"retry-after": " 17 "}, 17.0),
        ({"retry-after": "1.5"}, 1.5),
        ({"retry-after": "Mon, 21 Sep 2026 14:13:50 GMT", "date": DATE}, 30.0),
        # The server's clock is three hours behind ours: its own Date counts.
        ({"retry-after": "Mon, 21 Sep 2026 11:13:50 GMT", "date": EARLIER}, 30.0),
        ({"retry-after": "Mon, 21 Sep 2026 14:13:50 GMT"}, 30.0),
        ({"retry-after": "1790000025", "date": DATE}, 25.0),
        ({"retry-after": "1790000025000", "date": DATE}, 25.0),
        ({"retry-after": "-5", "ratelimit-reset": "9"}, 9.0),
        ({"retry-after": "0", "ratelimit-reset": "9"}, 9.0),
        ({"retry-after": "soon", "ratelimit-reset": "9"}, 9.0),
        ({"retry-after": "12monkeys", "ratelimit-reset": "9"}, 9.0),
        ({"retry-after": "999999999", "ratelimit-reset": "9"}, 9.0),
        ({"retry-after": EARLIER, "date": DATE, "ratelimit-reset": "9"}, 9.0),
        ({"retry-after": "", "ratelimit-reset": "9"}, 9.0),
        ({"ratelimit-reset": "1790000009", "date": DATE}, 9.0),
        ({"x-ratelimit-reset": "1790000009", "date": DATE}, 9.0),
        ({"ratelimit": "limit=10, remaining=0, reset=9"}, 9.0),
        ({"ratelimit": '"bulk";r=0;t=9', "ratelimit-policy": '"bulk";q=10;w=60'}, 9.0),
        ({"ratelimit-reset": "0"}, DEFAULT_WAIT_S),
        ({"ratelimit-reset": "-4"}, DEFAULT_WAIT_S),
        ({"ratelimit-reset": "nan"}, DEFAULT_WAIT_S),
        ({"ratelimit-reset": "5000000"}, DEFAULT_WAIT_S),
        ({}, DEFAULT_WAIT_S),
    ],
)
def test_a_refusal_tells_how_long_to_wait(headers: dict[str, str], wait_s: float) -> None:
    # N39, N40, N41
    assert refused_wait_s(headers, NOW) == pytest.approx(wait_s)


@pytest.mark.parametrize(
    "text", ["0", "-1", "later", "", "1e400", "9" * 400, "Mon, 99 Foo 2026 99:99:99 GMT"]
)
def test_a_senseless_retry_after_counts_as_none(text: str) -> None:
    assert retry_after_s({"retry-after": text}, NOW) is None


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        (
            {"ratelimit-limit": "10", "ratelimit-remaining": "4", "ratelimit-reset": "31"},
            RateHeaders(10, 4, 31.0),
        ),
        ({"x-ratelimit-limit": "100", "x-ratelimit-remaining": "0"}, RateHeaders(100, 0, None)),
        ({"ratelimit-limit": "10, 10;w=60", "ratelimit-remaining": "4"}, RateHeaders(10, 4, None)),
        ({"ratelimit": "limit=10, remaining=4, reset=31"}, RateHeaders(10, 4, 31.0)),
        ({"ratelimit": '"x";r=4;t=31', "ratelimit-policy": '"x";q=10;w=60'}, RateHeaders(10, 4, 31.0)),
        ({"ratelimit-limit": "0", "ratelimit-remaining": "-1", "ratelimit-reset": "x"}, RateHeaders()),
        ({}, RateHeaders()),
    ],
)
def test_the_pace_is_read_in_every_known_form(headers: dict[str, str], expected: RateHeaders) -> None:
    # N42
    assert rate_headers(headers, NOW) == expected
