"""How long our reading takes beside that of others: one table of ratios, measured in one run.

The readers take turns on the same file, each time in a fresh process; the table shows medians and peak
memory. Most of an hour for all files; `-k 10k` takes about a minute:
`python -m pytest -m benchmark -s tests/benchmarks/test_reading.py -k 10k`

SheetJS and PapaParse take part where Node finds them: `NODE_PATH=…/node_modules`, with `xlsx` and
`papaparse` installed there.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import pytest

from tests.benchmarks.leadsheets import write_csv, write_inline, write_shared

pytestmark = [
    pytest.mark.benchmark,
    pytest.mark.timeout(7200),
    pytest.mark.skipif(sys.platform != "linux", reason="peak memory is taken from /proc"),
]

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 3
MOST_ROWS = 1_048_575
"""Rows that an xlsx sheet can have below its header."""

# The goals, for the full sizes.
AT_MOST = {"scan": 4.5, "polars": 2.0}
"""Our seconds ÷ those of readers that do no more than has to be done."""
AT_LEAST = {"openpyxl": 10.0, "sheetjs": 6.0}
"""Their seconds ÷ ours."""
SHEETJS_MEMORY = 0.5
"""Our peak ÷ that of SheetJS stays below this."""

COLUMNS = {
    "ours": "ours",
    "warm": "ours, warm",
    "scan": "ours ÷ scan",
    "openpyxl": "openpyxl ÷ ours",
    "pandas": "pandas ÷ ours",
    "sheetjs": "SheetJS ÷ ours",
    "polars": "ours ÷ polars",
    "papaparse": "PapaParse ÷ ours",
}
NODE_READERS = frozenset({"sheetjs", "papaparse"})
NOT_PRESENT, NO_FIGURE = "not present", "–"
WORKBOOK_READERS = ("ours", "scan", "openpyxl", "pandas", "sheetjs")
TEXT_READERS = ("ours", "polars", "papaparse")


@dataclass(frozen=True)
class Measured:
    """What a reader needed, itself and the processes it started; `rows` is None if it does not know."""

    seconds: float
    peak_mb: float
    rows: int | None


Outcome = Measured | str
"""Or why there is no figure."""


@dataclass(frozen=True)
class Case:
    """A file and who reads it; the goals are set for the full sizes only."""

    name: str
    write: Callable[[Path, int], None]
    rows: int
    readers: Sequence[str]
    has_goals: bool = False


CASES = (
    Case("10k shared.xlsx", write_shared, 10_000, (*WORKBOOK_READERS, "warm")),
    Case("10k inline.xlsx", write_inline, 10_000, (*WORKBOOK_READERS, "warm")),
    Case("100k shared.xlsx", write_shared, 100_000, WORKBOOK_READERS),
    Case("100k inline.xlsx", write_inline, 100_000, WORKBOOK_READERS),
    Case("1M shared.xlsx", write_shared, MOST_ROWS, WORKBOOK_READERS, has_goals=True),
    Case("1M inline.xlsx", write_inline, MOST_ROWS, WORKBOOK_READERS, has_goals=True),
    Case("10k.csv", write_csv, 10_000, TEXT_READERS),
    Case("1M.csv", write_csv, 1_000_000, TEXT_READERS),
    Case("5M.csv", write_csv, 5_000_000, TEXT_READERS, has_goals=True),
)

Figures = dict[str, Mapping[str, Outcome]]
"""Case → reader → outcome."""


@pytest.fixture(scope="module")
def figures() -> Iterator[Figures]:
    """Filled by the tests and printed after the last, whatever became of them."""
    measured: Figures = {}
    yield measured
    print_table(measured)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_reading_keeps_its_distance_from_the_others(case: Case, figures: Figures) -> None:
    with tempfile.TemporaryDirectory(prefix="mega-desktop-benchmark-") as folder:
        path = Path(folder) / case.name
        case.write(path, case.rows)
        outcomes = figures[case.name] = measure(case, path)
    assert isinstance(outcomes["ours"], Measured), outcomes["ours"]
    assert not case.has_goals or missed_goals(outcomes, outcomes["ours"]) == []


def measure(case: Case, path: Path) -> dict[str, Outcome]:
    """A, B, C, A, B, C …: what else the machine does meanwhile falls on all of them."""
    rounds = [{reader: run(reader, path) for reader in case.readers} for _ in range(ROUNDS)]
    return {reader: typical([turn[reader] for turn in rounds], case.rows) for reader in case.readers}


def run(reader: str, path: Path) -> Outcome:
    """One turn of `reader` in a process of its own; what that complains about is shown as it comes."""
    command = [sys.executable, "-m", "tests.benchmarks.readers"]
    if reader in NODE_READERS:
        node = shutil.which("node")
        if node is None:
            return NOT_PRESENT
        command = [node, str(Path(__file__).with_name("readers.js"))]
    done = subprocess.run([*command, reader, str(path)], cwd=ROOT, stdout=subprocess.PIPE, check=False)
    if done.returncode:
        return "failed"
    answer = json.loads(done.stdout)
    return NOT_PRESENT if "absent" in answer else Measured(**answer)


def typical(turns: Sequence[Outcome], rows: int) -> Outcome:
    """Medians of turns that all found `rows` rows."""
    measured = [turn for turn in turns if isinstance(turn, Measured)]
    for turn in turns:
        if isinstance(turn, str):
            return turn
        if turn.rows not in {None, rows}:
            return f"{turn.rows:,} rows only"
    return Measured(
        median(turn.seconds for turn in measured), median(turn.peak_mb for turn in measured), rows
    )


def ratio(reader: str, theirs: Measured, ours: Measured) -> float:
    return ours.seconds / theirs.seconds if reader in AT_MOST else theirs.seconds / ours.seconds


def missed_goals(outcomes: Mapping[str, Outcome], ours: Measured) -> list[str]:
    """Goals that were not reached, against those readers that are present and read the file."""
    measured = {name: outcome for name, outcome in outcomes.items() if isinstance(outcome, Measured)}
    ratios = {name: ratio(name, theirs, ours) for name, theirs in measured.items()}
    missed = [
        f"{COLUMNS[name]}: {found:.2f}"
        for name, found in ratios.items()
        if found > AT_MOST.get(name, found) or found < AT_LEAST.get(name, found)
    ]
    sheetjs = measured.get("sheetjs")
    if sheetjs is not None and ours.peak_mb >= SHEETJS_MEMORY * sheetjs.peak_mb:
        missed.append(f"memory: {ours.peak_mb:,.0f} MB beside {sheetjs.peak_mb:,.0f} MB of SheetJS")
    return missed


def print_table(figures: Figures) -> None:
    lines = [["", *COLUMNS.values()]]
    for name, outcomes in figures.items():
        lines.append([name, *(cell(reader, outcomes) for reader in COLUMNS)])
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    print(f"\n\nMedians of {ROUNDS} turns, and peak memory. Scan: the sheet inflated and looked through;")
    print("polars: its own scan of the text; warm: with a reader process that waits for its file.")
    for line in lines:
        print("  ".join(text.rjust(width) for text, width in zip(line, widths, strict=True)))


def cell(reader: str, outcomes: Mapping[str, Outcome]) -> str:
    theirs, ours = outcomes.get(reader, NO_FIGURE), outcomes["ours"]
    if isinstance(theirs, str):
        return theirs
    if isinstance(ours, str):
        return NO_FIGURE
    figure = (
        f"{theirs.seconds:.2f} s" if reader in {"ours", "warm"} else f"{ratio(reader, theirs, ours):.1f}×"
    )
    return f"{figure} {theirs.peak_mb:5,.0f} MB"
