"""What is being done, how much of it, and a way to stop it, in one line."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QProgressBar, QWidget

from mega_desktop.window.widgets.buttons import button
from mega_desktop.window.widgets.layout import row
from mega_desktop.window.widgets.text import ElidedLabel, label
from mega_desktop.window.wording import number
from mega_desktop.work import Progress


class LoadingLine(QWidget):
    """A slim bar with words and a Stop button.

    Signals:
        stop_wanted: Stop was pressed.
    """

    stop_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.what = ElidedLabel()
        self.count = label(role="muted", name="loadingCount")
        self.count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.count.setMinimumWidth(self.fontMetrics().horizontalAdvance("100 %") + 4)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.stop = button(self.tr("&Stop"), self._on_stop, role="small", name="stopLoading")
        line = row(self.what, self.bar, self.count, self.stop)
        line.setStretch(0, 2)
        line.setStretch(1, 3)
        self.setLayout(line)

    def begin(self, what: str) -> None:
        self.say(what)
        self.count.setText("")
        self.bar.setRange(0, 0)
        self.stop.setEnabled(True)
        self.stop.setText(self.tr("&Stop"))

    def say(self, what: str) -> None:
        """Says what is being done now."""
        self.what.set_whole(what)
        self.bar.setAccessibleName(what)

    def show_progress(self, progress: Progress) -> None:
        """Shows how far it is; with an unknown total the bar only says that it goes on."""
        if not progress.total:
            self.bar.setRange(0, 0)
            self.count.setText(number(progress.done) if progress.done else "")
            return
        share = min(100, progress.done * 100 // progress.total)
        self.bar.setRange(0, 100)
        self.bar.setValue(share)
        self.count.setText(self.tr("{0} %").format(share))

    @Slot()
    def _on_stop(self) -> None:
        self.stop.setEnabled(False)
        self.stop.setText(self.tr("Stopping…"))
        self.stop_wanted.emit()
