"""Characters nobody sees are taken out of the cells, and said so.

They come with text copied from web pages and phones, and make two equal addresses differ.
"""

from __future__ import annotations

import polars as pl

from mega_desktop.sheets.cell_notes import ERRORS, error_note
from mega_desktop.sheets.grid import Piece, cell_columns, counted, some_rows
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
_UNUSUAL_BLANK = r"[\u{a0}\u{1680}\u{2000}-\u{200a}\u{2028}\u{2029}\u{202f}\u{205f}\u{3000}]"
_ODD = rf"\r|{_INVISIBLE}|{_JOINERS}|{_FULL_WIDTH}|{_UNUSUAL_BLANK}"
_TEXT_FORMULA = r'^="([^"]*)"$'
_FIRST_SEEN = "!"
"""The first character that is not blank: what sorts before it begins with a blank, or is empty."""

LONGEST_CELL = 32_767


class Cleaner:
    """Cleans the pieces of a sheet, and counts what had to be done."""

    def __init__(self) -> None:
        self._invisible = _Found()
        self._wide = _Found()
        self._long = _Found()
        self._errors = _Found()
        self._error_kinds: set[str] = set()

    def clean(self, piece: Piece) -> pl.DataFrame:
        """The piece's frame without invisible characters, its blank cells null."""
        names = cell_columns(piece.frame)
        if not names:
            return piece.frame
        frame = piece.frame if piece.is_clean else self._without_litter(piece.frame, names)
        frame = frame if piece.is_clean else _without_formulas(self._without_errors(frame, names), names)
        self._look_for_long_cells(frame, names)
        return _without_blanks(frame, names)

    def notes(self) -> tuple[Note, ...]:
        """What was changed in all the pieces so far."""
        notes = []
        if count := self._errors.count:
            notes.append(error_note(count, self._error_kinds, self._errors.rows()))
        if count := self._invisible.count:
            text = f"Invisible characters taken out of {counted(count, 'cell', 'cells')}"
            notes.append(Note("invisible_characters", text, self._invisible.rows()))
        if count := self._wide.count:
            text = f"Full-width characters in {counted(count, 'cell', 'cells')} read as ordinary ones"
            notes.append(Note("full_width", text, self._wide.rows()))
        if count := self._long.count:
            text = f"{counted(count, 'row has', 'rows have')} a cell longer than Excel allows"
            text = f"{text}; perhaps several rows ran together"
            notes.append(Note("long_cells", text, self._long.rows(), warn=True))
        return tuple(notes)

    def _without_litter(self, frame: pl.DataFrame, names: tuple[str, ...]) -> pl.DataFrame:
        odd = frame.select(pl.col(names).str.contains(_ODD).any()).row(0)
        touched = [name for name, is_odd in zip(names, odd, strict=True) if is_odd]
        cleaned = frame.with_columns(_cleaned(name) for name in touched)
        for name in touched:
            was, now = frame[name].str.replace_all("\r\n?", "\n"), cleaned[name]
            changed = (was != now).fill_null(value=False)
            is_wide = was.str.contains(_FULL_WIDTH).fill_null(value=False)
            self._wide.add(frame[ROW].filter(changed & is_wide))
            self._invisible.add(frame[ROW].filter(changed & ~is_wide))
        return cleaned

    def _without_errors(self, frame: pl.DataFrame, names: tuple[str, ...]) -> pl.DataFrame:
        """Errors that a spreadsheet program wrote into a text file are as empty as in a workbook."""
        may_be = frame.select(pl.col(names).str.starts_with("#").any()).row(0)
        for name in (n for n, is_error in zip(names, may_be, strict=True) if is_error):
            is_error = frame[name].is_in(list(ERRORS)).fill_null(value=False)
            self._errors.add(frame[ROW].filter(is_error))
            self._error_kinds.update(frame[name].filter(is_error).unique())
            frame = frame.with_columns(pl.when(~is_error).then(pl.col(name)).alias(name))
        return frame

    def _look_for_long_cells(self, frame: pl.DataFrame, names: tuple[str, ...]) -> None:
        too_long = frame.select((pl.col(names).str.len_bytes() > LONGEST_CELL).any()).row(0)
        if any(too_long):
            is_long = pl.any_horizontal(pl.col(names).str.len_chars() > LONGEST_CELL)
            self._long.add(frame.filter(is_long)[ROW])


def is_clean(texts: pl.Series) -> bool:
    """Whether these texts hold nothing to be cleaned, but perhaps blanks only."""
    return not (texts.str.contains(_ODD).any() or texts.is_in(list(ERRORS)).any())


class _Found:
    """How often something was found, and the first rows where."""

    def __init__(self) -> None:
        self.count = 0
        self._rows: set[int] = set()

    def add(self, rows: pl.Series) -> None:
        self.count += rows.len()
        self._rows.update(some_rows(rows))

    def rows(self) -> tuple[int, ...]:
        return tuple(sorted(self._rows)[:100])


def _without_formulas(frame: pl.DataFrame, names: tuple[str, ...]) -> pl.DataFrame:
    """Programs write ="0123" into text files, so that Excel shows 0123 with its zeros; so it is read here."""
    may_be = frame.select(pl.col(names).str.starts_with('="').any()).row(0)
    found = (name for name, is_formula in zip(names, may_be, strict=True) if is_formula)
    return frame.with_columns(pl.col(name).str.replace(_TEXT_FORMULA, "$1") for name in found)


def _without_blanks(frame: pl.DataFrame, names: tuple[str, ...]) -> pl.DataFrame:
    """A cell of blanks only is empty for everybody who looks at it."""
    # Compared by its first characters, since the expression takes ten times as long.
    may_be = frame.select((pl.col(names) < _FIRST_SEEN).any()).row(0)
    return frame.with_columns(
        _if_seen(pl.col(n)).alias(n) for n, is_blank in zip(names, may_be, strict=True) if is_blank
    )


def _if_seen(text: pl.Expr) -> pl.Expr:
    return pl.when(text.str.contains(r"\S")).then(text)


def _cleaned(name: str) -> pl.Expr:
    text = pl.col(name).str.replace_all("\r\n?", "\n").str.replace_all(_INVISIBLE, "")
    text = (
        pl.when(text.str.contains(_PLAIN_WITH_JOINERS))
        .then(text.str.replace_all(_JOINERS, ""))
        .otherwise(text)
    )
    wide = text.str.contains(_FULL_WIDTH)
    text = pl.when(wide).then(text.str.normalize("NFKC")).otherwise(text)
    return _if_seen(text).alias(name)
