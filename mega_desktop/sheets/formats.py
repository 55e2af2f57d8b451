"""Which reader takes which format; imported late, for a csv file needs none of the others' libraries."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from mega_desktop.sheets.grid import Source, Step
from mega_desktop.sheets.storing import COPY_SUFFIX


def _nothing() -> None:
    """Of most formats the whole is there as soon as the first rows."""


@dataclass(frozen=True)
class Opened:
    """A file and its reader.

    Attributes:
        whole: Reads it.
        beginning: Gives the first rows of a large file long before that, or None.
    """

    whole: Callable[[], Source]
    beginning: Callable[[], Source | None] = _nothing


def open_file(request: dict[str, Any], step: Step, open_files: ExitStack) -> Opened:
    """The reader for the format that `request` names."""
    path, kind, sheet = Path(request["path"]), request["format"], request["sheet"]
    copy = Path(request["target"]).with_suffix(COPY_SUFFIX)
    if kind == "csv":
        from mega_desktop.sheets.text.delimited import SeparatedText

        text = SeparatedText(path, copy, request["encoding"], request["separator"], step)
        open_files.enter_context(text)
        return Opened(lambda: text, text.beginning)
    if kind == "html":
        from mega_desktop.sheets.workbooks.web_page import read_html

        return Opened(partial(read_html, path, copy, request["encoding"], sheet, step))
    if kind == "xml":
        from mega_desktop.sheets.workbooks.spreadsheet_xml import read_spreadsheet_xml

        return Opened(partial(read_spreadsheet_xml, path, sheet, step))
    from mega_desktop.sheets.xlsx.first_rows import first_rows
    from mega_desktop.sheets.xlsx.workbook import read_workbook

    beginning = partial(first_rows, path, sheet) if kind in {"xlsx", "xlsm"} else _nothing
    return Opened(partial(read_workbook, path, kind, sheet, step), beginning)
