"""sheets: a file becomes a `Table`. Files are not trusted: a child process reads them."""

from __future__ import annotations

from mega_desktop.sheets.table import ROW, Column, ColumnKind, FileProblem, Note, Sheet, Table

__all__ = ["ROW", "Column", "ColumnKind", "FileProblem", "Note", "Sheet", "Table"]
