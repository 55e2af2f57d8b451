"""Which sheet of a workbook is read."""

from __future__ import annotations

from collections.abc import Sequence

from mega_desktop.sheets.table import FileProblem, Sheet


def choose(file_name: str, sheets: Sequence[Sheet], wanted: str | None) -> str:
    """The name of the sheet to read: `wanted`, or else the first visible one that holds something.

    Raises:
        FileProblem: There is no such sheet.
    """
    names = [sheet.name for sheet in sheets]
    if not names:
        raise FileProblem(f"{file_name} has no sheets with cells.", "Choose another file.")
    if wanted is None:
        return min(sheets, key=rank).name
    if wanted not in names:
        raise FileProblem(f"{file_name} has no sheet called “{wanted}”.", f"It has: {', '.join(names)}.")
    return wanted


def rank(sheet: Sheet) -> tuple[bool, bool, bool]:
    """Smaller for sheets that are likelier to hold the leads."""
    return sheet.rows < 1, sheet.hidden, sheet.rows < 2
