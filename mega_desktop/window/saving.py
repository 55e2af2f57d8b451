"""Asking where a file goes, and opening one that was written."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from mega_desktop.errors import Problem

translate = QCoreApplication.translate


def ask_where(parent: QWidget, title: str, name: str, kind: str) -> Path | None:
    """Where the person wants a new file; None when they do not.

    Args:
        name: The proposed name; its ending is given to whatever is chosen.
        kind: What the dialog calls it ("Excel workbook").
    """
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    start, ending = Path(documents) / name, Path(name).suffix
    # Nothing is written over: a name that is taken gets a number.
    options = QFileDialog.Option.DontConfirmOverwrite
    chosen, _kind = QFileDialog.getSaveFileName(
        parent, title, str(start), f"{kind} (*{ending})", options=options
    )
    if not chosen:
        return None
    return Path(chosen if chosen.lower().endswith(ending) else f"{chosen}{ending}")


def open_file(path: Path) -> None:
    """Opens a file in the program that the computer has for it.

    Raises:
        Problem: There is none.
    """
    if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
        raise Problem(
            translate("saving", "This computer has no program that opens this file."),
            translate("saving", "It lies at {path}: open it on a computer with Excel.").format(path=path),
        )
