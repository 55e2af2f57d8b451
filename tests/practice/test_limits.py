"""Rate limits: two buckets, told on every answer, and over when they say."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from mega_desktop.practice import PracticeLimits, PracticeServer
from mega_desktop.practice.limits import Bucket, RateLimiter, WindowKind


@dataclass
class Clock:
    """A clock that moves when told to."""

    time_s: float = 1_000.0

    def __call__(self) -> float:
        return self.time_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.mark.parametrize("window", ["fixed", "sliding"])
def test_ten_bulk_requests_a_minute_and_no_more(clock: Clock, window: WindowKind) -> None:
    limiter = RateLimiter(PracticeLimits(window=window), clock)
    quotas = [limiter.take("key", Bucket.BULK) for _ in range(11)]
    assert [quota.remaining for quota in quotas] == [9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 0]
    assert [quota.retry_s for quota in quotas] == [0.0] * 10 + [60.0]
    assert quotas[-1].headers() == {
        "RateLimit-Limit": "10",
        "RateLimit-Remaining": "0",
        "RateLimit-Reset": "60",
        "Retry-After": "60",
    }
    clock.time_s += 60
    assert limiter.take("key", Bucket.BULK).retry_s == 0


def test_a_fixed_window_opens_again_as_a_whole(clock: Clock) -> None:
    limiter = RateLimiter(PracticeLimits(bulk=2), clock)
    limiter.take("key", Bucket.BULK)
    clock.time_s += 50
    limiter.take("key", Bucket.BULK)
    assert limiter.take("key", Bucket.BULK).retry_s == 10
    clock.time_s += 10
    assert [limiter.take("key", Bucket.BULK).remaining for _ in range(2)] == [1, 0]


def test_a_sliding_window_opens_one_request_at_a_time(clock: Clock) -> None:
    limiter = RateLimiter(PracticeLimits(bulk=2, window="sliding"), clock)
    limiter.take("key", Bucket.BULK)
    clock.time_s += 50
    quota = limiter.take("key", Bucket.BULK)
    assert quota.reset_s == 60
    assert limiter.take("key", Bucket.BULK).retry_s == 10
    clock.time_s += 10
    assert limiter.take("key", Bucket.BULK).retry_s == 0
    assert limiter.take("key", Bucket.BULK).retry_s == 50


def test_the_hour_is_counted_beside_the_minute_and_the_tighter_one_is_told(clock: Clock) -> None:
    limiter = RateLimiter(PracticeLimits(default=2, hourly=3), clock)
    assert limiter.take("key", Bucket.DEFAULT).limit == 2
    limiter.take("key", Bucket.DEFAULT)
    clock.time_s += 60
    quota = limiter.take("key", Bucket.DEFAULT)
    assert (quota.limit, quota.remaining) == (3, 0)
    assert limiter.take("key", Bucket.DEFAULT).retry_s == 3_600 - 60


def test_keys_and_buckets_are_counted_apart(clock: Clock) -> None:
    limiter = RateLimiter(PracticeLimits(bulk=1, default=1, foxreach=1), clock)
    for key in ("a", "b"):
        for bucket in Bucket:
            assert limiter.take(key, bucket).retry_s == 0
            assert limiter.take(key, bucket).retry_s > 0


def test_a_shorter_minute_shortens_the_hour(clock: Clock) -> None:
    limiter = RateLimiter(PracticeLimits(default=9, hourly=1, minute_s=0.5), clock)
    limiter.take("key", Bucket.DEFAULT)
    quota = limiter.take("key", Bucket.DEFAULT)
    assert quota.retry_s == 30
    clock.time_s += 30
    assert limiter.take("key", Bucket.DEFAULT).retry_s == 0


def test_less_than_a_second_is_told_as_one(clock: Clock) -> None:
    limiter = RateLimiter(PracticeLimits(bulk=1, minute_s=0.2), clock)
    limiter.take("key", Bucket.BULK)
    assert limiter.take("key", Bucket.BULK).headers()["Retry-After"] == "1"


def test_every_answer_tells_the_quota_and_bad_requests_count_too(tmp_path: Path) -> None:
    with PracticeServer(tmp_path) as access, httpx.Client(trust_env=False) as client:
        headers = {"Authorization": f"Bearer {access.token}", "x-customer-id": access.customer_id}
        base = f"{access.url}/api/agents/crm"

        def remaining(answer: httpx.Response) -> tuple[int, str, str]:
            told = answer.headers
            assert int(told["RateLimit-Reset"]) <= 60
            return answer.status_code, told["RateLimit-Remaining"], told["RateLimit-Limit"]

        assert remaining(client.get(f"{base}/leads", headers=headers)) == (200, "59", "60")
        assert remaining(client.get(f"{base}/leads?limit=0", headers=headers)) == (400, "58", "60")
        assert remaining(client.get(f"{base}/leads")) == (401, "60", "60")
        assert remaining(client.get(f"{base}/nothing", headers=headers)) == (404, "60", "60")
        for left in range(9, -1, -1):
            answer = client.post(f"{base}/leads/bulk", headers=headers, json={})
            assert remaining(answer) == (400, str(left), "10")
        answer = client.post(f"{base}/leads/bulk", headers=headers, json={})
        assert remaining(answer) == (429, "0", "10")
        assert 1 <= int(answer.headers["Retry-After"]) <= 60
        assert answer.json()["error"]["type"] == "rate_limit_error"
        assert remaining(client.get(f"{base}/leads", headers=headers)) == (200, "57", "60")
