"""A real Practice CRM to check against, and leads as matching hands them over."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl
import pytest

from mega_desktop.crm import (
    Credentials,
    Destination,
    Field,
    FieldKind,
    OnDuplicate,
    Secret,
    System,
    open_destination,
)
from mega_desktop.matching import Leads, Repeats
from mega_desktop.practice import PracticeLimits, PracticeServer
from mega_desktop.work import SystemClock

Row = tuple[str | None, str | None, str | None, str | None, str | None, str | None, int | None, str | None]

FIELDS = (
    Field("contact_name", "Name", FieldKind.NAME),
    Field("contact_phone", "Phone", FieldKind.PHONE),
    Field("contact_email", "Email", FieldKind.EMAIL),
    Field("stage_slug", "Stage", FieldKind.STAGE),
    Field("custom:shoe_size", "Custom: shoe_size", FieldKind.TEXT),
)


def leads(
    rows: Sequence[Row], *, on_duplicate: OnDuplicate = OnDuplicate.UPDATE, repeats: Repeats = Repeats.COMBINE
) -> Leads:
    """Leads in rows 2, 3, … of a file: the fields above, then problem, into and why."""
    schema = {
        **{f.key: pl.String for f in FIELDS},
        "problem": pl.String,
        "into": pl.UInt32,
        "why": pl.String,
    }
    frame = pl.DataFrame(list(rows), schema=schema, orient="row")
    frame = frame.select(
        pl.int_range(2, pl.len() + 2, dtype=pl.UInt32).alias("row"),
        *(pl.col(f.key) for f in FIELDS),
        "problem",
        pl.lit(None, dtype=pl.String).alias("problem_field"),
        "into",
        "why",
    )
    return Leads(frame, FIELDS, on_duplicate, repeats)


def lead(name: str | None = None, email: str | None = None, **more: str) -> Row:
    """One row to send."""
    return (name, more.get("phone"), email, more.get("stage"), more.get("shoe"), None, None, None)


@pytest.fixture
def destination(stocked: Path, tmp_path: Path) -> Iterator[Destination]:
    shutil.copytree(stocked, tmp_path / "crm")
    with PracticeServer(tmp_path / "crm", limits=PracticeLimits.rehearsal()) as access:
        credentials = Credentials(
            System.PRACTICE, "Practice CRM", access.url, Secret(access.token), access.customer_id
        )
        opened = open_destination(credentials, SystemClock())
        yield opened
        opened.close()
