"""What there is to say about the cells and sheets of a workbook, in words that all its formats share.

Cells are frames with the columns "row" (Excel's number), "column" (index) and "text".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import polars as pl

from mega_desktop.sheets.grid import counted, some_rows
from mega_desktop.sheets.table import Note, Sheet

# As Excel names them in English, German, French, Spanish, Portuguese and Italian (Dutch ones are English).
ERRORS = frozenset(
    [
        *("#N/A", "#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#SPILL!", "#CALC!"),
        *("#GETTING_DATA", "#FIELD!", "#CONNECT!", "#BLOCKED!", "#UNKNOWN!", "#BUSY!"),
        *("#NV", "#WERT!", "#BEZUG!", "#ZAHL!", "#ÜBERLAUF!", "#VALEUR!", "#NOM?", "#NOMBRE!", "#NUL!"),
        *("#N/D", "#VALOR!", "#¡VALOR!", "#¡REF!", "#¡DIV/0!", "#¿NOMBRE?", "#¡NUM!", "#¡NULO!"),
        *("#NOME?", "#NÚM!", "#NULO!", "#VALORE!", "#RIF!"),
    ]
)

NO_CELLS = pl.DataFrame(schema={"row": pl.UInt32, "column": pl.Int64, "text": pl.String})


def cell_notes(
    *,
    errors: pl.DataFrame = NO_CELLS,
    uncalculated: pl.DataFrame = NO_CELLS,
    inexact: pl.DataFrame = NO_CELLS,
    odd_dates: pl.DataFrame = NO_CELLS,
) -> tuple[Note, ...]:
    """A note for each kind of cell that there is.

    Args:
        errors: Cells with an error; "text" is its name.
        uncalculated: Cells with a formula but no value.
        inexact: Cells with a number of more than 15 digits.
        odd_dates: Cells formatted as dates whose number is none.
    """
    return tuple(_cell_notes(errors, uncalculated, inexact, odd_dates))


def _cell_notes(
    errors: pl.DataFrame, uncalculated: pl.DataFrame, inexact: pl.DataFrame, odd_dates: pl.DataFrame
) -> Iterator[Note]:
    if count := errors.height:
        rows = some_rows(errors["row"].unique().sort())
        yield error_note(count, errors["text"].unique().to_list(), rows)
    if count := uncalculated.height:
        cells = counted(count, "formula was", "formulas were")
        text = f"{cells} never calculated and so empty: open the file in Excel, save it and choose it again"
        yield _note("formulas_without_value", text, uncalculated)
    if count := inexact.height:
        cells = counted(count, "number has", "numbers have")
        text = f"{cells} more than 15 digits; Excel lost the last ones, so check these"
        yield _note("long_numbers", text, inexact)
    if count := odd_dates.height:
        cells = counted(count, "cell is", "cells are")
        text = f"{cells} formatted as a date that no calendar has; read as the file holds it, so check these"
        yield _note("odd_dates", text, odd_dates)


def error_note(count: int, kinds: Iterable[str], rows: tuple[int, ...]) -> Note:
    """The note about cells that hold an error instead of a value."""
    cells = counted(count, "cell holds an Excel error", "cells hold Excel errors")
    text = f"{cells} ({', '.join(sorted(kinds)[:4])}), treated as empty"
    return Note("error_cells", text, rows, warn=True)


def _note(code: str, text: str, cells: pl.DataFrame) -> Note:
    return Note(code, text, some_rows(cells["row"].unique().sort()), warn=True)


def hidden_notes(hidden_columns: int, sheets: Sequence[Sheet]) -> tuple[Note, ...]:
    """That columns or whole sheets are hidden."""
    return tuple(_hidden_notes(hidden_columns, [sheet.name for sheet in sheets if sheet.hidden]))


def _hidden_notes(columns: int, sheets: Sequence[str]) -> Iterator[Note]:
    if columns:
        count = counted(columns, "column is", "columns are")
        yield Note("hidden_columns", f"{count} hidden in the file and read all the same")
    if sheets:
        count = counted(len(sheets), "sheet is", "sheets are")
        yield Note("hidden_sheets", f"{count} hidden in the file: {', '.join(sheets[:5])}")
