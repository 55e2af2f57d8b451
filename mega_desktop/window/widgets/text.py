"""Labels that show what they are given as plain text: names and cells come from strangers."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget


def label(text: str = "", role: str = "", *, wrap: bool = False, name: str = "") -> QLabel:
    """A label of plain text.

    Args:
        role: "heading", "title", "number", "muted", "small", "ok", "bad", "warn"; "" is body text.
        wrap: Breaks long text into lines instead of asking for more width.
        name: Its object name.
    """
    result = QLabel()
    result.setTextFormat(Qt.TextFormat.PlainText)
    result.setText(text)
    result.setProperty("role", role)
    result.setWordWrap(wrap)
    result.setObjectName(name)
    return result


def caption(text: str, buddy: QWidget, *, wrap: bool = False) -> QLabel:
    """The small label above a field, which also names it for screen readers."""
    result = label(text, "small", wrap=wrap)
    result.setBuddy(buddy)
    return result


class ElidedLabel(QLabel):
    """One line that gives up its end, not its neighbours' room, when it gets narrow."""

    def __init__(self, text: str = "", role: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._whole = ""
        self.set_whole(text)

    @property
    def whole(self) -> str:
        return self._whole

    def set_whole(self, text: str) -> None:
        """Sets the text of which as much is shown as there is room for; all of it is the tooltip."""
        self._whole = " ".join(text.split())
        self.setAccessibleName(self._whole)
        self._elide()

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type] # Qt's own event, passed on untouched
        self._elide()

    def _elide(self) -> None:
        room = max(self.width(), 1)
        shown = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, room)
        if shown != self.text():
            self.setText(shown)
        # A tooltip guesses whether text is HTML; without a "<" it has nothing to guess.
        self.setToolTip("" if shown == self._whole else self._whole.replace("<", "‹"))
