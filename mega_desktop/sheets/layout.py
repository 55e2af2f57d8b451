"""From cells to a table: empty rows, titles, header, columns, totals. Rows go by; none is held for long."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from mega_desktop.sheets import footer
from mega_desktop.sheets.cleaning import Cleaner
from mega_desktop.sheets.grid import Facts, Source, cell_columns, column_letters, counted, some_rows
from mega_desktop.sheets.headers import LOOKED_AT, find_header, name_columns
from mega_desktop.sheets.kinds import EXPONENT, kinds_of, says_phone
from mega_desktop.sheets.storing import store, stored
from mega_desktop.sheets.table import ROW, Column, ColumnKind, FileProblem, LeftOut, Note
from mega_desktop.sheets.tally import Gaps, Tally

MOST_ROWS = 5_000_000
HEADING_ROWS = 20
HEADING_CHARACTERS = 500


@dataclass(frozen=True)
class LaidOut:
    """A sheet whose cells are on the disk; the attributes mean what they mean in `Table`."""

    header_row: int
    first_row: int
    rows: int
    columns: tuple[Column, ...]
    notes: tuple[Note, ...]
    heading: tuple[tuple[int, tuple[str, ...]], ...]
    left_out: tuple[LeftOut, ...]


def lay_out(source: Source, header_row: int | None, left_out: Collection[LeftOut], target: Path) -> LaidOut:
    """Finds the header (unless `header_row` names it, 0 for none) and writes the data rows to `target`.

    Args:
        left_out: Kinds of rows that are not to be in the table.

    Raises:
        FileProblem: There is nothing in the sheet, or too much.
        StartAgain: As the source said.
    """
    cleaner = Cleaner()
    pieces = (_filled(cleaner.clean(piece)) for piece in source.pieces())
    top, frames = _top(pieces, header_row or 0)
    if header_row is None:
        header_row = _header_row(top)
    data = _Data(cell_columns(top), header_row, _Leaving(left_out, source))
    store(data.rows(frames), top.schema, target)
    facts = source.facts()
    columns, header_notes = _columns(data.tally, _row_at(top, header_row), header_row)
    notes = (
        *_title_note(top, header_row),
        *header_notes,
        *_empty_row_note(data),
        *data.leaving.hidden_note(facts),
        *_merged_note(facts, data.tally),
        *cleaner.notes(),
        *_stored_note(columns, facts),
        *_lost_digits_note(target, columns),
        *data.leaving.footer_note(),
    )
    return LaidOut(
        header_row,
        data.tally.first_row or header_row + 1,
        data.tally.rows,
        columns,
        notes,
        _heading(top, columns),
        data.leaving.found(),
    )


def _filled(frame: pl.DataFrame) -> pl.DataFrame:
    """Without the rows that hold nothing."""
    names = cell_columns(frame)
    if any(not frame[name].null_count() for name in names):
        return frame  # a filter copies every cell
    has_value = pl.any_horizontal(pl.col(names).is_not_null()) if names else pl.lit(value=False)
    return frame.filter(has_value)


def _top(frames: Iterator[pl.DataFrame], needed: int) -> tuple[pl.DataFrame, Iterator[pl.DataFrame]]:
    """Enough of the first filled rows to find the header among, and all the frames again."""
    taken: list[pl.DataFrame] = []
    height = last = 0
    for frame in frames:
        taken.append(frame)
        height += frame.height
        last = frame[ROW][-1] if frame.height else last
        if height >= LOOKED_AT and last >= needed:
            break
    if not height:
        raise FileProblem(
            "This sheet is empty: there are no leads in it.", "Choose another sheet or another file."
        )
    top = pl.concat(taken).filter((pl.int_range(pl.len()) < LOOKED_AT) | (pl.col(ROW) <= needed))
    return top, itertools.chain(taken, frames)


class _Leaving:
    """The rows that are no leads, or that the file hides, and whether they are left out."""

    def __init__(self, left_out: Collection[LeftOut], source: Source) -> None:
        self._left_out = left_out
        self._all_hidden = pl.Series(source.facts().hidden_rows, dtype=pl.UInt32)
        self._hidden: list[pl.Series] = []
        self._footer = pl.Series([], dtype=pl.UInt32)

    def without_hidden(self, frame: pl.DataFrame) -> pl.DataFrame:
        if self._all_hidden.is_empty():
            return frame
        is_hidden = frame[ROW].is_in(self._all_hidden.implode())
        self._hidden.append(frame[ROW].filter(is_hidden))
        return frame.filter(~is_hidden) if LeftOut.HIDDEN_ROWS in self._left_out else frame

    def without_footer(self, end: pl.DataFrame) -> pl.DataFrame:
        used = [name for name in cell_columns(end) if end[name].count()]
        length = footer.footer_length(end.select(used).rows())
        self._footer = end[ROW].tail(length)
        return end.head(end.height - length) if LeftOut.FOOTER_ROWS in self._left_out else end

    def found(self) -> tuple[LeftOut, ...]:
        """Kinds of rows that were left out."""
        is_there = {LeftOut.HIDDEN_ROWS: self._hidden_rows().len(), LeftOut.FOOTER_ROWS: self._footer.len()}
        return tuple(kind for kind in LeftOut if kind in self._left_out and is_there[kind])

    def hidden_note(self, facts: Facts) -> tuple[Note, ...]:
        hidden = self._hidden_rows()
        if hidden.is_empty():
            return ()
        rows = counted(hidden.len(), "row is", "rows are")
        why = " by a filter" if facts.is_filtered else ""
        what = "left out" if LeftOut.HIDDEN_ROWS in self._left_out else "read all the same"
        text = f"{rows} hidden in the file{why} and {what}"
        return (Note(LeftOut.HIDDEN_ROWS, text, some_rows(hidden), warn=True),)

    def footer_note(self) -> tuple[Note, ...]:
        if self._footer.is_empty():
            return ()
        what = "left out" if LeftOut.FOOTER_ROWS in self._left_out else "read as leads all the same"
        rows = counted(self._footer.len(), "row at the end is", "rows at the end are")
        text = f"{rows} a total or a closing line, no lead: {what}"
        return (Note(LeftOut.FOOTER_ROWS, text, some_rows(self._footer), warn=True),)

    def _hidden_rows(self) -> pl.Series:
        return pl.concat(self._hidden) if self._hidden else pl.Series([], dtype=pl.UInt32)


class _Data:
    """The rows below the header, as they go by."""

    def __init__(self, names: Sequence[str], header_row: int, leaving: _Leaving) -> None:
        self.tally = Tally(names)
        self.gaps = Gaps()
        self.leaving = leaving
        self._header_row = header_row

    def rows(self, frames: Iterator[pl.DataFrame]) -> Iterator[pl.DataFrame]:
        """All of them; the last few are held back, since only the end of the sheet tells a footer."""
        held: pl.DataFrame | None = None
        for frame in frames:
            below = frame.slice(int(frame[ROW].search_sorted(self._header_row, side="right")))
            self.gaps.add(below[ROW])
            below = self.leaving.without_hidden(below)
            held = below if held is None else pl.concat([held, below])
            if held.height > footer.LOOKED_AT:
                yield self._counted(held.head(-footer.LOOKED_AT))
                held = held.tail(footer.LOOKED_AT)
        if held is not None and held.height:
            yield self._counted(self.leaving.without_footer(held))

    def _counted(self, frame: pl.DataFrame) -> pl.DataFrame:
        self.tally.add(frame)
        if self.tally.rows > MOST_ROWS:
            raise FileProblem(
                f"There are more than {MOST_ROWS:,} rows in it.", "Split it into smaller files."
            )
        return frame


def _header_row(top: pl.DataFrame) -> int:
    position = find_header(top.drop(ROW).rows())
    return 0 if position is None else int(top[ROW][position])


def _row_at(top: pl.DataFrame, number: int) -> dict[str, str | None]:
    row = top.filter(pl.col(ROW) == number)
    return row.drop(ROW).row(0, named=True) if row.height else {}


def _columns(
    tally: Tally, header: dict[str, str | None], header_row: int
) -> tuple[tuple[Column, ...], tuple[Note, ...]]:
    """The columns that have a name or a value, and what had to be done to name them."""
    used = [name for name in tally.names if tally.filled(name) or header.get(name)]
    indices = [int(name.removeprefix("c")) for name in used]
    if header_row:
        headers, notes = name_columns(indices, [header.get(name) for name in used])
    else:
        headers, notes = tuple(f"Column {column_letters(index)}" for index in indices), _no_header_note()
    kinds = kinds_of([tally.sample(name) for name in used], headers)
    columns = (
        Column(index, header, name, kind, tally.filled(name))
        for index, header, name, kind in zip(indices, headers, used, kinds, strict=True)
    )
    return tuple(columns), notes


def _heading(top: pl.DataFrame, columns: Sequence[Column]) -> tuple[tuple[int, tuple[str, ...]], ...]:
    rows = top.head(HEADING_ROWS).select(ROW, *(c.name for c in columns)).iter_rows()
    return tuple((row[0], tuple((cell or "")[:HEADING_CHARACTERS] for cell in row[1:])) for row in rows)


def _no_header_note() -> tuple[Note, ...]:
    text = "No row with column names was found; the columns are called by their letters"
    return (Note("no_header", text, warn=True),)


def _title_note(top: pl.DataFrame, header_row: int) -> tuple[Note, ...]:
    above = top.filter(pl.col(ROW) < header_row)[ROW]
    if above.is_empty():
        return ()
    rows = counted(above.len(), "row above the header", "rows above the header")
    return (Note("title_rows", f"{rows} left out", some_rows(above)),)


def _empty_row_note(data: _Data) -> tuple[Note, ...]:
    """Rows without any value between the first and the last row below the header."""
    if not data.tally.rows:
        return (Note("no_rows", "There are no rows below the header", warn=True),)
    if not data.gaps.count:
        return ()
    rows = counted(data.gaps.count, "empty row", "empty rows")
    return (Note("empty_rows", f"{rows} left out", tuple(data.gaps.rows)),)


def _merged_note(facts: Facts, tally: Tally) -> tuple[Note, ...]:
    """Merged cells among the data: only the first of them holds the value."""
    rows = sorted({first for first, last in facts.merged if tally.rows and last >= tally.first_row})
    if not rows:
        return ()
    areas = counted(len(rows), "row has", "rows have")
    text = f"{areas} merged cells; the value counts for the first row or column only"
    return (Note("merged_cells", text, tuple(rows[:100]), warn=True),)


def _stored_note(columns: Sequence[Column], facts: Facts) -> tuple[Note, ...]:
    """Phone numbers that were stored as numbers."""
    count = sum(facts.phone_like.get(c.name, 0) for c in columns if c.kind is ColumnKind.PHONE)
    if not count:
        return ()
    numbers = counted(count, "phone number was", "phone numbers were")
    return (Note("numbers_as_text", f"{numbers} stored as numbers; read as text"),)


def _lost_digits_note(target: Path, columns: Sequence[Column]) -> tuple[Note, ...]:
    """Long numbers that a narrow column once turned into something like 1.2E+10."""
    numeric = {ColumnKind.PHONE, ColumnKind.NUMBER}
    suspects = [c.name for c in columns if c.filled and (c.kind in numeric or says_phone(c.header))]
    if not suspects:
        return ()
    cells = stored(target)
    has_any = cells.select(pl.col(suspects).str.contains(EXPONENT).any()).collect().row(0, named=True)
    columns_with_any = [name for name, has in has_any.items() if has]
    if not columns_with_any:
        return ()
    is_damaged = pl.any_horizontal(pl.col(columns_with_any).str.contains(EXPONENT))
    damaged = cells.filter(is_damaged).select(ROW).collect()[ROW]
    rows = counted(damaged.len(), "row holds", "rows hold")
    text = f"{rows} a number like 1.2E+10: its last digits are lost, so it cannot be sent as a phone number"
    return (Note("lost_digits", text, some_rows(damaged), warn=True),)
