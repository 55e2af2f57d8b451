"""What keeps a mapping from going on is one sentence beside the button."""

from __future__ import annotations

import pytest

from mega_desktop.crm import Field, System
from mega_desktop.matching import ColumnMatch, Mapping, NamePart, clashes, problem_with


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


def test_columns_that_meet_in_a_field_of_one_value_name_each_other(fields: tuple[Field, ...]) -> None:
    columns = (
        ColumnMatch(0, "Price", "custom:budget"),
        ColumnMatch(1, "Budget", "custom:budget"),
        ColumnMatch(2, "Email", "contact_email"),
        ColumnMatch(3, "Other email", "contact_email", order=1),
        ColumnMatch(4, "First", "contact_name", part=NamePart.FIRST),
        ColumnMatch(5, "Last", "contact_name", part=NamePart.LAST),
    )
    mapping = Mapping(System.MEGA, columns)
    assert problem_with(mapping, fields) == "2 columns go to “Custom: budget”: choose one of them"
    assert clashes(mapping, fields) == {
        0: "“Budget” goes to the same field: choose one of them",
        1: "“Price” goes to the same field: choose one of them",
    }
