"""How long a file's rows take to become leads, beside a program that goes through them one by one.

Both clean 12 columns, check every row and find the same person twice, in one process, in turns. 100,000 rows
unless the environment says otherwise:
`MATCHING_ROWS=1000000 python -m pytest -m benchmark -s tests/benchmarks/test_matching.py`
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from statistics import median

import polars as pl
import pytest

from mega_desktop.crm import Choice, Knowledge, System
from mega_desktop.crm.mega_fields import mega_fields
from mega_desktop.matching import ColumnMatch, Mapping, Repeats, apply, samples
from mega_desktop.sheets import ROW, Column, ColumnKind, Table
from tests.benchmarks.leadsheets import HEADERS, OWNERS, STATUSES, leads

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(1800)]

ROWS = int(os.environ.get("MATCHING_ROWS", "100000"))
ROUNDS = 3
AT_LEAST = 5.0
"""The row by row program's seconds ÷ ours."""

KEYS = (
    "contact_name", "custom:first", "custom:last", "contact_phone", "custom:mobile", "contact_email",
    "custom:created", "custom:budget", "custom:city", "custom:notes", "stage_slug", "owner_id",
)  # fmt: skip
KNOWLEDGE = Knowledge(
    stages=tuple(Choice(status.lower().replace(" ", "_"), status) for status in STATUSES),
    owners=tuple(Choice(f"11111111-1111-4111-8111-{n:012}", name) for n, name in enumerate(OWNERS)),
)
MAPPING = Mapping(
    System.MEGA, tuple(ColumnMatch(n, h, key) for n, (h, key) in enumerate(zip(HEADERS, KEYS, strict=True)))
)

EMAIL = re.compile(r"[\w.+'-]+@(?:[\w-]+\.)+[A-Za-z]{2,63}")
PHONE = re.compile(r"\+?[0-9 ().\-]{7,}")
SPACES, NO_DIGIT = re.compile(r"\s+"), re.compile(r"[^0-9]")


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Table:
    """A file as the reader leaves it: text in a Parquet file. Every tenth row is a person seen before."""
    file = tmp_path_factory.mktemp("matching") / "leads.parquet"
    rows = [[str(cell) for cell in row] for row in leads(ROWS)]
    for n in range(10, ROWS, 10):
        rows[n][5] = rows[n - 7][5].upper()
    columns = {f"c{n}": list(cells) for n, cells in enumerate(zip(*rows, strict=True))}
    numbers = pl.Series(range(2, ROWS + 2), dtype=pl.UInt32)
    pl.DataFrame({ROW: numbers, **columns}).write_parquet(file, compression="lz4")
    described = tuple(Column(n, h, f"c{n}", ColumnKind.TEXT, ROWS) for n, h in enumerate(HEADERS))
    return Table(
        path=Path("leads.csv"), file=file, sha256="0" * 64, size_bytes=1, format="csv", encoding="utf-8",
        separator=",", sheets=(), sheet="", header_row=1, first_row=2, rows=ROWS, columns=described, notes=(),
        heading=(), frame=pl.scan_parquet(file),
    )  # fmt: skip


def test_matching_keeps_its_distance_from_a_program_that_goes_row_by_row(table: Table) -> None:
    fields = mega_fields(KNOWLEDGE)
    plain = replace(MAPPING, repeats=Repeats.ALL)
    works: dict[str, Callable[[], object]] = {
        "plain": lambda: apply(table, plain, fields, KNOWLEDGE),
        "with repeats": lambda: apply(table, MAPPING, fields, KNOWLEDGE),
        "row by row": lambda: row_by_row(table),
    }
    seconds: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(ROUNDS):
        for name, work in works.items():
            seconds[name].append(timed(work))
    took = {name: median(turns) for name, turns in seconds.items()}
    print(f"\n\nMedians of {ROUNDS} turns over {ROWS:,} rows of {len(HEADERS)} columns")
    for name, one in took.items():
        ratio = f"{took['row by row'] / one:5.1f}× as fast as row by row"
        print(f"{name:>14}  {one:6.2f} s  {ROWS / one:12,.0f} rows/s  {ratio}")
    assert took["row by row"] / took["with repeats"] >= AT_LEAST


@pytest.mark.parametrize(
    ("header", "step"), [("Phone", "phone:US"), ("Created", "date"), ("Budget", "money"), ("E-mail", "email")]
)
def test_a_changed_step_shows_its_samples_at_once(table: Table, header: str, step: str) -> None:
    index = HEADERS.index(header)
    changed = MAPPING.with_column(replace(MAPPING.columns[index], clean_up=(step,)))
    samples(table, changed, index)
    took = median(timed(lambda: samples(table, changed, index)) for _ in range(ROUNDS))
    print(f"\n{step:>10}: samples of {ROWS:,} rows in {took * 1000:.0f} ms")


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def row_by_row(table: Table) -> list[dict[str, str | int | None]]:
    """The same work as a loop over rows, each a dictionary."""
    stages = {c.label.lower(): c.value for c in KNOWLEDGE.stages}
    owners = {c.label.lower(): c.value for c in KNOWLEDGE.owners}
    made = [a_lead(row, stages, owners) for row in table.frame.collect().iter_rows(named=True)]
    fold(made)
    return made


def a_lead(
    row: dict[str, str | int | None], stages: dict[str, str], owners: dict[str, str]
) -> dict[str, str | int | None]:
    lead: dict[str, str | int | None] = {"row": row[ROW], "problem": None, "into": None}
    for n, key in enumerate(KEYS):
        value = str(row[f"c{n}"] or "").strip()
        if key == "contact_name":
            value = SPACES.sub(" ", value)
        elif key == "contact_email" and value and not EMAIL.fullmatch(value):
            lead["problem"] = "email"
        elif key == "contact_phone" and value and not PHONE.fullmatch(value):
            lead["problem"] = "phone"
        elif key == "stage_slug":
            value = stages.get(value.lower(), value)
        elif key == "owner_id":
            value = owners.get(value.lower(), value)
        lead[key] = value or None
    if not (lead["contact_name"] or lead["contact_email"] or lead["contact_phone"]):
        lead["problem"] = "nobody"
    return lead


def fold(made: list[dict[str, str | int | None]]) -> None:
    """Rows of the same email or phone into the first of them, the last filled value of each field winning."""
    parent = list(range(len(made)))
    seen: dict[str, int] = {}
    for n, lead in enumerate(made):
        for key in keys(lead):
            first, other = root(parent, seen.setdefault(key, n)), root(parent, n)
            parent[max(first, other)] = min(first, other)
    for n, lead in enumerate(made):
        first = root(parent, n)
        if first != n:
            lead["into"] = made[first]["row"]
            made[first].update({key: lead[key] for key in KEYS if lead[key]})


def keys(lead: dict[str, str | int | None]) -> Iterator[str]:
    if lead["contact_email"]:
        yield str(lead["contact_email"]).lower()
    digits = NO_DIGIT.sub("", str(lead["contact_phone"] or ""))
    if len(digits) >= 10:
        yield digits[-10:]


def root(parent: list[int], n: int) -> int:
    while parent[n] != n:
        n = parent[n]
    return n
