"""Totals and closing lines below the data: rows that are no leads."""

from __future__ import annotations

import re
from collections.abc import Sequence

LOOKED_AT = 12
"""Filled rows from the end among which they are looked for."""

_TOTAL = re.compile(
    r"\s*((grand|sub|report|overall)[- ]?)?(totals?|sums?|summe|gesamt(summe)?|insgesamt|totaal|totale|"
    r"total g[eé]n[eé]ral|suma|somme|count|average|itogo|итого|всего|razem|celkem|合计|合計|总计)"
    r"\s*([:=(].*|\d[\d.,  ]*)?",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"\s*(copyright\b|©|\(c\) ?\d{4}|confidential (information|report)\b|all rights reserved"
    r"|(report )?(generated|exported|created|printed|run) (by|on|at|from|using|with)\b"
    r"|(total )?(number of )?(records?|rows|contacts|leads)( found| returned| exported)? ?[:=]"
    r"|[\d.,]+ (records?|rows|contacts|leads)\.?$|end of (report|file|list|data)\b|\*+ ?end\b).*",
    re.IGNORECASE | re.DOTALL,
)
_AMOUNT = re.compile(
    r"[-+(]?[$€£]? ?\d[\d,.  ]*[%€)]?( ?(records?|rows|contacts|leads?|items))?", re.IGNORECASE
)
LONGEST_AMOUNT = 9
"""Digits before a number may be a phone's."""

WIDE = 3
"""Columns from which a row with one filled cell tells that it is no lead."""

Cells = Sequence[str | None]


def footer_length(rows: Sequence[Cells]) -> int:
    """How many of the last rows of a sheet are totals or closing lines.

    Only where no doubt is left: a row that begins with such a word and holds amounts besides, and what
    follows it down to the end, if that is no more than single cells.

    Args:
        rows: Its last filled rows; each has a cell for every column.
    """
    beginnings = [position for position, row in enumerate(rows) if _is_footer(row)]
    for position in beginnings:
        if all(_is_footer(row) or _is_single(row) for row in rows[position:]):
            return len(rows) - position
    return 0


def _is_footer(row: Cells) -> bool:
    first, *rest = [cell for cell in row if cell]
    if _CLOSING.fullmatch(first):
        return not rest or all(_is_amount(cell) for cell in rest)
    return bool(_TOTAL.fullmatch(first)) and all(_is_amount(cell) for cell in rest)


def _is_amount(cell: str) -> bool:
    digits = sum(character.isdigit() for character in cell.partition(".")[0])
    return bool(_AMOUNT.fullmatch(cell.strip())) and digits <= LONGEST_AMOUNT


def _is_single(row: Cells) -> bool:
    return len(row) >= WIDE and sum(1 for cell in row if cell) == 1
