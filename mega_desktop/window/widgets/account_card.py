"""One account to choose, and the card that adds another."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from mega_desktop.window.theme import RADIUS, Theme
from mega_desktop.window.tokens import Tone
from mega_desktop.window.widgets.badge import Badge
from mega_desktop.window.widgets.initial import Initial
from mega_desktop.window.widgets.layout import column
from mega_desktop.window.widgets.text import ElidedLabel

HEIGHT = 76


class AccountCard(QAbstractButton):
    """A card with a name, what there is to say about it, and the kind of CRM; one of several is checked."""

    def __init__(self, theme: Theme, account_id: str, name: str, facts: str, badge: tuple[str, Tone]) -> None:
        super().__init__()
        self._theme = theme
        self.account_id = account_id
        self.setText(name.replace("&", "&&"))
        self.setObjectName(f"account-{account_id}")
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{name}, {badge[0]}")
        self.setAccessibleDescription(facts)
        inside = QHBoxLayout(self)
        inside.setContentsMargins(17, 0, 16, 0)
        inside.setSpacing(14)
        inside.addWidget(Initial(theme, Tone.ACCENT, name[:1].upper()))
        inside.addLayout(
            column(None, ElidedLabel(name, "title"), ElidedLabel(facts, "small"), None, spacing=3), 1
        )
        inside.addWidget(Badge(*badge))
        for part in self.findChildren(QWidget):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(300, max(HEIGHT, 2 * self.fontMetrics().height() + 40))

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = self._theme.tokens
        strong = self.isChecked() or self.hasFocus()
        colour = colours.accent if strong else colours.grey_strong if self.underMouse() else colours.line
        paint_card(self, colours.surface, QPen(QColor(colour), 2 if strong else 1))

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()


class AddCard(QAbstractButton):
    """The dashed card that adds an account."""

    def __init__(self, theme: Theme, text: str) -> None:
        super().__init__()
        self._theme = theme
        self.setText(text)
        self.setObjectName("addAccount")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(300, max(HEIGHT, 2 * self.fontMetrics().height() + 40))

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = self._theme.tokens
        pen = QPen(QColor(colours.accent), 2)
        if not self.hasFocus():
            pen = QPen(QColor(colours.grey_strong if self.underMouse() else colours.line), 1.5)
            pen.setDashPattern([4, 3])
        paint_card(self, colours.grey_soft if self.underMouse() else colours.surface, pen)
        painter = QPainter(self)
        font = self.font()
        font.setWeight(font.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(QColor(colours.accent))
        painter.drawText(
            self.rect(), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextShowMnemonic, self.text()
        )


def paint_card(widget: QWidget, ground: str, pen: QPen) -> None:
    """The rounded box behind a card that is a button."""
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(pen)
    painter.setBrush(QColor(ground))
    inset = pen.widthF() / 2
    painter.drawRoundedRect(QRectF(widget.rect()).adjusted(inset, inset, -inset, -inset), RADIUS, RADIUS)
