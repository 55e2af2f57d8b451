"""The undo kit, made of a real import into a real server, and read back as any spreadsheet is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from mega_desktop.crm import Destination, Field, FieldKind, Knowledge, System, static_fields
from mega_desktop.importing import results
from mega_desktop.matching import suggest
from mega_desktop.preview.snapshot import FILE as SNAPSHOT
from mega_desktop.reporting import verify, write_undo_kit
from mega_desktop.sheets import read_table
from mega_desktop.work import Cancelled, Control, SystemClock, no_report
from tests.importing.scenes import Line

Importing = Callable[..., str]
Sql = Callable[[str, tuple[object, ...]], None]

BUDGET = Field("custom:budget", "Custom: budget", FieldKind.TEXT)
OLD = [
    Line("Ana Ruiz", "(206) 555-7001", "ana@undo.example"),
    Line("Bo Lee", "(206) 555-7002", "bo@undo.example"),
    Line("Cy Das", "(206) 555-7003", "cy@undo.example"),
]
NEW = [
    Line("Ana Changed", "(206) 555-7001", "ana@undo.example"),
    Line("Bo Lee", "(206) 555-7002", "bo@undo.example"),
    Line("Cy Das", "(206) 555-7009", "cy@undo.example"),
    Line("Dee New", None, "dee@undo.example"),
]


def all_leads(crm: Destination) -> pl.DataFrame:
    pages, cursor = [], ""
    while True:
        page = crm.read_leads(cursor, no_report, Control())
        pages.append(page.leads)
        cursor = page.cursor
        if not cursor:
            return pl.concat(pages, how="diagonal")


@pytest.fixture
def updated(importing: Importing, imports: Path, crm: Destination, someone: Sql) -> str:
    """Three leads updated and one created; what they held before lies beside the journal."""
    someone("DELETE FROM leads WHERE contact_email LIKE ?", ("%@undo.example",))
    importing(OLD, (BUDGET, ["100", "200", None]))
    before = all_leads(crm)
    import_id = importing(NEW, (BUDGET, ["150", "200", "300", None]))
    before.write_parquet(imports / import_id / SNAPSHOT)
    return import_id


def sheets(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    book = openpyxl.load_workbook(path)
    return {name: [tuple(c.value for c in row) for row in book[name].iter_rows()] for name in book.sheetnames}


def test_replaced_values_are_ready_to_import(updated: str, imports: Path, tmp_path: Path) -> None:
    path = write_undo_kit(imports, updated, tmp_path / "undo.xlsx", no_report, Control())

    assert sheets(path)["Old values"] == [
        ("Name", "Phone", "Email", "budget"),
        ("Ana Ruiz", "+12065557001", "ana@undo.example", "100"),
        (None, "+12065557003", "cy@undo.example", None),
    ]
    table = read_table(path, scratch=tmp_path, control=Control())
    fields = (*static_fields(System.MEGA), BUDGET)
    mapping = suggest(table, fields, Knowledge(custom_fields=("budget",)), System.MEGA)
    assert [c.field for c in mapping.columns] == [
        "contact_name",
        "contact_phone",
        "contact_email",
        "custom:budget",
    ]


def test_what_cannot_be_taken_back_is_said(updated: str, imports: Path, tmp_path: Path) -> None:
    path = write_undo_kit(imports, updated, tmp_path / "undo.xlsx", no_report, Control())

    found = sheets(path)
    created = results(imports, updated).row(3, named=True)
    assert found["Created leads"] == [
        ("Lead id", "Excel row", "Name", "Phone", "Email"),
        (created["lead_id"], 5, "Dee New", None, "dee@undo.example"),
    ]
    (filled,) = found["Cannot be emptied again"][1:]
    assert filled[1:] == ("Custom: budget", "300")
    said = " ".join(str(b) for _, b in found["Read me"])
    assert "no way to delete leads" in said
    assert "can only be emptied by hand" in said
    assert "is not known: press" in said


def test_what_people_changed_since_is_left_out_and_listed(
    updated: str, imports: Path, tmp_path: Path, crm: Destination, someone: Sql
) -> None:
    someone(
        "UPDATE leads SET contact_name = 'Ana Ruiz-Moss', updated_at = :now WHERE contact_email = ?",
        ("ana@undo.example",),
    )
    someone(
        "UPDATE leads SET contact_phone = '+12065550000', updated_at = :now WHERE contact_email = ?",
        ("cy@undo.example",),
    )
    verify(imports, updated, crm, SystemClock(), no_report, Control())

    found = sheets(write_undo_kit(imports, updated, tmp_path / "undo.xlsx", no_report, Control()))

    assert found["Old values"][1:] == [("+12065557001", "ana@undo.example", "100")]
    assert [line[1:] for line in found["Changed since"]] == [
        ("Field", "Sent", "In the CRM now"),
        ("Name", "Ana Changed", "Ana Ruiz-Moss"),
        ("Phone", "(206) 555-7009", "+12065550000"),
    ]


def test_without_an_earlier_reading_it_says_what_is_not_known(
    updated: str, imports: Path, tmp_path: Path
) -> None:
    (imports / updated / SNAPSHOT).unlink()

    found = sheets(write_undo_kit(imports, updated, tmp_path / "undo.xlsx", no_report, Control()))

    assert list(found) == ["Read me", "Created leads"]
    assert any("their earlier values are not known" in str(b) for _, b in found["Read me"])


def test_a_stopped_kit_leaves_nothing_behind(updated: str, imports: Path, tmp_path: Path) -> None:
    control, folder = Control(), tmp_path / "kits"
    folder.mkdir()
    control.cancel()

    with pytest.raises(Cancelled):
        write_undo_kit(imports, updated, folder / "undo.xlsx", no_report, control)

    assert list(folder.iterdir()) == []
