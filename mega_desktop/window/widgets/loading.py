"""What is being done, how much of it, and a way to stop it."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QProgressBar, QWidget

from mega_desktop.window.widgets.buttons import button
from mega_desktop.window.widgets.layout import Card, row
from mega_desktop.window.widgets.text import ElidedLabel, label
from mega_desktop.window.wording import number
from mega_desktop.work import Progress


class LoadingCard(Card):
    """A bar with words and a Stop button.

    Signals:
        stop_wanted: Stop was pressed.
    """

    stop_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, spacing=12)
        self.what = ElidedLabel("", "title")
        self.count = label(role="muted", name="loadingCount")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Progress"))
        self.stop = button(self.tr("&Stop"), self._on_stop, role="small", name="stopLoading")
        head = row(self.what, self.count, self.stop)
        head.setStretch(0, 1)
        self.box.addLayout(head)
        self.box.addWidget(self.bar)

    def begin(self, what: str) -> None:
        self.what.set_whole(what)
        self.count.setText("")
        self.bar.setRange(0, 0)
        self.stop.setEnabled(True)
        self.stop.setText(self.tr("&Stop"))

    def show_progress(self, progress: Progress) -> None:
        self.what.set_whole(progress.what)
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
