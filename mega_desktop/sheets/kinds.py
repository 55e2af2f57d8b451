"""What the values of a column look like."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from mega_desktop.sheets.table import ColumnKind

_PHONE_HEADER = re.compile(
    r"phone|mobile|\bcell|\btel\b|telefon|t[eé]l[eé]f|handy|whats|celular|\bfax\b|\bsms\b", re.IGNORECASE
)

_EMAIL = r"^[^@\s]+@[^@\s]+\.[^@\s]+$"
_DATE = (
    r"^\d{4}-\d{1,2}-\d{1,2}([ T]\d{1,2}:\d{2}.*)?$"
    r"|^\d{1,2}[/.\-]\d{1,2}[/.\-](\d{4}|\d{2})([ ,].*)?$"
    r"|^\d{4}/\d{1,2}/\d{1,2}"
    r"|^(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* \d{1,2},? \d{4}"
)
_BOOLEAN = r"(?i)^(true|false|yes|no|ja|nein|wahr|falsch|oui|non)$"
_NUMBER = r"^[-+]?[$€£]? ?(\d+|\d{1,3}([,. ]\d{3})+)([.,]\d+)?([eE][-+]?\d+)?[ ]?[%€]?$"
_PHONE = (
    r"^(p:|tel:)?['’]?(\+|00|\(|\d)[\d\s().\-/\u{a0}\u{2010}-\u{2015}]{5,22}\d\)?( ?(x|ext\.?|#) ?\d{1,6})?$"
)
# The North American ten digits, which no price and few ids look like.
_BARE_PHONE = r"^1?[2-9]\d{2}[2-9]\d{6}$"
# What is left of a long number that was shown in too narrow a column.
EXPONENT = r"^\s*[-+]?\d([.,]\d+)?[eE]\+?\d{1,3}\s*$"
_BARE = r"^\d+$"
_LOOKED_FOR = (
    ColumnKind.EMAIL,
    ColumnKind.DATE,
    ColumnKind.PHONE,
    ColumnKind.NUMBER,
    ColumnKind.BOOLEAN,
)
"""The earlier wins a tie."""


def kinds_of(samples: Sequence[pl.Series], headers: Sequence[str]) -> tuple[ColumnKind, ...]:
    """What most filled cells of each column hold.

    Args:
        samples: Some of its filled cells, for each column; without any it is empty.
    """
    # All columns in one: a sheet may have sixteen thousand.
    lengths = [sample.len() for sample in samples]
    cells = pl.DataFrame(
        {
            "column": np.repeat(np.arange(len(samples)), lengths),
            "is_phone": np.repeat([says_phone(header) for header in headers], lengths),
            "value": pl.concat([pl.Series([], dtype=pl.String), *samples]).str.strip_chars(),
        }
    )
    shares = cells.select("column", **_checks()).group_by("column").mean()
    kinds = {int(row["column"]): _likeliest(row) for row in shares.iter_rows(named=True)}
    return tuple(kinds.get(position, ColumnKind.EMPTY) for position in range(len(samples)))


def says_phone(header: str) -> bool:
    """Whether a column's name says that it holds phone numbers."""
    return _PHONE_HEADER.search(header) is not None


def _likeliest(shares: Mapping[str, float]) -> ColumnKind:
    kind = max(_LOOKED_FOR, key=lambda kind: shares[kind])
    return kind if shares[kind] > 0.5 else ColumnKind.TEXT


def _checks() -> dict[str, pl.Expr]:
    """Kind → whether a value looks like it."""
    value, is_phone_column = pl.col("value"), pl.col("is_phone")
    date = value.str.contains(_DATE)
    number, bare = value.str.contains(_NUMBER), value.str.contains(_BARE)
    digits = value.str.replace_all(r"\D", "").str.len_chars()
    written = value.str.contains(_PHONE) & digits.is_between(7, 15) & ~date
    phone = written & (is_phone_column | ~bare | value.str.contains(_BARE_PHONE))
    return {
        ColumnKind.EMAIL: value.str.contains(_EMAIL),
        ColumnKind.DATE: date,
        ColumnKind.PHONE: (phone & ~(number & ~bare)) | (value.str.contains(EXPONENT) & is_phone_column),
        ColumnKind.NUMBER: number,
        ColumnKind.BOOLEAN: value.str.contains(_BOOLEAN),
    }
