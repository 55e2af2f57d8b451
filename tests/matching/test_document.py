"""A mapping survives as JSON, finds its columns in another file, and says plainly where it does not fit."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mega_desktop.crm import Field, Knowledge, OnDuplicate, System, static_fields
from mega_desktop.errors import UsageProblem
from mega_desktop.matching import (
    ColumnMatch,
    Mapping,
    NamePart,
    Repeats,
    from_document,
    problem_with,
    suggest,
    to_document,
)
from mega_desktop.matching.steps import STEPS
from mega_desktop.sheets import Table

MakeTable = Callable[[dict[str, list[str | None]]], Table]


@pytest.fixture
def table(make_table: MakeTable) -> Table:
    return make_table({
        "First Name": ["Mara"], "Last Name": ["Fenn"], "E-mail": ["mara@example.net"],
        "Mobile": ["2065550150"], "Home phone": ["2065550151"], "Stage": ["Tour"], "Shoe size": ["42"],
    })  # fmt: skip


@pytest.fixture
def mapping(table: Table, fields: tuple[Field, ...], knowledge: Knowledge) -> Mapping:
    return suggest(table, fields, knowledge, System.MEGA)


def test_a_mapping_comes_back_as_it_went(mapping: Mapping, table: Table) -> None:
    assert from_document(json.loads(json.dumps(to_document(mapping))), table, System.MEGA) == mapping


def test_the_keys_are_those_of_the_command_line(mapping: Mapping) -> None:
    document: dict[str, Any] = to_document(mapping)
    assert list(document) == ["version", "system", "export", "columns", "fixed", "on_duplicate", "repeats"]
    always = ["index", "header", "field", "certainty", "reason", "clean_up", "existing"]
    assert [list(c) for c in document["columns"]] == [
        [*always, "part"], [*always, "part"], always, always, [*always, "order"], [*always, "values"], always,
    ]  # fmt: skip


def test_columns_are_found_by_header_wherever_they_stand(mapping: Mapping, make_table: MakeTable) -> None:
    other = make_table({"Stage": ["x"], "E-MAIL": ["y"], "New": ["z"], "Home phone": [None], "mobile": [None],
                        "Last name": ["b"], "First  Name": ["a"]})  # fmt: skip
    found = from_document(to_document(mapping), other, System.MEGA)
    assert [(c.header, c.field) for c in found.columns] == [
        ("Stage", "stage_slug"), ("E-MAIL", "contact_email"), ("New", None), ("Home phone", "contact_phone"),
        ("mobile", "contact_phone"), ("Last name", "contact_name"), ("First  Name", "contact_name"),
    ]  # fmt: skip
    assert found.columns[2].reason == "not in the mapping file"
    assert found.columns[5].part is NamePart.LAST


def test_headers_decide_where_the_places_disagree(make_table: MakeTable) -> None:
    document = {"version": 1, "columns": [
        {"index": 0, "header": "Mobile", "field": "contact_phone"},
        {"index": 1, "header": "Name", "field": "contact_name"},
    ]}  # fmt: skip
    found = from_document(document, make_table({"Name": ["x"], "Mobile": ["1"]}), System.MEGA)
    assert [c.field for c in found.columns] == ["contact_name", "contact_phone"]


def test_of_headers_that_read_alike_the_exact_one_is_meant_and_then_the_place(make_table: MakeTable) -> None:
    def fields_of(*wanted: tuple[str, int, str]) -> list[str | None]:
        columns = [{"header": h, "index": i, "field": f"custom:{f}"} for h, i, f in wanted]
        table = make_table({"E-mail": ["a"], "Email": ["b"], "EMAIL": ["c"]})
        found = from_document({"version": 1, "columns": columns}, table, System.MEGA)
        return [c.field for c in found.columns]

    assert fields_of(("e mail", 0, "x"), ("E-mail", 5, "y")) == ["custom:y", "custom:x", None]
    assert fields_of(("email", 2, "x"), ("EMAIL", 0, "y"), ("Email", 0, "z")) == [
        "custom:x", "custom:z", "custom:y",
    ]  # fmt: skip


def test_a_column_without_a_header_is_the_one_at_its_place(make_table: MakeTable) -> None:
    document = {"version": 1, "columns": [
        {"header": "email", "field": "contact_email"}, {"index": 0, "field": "custom:old"},
    ]}  # fmt: skip
    found = from_document(document, make_table({"E-mail": ["a"], "Email": ["b"]}), System.MEGA)
    assert [c.field for c in found.columns] == ["custom:old", "contact_email"]


def test_a_short_document_by_hand_is_enough(table: Table) -> None:
    document = {"version": 1, "columns": [{"header": "E-mail", "field": "contact_email"},
                                          {"index": 6, "field": "custom:shoe_size"}]}  # fmt: skip
    found = from_document(document, table, System.MEGA)
    assert {c.header: c.field for c in found.columns if c.field} == {
        "E-mail": "contact_email", "Shoe size": "custom:shoe_size",
    }  # fmt: skip
    assert (found.on_duplicate, found.repeats) == (OnDuplicate.UPDATE, Repeats.COMBINE)


def test_the_practice_crm_reads_a_mapping_for_mega(mapping: Mapping, table: Table) -> None:
    assert from_document(to_document(mapping), table, System.PRACTICE).system is System.PRACTICE


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"version": 2}, "version 2"),
        ({"version": "one"}, "not a mapping"),
        ({"columns": "all"}, "not a mapping"),
        ({"columns": [{"header": "E-mail", "certainty": "perhaps"}]}, "not a mapping"),
        ({"columns": [{"header": "E-mail", "field": "shoe"}]}, "“shoe”"),
        ({"columns": [{"header": "E-mail", "field": "custom:"}]}, "“custom:”"),
        ({"columns": [{"header": "E-mail", "field": "custom:lead_line"}]}, "“custom:lead_line”"),
        ({"fixed": {"colour": "red"}}, "“colour”"),
        ({"fixed": {"source_platform": "pigeon"}}, "“pigeon” as source_platform"),
        ({"columns": [{"header": "Stage", "field": "stage_slug"}] * 2}, "“Stage”"),
        ({"columns": [{"header": "Fax", "field": "contact_phone"}]}, "“Fax”, which leads.csv does not have"),
        ({"columns": [{"index": 40, "field": "contact_phone"}]}, "number 41"),
        ({"system": "foxreach"}, "for foxreach, not for mega"),
        ({"repeats": "some"}, "not a mapping"),
    ],
)
def test_a_document_that_does_not_fit_says_what_is_wrong(
    mapping: Mapping, table: Table, change: dict[str, object], says: str
) -> None:
    with pytest.raises(UsageProblem) as caught:
        from_document({**to_document(mapping), **change}, table, System.MEGA)
    assert says in caught.value.title
    assert caught.value.advice


def test_something_else_than_a_mapping_is_refused(table: Table) -> None:
    with pytest.raises(UsageProblem):
        from_document([1, 2], table, System.MEGA)  # type: ignore[arg-type]


def columns(*keys: str | None) -> tuple[ColumnMatch, ...]:
    return tuple(ColumnMatch(n, f"c{n}", key) for n, key in enumerate(keys))


@pytest.mark.parametrize(
    ("keys", "fixed", "says"),
    [
        (("contact_phone", None), {}, ""),
        (("contact_phone", "contact_phone", "contact_email", "contact_email"), {}, ""),
        ((None, "stage_slug"), {}, "Choose which column holds the email, phone or name"),
        (("contact_name", "stage_slug", "stage_slug"), {}, "2 columns go to “Stage”: choose one of them"),
        (("contact_name", "custom:a", "custom:a"), {}, "2 columns go to “custom:a”: choose one of them"),
        (("contact_name",), {"contact_email": "a@b.example"}, "“Email” cannot be the same for every lead"),
        (("contact_name",), {"source_platform": "direct"}, ""),
    ],
)
def test_what_keeps_one_from_going_on_is_one_sentence(
    keys: tuple[str | None, ...], fixed: dict[str, str], says: str, fields: tuple[Field, ...]
) -> None:
    assert problem_with(Mapping(System.MEGA, columns(*keys), fixed=fixed), fields) == says


def test_parts_of_a_name_are_no_conflict(mapping: Mapping, fields: tuple[Field, ...]) -> None:
    assert problem_with(mapping, fields) == ""


DOCUMENTED = (Path(__file__).parents[2] / "docs" / "mapping-file.md").read_text(encoding="utf-8")


def test_the_example_in_the_documentation_is_a_mapping(make_table: MakeTable) -> None:
    example = json.loads(DOCUMENTED.partition("```json")[2].partition("```")[0])
    table = make_table({c["header"]: ["x"] for c in reversed(example["columns"])})
    found = from_document(example, table, System.MEGA)
    assert [c.field for c in found.columns] == [c["field"] for c in reversed(example["columns"])]
    again = to_document(found)
    assert {k: again[k] for k in example if k != "columns"} == {
        k: example[k] for k in example if k != "columns"
    }


def test_the_usual_clean_up_of_a_field_is_named(mapping: Mapping) -> None:
    columns: list[dict[str, Any]] = list(to_document(mapping)["columns"])  # type: ignore[call-overload]
    assert {c["field"]: c["clean_up"] for c in columns if c["field"]} == {
        "contact_name": ["spaces"],
        "contact_email": ["spaces", "email"],
        "contact_phone": ["spaces", "phone"],
        "stage_slug": ["trim"],
    }


def test_chosen_steps_and_values_left_out_come_back(mapping: Mapping, table: Table) -> None:
    stage = next(c for c in mapping.columns if c.field == "stage_slug")
    chosen = replace(stage, clean_up=("find_replace:Tour|Visit|whole_cell",), leave_out=("Junk", "Spam"))
    changed = mapping.with_column(chosen)
    assert from_document(json.loads(json.dumps(to_document(changed))), table, System.MEGA) == changed


@pytest.mark.parametrize("existing", ["replace", "if_empty", "never"])
def test_the_rule_for_leads_already_there_comes_back(mapping: Mapping, table: Table, existing: str) -> None:
    changed = mapping.with_column(replace(mapping.columns[2], existing=existing))
    assert from_document(json.loads(json.dumps(to_document(changed))), table, System.MEGA) == changed


def test_a_rule_that_there_is_not_is_refused(mapping: Mapping, table: Table) -> None:
    changed = mapping.with_column(replace(mapping.columns[2], existing="erase"))
    with pytest.raises(UsageProblem):
        from_document(to_document(changed), table, System.MEGA)


@pytest.mark.parametrize("step", ["shout", "phone:usa"])
def test_a_clean_up_step_that_there_is_not_is_refused(mapping: Mapping, table: Table, step: str) -> None:
    changed = mapping.with_column(replace(mapping.columns[0], clean_up=(step,)))
    with pytest.raises(UsageProblem, match="clean-up step"):
        from_document(to_document(changed), table, System.MEGA)


def test_every_key_and_every_clean_up_step_is_documented(mapping: Mapping) -> None:
    document: dict[str, Any] = to_document(mapping)
    keys = {*document, *(key for column in document["columns"] for key in column)}
    for word in (*keys, *STEPS):
        assert f"`{word}`" in DOCUMENTED or f"`{word}:" in DOCUMENTED, word
    for field in (*static_fields(System.MEGA), *static_fields(System.FOXREACH)):
        assert f"`{field.key}`" in DOCUMENTED, field.key
