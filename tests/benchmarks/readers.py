"""Readers of spreadsheets side by side; each runs in a process of its own and tells how it did.

`python -m tests.benchmarks.readers READER FILE` prints one JSON document: `seconds` from the call to
the rows (libraries are imported before), `peak_mb` of the process and those it started, `rows` below the
header, null where the reader does not look at rows. `absent` says that its library is not installed.
"""

from __future__ import annotations

import atexit
import json
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage

BLOCK_BYTES = 2**20
WARMING_S = 3.0
"""More than a process takes to start, less than a person to choose a file."""
SCANNED = ("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml")

Read = Callable[[], int | None]
"""Reads the file and gives the number of data rows, if it knows it."""


def ours(path: Path) -> Read:
    from mega_desktop.sheets import read_table
    from mega_desktop.work import Control

    scratch = Path(tempfile.mkdtemp(dir=path.parent))
    return lambda: read_table(path, scratch=scratch, control=Control()).rows


def warm(path: Path) -> Read:
    """Ours with a reader process that waits for its file, as the window keeps one."""
    from mega_desktop.sheets import Reader, read_table
    from mega_desktop.work import Control

    scratch = Path(tempfile.mkdtemp(dir=path.parent))
    reader = Reader()
    reader.keep_one_waiting()
    atexit.register(reader.close)
    time.sleep(WARMING_S)
    return lambda: read_table(path, scratch=scratch, reader=reader, control=Control()).rows


def scan(path: Path) -> Read:
    """What nobody can avoid: the sheet's XML is inflated and each byte of it looked at once."""

    def read() -> None:
        with zipfile.ZipFile(path) as package:
            for name in set(SCANNED) & set(package.namelist()):
                with package.open(name) as part:
                    while block := part.read(BLOCK_BYTES):
                        block.count(b"<c ")

    return read


def openpyxl(path: Path) -> Read:
    from openpyxl import load_workbook

    def read() -> int:
        book = load_workbook(path, read_only=True)
        return sum(1 for _ in book.worksheets[0].iter_rows(values_only=True)) - 1

    return read


def pandas(path: Path) -> Read:
    import pandas as pd
    import python_calamine  # noqa: F401 - the engine

    return lambda: len(pd.read_excel(path, engine="calamine"))


def polars(path: Path) -> Read:
    import polars as pl

    return lambda: pl.scan_csv(path, infer_schema=False).collect().height


READERS = {read.__name__: read for read in (ours, warm, scan, openpyxl, pandas, polars)}


def main(reader: str, file: str) -> None:
    try:
        read = READERS[reader](Path(file))
    except ModuleNotFoundError:
        print(json.dumps({"absent": True}))
        return
    began = time.perf_counter()
    rows = read()
    seconds = time.perf_counter() - began
    print(json.dumps({"seconds": seconds, "peak_mb": _peak_kb() / 1024, "rows": rows}))


def _peak_kb() -> int:
    """Of this process and, on top, the largest of those it started.

    Its own from Linux' VmHWM: `ru_maxrss` begins with what the process that started this one had.
    """
    status = Path("/proc/self/status").read_text(encoding="ascii")
    own = status.partition("VmHWM:")[2].split()[0]
    return int(own) + getrusage(RUSAGE_CHILDREN).ru_maxrss


if __name__ == "__main__":
    main(*sys.argv[1:])
