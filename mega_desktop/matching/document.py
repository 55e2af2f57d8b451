"""The mapping as a JSON document: what `match --json` prints and `--mapping` reads."""

from __future__ import annotations

from collections.abc import Mapping as Map
from collections.abc import Sequence

import msgspec

from mega_desktop.crm import CUSTOM, Field, OnDuplicate, System, static_fields
from mega_desktop.errors import UsageProblem
from mega_desktop.matching.headers import plain
from mega_desktop.matching.mapping import Certainty, ColumnMatch, Mapping, NamePart, Repeats
from mega_desktop.matching.targets import LEAD_LINE
from mega_desktop.sheets import Column, Table

VERSION = 1
_SAME_API = frozenset([System.MEGA, System.PRACTICE])


class _Column(msgspec.Struct, omit_defaults=True):
    """One column; `index` and `header` say which, the header first. Written by hand, either will do."""

    index: int | None = None
    header: str | None = None
    field: str | None = None
    certainty: Certainty = Certainty.SURE
    reason: str = ""
    clean_up: tuple[str, ...] = ()
    existing: str = "replace"
    part: NamePart | None = None
    order: int = 0
    values: dict[str, str] = {}


class _Document(msgspec.Struct):
    """The whole file; further keys are left for newer versions and not looked at."""

    version: int
    columns: list[_Column]
    system: System = System.MEGA
    export: str | None = None
    fixed: dict[str, str] = {}
    on_duplicate: OnDuplicate = OnDuplicate.UPDATE
    repeats: Repeats = Repeats.COMBINE


def to_document(mapping: Mapping) -> dict[str, object]:
    """The mapping in plain JSON types; `values`, `part` and `order` only where they say something."""
    return {
        "version": VERSION,
        "system": mapping.system.value,
        "export": mapping.export,
        "columns": [_column(c) for c in mapping.columns],
        "fixed": dict(mapping.fixed),
        "on_duplicate": mapping.on_duplicate.value,
        "repeats": mapping.repeats.value,
    }


def from_document(
    document: Map[str, object], table: Table, system: System, fields: Sequence[Field] = ()
) -> Mapping:
    """The mapping for `table`, its columns found by header, else by index.

    Columns of the table that the document does not speak of are not imported; columns of the document
    that the table does not have matter only if they were to be imported.

    Args:
        fields: What the destination can take; by default what every account of `system` can.

    Raises:
        UsageProblem: It is no mapping document, is for another CRM, names a field there is not, or a
            column the table does not have.
    """
    read = _read(document)
    if read.system is not system and not {read.system, system} <= _SAME_API:
        raise UsageProblem(
            f"This mapping file is for {read.system.value}, not for {system.value}.",
            "Choose another mapping file.",
        )
    known = {f.key for f in fields or static_fields(system)}
    for key in [c.field for c in read.columns if c.field] + list(read.fixed):
        _check_field(key, known)
    given = _by_column(read.columns, table)
    columns = tuple(_match(column, given.get(column.index)) for column in table.columns)
    return Mapping(system, columns, read.export, read.fixed, read.on_duplicate, read.repeats)


def _column(match: ColumnMatch) -> dict[str, object]:
    always: dict[str, object] = {
        "index": match.index,
        "header": match.header,
        "field": match.field,
        "certainty": match.certainty.value,
        "reason": match.reason,
        "clean_up": list(match.clean_up),
        "existing": match.existing,
    }
    if match.part is not None:
        always["part"] = match.part.value
    if match.order:
        always["order"] = match.order
    if match.values:
        always["values"] = dict(match.values)
    return always


def _read(document: Map[str, object]) -> _Document:
    try:
        read = msgspec.convert(document, _Document)
    except msgspec.ValidationError as error:
        raise UsageProblem(
            "This file is not a mapping as “match --json” writes it, so nothing was imported.",
            "Write one with “mega-desktop match FILE --json”, and change that.",
            detail=str(error),
        ) from error
    if read.version != VERSION:
        raise UsageProblem(
            f"This mapping file has version {read.version}; this program reads version {VERSION}.",
            "Write a new one with “mega-desktop match FILE --json”.",
        )
    return read


def _check_field(key: str, known: set[str]) -> None:
    if key in known or (key.startswith(CUSTOM) and key not in (CUSTOM, CUSTOM + LEAD_LINE)):
        return
    raise UsageProblem(
        f"The mapping file names the field “{key}”, which this CRM does not have.",
        f"Use one of {', '.join(sorted(k for k in known if not k.startswith(CUSTOM)))}, or custom:slug.",
    )


def _by_column(wanted: list[_Column], table: Table) -> dict[int, _Column]:
    """The document's columns by the index they have in this table."""
    found: dict[int, _Column] = {}
    for column in wanted:
        place = _find(column, [c for c in table.columns if c.index not in found])
        if place is not None:
            found[place.index] = column
        elif column.field is not None:
            name = f"“{column.header}”" if column.header else f"number {(column.index or 0) + 1}"
            raise UsageProblem(
                f"The mapping file imports a column {name}, which {table.path.name} does not have.",
                "Rename the column in the spreadsheet, or take it out of the mapping file.",
            )
    return found


def _find(wanted: _Column, free: list[Column]) -> Column | None:
    """By header; among several of one name, or without a header, by index."""
    if wanted.header is None:
        return next((c for c in free if c.index == wanted.index), None)
    same = [c for c in free if c.header == wanted.header] or [
        c for c in free if plain(c.header) == plain(wanted.header)
    ]
    return next((c for c in same if c.index == wanted.index), same[0] if same else None)


def _match(column: Column, given: _Column | None) -> ColumnMatch:
    if given is None:
        return ColumnMatch(column.index, column.header, reason="not in the mapping file")
    return ColumnMatch(
        column.index,
        column.header,
        given.field,
        given.certainty if given.field else Certainty.NONE,
        given.reason,
        given.part,
        given.order,
        given.values,
        given.clean_up,
        given.existing,
    )
