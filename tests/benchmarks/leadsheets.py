"""Large lead files, always the same, written row by row so that a million take seconds.

XlsxWriter makes the workbook around the sheet. The rows and the shared strings are written here, since
XlsxWriter keeps the whole sheet in memory as soon as strings are shared, and takes minutes for a million.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
import zipfile
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import IO
from xml.sax.saxutils import escape

import xlsxwriter

HEADERS = (
    "Full Name",
    "First Name",
    "Last Name",
    "Phone",
    "Mobile",
    "E-mail",
    "Created",
    "Budget",
    "City",
    "Notes",
    "Lead Status",
    "Owner",
)
LETTERS = "ABCDEFGHIJKL"
FIRST = ("Gil", "Uma", "Inés", "Håkon", "Noor", "Søren", "Mireille", "Kwame", "Priya", "Lê", "Zoë", "Tam")
LAST = ("Soto", "Rao", "Álvarez", "Eriksson", "Patel", "Fischer", "Rossi", "Hughes", "Raman", "O’Neil")
CITIES = ("Zürich", "São Paulo", "Kraków", "Portland", "Malmö", "北京", "Αθήνα", "Łódź", "Seattle")
STATUSES = ("New", "Contacted", "Tour booked", "Offer", "Closed")
OWNERS = ("Ana Ruiz", "Ben Okafor", "Chloé Dubois")
NOTES = (
    "wants a pool, no stairs",
    'said "call me back", then hung up',
    "née Müller; moves in spring",
    "prefers e-mail",
)
FIRST_DAY = dt.date(2023, 1, 1)
DAY_ZERO = dt.date(1899, 12, 30)
"""What a date's number counts from in a workbook of the 1900 calendar."""

DATE_STYLE, MONEY_STYLE = 1, 2
"""Numbers of the cell formats, in the order in which `_workbook` makes them; 0 is the plain one."""

SEED = 1
BATCH = 1_000

Cell = str | int | float | dt.date
Text = Callable[[str], str]
"""Turns a text into the attributes and the content of its cell element."""


def leads(rows: int) -> Iterator[tuple[Cell, ...]]:
    """`rows` leads with a cell for each of `HEADERS`."""
    rng = random.Random(SEED)
    pick = rng.random
    for i in range(rows):
        first, last = FIRST[int(pick() * len(FIRST))], LAST[int(pick() * len(LAST))]
        digits = 2_000_000_000 + int(pick() * 7_999_999_999)
        yield (
            f"{first} {last}",
            first,
            last,
            f"({digits // 10_000_000}) {digits // 10_000 % 1_000:03}-{digits % 10_000:04}",
            10_000_000_000 + digits,
            f"lead{i}@mail{i % 7}.example",
            FIRST_DAY + dt.timedelta(days=int(pick() * 1_000)),
            int(pick() * 90_000_000) / 100,
            CITIES[int(pick() * len(CITIES))],
            f"{NOTES[int(pick() * len(NOTES))]} ({i})",
            STATUSES[int(pick() * len(STATUSES))],
            OWNERS[int(pick() * len(OWNERS))],
        )


def write_csv(path: Path, rows: int) -> None:
    """Comma-separated UTF-8 with a header, quoted where it has to be."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADERS)
        writer.writerows(leads(rows))


def write_inline(path: Path, rows: int) -> None:
    """A workbook with the text of each cell in the cell, as programs write it that stream."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        _write_sheet(package, _workbook(package, rows, shared=False), rows, _inline)


def write_shared(path: Path, rows: int) -> None:
    """A workbook with each text once in the table of shared strings, as Excel writes it."""
    numbers: dict[str, int] = {}

    def shared(text: str) -> str:
        return f' t="s"><v>{numbers.setdefault(text, len(numbers))}</v>'

    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        _write_sheet(package, _workbook(package, rows, shared=True), rows, shared)
        _write_shared_strings(package, numbers)


def _inline(text: str) -> str:
    return f' t="inlineStr"><is><t>{escape(text)}</t></is>'


def _workbook(package: zipfile.ZipFile, rows: int, *, shared: bool) -> tuple[str, str]:
    """Puts everything but the sheet and the shared strings into `package`.

    Returns:
        The sheet's XML before and after its rows.
    """
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"constant_memory": not shared})
    date, money = (book.add_format({"num_format": code}) for code in ("yyyy-mm-dd", "#,##0.00"))
    sheet = book.add_worksheet("Leads")
    sheet.write_number(0, 0, 0, date)
    sheet.write_string(0, 1, "makes the part with the shared strings")
    sheet.write_number(rows, len(HEADERS) - 1, 0, money)  # so that the sheet states its true extent
    book.close()
    with zipfile.ZipFile(file) as skeleton:
        for name in skeleton.namelist():
            if name not in {"xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"}:
                package.writestr(name, skeleton.read(name))
        before, _, rest = skeleton.read("xl/worksheets/sheet1.xml").decode().partition("<sheetData>")
    return f"{before}<sheetData>", rest[rest.index("</sheetData>") :]


def _write_sheet(package: zipfile.ZipFile, around: tuple[str, str], rows: int, text: Text) -> None:
    before, after = around
    lines = enumerate(chain([HEADERS], leads(rows)), 1)
    with package.open("xl/worksheets/sheet1.xml", "w") as part:
        part.write(before.encode())
        _write(part, (_row(number, cells, text) for number, cells in lines))
        part.write(after.encode())


def _write_shared_strings(package: zipfile.ZipFile, numbers: dict[str, int]) -> None:
    namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    with package.open("xl/sharedStrings.xml", "w") as part:
        part.write(b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n')
        part.write(f'<sst xmlns="{namespace}" uniqueCount="{len(numbers)}">'.encode())
        _write(part, (f"<si><t>{escape(text)}</t></si>" for text in numbers))
        part.write(b"</sst>")


def _write(part: IO[bytes], pieces: Iterator[str]) -> None:
    while batch := "".join(islice(pieces, BATCH)):
        part.write(batch.encode())


def _row(number: int, cells: Iterable[Cell], text: Text) -> str:
    written = [
        f'<c r="{letter}{number}"{_content(cell, text)}</c>'
        for letter, cell in zip(LETTERS, cells, strict=True)
    ]
    return f'<row r="{number}">{"".join(written)}</row>'


def _content(cell: Cell, text: Text) -> str:
    if isinstance(cell, str):
        return text(cell)
    if isinstance(cell, dt.date):
        return f' s="{DATE_STYLE}"><v>{(cell - DAY_ZERO).days}</v>'
    style = f' s="{MONEY_STYLE}"' if isinstance(cell, float) else ""
    return f"{style}><v>{cell}</v>"
