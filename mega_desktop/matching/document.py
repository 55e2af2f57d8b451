"""The mapping as a JSON document: what `match --json` prints and `--mapping` reads."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Mapping as Map
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import msgspec

from mega_desktop.crm import CUSTOM, Field, OnDuplicate, System, static_fields
from mega_desktop.errors import UsageProblem
from mega_desktop.matching.headers import plain
from mega_desktop.matching.mapping import Certainty, ColumnMatch, Mapping, NamePart, Repeats
from mega_desktop.matching.steps import chosen_steps, kind_of, steps_of
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
    existing: Literal["replace", "if_empty", "never"] = "replace"
    part: NamePart | None = None
    order: int = 0
    values: dict[str, str] = {}
    leave_out: tuple[str, ...] = ()


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
        "columns": [_column(c, mapping.system) for c in mapping.columns],
        "fixed": dict(mapping.fixed),
        "on_duplicate": mapping.on_duplicate.value,
        "repeats": mapping.repeats.value,
    }


@dataclass(frozen=True)
class Fitted:
    """A document laid over a table.

    Attributes:
        new: Headers of the table that the document does not speak of; they are not imported.
        missing: What the document imports and the table does not have, by header.
    """

    mapping: Mapping
    new: tuple[str, ...]
    missing: tuple[str, ...]


def fit_document(
    document: Map[str, object], table: Table, system: System, fields: Sequence[Field] = ()
) -> Fitted:
    """The mapping for `table`, its columns found by header; the index tells columns of one name apart.

    Args:
        fields: What the destination can take; by default what every account of `system` can.

    Raises:
        UsageProblem: It is no mapping document, is for another CRM, or names a field there is not.
    """
    read = _read(document)
    if read.system is not system and not {read.system, system} <= _SAME_API:
        raise UsageProblem(
            f"This mapping file is for {read.system.value}, not for {system.value}.",
            "Choose another mapping file.",
        )
    _check_fields(read, fields or static_fields(system))
    named = _named(read.columns, table)
    given = _by_column(named, table)
    columns = tuple(_match(column, given.get(column.index), system) for column in table.columns)
    used = {id(column) for column in given.values()}
    return Fitted(
        Mapping(system, columns, read.export, read.fixed, read.on_duplicate, read.repeats),
        new=tuple(c.header for c in table.columns if c.index not in given),
        missing=tuple(_name(c) for c in named if c.field is not None and id(c) not in used),
    )


def from_document(
    document: Map[str, object], table: Table, system: System, fields: Sequence[Field] = ()
) -> Mapping:
    """As `fit_document`, for those who cannot be asked: nothing of the document may be left over.

    Raises:
        UsageProblem: As there, or it imports a column that the table does not have.
    """
    fitted = fit_document(document, table, system, fields)
    if fitted.missing:
        raise UsageProblem(
            f"The mapping file imports a column {fitted.missing[0]}, which {table.path.name} does not have.",
            "Rename the column in the spreadsheet, or take it out of the mapping file.",
        )
    return fitted.mapping


def _column(match: ColumnMatch, system: System) -> dict[str, object]:
    always: dict[str, object] = {
        "index": match.index,
        "header": match.header,
        "field": match.field,
        "certainty": match.certainty.value,
        "reason": match.reason,
        "clean_up": list(steps_of(match, kind_of(system, match.field))),
        "existing": match.existing,
    }
    if match.part is not None:
        always["part"] = match.part.value
    if match.order:
        always["order"] = match.order
    if match.values:
        always["values"] = dict(match.values)
    if match.leave_out:
        always["leave_out"] = list(match.leave_out)
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


def _check_fields(read: _Document, fields: Sequence[Field]) -> None:
    known = {f.key: f for f in fields}
    for key in [c.field for c in read.columns if c.field] + list(read.fixed):
        if key not in known and (not key.startswith(CUSTOM) or key in (CUSTOM, CUSTOM + LEAD_LINE)):
            own = ", ".join(sorted(k for k in known if not k.startswith(CUSTOM)))
            raise UsageProblem(
                f"The mapping file names the field “{key}”, which this CRM does not have.",
                f"Use one of {own}, or custom:slug.",
            )
    for key, value in read.fixed.items():
        field = known.get(key)
        allowed = [c.value for c in field.choices] if field is not None and field.closed else [value]
        if value not in allowed:
            raise UsageProblem(
                f"The mapping file gives every lead “{value}” as {key}, which this CRM does not accept.",
                f"Use one of {', '.join(allowed)}.",
            )


def _named(given: Sequence[_Column], table: Table) -> list[_Column]:
    """The document's columns, those without a header called as the column at their place is."""
    headers: dict[int | None, str] = {c.index: c.header for c in table.columns}
    return [
        c if c.header is not None else msgspec.structs.replace(c, header=headers.get(c.index)) for c in given
    ]


def _by_column(wanted: Sequence[_Column], table: Table) -> dict[int, _Column]:
    """The document's columns by the index they have in this table, the surest finds first."""
    found: dict[int, _Column] = {}
    left = [c for c in wanted if c.header is not None]
    for key_of in (_name_and_place, _exact_name, _plain_name):
        free: dict[object, deque[int]] = defaultdict(deque)
        for column in table.columns:
            if column.index not in found:
                free[key_of(column.header, column.index)].append(column.index)
        others: list[_Column] = []
        for given in left:
            places = free[key_of(given.header or "", given.index)]
            if places:
                found[places.popleft()] = given
            else:
                others.append(given)
        left = others
    return found


def _name_and_place(header: str, index: int | None) -> object:
    return header, index


def _exact_name(header: str, _index: int | None) -> object:
    return header


def _plain_name(header: str, _index: int | None) -> object:
    return plain(header)


def _name(given: _Column) -> str:
    return f"“{given.header}”" if given.header else f"number {(given.index or 0) + 1}"


def _match(column: Column, given: _Column | None, system: System) -> ColumnMatch:
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
        chosen_steps(given.clean_up, kind_of(system, given.field)),
        given.existing,
        given.leave_out,
    )
