"""How quick the Preview is with a million rows of 12 columns: found, sorted, scrolled, repaired; its memory.

Times are what a person waits, from asking to the painted grid, while a timer watches the event loop; beside
them the processor time of the window's own thread, which other programs lengthen less. 100,000 rows unless
the environment says otherwise:
`PREVIEW_ROWS=1000000 python -m pytest -m benchmark -s tests/benchmarks/test_preview.py`
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from statistics import median

import polars as pl
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mega_desktop.crm import Choice, Field, FieldKind, OnDuplicate
from mega_desktop.matching import INTO, PROBLEM, PROBLEM_FIELD, WHY, Leads, Repeats, fold_repeats
from mega_desktop.preview import (
    Edits,
    Plan,
    Planned,
    RepairKind,
    apply_edits,
    compare,
    plan_after,
    plan_locally,
    problem_groups,
    repairs_for,
)
from mega_desktop.sheets import ROW
from mega_desktop.window.app import spare_the_collector
from mega_desktop.window.jobs import Jobs
from mega_desktop.window.models.plan_rows import RowQuery
from mega_desktop.window.pages.preview_rows import RowsCard
from mega_desktop.window.theme import Theme
from tests.benchmarks.test_stalls import Probe

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(1800)]

ROWS = int(os.environ.get("PREVIEW_ROWS", "100000"))
BAD = 10_000
"""Rows whose email has no ending, all repaired at once."""

ROUNDS, FRAMES = 5, 300
FILTER_MS, SORT_MS, FRAME_MS, STALL_MS, REPAIR_S, ROW_BYTES = 100.0, 500.0, 20.0, 50.0, 1.0, 250.0

STAGES = (Choice("new", "New"), Choice("contacted", "Contacted"), Choice("tour_booked", "Tour booked"))
FIELDS = (
    Field("contact_name", "Name", FieldKind.NAME),
    Field("contact_phone", "Phone", FieldKind.PHONE),
    Field("contact_email", "Email", FieldKind.EMAIL),
    Field("stage_slug", "Stage", FieldKind.STAGE, STAGES),
    *(Field(f"custom:f{n}", f"Custom: f{n}", FieldKind.TEXT) for n in range(8)),
)


def leads() -> Leads:
    """Leads in no order, one in a hundred of the first million bad."""
    at = pl.int_range(ROWS, dtype=pl.UInt64)
    mixed = (at * 7_919) % ROWS
    bad = at < BAD
    ending = pl.when(bad).then(pl.lit(",example")).otherwise(pl.lit(".example"))
    nothing = pl.lit(None, pl.String)
    frame = pl.select(
        (at + 2).cast(pl.UInt32).alias(ROW),
        pl.format("Lead {}", mixed).alias("contact_name"),
        pl.format("+1 {} {} {}", mixed // 10_000 + 200, mixed % 900 + 100, at % 9_000 + 1_000).alias(
            "contact_phone"
        ),
        pl.format("lead{}@mail{}{}", at, mixed % 7, ending).alias("contact_email"),
        pl.when(mixed % 3 == 0).then(pl.lit("new")).otherwise(pl.lit("contacted")).alias("stage_slug"),
        *(pl.format("value {} of {}", mixed, pl.lit(n)).alias(f"custom:f{n}") for n in range(8)),
        pl.when(bad).then(pl.lit("email has no ending such as .com")).otherwise(nothing).alias(PROBLEM),
        pl.when(bad).then(pl.lit("contact_email")).otherwise(nothing).alias(PROBLEM_FIELD),
        pl.lit(None, pl.UInt32).alias(INTO),
        nothing.alias(WHY),
    )  # fmt: skip
    return fold_repeats(Leads(frame, FIELDS, OnDuplicate.UPDATE, Repeats.COMBINE))


@pytest.fixture(scope="module")
def plan() -> Plan:
    """Checked: every row that can go is new, but each seventh updates a lead."""
    local = plan_locally(leads())
    said = (
        pl.when(pl.col(ROW) % 7 == 0).then(pl.lit(Planned.UPDATE.value)).otherwise(pl.lit(Planned.NEW.value))
    )
    frame = local.frame.with_columns(said=pl.when(local.to_check).then(said), said_why=pl.lit(""))
    return compare(replace(local, frame=frame), None)


@pytest.fixture
def card(qtbot: QtBot, qapp: QApplication, plan: Plan) -> Iterator[RowsCard]:
    """The grid with its search field, as large as in a window of the usual size."""
    jobs, theme = Jobs(), Theme(qapp, dark=False)
    made = RowsCard(jobs, theme)
    qtbot.addWidget(made)
    made.resize(680, 500)
    made.show()
    spare_the_collector()
    made.start_with(plan)
    qtbot.waitUntil(lambda: not made.is_searching, timeout=60_000)
    yield made
    assert jobs.shutdown(30)


@pytest.mark.parametrize(
    ("name", "query", "limit_ms"),
    [
        ("filter by tile", RowQuery(planned=Planned.UPDATE), FILTER_MS),
        ("filter by group", RowQuery(planned=Planned.PROBLEM), FILTER_MS),
        ("sort by stage", RowQuery(sort_by="stage_slug"), SORT_MS),
        ("sort by name", RowQuery(sort_by="contact_name"), SORT_MS),
        ("sort by email", RowQuery(sort_by="contact_email", descending=True), SORT_MS),
        ("sort by text", RowQuery(sort_by="custom:f3"), SORT_MS),
        ("search", RowQuery(text="lead77"), None),
    ],
)
def test_rows_are_found_and_sorted(
    qtbot: QtBot, card: RowsCard, name: str, query: RowQuery, limit_ms: float | None
) -> None:
    probe = Probe()
    probe.begin(name)
    took, own = zip(*(_asked_and_back(qtbot, card, query) for _ in range(ROUNDS)), strict=True)
    probe.end()
    ((_, _, _, longest),) = probe.table()
    goal = f"goal {limit_ms:.0f}" if limit_ms else "no goal"
    print(
        f"\n{name:>16}: {median(took):6.0f} ms over {ROWS:,} rows ({goal}), of them {max(own):.0f} ms in the "
        f"window's thread; longest gap of the event loop {longest:.0f} ms (goal {STALL_MS:.0f})"
    )


def _asked_and_back(qtbot: QtBot, card: RowsCard, query: RowQuery) -> tuple[float, float]:
    result = _asked(qtbot, card, query)
    _asked(qtbot, card, RowQuery())
    return result


def _asked(qtbot: QtBot, card: RowsCard, query: RowQuery) -> tuple[float, float]:
    """Milliseconds until the rows are painted; and how long of them the window's own thread was busy."""
    began, own = time.perf_counter(), time.thread_time()
    card.look(query)
    qtbot.waitUntil(lambda: not card.is_searching, timeout=60_000)
    card.grid.viewport().repaint()
    return (time.perf_counter() - began) * 1_000, (time.thread_time() - own) * 1_000


def test_frames_while_scrolling(card: RowsCard) -> None:
    bar = card.grid.verticalScrollBar()
    steps = [bar.maximum() * (n * 37 % FRAMES) // FRAMES for n in range(FRAMES)]
    frames = [_frame(card, to) for to in steps]
    near = [_frame(card, to * 12) for to in range(FRAMES)]
    for name, took in (("jumping", frames), ("scrolling", near)):
        ordered = sorted(took)
        print(
            f"\n{name:>16}: a frame {median(took):.1f} ms, p99 {ordered[int(len(ordered) * 0.99)]:.1f} ms "
            f"(goal {FRAME_MS:.0f}), longest {ordered[-1]:.1f} ms"
        )


def _frame(card: RowsCard, place: int) -> float:
    """Milliseconds of the window's own thread to go there and paint."""
    began = time.thread_time()
    card.grid.verticalScrollBar().setValue(place)
    card.grid.viewport().repaint()
    return (time.thread_time() - began) * 1_000


def test_a_group_of_10_000_is_repaired_and_undone_exactly(plan: Plan) -> None:
    began = time.perf_counter()
    (group,) = problem_groups(plan)
    grouped = time.perf_counter()
    repair = next(r for r in repairs_for(plan, group) if r.kind is RepairKind.MEND)
    offered = time.perf_counter()
    after = plan_after(plan, apply_edits(plan.leads, repair.edits))
    repaired = time.perf_counter()
    assert repair.rows == BAD
    assert after.counts()[Planned.PROBLEM] == 0
    assert int(after.to_check.sum()) == BAD
    assert apply_edits(plan.leads, Edits()).frame.equals(plan.leads.frame)
    print(
        f"\n  {BAD:,} of {ROWS:,}: grouped in {grouped - began:.2f} s, offered in {offered - grouped:.2f} s, "
        f"repaired in {repaired - offered:.2f} s (goal {REPAIR_S:.0f})"
    )


def test_memory_beyond_the_columns(qtbot: QtBot, card: RowsCard, plan: Plan) -> None:
    """What the decisions and a sorted, filtered view add to the values themselves."""
    values, decisions = plan.leads.frame.estimated_size(), plan.frame.estimated_size()
    before = _resident()
    _asked(qtbot, card, RowQuery(planned=Planned.NEW, sort_by="contact_name"))
    view = _resident() - before
    assert card.model.blocks.positions is not None
    positions = card.model.blocks.positions.estimated_size()
    print(
        f"\n          memory: values {values / ROWS:.0f} bytes a row, decisions {decisions / ROWS:.0f}, "
        f"view {positions / ROWS:.0f} (process grew by {view / ROWS:.0f}), goal {ROW_BYTES:.0f} beyond values"
    )
    assert (decisions + positions) / ROWS < ROW_BYTES


def _resident() -> int:
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
