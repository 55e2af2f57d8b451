"""Reading a file: the parent's side. The file itself is only ever opened by the reader process."""

from __future__ import annotations

import hashlib
import uuid
from pathlib import Path

from mega_desktop.folders import private_folder
from mega_desktop.sheets.documents import from_document
from mega_desktop.sheets.process import run_reader
from mega_desktop.sheets.recognise import recognise
from mega_desktop.sheets.table import FileProblem, Table
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
    report: Report[Progress] = no_report,
    control: Control,
) -> Table:
    """Reads one sheet of a file, whatever kind of spreadsheet it is.

    Args:
        scratch: Where the Arrow file of the result is put; it has to stay while the table is used.
        sheet: Its name; None takes the first visible sheet that holds something.
        header_row: Excel number of the row with the column names, 0 for "there is none";
            None finds it.
        encoding, separator: Of text files; None finds them.
        report: Told in hundredths of the work.

    Raises:
        FileProblem: It cannot be read; the sentence says why and what to do.
        Cancelled: `control` was cancelled; the reader process is gone by then.
    """
    path = path.resolve()
    report(Progress(0, 100, f"Opening {path.name}"))
    kind = recognise(path)
    sha256, size_bytes = _fingerprint(path, control)
    private_folder(scratch)
    request = {
        "path": str(path),
        "format": kind.format,
        "content_bytes": kind.content_bytes,
        "sheet": sheet,
        "header_row": header_row,
        "encoding": encoding,
        "separator": separator,
        "arrow": str(scratch / f"{uuid.uuid4().hex}.arrow"),
        "sha256": sha256,
        "size_bytes": size_bytes,
    }
    answer = run_reader(request, scratch, report, control)
    return from_document(answer, scratch)


def _fingerprint(path: Path, control: Control) -> tuple[str, int]:
    """SHA-256 and size of the file's bytes."""
    digest, size_bytes = hashlib.sha256(), 0
    try:
        with path.open("rb") as file:
            while block := file.read(HASH_BLOCK_BYTES):
                control.check()
                digest.update(block)
                size_bytes += len(block)
    except OSError as error:
        advice = "Copy it to this computer's own disk and choose it again."
        raise FileProblem(
            f"{path.name} could not be read to its end.", advice, detail=str(error.errno)
        ) from error
    return digest.hexdigest(), size_bytes
