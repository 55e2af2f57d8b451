"""The plan on the Preview: one thing at a time uses the connection, and nothing that came is lost."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
import pytest
from pytestqt.qtbot import QtBot

from mega_desktop.errors import Problem
from mega_desktop.preview import Edits, Planned
from mega_desktop.sheets import ROW
from mega_desktop.window.pages.match import MatchPage
from mega_desktop.window.pages.preview_edits import EditHistory
from mega_desktop.window.pages.preview_live import LivePlan
from mega_desktop.window.pages.preview_work import Doing
from mega_desktop.window.walk import Step

Wait = Callable[[Callable[[], bool]], None]


@pytest.fixture
def live(match_page: MatchPage, requested: list[Step], until: Wait) -> LivePlan:
    """A plan that was not checked yet."""
    match_page.go()
    until(lambda: Step.PREVIEW in requested)
    walk = match_page.walk
    made = LivePlan(walk)
    made._wait.setInterval(0)
    assert walk.leads is not None
    assert walk.plan is not None
    made.start_with(walk.leads, walk.plan, walk.table)
    return made


def is_settled(live: LivePlan) -> bool:
    busy = live.has_edits_to_make or live.checks_on or live.work.doing is not Doing.NOTHING
    return not busy and live._looking is None and not live._wait.isActive()


def planned(live: LivePlan, row: int) -> str:
    assert live.plan is not None
    return str(live.plan.frame.filter(pl.col(ROW) == row)["planned"].item())


def test_nothing_is_asked_before_the_page_is_seen(live: LivePlan, until: Wait) -> None:
    until(lambda: live._looking is None)
    assert live.work.doing is Doing.NOTHING
    live.resume()
    until(lambda: is_settled(live) and live.to_check == 0)


def test_a_correction_while_a_check_runs_is_made_and_checked(live: LivePlan, until: Wait) -> None:
    until(lambda: live._looking is None)
    live.resume()
    live.correct((2, "contact_email"), "priya@july.example")
    live.correct((3, "contact_name"), "Noor Patel")
    until(lambda: is_settled(live) and live.to_check == 0)
    assert planned(live, 2) == Planned.NEW
    assert live.plan is not None
    assert live.plan.leads.frame["contact_name"][1] == "Noor Patel"
    assert live.plan.counts()[Planned.NEW] == 39
    assert live._walk.plan is live.plan


def test_stopped_by_the_person_it_only_goes_on_when_asked(live: LivePlan, until: Wait) -> None:
    until(lambda: live._looking is None)
    live.stop()
    live.resume()
    live.correct((2, "contact_email"), "priya@july.example")
    until(lambda: is_settled(live) and not live.has_edits_to_make)
    assert (live.to_check, live.may_check) == (39, True)
    live.check()
    until(lambda: is_settled(live) and live.to_check == 0)


def test_checking_again_asks_about_every_row(live: LivePlan, until: Wait) -> None:
    live.resume()
    until(lambda: is_settled(live) and live.to_check == 0)
    live.check_again()
    assert live.to_check == 38
    until(lambda: is_settled(live) and live.to_check == 0)
    assert live.plan is not None
    assert live.plan.requests == 1


def test_a_check_that_fails_is_told_and_not_tried_again_by_itself(
    live: LivePlan, qtbot: QtBot, until: Wait
) -> None:
    until(lambda: live._looking is None)
    assert live._walk.destination is not None
    live._walk.destination.close()
    told: list[Problem] = []
    live.failed.connect(told.append)
    live.resume()
    until(lambda: bool(told) and is_settled(live))
    assert live.may_check


def test_edits_go_back_and_forth_exactly() -> None:
    history = EditHistory()
    first, second = Edits.cell(2, "contact_name", "A"), Edits.leave_out([3])
    history.make(first, "correction in row 2")
    history.make(first.then(second), "leaving 1 row out")
    assert history.stack.undoText() == "leaving 1 row out"
    history.stack.undo()
    assert history.edits is first
    history.stack.undo()
    assert history.edits.is_empty
    history.stack.redo()
    assert history.edits is first
