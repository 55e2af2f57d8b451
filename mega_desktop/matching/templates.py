"""Templates: mappings that were given a name and kept as files, to be used again and handed on."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from mega_desktop.crm import Field, System
from mega_desktop.errors import Problem, UsageProblem
from mega_desktop.matching.document import Fitted, fit_document, to_document
from mega_desktop.matching.mapping import Mapping
from mega_desktop.sheets import Table
from mega_desktop.whole_files import write_whole

LARGEST = 16 * 1024 * 1024
"""Bytes; a mapping of thousands of columns with all their values stays far below."""

_NAMED = 5


def save_template(path: Path, mapping: Mapping) -> None:
    """Writes the mapping as `match --json` prints it.

    Raises:
        Problem: The file cannot be written; what was there before is untouched.
    """
    try:
        write_whole(path, written(to_document(mapping)))
    except OSError as error:
        raise Problem(
            f"The template {path.name} could not be saved.",
            f"Check that there is room on the disk and that you may write in {path.parent}.",
            detail=type(error).__name__,
        ) from error


def open_template(
    path: Path, table: Table, system: System, fields: Sequence[Field] = ()
) -> tuple[Mapping, tuple[str, ...]]:
    """The template's mapping for `table`, and what to tell the person where the columns differ.

    Args:
        fields: What the destination can take; by default what every account of `system` can.

    Raises:
        UsageProblem: It cannot be read, is no template, is for another CRM, or names a field there is not.
    """
    fitted = fit_document(read_document(path), table, system, fields)
    return fitted.mapping, _notes(fitted)


def read_document(path: Path) -> dict[str, object]:
    """The JSON object in a mapping file, unchecked.

    Raises:
        UsageProblem: The file cannot be read, or is none.
    """
    try:
        with path.open("rb") as file:
            text = file.read(LARGEST)
        document = json.loads(text.decode("utf-8-sig"))  # Windows' Notepad puts a mark in front
    except (OSError, ValueError, RecursionError) as error:
        raise UsageProblem(
            f"The mapping {path.name} cannot be read.",
            "Make one with “mega-desktop match FILE --json”.",
            detail=type(error).__name__,
        ) from error
    return document if isinstance(document, dict) else {}


def written(document: dict[str, object]) -> bytes:
    """A document as text that people can read and change."""
    return (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode()


def quoted(headers: Sequence[str]) -> list[str]:
    return [f"“{header}”" for header in headers]


def listed(names: Sequence[str]) -> str:
    """ "“Pets”, “Notes” and 3 more", so that a note stays one line."""
    shown = ", ".join(names[:_NAMED])
    more = len(names) - _NAMED
    return f"{shown} and {more:,} more" if more > 0 else shown


def _notes(fitted: Fitted) -> tuple[str, ...]:
    notes = []
    if new := fitted.new:
        what = "1 column of this file is" if len(new) == 1 else f"{len(new):,} columns of this file are"
        notes.append(f"{what} not in the template, and not imported unless you choose: {listed(quoted(new))}")
    if gone := fitted.missing:
        what = (
            "1 column of the template is" if len(gone) == 1 else f"{len(gone):,} columns of the template are"
        )
        notes.append(f"{what} not in this file, so the leads get nothing from there: {listed(gone)}")
    return tuple(notes)
