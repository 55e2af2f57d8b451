"""What is said of rows whose answer was lost: how it looks, never more than that."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
import pytest

from mega_desktop.reporting.settling import Sought, settle
from tests.importing.scenes import FIELDS

BEGUN = datetime(2026, 8, 1, 9, 0, tzinfo=UTC)
BEFORE, AFTER = "2025-01-01T00:00:00Z", "2026-08-01T09:05:00Z"
LEADS = pl.DataFrame(
    [
        ("a", AFTER, "Ana Ruiz", "+12065550101", "ana@x.example"),
        ("b", BEFORE, "Bo Lee", "+12065550102", "bo@x.example"),
        ("c", BEFORE, "Cy Old", "+12065550103", None),
        ("d", AFTER, "Only Name", None, None),
        ("e", BEFORE, "Old Namesake", None, None),
    ],
    schema=dict.fromkeys(
        ("lead_id", "created_at", "contact_name", "contact_phone", "contact_email"), pl.String
    ),
    orient="row",
)


def lost(name: str | None, phone: str | None, email: str | None) -> pl.DataFrame:
    return pl.DataFrame(
        [(7, "unconfirmed", "", "", name, phone, email)],
        schema={"row": pl.UInt32}
        | dict.fromkeys(
            ("outcome", "reason", "lead_id", "contact_name", "contact_phone", "contact_email"), pl.String
        ),
        orient="row",
    )


@pytest.mark.parametrize(
    ("row", "finding", "lead"),
    [
        (lost("Ana Ruiz", None, "ANA@x.example"), "arrived", "a"),
        (lost("Bo Lee", "206 555 0102", None), "arrived", "b"),
        (lost("Cy New", "206-555-0103", None), "unclear", "c"),
        (lost("Nobody", "206 555 0199", "no@x.example"), "not_arrived", ""),
        (lost("only  name", None, None), "not_arrived", ""),
        (lost("Only Name", None, None), "unclear", "d"),
        (lost("Old Namesake", None, None), "not_arrived", "e"),
        (lost("Ana Ruiz", None, "another@x.example"), "not_arrived", ""),
    ],
)
def test_a_lost_row_is_judged_by_the_lead_of_its_person(row: pl.DataFrame, finding: str, lead: str) -> None:
    told = settle(row, LEADS, BEGUN, FIELDS, "MEGA")

    assert told.select("row", "finding", "lead_id").rows() == [(7, finding, lead)]
    assert "MEGA" in told["words"].item()


def test_leads_of_strangers_are_not_kept() -> None:
    sought = Sought.of(FIELDS, frozenset({"e"}), lost("Ana Ruiz", "206 555 0102", None))

    assert sought.among(LEADS)["lead_id"].to_list() == ["a", "b", "e"]


def test_a_row_without_an_id_gets_that_of_its_email() -> None:
    row = lost("Ana", None, "Ana@X.example")
    sought = Sought.of(FIELDS, frozenset(), row)

    assert sought.named(row, LEADS)["lead_id"].to_list() == ["a"]
    assert sought.named(lost("Uma", None, None), LEADS)["lead_id"].to_list() == [""]
