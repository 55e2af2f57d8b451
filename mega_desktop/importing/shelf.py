"""All imports on this computer: listing them, finding the one to go on with, throwing one away."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import polars as pl

from mega_desktop.crm import System
from mega_desktop.importing import reading
from mega_desktop.importing.journal import JOURNAL, InUse, Journal
from mega_desktop.importing.outcome import ImportInfo, ImportProblem, ImportState
from mega_desktop.importing.planning import HALF_MADE
from mega_desktop.importing.running import open_import
from mega_desktop.importing.summary import SUMMARY, has_more_than_numbers, read_summary

DISCARDED = ".gone-"


def past_imports(imports: Path) -> tuple[ImportInfo, ...]:
    """Every import, finished or not, newest first.

    One that is open elsewhere is `busy` and stands as it was when it was last let go; a damaged one
    says so in `stopped_because`.
    """
    found = (_look_at(folder) for folder in _folders(imports))
    return tuple(sorted((i for i in found if i), key=lambda i: (i.created_at, i.id), reverse=True))


def find_import(imports: Path, import_id: str) -> ImportInfo:
    """One import as `past_imports` lists it.

    Raises:
        ImportProblem: It is no longer on this computer.
    """
    folder = imports / import_id
    found = _look_at(folder) if import_id and folder in set(_folders(imports)) else None
    if found is None:
        raise ImportProblem(
            "This import is no longer on this computer. Its leads are in the CRM all the same.",
            "Choose another one in Past imports.",
        )
    return found


def unfinished(imports: Path, file_sha: str, server: str, customer_id: str) -> ImportInfo | None:
    """The newest import of this very file into this account that is not finished, or None."""
    for found in past_imports(imports):
        same_server = found.server == server or found.system is System.PRACTICE
        if found.state is ImportState.FINISHED or not same_server or found.customer_id != customer_id:
            continue
        if found.file_sha == file_sha:
            return found
    return None


def results(imports: Path, import_id: str) -> pl.DataFrame:
    """What became of every row of the file, see `Import.results`.

    Raises:
        ImportProblem: It is open in another window, damaged, or not there.
    """
    with open_import(imports, import_id) as found:
        return found.results()


def discard(imports: Path, import_id: str) -> None:
    """Removes an import with all its personal data from this computer. Leads in the CRM stay.

    Raises:
        ImportProblem: It is open in another window, or something of it could not be removed.
    """
    folder = imports / import_id
    if (folder / JOURNAL).is_file():
        require_unused(folder)
        # Renamed first: an import that is half deleted is never seen as one.
        folder = folder.replace(imports / f"{DISCARDED}{import_id}")
    shutil.rmtree(folder, ignore_errors=True)
    if folder.exists():
        raise ImportProblem(
            "Some of this import's data could not be removed from this computer.",
            f"It is removed when MEGA Desktop starts the next time, or delete the folder {folder} yourself.",
        )


def sweep(imports: Path) -> None:
    """Removes what a crash left of imports that were being made or thrown away."""
    if not imports.is_dir():
        return
    for folder in imports.iterdir():
        if folder.name.startswith((HALF_MADE, DISCARDED)) and not _is_in_use(folder):
            shutil.rmtree(folder, ignore_errors=True)


def _folders(imports: Path) -> Iterator[Path]:
    """Those of imports: with a journal, or with only the numbers that are left of one."""
    if not imports.is_dir():
        return iter(())
    marks = (JOURNAL, SUMMARY)
    return (
        f for f in imports.iterdir() if not f.name.startswith(".") and any((f / m).is_file() for m in marks)
    )


def _look_at(folder: Path) -> ImportInfo | None:
    known = read_summary(folder)
    if known and known.is_stripped:
        return replace(known, has_remains=has_more_than_numbers(folder))
    if known and known.state is ImportState.FINISHED:
        return known
    try:
        with Journal.open(folder, patience_s=0.0, examine=False) as journal:
            return reading.info(journal)
    except InUse:
        return replace(known, busy=True, stopped_because="") if known else None
    except ImportProblem as problem:
        return replace(known, stopped_because=str(problem)) if known else None


def require_unused(folder: Path) -> None:
    """Raises InUse when another window or command has the import open."""
    try:
        Journal.open(folder, examine=False).close()
    except InUse:
        raise
    except ImportProblem:
        return  # damaged ones can be thrown away as well


def _is_in_use(folder: Path) -> bool:
    try:
        require_unused(folder)
    except InUse:
        return True
    return False
