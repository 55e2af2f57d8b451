"""The short help: what the program promises, and the keys."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from mega_desktop import __version__
from mega_desktop.window.widgets.buttons import button
from mega_desktop.window.widgets.layout import Card, row
from mega_desktop.window.widgets.text import label

WIDTH = 620


class HelpDialog(QDialog):
    """One page of plain words.

    Signals:
        support_wanted: The person wants the support file.
    """

    support_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("helpDialog")
        self.setWindowTitle(self.tr("Help"))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(24, 24, 24, 24)
        outer.setSpacing(16)
        outer.addWidget(label(self.tr("How MEGA Desktop works"), "heading"))
        outer.addWidget(self._promises())
        outer.addWidget(self._keys())
        close = button(self.tr("&Close"), self.accept, name="closeHelp")
        close.setDefault(True)
        support = button(self.tr("&Save support file…"), self._ask_for_support, name="supportFile")
        version = label(self.tr("Version {0}").format(__version__), "small")
        outer.addLayout(row(version, None, support, close))
        self.resize(WIDTH, outer.heightForWidth(WIDTH))

    @Slot()
    def _ask_for_support(self) -> None:
        self.accept()
        self.support_wanted.emit()

    def _promises(self) -> QWidget:
        card = Card()
        card.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        for text in (
            self.tr("Check never writes. Import writes. Nothing is sent before you press Import."),
            self.tr("You see for every row what will happen, and afterwards what did happen."),
            self.tr("If the program, the network or the computer stops, the import goes on where it was."),
            self.tr(
                "Leads that are already there are found by their email or the last ten digits of their phone."
            ),
            self.tr("The Practice CRM is made up and stays on this computer. Try everything with it first."),
        ):
            card.box.addWidget(label(f"•  {text}", wrap=True))
        return card

    def _keys(self) -> QWidget:
        card = Card()
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setColumnStretch(1, 1)
        for line, (keys, meaning) in enumerate(self._shortcuts()):
            grid.addWidget(label(keys, "title"), line, 0)
            grid.addWidget(label(meaning), line, 1)
        card.box.addLayout(grid)
        return card

    def _shortcuts(self) -> list[tuple[str, str]]:
        return [
            ("Ctrl+O", self.tr("choose a spreadsheet")),
            ("Ctrl+V", self.tr("paste cells copied from a spreadsheet")),
            ("Ctrl+F", self.tr("find in the preview")),
            ("Ctrl+Enter", self.tr("press the blue button")),
            ("Alt+…", self.tr("press the button with the underlined letter")),
            ("F1", self.tr("this page")),
        ]
