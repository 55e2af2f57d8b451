"""The list of uploads and the list of past imports."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytestqt.modeltest import ModelTester

from mega_desktop.crm import System
from mega_desktop.importing import ChunkLine, ChunkState, ImportInfo, ImportState, Outcome, Tally
from mega_desktop.window.models.history_model import HistoryColumn, HistoryModel, HistoryRole, PastImport
from mega_desktop.window.models.upload_model import UploadColumn, UploadModel, UploadRole

LINES = (
    ChunkLine(2, 502, 1001, 500, ChunkState.IN_FLIGHT, Tally({Outcome.NOT_SENT: 500}), 1),
    ChunkLine(1, 2, 1501, 500, ChunkState.ACKED, Tally({Outcome.CREATED: 412, Outcome.UPDATED: 88}), 1),
)
INFO = ImportInfo(
    id="a1",
    folder=Path("a1"),
    file_name="leads.xlsx",
    account="Harbor Realty",
    system=System.MEGA,
    server="https://app.gomega.ai",
    customer_id="",
    state=ImportState.FINISHED,
    created_at=datetime(2026, 11, 21, 14, 2, tzinfo=UTC),
    finished_at=None,
    tally=Tally({Outcome.CREATED: 4120, Outcome.FAILED: 12}),
    chunks=9,
    chunks_done=9,
    requests=9,
    seconds=60.0,
)


def test_uploads_keep_qts_rules(qtmodeltester: ModelTester) -> None:
    model = UploadModel()
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]
    model.show(LINES)
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]


def test_an_upload_says_its_rows_and_what_became_of_them() -> None:
    model = UploadModel()
    model.show(LINES)
    assert model.index(1, UploadColumn.ROWS).data() == "rows 2 to 1,501"
    assert model.index(1, UploadColumn.RESULT).data() == "412 created, 88 updated"
    assert model.index(0, UploadColumn.RESULT).data() == "500 leads"
    assert model.index(0, UploadColumn.STATE).data() == "under way"
    assert model.index(1, UploadColumn.STATE).data(UploadRole.STATE) == "acked"


def test_past_imports_keep_qts_rules(qtmodeltester: ModelTester) -> None:
    model = HistoryModel()
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]
    model.show((PastImport(INFO),))
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]


def test_a_past_import_says_what_became_of_it() -> None:
    model = HistoryModel()
    model.show((PastImport(INFO),))
    assert model.index(0, HistoryColumn.ROWS).data() == "4,132"
    assert model.index(0, HistoryColumn.RESULT).data() == "4,120 created, 12 failed"
    assert model.index(0, HistoryColumn.STATE).data(HistoryRole.STATE) == "finished"
    assert model.import_at(0) == INFO
    assert model.import_at(1) is None
    assert model.whole_text(0).endswith("  ·  4,120 created, 12 failed")
    assert not model.whole_text(1)


@pytest.mark.parametrize(("has_remains", "standing"), [(False, "numbers only"), (True, "not all removed")])
def test_rows_are_called_removed_only_when_they_are(has_remains: bool, standing: str) -> None:
    info = replace(INFO, is_stripped=True, has_remains=has_remains)
    assert PastImport(info).standing == standing
