"""Whether the spreadsheet of an import is still the one that was read. The import itself does not need it."""

from __future__ import annotations

import hashlib
from pathlib import Path

from mega_desktop.importing.outcome import ImportInfo
from mega_desktop.sheets import FileProblem, recall_table

CHANGED = (
    "{file} was changed since it was read. The import goes on with the rows as they were read and checked; "
    "what was changed in the file later is not in it."
)


def source_warning(info: ImportInfo) -> str:
    """A sentence when the file holds something else by now; empty when it does not, or is not there."""
    try:
        path = recall_table(info.folder).path
        return "" if _fingerprint(path) == info.file_sha else CHANGED.format(file=info.file_name)
    except (FileProblem, OSError):
        return ""  # moved or deleted: the rows are kept, and nothing contradicts them


def _fingerprint(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
