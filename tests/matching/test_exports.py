"""A known export is recognised by its whole signature, whatever else is in the file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pytest

from mega_desktop.crm import System, static_fields
from mega_desktop.matching import export_called
from mega_desktop.matching.exports import EXPORTS, recognise
from mega_desktop.sheets import Table

MakeTable = Callable[[Mapping[str, Sequence[str | None]]], Table]
SIGNATURES = {
    "meta": "created_time,ad_id,form_id,is_organic",
    "google_ads": "Google Click ID,User Email,Form ID",
    "hubspot": "Record ID,Lifecycle Stage",
    "zoho": "Record Id,Lead Owner,Lead Owner.id",
    "ghl": "Contact Id,Created,Last Activity,Tags",
    "shopify": "Accepts Email Marketing,Total Spent,Total Orders",
    "pipedrive": "Person - Name",
    "follow_up_boss": "Stage,Lead Source,Email 1,Date Added",
    "kvcore": "Deal Type,Cell Phone 1",
    "lofty": "Pipeline,Segment,Lead Type",
    "lead_docket": "Case Type,Marketing Source",
    "google_contacts": "E-mail 1 - Value",
    "thunderbird": "Screen Name,Primary Email,Display Name",
    "outlook": "E-mail Address,E-mail 2 Address",
    "salesforce": "Company / Account",
}


def table(make_table: MakeTable, headers: Sequence[str]) -> Table:
    return make_table({header: ["x"] for header in headers})


@pytest.mark.parametrize(("name", "headers"), SIGNATURES.items())
def test_the_whole_signature_is_needed_in_any_order_among_other_columns(
    name: str, headers: str, make_table: MakeTable
) -> None:
    signature = headers.split(",")
    found = recognise(table(make_table, ["Shoe size", *reversed(signature), "Anything"]))
    assert found is not None
    assert found.name == name
    for missing in signature:
        assert recognise(table(make_table, [h for h in signature if h != missing])) is not found


@pytest.mark.parametrize(
    "headers",
    [
        "ID,ISDELETED,OWNERID",
        "Id,IsConverted,OwnerId",
        "Lead Owner,Lead Status",
        "Account Name,Mailing State/Province",
    ],
)
def test_each_kind_of_salesforce_file_is_known(headers: str, make_table: MakeTable) -> None:
    found = recognise(table(make_table, headers.split(",")))
    assert found is not None
    assert found.name == "salesforce"


def test_zenmaid_is_known_by_its_kinds_of_customer(make_table: MakeTable) -> None:
    found = recognise(make_table({"Customer Type": ["Lead", "One-Time Customer"]}))
    assert found is export_called("zenmaid")
    assert recognise(make_table({"Customer Type": ["Lead", "Customer"]})) is None


def test_a_source_platform_is_offered_only_where_mega_has_the_word() -> None:
    field = next(f for f in static_fields(System.MEGA) if f.key == "source_platform")
    words = {choice.value for choice in field.choices}
    assert {e.platform for e in EXPORTS} - {""} <= words
    assert all(export_called(e.name) is not None and e.label for e in EXPORTS)
