"""Cells or a file from the clipboard as a file that can be read like any other."""

from __future__ import annotations

import os
import re
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QMimeData

from mega_desktop.errors import Problem

translate = QCoreApplication.translate

FILE_NAME = "Pasted cells"
"""Without an ending: what it holds is told by its content, and this is what the person reads."""

_TABLE = re.compile(r"<table[\s>]", re.IGNORECASE)


def pasted_file(data: QMimeData, scratch: Path) -> Path:
    """The copied file itself, or a private file with the copied cells in it.

    Spreadsheet programs and web browsers give cells as text with tabs between them, with quotation marks
    around a cell of several lines. Text without a tab may still be a table whose cells got lost in it, so
    a web table goes before that.

    Args:
        scratch: A folder only this user may open; an earlier pasted file in it is replaced.

    Raises:
        Problem: The clipboard holds neither.
    """
    if data.hasUrls() and data.urls()[0].isLocalFile():
        return Path(data.urls()[0].toLocalFile())
    text = data.text()
    if "\t" not in text and _TABLE.search(data.html()):
        text = data.html()
    if not text.strip():
        raise Problem(
            translate("pasting", "There are no cells to paste."),
            translate(
                "pasting", "Select the cells in Excel, column names included, copy them, and paste here."
            ),
        )
    return _written(text, scratch / FILE_NAME)


def _written(text: str, path: Path) -> Path:
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
        file.write(text)
    return path
