"""What the automatic matching makes of labelled header rows with values: right, and sure only when right."""

from __future__ import annotations

import csv
import json
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from mega_desktop.cli import main
from mega_desktop.crm import Knowledge, System, static_fields
from mega_desktop.matching import Certainty, ColumnMatch, suggest
from mega_desktop.sheets import Table

MakeTable = Callable[[Mapping[str, Sequence[str | None]]], Table]
LABELLED = Path(__file__).parent / "labelled"
PARTS = ("development", "held_out", "afterwards", "unseen")
END_TO_END = (
    "HubSpot contacts", "Meta lead ads", "Swapped columns", "Polish list", "ZenMaid",
    "Shouting, two-line headers",
    "Shopify customers", "Google Contacts, old generation", "Owner is the home owner",
)  # fmt: skip


@dataclass(frozen=True)
class Labelled:
    """A header row with values, and where each column belongs.

    Attributes:
        system: What the table of results counts it under.
        export: The known export it is to be recognised as.
        columns: Header, the fields that are right, and the values.
    """

    name: str
    system: str
    export: str | None
    columns: tuple[tuple[str, frozenset[str], tuple[str | None, ...]], ...]

    @property
    def cells(self) -> dict[str, list[str | None]]:
        rows = max(len(values) for _, _, values in self.columns)
        return {h: [*values, *[None] * (rows - len(values))] for h, _, values in self.columns}


def load(part: str) -> list[Labelled]:
    people: dict[str, dict[str, str]] = _toml("people")
    return [
        Labelled(
            sheet["name"],
            sheet["system"],
            sheet.get("export"),
            tuple((h, frozenset(e.split(" or ")), _values(v, people)) for h, e, v in sheet["columns"]),
        )
        for sheet in _toml(part)["sheet"]
    ]


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((LABELLED / f"{name}.toml").read_text("utf-8"))


def _values(written: str, people: Mapping[str, Mapping[str, str]]) -> tuple[str | None, ...]:
    if written.startswith("@"):
        group, _, key = written[1:].partition(".")
        written = people[group][key]
    return tuple(value.strip() or None for value in written.split("|"))


def is_right(match: ColumnMatch, labels: frozenset[str]) -> bool:
    part = f"+{match.part.value}" if match.part else ""
    return (match.field or "none") + part in labels


@dataclass(frozen=True)
class Judged:
    """A labelled sheet with what was made of it."""

    sheet: Labelled
    export: str | None
    matches: tuple[ColumnMatch, ...]

    @property
    def tally(self) -> Counter[tuple[Certainty, bool]]:
        return Counter(
            (m.certainty, is_right(m, labels))
            for m, (_, labels, _) in zip(self.matches, self.sheet.columns, strict=True)
        )

    @property
    def mistakes(self) -> list[str]:
        return [
            f"{self.sheet.name}: {m.header!r} is {' or '.join(sorted(labels))}, not {m.field or 'none'} "
            f"({m.certainty}: {m.reason})"
            for m, (_, labels, _) in zip(self.matches, self.sheet.columns, strict=True)
            if not is_right(m, labels)
        ]


def judge(sheet: Labelled, make_table: MakeTable) -> Judged:
    mapping = suggest(make_table(sheet.cells), static_fields(System.MEGA), Knowledge(), System.MEGA)
    return Judged(sheet, mapping.export, mapping.columns)


def print_results(title: str, judged: Sequence[Judged]) -> None:
    by_system: dict[str, Counter[tuple[Certainty, bool]]] = defaultdict(Counter)
    for one in judged:
        by_system[one.sheet.system] += one.tally
        by_system["all"] += one.tally
    heads = [f"{c} {word}" for c in Certainty for word in ("right", "wrong")]
    print(f"\n{title:28}{'columns':>9}" + "".join(f"{h:>14}" for h in heads))  # noqa: T201
    for system in sorted(by_system, key=lambda s: (s == "all", s)):
        tally = by_system[system]
        counts = [tally[c, right] for c in Certainty for right in (True, False)]
        print(f"{system:28}{tally.total():>9}" + "".join(f"{n:>14}" for n in counts))  # noqa: T201


@pytest.fixture(scope="module", params=PARTS)
def part(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def judged(part: str, make_table: MakeTable) -> list[Judged]:
    return [judge(sheet, make_table) for sheet in load(part)]


def test_nothing_is_wrong_at_sure_and_nine_of_ten_are_right(part: str, judged: list[Judged]) -> None:
    print_results(part, judged)
    if part != "held_out":  # which of its columns are wrong is not to be known
        print("\n".join(line for one in judged for line in one.mistakes))  # noqa: T201
    tally = sum((one.tally for one in judged), Counter[tuple[Certainty, bool]]())
    right = {certainty: tally[certainty, True] for certainty in Certainty}
    assert tally[Certainty.SURE, False] == 0
    assert sum(right.values()) >= 0.97 * tally.total()
    assert right[Certainty.SURE] >= 0.55 * (right[Certainty.SURE] + right[Certainty.LIKELY])


def test_known_exports_are_recognised_and_nothing_else_is(judged: list[Judged]) -> None:
    assert {one.sheet.name: one.export for one in judged} == {
        one.sheet.name: one.sheet.export for one in judged
    }


def test_every_match_has_a_reason_and_only_matches_are_certain(judged: list[Judged]) -> None:
    for match in (match for one in judged for match in one.matches):
        assert match.reason, match
        assert (match.field is None) == (match.certainty is Certainty.NONE), match


def test_there_are_enough_sheets() -> None:
    sheets = [sheet for part in PARTS for sheet in load(part)]
    assert len(sheets) >= 130
    assert len({sheet.name for sheet in sheets}) == len(sheets)


@pytest.mark.parametrize(
    "sheet", [s for p in PARTS for s in load(p) if s.name in END_TO_END], ids=lambda s: s.name
)
def test_the_command_says_the_same_of_the_file(
    sheet: Labelled, make_table: MakeTable, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "leads.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(sheet.cells)
        writer.writerows(zip(*sheet.cells.values(), strict=True))
    assert main(["match", str(file), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    judged = judge(sheet, make_table)
    assert document["export"] == judged.export
    assert [(c["field"], c["certainty"]) for c in document["columns"]] == [
        (m.field, m.certainty.value) for m in judged.matches
    ]
