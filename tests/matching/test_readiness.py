"""What keeps a mapping from going on is one sentence beside the button."""

from __future__ import annotations

import pytest

from mega_desktop.crm import Field, System
from mega_desktop.matching import ColumnMatch, Mapping, problem_with


@pytest.mark.parametrize(
    ("field", "step", "says"),
    [
        ("contact_email", "fixed:a@b.example", "“Email” cannot be the same for every lead"),
        ("contact_phone", "fixed:2065550150", "“Phone” cannot be the same for every lead"),
        ("contact_name", "fixed:Friend", ""),
        ("contact_email", "find_replace:a|b", ""),
    ],
)
def test_a_fixed_email_or_phone_would_make_one_lead_of_all(
    field: str, step: str, says: str, fields: tuple[Field, ...]
) -> None:
    mapping = Mapping(System.MEGA, (ColumnMatch(0, "C", field, clean_up=(step,)),))
    assert problem_with(mapping, fields) == says
