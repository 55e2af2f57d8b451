"""What an upload of 500 rows with 12 fields costs this program itself, apart from the CRM and the network.

Encoding, the journal's two commits (synchronous FULL), reading the answer and writing it down, with the
program's own code throughout; only the answer is made up, on the spot and untimed.

    python -m pytest -m benchmark -s tests/benchmarks/test_uploading.py
"""

from __future__ import annotations

import json
import time
import uuid
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from statistics import median

import polars as pl
import pytest

from mega_desktop.crm import Answer, Field, FieldKind, OnDuplicate, Secret, strict_json
from mega_desktop.crm.mega_bulk import bulk_body, read_answer
from mega_desktop.importing import ImportState, create_import, open_import
from mega_desktop.matching import Leads, Repeats
from mega_desktop.preview import Plan, plan_locally
from mega_desktop.sheets import ROW
from mega_desktop.work import Control, Progress, SystemClock, no_report
from tests.importing.scenes import Line, table_of
from tests.importing.scripted import Scripted

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(600)]

UPLOADS, ROWS = 100, 500
LIMIT_MS = 25.0
KINDS = {
    "contact_name": FieldKind.NAME,
    "contact_phone": FieldKind.PHONE,
    "contact_email": FieldKind.EMAIL,
    **dict.fromkeys(
        ("stage_slug", "owner_id", "source_type", "custom:budget", "custom:city"), FieldKind.TEXT
    ),
    **dict.fromkeys(("custom:note", "custom:area", "custom:campaign", "custom:created"), FieldKind.TEXT),
}


@dataclass
class Answering(Scripted):
    """Encodes and reads as MEGA's client does; notes how long the program took between two uploads."""

    between: list[float] = field(default_factory=list)
    left_at: float | None = None

    def encode(self, rows: pl.DataFrame, on_duplicate: OnDuplicate) -> bytes:
        return bulk_body(rows, on_duplicate, dry_run=False)

    def send(self, body: bytes, key: str, refs: frozenset[str]) -> Answer:
        if self.left_at is not None:
            self.between.append(time.perf_counter() - self.left_at)
        answer = made_up_answer(body)
        self.left_at = time.perf_counter()
        return read_answer(strict_json.parse(answer), refs, None, Secret("t" * 69), dry_run=False)


def made_up_answer(body: bytes) -> bytes:
    results = [
        {
            "row_ref": lead["row_ref"],
            "status": "created",
            "lead_id": str(uuid.uuid4()),
            "matched_by": None,
            "errors": None,
        }
        for lead in json.loads(body)["leads"]
    ]
    return json.dumps({"dry_run": False, "results": results}).encode()


def plan() -> Plan:
    number = pl.int_range(UPLOADS * ROWS, eager=True)
    values = [pl.format(f"{key.partition(':')[2] or key} of lead {{}}", number).alias(key) for key in KINDS]
    none = [pl.lit(None, pl.String).alias(name) for name in ("problem", "problem_field", "why")]
    frame = pl.select((number + 2).cast(pl.UInt32).alias(ROW), *values, *none)
    frame = frame.with_columns(
        pl.format("+1206{}", number + 5_550_000).alias("contact_phone"),
        pl.format("p{}@leads.example", number).alias("contact_email"),
        pl.lit(None, pl.UInt32).alias("into"),
    )
    fields = tuple(Field(key, key, kind) for key, kind in KINDS.items())
    return plan_locally(Leads(frame, fields, OnDuplicate.UPDATE, Repeats.COMBINE))


def test_an_upload_costs_the_program_less_than_25_ms(tmp_path: Path) -> None:
    crm, planned_at = Answering(chunk_rows=ROWS), [time.perf_counter()]

    def note(_progress: Progress) -> None:
        planned_at.append(time.perf_counter())

    table = table_of([Line("a")], tmp_path / "scratch")
    imports = tmp_path / "imports"
    made = create_import(imports, plan(), table, crm, SystemClock(), note, Control())
    with open_import(imports, made) as opened:
        info = opened.run(crm, SystemClock(), no_report, Control())

    assert info.state is ImportState.FINISHED
    encode_ms = median(b - a for a, b in pairwise(planned_at[1:])) * 1000
    answer_ms = median(crm.between) * 1000
    print(
        f"\nan upload of {ROWS} rows with {len(KINDS)} fields, median of {UPLOADS}: "
        f"encode and journal {encode_ms:.1f} ms, decode and commit {answer_ms:.1f} ms, "
        f"together {encode_ms + answer_ms:.1f} ms"
    )
    assert encode_ms + answer_ms < LIMIT_MS
