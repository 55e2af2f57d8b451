"""Rows, columns and cards with the house's distances."""

from __future__ import annotations

from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLayout, QSizePolicy, QVBoxLayout, QWidget

Item = QWidget | QLayout | int | None
"""A widget, a layout, a stretch factor, or None for a stretch of 1."""


def row(*items: Item, spacing: int = 12) -> QHBoxLayout:
    """Items side by side, without margins."""
    result = QHBoxLayout()
    _fill(result, items, spacing)
    return result


def column(*items: Item, spacing: int = 8) -> QVBoxLayout:
    """Items below each other, without margins."""
    result = QVBoxLayout()
    _fill(result, items, spacing)
    return result


def holder(layout: QLayout, parent: QWidget | None = None) -> QWidget:
    """A bare widget around a layout, to show and hide it as one."""
    result = QWidget(parent)
    result.setLayout(layout)
    return result


def tall_as_needed() -> QSizePolicy:
    """For a widget whose height follows from its width."""
    result = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
    result.setHeightForWidth(True)
    return result


def line() -> QFrame:
    """A thin line across."""
    result = QFrame()
    result.setProperty("role", "line")
    result.setFixedHeight(1)
    return result


class Card(QFrame):
    """A rounded white box; put things into `box`."""

    def __init__(self, parent: QWidget | None = None, *, margin: int = 16, spacing: int = 8) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(margin, margin, margin, margin)
        self.box.setSpacing(spacing)


def clear(layout: QLayout) -> None:
    """Takes everything out of a layout and lets it go."""
    while layout.count():
        item = layout.takeAt(0)
        widget = item.widget() if item is not None else None
        inner = item.layout() if item is not None else None
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear(inner)


def _fill(layout: QBoxLayout, items: tuple[Item, ...], spacing: int) -> None:
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(spacing)
    for item in items:
        if item is None:
            layout.addStretch(1)
        elif isinstance(item, int):
            layout.addStretch(item)
        elif isinstance(item, QLayout):
            layout.addLayout(item)
        else:
            layout.addWidget(item)
