"""The wizard as a person walks it: every page, every primary button, a file of real size."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from mega_desktop.importing import Outcome, past_imports
from mega_desktop.preview import Planned
from mega_desktop.window.frame import Frame
from mega_desktop.window.walk import Step
from tests.e2e import leadfile
from tests.e2e.expectation import differences, held
from tests.e2e.person import Person

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]


def test_20_000_rows_go_through_every_page_and_become_the_expected_leads(
    qtbot: QtBot, window: Frame, tmp_path: Path
) -> None:
    file = leadfile.make(tmp_path / "leads.xlsx", 20_000, seed=2)
    person = Person(qtbot, window)
    walk = window.walk

    person.press("Use Practice CRM")
    person.arrives(Step.SPREADSHEET)
    before = set(held(walk.house.folders.practice))
    window.open_file(file.path)
    person.press("Match 10 columns")
    person.arrives(Step.MATCH)
    person.press("Check 20,000 leads")
    person.arrives(Step.PREVIEW)
    person.press(f"Import {len(file.people):,} leads into Practice CRM")
    assert walk.plan is not None
    planned = walk.plan.counts()
    person.arrives(Step.REPORT)

    leads = held(walk.house.folders.practice)
    assert set(leads) - before == set(file.people)
    assert differences(file.people, leads) == []
    (info,) = past_imports(walk.house.folders.imports)
    assert (planned[Planned.NEW], planned[Planned.PROBLEM]) == (info.tally[Outcome.CREATED], file.bad)
    assert (info.tally[Outcome.FAILED], info.tally[Outcome.LEFT_OUT]) == (file.bad, file.repeats)
    assert info.tally.rows == 20_000
