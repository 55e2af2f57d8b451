"""Binary files made by hand: compound files (MS-CFB), and .xlsb workbooks (MS-XLSB)."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

from tests.sheets.corpus.packages import PACKAGE, XML, relations, zipped

SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def compound(streams: Mapping[str, bytes]) -> bytes:
    """A compound file with `streams`; each is filled up to the size from which it has sectors of its own."""
    bodies = [content.ljust(8 * SECTOR, b"\0") for content in streams.values()]
    bodies = [body.ljust(-(-len(body) // SECTOR) * SECTOR, b"\0") for body in bodies]
    directory_sectors = -(-(len(bodies) + 1) // 4)
    fat = [_FAT, *_chain(1, directory_sectors)]
    entries = [_entry("Root Entry", 5, (_FREE, 1), _END, 0)]
    for number, (name, body) in enumerate(zip(streams, bodies, strict=True), 1):
        right = number + 1 if number < len(bodies) else _FREE
        entries.append(_entry(name, 2, (right, _FREE), len(fat), len(body)))
        fat += _chain(len(fat), len(body) // SECTOR)
    fat += [_FREE] * (SECTOR // 4 - len(fat))
    directory = b"".join(entries).ljust(directory_sectors * SECTOR, b"\0")
    return _compound_header() + struct.pack(f"<{len(fat)}I", *fat) + directory + b"".join(bodies)


def _chain(first: int, count: int) -> list[int]:
    return [*range(first + 1, first + count), _END]


def _compound_header() -> bytes:
    start = struct.pack("<8s16sHHHHH6x", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6)
    counts = struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, _END, 0, _END, 0)
    return start + counts + struct.pack("<109I", 0, *[_FREE] * 108)


def _entry(name: str, kind: int, links: tuple[int, int], first: int, size: int) -> bytes:
    """An entry of the directory; `links` lead to the next entry and to the first one inside."""
    text = name.encode("utf-16-le")
    head = struct.pack("<64sHBBIII", text, len(text) + 2, kind, 1, _FREE, *links)
    return head + bytes(36) + struct.pack("<IQ", first, size)


def biff(*records: tuple[int, bytes]) -> bytes:
    """A stream of an Excel 97 workbook."""
    return b"".join(struct.pack("<HH", kind, len(data)) + data for kind, data in records)


def encrypted_xls() -> bytes:
    """An Excel 97 workbook behind a password: the record FILEPASS right after its beginning."""
    beginning = struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 6)
    return compound({"Workbook": biff((0x809, beginning), (0x2F, struct.pack("<H52x", 1)), (0x0A, b""))})


def record(kind: int, data: bytes = b"") -> bytes:
    """A record of an .xlsb part; both numbers take seven bits a byte."""
    size, sized = len(data), b""
    while size > 0x7F:
        sized, size = sized + bytes([size & 0x7F | 0x80]), size >> 7
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    return head + sized + bytes([size]) + data


def wide(text: str) -> bytes:
    """A text of an .xlsb part."""
    return struct.pack("<I", len(text.encode("utf-16-le")) // 2) + text.encode("utf-16-le")


class Cell:
    """Kinds of cells of an .xlsb sheet, without their column and style."""

    @staticmethod
    def text(value: str) -> tuple[int, bytes]:
        """Text in the cell itself."""
        return 6, wide(value)

    @staticmethod
    def real(value: float) -> tuple[int, bytes]:
        """A number of eight bytes."""
        return 5, struct.pack("<d", value)

    @staticmethod
    def whole(value: int) -> tuple[int, bytes]:
        """A whole number of 30 bits."""
        return 2, struct.pack("<I", (value << 2 & 0xFFFFFFFF) | 2)

    @staticmethod
    def error(code: int) -> tuple[int, bytes]:
        """An error value; 0x2A is #N/A."""
        return 3, bytes([code])

    @staticmethod
    def boolean(*, value: bool) -> tuple[int, bytes]:
        """True or false."""
        return 4, bytes([value])


XlsbCell = tuple[int, bytes] | tuple[int, bytes, int] | None


def xlsb(
    rows: Sequence[Sequence[XlsbCell]],
    *,
    formats: Sequence[str] = (),
    is_1904: bool = False,
    hidden_rows: Sequence[int] = (),
) -> bytes:
    """An .xlsb workbook with one sheet, "Leads".

    Args:
        rows: Cells as (kind, data) or (kind, data, style), None for no cell.
        formats: Number formats; style n has the format n − 1.
        hidden_rows: Excel's numbers.
    """
    sheet = _xlsb_sheet(rows, hidden_rows)
    book = b"".join([
        record(131),
        record(153, struct.pack("<II", int(is_1904), 0) + wide("")),
        record(143),
        record(156, struct.pack("<II", 0, 1) + wide("r1") + wide("Leads")),
        record(144),
        record(132),
    ])  # fmt: skip
    ms = "application/vnd.ms-excel"
    kinds = {
        "workbook": "sheet.binary.macroEnabled.main",
        "worksheets/sheet1": "worksheet",
        "styles": "styles",
    }
    types = "".join(
        f'<Override PartName="/xl/{part}.bin" ContentType="{ms}.{kind}"/>' for part, kind in kinds.items()
    )
    return zipped({
        "[Content_Types].xml": f'{XML}<Types xmlns="{PACKAGE}/content-types">{types}</Types>',
        "_rels/.rels": relations([("r1", "officeDocument", "xl/workbook.bin")]),
        "xl/workbook.bin": book,
        "xl/_rels/workbook.bin.rels": relations(
            [("r1", "worksheet", "worksheets/sheet1.bin"), ("r2", "styles", "styles.bin")]
        ),
        "xl/worksheets/sheet1.bin": sheet,
        "xl/styles.bin": _xlsb_styles(formats),
    })  # fmt: skip


def _xlsb_sheet(rows: Sequence[Sequence[XlsbCell]], hidden_rows: Sequence[int]) -> bytes:
    width = max(len(row) for row in rows)
    parts = [record(129), record(148, struct.pack("<IIII", 0, len(rows) - 1, 0, width - 1)), record(145)]
    for number, row in enumerate(rows):
        hidden = 0x10 if number + 1 in hidden_rows else 0
        parts.append(record(0, struct.pack("<IIHBBBI", number, 0, 300, 0, hidden, 0, 0)))
        for column, cell in enumerate(row):
            if cell is not None:
                style = cell[2] if len(cell) == 3 else 0
                parts.append(record(cell[0], struct.pack("<II", column, style) + cell[1]))
    return b"".join([*parts, record(146), record(130)])


def _xlsb_styles(formats: Sequence[str]) -> bytes:
    numbers = range(164, 164 + len(formats))
    codes = [record(44, struct.pack("<H", n) + wide(f)) for n, f in zip(numbers, formats, strict=True)]
    used = [
        record(47, struct.pack("<HHHHHBBHBB", 0, number, 0, 0, 0, 0, 0, 0, 1, 0)) for number in [0, *numbers]
    ]
    return b"".join([
        record(278),
        record(615, struct.pack("<I", len(codes))), *codes, record(616),
        record(617, struct.pack("<I", len(used))), *used, record(618),
        record(279),
    ])  # fmt: skip
