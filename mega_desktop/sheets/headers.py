"""Which row holds the column names, and what the columns are called."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mega_desktop.sheets.grid import column_letters, counted
from mega_desktop.sheets.table import Note

LOOKED_AT = 40
"""Filled rows from the top among which the header is looked for."""

LONGEST_NAME = 250

LONGEST_KNOWN = 40
WIDE = 3
MUCH = 0.75
"""A row so full, measured by the row that might be the header, might be one itself."""

Cells = Sequence[str | None]

_EMAIL = re.compile(r"[^\s@]@[^\s@]+\.\w")
_YEAR = re.compile(r"\s*(?:19|20)\d\d\s*")
_LABEL = re.compile(r"^(?=.*[^\W\d_])[^@]{1,80}$", re.DOTALL)
_VALUE = re.compile(r"@|^\W*\d[\d\W]*$|^\d{4}-\d\d-\d\d|^(true|false|yes|no)$|https?://", re.IGNORECASE)
_KNOWN = re.compile(
    r"\b(e-?mails?|mail|phone|mobile|cell|tel|telefon|name|vorname|nachname|first|last|surname|address|street|city|"
    r"state|zip|postal|country|company|firma|source|status|stage|owner|created|date|notes?|tags?|id|title|type|"
    r"nombre|apellidos?|correo|nom|prénom|téléphone|courriel|ciudad|ville|stadt|ort|plz)\b",
    re.IGNORECASE,
)


def find_header(rows: Sequence[Cells]) -> int | None:
    """The position in `rows` (the first filled rows of a sheet) of the row with the column names.

    A header is full, says something different in each cell, consists of words rather than of values,
    and stands above values; titles are short rows, and data rows hold addresses and numbers.

    Returns:
        None when the very first rows are data already.
    """
    looked_at = rows[:LOOKED_AT]
    widest = max(sum(1 for cell in row if cell) for row in looked_at)
    scores = [_score(looked_at, position, widest) for position in range(len(looked_at))]
    best = max(range(len(scores)), key=scores.__getitem__)
    return best if scores[best] > 0 else None


def _score(rows: Sequence[Cells], position: int, widest: int) -> float:
    filled = [cell.strip() for cell in rows[position] if cell]
    years = _years(rows, position)
    values = sum(1 for cell in filled if _VALUE.search(cell)) - years
    labels = sum(1 for cell in filled if _LABEL.match(cell) and not _VALUE.search(cell)) + years
    if (
        any(_EMAIL.search(cell) for cell in filled)
        or labels / len(filled) <= 0.5
        or values / len(filled) > 0.4
    ):
        return 0.0
    known = sum(_known(cell) for cell in filled) / len(filled)
    above = [_Above(row) for row in rows[:position]]
    if any(row.cannot_be_title(len(filled), known) for row in above):
        return 0.0
    rivals = sum(1 for row in above if row.filled >= MUCH * len(filled) and not row.is_particulars)
    if rivals and position == len(rows) - 1:
        return 0.0
    full = len(filled) / widest
    distinct = len({cell.casefold() for cell in filled}) / len(filled)
    contrast = _contrast(rows, position)
    # Each row above that is as full or holds data makes it less likely that the names come only now.
    late = 0.06 * position + 0.8 * sum(1 for row in rows[:position] if _is_data(row, widest))
    late += rivals * (1 - known)
    return 2 * full + distinct + 1.5 * contrast + 2.5 * known + labels / len(filled) - late


class _Above:
    """A row above one that might be the header.

    Attributes:
        is_particulars: It names what it says ("Owner:", "Ana"), as reports do above their table.
    """

    def __init__(self, row: Cells) -> None:
        cells = [cell for cell in row if cell]
        self.filled = len(cells)
        self.is_particulars = any(cell.rstrip().endswith(":") for cell in cells)
        self._has_values = any(_VALUE.search(cell) for cell in cells)

    def cannot_be_title(self, filled: int, known: float) -> bool:
        """Whether it would be lost as a title though it is as full as a data row."""
        is_like_data = self._has_values and self.filled >= WIDE and known <= 0.5 and not self.is_particulars
        return self.filled > filled or (self.filled == filled and is_like_data)


def _known(cell: str) -> float:
    """The share of its words that column names are made of."""
    if len(cell) > LONGEST_KNOWN:
        return 0.0
    words = re.findall(r"[^\W\d_]+(?:-\w+)?", cell)
    return sum(1 for word in words if _KNOWN.fullmatch(word)) / max(len(words), 1)


def _years(rows: Sequence[Cells], position: int) -> int:
    """Columns that are named by a year ("state, 2024") and hold something else."""
    years = [index for index, cell in enumerate(rows[position]) if cell and _YEAR.fullmatch(cell)]
    below = {
        index: [cell for row in rows[position + 1 : position + 9] if (cell := row[index])] for index in years
    }
    return sum(1 for cells in below.values() if cells and not any(_YEAR.fullmatch(cell) for cell in cells))


def _contrast(rows: Sequence[Cells], position: int) -> float:
    """The share of named columns whose cells below are of another kind than their name."""
    named = [index for index, cell in enumerate(rows[position]) if cell]
    below = rows[position + 1 : position + 9]
    differing = sum(1 for i in named if any((cell := row[i]) and _VALUE.search(cell) for row in below))
    return differing / len(named)


def _is_data(row: Cells, widest: int) -> bool:
    filled = [cell for cell in row if cell]
    return len(filled) > widest / 2 and any(_VALUE.search(cell) for cell in filled)


def name_columns(
    indices: Sequence[int], header: Sequence[str | None]
) -> tuple[tuple[str, ...], tuple[Note, ...]]:
    """Names that are never empty and never the same, and what had to be done for that.

    Args:
        indices: Each column's place in the sheet, from 0.
        header: The header row's cells, one a column.
    """
    found = [" ".join((cell or "").split())[:LONGEST_NAME] for cell in header]
    taken: dict[str, int] = {}
    names = []
    for index, text in zip(indices, found, strict=True):
        name = text or f"Column {column_letters(index)}"
        while taken.get(name.casefold()):
            taken[name.casefold()] += 1
            name = f"{name} ({taken[name.casefold()]})"
        taken[name.casefold()] = 1
        names.append(name)
    return tuple(names), _header_notes(found)


def _header_notes(found: Sequence[str]) -> tuple[Note, ...]:
    notes = []
    if nameless := sum(1 for text in found if not text):
        columns = counted(nameless, "column has", "columns have")
        notes.append(Note("empty_headers", f"{columns} no name; the column letter is used instead"))
    counts: dict[str, tuple[str, int]] = {}
    for text in filter(None, found):
        shown, count = counts.get(text.casefold(), (text, 0))
        counts[text.casefold()] = (shown, count + 1)
    for text, count in counts.values():
        if count > 1:
            notes.append(Note("same_headers", f"{count} columns are called “{text}”", warn=True))
    return tuple(notes)
