"""Tables made straight from columns, and the fields a MEGA account has."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import polars as pl
import pytest

from mega_desktop.crm import Choice, Field, Knowledge
from mega_desktop.crm.mega_fields import mega_fields
from mega_desktop.sheets import ROW, Column, ColumnKind, Table

MakeTable = Callable[[Mapping[str, Sequence[str | None]]], Table]

ANA = "11111111-1111-4111-8111-111111111111"
BEN = "22222222-2222-4222-8222-222222222222"


def table_of(columns: Mapping[str, Sequence[str | None]]) -> Table:
    """A table as the reader would make it, with the header in Excel's row 1."""
    rows = max((len(v) for v in columns.values()), default=0)
    frame = pl.DataFrame(
        {ROW: pl.Series(range(2, rows + 2), dtype=pl.UInt32)}
        | {f"c{n}": pl.Series(list(values), dtype=pl.String) for n, values in enumerate(columns.values())}
    )
    described = tuple(
        Column(n, header, f"c{n}", ColumnKind.TEXT, frame[f"c{n}"].count())
        for n, header in enumerate(columns)
    )
    return Table(
        path=Path("leads.csv"), file=Path("leads.parquet"), sha256="0" * 64, size_bytes=1, format="csv",
        encoding="utf-8", separator=",", sheets=(), sheet="", header_row=1, first_row=2, rows=frame.height,
        columns=described,
        notes=(), heading=(), frame=frame.lazy(),
    )  # fmt: skip


@pytest.fixture
def knowledge() -> Knowledge:
    """An account with stages, owners and custom fields; `shoe_size` was asked about and is not known."""
    return Knowledge(
        total=12_480,
        stages=(
            Choice("new", "New"), Choice("contacted", "Contacted"), Choice("tour_booked", "Tour booked"),
            Choice("offer", "Offer made"), Choice("closed", "Closed"),
        ),
        owners=(Choice(ANA, "Ana Ruiz"), Choice(BEN, "Ben Okafor")),
        custom_fields=("budget", "move_in_date", "notes"),
        unknown_fields=("shoe_size",),
    )  # fmt: skip


@pytest.fixture
def fields(knowledge: Knowledge) -> tuple[Field, ...]:
    return mega_fields(knowledge)


@pytest.fixture(scope="session")
def make_table() -> MakeTable:
    return table_of
