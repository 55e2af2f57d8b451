"""Excel 2003's "XML Spreadsheet", which exports like to call .xls or .xml.

Elements and attributes are those of Microsoft's "XML Spreadsheet Reference" (SpreadsheetML of Office 2003).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from mega_desktop.sheets.cell_notes import NO_CELLS, cell_notes, hidden_notes
from mega_desktop.sheets.grid import Grid, Step
from mega_desktop.sheets.problems import damaged
from mega_desktop.sheets.table import Sheet
from mega_desktop.sheets.workbooks.cells import spread
from mega_desktop.sheets.workbooks.choosing import choose
from mega_desktop.sheets.workbooks.number_cells import NO_NUMBERS, number_cells, styles

BLOCK_BYTES = 2**18
MAX_ROWS = 1_048_576
MAX_COLUMNS = 16_384
_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_X = "{urn:schemas-microsoft-com:office:excel}"
_DAY_OF_TIMES = r"^(1899-12-31|1904-01-01)T"
"""The day that a time without a day gets, by either calendar."""

_BUILT_IN_DATE = 14
_FORBIDDEN = re.compile(
    rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|&#(0*([0-8]|1[124-9]|2\d|3[01])|x0*([0-8bcef]|1[0-9a-f]));", re.IGNORECASE
)
"""Control characters, as they are or by number."""


@dataclass
class _Worksheet:
    name: str
    rows: int = 0
    hidden: bool = False
    is_filtered: bool = False
    hidden_columns: int = 0
    texts: list[tuple[int, int, str]] = field(default_factory=list)
    moments: list[tuple[int, int, str]] = field(default_factory=list)
    numbers: list[tuple[int, int, int, float]] = field(default_factory=list)
    errors: list[tuple[int, int, str]] = field(default_factory=list)
    uncalculated: list[tuple[int, int, str]] = field(default_factory=list)
    merged: list[tuple[int, int]] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)


def read_spreadsheet_xml(path: Path, sheet: str | None, step: Step) -> Grid:
    """The cells of `sheet`, or of the first visible sheet that holds something.

    Raises:
        FileProblem: It is damaged, declares a document type, or has no such sheet.
    """
    from lxml import etree

    book = _Workbook()
    parser = etree.XMLParser(target=book, resolve_entities=False, no_network=True, huge_tree=False)
    try:
        for block in _blocks(path, step):
            parser.feed(block)
        parser.close()
    except (etree.LxmlError, ValueError) as error:
        raise damaged(path.name, type(error).__name__) from error
    sheets = tuple(Sheet(each.name, each.rows, each.hidden) for each in book.sheets)
    name = choose(path.name, sheets, sheet)
    step(75, f"Reading sheet {name}")
    return _grid(book, next(each for each in book.sheets if each.name == name), sheets)


def _blocks(path: Path, step: Step) -> Iterator[bytes]:
    """The file without what XML forbids but programs write all the same."""
    size_bytes, done_bytes, carried = max(path.stat().st_size, 1), 0, b""
    with path.open("rb") as file:
        while block := file.read(BLOCK_BYTES):
            # Programs that build the file from templates leave blank lines before it.
            block = carried + (block if done_bytes else block.lstrip(b" \t\r\n"))
            is_wide = not done_bytes and b"\0" in block[:4]
            if is_wide:
                yield block
                yield from iter(lambda: file.read(BLOCK_BYTES), b"")
                return
            end = block.rfind(b">") + 1
            carried = block[end:]
            yield _FORBIDDEN.sub(b"", block[:end])
            done_bytes += BLOCK_BYTES
            step(5 + 70 * min(done_bytes, size_bytes) // size_bytes, f"Reading {path.name}")
    yield carried


class _Workbook:
    """Takes the parser's events (lxml's target interface) and keeps the cells."""

    def __init__(self) -> None:
        self.sheets: list[_Worksheet] = []
        self.is_1904 = False
        self.formats: dict[str, str] = {}
        self.style_numbers: dict[str, int] = {}
        self._style = ""
        self._row = self._next_row = 0
        self._column = self._next_column = 0
        self._row_style = ""
        self._column_styles: dict[int, str] = {}
        self._cell: Mapping[str, str] = {}
        self._type = ""
        self._text: list[str] | None = None
        self._in_comment = False
        self._starts = {
            f"{_SS}Style": self._start_style,
            f"{_SS}NumberFormat": self._start_number_format,
            f"{_SS}Worksheet": self._start_worksheet,
            f"{_SS}Column": self._start_column,
            f"{_SS}Row": self._start_row,
            f"{_SS}Cell": self._start_cell,
            f"{_SS}Data": self._start_data,
            f"{_SS}Comment": self._start_comment,
            f"{_X}Date1904": self._start_calendar,
            f"{_X}AutoFilterColumn": self._start_filter,
            f"{_X}Visible": self._start_visible,
        }
        self._ends = {
            f"{_SS}Data": self._end_data,
            f"{_SS}Cell": self._end_cell,
            f"{_SS}Comment": self._end_comment,
            f"{_X}Visible": self._end_visible,
        }

    def doctype(self, *_declared: object) -> None:
        raise ValueError("a document type is declared")

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if (begin := self._starts.get(tag)) is not None:
            begin(attributes)

    def end(self, tag: str) -> None:
        if (finish := self._ends.get(tag)) is not None:
            finish()

    def data(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def close(self) -> None:
        """The sheets are taken from `sheets`."""

    def _start_style(self, attributes: Mapping[str, str]) -> None:
        self._style = attributes.get(f"{_SS}ID", "")
        self.formats[self._style] = self.formats.get(attributes.get(f"{_SS}Parent", ""), "")

    def _start_number_format(self, attributes: Mapping[str, str]) -> None:
        self.formats[self._style] = attributes.get(f"{_SS}Format", "")

    def _start_calendar(self, _attributes: Mapping[str, str]) -> None:
        self.is_1904 = True

    def _start_worksheet(self, attributes: Mapping[str, str]) -> None:
        self.sheets.append(_Worksheet(attributes.get(f"{_SS}Name", f"Sheet{len(self.sheets) + 1}")))
        self._next_row, self._next_column, self._column_styles = 1, 0, {}

    def _start_column(self, attributes: Mapping[str, str]) -> None:
        first = _number(attributes, "Index", self._next_column + 1) - 1
        self._next_column = _within(first + 1 + _number(attributes, "Span", 0), MAX_COLUMNS)
        if style := attributes.get(f"{_SS}StyleID"):
            self._column_styles.update(dict.fromkeys(range(first, self._next_column), style))
        if attributes.get(f"{_SS}Hidden") == "1":
            self.sheets[-1].hidden_columns += self._next_column - first

    def _start_row(self, attributes: Mapping[str, str]) -> None:
        self._row = _within(_number(attributes, "Index", self._next_row), MAX_ROWS)
        self._next_row = self._row + 1 + _number(attributes, "Span", 0)
        self._next_column = 0
        self._row_style = attributes.get(f"{_SS}StyleID", "")
        if attributes.get(f"{_SS}Hidden") == "1":
            self.sheets[-1].hidden_rows.append(self._row)

    def _start_cell(self, attributes: Mapping[str, str]) -> None:
        self._cell, self._type = attributes, ""
        self._column = _number(attributes, "Index", self._next_column + 1) - 1
        across, down = _number(attributes, "MergeAcross", 0), _number(attributes, "MergeDown", 0)
        self._next_column = _within(self._column + 1 + across, MAX_COLUMNS)
        if across or down:
            self.sheets[-1].merged.append((self._row, self._row + down))

    def _start_data(self, attributes: Mapping[str, str]) -> None:
        if not self._in_comment:
            self._type, self._text = attributes.get(f"{_SS}Type", "String"), []

    def _start_comment(self, _attributes: Mapping[str, str]) -> None:
        self._in_comment = True

    def _start_filter(self, _attributes: Mapping[str, str]) -> None:
        self.sheets[-1].is_filtered = True

    def _start_visible(self, _attributes: Mapping[str, str]) -> None:
        self._text = []

    def _end_visible(self) -> None:
        self.sheets[-1].hidden = "".join(self._text or ()).strip() in {"SheetHidden", "SheetVeryHidden"}
        self._text = None

    def _end_comment(self) -> None:
        self._in_comment = False

    def _end_cell(self) -> None:
        if not self._type and f"{_SS}Formula" in self._cell:
            self.sheets[-1].uncalculated.append((self._row, self._column, ""))

    def _end_data(self) -> None:
        if self._text is None:
            return
        text, self._text = "".join(self._text), None
        sheet, place = self.sheets[-1], (self._row, self._column)
        sheet.rows = self._row if text else sheet.rows
        if self._type == "Number" and (number := _float(text)) is not None:
            sheet.numbers.append((*place, self._style_number(), number))
        elif self._type == "DateTime":
            sheet.moments.append((*place, text))
        elif self._type == "Error":
            sheet.errors.append((*place, text))
        elif self._type == "Boolean":
            sheet.texts.append((*place, "TRUE" if text.strip() == "1" else "FALSE"))
        else:
            sheet.texts.append((*place, text))

    def _style_number(self) -> int:
        """The cell's style, which may be that of its row or its column, as a number."""
        name = (
            self._cell.get(f"{_SS}StyleID")
            or self._row_style
            or self._column_styles.get(self._column, "Default")
        )
        return self.style_numbers.setdefault(name, len(self.style_numbers))


def _number(attributes: Mapping[str, str], name: str, default: int) -> int:
    stated = attributes.get(f"{_SS}{name}")
    return default if stated is None else int(stated)


def _within(number: int, most: int) -> int:
    if not 0 < number <= most:
        raise ValueError("a cell lies outside of any sheet")
    return number


def _float(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _grid(book: _Workbook, sheet: _Worksheet, sheets: tuple[Sheet, ...]) -> Grid:
    formats = {n: _number_format(book.formats.get(name, "")) for name, n in book.style_numbers.items()}
    numbers = number_cells(
        pl.DataFrame(sheet.numbers, schema=NO_NUMBERS.schema, orient="row"),
        styles(formats, is_1904=book.is_1904),
    )
    texts = pl.concat([_cells(sheet.texts), _moments(sheet.moments), numbers.texts.select(NO_CELLS.columns)])
    notes = cell_notes(
        errors=_cells(sheet.errors),
        uncalculated=_cells(sheet.uncalculated),
        inexact=numbers.inexact,
        odd_dates=numbers.odd_dates,
    )
    return Grid(
        frame=spread(texts),
        notes=notes + hidden_notes(sheet.hidden_columns, sheets),
        sheets=sheets,
        sheet=sheet.name,
        phone_like=numbers.phone_like,
        merged=tuple(sheet.merged),
        hidden_rows=tuple(sheet.hidden_rows),
        is_filtered=sheet.is_filtered,
    )


def _cells(cells: list[tuple[int, int, str]]) -> pl.DataFrame:
    return pl.DataFrame(cells, schema=NO_CELLS.schema, orient="row")


def _number_format(code: str) -> tuple[int, str]:
    """Number and code of a format; "Short Date" and its like are names of built-in ones."""
    return (_BUILT_IN_DATE, "") if code.endswith((" Date", " Time")) else (0, code)


def _moments(cells: list[tuple[int, int, str]]) -> pl.DataFrame:
    """ISO moments: at midnight a date, on the first day a time, else both."""
    text = pl.col("text").str.strip_chars().str.replace(r"\.\d+$", "").str.replace(_DAY_OF_TIMES, "")
    return _cells(cells).with_columns(text.str.replace(r"T00:00:00$", "").str.replace("T", " ", literal=True))
