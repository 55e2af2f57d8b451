"""Binary workbooks (.xlsb), by their records ([MS-XLSB]; the package itself is that of an .xlsx)."""

from __future__ import annotations

import posixpath
import struct
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from mega_desktop.sheets.cell_notes import NO_CELLS, cell_notes, hidden_notes
from mega_desktop.sheets.grid import Grid, Step
from mega_desktop.sheets.problems import damaged
from mega_desktop.sheets.table import Sheet
from mega_desktop.sheets.workbooks.binary_records import (
    RICH_TEXT_CELL,
    Bytes,
    Places,
    Scanned,
    records,
    scan,
    taken,
    text_at,
)
from mega_desktop.sheets.workbooks.cells import spread
from mega_desktop.sheets.workbooks.choosing import choose
from mega_desktop.sheets.workbooks.number_cells import Styles, number_cells, styles

MAX_ROWS, MAX_COLUMNS = 1_048_576, 16_384
HEAD_BYTES = 65_536
_BREAKS: tuple[type[Exception], ...] = (
    zipfile.BadZipFile, zlib.error, struct.error, DefusedXmlException, ParseError, LookupError, ValueError,
    OSError, EOFError, NotImplementedError, RuntimeError, MemoryError, OverflowError,
)  # fmt: skip
"""All that a file that is not as it should be makes the libraries below raise."""

_ROW, _RK, _ERROR, _BOOLEAN, _REAL, _TEXT, _SHARED = 0, 2, 3, 4, 5, 6, 7
_TEXT_RESULT, _NUMBER_RESULT, _BOOLEAN_RESULT, _ERROR_RESULT = 8, 9, 10, 11
_STRING, _FORMAT, _STYLE, _COLUMNS = 19, 44, 47, 60
_DIMENSION, _PROPERTIES, _SHEET, _FILTERED, _MERGED = 148, 153, 156, 163, 176
_BEGIN_STYLES, _END_STYLES = 617, 618
_ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!",
    0x2A: "#N/A", 0x2B: "#GETTING_DATA",
}  # fmt: skip


@dataclass(frozen=True)
class _Part:
    """A worksheet and the member of the archive that it lies in."""

    name: str
    member: str
    is_hidden: bool


@dataclass(frozen=True)
class _Cells:
    """The cells of a sheet: where they are, and what their records hold.

    Attributes:
        kinds, rows, columns: Of each cell; rows from 1, columns from 0.
        starts: Where each cell's value starts.
        styles: Of each cell.
        hidden_rows: Numbers of rows that are hidden.
    """

    kinds: npt.NDArray[np.uint16]
    rows: Places
    columns: Places
    styles: Places
    starts: Places
    hidden_rows: tuple[int, ...]


def read_binary_workbook(path: Path, sheet: str | None, step: Step) -> Grid:
    """The cells of `sheet`, or of the first visible sheet that holds something.

    Raises:
        FileProblem: It cannot be read, or has no such sheet.
    """
    step(5, f"Reading {path.name}")
    try:
        with zipfile.ZipFile(path) as archive:
            return _Archive(archive).read(path.name, sheet, step)
    except _BREAKS as error:
        raise damaged(path.name, type(error).__name__) from error


class _Archive:
    """The package; its members are found whatever the case of their names and the slashes in them."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._members = {name.replace("\\", "/").lower(): name for name in archive.namelist()}
        self._book = next(iter(self._related("officeDocument").values()), "")

    def read(self, file: str, wanted: str | None, step: Step) -> Grid:
        parts, is_1904 = self._workbook()
        sheets = tuple(Sheet(p.name, self._used_rows(p.member), p.is_hidden) for p in parts)
        chosen = choose(file, sheets, wanted)
        step(15, f"Reading sheet {chosen}")
        member = next(part.member for part in parts if part.name == chosen)
        return _grid(self._part(member), self._strings(), self._styles(is_1904=is_1904), sheets, chosen)

    def _part(self, member: str) -> bytes:
        return self._archive.read(self._members[member.lower()])

    def _related(self, kind: str, member: str = "") -> dict[str, str]:
        """Relation id → member, of those relations of `member` (or of the package) that are of this kind."""
        folder, name = posixpath.split(member)
        root = fromstring(self._part(posixpath.join(folder, "_rels", f"{name}.rels")), forbid_dtd=True)
        targets = {
            relation.attrib["Id"]: relation.attrib["Target"].replace("\\", "/")
            for relation in root.iterfind("{*}Relationship")
            if relation.attrib["Type"].endswith(f"/{kind}")
        }
        return {
            key: posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            for key, target in targets.items()
        }

    def _workbook(self) -> tuple[tuple[_Part, ...], bool]:
        """The worksheets, and whether the calendar begins with 1904."""
        book, members = self._part(self._book), self._related("worksheet", self._book)
        parts = []
        is_1904 = False
        for kind, start, _ in records(book):
            if kind == _PROPERTIES:
                is_1904 = bool(book[start] & 1)
            elif kind == _SHEET:
                relation, after = text_at(book, start + 8)
                name, _ = text_at(book, after)
                if relation in members:
                    parts.append(_Part(name, members[relation], is_hidden=book[start] & 3 != 0))
        return tuple(parts), is_1904

    def _used_rows(self, member: str) -> int:
        """As the sheet declares it; an empty one declares a single row like one of a single row does."""
        with self._archive.open(self._members[member.lower()]) as part:
            head = part.read(HEAD_BYTES)
        for kind, start, end in records(head[:-4]):
            if kind == _DIMENSION and end <= len(head):
                first, last = struct.unpack_from("<2I", head, start)
                if last > first:
                    return int(last - first + 1)
            if end > len(head) - 8:
                break
        whole = self._part(member)
        cells = _cells(scan(whole), whole)
        return int(cells.rows.max() - cells.rows.min() + 1) if len(cells.rows) else 0

    def _strings(self) -> pl.Series:
        """The texts that cells share."""
        texts = []
        for member in self._related("sharedStrings", self._book).values():
            part = self._part(member)
            texts += [text_at(part, start + 1)[0] for kind, start, _ in records(part) if kind == _STRING]
        return pl.Series(texts, dtype=pl.String)

    def _styles(self, *, is_1904: bool) -> Styles:
        codes: dict[int, str] = {}
        numbers: list[int] = []
        for member in self._related("styles", self._book).values():
            part = self._part(member)
            of_cells = False
            for kind, start, _ in records(part):
                of_cells = kind == _BEGIN_STYLES or (of_cells and kind != _END_STYLES)
                if kind == _FORMAT:
                    codes[struct.unpack_from("<H", part, start)[0]] = text_at(part, start + 2)[0]
                elif kind == _STYLE and of_cells:
                    numbers.append(struct.unpack_from("<H", part, start + 2)[0])
        formats = {style: (number, codes.get(number, "")) for style, number in enumerate(numbers)}
        return styles(formats, is_1904=is_1904)


def _cells(scanned: Scanned, part: bytes) -> _Cells:
    """The cells that hold something.

    Raises:
        ValueError: One lies outside any sheet.
    """
    content = np.frombuffer(part, np.uint8)
    is_row = scanned.kinds == _ROW
    row_starts = scanned.starts[is_row]
    numbers = taken(content, row_starts, "<u4").astype(np.int64) + 1
    is_hidden = (taken(content, row_starts + 11, "u1").astype(np.uint8) & 0x10) != 0
    is_cell = (scanned.kinds >= _RK) & (np.cumsum(is_row) > 0)
    starts = scanned.starts[is_cell]
    columns = taken(content, starts, "<u4").astype(np.int64)
    rows = numbers[np.cumsum(is_row)[is_cell] - 1]
    if len(rows) and (rows.max() > MAX_ROWS or columns.max() >= MAX_COLUMNS):
        raise ValueError("a cell lies outside the sheet")
    return _Cells(
        kinds=scanned.kinds[is_cell],
        rows=rows,
        columns=columns,
        styles=taken(content, starts + 4, "<u4").astype(np.int64) & 0xFF_FFFF,
        starts=starts + 8,
        hidden_rows=tuple(numbers[is_hidden].tolist()),
    )


def _grid(part: bytes, strings: pl.Series, by: Styles, sheets: tuple[Sheet, ...], chosen: str) -> Grid:
    scanned = scan(part)
    cells = _cells(scanned, part)
    content = np.frombuffer(part, np.uint8)
    numbers = number_cells(_numbers(cells, content), by)
    texts = [_own_texts(cells, part), _shared_texts(cells, content, strings), _booleans(cells, content)]
    columns = [struct.unpack_from("<2I8xH", part, s) for kind, s, _ in scanned.others if kind == _COLUMNS]
    widest = int(cells.columns.max()) if len(cells.columns) else -1
    hidden_columns = sum(max(min(b, widest) - a + 1, 0) for a, b, flags in columns if flags & 1)
    notes = cell_notes(errors=_errors(cells, content), inexact=numbers.inexact, odd_dates=numbers.odd_dates)
    merged = [struct.unpack_from("<2I", part, s) for kind, s, _ in scanned.others if kind == _MERGED]
    return Grid(
        frame=spread(pl.concat([*texts, numbers.texts])),
        notes=notes + hidden_notes(hidden_columns, sheets),
        sheets=sheets,
        sheet=chosen,
        phone_like=numbers.phone_like,
        merged=tuple((first + 1, last + 1) for first, last in merged),
        hidden_rows=cells.hidden_rows,
        is_filtered=any(kind == _FILTERED for kind, _, _ in scanned.others),
    )


def _of_kinds(cells: _Cells, kinds: Sequence[int]) -> tuple[pl.DataFrame, Places]:
    """Row, column and style of the cells of some kinds, and where their values start."""
    wanted = np.isin(cells.kinds, kinds)
    frame = pl.DataFrame(
        {"row": cells.rows[wanted], "column": cells.columns[wanted], "style": cells.styles[wanted]},
        schema_overrides={"row": pl.UInt32},
    )
    return frame, cells.starts[wanted]


def _numbers(cells: _Cells, content: Bytes) -> pl.DataFrame:
    whole, starts = _of_kinds(cells, (_REAL, _NUMBER_RESULT))
    short, short_starts = _of_kinds(cells, (_RK,))
    real = whole.with_columns(number=pl.Series(taken(content, starts, "<f8"), dtype=pl.Float64))
    packed = short.with_columns(
        number=pl.Series(_unpacked(taken(content, short_starts, "<u4")), dtype=pl.Float64)
    )
    return pl.concat([real, packed])


def _unpacked(packed: npt.NDArray[np.generic]) -> npt.NDArray[np.float64]:
    """`RkNumber`s: 30 bits of a whole number or of a float's upper half, perhaps in hundredths."""
    bits = packed.astype(np.uint32)
    halves = (bits & 0xFFFF_FFFC).astype(np.uint64) << np.uint64(32)
    number = np.where(bits & 2, bits.view(np.int32) >> 2, halves.view(np.float64))
    return np.where(bits & 1, number / 100, number)


def _shared_texts(cells: _Cells, content: Bytes, strings: pl.Series) -> pl.DataFrame:
    frame, starts = _of_kinds(cells, (_SHARED,))
    indices = taken(content, starts, "<u4").astype(np.int64)
    if len(indices) and indices.max() >= len(strings):
        raise ValueError("a text is missing")
    return frame.with_columns(text=strings.gather(pl.Series(indices))).select(NO_CELLS.columns)


def _own_texts(cells: _Cells, part: bytes) -> pl.DataFrame:
    plain, starts = _of_kinds(cells, (_TEXT, _TEXT_RESULT))
    rich, rich_starts = _of_kinds(cells, (RICH_TEXT_CELL,))
    places = [*starts.tolist(), *(rich_starts + 1).tolist()]
    texts = pl.Series([text_at(part, place)[0] for place in places], dtype=pl.String)
    return pl.concat([plain, rich]).with_columns(text=texts).select(NO_CELLS.columns)


def _booleans(cells: _Cells, content: Bytes) -> pl.DataFrame:
    frame, starts = _of_kinds(cells, (_BOOLEAN, _BOOLEAN_RESULT))
    is_true = pl.Series(taken(content, starts, "u1"), dtype=pl.UInt8) != 0
    words = is_true.cast(pl.String).str.to_uppercase()
    return frame.with_columns(text=words).select(NO_CELLS.columns)


def _errors(cells: _Cells, content: Bytes) -> pl.DataFrame:
    frame, starts = _of_kinds(cells, (_ERROR, _ERROR_RESULT))
    codes = pl.Series(taken(content, starts, "u1"), dtype=pl.UInt8)
    names = codes.replace_strict(_ERRORS, default="#ERROR!", return_dtype=pl.String)
    return frame.with_columns(text=names).select(NO_CELLS.columns)
