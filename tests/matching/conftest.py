"""Tables made straight from columns, and the fields a MEGA account has."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import polars as pl
import pytest

from mega_desktop.crm import CUSTOM, Choice, Field, FieldKind, Knowledge
from mega_desktop.sheets import ROW, Column, ColumnKind, Table

MakeTable = Callable[[Mapping[str, Sequence[str | None]]], Table]

PLATFORMS = (
    "google_ads meta_ads google_organic direct referral hubspot zoho ghl shopify zenmaid lead_docket salesforce"
).split()
SOURCE_TYPES = "form phone_call email chat sms manual import".split()
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
        path=Path("leads.csv"), arrow=Path("leads.arrow"), sha256="0" * 64, size_bytes=1, format="csv",
        encoding="utf-8", separator=",", sheets=(), sheet="", header_row=1, first_row=2, columns=described, notes=(),
        heading=(), frame=frame,
    )  # fmt: skip


def mega_fields(knowledge: Knowledge) -> tuple[Field, ...]:
    """The fields of MEGA's bulk import (MEGA API, BulkLeadRow)."""

    def choices(values: Sequence[str]) -> tuple[Choice, ...]:
        return tuple(Choice(v, v.replace("_", " ").capitalize()) for v in values)

    return (
        Field("contact_name", "Name", FieldKind.NAME),
        Field("contact_phone", "Phone", FieldKind.PHONE),
        Field("contact_email", "Email", FieldKind.EMAIL),
        Field("stage_slug", "Stage", FieldKind.STAGE, knowledge.stages),
        Field("owner_id", "Owner", FieldKind.OWNER, knowledge.owners),
        Field("lead_line", "Lead line", FieldKind.CHOICE, choices(["buyer", "seller"]), closed=True),
        Field("source_platform", "Source platform", FieldKind.CHOICE, choices(PLATFORMS), closed=True),
        Field("source_type", "Source type", FieldKind.CHOICE, choices(SOURCE_TYPES), closed=True),
        *(Field(CUSTOM + s, f"Custom: {s}", FieldKind.TEXT) for s in knowledge.custom_fields),
    )


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


@pytest.fixture
def make_table() -> MakeTable:
    return table_of
