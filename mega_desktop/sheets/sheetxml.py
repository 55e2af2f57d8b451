"""What calamine does not tell about a sheet, searched for in the sheet's own XML.

calamine gives values only: where the used area begins, which cells hold errors, booleans or formulas
never calculated, which rows are hidden, and how numbers are formatted is lost. The XML is searched
block by block with regular expressions for exactly these, beside the reading itself; ordinary cells
are never taken apart here. Cells follow ECMA-376 part 1, 18.3.1.4.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO

import polars as pl

from mega_desktop.sheets.cell_notes import NO_CELLS
from mega_desktop.sheets.grid import column_index
from mega_desktop.sheets.number_formats import Format

BLOCK_BYTES = 2**21
MAX_CELL_BYTES = 2**23
"""Nobody's cell is that long: the rest of one that is holds nothing to be searched for."""


@dataclass(frozen=True)
class Marks:
    """What was found beside the values.

    Attributes:
        first_column: Index of the first column that holds anything.
        texts: Cells (row, column, text) whose text calamine gives otherwise than a person sees it.
        numbers: Numbers that calamine would round, likewise; cells formatted as dates may be among them.
        errors, uncalculated: Cells with an error, with a formula but no value.
        inexact: Cells with a number of more than 15 digits.
        phone_like: Column index → cells that hold a number of 7 to 15 whole digits.
        merged: First and last row of each merged area.
    """

    first_column: int = 0
    texts: pl.DataFrame = field(default_factory=NO_CELLS.clone)
    numbers: pl.DataFrame = field(default_factory=NO_CELLS.clone)
    errors: pl.DataFrame = field(default_factory=NO_CELLS.clone)
    uncalculated: pl.DataFrame = field(default_factory=NO_CELLS.clone)
    inexact: pl.DataFrame = field(default_factory=NO_CELLS.clone)
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: int = 0
    phone_like: Mapping[int, int] = field(default_factory=dict)
    merged: tuple[tuple[int, int], ...] = ()


class _Patterns:
    """The expressions for one file; some writers put a namespace prefix before every name.

    Those that are strings are searched for by polars, several times faster than Python does.
    """

    def __init__(self, p: str, styles: Mapping[int, Format]) -> None:
        ref = rf'<{p}c r="(?P<column>[A-Z]{{1,3}})(?P<row>\d{{1,7}})"'
        formula = rf"(?:<{p}f[^>]*/>|<{p}f[^>]*>[^<]*</{p}f>)"
        value = rf"{formula}?<{p}v>"
        number = rf'{ref}(?: (?:s="\d+"|t="n"))*>{value}'
        shown = rf'{ref}(?: t="n")? s="(?P<style>{"|".join(map(str, styles))})"(?: t="n")?>{value}'
        self.error = rf'{ref}[^>]* t="e"[^>]*>{value}(?P<text>[^<]*)'
        self.boolean = rf'{ref}[^>]* t="b"[^>]*>{value}(?P<text>[01])<'
        self.number = rf"{number}(?P<text>-?\d[\d.]*[eE][-+]?\d+|-?\d[\d.]{{6,}})<"
        self.styled = rf"{shown}(?P<text>\d{{1,15}})(?:\.0)?<" if styles else ""
        self.uncalculated = rf"{ref}[^>]*>{formula}(?:<{p}v ?/>|<{p}v></{p}v>)?(?P<text></{p}c>)"
        self.formula = f"<{p}f".encode()
        self.row = f"<{p}row ".encode()
        self.cell = f"<{p}c ".encode()
        self.in_a = re.compile(rf'<{p}c r="A\d+"[^>/]*><{p}[vfi]'.encode())
        self.letters = re.compile(rf'<{p}c r="([A-Z]{{1,3}})\d+"[^>/]*><{p}[vfi]'.encode())
        hidden = '(?=[^>]* hidden="(?:1|true)")'
        self.hidden_row = re.compile(rf'<{p}row{hidden}[^>]*? r="(\d+)"'.encode())
        self.hidden_column = re.compile(rf'<{p}col{hidden}[^>]* min="(\d+)" max="(\d+)"'.encode())
        self.merged = re.compile(rf'<{p}mergeCell ref="[A-Z]+(\d+):[A-Z]+(\d+)"'.encode())


def search(part: IO[bytes], styles: Mapping[int, Format], progress: Callable[[int], None]) -> Marks:
    """Searches one sheet.

    Args:
        part: The sheet's XML.
        styles: Cell style → how it shows whole numbers.
        progress: Told the bytes that have been searched.
    """
    first = part.read(BLOCK_BYTES)
    named = re.search(rb"<(\w+:)?sheetData[ >/]", first)
    patterns = _Patterns((named[1] or b"").decode() if named else "", styles)
    findings = _Findings(patterns, styles)
    done = 0
    for block in _blocks(first, part, patterns):
        findings.take(block)
        done += len(block)
        progress(done)
    return findings.marks()


def _blocks(block: bytes, part: IO[bytes], patterns: _Patterns) -> Iterator[bytes]:
    """Pieces of the XML that end between two cells."""
    while following := part.read(BLOCK_BYTES):
        cut = max(block.rfind(patterns.cell), block.rfind(patterns.row), 0)
        if cut:
            yield block[:cut]
        block = following if len(block) - cut > MAX_CELL_BYTES else block[cut:] + following
    yield block


class _Findings:
    """Collects what the blocks of one sheet hold."""

    def __init__(self, patterns: _Patterns, styles: Mapping[int, Format]) -> None:
        self._patterns = patterns
        self._styles = styles
        self._in_a = False
        self._letters: set[bytes] = set()
        self._cells: dict[str, list[pl.DataFrame]] = {}
        self._phone_like: Counter[int] = Counter()
        self._hidden_rows: list[int] = []
        self._hidden_columns = 0
        self._merged: list[tuple[int, int]] = []

    def take(self, block: bytes) -> None:
        """Adds what `block` holds; each search is only made where a plain one says it may find something."""
        p = self._patterns
        self._in_a = self._in_a or p.in_a.search(block) is not None
        if not self._in_a:
            self._letters.update(p.letters.findall(block))
        text = pl.Series([block]).cast(pl.String, strict=False)
        self._take_numbers(_cells(text, p.number))
        if p.styled:
            self._add("texts", self._formatted(_cells(text, p.styled)))
        if b't="e"' in block:
            self._add("errors", _cells(text, p.error))
        if b't="b"' in block:
            words = pl.col("text").replace({"1": "TRUE", "0": "FALSE"})
            self._add("texts", _cells(text, p.boolean).with_columns(words))
        if p.formula in block:
            self._add("uncalculated", _cells(text, p.uncalculated))
        if b"hidden=" in block:
            self._hidden_rows.extend(int(row) for row in p.hidden_row.findall(block))
            self._hidden_columns += sum(int(b) - int(a) + 1 for a, b in p.hidden_column.findall(block))
        if b"mergeCell " in block:
            self._merged.extend((int(a), int(b)) for a, b in p.merged.findall(block))

    def _add(self, name: str, cells: pl.DataFrame) -> None:
        if cells.height:
            self._cells.setdefault(name, []).append(cells.select(NO_CELLS.columns))

    def _take_numbers(self, cells: pl.DataFrame) -> None:
        text = pl.col("text")
        phones = cells.filter(text.str.contains(r"^\d{7,15}(\.0)?$"))
        self._phone_like.update(dict(phones["column"].value_counts().iter_rows()))
        exponents = cells.filter(text.str.contains(r"[eE]|^-?\d{16}"))
        self._add("inexact", exponents.filter(text.cast(pl.Float64).abs() >= 1e15))
        self._add("numbers", _rewritten(exponents, _exponent))
        decimals = cells.filter(text.str.contains(r"\.\d{10}") & ~text.str.contains("[eE]"))
        self._add("numbers", _rewritten(decimals, _fifteen_digits))

    def _formatted(self, cells: pl.DataFrame) -> pl.DataFrame:
        """The cells as their number format shows them; each distinct value is worked out once."""
        distinct = cells.select("style", "text").unique()
        shown = [self._styles[int(style)](int(text)) for style, text in distinct.iter_rows()]
        distinct = distinct.with_columns(pl.Series("shown", shown, dtype=pl.String))
        joined = cells.join(distinct, on=["style", "text"], maintain_order="left")
        return joined.with_columns(text=pl.col("shown"))

    def marks(self) -> Marks:
        """All that was found."""
        letters = [b"A"] if self._in_a or not self._letters else self._letters
        return Marks(
            first_column=min(column_index(name.decode()) for name in letters),
            hidden_rows=tuple(self._hidden_rows),
            hidden_columns=self._hidden_columns,
            phone_like=self._phone_like,
            merged=tuple(self._merged),
            **{name: pl.concat(cells) for name, cells in self._cells.items()},
        )


def _cells(text: pl.Series, pattern: str) -> pl.DataFrame:
    """The cells that `pattern` finds, a column a group of it; columns of the sheet by their index."""
    # Only the outermost match is wanted first: groups would be worked out for every cell otherwise.
    bare = re.sub(r"\?P<\w+>", "?:", pattern)
    found = (
        text.str.extract_all(bare).explode(empty_as_null=False).str.extract_groups(pattern).struct.unnest()
    )
    letters = found["column"].unique()
    indices = pl.Series([column_index(name) for name in letters], dtype=pl.Int64)
    column = pl.col("column").replace_strict(letters, indices, return_dtype=pl.Int64)
    return found.with_columns(pl.col("row").cast(pl.UInt32), column)


def _rewritten(cells: pl.DataFrame, write: Callable[[str], str]) -> pl.DataFrame:
    return cells.with_columns(pl.Series("text", [write(text) for text in cells["text"]], dtype=pl.String))


def _fifteen_digits(text: str) -> str:
    """What spreadsheet programs keep of a number: 0.1 + 0.2 is 0.3."""
    return f"{float(text):.15g}".upper()


def _exponent(text: str) -> str:
    """A number written with an exponent as others are where it fits, else as spreadsheets show it."""
    number = float(text)
    if abs(number) < 1e15:
        return _fifteen_digits(text)
    return repr(number).upper() if "e" in repr(number) else f"{number:.0f}"
