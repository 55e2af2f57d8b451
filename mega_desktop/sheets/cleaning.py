"""Characters nobody sees are taken out of the cells, and said so.

They come with text copied from web pages and phones, and make two equal addresses differ.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from mega_desktop.sheets.grid import cell_columns, counted, some_rows
from mega_desktop.sheets.table import ROW, Note

# Control characters but tab and line feed, soft hyphen, zero-width space, direction marks,
# word joiner and its kin, byte order mark.
_INVISIBLE = (
    r"[\x00-\x08\x0b-\x1f\x7f\u{ad}\u{200b}\u{200e}\u{200f}"
    r"\u{202a}-\u{202e}\u{2060}-\u{2064}\u{2066}-\u{206f}\u{feff}]"
)
# These two shape Persian, Indic scripts and emoji; among plain letters they are litter.
_JOINERS = r"[\u{200c}\u{200d}]"
_PLAIN_WITH_JOINERS = r"^[\x00-\x7f\u{200c}\u{200d}]*$"
_FULL_WIDTH = r"[\u{ff10}-\u{ff19}\u{ff0b}\u{ff20}]"
_BLANKS = (" ", "\t", "\n", "\u00a0", "\u2007", "\u202f", "\u3000")
LONGEST_CELL = 32_767
_ODD = rf"\r|{_INVISIBLE}|{_JOINERS}|{_FULL_WIDTH}"


def clean(frame: pl.DataFrame) -> tuple[pl.DataFrame, tuple[Note, ...]]:
    """The frame without invisible characters, its blank cells null, and what was changed."""
    names = cell_columns(frame)
    odd = frame.select(pl.col(n).str.contains(_ODD).any() for n in names).row(0) if names else ()
    touched = [name for name, is_odd in zip(names, odd, strict=True) if is_odd]
    cleaned = frame.with_columns(_cleaned(name) for name in touched)
    notes = _notes(frame, cleaned, touched)
    return _without_blanks(cleaned, names), notes + _long_note(cleaned, names)


def _without_blanks(frame: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """A cell of blanks only is empty for everybody who looks at it."""
    if not names:
        return frame
    # Looked for by the first character, since the expression takes ten times as long.
    may_be = (
        pl.any_horizontal(pl.col(n).str.starts_with(b) for b in _BLANKS) | (pl.col(n) == "") for n in names
    )
    found = frame.select(is_blank.any().alias(n) for n, is_blank in zip(names, may_be, strict=True)).row(0)
    touched = [name for name, has_blanks in zip(names, found, strict=True) if has_blanks]
    return frame.with_columns(
        pl.when(pl.col(n).str.contains(r"\S")).then(pl.col(n)).alias(n) for n in touched
    )


def _long_note(frame: pl.DataFrame, names: Sequence[str]) -> tuple[Note, ...]:
    if not names:
        return ()
    rows = frame.filter(pl.any_horizontal(pl.col(n).str.len_bytes() > LONGEST_CELL for n in names))[ROW]
    if rows.is_empty():
        return ()
    text = f"{counted(rows.len(), 'row has', 'rows have')} a cell longer than Excel allows"
    return (Note("long_cells", f"{text}; perhaps several rows ran together", some_rows(rows), warn=True),)


def _cleaned(name: str) -> pl.Expr:
    text = pl.col(name).str.replace_all("\r\n?", "\n").str.replace_all(_INVISIBLE, "")
    text = (
        pl.when(text.str.contains(_PLAIN_WITH_JOINERS))
        .then(text.str.replace_all(_JOINERS, ""))
        .otherwise(text)
    )
    wide = text.str.contains(_FULL_WIDTH)
    return pl.when(wide).then(text.str.normalize("NFKC")).otherwise(text).alias(name)


def _notes(before: pl.DataFrame, after: pl.DataFrame, touched: list[str]) -> tuple[Note, ...]:
    invisible = wide = 0
    rows: set[int] = set()
    for name in touched:
        was, now = before[name].str.replace_all("\r\n?", "\n"), after[name]
        changed = (was != now).fill_null(value=False)
        is_wide = was.str.contains(_FULL_WIDTH).fill_null(value=False)
        wide += int((changed & is_wide).sum())
        invisible += int((changed & ~is_wide).sum())
        rows.update(some_rows(before[ROW].filter(changed)))
    shown = tuple(sorted(rows)[:100])
    found = []
    if invisible:
        cells = counted(invisible, "cell", "cells")
        found.append(Note("invisible_characters", f"Invisible characters taken out of {cells}", shown))
    if wide:
        cells = counted(wide, "cell", "cells")
        found.append(Note("full_width", f"Full-width characters in {cells} read as ordinary ones", shown))
    return tuple(found)
