"""sheets: a file becomes a `Table`. Files are not trusted: a child process reads them."""

from __future__ import annotations

from mega_desktop.sheets.documents import keep_table, recall_table
from mega_desktop.sheets.process import Reader
from mega_desktop.sheets.reading import read_table
from mega_desktop.sheets.table import (
    ROW,
    USUALLY_LEFT_OUT,
    Column,
    ColumnKind,
    FileProblem,
    LeftOut,
    Note,
    Sheet,
    Table,
)

__all__ = [
    "ROW",
    "USUALLY_LEFT_OUT",
    "Column",
    "ColumnKind",
    "FileProblem",
    "LeftOut",
    "Note",
    "Reader",
    "Sheet",
    "Table",
    "keep_table",
    "read_table",
    "recall_table",
]
