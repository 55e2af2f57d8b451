"""Which reader takes which format; imported late, for a csv file needs none of the others' libraries."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from importlib import import_module
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


def import_usual_readers() -> None:
    """Saves the usual files the time that their readers take to be imported."""
    for module in ("text.delimited", "xlsx.first_rows"):
        import_module(f"mega_desktop.sheets.{module}")


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
    if kind in {"xlsx", "xlsm"}:
        from mega_desktop.sheets.xlsx.first_rows import first_rows
        from mega_desktop.sheets.xlsx.workbook import read_workbook

        return Opened(partial(read_workbook, path, sheet, step), partial(first_rows, path, sheet))
    return Opened(partial(_reader_of_others(kind), path, sheet, step))


def _reader_of_others(kind: str) -> Callable[[Path, str | None, Step], Source]:
    if kind == "xml":
        from mega_desktop.sheets.workbooks.spreadsheet_xml import read_spreadsheet_xml

        return read_spreadsheet_xml
    if kind == "ods":
        from mega_desktop.sheets.workbooks.open_document import read_open_document

        return read_open_document
    if kind == "xlsb":
        from mega_desktop.sheets.workbooks.binary_workbook import read_binary_workbook

        return read_binary_workbook
    from mega_desktop.sheets.workbooks.old_workbook import read_old_workbook

    return read_old_workbook
