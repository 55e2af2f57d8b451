"""Binary workbooks, their records written by hand after [MS-XLSB]."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

import pytest

from mega_desktop.sheets.grid import Grid
from mega_desktop.sheets.table import FileProblem
from mega_desktop.sheets.workbooks.binary_workbook import read_binary_workbook

KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
STRINGS = ("Name", "+49 170", "Ünï ☎")
FORMATS = {164: "00000", 165: "dd/mm/yyyy", 166: "[<=9999999]###\\-####;\\(###\\)\\ ###\\-####"}
STYLES = (0, 164, 165, 166, 14, 46)
PLAIN, ZIP, DATE, PHONE, SHORT_DATE, HOURS = range(6)


def _record(kind: int, content: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size = len(content)
    while size > 127:
        head += bytes([size & 0x7F | 0x80])
        size >>= 7
    return head + bytes([size]) + content


def _text(text: str) -> bytes:
    return struct.pack("<I", len(text.encode("utf-16-le")) // 2) + text.encode("utf-16-le")


def _row(number: int, *cells: bytes, is_hidden: bool = False) -> bytes:
    flags = 0x10 if is_hidden else 0
    return _record(0, struct.pack("<IIHBBBI", number - 1, 0, 300, 0, flags, 0, 0)) + b"".join(cells)


def _cell(kind: int, column: int, value: bytes, style: int = PLAIN) -> bytes:
    return _record(kind, struct.pack("<II", column, style) + value)


def _real(column: int, number: float, style: int = PLAIN) -> bytes:
    return _cell(5, column, struct.pack("<d", number), style)


def _shared(column: int, index: int) -> bytes:
    return _cell(7, column, struct.pack("<I", index))


def _write(path: Path, *sheets: bytes, states: tuple[int, ...] = (0, 0), is_1904: bool = False) -> Path:
    bundles = b"".join(
        _record(156, struct.pack("<II", states[i], i + 1) + _text(f"r{i}") + _text(f"Sheet {i}"))
        for i in range(len(sheets))
    )
    formats = b"".join(_record(44, struct.pack("<H", n) + _text(code)) for n, code in FORMATS.items())
    styles = b"".join(_record(47, struct.pack("<HH12x", 0xFFFF, number)) for number in STYLES)
    kinds = {"r0": "worksheet", "r1": "worksheet", "s": "sharedStrings", "t": "styles"}
    members = {"r0": "sheet0.bin", "r1": "sheet1.bin", "s": "strings.bin", "t": "styles.bin"}
    each = "".join(
        f'<Relationship Id="{key}" Type="{KIND}/{kind}" Target="{members[key]}"/>'
        for key, kind in kinds.items()
    )
    root = f'<Relationship Id="b" Type="{KIND}/officeDocument" Target="xl/workbook.bin"/>'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("_rels/.rels", f'<Relationships xmlns="{PACKAGE}">{root}</Relationships>')
        archive.writestr(
            "xl/_rels/workbook.bin.rels", f'<Relationships xmlns="{PACKAGE}">{each}</Relationships>'
        )
        archive.writestr("xl/workbook.bin", _record(153, struct.pack("<III", is_1904, 0, 0)) + bundles)
        archive.writestr("xl/strings.bin", b"".join(_record(19, b"\0" + _text(s)) for s in STRINGS))
        archive.writestr("xl/styles.bin", formats + _record(617) + styles + _record(618))
        for number, sheet in enumerate(sheets):
            archive.writestr(f"xl/sheet{number}.bin", sheet)
    return path


def _read(path: Path, sheet: str | None = None) -> Grid:
    return read_binary_workbook(path, sheet, lambda _done, _what: None)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (_real(0, 12065550100.0), "12065550100"),
        (_real(0, 0.1 + 0.2), "0.3"),
        (_real(0, 1234, ZIP), "01234"),
        (_real(0, 2065550100, PHONE), "(206) 555-0100"),
        (_real(0, 44000, DATE), "2020-06-18"),
        (_real(0, 44000.5, SHORT_DATE), "2020-06-18 12:00:00"),
        (_real(0, 1.5, HOURS), "36:00:00"),
        (_cell(2, 0, struct.pack("<i", -5 << 2 | 2)), "-5"),
        (_cell(2, 0, struct.pack("<i", 12345 << 2 | 3)), "123.45"),
        (_cell(2, 0, struct.pack("<d", 1.5)[4:]), "1.5"),
        (_shared(0, 1), "+49 170"),
        (_shared(0, 2), "Ünï ☎"),
        (_cell(6, 0, _text("own")), "own"),
        (_cell(8, 0, _text("result") + b"\0\0"), "result"),
        (_cell(62, 0, b"\0" + _text("rich")), "rich"),
        (_cell(9, 0, struct.pack("<dH", 7, 0)), "7"),
        (_cell(4, 0, b"\1"), "TRUE"),
        (_cell(10, 0, b"\0"), "FALSE"),
    ],
)
def test_a_cell_is_read_as_it_is_seen(tmp_path: Path, cell: bytes, text: str) -> None:
    path = _write(tmp_path / "leads.xlsb", _row(1, _shared(0, 0)) + _row(2, cell))
    assert _read(path).frame.rows() == [(1, "Name"), (2, text)]


def test_rows_and_columns_keep_their_places(tmp_path: Path) -> None:
    path = _write(
        tmp_path / "leads.xlsb", _row(3, _shared(2, 0)) + _row(5, _shared(2, 1), _real(4, 12065550100))
    )
    grid = _read(path)
    assert grid.frame.columns == ["row", "c2", "c4"]
    assert grid.frame.rows()[2:] == [(3, "Name", None), (4, None, None), (5, "+49 170", "12065550100")]
    assert (grid.sheets[0].rows, dict(grid.phone_like)) == (3, {"c4": 1})


def test_what_is_hidden_merged_or_wrong_is_said(tmp_path: Path) -> None:
    columns = _record(60, struct.pack("<IIIIH", 1, 1, 2048, 0, 1))
    rows = _row(1, _shared(0, 0), _shared(1, 0)) + _row(2, _cell(3, 0, b"\x2a"), is_hidden=True)
    rows += _row(3, _real(0, 3e6, DATE), _cell(11, 1, b"\x07")) + _row(4, _real(0, 1e16))
    rest = _record(176, struct.pack("<4I", 0, 2, 0, 1)) + _record(163, bytes(6))
    hidden = _row(1, _shared(0, 0)) + _row(2, _shared(0, 1))
    path = _write(tmp_path / "leads.xlsb", hidden, columns + rows + rest, states=(1, 0))
    grid = _read(path)
    assert {note.code: note.rows for note in grid.notes} == {
        "error_cells": (2, 3),
        "odd_dates": (3,),
        "long_numbers": (4,),
        "hidden_columns": (),
        "hidden_sheets": (),
    }
    assert (grid.sheet, grid.hidden_rows, grid.merged, grid.is_filtered) == ("Sheet 1", (2,), ((1, 3),), True)
    assert grid.frame.row(2) == (3, "3000000", None)


def test_dates_follow_the_calendar_of_1904(tmp_path: Path) -> None:
    path = _write(tmp_path / "leads.xlsb", _row(1, _real(0, 1, DATE)), is_1904=True)
    assert _read(path).frame.rows() == [(1, "1904-01-02")]


def test_another_sheet_can_be_named(tmp_path: Path) -> None:
    path = _write(tmp_path / "leads.xlsb", _row(1, _shared(0, 0)), _row(1, _shared(0, 1)))
    assert _read(path, "Sheet 1").frame.rows() == [(1, "+49 170")]
    with pytest.raises(FileProblem, match="no sheet called"):
        _read(path, "Other")


@pytest.mark.parametrize(
    "sheet",
    [
        pytest.param(_row(1, _shared(0, 99)), id="a text that is missing"),
        pytest.param(_row(1, _cell(6, 0, struct.pack("<I", 2**31))), id="a text longer than the file"),
        pytest.param(_row(2_000_000, _shared(0, 0)), id="a row beyond the last"),
        pytest.param(_row(1, _real(0, 1))[:-4], id="a cell cut off"),
        pytest.param(_record(129) + _row(1, _real(0, 1)), id="rows cut off"),
        pytest.param(_row(1) + _record(18, bytes(8)), id="cells without a column"),
    ],
)
def test_odd_sheets_give_a_sentence(tmp_path: Path, sheet: bytes) -> None:
    with pytest.raises(FileProblem, match="damaged"):
        _read(_write(tmp_path / "leads.xlsb", sheet))


def test_a_file_that_is_no_archive_gives_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "leads.xlsb").write_bytes(b"PK\x03\x04 and no more")
    with pytest.raises(FileProblem, match="damaged"):
        _read(tmp_path / "leads.xlsb")
