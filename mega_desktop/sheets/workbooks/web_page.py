"""Web pages that carry the name of a spreadsheet: the tables in them.

Classic exports of CRMs and of PHP programs are such pages, and so is what Excel saves as "Web Page" or
"Single File Web Page" (MHTML, RFC 2557).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl

from mega_desktop.sheets.cell_notes import NO_CELLS, cell_notes
from mega_desktop.sheets.grid import Grid, Step
from mega_desktop.sheets.problems import damaged
from mega_desktop.sheets.table import FileProblem, Note, Sheet
from mega_desktop.sheets.text.encoding import MARKS, Text, as_utf8
from mega_desktop.sheets.workbooks.html_tables import HtmlTable, TableCollector

BLOCK_BYTES = 2**18
HEAD_BYTES = 8_192
MOST_ARCHIVE_BYTES = 256 * 2**20
_CHARSET = re.compile(rb"""(?:charset|<\?xml[^>]*encoding)\s*=\s*["']?\s*([\w:.-]+)""", re.IGNORECASE)
_FRAMES = re.compile(rb"<frameset|File-List", re.IGNORECASE)
_WEB_ARCHIVE = re.compile(rb"\s*(mime-version|content-type|from):", re.IGNORECASE)
# What browsers read under these names (Encoding Standard, WHATWG).
_AS_BROWSERS_DO = {
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "cp1252",
    "iso-8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc-kr": "cp949",
    "big5": "big5hkscs",
    "unicode": "utf-16",
}


def read_html(path: Path, scratch: Path, encoding: str | None, sheet: str | None, step: Step) -> Grid:
    """The cells of the page's largest table, or of the one called `sheet`; the others are its `sheets`.

    Args:
        scratch: Where a UTF-8 copy may be put meanwhile.
        encoding: What the person chose; None finds it.

    Raises:
        FileProblem: There is no table in it, or none of that name.
    """
    step(5, f"Opening {path.name}")
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if _WEB_ARCHIVE.match(head):
        return _grid(path, _archived_tables(path, scratch), Text(path, ""), sheet)
    try:
        text = _text(path, scratch, head, encoding)
        tables = _collect(path, _blocks(text.source, path.name, step))
    finally:
        scratch.unlink(missing_ok=True)
    if not tables and _FRAMES.search(head):
        raise FileProblem(
            f"{path.name} is only the cover of a web page; its tables are in other files beside it.",
            "Open it in Excel, save it as an Excel workbook (.xlsx) and choose that file.",
        )
    return _grid(path, tables, text, sheet)


def _text(path: Path, scratch: Path, head: bytes, encoding: str | None) -> Text:
    """The page as UTF-8: what it says of its encoding counts unless it is UTF-8 anyway."""
    is_marked = b"\x00" in head or any(head.startswith(mark) for mark, _ in MARKS)
    if encoding or is_marked:
        return as_utf8(path, scratch, encoding)
    for name in ("utf-8", *_declared(head)):
        try:
            return as_utf8(path, scratch, name)
        except FileProblem:
            continue
    return as_utf8(path, scratch, None)


def _declared(head: bytes) -> tuple[str, ...]:
    found = _CHARSET.search(head)
    if found is None:
        return ()
    name = found[1].decode("ascii", "ignore").lower()
    return (_AS_BROWSERS_DO.get(name, name),)


def _blocks(source: Path, name: str, step: Step) -> Iterator[bytes]:
    size_bytes, done_bytes = max(source.stat().st_size, 1), 0
    with source.open("rb") as file:
        while block := file.read(BLOCK_BYTES):
            done_bytes += len(block)
            step(10 + 60 * done_bytes // size_bytes, f"Reading {name}")
            yield block


def _collect(path: Path, blocks: Iterator[bytes]) -> list[tuple[str, HtmlTable]]:
    """The tables of a page in UTF-8 that hold something, each with its name."""
    from lxml import etree

    collector = TableCollector()
    parser = etree.HTMLParser(target=collector, encoding="utf-8", no_network=True, huge_tree=False)
    try:
        for block in blocks:
            parser.feed(block)
        parser.close()
    except etree.LxmlError as error:
        raise damaged(path.name, type(error).__name__) from error
    tables = [table for table in collector.tables if table.filled]
    names = collector.sheet_names if len(collector.sheet_names) == len(tables) else [""] * len(tables)
    return [(name or table.caption, table) for name, table in zip(names, tables, strict=True)]


def _archived_tables(path: Path, scratch: Path) -> list[tuple[str, HtmlTable]]:
    """The tables of all pages in a web page that was saved as a single file."""
    import email
    import email.policy

    if path.stat().st_size > MOST_ARCHIVE_BYTES:
        title = f"{path.name} is too large for a web page in a single file, so it was not read."
        raise FileProblem(title, "Open it in Excel, save it as .xlsx and choose that file.")
    message = email.message_from_bytes(path.read_bytes().lstrip(), policy=email.policy.compat32)
    pages = [part for part in message.walk() if part.get_content_type() == "text/html"]
    return [table for page in pages for table in _tables_of_page(path, scratch, page)]


def _tables_of_page(path: Path, scratch: Path, part: Any) -> list[tuple[str, HtmlTable]]:
    page = scratch.with_suffix(".part")
    try:
        content = part.get_payload(decode=True) or b""
        page.write_bytes(content)
        # What the part's own header says comes before what the page says.
        head = f"charset={part.get_content_charset('')} ".encode() + content[:HEAD_BYTES]
        text = _text(page, scratch, head, None)
        return _collect(path, _blocks(text.source, path.name, lambda _done, _what: None))
    finally:
        page.unlink(missing_ok=True)
        scratch.unlink(missing_ok=True)


def _grid(path: Path, tables: list[tuple[str, HtmlTable]], text: Text, sheet: str | None) -> Grid:
    if not tables:
        raise FileProblem(
            f"{path.name} is a web page without a table, so there are no leads in it.",
            "If it is a sign-in or error page, download the list again; else ask for it as .xlsx or .csv.",
        )
    named = dict(zip(_unique([name for name, _ in tables]), (table for _, table in tables), strict=True))
    if sheet is not None and sheet not in named:
        raise FileProblem(f"{path.name} has no table called “{sheet}”.", f"It has: {', '.join(named)}.")
    name = sheet if sheet is not None else max(named, key=lambda each: named[each].filled)
    table = named[name]
    return Grid(
        frame=table.batches.frame(),
        notes=text.notes + _notes(table),
        sheets=tuple(Sheet(each, found.rows) for each, found in named.items()),
        sheet=name,
        encoding=text.encoding,
        encodings=text.encodings,
        merged=tuple(table.merged),
        hidden_rows=tuple(table.hidden_rows),
    )


def _unique(names: list[str]) -> list[str]:
    """A name for each table that no other one has."""
    wanted = [name[:100] or f"Table {position}" for position, name in enumerate(names, start=1)]
    return [f"{name} ({at + 1})" if name in wanted[:at] else name for at, name in enumerate(wanted)]


def _notes(table: HtmlTable) -> tuple[Note, ...]:
    return cell_notes(errors=_cells(table.errors), inexact=_cells(table.long_numbers))


def _cells(cells: list[tuple[int, int, str]]) -> pl.DataFrame:
    return pl.DataFrame(cells, schema=NO_CELLS.schema, orient="row")
