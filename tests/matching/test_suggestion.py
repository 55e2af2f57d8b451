"""Columns find their fields by header and values; what is said to be sure is right."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from mega_desktop.crm import Field, Knowledge, System, static_fields
from mega_desktop.matching import Certainty, ColumnMatch, Mapping, candidate_slugs, suggest
from mega_desktop.sheets import Table

MakeTable = Callable[[dict[str, list[str | None]]], Table]
Suggest = Callable[[dict[str, list[str | None]]], Mapping]


@dataclass(frozen=True)
class Labelled:
    """A header row with sample values and where each column belongs."""

    name: str
    export: str | None
    learned: bool
    columns: tuple[tuple[str, str, tuple[str | None, ...]], ...]

    @property
    def cells(self) -> dict[str, list[str | None]]:
        rows = max(len(values) for _, _, values in self.columns)
        return {h: [*values, *[None] * (rows - len(values))] for h, _, values in self.columns}


def labelled_files() -> list[Labelled]:
    files = tomllib.loads((Path(__file__).parent / "labelled_columns.toml").read_text(encoding="utf-8"))[
        "file"
    ]
    return [
        Labelled(
            f["name"],
            f.get("export"),
            f.get("learned", True),
            tuple(
                (h, field, tuple(v.strip() or None for v in values.split("|")))
                for h, field, values in f["columns"]
            ),
        )
        for f in files
    ]


def written(match: ColumnMatch) -> str:
    part = f"+{match.part.value}" if match.part else ""
    return f"{match.field or ''}{part}" + (f"+{match.order}" if match.order else "")


@pytest.fixture
def suggested(make_table: MakeTable, fields: tuple[Field, ...], knowledge: Knowledge) -> Suggest:
    return lambda columns: suggest(make_table(columns), fields, knowledge, System.MEGA)


@pytest.mark.parametrize("file", labelled_files(), ids=lambda f: f.name)
def test_every_labelled_column_finds_its_place(
    file: Labelled, make_table: MakeTable, fields: tuple[Field, ...], knowledge: Knowledge
) -> None:
    known = (fields, knowledge) if file.learned else (static_fields(System.MEGA), Knowledge())
    mapping = suggest(make_table(file.cells), *known, System.MEGA)
    for match, (header, _, _) in zip(mapping.columns, file.columns, strict=True):
        # Shown by "pytest -s": the table to look at when a word is added.
        print(f"{header:30} {written(match):30} {match.certainty:7} {match.reason}")  # noqa: T201
        assert match.header == header
    assert [(m.header, written(m)) for m in mapping.columns] == [(h, e) for h, e, _ in file.columns]
    assert mapping.export == file.export


def match_of(mapping: Mapping, header: str) -> ColumnMatch:
    return next(c for c in mapping.columns if c.header == header)


def test_nothing_that_is_said_to_be_sure_is_wrong(
    make_table: MakeTable, fields: tuple[Field, ...], knowledge: Knowledge
) -> None:
    wrong_at_sure = 0
    for file in labelled_files():
        known = (fields, knowledge) if file.learned else (static_fields(System.MEGA), Knowledge())
        columns = suggest(make_table(file.cells), *known, System.MEGA).columns
        labels = [expected for _, expected, _ in file.columns]
        wrong_at_sure += sum(
            m.certainty is Certainty.SURE and written(m) != expected
            for m, expected in zip(columns, labels, strict=True)
        )
    assert wrong_at_sure == 0


def test_the_reason_is_the_evidence(suggested: Suggest) -> None:
    addresses = [f"person{n}@example.net" for n in range(98)]
    match = suggested({"E-mail": [*addresses, "by post", "ask her"]}).columns[0]
    assert (match.certainty, match.reason) == (
        Certainty.SURE,
        "named “E-mail”; 98 of 100 values are email addresses",
    )


def test_values_that_contradict_the_header_win_and_say_so(suggested: Suggest) -> None:
    addresses = [f"person{n}@example.net" for n in range(97)]
    match = suggested({"Phone": [*addresses, "x", "y", "z"]}).columns[0]
    assert (match.field, match.certainty) == ("contact_email", Certainty.LIKELY)
    assert match.reason == "named “Phone”, but 97 of 100 values are email addresses"


def test_an_unknown_custom_field_says_how_many_values_would_be_lost(suggested: Suggest) -> None:
    match = suggested({"Shoe size": ["42"] * 4_310}).columns[0]
    assert match.field is None
    assert match.reason == "MEGA has no custom field “shoe_size”: 4,310 values would not be imported"


def test_another_word_for_a_known_field_goes_there_though_the_crm_does_not_know_the_word(
    make_table: MakeTable,
) -> None:
    knowledge = Knowledge(total=1, custom_fields=("budget",), unknown_fields=("price_range",))
    table = make_table({"Price Range": ["300-400k", None]})
    match = suggest(table, static_fields(System.MEGA), knowledge, System.MEGA).columns[0]
    assert (match.field, match.certainty) == ("custom:budget", Certainty.LIKELY)


def test_a_custom_field_nobody_asked_about_can_still_be_chosen(suggested: Suggest) -> None:
    match = suggested({"Favourite colour": ["blue", "green"]}).columns[0]
    assert (match.field, match.reason) == (
        None,
        "no field of MEGA has this name; it can be sent to a custom field",
    )


def test_the_same_few_addresses_again_and_again_are_colleagues(suggested: Suggest) -> None:
    mapping = suggested({"Handled by": ["ana@agency.example", "ben@agency.example"] * 50})
    assert mapping.columns[0].field is None


def test_stages_are_brought_to_the_accounts_own(suggested: Suggest) -> None:
    match = suggested({"Status": ["NEW", "tour-booked", "Offer", "closed"] * 5}).columns[0]
    assert match.field == "stage_slug"
    assert dict(match.values) == {"NEW": "new", "tour-booked": "tour_booked", "Offer": "offer"}


def test_a_stage_the_account_does_not_know_is_left_to_be_matched(suggested: Suggest) -> None:
    match = suggested({"Stage": ["New", "Contacted", "Hot"]}).columns[0]
    assert (match.certainty, match.reason) == (
        Certainty.LIKELY,
        "named “Stage”; 2 of 3 values are known, 1 to match",
    )
    assert "Hot" not in match.values


def test_a_status_that_meets_no_stage_is_not_matched(suggested: Suggest) -> None:
    match = suggested({"Status": ["Active", "Inactive"]}).columns[0]
    assert match.field is None
    assert (
        match.reason
        == "named “Status”, but none of its 2 values can be a stage; choose it by hand if it is right"
    )


def test_owners_are_found_by_name_whatever_the_order_of_its_words(suggested: Suggest) -> None:
    match = suggested({"Assigned to": ["Ana Ruiz", "Okafor, Ben"]}).columns[0]
    assert match.field == "owner_id"
    assert set(match.values) == {"Ana Ruiz", "Okafor, Ben"}


def test_sources_get_the_words_of_mega(suggested: Suggest) -> None:
    match = suggested({"Lead Source": ["Facebook", "Google Ads", "Organic Search", "Word of mouth"]}).columns[
        0
    ]
    assert match.field == "source_platform"
    assert dict(match.values) == {
        "Facebook": "meta_ads",
        "Google Ads": "google_ads",
        "Organic Search": "google_organic",
        "Word of mouth": "referral",
    }


def test_sources_mega_does_not_know_stay_empty_beside_known_ones(suggested: Suggest) -> None:
    match = suggested({"Lead Source": ["Facebook", "Zillow"]}).columns[0]
    assert (match.field, match.certainty) == ("source_platform", Certainty.LIKELY)
    assert dict(match.values) == {"Facebook": "meta_ads", "Zillow": ""}
    assert match.reason == "named “Lead Source”; 1 of 2 values are known, the others stay empty"


def test_sources_of_which_mega_knows_hardly_any_are_left_to_the_person(suggested: Suggest) -> None:
    match = suggested({"Lead Source": ["Facebook", "Zillow", "Realtor.com", "Open house"]}).columns[0]
    assert match.field is None


def test_a_custom_field_for_all_sources_goes_before_the_few_that_mega_knows(make_table: MakeTable) -> None:
    knowledge = Knowledge(total=1, custom_fields=("lead_source",))
    table = make_table({"Lead Source": ["Facebook", "Zillow"]})
    assert suggest(table, static_fields(System.MEGA), knowledge, System.MEGA).columns[0].field == (
        "custom:lead_source"
    )


def test_a_field_of_one_value_never_gets_two_columns(suggested: Suggest) -> None:
    stages: dict[str, list[str | None]] = {"Stage": ["New", "Closed"], "Lead Status": ["new", "contacted"]}
    mapping = suggested({**stages, "Budget": ["1", "2"], "Price Range": ["1", "2"]})
    fields = [c.field for c in mapping.columns]
    assert fields == ["stage_slug", None, "custom:budget", None]
    assert match_of(mapping, "Lead Status").reason == "“Stage” already goes to this field"


def test_a_column_that_loses_its_field_falls_back_on_its_custom_field(make_table: MakeTable) -> None:
    knowledge = Knowledge(total=1, custom_fields=("lead_source",))
    table = make_table({"Source": ["Facebook", "Referral"], "Lead Source": ["Facebook", "Direct"]})
    columns = suggest(table, static_fields(System.MEGA), knowledge, System.MEGA).columns
    assert [c.field for c in columns] == ["source_platform", "custom:lead_source"]


def test_lead_line_is_never_a_custom_field(suggested: Suggest) -> None:
    for header in ("custom:lead_line", "custom_fields.lead_line", "Lead Line"):
        assert suggested({header: ["buyer", "seller"]}).columns[0].field == "lead_line"


def test_an_empty_sheet_matches_nothing_and_does_not_fail(suggested: Suggest) -> None:
    mapping = suggested({"Name": [], "Whatever": []})
    assert [c.field for c in mapping.columns] == ["contact_name", None]
    assert match_of(mapping, "Whatever").reason == "the column is empty"


def test_a_person_can_say_which_export_it_is(
    make_table: MakeTable, fields: tuple[Field, ...], knowledge: Knowledge
) -> None:
    table = make_table({"Name": ["Mara Fenn"]})
    assert suggest(table, fields, knowledge, System.MEGA, export="hubspot").export == "hubspot"


def test_candidate_slugs_come_from_headers_that_are_no_core_fields(make_table: MakeTable) -> None:
    core = ("Full Name", "E-mail", "Column C", "lead_line", "Имя")
    other = ("Move-in Date", "Größe (m²)", "Price Range", "custom_fields.pets")
    table = make_table({h: ["x"] for h in core + other})
    assert candidate_slugs(table) == ("move_in_date", "grosse_m2", "price_range", "pets", "budget")


def test_candidate_slugs_are_2000_at_most(make_table: MakeTable) -> None:
    assert len(candidate_slugs(make_table({f"Question {n}": ["x"] for n in range(2_100)}))) == 2_000


def test_every_match_has_a_reason_and_only_matches_are_certain(
    make_table: MakeTable, fields: tuple[Field, ...], knowledge: Knowledge
) -> None:
    for file in labelled_files():
        for match in suggest(make_table(file.cells), fields, knowledge, System.MEGA).columns:
            assert match.reason, match
            assert (match.field is None) == (match.certainty is Certainty.NONE), match
