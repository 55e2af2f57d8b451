"""The step rail on the left: where one is, what is done, what was chosen."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QLabel, QSizePolicy, QVBoxLayout

from mega_desktop.window.theme import FontSize, sized
from mega_desktop.window.walk import Step, Walk
from mega_desktop.window.widgets.buttons import button
from mega_desktop.window.widgets.icons import pixmap
from mega_desktop.window.widgets.layout import row
from mega_desktop.window.widgets.text import label

WIDTH = 220
CIRCLE = 24
PLAIN_HEIGHT = 44
TALL_HEIGHT = 56


class StepButton(QAbstractButton):
    """One step: its number or a tick, its name, and what was chosen there."""

    def __init__(self, walk: Walk, step: Step, title: str) -> None:
        super().__init__()
        self._walk = walk
        self._step = step
        self._is_current = False
        self._is_done = False
        self._subtitle = ""
        self.setText(title)
        self.setObjectName(f"step{step + 1}")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        walk.theme.changed.connect(self.update)

    @property
    def step(self) -> Step:
        return self._step

    def show_state(self, current: Step | None) -> None:
        """Looks at the walk anew."""
        self._is_current = self._step is current
        before_current = current is not None and self._step < current
        self._is_done = self._walk.is_done(self._step) and (before_current or not self._is_current)
        self._subtitle = self._walk.subtitle(self._step) if not self._is_current else ""
        self.setEnabled(self._is_current or self._walk.may_open(self._step))
        clickable = self.isEnabled() and not self._is_current
        self.setCursor(Qt.CursorShape.PointingHandCursor if clickable else Qt.CursorShape.ArrowCursor)
        self.setToolTip("" if self._fits() else self._subtitle)
        self.setAccessibleName(self._spoken())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        line = self.fontMetrics().height()
        tall = max(TALL_HEIGHT, 2 * line + 16)
        return QSize(WIDTH - 32, tall if self._subtitle else max(PLAIN_HEIGHT, line + 20))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter)
        self._paint_circle(painter)
        self._paint_texts(painter)

    def _paint_ground(self, painter: QPainter) -> None:
        colours = self._walk.theme.tokens
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        hovered = self.underMouse() and self.isEnabled()
        if self._is_current or hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.accent_soft if self._is_current else colours.grey_soft))
            painter.drawRoundedRect(area, 8, 8)
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area, 8, 8)

    def _paint_circle(self, painter: QPainter) -> None:
        colours = self._walk.theme.tokens
        circle = QRectF(8, (self.height() - CIRCLE) / 2, CIRCLE, CIRCLE)
        painter.setPen(Qt.PenStyle.NoPen)
        if self._is_current:
            painter.setBrush(QColor(colours.accent))
        elif self._is_done:
            painter.setBrush(QColor(colours.ok_soft))
        else:
            painter.setPen(QPen(QColor(colours.line), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            circle.adjust(0.5, 0.5, -0.5, -0.5)
        painter.drawEllipse(circle)
        if self._is_done and not self._is_current:
            corner = circle.topLeft() + QPointF(5, 5)
            painter.drawPixmap(corner, pixmap("check", colours.ok, 14))
            return
        painter.setPen(QColor(colours.accent_text if self._is_current else colours.text_muted))
        painter.setFont(sized(self.font(), FontSize.SMALL, bold=True))
        painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, str(self._step + 1))

    def _paint_texts(self, painter: QPainter) -> None:
        colours = self._walk.theme.tokens
        area = self._text_area()
        line = QRectF(area)
        if self._subtitle:
            line.setHeight(area.height() / 2)
            line.translate(0, 4)
        strong = self._is_current or self._is_done
        painter.setFont(self._title_font())
        painter.setPen(QColor(colours.text if strong else colours.text_muted))
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, self.text())
        if self._subtitle:
            painter.setFont(sized(self.font(), FontSize.SMALL))
            painter.setPen(QColor(colours.text_muted))
            line.translate(0, area.height() / 2 - 8)
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, self._elided(painter))

    def _title_font(self) -> QFont:
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold if self._is_current else QFont.Weight.Medium)
        return font

    def _text_area(self) -> QRectF:
        return QRectF(44, 0, self.width() - 48, self.height())

    def _elided(self, painter: QPainter) -> str:
        room = int(self._text_area().width())
        return painter.fontMetrics().elidedText(self._subtitle, Qt.TextElideMode.ElideMiddle, room)

    def _fits(self) -> bool:
        return self.fontMetrics().horizontalAdvance(self._subtitle) < WIDTH - 80

    def _spoken(self) -> str:
        state = self.tr("current step") if self._is_current else self.tr("done") if self._is_done else ""
        parts = [
            self.tr("Step {0} of {1}").format(self._step + 1, len(Step)),
            self.text(),
            state,
            self._subtitle,
        ]
        return ", ".join(part for part in parts if part)


class Rail(QFrame):
    """Product mark, the six steps, and at the bottom what is always there.

    Signals:
        step_chosen: A `Step` was clicked.
        history_chosen, help_chosen: Past imports, Help.
    """

    step_chosen = Signal(object)
    history_chosen = Signal()
    help_chosen = Signal()

    def __init__(self, walk: Walk) -> None:
        super().__init__()
        self._walk = walk
        self.setProperty("role", "rail")
        self.setFixedWidth(WIDTH)
        self._mark = QLabel()
        self._buttons = [self._step_button(step, title) for step, title in self._titles()]
        self.history = button(self.tr("Past imports"), self.history_chosen.emit, role="quiet", name="history")
        self.help = button(self.tr("Help  F1"), self.help_chosen.emit, role="quiet", name="help")
        self._lay_out()
        walk.theme.changed.connect(self._paint_mark)
        self._paint_mark()

    def show_step(self, current: Step | None) -> None:
        """Shows `current` as the page that is open; None when it is none of the six."""
        for step_button in self._buttons:
            step_button.show_state(current)

    def _titles(self) -> list[tuple[Step, str]]:
        return [
            (Step.ACCOUNT, self.tr("Account")),
            (Step.SPREADSHEET, self.tr("Spreadsheet")),
            (Step.MATCH, self.tr("Match columns")),
            (Step.PREVIEW, self.tr("Preview")),
            (Step.IMPORT, self.tr("Import")),
            (Step.REPORT, self.tr("Report")),
        ]

    def _step_button(self, step: Step, title: str) -> StepButton:
        result = StepButton(self._walk, step, title)
        result.clicked.connect(lambda: self.step_chosen.emit(step))
        return result

    def _lay_out(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(16, 24, 16, 20)
        outer.setSpacing(2)
        name = label("MEGA Desktop", "brand")
        head = row(self._mark, name, None, spacing=8)
        head.setContentsMargins(8, 0, 0, 24)
        outer.addLayout(head)
        for step_button in self._buttons:
            outer.addWidget(step_button)
        outer.addStretch(1)
        for quiet in (self.history, self.help):
            outer.addWidget(quiet, 0, Qt.AlignmentFlag.AlignLeft)

    def _paint_mark(self) -> None:
        self._mark.setPixmap(pixmap("mark", self._walk.theme.tokens.accent, 24))
