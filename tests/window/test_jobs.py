"""A job tells exactly one ending, in the window's thread, and leaves no thread behind."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import polars as pl
import pytest
from PySide6.QtCore import QObject, QThread, Slot
from pytestqt.qtbot import QtBot

from mega_desktop.errors import Problem
from mega_desktop.window.jobs import Job, Jobs, Part
from mega_desktop.work import Cancelled, Control, Report


@pytest.fixture
def jobs(qtbot: QtBot) -> Iterator[Jobs]:
    owner = Jobs()
    yield owner
    assert owner.shutdown(10)


class Ear(QObject):
    """Writes down what a job tells, and in which thread it heard it."""

    def __init__(self, job: Job) -> None:
        super().__init__()
        self.heard: list[tuple[str, object]] = []
        self.threads: set[int] = set()
        job.progress.connect(self.on_progress)
        job.part.connect(self.on_part)
        job.succeeded.connect(self.on_succeeded)
        job.failed.connect(self.on_failed)
        job.cancelled.connect(self.on_cancelled)
        job.finished.connect(self.on_finished)

    @property
    def endings(self) -> list[str]:
        return [what for what, _ in self.heard if what not in ("progress", "part")]

    @Slot(object)
    def on_progress(self, value: object) -> None:
        self._note("progress", value)

    @Slot(object)
    def on_part(self, value: object) -> None:
        self._note("part", value)

    @Slot(object)
    def on_succeeded(self, value: object) -> None:
        self._note("succeeded", value)

    @Slot(object)
    def on_failed(self, value: object) -> None:
        self._note("failed", value)

    @Slot()
    def on_cancelled(self) -> None:
        self._note("cancelled", None)

    @Slot()
    def on_finished(self) -> None:
        self._note("finished", None)

    def _note(self, what: str, value: object) -> None:
        self.heard.append((what, value))
        self.threads.add(threading.get_ident())


def finish(qtbot: QtBot, job: Job) -> None:
    qtbot.waitUntil(lambda: job.is_over)


def test_a_result_arrives_in_the_windows_thread(qtbot: QtBot, jobs: Jobs) -> None:
    where: list[int] = []

    def work(_report: Report[object], _control: Control) -> object:
        where.append(threading.get_ident())
        return {3: "a key that is no text", "rows": 3_000_000_000}

    job = jobs.start(work)
    ear = Ear(job)
    finish(qtbot, job)
    assert ear.heard == [
        ("succeeded", {3: "a key that is no text", "rows": 3_000_000_000}),
        ("finished", None),
    ]
    assert ear.threads == {threading.get_ident()}
    assert where != [threading.get_ident()]


def test_the_last_progress_is_told_before_the_ending(qtbot: QtBot, jobs: Jobs) -> None:
    def work(report: Report[object], _control: Control) -> object:
        for done in range(100_000):
            report(done)
        return None

    job = jobs.start(work)
    ear = Ear(job)
    finish(qtbot, job)
    assert ear.heard[-3:] == [("progress", 99_999), ("succeeded", None), ("finished", None)]


def test_a_problem_arrives_as_it_was_raised(qtbot: QtBot, jobs: Jobs) -> None:
    problem = Problem("The file is gone.", "Choose it again.")

    def work(_report: Report[object], _control: Control) -> object:
        raise problem

    job = jobs.start(work)
    ear = Ear(job)
    finish(qtbot, job)
    assert ear.heard == [("failed", problem), ("finished", None)]


@pytest.mark.parametrize(
    "error",
    [
        RuntimeError("secret cell"),
        ValueError("secret cell"),
        OSError(28, "No space left on device", "/secret cell"),
        MemoryError("secret cell"),
        RecursionError("secret cell"),
        StopIteration("secret cell"),
        SystemExit("secret cell"),
        KeyboardInterrupt("secret cell"),
        pl.exceptions.PanicException("secret cell"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_every_other_error_becomes_a_sentence_without_its_text(
    qtbot: QtBot, jobs: Jobs, error: BaseException, caplog: pytest.LogCaptureFixture
) -> None:
    # G5
    def work(_report: Report[object], _control: Control) -> object:
        raise error

    job = jobs.start(work)
    ear = Ear(job)
    finish(qtbot, job)
    (what, problem), last = ear.heard
    assert (what, last) == ("failed", ("finished", None))
    assert isinstance(problem, Problem)
    assert problem.title.endswith(".")
    assert problem.advice
    assert type(error).__name__ in problem.detail
    assert "secret" not in f"{problem} {problem.detail} {caplog.text}"
    assert "unforeseen" in caplog.text


def test_cancel_wakes_the_work_and_is_told_as_cancelled(qtbot: QtBot, jobs: Jobs) -> None:
    started = threading.Event()

    def work(_report: Report[object], control: Control) -> object:
        started.set()
        control.wait(60)
        return None

    job = jobs.start(work)
    ear = Ear(job)
    assert started.wait(10)
    job.cancel()
    finish(qtbot, job)
    assert ear.endings == ["cancelled", "finished"]


def test_work_that_ends_in_spite_of_cancel_has_succeeded(qtbot: QtBot, jobs: Jobs) -> None:
    def work(_report: Report[object], control: Control) -> object:
        control.cancel()
        return "written"

    job = jobs.start(work)
    ear = Ear(job)
    finish(qtbot, job)
    assert ear.endings == ["succeeded", "finished"]


def test_pause_holds_and_proceed_lets_go_on(qtbot: QtBot, jobs: Jobs) -> None:
    passed: list[int] = []
    paused = threading.Event()

    def work(report: Report[object], control: Control) -> object:
        assert paused.wait(10)
        report("waiting")
        control.check()
        passed.append(1)
        return None

    job = jobs.start(work)
    ear = Ear(job)
    job.pause()
    paused.set()
    qtbot.waitUntil(lambda: ("progress", "waiting") in ear.heard)
    assert not passed
    assert job.is_running
    job.proceed()
    finish(qtbot, job)
    assert passed == [1]


def test_a_paused_job_can_be_cancelled(qtbot: QtBot, jobs: Jobs) -> None:
    def work(_report: Report[object], control: Control) -> object:
        control.wait(0)
        while True:
            control.check()
            control.wait(0.001)

    job = jobs.start(work)
    ear = Ear(job)
    job.pause()
    job.cancel()
    finish(qtbot, job)
    assert ear.endings == ["cancelled", "finished"]


def test_shutdown_stops_what_runs_and_tells_it(qtbot: QtBot) -> None:
    # G6
    owner = Jobs()

    def work(_report: Report[object], control: Control) -> object:
        control.wait(60)
        return None

    ears = [Ear(owner.start(work)) for _ in range(5)]
    assert owner.running == 5
    assert owner.shutdown(10)
    assert owner.running == 0
    assert [ear.endings for ear in ears] == [["cancelled", "finished"]] * 5
    qtbot.wait(1)
    assert all(len(ear.endings) == 2 for ear in ears), "an ending is told once, whoever was first"


def test_shutdown_says_when_something_does_not_stop(qtbot: QtBot) -> None:
    owner = Jobs()
    release = threading.Event()

    def deaf(_report: Report[object], _control: Control) -> object:
        return release.wait(60)

    owner.start(deaf)
    assert not owner.shutdown(0.05)
    release.set()
    assert owner.shutdown(10)


def test_a_deleted_receiver_is_not_called(qtbot: QtBot, jobs: Jobs) -> None:
    # G6
    release = threading.Event()

    def work(report: Report[object], _control: Control) -> object:
        report(1)
        return release.wait(10)

    job = jobs.start(work)
    ear = Ear(job)
    gone = weakref.ref(ear)
    del ear
    gc.collect()
    assert gone() is None
    release.set()
    finish(qtbot, job)


def test_two_hundred_jobs_in_a_row_leave_nothing_behind(qtbot: QtBot, jobs: Jobs) -> None:
    endings, before = list[str](), threads()
    for number in range(200):

        def work(report: Report[object], control: Control, number: int = number) -> object:
            report(number)
            if number % 3 == 1:
                raise ValueError
            if number % 3 == 2:
                raise Cancelled
            return number

        job = jobs.start(work)
        ear = Ear(job)
        finish(qtbot, job)
        endings += [ending for ending in ear.endings if ending != "finished"]
    assert endings == [("succeeded", "failed", "cancelled")[n % 3] for n in range(200)]
    assert jobs.running == 0
    assert threads() <= before


def threads() -> set[int]:
    """Qt's threads, those of other tests included."""
    gc.collect()
    return {id(thing) for thing in gc.get_objects() if type(thing) is QThread}


def test_a_job_can_be_started_from_the_ending_of_another(qtbot: QtBot, jobs: Jobs) -> None:
    results: list[object] = []
    second: list[Job] = []

    def work(_report: Report[object], _control: Control) -> object:
        return "done"

    class Chain(QObject):
        @Slot(object)
        def on_first(self, result: object) -> None:
            results.append(result)
            job = jobs.start(work)
            job.succeeded.connect(self.on_second)
            second.append(job)

        @Slot(object)
        def on_second(self, result: object) -> None:
            results.append(result)

    chain = Chain()
    job = jobs.start(work)
    job.succeeded.connect(chain.on_first)
    qtbot.waitUntil(lambda: bool(second) and second[0].is_over)
    assert results == ["done", "done"]


def test_every_part_is_told_in_order_before_the_ending(qtbot: QtBot, jobs: Jobs) -> None:
    def work(report: Report[object], _control: Control) -> object:
        for at in range(3):
            report(Part(at))
            report(at)
        return "whole"

    job = jobs.start(work)
    ear = Ear(job)
    finish(qtbot, job)
    told = [(what, value) for what, value in ear.heard if what != "progress"]
    assert told == [("part", 0), ("part", 1), ("part", 2), ("succeeded", "whole"), ("finished", None)]
    assert ear.threads == {threading.get_ident()}
