"""The inviting empty place of the Spreadsheet page."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from mega_desktop.window.theme import Theme
from mega_desktop.window.widgets.buttons import button
from mega_desktop.window.widgets.icons import pixmap
from mega_desktop.window.widgets.layout import row
from mega_desktop.window.widgets.text import label


class DropZone(QFrame):
    """Says what can be dropped here, and offers the other ways.

    Signals:
        file_wanted: Choose a file.
        sample_wanted: Try the sample spreadsheet.
    """

    file_wanted = Signal()
    sample_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setProperty("role", "drop")
        self._picture = QLabel()
        self.choose = button(self.tr("&Choose a file…"), self.file_wanted.emit, name="chooseFile")
        sample = button(
            self.tr("&Try the sample spreadsheet"), self.sample_wanted.emit, role="link", name="trySample"
        )
        kinds = self.tr(
            "Excel, OpenDocument, CSV and other text exports. You can also paste cells with Ctrl+V."
        )
        outer = QVBoxLayout(self)
        outer.setSpacing(8)
        outer.addStretch(1)
        centre = Qt.AlignmentFlag.AlignHCenter
        outer.addWidget(self._picture, 0, centre)
        outer.addSpacing(8)
        outer.addWidget(label(self.tr("Drop a spreadsheet here"), "title"), 0, centre)
        outer.addWidget(label(kinds, "muted"), 0, centre)
        outer.addSpacing(16)
        outer.addLayout(row(None, self.choose, None))
        outer.addSpacing(4)
        outer.addLayout(row(None, sample, None))
        outer.addStretch(1)
        theme.changed.connect(self._paint_picture)
        self._paint_picture()

    def _paint_picture(self) -> None:
        self._picture.setPixmap(pixmap("sheet", self._theme.tokens.accent, 48))
