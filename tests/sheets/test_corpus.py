"""Odd and hostile files of every kind: each is read exactly, or refused with a plain sentence."""

from __future__ import annotations

import gc
import re
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any
from unittest.mock import ANY

import pytest

from mega_desktop.sheets import ROW, FileProblem, Table
from tests.processes import children
from tests.sheets.corpus import containers, encodings, layouts, markup, separated, values
from tests.sheets.corpus.binaries import Cell, xlsb
from tests.sheets.corpus.books import xls, xlsx
from tests.sheets.corpus.cases import AS_READ, PEOPLE, Case, Reads, Refused
from tests.sheets.corpus.packages import ods, unzipped, zipped

Read = Callable[..., Table]

CASES: tuple[Case, ...] = (
    *encodings.CASES,
    *separated.CASES,
    *values.CASES,
    *layouts.CASES,
    *markup.CASES,
    *containers.CASES,
)
FAULTS = frozenset(f"I{number}" for number in range(1, 37))
"""I37, a disk that fails, is no content of a file; it has tests of its own below."""

CUTS, PART_CUTS, CHANGES = 200, 60, 4
ZIP_SIGNATURE = b"PK\x03\x04"
_TEXTS = [[Cell.text(cell) for cell in row] for row in PEOPLE]
SAMPLES = {
    "leads.xlsx": xlsx(PEOPLE),
    "leads.xls": xls(PEOPLE),
    "leads.xlsb": xlsb(_TEXTS),
    "leads.ods": ods(PEOPLE),
}
CUT_MEMBERS = (
    ("leads.xlsx", "xl/worksheets/sheet1.xml"),
    ("leads.xlsx", "xl/sharedStrings.xml"),
    ("leads.xlsb", "xl/worksheets/sheet1.bin"),
    ("leads.ods", "content.xml"),
)

_JARGON = re.compile(
    r"traceback|exception|errno|panick|none\b|null\b|\bxml:|0x|\.py\b|codec|object at", re.IGNORECASE
)


def _named(cases: Iterable[Case]) -> list[object]:
    """The cases under their ids, those that take long marked so."""
    return [pytest.param(c, id=c.id, marks=[pytest.mark.e2e] if c.is_slow else []) for c in cases]


@pytest.mark.parametrize("case", _named(CASES))
def test_a_file_is_read_exactly_or_refused_plainly(
    case: Case, read_here: Read, read_apart: Read, tmp_path: Path
) -> None:
    path = tmp_path / case.file
    path.write_bytes(case.content if isinstance(case.content, bytes) else case.content())
    before, running = _files(tmp_path), _processes()
    found = _outcome(read_apart if case.needs_process else read_here, path, **case.choices)
    complaints = [_complaint(found, expected) for expected in case.alternatives]
    assert "" in complaints, complaints
    assert len(_files(tmp_path) - before) == (1 if isinstance(found, Table) else 0)
    assert _processes() <= running


def test_the_corpus_covers_every_fault_of_a_file() -> None:
    assert {case.id.partition("-")[0] for case in CASES} == FAULTS
    assert len({case.id for case in CASES}) == len(CASES)


@pytest.mark.parametrize("file", ["leads.xlsx", "leads.xlsb", "leads.ods"])
def test_a_package_cut_anywhere_is_refused(file: str, read_apart: Read, tmp_path: Path) -> None:
    """I22. Refused by its table of contents, before a reader process is started."""
    whole = SAMPLES[file]
    for kept in range(len(ZIP_SIGNATURE), len(whole), max(1, len(whole) // CUTS)):
        (tmp_path / file).write_bytes(whole[:kept])
        found = _outcome(read_apart, tmp_path / file)
        assert _complaint(found, Refused("damaged|not a spreadsheet")) == "", kept


# What the reader leaves open when it gives up ends with its process; here there is none.
@pytest.mark.filterwarnings("ignore:Exception ignored in:pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(("file", "member"), CUT_MEMBERS)
def test_a_part_cut_anywhere_loses_no_row_silently(
    file: str, member: str, read_here: Read, tmp_path: Path
) -> None:
    """I22. The package is sound, the part is not. Any error will do: the process makes a refusal of it."""
    parts = unzipped(SAMPLES[file])
    whole = parts[member]
    complaints: list[str] = []
    for kept in range(0, len(whole) - 1, max(1, len(whole) // PART_CUTS)):
        (tmp_path / file).write_bytes(zipped(parts | {member: whole[:kept]}))
        with suppress(Exception):
            complaints.append(_complaint(read_here(tmp_path / file), Reads(AS_READ)))
    gc.collect()
    assert [complaint for complaint in complaints if complaint] == []


@pytest.mark.parametrize("file", sorted(SAMPLES))
def test_a_changed_byte_is_survived(file: str, read_apart: Read, tmp_path: Path) -> None:
    """I22. Whatever becomes of the file, the program goes on and says so in plain words."""
    whole = SAMPLES[file]
    for place in range(0, len(whole), max(1, len(whole) // CHANGES)):
        (tmp_path / file).write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        found = _outcome(read_apart, tmp_path / file)
        assert isinstance(found, Table) or _complaint(found, Refused("")) == "", place


def test_what_cannot_be_read_from_the_disk_is_said(read_apart: Read, tmp_path: Path) -> None:
    """I37. A folder, a file that has gone, a link that leads nowhere."""
    (tmp_path / "leads.csv").symlink_to(tmp_path / "gone.csv")
    for path in (tmp_path, tmp_path / "gone.csv", tmp_path / "leads.csv"):
        found = _outcome(read_apart, path)
        assert _complaint(found, Refused("cannot be opened|not there|folder")) == ""


@pytest.mark.skipif(sys.platform != "linux", reason="the file that fails while it is read is Linux's own")
def test_a_disk_that_fails_while_reading_is_said(read_apart: Read) -> None:
    """I37. The memory of a process opens like a file, and its first byte cannot be read."""
    found = _outcome(read_apart, Path("/proc/self/mem"))
    assert _complaint(found, Refused("cannot be opened|could not be read")) == ""


def _outcome(read: Read, path: Path, **choices: Any) -> Table | FileProblem:
    try:
        return read(path, **choices)
    except FileProblem as problem:
        return problem


def _files(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}


def _processes() -> set[int]:
    """The children of this process, where the system tells."""
    return children() if sys.platform == "linux" else set()


def _complaint(found: Table | FileProblem, expected: Reads | Refused) -> str:
    """What is wrong with what came of the file; empty when nothing is."""
    if isinstance(found, FileProblem):
        return _about_refusal(found, expected)
    if isinstance(expected, Refused):
        return f"read, with {found.rows} rows"
    return _about_layout(found, expected) or _about_notes(found, expected) or _about_rows(found, expected)


def _about_refusal(problem: FileProblem, expected: Reads | Refused) -> str:
    if isinstance(expected, Reads):
        return f"refused: {problem.title} ({problem.detail})"
    is_plain = problem.title.endswith(".") and problem.advice.endswith(".")
    if not is_plain or _JARGON.search(problem.title + problem.advice):
        return f"not a plain sentence: {problem.title} {problem.advice}"
    fits = re.search(expected.words, problem.title, re.IGNORECASE)
    return "" if fits else f"refused for another reason: {problem.title} ({problem.detail})"


def _about_layout(table: Table, expected: Reads) -> str:
    headers = tuple(column.header for column in table.columns)
    if table.header_row != expected.header_row:
        return f"header row {table.header_row}"
    if expected.headers is not None and headers != tuple(expected.headers):
        return f"headers {headers[:20]}"
    if expected.format not in {None, table.format}:
        return f"format {table.format}"
    return "" if expected.encoding in {None, table.encoding} else f"encoding {table.encoding}"


def _about_notes(table: Table, expected: Reads) -> str:
    said = {note.code: note.rows for note in table.notes}
    missing = {code: rows for code, rows in expected.notes.items() if code not in said or said[code] != rows}
    if missing:
        return f"notes {missing} expected, {said} said"
    alarms = [n.text for n in table.notes if n.warn and n.code not in {*expected.notes, *expected.perhaps}]
    return f"false alarms {alarms}" if alarms else ""


def _about_rows(table: Table, expected: Reads) -> str:
    frame = table.frame.lazy().select(ROW, *(column.name for column in table.columns)).collect()
    read = {number: cells for number, *cells in frame.iter_rows()}
    if list(read) != sorted(expected.rows) or table.rows != len(read):
        return f"rows {list(read)[:20]}, {table.rows} counted, {str(list(read.items())[:6])[:600]}"
    wrong = [(n, cells) for n, cells in read.items() if expected.rows[n] not in (ANY, cells, tuple(cells))]
    return f"cells of row {wrong[0][0]}: {str(wrong[0][1])[:600]}" if wrong else ""
