"""Which rows to ask about first, so that what surprises shows within the first request."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from mega_desktop.crm import Field, FieldKind

_NAMED_BY_THE_ACCOUNT = frozenset([FieldKind.STAGE, FieldKind.OWNER, FieldKind.CHOICE])

_RANK = "rank"


def most_telling_first(rows: pl.DataFrame, fields: Sequence[Field]) -> pl.DataFrame:
    """`rows` in another order: a row of each stage, owner and other choice, and of each filled field, then
    one of each combination of these, then the others as they come.

    Args:
        rows: With one text column a field key.
    """
    if not fields:
        return rows
    choices = [f.key for f in fields if f.kind in _NAMED_BY_THE_ACCOUNT]
    filled = [pl.col(f.key).is_not_null() for f in fields]
    single = [pl.col(key).is_first_distinct() & pl.col(key).is_not_null() for key in choices]
    single += [is_filled.is_first_distinct() & is_filled for is_filled in filled]
    alike = pl.struct(*choices, *(f.alias(str(n)) for n, f in enumerate(filled)))
    rank = pl.when(pl.any_horizontal(single)).then(0).when(alike.is_first_distinct()).then(1).otherwise(2)
    return rows.sort(rank, maintain_order=True)
