"""The spelling in which values are compared: as loose as the CRM, and no looser."""

from __future__ import annotations

import polars as pl
import pytest

from mega_desktop.crm import FieldKind
from mega_desktop.reporting.comparing import spelling


@pytest.mark.parametrize(
    ("kind", "sent", "kept", "same"),
    [
        (FieldKind.PHONE, "(206) 555-0150", "+12065550150", True),
        (FieldKind.PHONE, "020 7946 0958", "+442079460958", True),
        (FieldKind.PHONE, "206 555 0150", "206 555 0151", False),
        (FieldKind.EMAIL, " Ana@X.example", "ana@x.example", True),
        (FieldKind.EMAIL, "ana+1@x.example", "ana@x.example", False),
        (FieldKind.NAME, "Ana  Ruiz", "Ana Ruiz", True),
        (FieldKind.NAME, "ana ruiz", "Ana Ruiz", False),
        (FieldKind.OWNER, "0F4C", "0f4c", True),
        (FieldKind.TEXT, "1.50", "1.5", True),
        (FieldKind.TEXT, "450000.0", "450000", True),
        (FieldKind.TEXT, "10.0", "10", True),
        (FieldKind.TEXT, "TRUE", "true", True),
        (FieldKind.TEXT, "00742", "742", False),
        (FieldKind.TEXT, "1.2.0", "1.2", False),
        (FieldKind.TEXT, "100", "1", False),
        (FieldKind.TEXT, "Two beds", "two beds", False),
        (FieldKind.TEXT, "here", None, False),
    ],
)
def test_one_spelling(kind: FieldKind, sent: str, kept: str | None, same: bool) -> None:
    frame = pl.DataFrame({"sent": [sent], "kept": [kept]}, schema={"sent": pl.String, "kept": pl.String})
    equal = spelling(kind, pl.col("sent")).eq_missing(spelling(kind, pl.col("kept")))
    assert frame.select(equal).item() is same
