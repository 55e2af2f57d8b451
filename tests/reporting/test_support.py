"""The support file says what happened, never whom it happened to."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mega_desktop import __version__
from mega_desktop.folders import Folders
from mega_desktop.logs import logging_to
from mega_desktop.reporting.support import support_text
from tests.importing.scenes import Line

Importing = Callable[..., str]
NOW = datetime(2026, 8, 1, 9, 0, tzinfo=UTC)
TOKEN = "mega_" + "ab" * 32
CANARY = Line("Cornelius Canary", "+1 206 555 0198", "cornelius@canary.example")


@pytest.fixture
def folders(imports: Path) -> Folders:
    """The folder of the fixtures' imports is `data / "imports"`."""
    return Folders(data=imports.parent, settings=imports.parent / "settings")


def test_versions_figures_and_the_log_are_in_it(importing: Importing, folders: Folders) -> None:
    import_id = importing([CANARY, Line("Other", None, "other@canary.example")])
    with logging_to(folders.logs):
        logging.getLogger("mega_desktop.test").warning("an answer took %s s", 61)

    text = support_text(folders, NOW)

    assert f"MEGA Desktop {__version__}" in text
    assert "polars " in text
    assert f"{import_id} mega finished: 2 rows (2 created); 1 of 1 uploads, 1 requests" in text
    assert "WARNING mega_desktop.test: an answer took 61 s" in text


def test_no_lead_no_token_and_no_home_is_in_it(importing: Importing, folders: Folders) -> None:
    importing([CANARY])
    with logging_to(folders.logs):
        logging.getLogger("mega_desktop.test").error("%s %s %s", TOKEN, CANARY.email, CANARY.phone)
    with (folders.logs / "mega-desktop.log").open("a") as log:
        log.write(f"Bearer {TOKEN} in {Path.home()}/leads\n")

    text = support_text(folders, NOW)

    for secret in ("Cornelius", "canary.example", "555 0198", TOKEN, str(Path.home()), "leads.xlsx", "Acme"):
        assert secret not in text


def test_without_anything_it_is_a_text_all_the_same(tmp_path: Path) -> None:
    text = support_text(Folders(tmp_path / "data", tmp_path / "settings"), NOW)

    assert "Last imports, newest first\n  none" in text
    assert text.endswith("Log\n  empty\n")
