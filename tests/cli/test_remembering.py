"""What the command line does depends on its arguments alone, not on what the window remembers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from mega_desktop.accounts import SessionTokens
from mega_desktop.cli.main import main
from mega_desktop.crm import Knowledge, System, static_fields
from mega_desktop.folders import user_folders
from mega_desktop.house import House
from mega_desktop.matching import suggest
from mega_desktop.sheets import read_table
from mega_desktop.work import Control, SystemClock


def test_a_remembered_mapping_changes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "leads.csv"
    file.write_text("Name,Email\nMara Fenn,mara@example.net\n", encoding="utf-8")
    assert main(["match", str(file), "--json"]) == 0
    before = capsys.readouterr().out
    decide_otherwise(file)
    assert main(["match", str(file), "--json"]) == 0
    assert capsys.readouterr().out == before


def decide_otherwise(file: Path) -> None:
    """In the window nothing of the file was matched."""
    house = House(user_folders(), SystemClock(), SessionTokens())
    table = read_table(file, scratch=house.scratch(), control=Control())
    mapping = suggest(table, static_fields(System.MEGA), Knowledge(), System.MEGA)
    nothing = replace(mapping, columns=tuple(replace(c, field=None) for c in mapping.columns))
    house.remembered.remember(nothing, table)
    assert house.remembered.recall(table, System.MEGA) is not None
    house.close()
