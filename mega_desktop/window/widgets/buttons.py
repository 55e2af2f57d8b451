"""Push buttons in the seven looks there are."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton


def button(
    text: str, clicked: Callable[[], object] | None = None, *, role: str = "", name: str = ""
) -> QPushButton:
    """A push button.

    Args:
        text: With its mnemonic ("&Back").
        role: "primary" (one a page), "small", "link", "quiet", "note" (below a note),
            "menu" (opens one); "" is the ordinary one.
        name: Its object name.
    """
    result = QPushButton(text)
    result.setProperty("role", role)
    result.setObjectName(name)
    result.setAutoDefault(True)
    result.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    result.setCursor(Qt.CursorShape.PointingHandCursor)
    if clicked is not None:
        result.clicked.connect(clicked)
    return result


def literal(text: str) -> str:
    """Foreign text for a button, where "&" would be a mnemonic."""
    return text.replace("&", "&&")
