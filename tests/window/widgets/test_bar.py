"""The stacked bar adds up, shows the smallest part, and can be heard."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from mega_desktop.window.theme import Theme
from mega_desktop.window.tokens import Tone
from mega_desktop.window.widgets.bar import Legend, Part, StackedBar, widths

PARTS = (Part(Tone.OK, 2841, "created"), Part(Tone.ACCENT, 0, "updated"), Part(Tone.BAD, 1, "failed"))


def test_one_failure_among_thousands_can_be_seen() -> None:
    created, updated, failed = widths(PARTS, 5163, 946)
    assert failed == pytest.approx(3.0)
    assert updated == 0
    assert created == pytest.approx(946 * 2841 / 5163)


def test_the_parts_never_overflow_the_bar() -> None:
    full = (Part(Tone.OK, 9999, "created"), Part(Tone.BAD, 1, "failed"))
    assert sum(widths(full, 10_000, 100)) == pytest.approx(100)


def test_an_empty_bar_has_no_parts() -> None:
    assert widths(PARTS, 0, 100) == [0.0, 0.0, 0.0]


def test_the_bar_says_what_it_shows(qtbot: QtBot, theme: Theme) -> None:
    bar = StackedBar(theme)
    qtbot.addWidget(bar)
    bar.show_parts(PARTS, 5163)
    assert bar.accessibleName() == "2,841 created, 1 failed of 5,163"
    assert not bar.grab().isNull()


def test_the_legend_leaves_out_what_is_empty(qtbot: QtBot, theme: Theme) -> None:
    legend = Legend(theme)
    qtbot.addWidget(legend)
    legend.show_parts(PARTS)
    shown = [label.text() for dot, label in legend._labels.values() if not dot.isHidden()]
    assert shown == ["2,841 created", "1 failed"]
