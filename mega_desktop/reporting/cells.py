"""Text that a spreadsheet keeps as it is: no formula, no damaged phone number, no broken file."""

from __future__ import annotations

import polars as pl

CELL_UNITS = 32_767
"""Excel's limit for a cell, in UTF-16 units."""

CUT = " … (cut: a cell holds no more)"

# What XML 1.0 does not allow; openpyxl refuses some of it and writes a broken file with the rest.
_NOT_IN_XML = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x{FFFE}\x{FFFF}]"


def fit(text: str) -> str:
    """The text, cut and marked as cut when a cell cannot hold it."""
    units = text.encode("utf-16-le")
    if len(units) <= 2 * CELL_UNITS:
        return text
    return units[: 2 * (CELL_UNITS - len(CUT))].decode("utf-16-le", "ignore") + CUT


def writable(column: pl.Series) -> pl.Series:
    """A column of text as cells can hold it."""
    clean = column.cast(pl.String).str.replace_all(_NOT_IN_XML, "")
    # A character takes two units at most, so only long texts need to be looked at one by one.
    if (clean.str.len_chars() > CELL_UNITS // 2).any():
        clean = clean.map_elements(fit, return_dtype=pl.String)
    return clean
