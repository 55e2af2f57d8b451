"""From cells to a table: empty rows, titles, header, columns, totals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from mega_desktop.sheets.cleaning import clean
from mega_desktop.sheets.grid import Grid, cell_columns, column_letters, counted, some_rows
from mega_desktop.sheets.headers import LOOKED_AT, find_header, name_columns
from mega_desktop.sheets.kinds import EXPONENT, kind_of, says_phone
from mega_desktop.sheets.table import ROW, Column, ColumnKind, FileProblem, Note

HEADING_ROWS = 20
HEADING_CHARACTERS = 500
FOOTER_ROWS = 12
_FOOTER = (
    r"(?i)^\s*((grand|sub)[- ]?totals?|totals?|sum|summe|gesamt(summe)?|insgesamt)\b[^@]*$"
    r"|^\s*(copyright\b|©|confidential information|generated (by|on|at)\b|records? (found|returned))"
)


@dataclass(frozen=True)
class LaidOut:
    """A sheet whose header has been found; the attributes mean what they mean in `Table`."""

    frame: pl.DataFrame
    header_row: int
    first_row: int
    columns: tuple[Column, ...]
    notes: tuple[Note, ...]
    heading: tuple[tuple[int, tuple[str, ...]], ...]


def lay_out(grid: Grid, header_row: int | None) -> LaidOut:
    """Finds the header (unless `header_row` names it, 0 for none) and makes the columns.

    Raises:
        FileProblem: There is nothing in the sheet.
    """
    frame, cleaning_notes = clean(grid.frame)
    filled = frame.filter(_has_value(frame))
    if filled.is_empty():
        raise FileProblem(
            "This sheet is empty: there are no leads in it.", "Choose another sheet or another file."
        )
    header_row = _header_row(filled) if header_row is None else header_row
    data = filled.filter(pl.col(ROW) > header_row)
    header = _row_at(filled, header_row)
    used = _used_columns(data, header)
    names, header_notes = name_columns([_index(n) for n in used], [header.get(n) for n in used])
    if header_row == 0:
        names, header_notes = tuple(f"Column {column_letters(_index(n))}" for n in used), _no_header_note()
    data = data.select(ROW, *used)
    columns = _columns(data, used, names)
    notes = (
        *_title_note(filled, header_row),
        *header_notes,
        *_empty_row_note(frame, data),
        *_merged_note(grid, data),
        *cleaning_notes,
        *_stored_note(columns, grid),
        *_lost_digits_note(data, columns),
        *_footer_note(data),
    )
    first_row = data[ROW][0] if data.height else header_row + 1
    return LaidOut(data, header_row, first_row, columns, notes, _heading(filled, used))


def _has_value(frame: pl.DataFrame) -> pl.Expr:
    names = cell_columns(frame)
    return pl.any_horizontal(pl.col(n).is_not_null() for n in names) if names else pl.lit(value=False)


def _header_row(filled: pl.DataFrame) -> int:
    top = filled.head(LOOKED_AT)
    position = find_header(top.drop(ROW).rows())
    return 0 if position is None else int(top[ROW][position])


def _row_at(filled: pl.DataFrame, number: int) -> dict[str, str | None]:
    row = filled.filter(pl.col(ROW) == number)
    return row.drop(ROW).row(0, named=True) if row.height else {}


def _used_columns(data: pl.DataFrame, header: dict[str, str | None]) -> tuple[str, ...]:
    """The columns that have a name or a value."""
    names = cell_columns(data)
    counts = data.select(pl.col(n).count() for n in names).row(0)
    return tuple(name for name, count in zip(names, counts, strict=True) if count or header.get(name))


def _index(name: str) -> int:
    return int(name.removeprefix("c"))


def _columns(data: pl.DataFrame, used: Sequence[str], names: Sequence[str]) -> tuple[Column, ...]:
    return tuple(
        Column(_index(name), header, name, kind_of(data[name], header), data[name].count())
        for name, header in zip(used, names, strict=True)
    )


def _heading(filled: pl.DataFrame, used: Sequence[str]) -> tuple[tuple[int, tuple[str, ...]], ...]:
    top = filled.head(HEADING_ROWS).select(ROW, *used)
    return tuple(
        (row[0], tuple((cell or "")[:HEADING_CHARACTERS] for cell in row[1:])) for row in top.iter_rows()
    )


def _no_header_note() -> tuple[Note, ...]:
    text = "No row with column names was found; the columns are called by their letters"
    return (Note("no_header", text, warn=True),)


def _title_note(filled: pl.DataFrame, header_row: int) -> tuple[Note, ...]:
    above = filled.filter(pl.col(ROW) < header_row)[ROW]
    if above.is_empty():
        return ()
    rows = counted(above.len(), "row above the header", "rows above the header")
    return (Note("title_rows", f"{rows} left out", some_rows(above)),)


def _empty_row_note(frame: pl.DataFrame, data: pl.DataFrame) -> tuple[Note, ...]:
    """Rows without any value between the first and the last row of data."""
    if data.is_empty():
        return (Note("no_rows", "There are no rows below the header", warn=True),)
    between = frame.filter(pl.col(ROW).is_between(data[ROW][0], data[ROW][-1]))
    empty = between.filter(~_has_value(between))[ROW]
    if empty.is_empty():
        return ()
    rows = counted(empty.len(), "empty row", "empty rows")
    return (Note("empty_rows", f"{rows} left out", some_rows(empty)),)


def _merged_note(grid: Grid, data: pl.DataFrame) -> tuple[Note, ...]:
    """Merged cells among the data: only the first of them holds the value."""
    if data.is_empty():
        return ()
    rows = sorted({first for first, last in grid.merged if last >= data[ROW][0]})
    if not rows:
        return ()
    areas = counted(len(rows), "row has", "rows have")
    text = f"{areas} merged cells; the value counts for the first row or column only"
    return (Note("merged_cells", text, tuple(rows[:100]), warn=True),)


def _stored_note(columns: Sequence[Column], grid: Grid) -> tuple[Note, ...]:
    """Phone numbers that were stored as numbers."""
    stored = sum(grid.phone_like.get(c.name, 0) for c in columns if c.kind is ColumnKind.PHONE)
    if not stored:
        return ()
    numbers = counted(stored, "phone number was", "phone numbers were")
    return (Note("numbers_as_text", f"{numbers} stored as numbers; read as text"),)


def _lost_digits_note(data: pl.DataFrame, columns: Sequence[Column]) -> tuple[Note, ...]:
    """Long numbers that a narrow column once turned into something like 1.2E+10."""
    numeric = {ColumnKind.PHONE, ColumnKind.NUMBER}
    suspects = [c.name for c in columns if c.kind in numeric or says_phone(c.header)]
    if not suspects:
        return ()
    damaged = data.filter(pl.any_horizontal(pl.col(n).str.contains(EXPONENT) for n in suspects))[ROW]
    if damaged.is_empty():
        return ()
    rows = counted(damaged.len(), "row holds", "rows hold")
    text = f"{rows} a number like 1.2E+10: its last digits are lost, so it cannot be sent as a phone number"
    return (Note("lost_digits", text, some_rows(damaged), warn=True),)


def _footer_note(data: pl.DataFrame) -> tuple[Note, ...]:
    end = data.tail(FOOTER_ROWS)
    names = cell_columns(end)
    if not names or end.is_empty():
        return ()
    first = pl.coalesce(pl.col(n) for n in names)
    rows = end.filter(first.str.contains(_FOOTER))[ROW]
    if rows.is_empty():
        return ()
    text = f"{counted(rows.len(), 'row looks', 'rows look')} like a total or a footer, not like a lead"
    return (Note("footer_rows", text, some_rows(rows), warn=True),)
