"""What became of every row: the bar, the figures that add up to the file, and the sum in words."""

from __future__ import annotations

import math

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from mega_desktop.importing import ImportState, Outcome
from mega_desktop.reporting import Tile
from mega_desktop.window.delegates import OUTCOME_TONES
from mega_desktop.window.pages.report_cards import VerifiedLine
from mega_desktop.window.pages.report_work import Seen
from mega_desktop.window.theme import Theme
from mega_desktop.window.tokens import Tone
from mega_desktop.window.widgets.bar import Part, StackedBar
from mega_desktop.window.widgets.layout import Card, clear
from mega_desktop.window.widgets.text import label
from mega_desktop.window.widgets.tiles import Figure
from mega_desktop.window.wording import number, outcome_word

NARROWEST, GAP = 128, 12
"""A figure and the gap beside it, in pixels: with less room there are fewer side by side."""
ALWAYS = (Outcome.CREATED, Outcome.UPDATED, Outcome.UNCHANGED, Outcome.FAILED)
"""Outcomes that are shown even when no row has them."""


class ReportFigures(QWidget):
    """Planned next to actual; a difference is marked.

    Attributes:
        verified: The line above the bar.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.verified = VerifiedLine()
        self.bar = StackedBar(theme)
        self._shown: list[Figure] = []
        self._grid = QGridLayout()
        self.sum = label(role="muted", wrap=True, name="sum")
        self._grid.setSpacing(GAP)
        card = Card(margin=16, spacing=12)
        card.box.addWidget(self.verified)
        card.box.addWidget(self.bar)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(12)
        outer.addWidget(card)
        outer.addLayout(self._grid)
        outer.addWidget(self.sum)
        self.verified.hide()

    def show_import(self, seen: Seen) -> None:
        clear(self._grid)
        self._shown = []
        tally, is_over = seen.info.tally, seen.info.state is ImportState.FINISHED
        parts = [
            Part(OUTCOME_TONES[t.outcome], t.actual, outcome_word(t.outcome).lower()) for t in seen.tiles
        ]
        self.bar.show_parts(parts, tally.rows)
        terms: list[int] = []
        for tile in seen.tiles:
            if tile.outcome is Outcome.LEFT_OUT:
                terms += self._add_left_out(seen.combined, tile.actual)
            elif tile.actual or tile.planned or tile.outcome in ALWAYS:
                word, note = outcome_word(tile.outcome), self._note(tile, is_over=is_over)
                tone = OUTCOME_TONES[tile.outcome]
                self._add(tone, word, tile.actual, note, differs=tile.differs and is_over)
                terms.append(tile.actual)
        self._arrange()
        text = self.tr("{sum} = {rows} rows in your file")
        self.sum.setText(text.format(sum=" + ".join(map(number, terms)), rows=number(tally.rows)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _add_left_out(self, combined: int, rows: int) -> list[int]:
        """Rows that went with another one, and those that the person did not want."""
        combined = min(combined, rows)
        if combined:
            self._add(Tone.INFO, self.tr("Combined"), combined, self.tr("with other rows"))
        if rows > combined:
            self._add(Tone.GREY, self.tr("Left out"), rows - combined, self.tr("your choice"))
        return [count for count in (combined, rows - combined) if count]

    def _add(self, tone: Tone, word: str, count: int, note: str, *, differs: bool = False) -> None:
        figure = Figure(tone, word, self._theme)
        figure.show_count(count, note, differs=differs)
        self._shown.append(figure)

    def _arrange(self) -> None:
        """As many side by side as there is room for, as many in each row."""
        room = max(1, (self.width() + GAP) // (NARROWEST + GAP))
        rows = max(1, math.ceil(len(self._shown) / room))
        columns = max(1, math.ceil(len(self._shown) / rows))
        for at, figure in enumerate(self._shown):
            self._grid.addWidget(figure, at // columns, at % columns)
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)

    def _note(self, tile: Tile, *, is_over: bool) -> str:
        """How the outcome compares with what the preview said; before the end there is nothing to compare."""
        if not is_over:
            return self.tr("still to be sent") if tile.outcome is Outcome.NOT_SENT else ""
        if tile.planned is None:
            return ""
        more = tile.actual - tile.planned
        if not more:
            return self.tr("as planned")
        text = self.tr("{n} more than planned") if more > 0 else self.tr("{n} fewer than planned")
        return text.format(n=number(abs(more)))
