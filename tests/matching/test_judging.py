"""What a column is judged by when its header and its values disagree, or say little."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pytest

from mega_desktop.crm import Knowledge, System, static_fields
from mega_desktop.matching import Certainty, ColumnMatch, NamePart, suggest
from mega_desktop.sheets import Table

MakeTable = Callable[[Mapping[str, Sequence[str | None]]], Table]
Match = Callable[[Mapping[str, Sequence[str | None]]], dict[str, ColumnMatch]]

PEOPLE = [
    "Mara Fenn",
    "Gil Soto",
    "Uma Lee",
    "John Carter",
    "Dana Hill",
    "Kevin Brown",
    "Peter Lane",
    "Laura Gray",
]
FIRST, LAST = ([name.split()[n] for name in PEOPLE] for n in (0, 1))
EMAILS = [f"{first.lower()}@example.net" for first in FIRST]
PHONES = [f"(503) 555-01{n}" for n in range(42, 50)]


@pytest.fixture
def match(make_table: MakeTable) -> Match:
    def matched(columns: Mapping[str, Sequence[str | None]]) -> dict[str, ColumnMatch]:
        fields = static_fields(System.MEGA)
        mapping = suggest(make_table(columns), fields, Knowledge(), System.MEGA)
        return {m.header: m for m in mapping.columns}

    return matched


def test_first_and_last_names_that_changed_places_are_turned_round(match: Match) -> None:
    columns = match({"First Name": LAST, "Last Name": FIRST})
    assert columns["First Name"].part is NamePart.LAST
    assert columns["Last Name"].part is NamePart.FIRST
    assert {m.certainty for m in columns.values()} == {Certainty.LIKELY}


def test_the_owner_of_a_house_is_the_lead(match: Match) -> None:
    columns = match({"Owner": PEOPLE, "Owner Phone": PHONES, "Owner Email": EMAILS})
    assert [m.field for m in columns.values()] == ["contact_name", "contact_phone", "contact_email"]
    assert {m.certainty for m in columns.values()} == {Certainty.LIKELY}


def test_an_owner_beside_a_lead_is_in_charge_of_it(match: Match) -> None:
    columns = match(
        {"Name": PEOPLE, "Owner": ["Ana", "Ben"] * 4, "Owner Email": ["ana@x.example", "ben@x.example"] * 4}
    )
    assert [m.field for m in columns.values()] == ["contact_name", "owner_id", None]


def test_companies_stand_for_the_name_only_where_nobody_is_named(match: Match) -> None:
    companies = ["Fenn Roofing", "Soto LLC", "Lee & Co"]
    assert match({"Company": companies})["Company"].field == "contact_name"
    assert match({"Company": companies, "Name": PEOPLE[:3]})["Company"].field is None


def test_companies_under_name_give_way_to_people(match: Match) -> None:
    columns = match(
        {"Name": ["Fenn Roofing", "Soto LLC", "Lee & Co"], "First Name": FIRST[:3], "Last Name": LAST[:3]}
    )
    assert [m.field for m in columns.values()] == [None, "contact_name", "contact_name"]


@pytest.mark.parametrize(
    ("header", "values"),
    [
        ("Phone", ["1000231", "1000232", "1000239"]),
        ("Phone", [*PHONES[:5], "a@x.example"]),
        ("Name", ["Salem", "Portland", "Tacoma", "Boise"]),
        ("Email", ["ana@x.example", "ben@x.example"] * 5),
        ("Status", ["New"]),
        ("Type", ["Buyer"]),
    ],
)
def test_thin_or_mixed_evidence_is_never_sure(header: str, values: list[str], match: Match) -> None:
    assert match({header: values})[header].certainty is Certainty.LIKELY


@pytest.mark.parametrize(
    ("header", "values"),
    [
        ("Status", ["Married", "Single", "Divorced"]),
        ("Estado", ["Puebla", "Jalisco", "Oaxaca"]),
        ("Estado", ["SP", "RJ", "MG"]),
        ("Stage", ["2026-01-02", "2026-01-03"]),
        ("Owner", ["yes", "no", "yes"]),
        ("OwnerId", ["0055e000001AbCdAAK", "0055e000001AbCeAAK"]),
        ("Name", ["2026-01-02", "2026-01-03"]),
        ("Phone", ["101", "102", "115"]),
        ("Parcel Number", ["503-555-0142", "503-555-0143"]),
    ],
)
def test_values_that_cannot_be_it_are_not_matched(header: str, values: list[str], match: Match) -> None:
    assert match({header: values})[header].field is None


def test_a_column_of_phones_that_is_empty_is_used_last(match: Match) -> None:
    columns = match({"Mobile": [None] * 8, "Phone": PHONES})
    assert [(m.field, m.order) for m in columns.values()] == [("contact_phone", 1), ("contact_phone", 0)]


def test_the_same_few_colleagues_give_way_to_the_leads_own_addresses(match: Match) -> None:
    columns = match({"User Email": ["ana@x.example", "ben@x.example"] * 4, "Invitee Email": EMAILS})
    assert [m.field for m in columns.values()] == [None, "contact_email"]


def test_a_refusal_is_named_for_what_it_is(match: Match) -> None:
    column = match({"Email Opt Out": ["yes", "no", "no", "no"]})["Email Opt Out"]
    assert column.field is None
    assert column.reason == (
        "says who wants no messages and is never a consent: 1 of 4 say yes; those rows can be left out"
    )


def test_rows_that_are_done_with_are_counted(match: Match) -> None:
    reason = match({"ISCONVERTED": ["true", "false", "false"]})["ISCONVERTED"].reason
    assert reason == "says who is a customer there already: 1 of 3 say yes; those rows can be left out"


def test_a_consent_is_not_carried_over(match: Match) -> None:
    assert "not carried over as a consent" in match({"SMS Consent": ["yes", "no"]})["SMS Consent"].reason


def test_a_whole_name_goes_to_the_first_name_where_there_is_no_other_place(make_table: MakeTable) -> None:
    fields = static_fields(System.FOXREACH)
    column = suggest(make_table({"Full Name": PEOPLE}), fields, Knowledge(), System.FOXREACH).columns[0]
    assert (column.field, column.certainty) == ("firstName", Certainty.LIKELY)


def test_salutations_under_title_are_no_job(make_table: MakeTable) -> None:
    table = make_table({"Title": ["Mr", "Ms", "Mr"], "Email": EMAILS[:3]})
    column = suggest(table, static_fields(System.FOXREACH), Knowledge(), System.FOXREACH).columns[0]
    assert column.field is None


def test_a_rare_name_is_known_by_the_email_beside_it(match: Match) -> None:
    names = ["Xiomara Okonkwo", "Tjark Oehler", "Wren Stubblefield", "Þóra Ýr"] * 2
    emails = [f"{name.split()[0].lower()}{n}@example.net" for n, name in enumerate(names)]
    columns = match({"Column A": names, "Column B": emails})
    assert columns["Column A"].field == "contact_name"
    assert columns["Column B"].field == "contact_email"


def test_first_and_last_names_without_a_header_are_found(match: Match) -> None:
    emails = [f"{name.lower().replace(' ', '.')}@example.net" for name in PEOPLE]
    columns = match({"Column A": LAST, "Column B": FIRST, "Column C": emails})
    assert columns["Column A"].part is NamePart.LAST
    assert columns["Column B"].part is NamePart.FIRST
    assert columns["Column A"].certainty is Certainty.LIKELY


def test_beside_a_parent_the_student_is_not_the_lead(match: Match) -> None:
    columns = match(
        {"Student Name": LAST, "Parent Name": PEOPLE, "Student Email": EMAILS[::-1], "Parent Email": EMAILS}
    )
    assert [m.field for m in columns.values()] == [None, "contact_name", None, "contact_email"]


def test_between_a_buyer_and_a_seller_nothing_is_sure(match: Match) -> None:
    columns = match({"Buyer Phone": PHONES, "Seller Phone": PHONES[::-1], "Email": EMAILS})
    assert columns["Buyer Phone"].certainty is Certainty.LIKELY
    assert "of a buyer and of a seller" in columns["Buyer Phone"].reason
    assert columns["Email"].certainty is Certainty.SURE


def test_a_platform_may_be_the_one_a_company_sells_with(match: Match) -> None:
    platforms = ["Shopify", "HubSpot"] * 4
    assert match({"Platform": platforms})["Platform"].certainty is Certainty.LIKELY
    assert match({"Lead Source": platforms})["Lead Source"].certainty is Certainty.SURE
