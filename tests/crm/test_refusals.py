"""A refusal is told in the person's words, and never claims more than the CRM said."""

from __future__ import annotations

import pytest

from mega_desktop.crm import in_plain_words, with_own_words


@pytest.mark.parametrize(
    ("reason", "plain"),
    [
        ('Unknown stage_slug "warm"', "Acme has no stage “warm”"),
        ("stage_slug not found", "Acme has no such stage"),
        ('Unknown stage_slug "phone call"', "Acme has no stage “phone call”"),
        ("owner_id 0f4c1c1e-7a0b is not a member of this customer", "the owner is nobody in Acme’s team"),
        ("contact_email must be a valid email", "Acme does not accept the email as it is written"),
        ("contact_phone: invalid format", "Acme does not accept the phone as it is written"),
        ("lead_line must be one of buyer, seller", "Acme has no such lead line"),
        ("source_type must be one of form, phone_call, email", "Acme has no such source type"),
        ("contact_name must be at most 255 characters", "the name is too long for Acme"),
        ("At least one of contact_name, contact_phone, contact_email is required", "no name, phone or email"),
        ("contact_email is required", "Acme asks for an email"),
        (
            "custom_fields.budget must be a number",
            "Acme does not accept the custom field “budget” as it is written",
        ),
        ("quota for this plan reached", "Acme refused this row"),
        ("", "Acme refused this row"),
    ],
)
def test_the_field_and_the_mistake_are_named(reason: str, plain: str) -> None:
    assert in_plain_words([reason], "Acme") == plain


def test_several_reasons_are_told_each_once() -> None:
    assert in_plain_words(["No such stage", "stage unknown", "phone invalid"], "Acme") == (
        "Acme has no such stage; Acme does not accept the phone as it is written"
    )


def test_the_crms_own_words_stand_behind_where_they_are_wanted() -> None:
    told = with_own_words(['Unknown stage_slug "warm"'], "Acme")
    assert told == 'Acme has no stage “warm” (its own words: Unknown stage_slug "warm")'
    assert with_own_words([], "Acme") == "Acme refused this row and gave no reason"
