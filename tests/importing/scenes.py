"""A file, its leads and its plan, made without any other room; shared by tests and by worker processes."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from mega_desktop.crm import (
    Answer,
    Credentials,
    Destination,
    Field,
    FieldKind,
    Limits,
    OnDuplicate,
    Secret,
    System,
    open_destination,
)
from mega_desktop.matching import Leads, Repeats
from mega_desktop.preview import Plan, plan_locally
from mega_desktop.sheets import Column, ColumnKind, Table
from mega_desktop.work import Clock

NAME, PHONE, EMAIL = "contact_name", "contact_phone", "contact_email"
FIELDS = (
    Field(NAME, "Name", FieldKind.NAME),
    Field(PHONE, "Phone", FieldKind.PHONE),
    Field(EMAIL, "Email", FieldKind.EMAIL),
)
FIRST_ROW = 2


@dataclass(frozen=True)
class Line:
    """A row of the file: what would be sent, or why not."""

    name: str | None = None
    phone: str | None = None
    email: str | None = None
    problem: str | None = None
    into: int | None = None


def mixed_lines(count: int, salt: str = "") -> list[Line]:
    """Rows with an email, with a phone, with both, and every tenth with a name only."""
    return [_mixed(i, salt) for i in range(count)]


def plan_of(lines: Sequence[Line], on_duplicate: OnDuplicate = OnDuplicate.UPDATE) -> Plan:
    """The plan of a file that no CRM has checked."""
    values = [(line.name, line.phone, line.email, line.problem, line.into) for line in lines]
    schema = {NAME: pl.String, PHONE: pl.String, EMAIL: pl.String, "problem": pl.String, "into": pl.UInt32}
    frame = pl.DataFrame(values, schema=schema, orient="row").select(
        pl.int_range(FIRST_ROW, len(lines) + FIRST_ROW, dtype=pl.UInt32).alias("row"),
        NAME,
        PHONE,
        EMAIL,
        "problem",
        pl.lit(None, pl.String).alias("problem_field"),
        "into",
        pl.when(pl.col("into").is_not_null()).then(pl.lit("email")).alias("why"),
    )
    return plan_locally(Leads(frame, FIELDS, on_duplicate, Repeats.COMBINE))


def table_of(
    lines: Sequence[Line], folder: Path, headers: tuple[str, ...] = ("Name", "Phone", "E-mail")
) -> Table:
    """The same file as `sheets` hands it over."""
    names = [f"c{i}" for i in range(len(headers))]
    values = [(line.name, line.phone, line.email) for line in lines]
    frame = pl.DataFrame(values, schema=dict.fromkeys(names, pl.String), orient="row")
    rows = pl.int_range(FIRST_ROW, len(lines) + FIRST_ROW, dtype=pl.UInt32).alias("row")
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "staged.parquet"
    frame = frame.select(rows, *names)
    frame.write_parquet(file)
    columns = tuple(
        Column(i, header, name, ColumnKind.TEXT, frame.height - frame[name].null_count())
        for i, (header, name) in enumerate(zip(headers, names, strict=True))
    )
    return Table(
        path=folder / "leads.xlsx",
        file=file,
        sha256=hashlib.sha256(file.read_bytes()).hexdigest(),
        size_bytes=1,
        format="xlsx",
        encoding="",
        separator="",
        sheets=(),
        sheet="Leads",
        header_row=1,
        first_row=FIRST_ROW,
        rows=frame.height,
        columns=columns,
        notes=(),
        heading=(),
        frame=frame.lazy(),
    )


class Small:
    """A destination with smaller uploads, so that a small file makes many of them."""

    def __init__(self, real: Destination, rows: int, body_bytes: int | None = None) -> None:
        self._real = real
        self._limits = replace(real.limits, rows=rows, body_bytes=body_bytes or real.limits.body_bytes)

    @property
    def limits(self) -> Limits:
        return self._limits

    @property
    def credentials(self) -> Credentials:
        return self._real.credentials

    @property
    def key_scope(self) -> str:
        return self._real.key_scope

    def delay_s(self) -> float:
        return self._real.delay_s()

    def encode(self, rows: pl.DataFrame, on_duplicate: OnDuplicate) -> bytes:
        return self._real.encode(rows, on_duplicate)

    def check(self, rows: pl.DataFrame, on_duplicate: OnDuplicate) -> Answer:
        return self._real.check(rows, on_duplicate)

    def send(self, body: bytes, key: str, refs: frozenset[str]) -> Answer:
        return self._real.send(body, key, refs)

    def __getattr__(self, name: str) -> object:
        return getattr(self._real, name)


def account(url: str, token: str, customer_id: str, *, name: str = "Acme") -> Credentials:
    return Credentials(System.MEGA, name, url, Secret(token), customer_id)


def destination_at(credentials: Credentials, clock: Clock, chunk_rows: int) -> Destination:
    """MEGA's real client, with small uploads."""
    small: object = Small(open_destination(credentials, clock), chunk_rows)
    return small  # type: ignore[return-value] # the rest of the protocol is passed on by __getattr__


def _mixed(i: int, salt: str) -> Line:
    name = f"Person {salt}{i}"
    phone = f"+1 206 {i // 10_000:03d} {i % 10_000:04d}"
    email = f"p{salt}{i}@harness.example"
    match i % 10:
        case 9:
            return Line(name)
        case 0 | 1 | 2:
            return Line(name, phone)
        case 3 | 4 | 5:
            return Line(name, None, email)
        case _:
            return Line(name, phone, email)
