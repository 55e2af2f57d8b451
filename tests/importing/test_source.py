"""A spreadsheet that was changed after it was read is told; one that is gone is no trouble."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from mega_desktop.importing import create_import, open_import, source_warning
from mega_desktop.sheets import Table
from mega_desktop.work import Control, SystemClock, no_report
from tests.importing.scenes import Line, plan_of, table_of
from tests.importing.scripted import Scripted

LINES = [Line("Ana", None, "ana@x.example")]


def warning_for(table: Table, imports: Path) -> str:
    plan, clock = plan_of(LINES), SystemClock()
    import_id = create_import(imports, plan, table, Scripted(), clock, no_report, Control())
    with open_import(imports, import_id) as found:
        return source_warning(found.info())


def test_only_a_changed_file_is_told(imports: Path, tmp_path: Path) -> None:  # P21
    table = table_of(LINES, tmp_path / "scratch")
    table.path.write_bytes(table.file.read_bytes())
    assert warning_for(table, imports) == ""

    table.path.write_bytes(b"other rows")
    assert "leads.xlsx was changed since it was read" in warning_for(table, imports)

    assert warning_for(replace(table, path=tmp_path / "moved.xlsx"), imports) == ""
