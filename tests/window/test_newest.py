"""Work that follows the person: the newest wish counts, and nothing old is told after it."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from mega_desktop.errors import Problem
from mega_desktop.window.jobs import Jobs, Work
from mega_desktop.window.newest import Newest
from mega_desktop.work import Control, Report


@pytest.fixture
def jobs(qtbot: QtBot) -> Iterator[Jobs]:
    made = Jobs()
    yield made
    assert made.shutdown(20)


@pytest.fixture
def newest(jobs: Jobs) -> Newest:
    return Newest(jobs)


@pytest.fixture
def told(newest: Newest) -> list[object]:
    results: list[object] = []
    newest.done.connect(results.append)
    return results


def gives(result: object) -> Work:
    def work(_report: Report[object], _control: Control) -> object:
        return result

    return work


def test_the_newest_of_several_wishes_is_told_alone(newest: Newest, told: list[object], qtbot: QtBot) -> None:
    with qtbot.waitSignal(newest.rested):
        for n in range(3):
            newest.want(gives(n))
        assert newest.is_busy
    assert told == [2]
    assert not newest.is_busy


def test_what_is_overtaken_is_asked_to_stop_and_not_told(
    newest: Newest, told: list[object], qtbot: QtBot
) -> None:
    began, stopped = threading.Event(), threading.Event()

    def slow(_report: Report[object], control: Control) -> object:
        began.set()
        try:
            control.wait(20)
        finally:
            stopped.set()
        return "old"

    newest.want(slow)
    qtbot.waitUntil(began.is_set)
    with qtbot.waitSignal(newest.rested):
        newest.want(gives("new"))
    assert stopped.is_set()
    assert told == ["new"]


def test_what_fails_is_not_told_and_the_next_wish_is(
    newest: Newest, told: list[object], qtbot: QtBot
) -> None:
    def fails(_report: Report[object], _control: Control) -> object:
        raise Problem("No network.")

    with qtbot.waitSignal(newest.rested):
        newest.want(fails)
    with qtbot.waitSignal(newest.rested):
        newest.want(gives(1))
    assert told == [1]


def test_after_stop_nothing_is_told(newest: Newest, told: list[object], qtbot: QtBot) -> None:
    began, may_end = threading.Event(), threading.Event()

    def waits(_report: Report[object], _control: Control) -> object:
        began.set()
        may_end.wait(20)
        return "late"

    newest.want(waits)
    qtbot.waitUntil(began.is_set)
    with qtbot.waitSignal(newest.rested):
        newest.stop()
        may_end.set()
    assert told == []
