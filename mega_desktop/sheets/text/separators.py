"""Which character separates the cells of a text file."""

from __future__ import annotations

import re
from collections.abc import Sequence

SEPARATORS = (",", ";", "\t", "|")
RARE_SEPARATORS = ("^", "~", "\x1f", "\x1e")
"""Only looked for where none of the usual ones separates anything."""

LOOKED_AT = 200
"""Lines from the top among which the separator is looked for."""

_ANNOUNCED = re.compile(r'"?sep=(.)"?\r?\n?', re.IGNORECASE)
_QUOTED = r'"[^"]*"'


def announced_separator(line: str) -> str | None:
    """The separator that Excel's own first line (`sep=;`) names; None when `line` is an ordinary one."""
    found = _ANNOUNCED.fullmatch(line)
    return found[1] if found and found[1].isascii() and found[1] != '"' else None


def sniff_separator(lines: Sequence[str]) -> str:
    """The separator that cuts most lines into the same number of cells, the more cells the better."""
    bare = [re.sub(_QUOTED, "", line) for line in lines[:LOOKED_AT] if line.strip()]

    def fitness(separator: str) -> tuple[float, int]:
        counts = [line.count(separator) for line in bare if separator in line]
        if not counts:
            return 0.0, 0
        usual = max(set(counts), key=lambda count: (counts.count(count), count))
        return counts.count(usual) / len(bare), usual

    shares = {s: fitness(s) for s in SEPARATORS}
    best = max(
        SEPARATORS, key=lambda s: (shares[s][0] > 0.5, shares[s][0] * min(shares[s][1], 4), shares[s][1])
    )
    if shares[best][0] <= 0.5 and len(bare) > 1:
        return next((rare for rare in RARE_SEPARATORS if fitness(rare)[0] > 0.9), best)
    return best
