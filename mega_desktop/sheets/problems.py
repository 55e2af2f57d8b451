"""Problems with files that several readers meet."""

from __future__ import annotations

from mega_desktop.sheets.table import FileProblem


def protected(name: str) -> FileProblem:
    """The problem with a file that needs a password."""
    return FileProblem(
        f"{name} is protected by a password, so nothing in it can be read.",
        "Open it in Excel, remove the password (File, Info, Protect Workbook), save it and choose it again.",
    )


def damaged(name: str, detail: str = "") -> FileProblem:
    """The problem with a file that is broken or built in a way no spreadsheet program would."""
    return FileProblem(
        f"{name} is damaged or an unusual file, so it was not read. Nothing was imported.",
        "Open it in Excel, save it under a new name and choose that file.",
        detail=detail,
    )
