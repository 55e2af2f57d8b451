"""What the CRM's own leads tell of an upload whose answer was lost, and what they do not tell."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from mega_desktop.crm import (
    Answer,
    CrmProblem,
    LeadPage,
    NoPermission,
    NotConnected,
    RowAnswer,
    RowStatus,
    Uncertain,
)
from mega_desktop.importing import ImportInfo, ImportState, Outcome, create_import, open_import, results
from mega_desktop.preview import Plan, Planned
from mega_desktop.work import Control, no_report
from tests.importing.conftest import FastClock
from tests.importing.scenes import EMAIL, NAME, PHONE, Line, plan_of, table_of
from tests.importing.scripted import Scripted, all_rows

PEOPLE = [Line(f"Person {i}", f"(206) 555-01{i:02d}", f"P{i}@x.example") for i in range(4)]
BARE = [Line("Ann Marsh"), Line("Bo Tran"), Line("Cy Webb")]
LATE_S = 2_000.0
LONG_AGO, BEFORE = "2026-01-01T00:00:00Z", "2026-08-01T08:59:00Z"
SINCE = "2026-08-01T09:00:00Z"
"""The clock of these tests begins at this moment, and the uploads leave at once."""

Lead = dict[str, str | None]


class Scene:
    """An import whose first answer was lost; then the CRM is asked."""

    def __init__(self, imports: Path, clock: FastClock) -> None:
        self.imports = imports
        self.clock = clock
        self.import_id = ""

    def lose(self, lines: list[Line], planned: Planned = Planned.UPDATE, answered: int = 0) -> None:
        """The answer to the upload after the first `answered` is lost."""
        plan = plan_of(lines)
        frame = plan.frame.with_columns(planned=plan.frame["planned"].replace("unchecked", planned.value))
        table = table_of(lines, self.imports.parent / "scratch")
        arguments = (self.imports, Plan(plan.leads, frame), table, Scripted(), self.clock)
        self.import_id = create_import(*arguments, no_report, Control())
        control = Control()
        crm = Scripted([*[all_rows()] * answered, Uncertain("The answer was lost.")])
        crm.before_answer = lambda: control.cancel() if len(crm.sent) > answered else None
        with open_import(self.imports, self.import_id) as found:
            found.run(crm, self.clock, no_report, control)
        self.clock.passed_s += LATE_S

    def ask(self, crm: Scripted) -> ImportInfo:
        crm.server_date = crm.server_date or self.clock.now().timestamp()
        with open_import(self.imports, self.import_id) as found:
            return found.run(crm, self.clock, no_report, Control())

    def outcomes(self) -> list[str]:
        return results(self.imports, self.import_id)["outcome"].to_list()


@pytest.fixture
def scene(imports: Path, clock: FastClock) -> Scene:
    return Scene(imports, clock)


def lead(row: int, line: Line, *, created: str = LONG_AGO, updated: str = SINCE, **other: str | None) -> Lead:
    """The lead of a row of the file, as the CRM gives it out: it spells phones and emails its own way."""
    digits = "".join(c for c in line.phone or "" if c.isdigit())
    values = {
        NAME: line.name,
        PHONE: f"+1{digits}" if digits else None,
        EMAIL: (line.email or "").lower() or None,
    }
    return {"lead_id": f"lead {row}", "created_at": created, "updated_at": updated, **values, **other}


def there() -> Scripted:
    """Every row is a lead that is in the CRM."""
    return Scripted(checks=[all_rows(RowStatus.UPDATED)])


@dataclass
class Faltering(Scripted):
    """There is no network when leads are read for the first times."""

    offline: int = 0

    def read_leads(self, *where: Any, **which: Any) -> LeadPage:
        if self.offline:
            self.offline -= 1
            raise NotConnected("No connection.")
        return super().read_leads(*where, **which)


def all_one_lead(refs: frozenset[str]) -> Answer:
    """Every row is the lead of the file's first one."""
    return Answer({ref: RowAnswer(ref, RowStatus.UPDATED, "lead 2") for ref in refs})


def test_an_update_whose_lead_changed_and_has_every_value_was_carried_out(scene: Scene) -> None:
    scene.lose(PEOPLE)
    crm = there()
    crm.leads = [lead(i, line) for i, line in enumerate(PEOPLE, 2)]

    scene.ask(crm)

    assert crm.sent == []
    assert scene.outcomes() == ["updated"] * 4
    assert "every value of this row" in results(scene.imports, scene.import_id)["reason"][0]


def test_an_update_whose_lead_did_not_change_is_sent_again_under_a_new_key(scene: Scene) -> None:
    scene.lose(PEOPLE)
    crm = there()
    crm.leads = [lead(i, line) for i, line in enumerate(PEOPLE[:2], 2)]

    scene.ask(crm)

    assert [s.rows for s in crm.sent] == [(4, 5)]
    assert scene.outcomes() == ["updated", "updated", "created", "created"]


def test_a_lead_that_has_other_values_was_changed_by_somebody_and_is_left_alone(scene: Scene) -> None:  # S8
    scene.lose(PEOPLE[:2])
    crm = there()
    crm.leads = [lead(2, PEOPLE[0], contact_name="Somebody's own"), lead(3, PEOPLE[1])]

    scene.ask(crm)

    assert crm.sent == []
    assert scene.outcomes() == ["unconfirmed", "updated"]


def test_what_another_row_of_the_same_person_wrote_confirms_nothing(scene: Scene) -> None:
    scene.lose([PEOPLE[0], PEOPLE[1], PEOPLE[0]])
    crm = Scripted(checks=[all_one_lead], leads=[lead(2, PEOPLE[0])])

    scene.ask(crm)

    assert crm.sent == []
    assert scene.outcomes() == ["updated", "unconfirmed", "unconfirmed"]


def test_what_an_earlier_upload_wrote_confirms_no_row_of_a_later_one(scene: Scene) -> None:
    """The same row twice, with "send all": the lead has every value, and changed a moment ago."""
    scene.lose([PEOPLE[0], *PEOPLE[1:], PEOPLE[0]], answered=1)
    crm = Scripted(checks=[all_one_lead], leads=[lead(2, PEOPLE[0], created=SINCE)])

    scene.ask(crm)

    assert crm.sent == []
    assert scene.outcomes() == ["created"] * 4 + ["unconfirmed"]


def test_a_lead_that_is_new_was_made_by_this_upload_though_the_preview_did_not_know(scene: Scene) -> None:
    scene.lose(PEOPLE[:2], Planned.UNCHECKED)
    crm = there()
    crm.leads = [lead(2, PEOPLE[0], created=SINCE), lead(3, PEOPLE[1], created=BEFORE, contact_name="Other")]

    scene.ask(crm)

    assert scene.outcomes() == ["created", "unconfirmed"]


def test_bare_rows_are_confirmed_by_the_only_lead_that_can_be_theirs(scene: Scene) -> None:
    scene.lose(BARE)
    crm = Scripted()
    crm.leads = [
        lead(2, BARE[0], created=SINCE),
        lead(7, Line("Someone", None, "s@x.example"), created=SINCE),
    ]

    info = scene.ask(crm)

    assert crm.sent == []
    assert scene.outcomes() == ["created", "unconfirmed", "unconfirmed"]
    assert info.state is ImportState.FINISHED


@pytest.mark.parametrize(
    "found",
    [
        [lead(2, BARE[0], created=BEFORE)],
        [lead(2, BARE[0], created=SINCE), lead(3, BARE[0], created=SINCE)],
        [lead(2, BARE[0], created=SINCE, contact_email="ann@x.example")],
        [lead(2, BARE[0], created=SINCE, contact_phone="+12065550100")],
        [lead(2, Line("Ann Marshall"), created=SINCE)],
    ],
    ids=["older", "two of them", "with an email", "with a phone", "another name"],
)
def test_a_lead_that_may_be_another_confirms_no_bare_row(scene: Scene, found: list[Lead]) -> None:
    scene.lose(BARE[:1])
    crm = Scripted()
    crm.leads = found

    scene.ask(crm)

    assert crm.sent == []
    assert scene.outcomes() == ["unconfirmed"]


def test_namesakes_among_the_bare_rows_are_not_told_apart(scene: Scene) -> None:
    scene.lose([Line("Ann Marsh"), Line("Ann Marsh")])
    crm = Scripted()
    crm.leads = [lead(2, BARE[0], created=SINCE)]

    scene.ask(crm)

    assert scene.outcomes() == ["unconfirmed", "unconfirmed"]


def test_a_token_that_may_not_read_claims_nothing(scene: Scene) -> None:
    scene.lose(PEOPLE)
    crm = there()
    crm.leads = NoPermission("Not allowed.", status=403)

    scene.ask(crm)

    assert scene.outcomes() == ["unconfirmed"] * 4


def test_without_a_network_the_rows_stay_in_doubt_until_there_is_one(scene: Scene) -> None:
    scene.lose(BARE)
    crm = Scripted()
    crm.leads = NotConnected("No network.")
    with pytest.raises(CrmProblem):
        scene.ask(crm)

    crm = Scripted()
    crm.leads = [lead(i, line, created=SINCE) for i, line in enumerate(BARE, 2)]
    scene.ask(crm)

    assert scene.outcomes() == ["created"] * 3


def test_a_clock_that_is_wrong_by_hours_does_not_matter(scene: Scene) -> None:
    """The computer is three hours ahead of the CRM; what counts is the CRM's time."""
    scene.clock.shift = timedelta(hours=3)
    scene.lose(BARE)
    crm = Scripted(server_date=(scene.clock.now() - timedelta(hours=3)).timestamp())
    crm.leads = [lead(i, line, created=SINCE) for i, line in enumerate(BARE, 2)]

    scene.ask(crm)

    assert scene.outcomes() == ["created"] * 3
    assert crm.read_since[0] is not None
    assert crm.read_since[0].isoformat() == "2026-08-01T08:59:59+00:00"


def test_without_the_crms_clock_nothing_is_claimed(scene: Scene) -> None:
    scene.lose(BARE)
    crm = Scripted()
    crm.leads = [lead(i, line, created=SINCE) for i, line in enumerate(BARE, 2)]

    with open_import(scene.imports, scene.import_id) as found:
        found.run(crm, scene.clock, no_report, Control())

    assert crm.read_since == []
    assert scene.outcomes() == ["unconfirmed"] * 3


def test_too_many_changes_to_read_claim_nothing(scene: Scene) -> None:
    scene.lose(BARE[:1])
    crm = Scripted()
    crm.leads = [lead(i, BARE[0], created=SINCE) for i in range(101)]

    info = scene.ask(crm)

    assert dict(info.tally.by_outcome) == {Outcome.UNCONFIRMED: 1}


@pytest.mark.parametrize("is_there", [True, False], ids=["there", "not there"])
@pytest.mark.parametrize("is_offline", [False, True], ids=["", "offline for a while"])
def test_bare_rows_are_asked_about_again_only_while_none_of_them_is_there(
    is_there: bool, is_offline: bool, scene: Scene
) -> None:
    # S1
    """Nothing but the key keeps them from being made twice, and a CRM may have forgotten it."""

    def dated(refs: frozenset[str]) -> Answer:
        return replace(all_rows()(refs), server_date=scene.clock.now().timestamp())

    lines = [*PEOPLE[:2], *BARE]
    crm = Faltering([dated, Uncertain("The answer was lost.")], server_date=scene.clock.now().timestamp())
    crm.leads = [lead(i, line, created=SINCE) for i, line in enumerate(BARE, 14)] if is_there else []
    crm.offline = 2 if is_offline else 0
    import_id = create_import(
        scene.imports,
        plan_of(lines),
        table_of(lines, scene.imports.parent / "scratch"),
        crm,
        scene.clock,
        no_report,
        Control(),
    )
    with open_import(scene.imports, import_id) as found:
        found.run(crm, scene.clock, no_report, Control())

    bare = [sent.key for sent in crm.sent if sent.rows == (4, 5, 6)]
    assert (len(bare), len(set(bare))) == ((1, 1) if is_there else (2, 1))
    assert results(scene.imports, import_id)["outcome"].to_list() == ["created"] * 5
