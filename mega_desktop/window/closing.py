"""The question before the window closes while leads are being sent."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMessageBox, QWidget

translate = QCoreApplication.translate


def ask_before_closing(parent: QWidget) -> bool:
    """True: finish the upload under way and close. False: keep going."""
    box = QMessageBox(parent)
    box.setObjectName("closing")
    box.setWindowTitle(translate("closing", "Close MEGA Desktop?"))
    box.setText(translate("closing", "The import is still running."))
    box.setInformativeText(
        translate(
            "closing",
            "If you close now, the upload under way is finished first. Nothing is lost or doubled: "
            "the import goes on where it was when you start MEGA Desktop again.",
        )
    )
    finish = box.addButton(
        translate("closing", "&Finish this upload and close"), QMessageBox.ButtonRole.AcceptRole
    )
    keep = box.addButton(translate("closing", "&Keep going"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(keep)
    box.setEscapeButton(keep)
    box.exec()
    return box.clickedButton() is finish
