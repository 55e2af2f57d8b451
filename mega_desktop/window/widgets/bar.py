"""A stacked bar that grows while an import runs, and its legend in words and numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from mega_desktop.window.theme import Theme, set_role
from mega_desktop.window.tokens import Tone
from mega_desktop.window.widgets.dot import Dot
from mega_desktop.window.wording import number

THICKNESS = 14


@dataclass(frozen=True)
class Part:
    """A stretch of the bar: how many, of what ("created"), in which tone."""

    tone: Tone
    count: int
    word: str


def widths(parts: Sequence[Part], total: int, width: float) -> list[float]:
    """Pixels of each part; every part that is not empty gets at least 3, so that one failure is seen."""
    if total <= 0:
        return [0.0 for _ in parts]
    exact = [width * part.count / total for part in parts]
    least = [max(w, 3.0) if part.count else 0.0 for w, part in zip(exact, parts, strict=True)]
    excess = max(sum(least) - width, 0.0)
    widest = max(range(len(least)), key=least.__getitem__, default=0)
    return [w - excess if at == widest else w for at, w in enumerate(least)]


class StackedBar(QWidget):
    """Parts of a total, painted side by side; what is left of the total stays grey."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._parts: tuple[Part, ...] = ()
        self._total = 0
        self.setFixedHeight(THICKNESS)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def show_parts(self, parts: Sequence[Part], total: int) -> None:
        """Paints anew, and says the same to a screen reader."""
        self._parts, self._total = tuple(parts), total
        said = ", ".join(f"{number(p.count)} {p.word}" for p in parts if p.count)
        self.setAccessibleName(self.tr("{parts} of {total}").format(parts=said or "0", total=number(total)))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        around = QPainterPath()
        around.addRoundedRect(QRectF(self.rect()), THICKNESS / 2, THICKNESS / 2)
        painter.setClipPath(around)
        painter.fillRect(self.rect(), QColor(self._theme.tokens.grey_soft))
        left = 0.0
        for part, width in zip(self._parts, widths(self._parts, self._total, self.width()), strict=True):
            painter.fillRect(QRectF(left, 0, width, THICKNESS), QColor(self._theme.tokens.strong(part.tone)))
            left += width


class Legend(QWidget):
    """The parts of a bar as dots, numbers and words in one line."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._labels: dict[str, tuple[Dot, QLabel]] = {}
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(6)
        self._row.addStretch()

    def show_parts(self, parts: Sequence[Part]) -> None:
        """Shows the parts that are not empty."""
        for part in parts:
            dot, label = self._labels.get(part.word) or self._add(part)
            label.setText(f"{number(part.count)} {part.word}")
            dot.setVisible(part.count > 0)
            label.setVisible(part.count > 0)

    def _add(self, part: Part) -> tuple[Dot, QLabel]:
        dot, label = Dot(part.tone, self._theme, self), QLabel(self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setContentsMargins(0, 0, 14, 0)
        set_role(label, "muted")
        self._row.insertWidget(self._row.count() - 1, dot)
        self._row.insertWidget(self._row.count() - 1, label)
        self._labels[part.word] = (dot, label)
        return dot, label
