"""What is painted into table cells: text, and chips of icon, word and colour with a quiet reason beside.

Painted by hand rather than with the style's item view: a frame of a wide grid takes half the time,
and a running job then holds the window up less. Nothing here is a widget, so a screen reader
reads the model's own words.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from mega_desktop.importing import ChunkState, Outcome
from mega_desktop.matching import Certainty
from mega_desktop.preview import Planned
from mega_desktop.window.models.match_model import MatchRole
from mega_desktop.window.models.plan_model import PlanRole
from mega_desktop.window.models.upload_model import UploadRole
from mega_desktop.window.theme import FontSize, Theme, sized
from mega_desktop.window.tokens import Tone
from mega_desktop.window.wording import certainty_word, chunk_word, planned_word

Index = QModelIndex | QPersistentModelIndex
PADDING = 12
CHIP_PADDING = 8
CHIP_HEIGHT = 20
CHIP_RADIUS = 5
LONGEST_HINT = 260
SHORTEST_REASON = 60
"""Room beside a chip below which a reason would be two letters and a dot."""

SELECTED, FOCUSED = QStyle.StateFlag.State_Selected.value, QStyle.StateFlag.State_HasFocus.value
"""As plain numbers: Python's enum flags, combined twice a cell, can be seen in the time a frame takes."""

MIDDLE_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


@dataclass(frozen=True)
class Chip:
    """A mark: a sign, a word and a tone. The sign and the word say it without the colour."""

    tone: Tone
    word: str
    sign: str = ""

    @property
    def text(self) -> str:
        return f"{self.sign} {self.word}".strip()


PLANNED_SIGNS = {
    Planned.NEW: (Tone.OK, "+"),
    Planned.UPDATE: (Tone.ACCENT, "↻"),
    Planned.UNCHANGED: (Tone.GREY, "="),
    Planned.LEFT_ALONE: (Tone.GREY, "–"),
    Planned.PROBLEM: (Tone.BAD, "!"),
    Planned.REPEAT: (Tone.INFO, "2×"),
    Planned.LEFT_OUT: (Tone.GREY, "∅"),
    Planned.UNCHECKED: (Tone.GREY, "…"),
}
OUTCOME_TONES = {
    Outcome.CREATED: Tone.OK,
    Outcome.UPDATED: Tone.ACCENT,
    Outcome.UNCHANGED: Tone.GREY,
    Outcome.SKIPPED: Tone.GREY,
    Outcome.LEFT_OUT: Tone.INFO,
    Outcome.FAILED: Tone.BAD,
    Outcome.UNCONFIRMED: Tone.WARN,
    Outcome.NOT_SENT: Tone.GREY,
}
CERTAINTY_TONES = {Certainty.SURE: Tone.OK, Certainty.LIKELY: Tone.WARN, Certainty.NONE: Tone.GREY}
CHUNK_SIGNS = {
    ChunkState.PLANNED: (Tone.GREY, "…"),
    ChunkState.IN_FLIGHT: (Tone.ACCENT, "↑"),
    ChunkState.ACKED: (Tone.OK, "✓"),
    ChunkState.ACKED_PARTIAL: (Tone.WARN, "✓"),
    ChunkState.REJECTED: (Tone.BAD, "!"),
    ChunkState.STALE: (Tone.WARN, "?"),
    ChunkState.PARKED: (Tone.WARN, "?"),
}


def planned_chip(planned: Planned) -> Chip:
    tone, sign = PLANNED_SIGNS[planned]
    return Chip(tone, planned_word(planned), sign)


def certainty_chip(certainty: Certainty) -> Chip:
    return Chip(CERTAINTY_TONES[certainty], certainty_word(certainty))


def chunk_chip(state: ChunkState) -> Chip:
    tone, sign = CHUNK_SIGNS[state]
    return Chip(tone, chunk_word(state), sign)


class Ink(IntEnum):
    """How strong a cell's text is."""

    NORMAL = 0
    BOLD = 1
    MUTED = 2


class CellDelegate(QStyledItemDelegate):
    """One line of plain text over a ground that shows the selection, and a hairline below."""

    def __init__(self, theme: Theme, ink: Ink = Ink.NORMAL, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self._ink = ink

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        self.paint_ground(painter, option)
        text = index.data(Qt.ItemDataRole.DisplayRole)
        if text:
            painter.setPen(QColor(self._colour(index)))
            painter.setFont(self._font())
            alignment = index.data(Qt.ItemDataRole.TextAlignmentRole) or MIDDLE_LEFT
            paint_text(painter, inner(option), " ".join(str(text).split()), alignment)

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        text = str(index.data(Qt.ItemDataRole.DisplayRole) or "")[:100]
        width = QFontMetrics(self._font()).horizontalAdvance(text) + 2 * PADDING + 2
        return QSize(min(width, LONGEST_HINT), 36)

    def paint_ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        colours = self.theme.tokens
        state, rect = option.state.value, option.rect
        if state & SELECTED:
            painter.fillRect(rect, QColor(colours.accent_soft))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), QColor(colours.line))
        if state & FOCUSED:
            painter.fillRect(QRect(rect.left(), rect.bottom() - 1, rect.width(), 2), QColor(colours.accent))

    def _colour(self, index: Index) -> str:
        colours = self.theme.tokens
        if index.data(PlanRole.IS_BAD) is True:
            return colours.bad
        return colours.text_muted if self._ink is Ink.MUTED else colours.text

    def _font(self) -> QFont:
        return sized(QApplication.font(), FontSize.BODY, bold=self._ink is Ink.BOLD)


class ChipDelegate(CellDelegate):
    """A chip, and the reason in quiet text beside it. Which chip: see `chip`."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        self.paint_ground(painter, option)
        chip = self.chip(index)
        if chip is None:
            return
        rect = inner(option)
        right = paint_chip(painter, rect, chip, self.theme)
        reason = self.reason(index)
        if reason and rect.right() - right >= SHORTEST_REASON:
            painter.setPen(QColor(self.theme.tokens.text_muted))
            painter.setFont(small_font())
            rest = QRect(right + 6, rect.top(), rect.right() - right - 6, rect.height())
            paint_text(painter, rest, " ".join(reason.split()), MIDDLE_LEFT)

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        chip = self.chip(index)
        width = chip_width(chip) if chip else 0
        reason = QFontMetrics(small_font()).horizontalAdvance(self.reason(index)[:60])
        return QSize(min(width + reason + 2 * PADDING + 8, LONGEST_HINT), 36)

    def chip(self, index: Index) -> Chip | None:
        """The chip of a cell, or None where there is nothing to show."""
        raise NotImplementedError

    def reason(self, index: Index) -> str:  # noqa: ARG002 - a chip may stand alone
        return ""


class CertaintyDelegate(ChipDelegate):
    """The How sure column of the Match page."""

    def chip(self, index: Index) -> Chip | None:
        if index.data(MatchRole.IS_NOTED):
            return Chip(Tone.WARN, self.tr("Check"), "!")
        certainty = index.data(MatchRole.CERTAINTY)
        return certainty_chip(Certainty(certainty)) if certainty else None

    def reason(self, index: Index) -> str:
        return str(index.data(MatchRole.REASON) or "")


class ChunkDelegate(ChipDelegate):
    """The state column of the list of uploads."""

    def chip(self, index: Index) -> Chip | None:
        state = index.data(UploadRole.STATE)
        return chunk_chip(ChunkState(state)) if state else None


def small_font() -> QFont:
    return sized(QApplication.font(), FontSize.SMALL)


def chip_font() -> QFont:
    return sized(QApplication.font(), FontSize.SMALL, bold=True)


def chip_width(chip: Chip) -> int:
    return QFontMetrics(chip_font()).horizontalAdvance(chip.text) + 2 * CHIP_PADDING


def inner(option: QStyleOptionViewItem) -> QRect:
    """A cell without its padding."""
    return option.rect.adjusted(PADDING, 0, -PADDING, -1)


def paint_chip(painter: QPainter, rect: QRect, chip: Chip, theme: Theme) -> int:
    """Paints a chip at the left of `rect`, in the middle of its height; returns the chip's right edge."""
    width = min(chip_width(chip), rect.width())
    place = QRect(rect.left(), rect.center().y() - CHIP_HEIGHT // 2, width, CHIP_HEIGHT)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.tokens.soft(chip.tone)))
    painter.drawRoundedRect(place, CHIP_RADIUS, CHIP_RADIUS)
    painter.setPen(QColor(theme.tokens.ink(chip.tone)))
    painter.setFont(chip_font())
    paint_text(painter, place.adjusted(CHIP_PADDING, 0, -CHIP_PADDING + 2, 0), chip.text, MIDDLE_LEFT)
    return place.right()


def paint_text(painter: QPainter, rect: QRect, text: str, alignment: Qt.AlignmentFlag) -> None:
    """One line, cut with … where it does not fit."""
    shown = painter.fontMetrics().elidedText(text[:500], Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, int(alignment) | int(Qt.TextFlag.TextSingleLine), shown)
