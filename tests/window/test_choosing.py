"""The dialog that asks for a spreadsheet offers every kind that can be read."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from mega_desktop.window.choosing import choose_spreadsheet


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.mark.parametrize(("answer", "chosen"), [("/leads.mht", Path("/leads.mht")), ("", None)])
def test_every_kind_is_offered_and_the_answer_is_taken(
    monkeypatch: pytest.MonkeyPatch, parent: QWidget, answer: str, chosen: Path | None
) -> None:
    filters: list[str] = []

    def ask(_parent: QWidget, _title: str, _folder: str, kinds: str) -> tuple[str, str]:
        filters.append(kinds)
        return answer, ""

    monkeypatch.setattr(QFileDialog, "getOpenFileName", ask)
    assert choose_spreadsheet(parent) == chosen
    for suffix in ("xlsx", "xlsb", "fods", "csv", "tsv", "txt", "html", "htm", "xml", "mht"):
        assert f"*.{suffix}" in filters[0]
