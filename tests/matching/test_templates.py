"""A template is a mapping as a file: it fits files with other columns, and says what is wrong with it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from collections.abc import Mapping as Map
from dataclasses import replace
from pathlib import Path

import pytest

from mega_desktop.crm import Field, Knowledge, OnDuplicate, System
from mega_desktop.errors import Problem, UsageProblem
from mega_desktop.matching import Mapping, Repeats, open_template, save_template, suggest, to_document
from mega_desktop.sheets import Table

MakeTable = Callable[[Map[str, Sequence[str | None]]], Table]


@pytest.fixture
def table(make_table: MakeTable) -> Table:
    return make_table({
        "First Name": ["Mara"], "Last Name": ["Fenn"], "E-mail": ["mara@example.net"],
        "Mobile": ["2065550150"], "Home phone": ["2065550151"], "Stage": ["Tour"], "Shoe size": ["42"],
    })  # fmt: skip


@pytest.fixture
def mapping(table: Table, fields: tuple[Field, ...], knowledge: Knowledge) -> Mapping:
    """Everything that can be decided is decided other than by default."""
    found = suggest(table, fields, knowledge, System.MEGA)
    return replace(
        found,
        columns=(*found.columns[:-1], replace(found.columns[-1], clean_up=found.columns[0].clean_up)),
        fixed={"source_platform": "direct"}, on_duplicate=OnDuplicate.SKIP, repeats=Repeats.LAST,
    )  # fmt: skip


def test_what_is_saved_is_what_is_opened(tmp_path: Path, mapping: Mapping, table: Table) -> None:
    path = tmp_path / "Zillow é.json"
    save_template(path, mapping)
    assert open_template(path, table, System.MEGA) == (mapping, ())


def test_the_file_is_the_document_of_the_command_line(tmp_path: Path, mapping: Mapping) -> None:
    path = tmp_path / "a.json"
    save_template(path, mapping)
    assert json.loads(path.read_text(encoding="utf-8")) == to_document(mapping)


def test_other_columns_in_another_order_are_said_in_words(
    tmp_path: Path, mapping: Mapping, make_table: MakeTable
) -> None:
    path = tmp_path / "a.json"
    save_template(path, mapping)
    other = make_table({h: ["x"] for h in ("Pets", "stage", "e-mail", "Last name", "First name", "Notes")})
    found, notes = open_template(path, other, System.MEGA)
    assert [c.field for c in found.columns] == [
        None, "stage_slug", "contact_email", "contact_name", "contact_name", None,
    ]  # fmt: skip
    assert found.columns[1].values == mapping.columns[5].values
    new, missing = notes
    assert new.startswith(
        "2 columns of this file are not in the template, and not imported unless you choose:"
    )
    assert new.endswith("“Pets”, “Notes”")
    assert missing.startswith("2 columns of the template are not in this file, so the leads get nothing")
    assert missing.endswith("“Mobile”, “Home phone”")


def test_many_differences_stay_one_line(tmp_path: Path, mapping: Mapping, make_table: MakeTable) -> None:
    path = tmp_path / "a.json"
    save_template(path, mapping)
    headers = [c.header for c in mapping.columns] + [f"Question {n}" for n in range(40)]
    _found, (note,) = open_template(path, make_table({h: ["x"] for h in headers}), System.MEGA)
    assert note.startswith("40 columns")
    assert note.endswith("“Question 4” and 35 more")


@pytest.mark.parametrize(
    "content", [b"", b"{", b"\xff\xfe{\x00}\x00", b"PK\x03\x04", b"[" * 100_000, b"[]", b"{}", b"null"]
)
def test_a_file_that_is_no_template_is_explained(tmp_path: Path, table: Table, content: bytes) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(content)
    with pytest.raises(UsageProblem) as caught:
        open_template(path, table, System.MEGA)
    assert caught.value.title
    assert caught.value.advice


def test_a_mark_at_the_beginning_does_no_harm(tmp_path: Path, mapping: Mapping, table: Table) -> None:
    path = tmp_path / "a.json"
    save_template(path, mapping)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert open_template(path, table, System.MEGA)[0] == mapping


def test_a_missing_file_and_a_missing_folder_are_explained(
    tmp_path: Path, mapping: Mapping, table: Table
) -> None:
    with pytest.raises(UsageProblem, match="cannot be read"):
        open_template(tmp_path / "gone.json", table, System.MEGA)
    with pytest.raises(Problem, match="could not be saved"):
        save_template(tmp_path / "gone" / "a.json", mapping)
