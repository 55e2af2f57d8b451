"""The receipt's sheets in the results workbook."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl

from mega_desktop.crm import Destination, System
from mega_desktop.importing import Origin
from mega_desktop.matching import Certainty, ColumnMatch, Mapping
from mega_desktop.practice import PracticeAccess
from mega_desktop.reporting import verify, write_report
from mega_desktop.work import Control, SystemClock, no_report
from tests.importing.scenes import EMAIL, NAME, Line

Importing = Callable[..., str]

MAPPING = Mapping(
    System.MEGA,
    (
        ColumnMatch(0, "Name", NAME, Certainty.SURE, clean_up=("spaces",), leave_out=("Test",)),
        ColumnMatch(1, "Phone"),
        ColumnMatch(2, "E-mail", EMAIL, Certainty.SURE, values={"a": "b"}),
    ),
    fixed={"lead_line": "buyer"},
)
EDITS = pl.DataFrame(
    {"row": [3, 2], "key": [NAME, EMAIL], "value": [None, "ana@receipt.example"]},
    schema={"row": pl.UInt32, "key": pl.String, "value": pl.String},
)
LINES = [Line("Ana", None, "ana@receipt.example"), Line(None, "206 555 7555", "bo@receipt.example")]


def sheets(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    book = openpyxl.load_workbook(path)
    return {name: [tuple(c.value for c in row) for row in book[name].iter_rows()] for name in book.sheetnames}


def test_one_workbook_tells_the_whole_import(
    importing: Importing, imports: Path, crm: Destination, tmp_path: Path
) -> None:
    import_id = importing(LINES, origin=Origin(MAPPING, edits=EDITS))
    verify(imports, import_id, crm, SystemClock(), no_report, Control())

    found = sheets(write_report(imports, import_id, tmp_path / "out.xlsx", no_report, Control()))

    assert list(found) == ["Summary", "Rows", "Planned and actual", "Columns", "Edited by hand", "Read back"]
    assert found["Planned and actual"][1] == ("Created", None, 2, "the preview could not know")
    assert found["Columns"] == [
        ("Column", "Field", "Clean-up", "Values", "Leads already there"),
        ("Name", "Name", "spaces", "Test → row left out", "replaced"),
        ("Phone", "not imported", None, None, None),
        ("E-mail", "Email", "spaces, email", "a → b", "replaced"),
        ("(for every lead)", "lead_line", "always “buyer”", None, None),
    ]
    assert found["Edited by hand"][1:] == [(2, "Email", "ana@receipt.example"), (3, "Name", "(emptied)")]
    summary = {str(a): str(b) for a, b in found["Summary"] if a}
    assert summary["Verified in the CRM"].startswith("2 of 2 created and updated rows; read back 20")
    assert len(summary["Fingerprint (SHA-256)"]) == 64


def test_no_secret_is_in_it(
    importing: Importing, imports: Path, access: PracticeAccess, tmp_path: Path
) -> None:
    import_id = importing(LINES, origin=Origin(MAPPING))

    path = write_report(imports, import_id, tmp_path / "out.xlsx", no_report, Control())

    said = str(sheets(path))
    assert access.customer_id in said
    assert access.token not in said
