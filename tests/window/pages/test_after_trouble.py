"""What may come between an import and its end: a kill, another window, a new token, a changed file."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from mega_desktop.crm import Secret
from mega_desktop.importing import ImportState, Outcome, past_imports
from mega_desktop.importing.failpoints import VARIABLE
from mega_desktop.practice import PracticeLimits, PracticeServer
from mega_desktop.practice.store import open_store
from mega_desktop.window.account_dialog import AccountDialog
from mega_desktop.window.app import build_window
from mega_desktop.window.pages.account import AccountPage
from mega_desktop.window.pages.importing import ImportPage
from mega_desktop.window.walk import Step, Walk
from tests.importing.scenes import Line
from tests.window.pages.after import LINES, Scene, scene

pytestmark = pytest.mark.e2e

Wait = Callable[[Callable[[], bool]], None]

SENDER = """
import sys
from pathlib import Path
from mega_desktop.crm import Credentials, Secret, System, open_destination
from mega_desktop.importing import open_import
from mega_desktop.work import Control, SystemClock, no_report
imports, import_id, url, token, customer = sys.argv[1:]
credentials = Credentials(System.MEGA, "Acme", url, Secret(token), customer)
destination = open_destination(credentials, SystemClock())
with open_import(Path(imports), import_id) as found:
    print("open", flush=True)
    if not sys.stdin.readline():
        found.run(destination, SystemClock(), no_report, Control())
destination.close()
"""


def sender(acme: Scene, failpoint: str = "") -> subprocess.Popen[str]:
    """Another process of this program that has the walk's import open."""
    access, import_id = acme.access, acme.walk.import_id
    return subprocess.Popen(
        [
            sys.executable,
            "-c",
            SENDER,
            str(acme.imports),
            import_id,
            access.url,
            access.token,
            access.customer_id,
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {VARIABLE: failpoint},
    )


@contextmanager
def another_window(acme: Scene) -> Iterator[None]:
    process = sender(acme)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        yield
    finally:
        process.communicate("enough\n", timeout=240)


def killed_at(acme: Scene, failpoint: str) -> None:
    """Another process sends, and is killed at this place."""
    process = sender(acme, failpoint)
    process.communicate(timeout=240)
    assert process.returncode < 0


@pytest.fixture
def page(qtbot: QtBot, acme: Scene) -> ImportPage:
    made = ImportPage(acme.walk)
    qtbot.addWidget(made)
    made.resize(1000, 640)
    made.show()
    return made


def press(parent: QWidget, name: str) -> None:
    found = parent.findChild(QPushButton, name)
    assert isinstance(found, QPushButton)
    found.click()


def dialog() -> AccountDialog | None:
    return next(
        (w for w in QApplication.topLevelWidgets() if isinstance(w, AccountDialog) and w.isVisible()), None
    )


def ended_well(acme: Scene) -> None:
    """Every row has its place, and nobody is in the CRM twice."""
    (info,) = past_imports(acme.imports)
    assert info.state is ImportState.FINISHED
    assert info.tally[Outcome.CREATED] == 3
    assert info.tally.rows == len(LINES)
    for line in (LINES[0], LINES[1], LINES[3]):
        assert acme.leads_of(line.email or "") == 1


@pytest.mark.parametrize("failpoint", ["after_sent_commit", "after_read", "after_ack"])
def test_a_killed_import_goes_on_from_the_first_page(  # P3, P7, P9
    acme: Scene, failpoint: str, qtbot: QtBot, until: Wait
) -> None:
    acme.plan_import()
    killed_at(acme, failpoint)
    acme.walk.set_import("")

    window = build_window(acme.house, acme.walk.theme, acme.walk.jobs)
    qtbot.addWidget(window)
    window.show()
    first = window.page
    assert isinstance(first, AccountPage)
    until(first.unfinished.isVisible)
    assert "Your import of leads.xlsx stopped at" in first.unfinished.title.text()
    press(first.unfinished, "continueImport")

    until(lambda: window.step is Step.REPORT and acme.walk.jobs.running == 0)
    ended_well(acme)
    window.walk.close()


def test_a_second_window_is_told_and_can_go_on_later(
    page: ImportPage, acme: Scene, until: Wait
) -> None:  # P18
    steps = list[Step]()
    acme.walk.step_requested.connect(steps.append)
    acme.plan_import()
    with another_window(acme):
        page.enter()
        until(lambda: page.banner.isVisibleTo(page) and acme.walk.jobs.running == 0)
        assert "open in another window" in page.banner.title.text()
        assert page.primary().text == "Continue the import"

    page.go()

    until(lambda: Step.REPORT in steps)
    ended_well(acme)


@pytest.mark.parametrize("when", ["before", "during"])
def test_a_replaced_token_is_asked_for_and_the_import_goes_on(  # N33, N50
    page: ImportPage, acme: Scene, when: str, until: Wait
) -> None:
    steps = list[Step]()
    acme.walk.step_requested.connect(steps.append)
    acme.plan_import()
    if when == "during":
        acme.connect()
    with closing(open_store(acme.data)) as db, db:
        db.execute("DELETE FROM tokens")
    fresh = acme.server.issue_token()

    page.enter()
    until(lambda: page.banner.isVisibleTo(page) and acme.walk.jobs.running == 0)
    assert page.primary().text == "Continue the import"
    press(page.banner, "enterToken")
    until(lambda: dialog() is not None)
    asked = dialog()
    assert asked is not None
    assert asked.form.name.text() == "Acme"
    asked.form.token.setText(fresh)
    assert asked.save.isEnabled()
    asked._keep_for_session()

    until(lambda: Step.REPORT in steps)
    ended_well(acme)
    kept = acme.house.tokens.load(acme.account)
    assert kept is not None
    assert kept.reveal() == fresh


def test_a_token_kept_nowhere_is_asked_for(page: ImportPage, acme: Scene, until: Wait) -> None:
    acme.plan_import()
    acme.house.tokens.forget(acme.account)

    page.enter()

    until(lambda: page.banner.isVisibleTo(page) and acme.walk.jobs.running == 0)
    assert "No token is kept for Acme" in page.banner.title.text()
    assert page.banner.findChild(QPushButton, "enterToken") is not None
    acme.house.tokens.keep_for_session(acme.account, Secret(acme.access.token))


def test_a_changed_spreadsheet_is_told_and_changes_nothing(  # P21
    page: ImportPage, acme: Scene, until: Wait
) -> None:
    steps = list[Step]()
    acme.walk.step_requested.connect(steps.append)
    table = acme.table()
    table.path.write_bytes(b"something else by now")
    acme.plan_import(LINES, table)

    page.enter()

    until(lambda: Step.REPORT in steps)
    assert "leads.xlsx was changed since it was read" in page.banner.title.text()
    ended_well(acme)


def test_pausing_holds_the_next_upload_and_stopping_ends_the_wait(
    page: ImportPage, acme: Scene, until: Wait
) -> None:
    steps = list[Step]()
    acme.walk.step_requested.connect(steps.append)
    acme.plan_import()
    page.enter()
    page.toggle_pause()
    assert page.pause.text() == "&Go on"
    until(lambda: page.state.isVisibleTo(page))
    page.toggle_pause()
    assert page.pause.text() == "&Pause"
    until(lambda: Step.REPORT in steps)
    ended_well(acme)


def test_a_damaged_record_is_never_begun_anew(page: ImportPage, acme: Scene, until: Wait) -> None:  # P23
    import_id = acme.plan_import()
    journal: Path = acme.imports / import_id / "journal.sqlite"
    content = bytearray(journal.read_bytes())
    content[100:4000] = b"\0" * 3900
    journal.write_bytes(content)

    page.enter()

    until(lambda: page.banner.isVisibleTo(page) and acme.walk.jobs.running == 0)
    assert "damaged" in page.banner.title.text()
    assert acme.leads_of("ana@after.example") == 0
    assert journal.read_bytes() == bytes(content)


@pytest.fixture
def slow(walk: Walk, stocked: Path, tmp_path: Path) -> Iterator[Scene]:
    """A server that accepts one upload every two seconds."""
    data = tmp_path / "slow"
    shutil.copytree(stocked, data)
    limits = PracticeLimits(bulk=1, default=10_000, hourly=1_000_000, minute_s=2.0)
    yield from scene(walk, PracticeServer(data, limits=limits), data, tmp_path / "slow scenes")


@pytest.mark.parametrize("way", ["close", "log off"])
def test_a_window_closed_between_two_uploads_goes_on_the_next_time(
    slow: Scene, way: str, qtbot: QtBot, until: Wait
) -> None:
    # G1, G2
    lines = [Line(f"Person {i}", None, f"p{i}@closed.example") for i in range(1_100)]
    import_id = slow.plan_import(lines)
    window = build_window(slow.house, slow.walk.theme, slow.walk.jobs)
    qtbot.addWidget(window)
    window.show()
    window.walk.set_import(import_id)
    window.show_step(Step.IMPORT)
    page = window.page
    assert isinstance(page, ImportPage)
    until(lambda: page.uploads.rowCount() >= 1 and page.state.isVisible())

    if way == "close":
        window.close_after_upload()
    else:
        window.end_session()
        window.close()
    until(lambda: not window.isVisible() and slow.walk.jobs.running == 0)
    window.walk.close()
    (stopped,) = past_imports(slow.imports)
    assert stopped.state is ImportState.RUNNING
    assert 0 < stopped.tally[Outcome.NOT_SENT] < len(lines)

    again = build_window(slow.house, slow.walk.theme, slow.walk.jobs)
    qtbot.addWidget(again)
    again.show()
    first = again.page
    assert isinstance(first, AccountPage)
    until(first.unfinished.isVisible)
    press(first.unfinished, "continueImport")
    until(lambda: again.step is Step.REPORT and slow.walk.jobs.running == 0)
    (info,) = past_imports(slow.imports)
    assert (info.state, info.tally[Outcome.CREATED]) == (ImportState.FINISHED, len(lines))
    again.walk.close()
