"""Colours that can be read, in light and in dark, and that follow the system."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mega_desktop.window.theme import FontSize, Theme, sized, theme, tokens
from mega_desktop.window.tokens import Tokens, Tone


def contrast(one: str, other: str) -> float:
    """WCAG 2.2 contrast ratio, 1 to 21."""

    def luminance(colour: str) -> float:
        rgb = QColor(colour)
        parts = (rgb.redF(), rgb.greenF(), rgb.blueF())
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


@pytest.mark.parametrize("colours", [tokens(dark=False), tokens(dark=True)], ids=["light", "dark"])
def test_text_can_be_read(colours: Tokens) -> None:
    for ground in (colours.window, colours.surface, colours.rail, colours.accent_soft):
        assert contrast(colours.text, ground) >= 7
        assert contrast(colours.text_muted, ground) >= 4.2
    assert contrast(colours.accent_text, colours.accent) >= 4.5
    for tone in Tone:
        assert contrast(colours.ink(tone), colours.soft(tone)) >= 4.3
        assert contrast(colours.ink(tone), colours.surface) >= 4.5


def test_the_theme_is_found_through_the_application(theme: Theme) -> None:
    from mega_desktop.window import theme as module

    assert module.theme() is theme


def test_forcing_dark_changes_palette_and_tells(qtbot: QtBot, qapp: QApplication) -> None:
    made = Theme(qapp, dark=False)
    assert not made.tokens.dark
    with qtbot.waitSignal(made.changed):
        made.force(dark=True)
    assert made.tokens == tokens(dark=True)
    assert qapp.palette().color(QPalette.ColorRole.Window).name() == tokens(dark=True).window
    made.force(dark=False)
    assert theme() is made


def test_sizes_follow_the_body_font(qapp: QApplication) -> None:
    body = qapp.font()
    assert sized(body, FontSize.SMALL).pointSizeF() < body.pointSizeF()
    assert sized(body, FontSize.HEADING, bold=True).pointSizeF() > body.pointSizeF()
