"""Separated text (csv, tsv, semicolons, pipes), read in pieces: polars takes them apart, once looked at.

Polars neither counts the cells of a row nor minds a quotation mark that is never closed, so every piece's
structure is examined first, on another processor core while the piece before is taken apart. Whatever is
not plain UTF-8 is written anew as such; files whose quotation marks are not in order go line by line.
"""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NoReturn, Self

import numpy as np
import polars as pl

from mega_desktop.sheets.grid import PIECE_ROWS, Facts, Piece, Source, StartAgain, Step
from mega_desktop.sheets.recognise import damaged
from mega_desktop.sheets.table import ROW, FileProblem, Note
from mega_desktop.sheets.text.careful import read_carefully, single_quoted
from mega_desktop.sheets.text.encoding import Text, as_utf8
from mega_desktop.sheets.text.ragged import CellCounts
from mega_desktop.sheets.text.separators import LOOKED_AT, announced_separator, sniff_separator
from mega_desktop.sheets.text.structure import Structure, cells_of_records, examine, records_of, whole_records

FIRST_PIECE_BYTES = 2**18
PIECE_BYTES = 2**23
LARGE_BYTES = 2**22
MOST_PIECE_BYTES = 2**28
"""A quoted cell that goes on for longer is a quotation mark that nobody closed."""

USUAL_WIDTH = 100
AHEAD = 3
"""Pieces in hand at once: the one that is taken apart, and others to keep a second core busy."""

MAX_COLUMNS = 16_384
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class _Examined:
    """A piece of the file, what is known of it, and where it ends."""

    content: bytes
    structure: Structure
    end: int


class SeparatedText:
    """A text file as a `Source`. To be closed at the end.

    Args:
        scratch: Where a UTF-8 copy may be put meanwhile.
        encoding, separator: What the person chose; None finds them.

    Raises:
        FileProblem: It is not written in the chosen encoding.
    """

    def __init__(
        self, path: Path, scratch: Path, encoding: str | None, separator: str | None, step: Step
    ) -> None:
        self._path = path
        self._scratch = scratch
        self._chosen_separator = separator
        self._step = step
        self._text = None if encoding is None else as_utf8(path, scratch, encoding)
        self._is_careful = False
        self._width = 0
        self._facts = Facts()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._scratch.unlink(missing_ok=True)

    def facts(self) -> Facts:
        return self._facts

    def pieces(self) -> Iterator[Piece]:
        """All records.

        Raises:
            StartAgain: It is not plain UTF-8, not sound, or wider than it seemed.
            FileProblem: It is not text, or has too many columns.
        """
        source = self._text.source if self._text else self._path
        self._step(5, f"Reading {self._path.name}")
        with source.open("rb") as file:
            skip, separator = self._before_records(file.read(FIRST_PIECE_BYTES))
            self._conclude(separator, ())
            if self._is_careful:
                yield from self._careful_pieces(source, separator, skip)
                return
            file.seek(skip)
            counts = CellCounts()
            for examined in self._examined(file, separator):
                yield self._taken_apart(examined, separator, counts)
        self._conclude(separator, counts.notes())

    def beginning(self) -> Source | None:
        """The first rows alone, as a source of their own; None where the whole is read as quickly."""
        return _Beginning(self) if self._path.stat().st_size >= LARGE_BYTES else None

    @property
    def is_careful(self) -> bool:
        """Read line by line, because its quotation marks are not in order."""
        return self._is_careful

    def _before_records(self, start: bytes) -> tuple[int, str]:
        """How many bytes stand before the first record, and the separator."""
        mark = len(_BOM) if start.startswith(_BOM) else 0
        lines = start[mark:].decode("utf-8", errors="replace").splitlines(keepends=True)
        announced = announced_separator(lines[0]) if lines else None
        skip = mark + (start.find(b"\n", mark) + 1 - mark if announced else 0)
        separator = self._chosen_separator or announced or sniff_separator(lines)
        if not self._is_careful and single_quoted(lines[:LOOKED_AT], separator):
            self._go_carefully()
        return skip, separator

    def _examined(self, file: BinaryIO, separator: str) -> Iterator[_Examined]:
        """The pieces of the file; some are examined while the one before them is used."""
        waiting: deque[tuple[bytes, int, Future[Structure]]] = deque()
        with ThreadPoolExecutor(AHEAD) as beside:
            while True:
                while len(waiting) < (AHEAD if self._width else 1) and (content := self._next(file)):
                    waiting.append((content, file.tell(), beside.submit(examine, content, separator)))
                if not waiting:
                    return
                content, end, structure = waiting.popleft()
                yield _Examined(content, structure.result(), end)

    def _next(self, file: BinaryIO) -> bytes:
        """The next whole records; nothing at the end."""
        start = file.tell()
        size = FIRST_PIECE_BYTES
        if self._width:
            size = max(PIECE_BYTES * USUAL_WIDTH // max(self._width, USUAL_WIDTH), FIRST_PIECE_BYTES)
        content = file.read(size)
        while len(content) >= size and not (end := whole_records(content)):
            if size >= MOST_PIECE_BYTES:
                self._go_carefully()
            size *= 4
            content += file.read(size - len(content))
        if len(content) >= size:
            content = content[:end]
            file.seek(start + end)
        return content

    def _taken_apart(self, examined: _Examined, separator: str, counts: CellCounts) -> Piece:
        structure = examined.structure
        if not structure.is_plain and self._text is None:
            self._write_anew()
        if not structure.is_sound:
            self._go_carefully()
        self._width = self._width or self._widest(examined.content, separator)
        frame = self._frame(examined.content, separator)
        is_clean = structure.is_clean
        if frame.height == structure.lines and not frame.to_series(-1).null_count():
            counts.add_equal(self._width, frame.height)  # each line is a record with a last cell
        else:
            is_clean &= self._count_cells(examined.content, separator, frame.height, counts)
        size = max(self._path.stat().st_size, 1)
        self._step(5 + min(70 * examined.end // size, 70), f"Reading {self._path.name}")
        first = counts.records - frame.height + 1
        return Piece(frame.with_row_index(ROW, offset=first), is_clean)

    def _count_cells(self, content: bytes, separator: str, height: int, counts: CellCounts) -> bool:
        """Counts the cells of the records, and says whether quoted ones are free of carriage returns."""
        records = records_of(content, separator)
        if records.count != height:
            self._go_carefully()
        if records.separators == height * (self._width - 1):
            counts.add_equal(self._width, height)
        else:
            counts.add(cells_of_records(content, separator))
        return not records.has_quoted_return

    def _frame(self, content: bytes, separator: str) -> pl.DataFrame:
        try:
            return pl.read_csv(
                content,
                has_header=False,
                separator=separator,
                schema={f"c{index}": pl.String for index in range(self._width)},
                missing_columns="insert",  # the first record may be a short one
                extra_columns="raise",
            )
        except pl.exceptions.PolarsError as error:
            widest = self._widest(content, separator)
            if widest <= self._width:
                self._write_anew()
            self._width = self._widest_of_all(separator)
            raise StartAgain from error

    def _widest_of_all(self, separator: str) -> int:
        """Cells of the widest record of the whole file, so that it is started again but once."""
        source = self._text.source if self._text else self._path
        with source.open("rb") as file:
            file.seek(self._before_records(file.read(FIRST_PIECE_BYTES))[0])
            widest = self._width
            for examined in self._examined(file, separator):
                if not examined.structure.is_sound:
                    self._go_carefully()
                widest = max(widest, self._widest(examined.content, separator))
        return widest

    def _widest(self, content: bytes, separator: str) -> int:
        widest = int(cells_of_records(content, separator).max())
        if widest > MAX_COLUMNS:
            raise FileProblem(
                f"{self._path.name} has a row with {widest:,} cells, more than a spreadsheet has columns.",
                "Open it in Excel, check how its columns are separated and save it as .xlsx.",
            )
        return widest

    def _write_anew(self) -> NoReturn:
        if self._text is not None:
            raise damaged(self._path.name, "not plain after all")
        self._text = as_utf8(self._path, self._scratch, None)
        raise StartAgain

    def _go_carefully(self) -> NoReturn:
        self._text = self._text or as_utf8(self._path, self._scratch, None)
        self._is_careful = True
        raise StartAgain

    def _careful_pieces(self, source: Path, separator: str, skip: int) -> Iterator[Piece]:
        announced_lines = 1 if skip > len(_BOM) else 0
        frame, cells, notes = read_carefully(source, separator, announced_lines)
        counts = CellCounts()
        counts.add(cells.to_numpy().astype(np.int64))
        for piece in frame.iter_slices(PIECE_ROWS):
            yield Piece(piece)
        self._conclude(separator, notes + counts.notes())

    def _conclude(self, separator: str, notes: tuple[Note, ...]) -> None:
        text = self._text or Text(self._path, "utf-8")
        self._facts = Facts(
            notes=text.notes + notes,
            encoding=text.encoding,
            encodings=text.encodings,
            separator=separator,
        )


class _Beginning:
    """The first piece of a text file as a `Source`."""

    def __init__(self, text: SeparatedText) -> None:
        self._text = text

    def pieces(self) -> Iterator[Piece]:
        if not self._text.is_careful:
            yield from itertools.islice(self._text.pieces(), 1)

    def facts(self) -> Facts:
        return self._text.facts()
