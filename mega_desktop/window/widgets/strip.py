"""What is being done, how far it is, why it waits, and a button to stop it, in one card."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from mega_desktop.window.tokens import Tone
from mega_desktop.window.widgets.badge import Badge
from mega_desktop.window.widgets.buttons import button
from mega_desktop.window.widgets.layout import Card, column, row
from mega_desktop.window.widgets.text import ElidedLabel, label
from mega_desktop.window.wording import number

STEPS = 10_000
"""A progress bar counts in C ints; ours counts in parts of ten thousand."""


class ProgressStrip(Card):
    """A card that is hidden until something runs.

    Signals:
        stop_requested: Stop was pressed.
    """

    stop_requested = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent, margin=12)
        self._what = label(name=f"{name}What")
        self._count = label(role="muted", name=f"{name}Count")
        self._badge = Badge("", Tone.INFO)
        self._why = ElidedLabel(role="muted")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setObjectName(f"{name}Bar")
        self.stop = button(self.tr("&Stop"), self.stop_requested.emit, role="small", name=f"{name}Stop")
        texts = row(self._badge, self._why, self._what, self._count, spacing=8)
        for whoever_is_there in (1, 2):
            texts.setStretch(whoever_is_there, 1)
        outer = row(column(texts, self._bar, spacing=8), self.stop, spacing=16)
        outer.setStretch(0, 1)
        self.box.addLayout(outer)
        self.hide()

    def show_progress(
        self, what: str, done: int = 0, total: int | None = None, waiting_s: float = 0.0, why: str = ""
    ) -> None:
        """Shows how far something is; with `total` unknown the bar only says that it goes on."""
        self._what.setText(what)
        self._bar.setAccessibleName(what)
        self._bar.setRange(0, 0 if total is None else STEPS)
        self._bar.setValue(round(STEPS * done / total) if total else 0)
        self._count.setText("" if total is None else self._of(done, total))
        waits = waiting_s > 0
        self._what.setVisible(not waits)
        self._badge.setVisible(waits)
        self._why.setVisible(waits)
        self._badge.show_state(self.tr("Waiting {n} s").format(n=number(max(1, round(waiting_s)))), Tone.INFO)
        self._why.set_whole(why)
        self.stop.setEnabled(True)
        self.show()

    def show_stopping(self) -> None:
        """Stop was asked for; the step under way comes to its end first."""
        self._what.setText(self.tr("Stopping…"))
        self._what.show()
        self._badge.hide()
        self._why.hide()
        self.stop.setEnabled(False)

    def _of(self, done: int, total: int) -> str:
        return self.tr("{done} of {total}").format(done=number(done), total=number(total))
