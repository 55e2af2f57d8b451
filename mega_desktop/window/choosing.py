"""The dialog that asks for a spreadsheet."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QWidget

translate = QCoreApplication.translate

SUFFIXES = (
    *("xlsx", "xlsm", "xls", "xlsb", "ods", "fods"),
    *("csv", "tsv", "tab", "txt"),
    *("html", "htm", "mht", "mhtml", "xml"),
)
"""Of files the reader knows; whatever else they are called, it looks at what is in them."""


def choose_spreadsheet(parent: QWidget) -> Path | None:
    """The file that the person chose, or None."""
    kinds = " ".join(f"*.{suffix}" for suffix in SUFFIXES)
    filters = (
        translate("choosing", "Spreadsheets and text exports ({0})").format(kinds),
        translate("choosing", "All files (*)"),
    )
    title = translate("choosing", "Choose a spreadsheet")
    chosen, _ = QFileDialog.getOpenFileName(parent, title, "", ";;".join(filters))
    return Path(chosen) if chosen else None
