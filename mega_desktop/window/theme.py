"""How the window looks: colours for light and dark, sizes on an 8-pixel grid, one style sheet."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontInfo, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from mega_desktop.window.stylesheet import stylesheet
from mega_desktop.window.tokens import DARK, LIGHT, Tokens

__all__ = ["GRID", "MARGIN", "RADIUS", "FontSize", "Theme", "Tokens", "set_role", "sized", "theme", "tokens"]

GRID = 8
"""Pixels every distance is a multiple (or half) of."""

MARGIN = 32
"""Pixels between the edge of a page and what is on it."""

RADIUS = 12
"""Pixels of a card's round corners."""

SMALLEST_PT = 10.5
"""Points of body text at least; some systems give 9, which is hard to read on a whole page."""


class FontSize(StrEnum):
    """Sizes of text, each a factor of the body size."""

    SMALL = "small"
    BODY = "body"
    HEADING = "heading"
    NUMBER = "number"

    @property
    def factor(self) -> float:
        return {"small": 0.9, "body": 1.0, "heading": 1.6, "number": 1.8}[self.value]


def tokens(dark: bool) -> Tokens:
    """The colours for one of the two colour schemes."""
    return DARK if dark else LIGHT


def sized(font: QFont, size: FontSize, *, bold: bool = False) -> QFont:
    """The body font in another size, for what is painted rather than styled."""
    result = QFont(font)
    result.setPointSizeF(font.pointSizeF() * size.factor)
    result.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    return result


def theme() -> Theme:
    """The theme of the running application; there is one a `QApplication`.

    Raises:
        LookupError: The application has none yet.
    """
    app = QApplication.instance()
    found = app.property("theme") if app is not None else None
    if isinstance(found, Theme):
        return found
    raise LookupError("the application has no theme yet")


def set_role(widget: QWidget, role: str) -> None:
    """Gives a widget another role of the style sheet ("primary", "muted", "card") and restyles it."""
    if widget.property("role") == role:
        return
    widget.setProperty("role", role)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


class Theme(QObject):
    """The colours in use; follows the system's colour scheme while the program runs.

    Signals:
        changed: The colours are others now; whoever paints by hand repaints.
    """

    changed = Signal()

    def __init__(self, app: QApplication, *, dark: bool | None = None) -> None:
        super().__init__(app)
        self._app = app
        self._forced = dark
        self._tokens: Tokens | None = None
        app.setStyle("Fusion")
        app.setFont(_body_font(app.font()))
        app.setProperty("theme", self)
        app.styleHints().colorSchemeChanged.connect(self._follow)
        self._follow()

    @property
    def tokens(self) -> Tokens:
        return self._tokens or LIGHT

    def force(self, dark: bool | None) -> None:
        """Keeps light or dark whatever the system says; None follows the system again."""
        self._forced = dark
        self._follow()

    def is_dark(self) -> bool:
        if self._forced is not None:
            return self._forced
        return self._app.styleHints().colorScheme() == Qt.ColorScheme.Dark

    @Slot()
    def _follow(self) -> None:
        wanted = tokens(self.is_dark())
        if wanted == self._tokens:
            return
        self._tokens = wanted
        self._app.setPalette(palette(wanted))
        self._app.setStyleSheet(stylesheet(wanted, self._app.font().pointSizeF()))
        self.changed.emit()


def palette(colours: Tokens) -> QPalette:
    """Fusion's palette in our colours, the disabled group included."""
    result = QPalette()
    role = QPalette.ColorRole
    pairs = {
        role.Window: colours.window,
        role.Base: colours.surface,
        role.AlternateBase: colours.grey_soft,
        role.Button: colours.surface,
        role.Mid: colours.line,
        role.Light: colours.surface,
        role.Dark: colours.line,
        role.WindowText: colours.text,
        role.Text: colours.text,
        role.ButtonText: colours.text,
        role.PlaceholderText: colours.text_muted,
        role.ToolTipBase: colours.surface,
        role.ToolTipText: colours.text,
        role.Highlight: colours.accent_soft,
        role.HighlightedText: colours.text,
        role.Accent: colours.accent,
        role.Link: colours.accent,
        role.LinkVisited: colours.accent,
    }
    for which, colour in pairs.items():
        result.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, which, QColor(colours.text_muted))
    return result


def _body_font(font: QFont) -> QFont:
    result = QFont(font)
    result.setPointSizeF(max(QFontInfo(font).pointSizeF(), SMALLEST_PT))
    return result
