"""What the person decides on the Match page, as changes of the mapping: no Qt in here."""

from __future__ import annotations

from dataclasses import replace

from mega_desktop.crm import Field, FieldKind
from mega_desktop.matching import ColumnMatch, Mapping

_IN_TURN = frozenset({FieldKind.EMAIL, FieldKind.PHONE})


def by_hand(mapping: Mapping) -> Mapping:
    """The same columns with nothing decided yet."""
    columns = tuple(ColumnMatch(index=c.index, header=c.header) for c in mapping.columns)
    return replace(mapping, columns=columns, export=None)


def rivals_of(mapping: Mapping, match: ColumnMatch) -> tuple[ColumnMatch, ...]:
    """The columns of the same field in the order they are used, this one among them."""
    same = [c for c in mapping.columns if c.field is not None and c.field == match.field]
    return tuple(sorted(same, key=lambda c: (c.order, c.index)))


def decided(mapping: Mapping, match: ColumnMatch, fields: tuple[Field, ...]) -> Mapping:
    """The mapping with one column decided anew; where columns take turns, a new one is used last."""
    before = next(c for c in mapping.columns if c.index == match.index)
    kind = next((f.kind for f in fields if f.key == match.field), None)
    others = [c for c in rivals_of(mapping, match) if c.index != match.index]
    if match.field != before.field and kind in _IN_TURN and others:
        match = replace(match, order=max(c.order for c in others) + 1)
    return mapping.with_column(match)


def in_order(mapping: Mapping, indices: tuple[int, ...]) -> Mapping:
    """The columns with these indices are used one after the other."""
    places = {index: place for place, index in enumerate(indices)}
    columns = tuple(replace(c, order=places.get(c.index, c.order)) for c in mapping.columns)
    return replace(mapping, columns=columns)


def renewed(now: Mapping, suggested: Mapping, fresh: Mapping) -> Mapping:
    """What the person decided stays decided; what was only suggested is taken from `fresh`.

    Args:
        now: The mapping as it stands.
        suggested: What it began with.
        fresh: A new suggestion, perhaps for another file; nothing of `now` stays when its columns are others.
    """
    if [c.header for c in now.columns] != [c.header for c in fresh.columns]:
        return fresh
    columns = tuple(
        new if column == old else column
        for column, old, new in zip(now.columns, suggested.columns, fresh.columns, strict=True)
    )
    return replace(now, columns=columns)
