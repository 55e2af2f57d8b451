"""Planned next to actual."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from mega_desktop.crm import System
from mega_desktop.importing import ImportInfo, ImportState, Outcome, Tally
from mega_desktop.preview import Planned
from mega_desktop.reporting import sum_line, tiles


def info(tally: dict[Outcome, int]) -> ImportInfo:
    return ImportInfo(
        id="1",
        folder=Path(),
        file_name="leads.xlsx",
        account="Acme",
        system=System.MEGA,
        server="https://crm.example",
        customer_id="c",
        state=ImportState.FINISHED,
        created_at=datetime(2026, 8, 1, tzinfo=UTC),
        finished_at=None,
        tally=Tally(tally),
        chunks=1,
        chunks_done=1,
        requests=1,
        seconds=1.0,
    )


def test_each_outcome_stands_beside_what_was_planned_and_differences_are_marked() -> None:
    # S9
    actual = {Outcome.CREATED: 9, Outcome.UPDATED: 3, Outcome.FAILED: 1, Outcome.UNCONFIRMED: 1}
    planned = {Planned.NEW: 10, Planned.UPDATE: 3, Planned.PROBLEM: 1}

    found = {tile.outcome: tile for tile in tiles(info(actual), planned)}

    assert sum(tile.actual for tile in found.values()) == 14
    assert (found[Outcome.CREATED].planned, found[Outcome.CREATED].actual) == (10, 9)
    assert {o for o, tile in found.items() if tile.differs} == {Outcome.CREATED, Outcome.UNCONFIRMED}


def test_rows_the_person_leaves_out_stand_with_those_that_go_with_another() -> None:
    found = tiles(info({Outcome.LEFT_OUT: 5}), {Planned.REPEAT: 3, Planned.LEFT_OUT: 2})

    assert [(t.planned, t.actual) for t in found if t.outcome is Outcome.LEFT_OUT] == [(5, 5)]


def test_rows_that_were_not_checked_have_no_plan_to_differ_from() -> None:
    found = {t.outcome: t for t in tiles(info({Outcome.CREATED: 5}), {Planned.UNCHECKED: 5})}

    assert found[Outcome.CREATED].planned is None
    assert not any(tile.differs for tile in found.values())


def test_the_sum_is_written_out() -> None:
    tally = Tally({Outcome.CREATED: 4310, Outcome.UPDATED: 690, Outcome.NOT_SENT: 12})

    assert sum_line(tally) == "5,012 rows in the file = 4,310 created + 690 updated + 12 not sent"
    assert sum_line(Tally({})) == "0 rows in the file = 0"
