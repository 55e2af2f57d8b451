"""read_table as a whole: a real reader process, ordinary files and hostile ones."""

from __future__ import annotations

import hashlib
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from mega_desktop.sheets import FileProblem, Table, keep_table, recall_table
from mega_desktop.sheets.process import Reader, child_environment
from mega_desktop.work import Cancelled, Control, Progress, no_report
from tests.processes import children, environment

Read = Callable[..., Table]
WriteXlsx = Callable[[Sequence[Sequence[Any]]], Path]
RawXlsx = Callable[..., Path]

LEADS: list[list[Any]] = [
    ["Name", "Email", "Phone"],
    ["Ann", "ann@example.com", 12065550100],
    ["Bob", "bob@example.com", 442],
]
BOMB = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)


def test_a_workbook_becomes_a_table(read_apart: Read, xlsx_file: WriteXlsx) -> None:
    path = xlsx_file(LEADS)
    heard: list[Progress] = []
    table = read_apart(path, report=heard.append)
    assert (table.format, table.sheet, table.header_row, table.first_row) == ("xlsx", "Sheet", 1, 2)
    assert table.frame.collect().rows() == [
        (2, "Ann", "ann@example.com", "12065550100"),
        (3, "Bob", "bob@example.com", "442"),
    ]
    assert table.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert table.size_bytes == path.stat().st_size
    assert [p.done for p in heard] == sorted(p.done for p in heard)


def test_a_kept_table_is_recalled_as_it_was(read_apart: Read, xlsx_file: WriteXlsx, tmp_path: Path) -> None:
    table = read_apart(xlsx_file(LEADS))
    kept = keep_table(table, tmp_path / "import")
    cells = table.frame.collect()
    table.file.unlink()
    recalled = recall_table(tmp_path / "import")
    assert recalled.frame.collect().equals(cells)
    assert (recalled.columns, recalled.heading, recalled.notes) == (table.columns, table.heading, table.notes)
    assert recalled.file == kept.file
    (tmp_path / "import" / "table.json").write_text("{")
    with pytest.raises(FileProblem, match="damaged"):
        recall_table(tmp_path / "import")


def test_the_reader_gets_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEGA_TOKEN", "mega_canary")
    monkeypatch.setenv("HTTPS_PROXY", "http://canary")
    passed_on = child_environment()
    assert "canary" not in str(passed_on)
    assert not {"HOME", "DBUS_SESSION_BUS_ADDRESS", "MEGA_TOKEN", "HTTPS_PROXY"} & passed_on.keys()


@pytest.mark.skipif(not Path("/proc").exists(), reason="looks at the running process through /proc")
def test_cancelling_ends_the_reader_at_once(
    read_apart: Read, xlsx_file: WriteXlsx, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cancelled as soon as the reader says its first word: nothing of it is left, and no secret was in it."""
    monkeypatch.setenv("MEGA_TOKEN", "mega_canary")
    control = Control()
    environments: list[bytes] = []
    before = children()

    def report(progress: Progress) -> None:
        if progress.done:
            environments.extend(environment(child) for child in children() - before)
            control.cancel()

    with pytest.raises(Cancelled):
        read_apart(xlsx_file(LEADS), control=control, report=report)
    assert environments
    assert not any(b"canary" in environment for environment in environments)
    assert children() <= before


def test_a_reader_that_says_nothing_is_given_up(
    tmp_path: Path, xlsx_file: WriteXlsx, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = {"path": str(xlsx_file(LEADS))}
    monkeypatch.setattr(sys, "executable", "/bin/cat")
    with pytest.raises(FileProblem, match="damaged"):
        Reader().read(request, no_report, no_report, Control(), time_limit_s=0.1)


def test_two_cells_at_the_far_ends_of_a_sheet_are_two_rows(read_apart: Read, raw_xlsx_file: RawXlsx) -> None:
    """Whoever takes the area between them for cells needs 512 GiB."""
    cell = '<c r="{}" t="inlineStr"><is><t>x</t></is></c>'
    far = '<sheetData><row r="1">{}</row><row r="1048576">{}</row></sheetData>'
    for reference in ("XFD1048576", "ZZ1048576"):
        path = raw_xlsx_file(far.format(cell.format("A1"), cell.format(reference)))
        table = read_apart(path, header_row=0)
        assert table.cells("row").to_list() == [1, 1_048_576]
        assert [c.header for c in table.columns] == ["Column A", f"Column {reference[:-7]}"]


def test_files_made_to_crash_a_reader_end_in_a_sentence(read_apart: Read, raw_xlsx_file: RawXlsx) -> None:
    # P26
    hostile = {
        "entities": ('<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>', "", BOMB),
        "entities in strings": ("<sheetData/>", f"{BOMB}<sst><si><t>&c;</t></si></sst>", ""),
        "no xml": ("<sheetData><row><c></sheetData>", "", ""),
    }
    for name, (sheet, strings, prologue) in hostile.items():
        path = raw_xlsx_file(sheet, strings, prologue)
        with pytest.raises(FileProblem) as caught:
            read_apart(path)
        assert caught.value.title.endswith("."), name
        assert caught.value.advice, name


def test_a_truncated_workbook_never_crashes_nor_loses_rows(read_here: Read, xlsx_file: WriteXlsx) -> None:
    path = xlsx_file([["Name", "Email"], *([f"n{i}", f"n{i}@example.com"] for i in range(300))])
    whole = path.read_bytes()
    for cut in range(0, len(whole), len(whole) // 40):
        path.write_bytes(whole[:cut])
        with pytest.raises(FileProblem):
            read_here(path)


def test_a_file_that_a_parser_gives_up_on_is_named_without_its_cells(
    read_apart: Read, xlsx_file: WriteXlsx
) -> None:
    path = xlsx_file(LEADS)
    damaged = bytearray(path.read_bytes())
    damaged[len(damaged) // 3 : len(damaged) // 2] = b"\x00" * (len(damaged) // 2 - len(damaged) // 3)
    path.write_bytes(damaged)
    with pytest.raises(FileProblem, match="damaged") as caught:
        read_apart(path)
    assert "ann@example.com" not in f"{caught.value} {caught.value.detail}"


def test_reading_runs_beside_other_threads(read_apart: Read, xlsx_file: WriteXlsx) -> None:
    """Called from a worker thread, as the window does."""
    path = xlsx_file(LEADS)
    rows: list[int] = []
    worker = threading.Thread(target=lambda: rows.append(read_apart(path).rows))
    worker.start()
    worker.join()
    assert rows == [2]


def test_chosen_sheet_and_header_row_are_obeyed(read_apart: Read, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Read me first"])
    sheet = book.create_sheet("All leads")
    for row in [["Name", "Email"], ["Ann", "ann@example.com"], ["Bob", "bob@example.com"]]:
        sheet.append(row)
    book.save(tmp_path / "two.xlsx")
    table = read_apart(tmp_path / "two.xlsx", sheet="All leads", header_row=2)
    assert [c.header for c in table.columns] == ["Ann", "ann@example.com"]
    assert table.cells("row").to_list() == [3]
    assert [(s.name, s.rows) for s in table.sheets] == [("Sheet", 1), ("All leads", 3)]
    with pytest.raises(FileProblem, match="no sheet called"):
        read_apart(tmp_path / "two.xlsx", sheet="Nowhere")
