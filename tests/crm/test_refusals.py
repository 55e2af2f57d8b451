"""A refusal is told in the person's words, and never claims more than the CRM said."""

from __future__ import annotations

import pytest

from mega_desktop.crm import in_plain_words, with_own_words


@pytest.mark.parametrize(
    ("reason", "plain"),
    [
        ('Unknown stage_slug "warm"', "no stage “warm” in Acme"),
        ("stage_slug not found", "no such stage in Acme"),
        ('Unknown stage_slug "phone call"', "no stage “phone call” in Acme"),
        ("owner_id 0f4c1c1e-7a0b is not a member of this customer", "owner is nobody in Acme’s team"),
        ("contact_email must be a valid email", "email is not accepted by Acme as it is written"),
        ("contact_phone: invalid format", "phone is not accepted by Acme as it is written"),
        ("lead_line must be one of buyer, seller", "no such lead line in Acme"),
        ("source_type must be one of form, phone_call, email", "no such source type in Acme"),
        ("contact_name must be at most 255 characters", "name is too long for Acme"),
        ("At least one of contact_name, contact_phone, contact_email is required", "no name, phone or email"),
        ("Name, phone or email is missing", "no name, phone or email"),
        ("budget is required", "Acme refused this row"),
        ("contact_email is required", "Acme asks for an email"),
        (
            "custom_fields.budget must be a number",
            "custom field “budget” is not accepted by Acme as it is written",
        ),
        ("quota for this plan reached", "Acme refused this row"),
        ("", "Acme refused this row"),
    ],
)
def test_the_field_and_the_mistake_are_named(reason: str, plain: str) -> None:
    assert in_plain_words([reason], "Acme") == plain


def test_several_reasons_are_told_each_once() -> None:
    assert in_plain_words(["No such stage", "stage unknown", "phone invalid"], "Acme") == (
        "no such stage in Acme; phone is not accepted by Acme as it is written"
    )


def test_the_crms_own_words_stand_behind_where_they_are_wanted() -> None:
    told = with_own_words(['Unknown stage_slug "warm"'], "Acme")
    assert told == 'no stage “warm” in Acme (its own words: Unknown stage_slug "warm")'
    assert with_own_words([], "Acme") == "Acme refused this row and gave no reason"
