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
    for match, (header, expected, _) in zip(mapping.columns, file.columns, strict=True):
        print(f"{header:30} {written(match):30} {match.certainty:7} {match.reason}")
        assert match.header == header
    assert [(m.header, written(m)) for m in mapping.columns] == [(h, e) for h, e, _ in file.columns]
    assert mapping.export == file.export


def test_every_match_has_a_reason_and_only_matches_are_certain(
    make_table: MakeTable, fields: tuple[Field, ...], knowledge: Knowledge
) -> None:
    for file in labelled_files():
        for match in suggest(make_table(file.cells), fields, knowledge, System.MEGA).columns:
            assert match.reason, match
            assert (match.field is None) == (match.certainty is Certainty.NONE), match
