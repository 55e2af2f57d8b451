"""The bottom of the window: Back, a page's further buttons, one line of reason, one primary button."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QWidget

from mega_desktop.window.pages.page import Page
from mega_desktop.window.theme import MARGIN
from mega_desktop.window.widgets.buttons import button, literal
from mega_desktop.window.widgets.layout import row
from mega_desktop.window.widgets.text import ElidedLabel


class Footer(QFrame):
    """Shows what the page that is open says of itself."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "footer")
        self.back = button(self.tr("&Back"), name="back")
        self.primary = button("", role="primary", name="primary")
        self.reason = ElidedLabel("", "muted")
        self.reason.setObjectName("reason")
        self.reason.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._left = row()
        self._right = row()
        outer = QHBoxLayout(self)
        outer.setContentsMargins(MARGIN, 14, MARGIN, 14)
        outer.setSpacing(12)
        outer.addWidget(self.back)
        outer.addLayout(self._left)
        outer.addWidget(self.reason, 1)
        outer.addLayout(self._right)
        outer.addWidget(self.primary)

    def show_page(self, page: Page, *, has_back: bool) -> None:
        primary = page.primary()
        self.back.setVisible(has_back)
        self.primary.setText(literal(primary.text))
        self.primary.setVisible(bool(primary.text))
        self.primary.setEnabled(primary.enabled)
        self.primary.setAccessibleDescription(primary.reason)
        self.reason.set_whole(primary.reason)
        _show(self._left, page.extra_buttons())
        _show(self._right, page.right_buttons())


def _show(place: QHBoxLayout, buttons: Iterable[QAbstractButton]) -> None:
    """Puts the page's buttons into `place`; those there before go back to being nobody's child."""
    wanted = list(buttons)
    shown = [item.widget() for item in (place.itemAt(i) for i in range(place.count())) if item is not None]
    if shown == wanted:
        return
    for widget in shown:
        if widget is not None:
            place.removeWidget(widget)
            widget.setParent(None)
    for widget in wanted:
        place.addWidget(widget)
        widget.show()
