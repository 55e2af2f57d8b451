"""The results workbook, read back by another reader than the one that wrote it."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from mega_desktop.crm import Answer, RowAnswer, RowStatus, Uncertain
from mega_desktop.errors import Problem
from mega_desktop.importing import create_import, open_import
from mega_desktop.reporting import write_report
from mega_desktop.sheets import Table
from mega_desktop.work import Cancelled, Control, Progress, SystemClock, no_report
from tests.importing.scenes import Line, plan_of, table_of
from tests.importing.scripted import Scripted

NASTY = [
    '=HYPERLINK("http://x.example")',
    "+12065550100",
    "-1+1",
    "@SUM(A1)",
    "00442079460958",
    "#N/A",
    "  spaces kept  ",
    "two\nlines",
    "ctrl \x00\x0b\x1f chars \ufffe",
    "emoji 🌲 and “quotes” <b>&amp;</b>",
    "12065550100.0",
    "TRUE",
]
LINES = [Line(text, None, f"p{i}@x.example") for i, text in enumerate(NASTY)]
EVIL = "=cmd|' /C calc'!A0"


def finished(imports: Path, lines: list[Line], crm: Scripted, table: Table | None = None) -> str:
    staged = table or table_of(lines, imports.parent / "scratch")
    clock, control = SystemClock(), Control()
    import_id = create_import(imports, plan_of(lines), staged, crm, clock, no_report, control)
    with open_import(imports, import_id) as found:
        found.run(crm, clock, no_report, control)
    return import_id


def report(imports: Path, import_id: str, target: Path, **more: Any) -> Path:
    return write_report(imports, import_id, target, no_report, Control(), **more)


def evil(refs: frozenset[str]) -> Answer:
    """A server that puts a formula into its reasons and ids."""
    return Answer({r: RowAnswer(r, RowStatus.FAILED, EVIL, errors=(EVIL, "\x07bell")) for r in refs})


@pytest.fixture
def imports(tmp_path: Path) -> Path:
    return tmp_path / "imports"


def test_every_cell_is_text_exactly_as_it_was_and_no_formula_is_born(imports: Path, tmp_path: Path) -> None:
    import_id = finished(imports, LINES, Scripted([evil]))

    path = report(imports, import_id, tmp_path / "out.xlsx")

    sheet = openpyxl.load_workbook(path)["Rows"]
    rows = list(sheet.iter_rows(min_row=2))
    assert [row[0].value for row in rows] == [
        t.translate({0: None, 11: None, 31: None, 0xFFFE: None}) for t in NASTY
    ]
    assert {c.data_type for row in rows for c in row if c.value is not None} == {"s", "n"}
    assert {c.number_format for row in rows for c in row if c.data_type == "s"} == {"@"}
    assert rows[0][5].value == EVIL
    assert f"{EVIL}; bell" in rows[0][4].value
    with zipfile.ZipFile(path) as book:
        assert not any(b"<f>" in book.read(name) for name in book.namelist())


def test_all_original_columns_then_what_became_of_each_row(imports: Path, tmp_path: Path) -> None:
    lines = [*LINES[:3], Line(problem="the email has no @"), Line("again", None, "p1@x.example", into=3)]
    import_id = finished(imports, lines, Scripted())

    path = report(imports, import_id, tmp_path / "out.xlsx")

    book = openpyxl.load_workbook(path)
    sheet = book["Rows"]
    header = [c.value for c in sheet[1]]
    assert header == ["Name", "Phone", "E-mail", "Outcome", "Reason", "Lead id", "Excel row"]
    assert [[c.value for c in row][3:] for row in sheet.iter_rows(min_row=2)] == [
        ["created", None, "lead 2", 2],
        ["created", None, "lead 3", 3],
        ["created", None, "lead 4", 4],
        ["failed", "the email has no @", None, 5],
        ["left out", "same email as row 3: combined into it", None, 6],
    ]
    assert sheet["A1"].font.bold
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:G6"
    assert book.sheetnames == ["Summary", "Rows", "Planned and actual"]


def test_the_summary_names_file_and_account_and_adds_up(imports: Path, tmp_path: Path) -> None:
    lost = Uncertain("Lost.", status=500)
    lines = [*LINES[:2], Line("bare"), Line(problem="empty")]
    import_id = finished(
        imports,
        lines,
        Scripted([lambda refs: Answer({r: RowAnswer(r, RowStatus.CREATED, "1") for r in refs}), lost]),
    )

    path = report(imports, import_id, tmp_path / "out.xlsx")

    lines_of = {
        str(a.value): b.value for a, b in openpyxl.load_workbook(path)["Summary"].iter_rows() if a.value
    }
    assert lines_of["File"] == "leads.xlsx"
    assert lines_of["Account"] == "Acme"
    assert (
        lines_of["Rows in the file"],
        lines_of["Created"],
        lines_of["Unconfirmed"],
        lines_of["Failed"],
    ) == (4, 2, 1, 1)
    last = [b.value for _, b in openpyxl.load_workbook(path)["Summary"].iter_rows()][-1]
    assert last == "4 rows in the file = 2 created + 1 failed + 1 unconfirmed"


def test_a_text_that_no_cell_can_hold_is_cut_and_marked(imports: Path, tmp_path: Path) -> None:  # G9
    import_id = finished(
        imports,
        [Line("🌲" * 20_000, None, "a@x.example"), Line("x" * 32_767, None, "b@x.example")],
        Scripted(),
    )

    path = report(imports, import_id, tmp_path / "out.xlsx")

    sheet = openpyxl.load_workbook(path)["Rows"]
    cut, whole = str(sheet["A2"].value), str(sheet["A3"].value)
    assert len(cut.encode("utf-16-le")) // 2 <= 32_767
    assert cut.endswith("(cut: a cell holds no more)")
    assert whole == "x" * 32_767


def test_a_second_sheet_begins_where_the_first_is_full(imports: Path, tmp_path: Path) -> None:
    import_id = finished(imports, LINES, Scripted())

    path = report(imports, import_id, tmp_path / "out.xlsx", sheet_rows=6)

    book = openpyxl.load_workbook(path)
    assert book.sheetnames[:4] == ["Summary", "Rows", "Rows 2", "Rows 3"]
    assert [book[name].max_row for name in book.sheetnames[1:4]] == [6, 6, 3]
    assert book["Rows 3"]["G3"].value == 13


def test_a_file_that_is_there_is_never_written_over(imports: Path, tmp_path: Path) -> None:  # G10
    import_id = finished(imports, LINES, Scripted())
    taken = tmp_path / "out.xlsx"
    taken.write_text("somebody's work")

    paths = [report(imports, import_id, taken) for _ in range(2)]

    assert [p.name for p in paths] == ["out (2).xlsx", "out (3).xlsx"]
    assert taken.read_text() == "somebody's work"


def test_a_folder_that_is_not_there_is_a_sentence(imports: Path, tmp_path: Path) -> None:
    import_id = finished(imports, LINES, Scripted())

    with pytest.raises(Problem, match="could not be written"):
        report(imports, import_id, tmp_path / "nowhere" / "out.xlsx")


def test_a_cancelled_report_leaves_nothing_behind(imports: Path, tmp_path: Path) -> None:  # P10
    import_id = finished(imports, LINES, Scripted())
    control = Control()
    control.cancel()
    folder = tmp_path / "reports"
    folder.mkdir()

    with pytest.raises(Cancelled):
        write_report(imports, import_id, folder / "out.xlsx", no_report, control)

    assert list(folder.iterdir()) == []


def test_an_import_that_stopped_has_a_report_too(imports: Path, tmp_path: Path) -> None:
    crm, control = Scripted(), Control()
    table = table_of(LINES, tmp_path / "scratch")
    import_id = create_import(imports, plan_of(LINES), table, crm, SystemClock(), no_report, Control())
    crm.before_answer = control.cancel
    with open_import(imports, import_id) as found:
        found.run(crm, SystemClock(), no_report, control)

    seen: list[Progress] = []
    path = write_report(imports, import_id, tmp_path / "out.xlsx", seen.append, Control())

    outcomes = [
        row[0] for row in openpyxl.load_workbook(path)["Rows"].iter_rows(2, None, 4, 4, values_only=True)
    ]
    assert outcomes == ["created"] * 4 + ["not sent"] * 8
    assert (seen[-1].done, seen[-1].total) == (12, 12)


def test_polars_own_reader_sees_the_same(imports: Path, tmp_path: Path) -> None:
    import_id = finished(imports, LINES, Scripted())

    frame = pl.read_excel(
        report(imports, import_id, tmp_path / "out.xlsx"), sheet_name="Rows", infer_schema_length=0
    )

    assert frame["Excel row"].to_list() == [str(n) for n in range(2, 14)]
    assert frame["Name"][4] == "00442079460958"
