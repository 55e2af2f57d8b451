"""A `Table` as a document: how the reader process hands it over, and how an import folder keeps it.

The frame lies in a Parquet file; everything else is one small JSON document beside it.
"""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from mega_desktop.folders import private_folder
from mega_desktop.sheets.recognise import damaged
from mega_desktop.sheets.storing import stored
from mega_desktop.sheets.table import Column, ColumnKind, LeftOut, Note, Sheet, Table
from mega_desktop.whole_files import PRIVATE

CELLS_FILE = "table.parquet"
DOCUMENT_FILE = "table.json"


def to_document(table: Table) -> dict[str, Any]:
    """Everything of `table` but the frame, as JSON takes it."""
    fields = {f.name: getattr(table, f.name) for f in dataclasses.fields(table) if f.name != "frame"}
    parts = {"sheets", "columns", "notes"}
    document = {k: [dataclasses.asdict(x) for x in v] if k in parts else v for k, v in fields.items()}
    return document | {"path": str(table.path), "file": table.file.name}


def from_document(document: dict[str, Any], folder: Path) -> Table:
    """The table of `document`, its frame from the Parquet file in `folder`."""
    file = folder / str(document["file"])
    return Table(
        **document
        | {
            "path": Path(document["path"]),
            "file": file,
            "sheets": tuple(Sheet(**sheet) for sheet in document["sheets"]),
            "columns": tuple(Column(**c | {"kind": ColumnKind(c["kind"])}) for c in document["columns"]),
            "notes": tuple(Note(**note | {"rows": tuple(note["rows"])}) for note in document["notes"]),
            "heading": tuple((int(number), tuple(cells)) for number, cells in document["heading"]),
            "encodings": tuple(document["encodings"]),
            "left_out": tuple(LeftOut(kind) for kind in document["left_out"]),
            "frame": stored(file),
        }
    )


def keep_table(table: Table, folder: Path) -> Table:
    """Keeps `table` in `folder` for as long as that exists; safely on the disk when this returns.

    Returns:
        The same table, from its new place.
    """
    private_folder(folder)
    kept = dataclasses.replace(table, file=folder / CELLS_FILE)
    private = partial(os.open, mode=PRIVATE)
    with table.file.open("rb") as source, open(kept.file, "wb", opener=private) as target:
        shutil.copyfileobj(source, target, 2**20)
        _to_disk(target.fileno())
    with open(folder / DOCUMENT_FILE, "w", encoding="utf-8", opener=private) as file:
        json.dump(to_document(kept), file)
        file.flush()
        _to_disk(file.fileno())
    return recall_table(folder)


def recall_table(folder: Path) -> Table:
    """The table that `keep_table` kept in `folder`.

    Raises:
        FileProblem: It is not there or cannot be read.
    """
    try:
        document = json.loads((folder / DOCUMENT_FILE).read_text(encoding="utf-8"))
        return from_document(document, folder)
    except (OSError, ValueError, KeyError, TypeError, pl.exceptions.PolarsError) as error:
        raise damaged("The kept copy of the spreadsheet", type(error).__name__) from error


def _to_disk(descriptor: int) -> None:
    os.fsync(descriptor)
