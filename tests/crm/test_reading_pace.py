"""Reads use up their own allowance, whatever kind the headers tell of, and wait as long as they have to."""

from __future__ import annotations

import pytest

from mega_desktop.crm.ratelimit import SILENT, RateHeaders
from mega_desktop.crm.reading_pace import ReadPacer
from mega_desktop.work import Control
from tests.crm.virtual_clock import VirtualClock


def waits(
    pacer: ReadPacer, clock: VirtualClock, count: int, answer: RateHeaders | None = None
) -> list[float]:
    """How long each of so many requests waits; every one is answered with `answer`."""
    found = []
    for _ in range(count):
        found.append(pacer.delay_s())
        clock.wait(found[-1], Control())
        pacer.sent()
        if answer is not None:
            pacer.answered(answer, None)
    return found


def test_without_headers_the_documented_minute_and_hour_are_kept(clock: VirtualClock) -> None:
    pacer = ReadPacer(clock, 3, 5)
    found = waits(pacer, clock, 6)
    assert found[:3] == [0.0, 0.0, 0.0]
    assert found[3] == pytest.approx(60.5)
    assert found[5] == pytest.approx(3600.5 - 60.5)


def test_while_the_answers_leave_a_slot_nothing_waits(clock: VirtualClock) -> None:
    pacer = ReadPacer(clock, 3, 1_000)
    assert waits(pacer, clock, 50, RateHeaders(600, 550, 60.0)) == [0.0] * 50
    assert pacer.limit == 600


def test_a_used_up_window_is_waited_for_as_long_as_it_says(clock: VirtualClock) -> None:
    pacer = ReadPacer(clock, 60, 1_000)
    pacer.sent()
    pacer.answered(RateHeaders(60, 0, 21.0), None)
    assert pacer.delay_s() == pytest.approx(21.5)


def test_an_answer_about_the_hour_does_not_make_it_a_minute(clock: VirtualClock) -> None:
    pacer = ReadPacer(clock, 60, 1_000)
    pacer.sent()
    pacer.answered(RateHeaders(1_000, 10, 2_000.0), None)
    assert pacer.limit == 60


def test_the_hour_is_kept_though_the_answers_tell_of_the_minute(clock: VirtualClock) -> None:
    pacer = ReadPacer(clock, 60, 100)
    found = waits(pacer, clock, 101, RateHeaders(60, 30, 60.0))
    assert found[:100] == [0.0] * 100
    assert found[100] == pytest.approx(3_600.5)


def test_a_raised_allowance_ends_the_documented_hour(clock: VirtualClock) -> None:
    pacer = ReadPacer(clock, 60, 100)
    assert pacer.hour == 100
    assert waits(pacer, clock, 200, RateHeaders(6_000, 5_000, 60.0)) == [0.0] * 200
    assert pacer.hour == 0


def test_a_refusal_is_obeyed(clock: VirtualClock) -> None:
    pacer = ReadPacer(clock, 60, 1_000)
    pacer.sent()
    pacer.answered(SILENT, 12.0)
    assert pacer.delay_s() >= 12.0


def test_a_request_that_never_left_is_not_counted(clock: VirtualClock) -> None:
    pacer = ReadPacer(clock, 1, 1_000)
    pacer.sent()
    pacer.unsent()
    assert pacer.delay_s() == 0.0
