"""Filter pills: one of a few, each with its count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QPushButton, QWidget

from mega_desktop.window.theme import FontSize, Theme, sized
from mega_desktop.window.wording import number


class Segments(QWidget):
    """Exclusive pills ("Matched 11"). Arrow keys move between them.

    Signals:
        chosen: The key of the pill that was pressed.
    """

    chosen = Signal(object)

    def __init__(
        self, names: Sequence[tuple[str, str]], theme: Theme, label: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(label)
        self._theme = theme
        self._names = dict(names)
        self._buttons: dict[str, QPushButton] = {}
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for key, name in names:
            row.addWidget(self._add(key, name))
        row.addStretch()
        self._group.buttonClicked.connect(self._tell)
        self.choose(names[0][0])
        theme.changed.connect(self._restyle)
        self._restyle()

    def choose(self, key: str) -> None:
        """Presses a pill without telling it."""
        self._buttons[key].setChecked(True)

    def set_counts(self, counts: Mapping[str, int]) -> None:
        for key, button in self._buttons.items():
            button.setText(f"{self._names[key]} {number(counts.get(key, 0))}")

    def _add(self, key: str, name: str) -> QPushButton:
        button = QPushButton(name, self)
        button.setCheckable(True)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        self._group.addButton(button)
        self._buttons[key] = button
        return button

    @Slot(QAbstractButton)
    def _tell(self, pressed: QAbstractButton) -> None:
        self.chosen.emit(next(key for key, button in self._buttons.items() if button is pressed))

    @Slot()
    def _restyle(self) -> None:
        c, small = self._theme.tokens, sized(self.font(), FontSize.SMALL).pointSizeF()
        self.setStyleSheet(f"""
            QPushButton {{
                color: {c.text_muted}; background: {c.grey_soft}; border: 1px solid transparent;
                border-radius: 6px; padding: 3px 9px; min-height: 18px; font-weight: 600;
                font-size: {small:.2f}pt;
            }}
            QPushButton:checked {{ color: {c.accent}; background: {c.accent_soft}; }}
            QPushButton:focus {{ border: 1px solid {c.accent}; padding: 3px 9px; }}
        """)
