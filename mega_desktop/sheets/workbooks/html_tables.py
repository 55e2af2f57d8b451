"""The tables of a web page, as a spreadsheet program would lay them out.

Excel's own attributes are those of "Microsoft Office HTML and XML Reference" (`x:num`, `x:str`, `x:bool`,
`x:err`); LibreOffice writes `sdval`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from mega_desktop.sheets.table import FileProblem
from mega_desktop.sheets.workbooks.batches import Batches
from mega_desktop.sheets.workbooks.plain_numbers import MOST_DIGITS, number_behind

MAX_COLUMNS = 16_384
MOST_ROWS_SPANNED = 65_534
MOST_COLUMNS_SPANNED = 1_000
"""The two limits that browsers keep to (HTML standard, attributes of td and th)."""

_LINE_BREAKERS = frozenset({"p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6"})
_UNSEEN = frozenset({"script", "style", "noscript", "template"})
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_BREAK = "\v"
"""Stands for a line break that a tag makes, until the blanks of the source have been joined."""

_BLANKS = re.compile(r"[ \t\r\n\f]+")
_BREAKS = re.compile(r" ?\v ?")
_UNEVEN = re.compile(r"[\t\r\n\f\v]|  ")
_SHEET_NAME = re.compile(r"<x:Name>([^<]+)</x:Name>")


@dataclass
class HtmlTable:
    """One table of a page; rows count from 1 as they would in Excel.

    Attributes:
        filled: Cells with text.
        merged: First and last row of each cell that spans others.
        errors: Row, column and text of cells that hold an Excel error.
        long_numbers: The same of numbers with more digits than Excel keeps.
    """

    batches: Batches = field(default_factory=Batches)
    caption: str = ""
    rows: int = 0
    filled: int = 0
    merged: list[tuple[int, int]] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    errors: list[tuple[int, int, str]] = field(default_factory=list)
    long_numbers: list[tuple[int, int, str]] = field(default_factory=list)


@dataclass
class _Cell:
    column: int
    attributes: Mapping[str, str]
    pieces: list[str] = field(default_factory=list)


@dataclass
class _Open:
    """A table whose end has not come yet."""

    table: HtmlTable
    in_row: bool = False
    row_is_hidden: bool = False
    cells: list[tuple[int, str]] = field(default_factory=list)
    column: int = 0
    spans: dict[int, int] = field(default_factory=dict)
    cell: _Cell | None = None
    caption: list[str] | None = None


class TableCollector:
    """Takes a parser's events (lxml's target interface) and keeps the tables, never the page.

    Attributes:
        tables: In the order of their beginnings.
        sheet_names: That Excel wrote into the page's head.
    """

    def __init__(self) -> None:
        self.tables: list[HtmlTable] = []
        self.sheet_names: list[str] = []
        self._open: list[_Open] = []
        self._unseen_depth = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if self._unseen_depth:
            self._unseen_depth += 1
        elif tag in {"td", "th"}:
            self._start_cell(attributes)
        elif tag == "tr":
            self._start_row(attributes)
        elif tag == "table":
            self._start_table()
        elif self._open:
            self._start_inside(tag, attributes)

    def end(self, tag: str) -> None:
        if self._unseen_depth:
            self._unseen_depth -= 1
        elif not self._open:
            return
        elif tag in {"td", "th"}:
            _end_cell(self._open[-1])
        elif tag == "tr":
            _end_row(self._open[-1])
        elif tag == "table":
            _end_row(self._open.pop())
        elif tag == "caption":
            _end_caption(self._open[-1])

    def data(self, text: str) -> None:
        if not self._open or self._unseen_depth:
            return
        current = self._open[-1]
        if current.cell is not None:
            current.cell.pieces.append(text)
        elif current.caption is not None:
            current.caption.append(text)

    def comment(self, text: str) -> None:
        self.sheet_names += _SHEET_NAME.findall(text)

    def close(self) -> TableCollector:
        while self._open:
            _end_row(self._open.pop())
        return self

    def _start_table(self) -> None:
        self.tables.append(HtmlTable())
        self._open.append(_Open(self.tables[-1]))

    def _start_row(self, attributes: Mapping[str, str]) -> None:
        if not self._open:  # some exports forget the table around the rows
            self._start_table()
        _start_row(self._open[-1], is_hidden=bool(_HIDDEN.search(attributes.get("style", ""))))

    def _start_cell(self, attributes: Mapping[str, str]) -> None:
        if not self._open:
            self._start_table()
        current = self._open[-1]
        _end_cell(current)
        if not current.in_row:
            _start_row(current, is_hidden=False)
        current.cell = _Cell(_place(current, attributes), attributes)

    def _start_inside(self, tag: str, attributes: Mapping[str, str]) -> None:
        current = self._open[-1]
        if tag == "caption":
            current.caption = []
        elif current.cell is None:
            return
        elif tag in _UNSEEN or _HIDDEN.search(attributes.get("style", "")):
            self._unseen_depth = 1
        elif tag == "br" or (tag in _LINE_BREAKERS and current.cell.pieces):
            current.cell.pieces.append(_BREAK)


def _start_row(current: _Open, *, is_hidden: bool) -> None:
    _end_row(current)
    current.table.rows += 1
    current.in_row, current.row_is_hidden, current.column = True, is_hidden, 0


def _end_row(current: _Open) -> None:
    _end_cell(current)
    if not current.in_row:
        return
    current.table.batches.add(current.table.rows, current.cells)
    current.table.filled += len(current.cells)
    if current.row_is_hidden and current.cells:
        current.table.hidden_rows.append(current.table.rows)
    current.cells, current.in_row = [], False


def _place(current: _Open, attributes: Mapping[str, str]) -> int:
    """The column of the next cell, which leaves out those that cells of rows above reach into."""
    row, column = current.table.rows, current.column
    while current.spans.get(column, 0) >= row:
        column += 1
    width = _span(attributes, "colspan", MOST_COLUMNS_SPANNED)
    height = _span(attributes, "rowspan", MOST_ROWS_SPANNED)
    current.column = column + width
    if current.column > MAX_COLUMNS:
        raise FileProblem(
            f"A table in this page has more than {MAX_COLUMNS:,} columns, so it was not read.",
            "Ask for the list as a spreadsheet (.xlsx or .csv).",
        )
    if height > 1:
        current.spans.update(dict.fromkeys(range(column, current.column), row + height - 1))
    if width > 1 or height > 1:
        current.table.merged.append((row, row + height - 1))
    return column


def _span(attributes: Mapping[str, str], name: str, most: int) -> int:
    stated = attributes.get(name, "1").strip()
    return min(max(int(stated), 1), most) if stated.isascii() and stated.isdigit() else 1


def _end_cell(current: _Open) -> None:
    cell, current.cell = current.cell, None
    if cell is None:
        return
    text = _joined(cell.pieces)
    if cell.attributes:
        text = _as_stored(text, cell, current.table)
    if text:
        current.cells.append((cell.column, text))


def _end_caption(current: _Open) -> None:
    if current.caption is not None:
        current.table.caption, current.caption = _joined(current.caption).replace("\n", " "), None


def _joined(pieces: list[str]) -> str:
    """Runs of blanks count as one, as in every web page; line breaks are those that the tags make."""
    text = "".join(pieces).strip(" \t\r\n\f\v\u00a0")
    return _BREAKS.sub("\n", _BLANKS.sub(" ", text)) if _UNEVEN.search(text) else text


def _as_stored(shown: str, cell: _Cell, table: HtmlTable) -> str:
    """The cell's text, put right by what the program that wrote the page says of the value behind it."""
    attributes = cell.attributes
    if "x:err" in attributes:
        table.errors.append((table.rows, cell.column, attributes["x:err"] or shown))
        return ""
    stored = attributes.get("x:num") or attributes.get("sdval")
    if stored:
        number = number_behind(shown, stored) or shown
        if sum(sign.isdigit() for sign in number) > MOST_DIGITS:
            table.long_numbers.append((table.rows, cell.column, number))
        return number
    return attributes.get("x:bool") or attributes.get("x:str") or shown
