"""Files to read, and ways to read them."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

import openpyxl
import pytest

from mega_desktop.sheets import USUALLY_LEFT_OUT, Table, read_table
from mega_desktop.sheets.child import read
from mega_desktop.sheets.recognise import recognise
from mega_desktop.work import Control

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


@pytest.fixture
def read_here(tmp_path: Path) -> Callable[..., Table]:
    """Reads a file as the reader process does, without starting one."""

    def read_file(path: Path, **choices: Any) -> Table:
        request: dict[str, Any] = {
            "path": str(path),
            "format": recognise(path).format,
            "sheet": None,
            "header_row": None,
            "encoding": None,
            "separator": None,
            "left_out": sorted(USUALLY_LEFT_OUT),
            "target": str(tmp_path / f"{uuid4().hex}.parquet"),
            "first_rows": False,
        }
        return read(request | choices, lambda _done, _what: None)

    return read_file


@pytest.fixture
def read_apart(tmp_path: Path) -> Callable[..., Table]:
    """Reads a file as the program does: in a process of its own."""

    def read_file(path: Path, **choices: Any) -> Table:
        return read_table(path, scratch=tmp_path / "scratch", **({"control": Control()} | choices))

    return read_file


@pytest.fixture
def csv_file(tmp_path: Path) -> Callable[[str | bytes], Path]:
    def write(content: str | bytes) -> Path:
        path = tmp_path / "leads.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


@pytest.fixture
def xlsx_file(tmp_path: Path) -> Callable[[Sequence[Sequence[Any]]], Path]:
    def write(rows: Sequence[Sequence[Any]]) -> Path:
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(list(row))
        path = tmp_path / "leads.xlsx"
        book.save(path)
        return path

    return write


@pytest.fixture
def raw_xlsx_file(tmp_path: Path) -> Callable[..., Path]:
    """Writes the smallest workbook around the given XML of its only sheet."""
    relation = f'<Relationship Id="%s" Type="{OFFICE}/%s" Target="%s"/>'
    relations = f'<Relationships xmlns="{PACKAGE}/relationships">%s</Relationships>'
    sheet_list = '<sheets><sheet name="Leads" sheetId="1" r:id="r1"/></sheets>'

    def write(sheet: str, strings: str = "", prologue: str = "") -> Path:
        book = relation % ("r1", "worksheet", "worksheets/sheet1.xml")
        book += relation % ("r2", "sharedStrings", "sharedStrings.xml") if strings else ""
        parts = {
            "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
            "_rels/.rels": relations % (relation % ("r1", "officeDocument", "xl/workbook.xml")),
            "xl/_rels/workbook.xml.rels": relations % book,
            "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{sheet_list}</workbook>',
            "xl/worksheets/sheet1.xml": f'{prologue}<worksheet xmlns="{MAIN}">{sheet}</worksheet>',
        }
        if strings:
            parts["xl/sharedStrings.xml"] = strings
        path = tmp_path / "raw.xlsx"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for member, content in parts.items():
                archive.writestr(member, f'<?xml version="1.0" encoding="UTF-8"?>{content}')
        return path

    return write
