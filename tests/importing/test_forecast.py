"""The time left is what the quota allows, not what the first seconds promised."""

from __future__ import annotations

import pytest

from mega_desktop.importing.forecast import seconds_left


def actual(chunks: int, each_s: float, quota: int) -> list[tuple[float, list[float], float]]:
    """Uploads against a window of a minute: (when it left, those that left so far, end of it all)."""
    left: list[float] = []
    now = 0.0
    for _ in range(chunks):
        if len(left) >= quota:
            now = max(now, left[-quota] + 60.0)
        left.append(now)
        now += each_s
    return [(at + each_s, left[: i + 1], now) for i, at in enumerate(left)]


def test_before_the_first_answer_nothing_is_known() -> None:
    assert seconds_left(10, [], [], 0.0, 10) is None


@pytest.mark.parametrize("each_s", [0.5, 2.0, 5.0])
@pytest.mark.parametrize("chunks", [8, 40, 200])
def test_the_forecast_is_within_a_tenth_or_a_few_seconds_of_the_actual_time(
    chunks: int, each_s: float
) -> None:
    for number, (now, sent_at, end) in enumerate(actual(chunks, each_s, 10), 1):
        found = seconds_left(chunks - number, sent_at, [each_s] * number, now, 10)
        assert found == pytest.approx(end - now, rel=0.1, abs=12.0)


def test_an_account_that_is_seen_to_exceed_the_quota_is_judged_by_its_speed() -> None:
    sent_at = [i * 0.5 for i in range(40)]

    assert seconds_left(100, sent_at, [0.5] * 40, 20.0, 10) == pytest.approx(50.0)
