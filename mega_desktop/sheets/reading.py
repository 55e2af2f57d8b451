"""Reading a file: the parent's side. The file itself is only ever opened by the reader process."""

from __future__ import annotations

import hashlib
import os
import uuid
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from mega_desktop.folders import private_folder
from mega_desktop.sheets.documents import from_document
from mega_desktop.sheets.process import Reader
from mega_desktop.sheets.recognise import recognise
from mega_desktop.sheets.storing import COPY_SUFFIX
from mega_desktop.sheets.table import USUALLY_LEFT_OUT, FileProblem, LeftOut, Table
from mega_desktop.work import Control, Progress, Report, no_report

HASH_BLOCK_BYTES = 2**20


def read_table(
    path: Path,
    *,
    scratch: Path,
    sheet: str | None = None,
    header_row: int | None = None,
    encoding: str | None = None,
    separator: str | None = None,
    left_out: Collection[LeftOut] = USUALLY_LEFT_OUT,
    reader: Reader | None = None,
    first_rows: Callable[[Table], None] | None = None,
    report: Report[Progress] = no_report,
    control: Control,
) -> Table:
    """Reads one sheet of a file, whatever kind of spreadsheet it is.

    Args:
        scratch: Where the file with the cells is put; it has to stay while the table is used.
        sheet: Its name; None takes the first visible sheet that holds something.
        header_row: Excel number of the row with the column names, 0 for "there is none".
        encoding, separator: Of text files. These and the header row are found when they are None.
        left_out: Kinds of rows that are not wanted.
        reader: Starts the process; one that has a process waiting saves its start.
        first_rows: Given a table of the first rows of a large file as soon as these are there, before
            the others; without a fingerprint and with `rows` of its own. It must return at once.
        report: Told in hundredths of the work.

    Raises:
        FileProblem: It cannot be read; the sentence says why and what to do.
        Cancelled: `control` was cancelled; the reader process is gone by then.
    """
    path = path.resolve()
    report(Progress(0, 100, f"Opening {path.name}"))
    kind = recognise(path)
    private_folder(scratch)
    target = scratch / f"{uuid.uuid4().hex}.parquet"
    request = {
        "path": str(path),
        "format": kind.format,
        "content_bytes": kind.content_bytes,
        "sheet": sheet,
        "header_row": header_row,
        "encoding": encoding,
        "separator": separator,
        "left_out": sorted(left_out),
        "target": str(target),
        "first_rows": first_rows is not None,
    }

    def pass_on(document: dict[str, Any]) -> None:
        if first_rows is not None:
            first_rows(from_document(document, scratch))

    try:
        with _fingerprinted(path) as fingerprint:
            answer = (reader or Reader()).read(request, pass_on, report, control)
        return from_document(answer | fingerprint.result(), scratch)
    except BaseException:
        _tidy_up(target)
        raise


def _tidy_up(target: Path) -> None:
    """A reader that was ended cannot do so itself."""
    for left in (target, target.with_suffix(COPY_SUFFIX)):
        left.unlink(missing_ok=True)


@contextmanager
def _fingerprinted(path: Path) -> Iterator[Future[dict[str, Any]]]:
    """Takes the file's fingerprint beside what is done within; given up when that fails."""
    control = Control()
    with ThreadPoolExecutor(1) as beside:
        try:
            yield beside.submit(_fingerprint, path, control)
        except BaseException:
            control.cancel()
            raise


def _fingerprint(path: Path, control: Control) -> dict[str, Any]:
    """SHA-256 and size of the file's bytes, which nobody changed meanwhile."""
    digest, size_bytes = hashlib.sha256(), 0
    try:
        with path.open("rb") as file:
            before = os.fstat(file.fileno())
            while block := file.read(HASH_BLOCK_BYTES):
                control.check()
                digest.update(block)
                size_bytes += len(block)
        after = path.stat()
    except OSError as error:
        advice = "Copy it to this computer's own disk and choose it again."
        raise FileProblem(
            f"{path.name} could not be read to its end.", advice, detail=str(error.errno)
        ) from error
    if (before.st_mtime_ns, before.st_size) != (after.st_mtime_ns, after.st_size):
        raise FileProblem(
            f"{path.name} was changed while it was being read, so part of it may be the old one.",
            "Wait until it is saved, then choose it again.",
        )
    return {"sha256": digest.hexdigest(), "size_bytes": size_bytes}
