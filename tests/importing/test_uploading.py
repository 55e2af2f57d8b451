"""Every step a chunk can take, by what the network and the CRM did.

Numbers such as N13 name the fault in the reliability matrix.
"""

from __future__ import annotations

import sqlite3
import zlib
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from mega_desktop.crm import (
    Answer,
    BadRequest,
    BadToken,
    CrmProblem,
    KeyConflict,
    NoPermission,
    NotConnected,
    RowAnswer,
    RowStatus,
    TooFast,
    Uncertain,
    WrongAddress,
)
from mega_desktop.importing import (
    ImportInfo,
    ImportProblem,
    ImportProgress,
    ImportState,
    Outcome,
    Patience,
    create_import,
    open_import,
    results,
)
from mega_desktop.preview import Plan, Planned
from mega_desktop.work import Control, no_report
from tests.importing.conftest import FastClock
from tests.importing.scenes import Line, plan_of, table_of
from tests.importing.scripted import Scripted, Step, all_but, all_rows

PEOPLE = [Line(f"Person {i}", None, f"p{i}@x.example") for i in range(8)]
BARE = [Line(f"Only a name {i}") for i in range(3)]
LOST = Uncertain("The answer was lost.")
CREATED_8 = {Outcome.CREATED: 8}


class Scene:
    """One import into a scripted destination, on a clock that does not wait."""

    def __init__(self, imports: Path, clock: FastClock) -> None:
        self.imports = imports
        self.clock = clock
        self.seen: list[ImportProgress] = []
        self.control = Control()
        self.import_id = ""

    def make(self, lines: list[Line] = PEOPLE, planned: Planned | None = None) -> None:
        plan = plan_of(lines)
        if planned:
            frame = plan.frame.with_columns(planned=plan.frame["planned"].replace("unchecked", planned.value))
            plan = Plan(plan.leads, frame)
        table = table_of(lines, self.imports.parent / "scratch")
        arguments = (self.imports, plan, table, Scripted(), self.clock)
        self.import_id = create_import(*arguments, no_report, Control())

    def run(self, crm: Scripted, patience: Patience | None = None) -> ImportInfo:
        with open_import(self.imports, self.import_id, patience=patience or Patience()) as found:
            return found.run(crm, self.clock, self.seen.append, self.control)

    def info(self) -> ImportInfo:
        with open_import(self.imports, self.import_id) as found:
            return found.info()

    def reasons(self) -> set[str]:
        return set(results(self.imports, self.import_id)["reason"])


@pytest.fixture
def scene(imports: Path, clock: FastClock) -> Scene:
    return Scene(imports, clock)


@pytest.mark.parametrize(
    "problem",
    [
        LOST,
        Uncertain("502", status=502),
        Uncertain("503", status=503, retry_after_s=7.0),
        NotConnected("No network."),
        TooFast("Slow down.", retry_after_s=9.0),
        KeyConflict("In progress.", status=409),
    ],
    ids=["N13-N19 lost", "N46 502", "N47 503", "N1 N2 not connected", "N39 429", "N15 in progress"],
)
def test_what_may_have_been_carried_out_or_never_left_is_sent_again_unchanged(
    scene: Scene, problem: CrmProblem
) -> None:
    scene.make()
    crm = Scripted([problem, problem])

    info = scene.run(crm)

    assert dict(info.tally.by_outcome) == CREATED_8
    first, again, third, second_chunk = crm.sent
    assert first == again == third
    assert second_chunk.key != first.key
    assert sum(scene.clock.waits) >= 2 * float(getattr(problem, "retry_after_s", None) or 0)
    assert any(p.waiting_s > 0 and p.why == problem.title for p in scene.seen)


def test_waits_grow_and_end_after_a_time_not_after_a_number_of_tries(scene: Scene) -> None:
    scene.make()
    crm = Scripted([LOST] * 1000)

    with pytest.raises(Uncertain):
        scene.run(crm)

    assert 300 <= scene.clock.passed_s < 340
    info = scene.info()
    assert info.state is ImportState.RUNNING
    assert info.stopped_because == "The answer was lost."
    assert dict(info.tally.by_outcome) == {Outcome.UNCONFIRMED: 4, Outcome.NOT_SENT: 4}


def test_a_wait_that_the_crm_asked_for_outlives_the_program(scene: Scene) -> None:
    """N39: what was asked for before a crash is waited for after it, and no longer."""
    scene.make()
    crm = Scripted([TooFast("Slow down.", retry_after_s=40.0)])
    crm.before_answer = scene.control.cancel
    scene.run(crm)
    scene.control, scene.clock.passed_s = Control(), scene.clock.passed_s + 15.0

    scene.run(Scripted())

    assert sum(scene.clock.waits) == pytest.approx(25.0)
    assert any(p.why == "MEGA asked to wait" for p in scene.seen)


def test_a_longer_wait_than_an_hour_stops_the_run(scene: Scene) -> None:  # N41
    scene.make()

    with pytest.raises(TooFast):
        scene.run(Scripted([TooFast("Come back tomorrow.", retry_after_s=4000.0)]))

    assert scene.info().tally[Outcome.NOT_SENT] == 8


def test_rows_left_out_of_an_answer_are_asked_for_three_times_then_unconfirmed(scene: Scene) -> None:  # N26
    scene.make()
    crm = Scripted([all_but(3)] * 4)

    info = scene.run(crm)

    assert dict(info.tally.by_outcome) == {Outcome.CREATED: 7, Outcome.UNCONFIRMED: 1}
    assert [s.key for s in crm.sent[:4]] == [crm.sent[0].key] * 4
    assert info.state is ImportState.FINISHED


def test_a_row_left_out_once_is_confirmed_by_the_replay(scene: Scene) -> None:
    scene.make()

    info = scene.run(Scripted([all_but(2, 5)]))

    assert dict(info.tally.by_outcome) == CREATED_8


def test_an_unknown_word_for_a_row_is_unconfirmed(scene: Scene) -> None:  # N30
    scene.make(PEOPLE[:1])

    info = scene.run(Scripted([all_rows(RowStatus.UNKNOWN)]))

    assert dict(info.tally.by_outcome) == {Outcome.UNCONFIRMED: 1}


def test_a_row_skipped_without_a_reason_says_so(scene: Scene) -> None:  # S10
    scene.make(PEOPLE[:1])

    info = scene.run(Scripted([all_rows(RowStatus.SKIPPED)]))

    assert dict(info.tally.by_outcome) == {Outcome.SKIPPED: 1}
    assert scene.reasons() == {"MEGA skipped it, no reason given"}


@pytest.mark.parametrize(
    "problem",
    [
        BadToken("Wrong token.", "Enter another.", status=401),
        NoPermission("Wrong customer.", status=403),
        WrongAddress("Not the API.", status=404),
    ],
    ids=["N33 401", "N34 403", "N35 N48 404 redirect"],
)
def test_a_refusal_of_the_account_stops_and_the_rows_go_on_later_under_a_new_key(
    scene: Scene, problem: CrmProblem
) -> None:
    scene.make()
    crm = Scripted([problem])

    with pytest.raises(type(problem)):
        scene.run(crm)

    assert scene.info().tally[Outcome.NOT_SENT] == 8
    assert scene.info().stopped_because == str(problem)
    after = Scripted(token="mega_" + "1" * 64)
    info = scene.run(after)
    assert dict(info.tally.by_outcome) == CREATED_8
    assert info.stopped_because == ""
    assert after.sent[0].key != crm.sent[0].key
    assert after.checked == []


def test_a_401_after_a_lost_answer_does_not_say_that_the_lost_one_failed(scene: Scene) -> None:
    scene.make(PEOPLE[:2], Planned.NEW)

    with pytest.raises(BadToken):
        scene.run(Scripted([LOST, BadToken("Wrong token.", status=401)]))

    assert dict(scene.info().tally.by_outcome) == {Outcome.UNCONFIRMED: 2}
    after = Scripted(token="mega_" + "1" * 64, checks=[all_rows(RowStatus.UPDATED)])
    info = scene.run(after)  # N50: another token may mean another memory of keys
    assert after.sent == []
    assert after.checked == [(2, 3)]
    assert dict(info.tally.by_outcome) == {Outcome.CREATED: 2}


def test_the_row_that_spoils_an_upload_is_found_by_halving(scene: Scene) -> None:  # N32
    scene.make()

    class Picky(Scripted):
        def send(self, body: bytes, key: str, refs: frozenset[str]) -> Answer:
            answer = super().send(body, key, refs)
            if any(ref.startswith("4-") for ref in refs):
                raise BadRequest("The upload is not accepted.", detail="HTTP 400: bad email", status=400)
            return answer

    crm = Picky()
    info = scene.run(crm)

    assert dict(info.tally.by_outcome) == {Outcome.CREATED: 7, Outcome.FAILED: 1}
    assert [s.rows for s in crm.sent] == [(2, 3, 4, 5), (2, 3), (4, 5), (4,), (5,), (6, 7, 8, 9)]
    assert len({s.key for s in crm.sent}) == 6
    told = "email is not accepted by MEGA as it is written (its own words: HTTP 400: bad email)"
    assert told in scene.reasons()


def test_refusals_without_end_stop_the_run_instead_of_using_up_the_quota(scene: Scene) -> None:
    scene.make()
    crm = Scripted([BadRequest("Not accepted.", status=400)] * 100)

    with pytest.raises(BadRequest):
        scene.run(crm, Patience(refusals=5))

    assert len(crm.sent) == 5


def test_a_conflict_that_never_ends_parks_the_chunk_and_stops(scene: Scene) -> None:  # N37
    scene.make()
    crm = Scripted([KeyConflict("Other body.", status=409)] * 1000)

    with pytest.raises(KeyConflict):
        scene.run(crm)

    assert {s.key for s in crm.sent} == {crm.sent[0].key}
    assert dict(scene.info().tally.by_outcome) == {Outcome.UNCONFIRMED: 4, Outcome.NOT_SENT: 4}
    info = scene.run(Scripted())
    assert dict(info.tally.by_outcome) == {Outcome.UNCONFIRMED: 4, Outcome.CREATED: 4}
    assert info.state is ImportState.FINISHED


def test_after_the_key_window_new_rows_that_are_there_are_not_sent_again(scene: Scene) -> None:  # S1 P12
    scene.make(PEOPLE[:4], Planned.NEW)
    _stop_in_doubt(scene)
    scene.clock.passed_s += 901

    crm = Scripted(checks=[all_rows(RowStatus.UPDATED)])
    info = scene.run(crm)

    assert crm.sent == []
    assert dict(info.tally.by_outcome) == {Outcome.CREATED: 4}
    frame = results(scene.imports, scene.import_id)
    assert frame["lead_id"].to_list() == ["lead 2", "lead 3", "lead 4", "lead 5"]
    assert "was lost" in frame["reason"][0]


def test_after_the_key_window_rows_that_are_not_there_go_under_a_new_key(scene: Scene) -> None:
    scene.make(PEOPLE[:4], Planned.NEW)
    lost = _stop_in_doubt(scene)
    scene.clock.passed_s += 901

    def half(refs: frozenset[str]) -> Answer:
        status = {2: RowStatus.UPDATED, 3: RowStatus.UPDATED}
        rows = {r: int(r.partition("-")[0]) for r in refs}
        return Answer(
            {r: RowAnswer(r, status.get(n, RowStatus.CREATED), f"lead {n}") for r, n in rows.items()}
        )

    crm = Scripted(checks=[half])
    info = scene.run(crm)

    assert [s.rows for s in crm.sent] == [(4, 5)]
    assert crm.sent[0].key != lost.sent[0].key
    assert dict(info.tally.by_outcome) == {Outcome.CREATED: 4}


def test_presence_proves_nothing_for_leads_that_were_there_before(scene: Scene) -> None:  # S8
    scene.make(PEOPLE[:4], Planned.UPDATE)
    _stop_in_doubt(scene)
    scene.clock.passed_s += 901

    crm = Scripted(checks=[all_rows(RowStatus.UPDATED)])
    info = scene.run(crm)

    assert crm.sent == []
    assert dict(info.tally.by_outcome) == {Outcome.UNCONFIRMED: 4}


def test_within_the_key_window_the_same_bytes_go_again(scene: Scene) -> None:
    scene.make(PEOPLE[:4])
    lost = _stop_in_doubt(scene)

    crm = Scripted()
    scene.run(crm)

    assert crm.sent[0] == lost.sent[0]


def test_a_clock_that_was_set_back_makes_a_key_stale(scene: Scene) -> None:  # P20
    scene.make(PEOPLE[:4], Planned.NEW)
    _stop_in_doubt(scene)
    scene.clock.shift = timedelta(days=-365)

    crm = Scripted(checks=[all_rows(RowStatus.CREATED)])
    scene.run(crm)

    assert crm.checked == [(2, 3, 4, 5)]


def test_another_memory_of_keys_makes_a_key_stale(scene: Scene) -> None:
    scene.make(PEOPLE[:4], Planned.NEW)
    _stop_in_doubt(scene)

    crm = Scripted(scope="elsewhere", checks=[all_rows(RowStatus.CREATED)])
    scene.run(crm)

    assert crm.checked == [(2, 3, 4, 5)]


def test_the_same_stored_error_for_ever_leads_to_a_look_up_and_a_new_key(scene: Scene) -> None:  # N45
    scene.make(PEOPLE[:4], Planned.NEW)
    crm = Scripted([Uncertain("500", status=500)] * 5, checks=[all_rows(RowStatus.CREATED)])

    info = scene.run(crm)

    assert len({s.key for s in crm.sent}) == 2
    assert len(crm.sent) == 6
    assert dict(info.tally.by_outcome) == {Outcome.CREATED: 4}


def test_a_crm_that_is_down_for_a_while_is_waited_for(scene: Scene) -> None:
    scene.make(PEOPLE[:4], Planned.UPDATE)
    crm = Scripted([Uncertain("503", status=503)] * 9)

    info = scene.run(crm)

    assert {s.key for s in crm.sent} == {crm.sent[0].key}
    assert dict(info.tally.by_outcome) == {Outcome.CREATED: 4}


def test_an_error_that_a_new_key_does_not_end_stops_the_run(scene: Scene) -> None:
    scene.make(PEOPLE[:4], Planned.NEW)
    crm = Scripted([Uncertain("500", status=500)] * 50, checks=[all_rows(RowStatus.CREATED)] * 9)

    with pytest.raises(Uncertain):
        scene.run(crm)

    assert len(crm.sent) == 10


def test_a_look_up_that_is_refused_as_a_whole_leaves_the_rows_unconfirmed(scene: Scene) -> None:
    scene.make(PEOPLE[:4], Planned.NEW)
    _stop_in_doubt(scene)
    scene.clock.passed_s += 901

    info = scene.run(Scripted(checks=[LOST, BadRequest("No.", status=400)]))

    assert dict(info.tally.by_outcome) == {Outcome.UNCONFIRMED: 4}


def test_bare_rows_are_never_sent_again_after_a_restart(scene: Scene) -> None:
    scene.make([*PEOPLE[:2], *BARE])
    _stop_in_doubt(scene, [all_rows()])

    crm = Scripted()
    info = scene.run(crm)

    assert crm.sent == []
    assert dict(info.tally.by_outcome) == {Outcome.CREATED: 2, Outcome.UNCONFIRMED: 3}


def test_bare_rows_are_not_sent_again_after_a_500(scene: Scene) -> None:  # N44
    scene.make(BARE)
    crm = Scripted([Uncertain("500", status=500)])

    info = scene.run(crm)

    assert len(crm.sent) == 1
    assert dict(info.tally.by_outcome) == {Outcome.UNCONFIRMED: 3}


def test_bare_rows_that_never_left_are_sent_after_a_restart(scene: Scene) -> None:
    scene.make(BARE)
    with pytest.raises(NotConnected):
        scene.run(Scripted([NotConnected("No network.")] * 1000))

    info = scene.run(Scripted())

    assert dict(info.tally.by_outcome) == {Outcome.CREATED: 3}


def test_cancelling_ends_a_wait_at_once_and_says_why(scene: Scene) -> None:  # G8
    scene.make()
    crm = Scripted([LOST])
    crm.before_answer = scene.control.cancel

    info = scene.run(crm)

    assert scene.clock.waits == []
    assert info.state is ImportState.RUNNING
    assert info.stopped_because == "You stopped it."


def test_the_upload_under_way_is_awaited_and_recorded_when_cancelled(scene: Scene) -> None:
    scene.make()
    crm = Scripted()
    crm.before_answer = scene.control.cancel

    info = scene.run(crm)

    assert dict(info.tally.by_outcome) == {Outcome.CREATED: 4, Outcome.NOT_SENT: 4}


def test_the_quota_is_waited_for_visibly(scene: Scene) -> None:
    scene.make()

    scene.run(Scripted(delay=6.0))

    waiting = [p for p in scene.seen if p.waiting_s]
    assert [round(p.waiting_s) for p in waiting] == [6, 5, 4, 3, 2, 1]
    assert waiting[0].why == "MEGA accepts 10 uploads a minute"


def test_bytes_that_are_not_those_that_were_planned_never_leave(scene: Scene) -> None:  # I2
    scene.make()
    with closing(sqlite3.connect(scene.imports / scene.import_id / "journal.sqlite")) as db, db:
        db.execute("DROP TRIGGER chunk_is_fixed")
        db.execute("UPDATE chunk SET body = ?", (zlib.compress(b"{}"),))
    crm = Scripted()

    with pytest.raises(ImportProblem, match="damaged"):
        scene.run(crm)

    assert crm.sent == []


def test_another_account_is_refused(scene: Scene) -> None:  # N51
    scene.make()
    crm = Scripted(server="https://other.example")

    with pytest.raises(ImportProblem, match="Acme"):
        scene.run(crm)

    assert crm.sent == []


def _stop_in_doubt(scene: Scene, before: list[Step] | None = None) -> Scripted:
    """Runs until an answer is lost, then stops as a crash would leave it."""
    crm = Scripted([*(before or []), LOST])
    steps = len(before or []) + 1
    crm.before_answer = lambda: scene.control.cancel() if len(crm.sent) == steps else None
    scene.run(crm)
    scene.control = Control()
    return crm
