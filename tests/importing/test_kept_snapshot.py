"""What leads had before an import stays with it, for putting them back, and goes with it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from mega_desktop.importing import create_import, discard
from mega_desktop.preview import Plan, Planned, open_snapshot
from mega_desktop.work import Control, SystemClock, no_report
from tests.importing.scenes import Line, plan_of, table_of
from tests.importing.scripted import Scripted
from tests.preview.there import there

LINES = [Line("Dana", email="dana@x.example")]


def planned_as(planned: Planned, folder: Path) -> Plan:
    plan = plan_of(LINES)
    snapshot = there(folder, {"contact_name": "Before", "contact_email": "dana@x.example"})
    return replace(plan, snapshot=snapshot, frame=plan.frame.with_columns(planned=pl.lit(planned.value)))


def make(plan: Plan, tmp_path: Path) -> Path:
    table = table_of(LINES, tmp_path / "table")
    imports = tmp_path / "imports"
    made = create_import(imports, plan, table, Scripted(), SystemClock(), no_report, Control())
    return imports / made


def test_leads_that_may_change_are_kept_as_they_were(tmp_path: Path) -> None:
    folder = make(planned_as(Planned.UPDATE, tmp_path / "snapshot"), tmp_path)
    kept = open_snapshot(folder / "snapshot.parquet")
    assert kept is not None
    assert kept.scan().collect()["contact_name"].to_list() == ["Before"]
    assert kept.file.stat().st_mode & 0o777 == 0o600
    discard(folder.parent, folder.name)
    assert not folder.exists()


@pytest.mark.parametrize("planned", [Planned.NEW, Planned.LEFT_ALONE])
def test_where_no_lead_changes_nobodys_data_is_kept(tmp_path: Path, planned: Planned) -> None:
    folder = make(planned_as(planned, tmp_path / "snapshot"), tmp_path)
    assert not (folder / "snapshot.parquet").exists()
