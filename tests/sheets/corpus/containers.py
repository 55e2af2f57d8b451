"""Files that are not what they say, or are made to harm whoever opens them (I21 to I26)."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Callable
from functools import partial
from typing import Any
from unittest.mock import ANY

from tests.sheets.corpus.binaries import Cell, biff, compound, encrypted_xls, xlsb
from tests.sheets.corpus.books import open_xlsx, xls, xlsx
from tests.sheets.corpus.cases import ANN, AS_READ, HEADER, PEOPLE, Case, Reads, Refused
from tests.sheets.corpus.packages import (
    MAIN,
    SHEET_MEMBER,
    Parts,
    inline,
    manifest,
    ods,
    ods_parts,
    ods_row,
    ods_text,
    relations,
    sheet_of,
    unzipped,
    workbook_parts,
    zipped,
)

DAMAGED = "damaged|unusual"
BOMB = "unpack|damaged|unusual"
FOREIGN = "not a spreadsheet|another program|damaged|unusual"
DOCTYPE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)
TEXT = "".join(",".join(row) + "\n" for row in PEOPLE).encode()
TEXT_ROWS = Reads(AS_READ, format="csv")
XLSX, XLS, XLSB, ODS = (partial(Reads, AS_READ, format=kind) for kind in ("xlsx", "xls", "xlsb", "ods"))

Write = Callable[[], bytes]


def _people(**options: str) -> Parts:
    return workbook_parts(sheet_of(PEOPLE), **options)


def _case(
    name: str,
    content: bytes | Write,
    expected: Reads | Refused | tuple[Reads | Refused, ...],
    file: str = "leads.xlsx",
) -> Case:
    return Case(name, file, content, expected, is_hostile=True)


def _with(**changed: bytes | str | None) -> Write:
    """A sound workbook, some of whose parts are other ones or missing; `__` stands for "/"."""

    def write() -> bytes:
        parts = _people(strings='count="0" uniqueCount="0">', styles="<cellXfs/>")
        for name, part in changed.items():
            member = next(m for m in parts if m.replace("/", "__").partition(".")[0] == name)
            if part is None:
                del parts[member]
            else:
                parts[member] = part
        return zipped(parts)

    return write


def _sheet(data: str, **options: str) -> Write:
    return lambda: zipped(workbook_parts(data, **options))


def _flagged() -> bytes:
    """A zip file whose members say that they are encrypted."""
    content = bytearray(zipped(_people()))
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = content.find(signature)
        while start >= 0:
            content[start + place] |= 1
            start = content.find(signature, start + 4)
    return bytes(content)


def _encrypted_ods() -> bytes:
    parts = ods_parts("")
    parts["META-INF/manifest.xml"] = manifest('<manifest:encryption-data manifest:checksum="x"/>')
    parts["content.xml"] = b"\x93\x1f\xae" * 700
    return zipped(parts)


PROTECTED = (
    _case(
        "I21-xlsx",
        lambda: compound({"EncryptionInfo": b"\4\0\4\0", "EncryptedPackage": bytes(9000)}),
        Refused("password"),
    ),
    _case("I21-xls", encrypted_xls, Refused("password"), "leads.xls"),
    _case("I21-ods", _encrypted_ods, Refused("password"), "leads.ods"),
    _case("I21-zip", _flagged, Refused("password")),
    Case(
        "I21-a-protected-sheet-can-be-read",
        "leads.xlsx",
        lambda: open_xlsx(PEOPLE, lambda book: book.active.protection.set_password("secret")),
        Reads(AS_READ),
    ),
)


def _bad_checksum() -> bytes:
    parts = zipped(_people())
    start = parts.index(SHEET_MEMBER.encode()) + len(SHEET_MEMBER)
    return parts[: start + 40] + bytes([parts[start + 40] ^ 0xFF]) + parts[start + 41 :]


def _cut_xlsb() -> bytes:
    parts = unzipped(xlsb([[Cell.text(c) for c in row] for row in PEOPLE]))
    sheet = parts["xl/worksheets/sheet1.bin"]
    parts["xl/worksheets/sheet1.bin"] = sheet[: len(sheet) // 2]
    return zipped(parts)


DAMAGES = (
    _case("I22-no-workbook-part", _with(xl__workbook=None), Refused(DAMAGED)),
    _case("I22-no-sheet-part", _with(xl__worksheets__sheet1=None), Refused(f"{DAMAGED}|no sheets")),
    _case(
        "I22-no-shared-strings",
        lambda: zipped(workbook_parts(sheet_of([HEADER, ('<c t="s"><v>0</v></c>', *ANN[1:])]))),
        Refused(DAMAGED),
    ),
    _case("I22-no-styles", _with(xl__styles=None), XLSX()),
    _case("I22-sheet-is-no-xml", _with(xl__worksheets__sheet1=b"\x00\x01\x02" * 50), Refused(DAMAGED)),
    _case("I22-sheet-is-empty", _with(xl__worksheets__sheet1=b""), Refused(f"{DAMAGED}|empty")),
    _case("I22-workbook-is-no-xml", _with(xl__workbook="<workbook"), Refused(DAMAGED)),
    _case("I22-tags-that-do-not-match", _sheet("<sheetData><row></sheetData></row>"), Refused(DAMAGED)),
    _case("I22-checksum-does-not-fit", _bad_checksum, Refused(DAMAGED)),
    _case("I22-zip-of-nothing", b"PK\x05\x06" + bytes(18), Refused(f"{DAMAGED}|archive")),
    _case("I22-only-the-signature", b"PK\x03\x04", Refused(DAMAGED)),
    _case("I22-random-bytes", bytes((n * n * 31 + n * 7) % 251 for n in range(6000)), Refused(FOREIGN)),
    _case(
        "I22-something-before-the-zip",
        lambda: b"#!/bin/sh\n\x01\x02\x03" * 40 + zipped(_people()),
        Refused(FOREIGN),
    ),
    _case("I22-something-after-the-zip", lambda: zipped(_people()) + b"\n" * 50, (XLSX(), Refused(DAMAGED))),
    _case(
        "I22-compound-file-of-nothing",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000),
        Refused(FOREIGN),
        "leads.xls",
    ),
    _case("I22-xls-cut", lambda: xls(PEOPLE)[:2600], Refused(FOREIGN), "leads.xls"),
    _case(
        "I22-xls-stream-of-nothing",
        lambda: compound({"Workbook": biff((0x0A, b""))}),
        Refused(f"{DAMAGED}|empty|no sheets"),
        "leads.xls",
    ),
    _case(
        "I22-ods-without-content",
        lambda: zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}),
        Refused(DAMAGED),
        "leads.ods",
    ),
    _case(
        "I22-ods-content-cut",
        lambda: zipped(ods_parts("") | {"content.xml": str(ods_parts("<table:table>")["content.xml"])[:-60]}),
        Refused(DAMAGED),
        "leads.ods",
    ),
    _case("I22-xlsb-sheet-cut", _cut_xlsb, Refused(f"{DAMAGED}|empty"), "leads.xlsb"),
)


def _swollen() -> bytes:
    return zipped(_people() | {SHEET_MEMBER: bytes(80 * 2**20)})


def _lying_sizes() -> bytes:
    """Says that its sheet has a hundred bytes; it has 200 MB."""
    parts = zipped(_people() | {SHEET_MEMBER: b"<worksheet><sheetData>" + b" " * (200 * 2**20)})
    content = bytearray(parts)
    for signature, size_at, name_at in ((b"PK\x03\x04", 22, 30), (b"PK\x01\x02", 24, 46)):
        start = content.find(signature)
        while start >= 0:
            if content[start + name_at :].startswith(SHEET_MEMBER.encode()):
                struct.pack_into("<I", content, start + size_at, 100)
            start = content.find(signature, start + 4)
    return bytes(content)


def _overlapping() -> bytes:
    """A hundred members that are all the same hundred megabytes (after D. Fifield, "A better zip bomb")."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = packer.compress(bytes(100 * 2**20)) + packer.flush()
    sizes = struct.pack("<III", 0, len(data), 100 * 2**20)
    body = (
        b"PK\x03\x04" + struct.pack("<HHHHH", 20, 0, 8, 0, 0) + sizes + struct.pack("<HH", 1, 0) + b"a" + data
    )
    names = [f"xl/worksheets/sheet{n}.xml".encode() for n in range(100)]
    directory = b"".join(
        b"PK\x01\x02"
        + struct.pack("<HHHHHH", 20, 20, 0, 8, 0, 0)
        + sizes
        + struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, 0, 0)
        + name
        for name in names
    )
    end = struct.pack("<HHHHIIH", 0, 0, len(names), len(names), len(directory), len(body), 0)
    return body + directory + b"PK\x05\x06" + end


BOMBS = (
    _case("I23-a-sheet-of-zeros", _swollen, Refused(BOMB)),
    _case("I23-sizes-that-lie", _lying_sizes, Refused(BOMB)),
    _case("I23-members-that-overlap", _overlapping, Refused(BOMB)),
    _case(
        "I23-too-many-members",
        lambda: zipped(_people() | {f"xl/media/{n}.png": b"" for n in range(2_001)}),
        Refused(BOMB),
    ),
    _case(
        "I23-zip-in-a-zip", lambda: zipped({"leads.xlsx": zipped(_people())}), Refused("archive"), "leads.zip"
    ),
    _case(
        "I23-names-that-lead-elsewhere",
        lambda: zipped(_people() | {"../../../../tmp/leads": b"x", "/etc/leads": b"x"}),
        (XLSX(), Refused(DAMAGED)),
    ),
)

_WORKSHEET = f'<worksheet xmlns="{MAIN}">{sheet_of(PEOPLE)}</worksheet>'
_LATE_DOCTYPE = f'<?xml version="1.0"?><!--{" " * 6000}-->{DOCTYPE}{_WORKSHEET}'
_UTF16_DOCTYPE = f'<?xml version="1.0" encoding="UTF-16"?>{DOCTYPE}{_WORKSHEET}'
_WITH_ENTITY = _WORKSHEET.replace(">Ann<", ">&a;<")
TYPES = (
    *(
        _case(
            f"I24-{name}-in-the-sheet",
            _with(xl__worksheets__sheet1=f"{kind}{_WITH_ENTITY}"),
            Refused(DAMAGED),
        )
        for name, kind in {
            "external-entity": DOCTYPE,
            "billion-laughs": LAUGHS,
            "plain-doctype": "<!DOCTYPE worksheet>",
        }.items()
    ),
    _case("I24-behind-a-long-comment", _with(xl__worksheets__sheet1=_LATE_DOCTYPE), Refused(DAMAGED)),
    _case("I24-in-utf16", _with(xl__worksheets__sheet1=_UTF16_DOCTYPE.encode("utf-16")), Refused(DAMAGED)),
    _case("I24-in-the-workbook", _with(xl__workbook=f"{DOCTYPE}<workbook/>"), Refused(DAMAGED)),
    _case(
        "I24-in-the-shared-strings",
        _with(xl__sharedStrings=f'{LAUGHS}<sst xmlns="{MAIN}"><si><t>&c;</t></si></sst>'),
        Refused(DAMAGED),
    ),
    _case("I24-in-the-styles", _with(xl__styles=f'{LAUGHS}<styleSheet xmlns="{MAIN}"/>'), Refused(DAMAGED)),
    _case("I24-in-the-relations", _with(_rels__=f"{DOCTYPE}{relations([])}"), Refused(DAMAGED)),
    _case(
        "I24-in-an-open-document",
        lambda: zipped(
            ods_parts("")
            | {
                "content.xml": str(
                    ods_parts(f"<table:table>{ods_row(HEADER)}</table:table>")["content.xml"]
                ).replace("<office:document-content", f"{LAUGHS}<office:document-content", 1)
            }
        ),
        Refused(DAMAGED),
        "leads.ods",
    ),
)


def _shared(count: str, number: str) -> Write:
    strings = f"{count}><si><t>Ann</t></si>"
    return _sheet(sheet_of([HEADER, (f'<c t="s"><v>{number}</v></c>', *ANN[1:])]), strings=strings)


def _placed(place: str, row: str = "2") -> Write:
    """The people, and one more cell at `place`."""
    more = f'<row r="{row}">{inline("far").replace("<c ", f"<c r={chr(34)}{place}{chr(34)} ", 1)}</row>'
    return _sheet(sheet_of([HEADER]).replace("</sheetData>", f"{more}</sheetData>"))


def _repeated_strings() -> bytes:
    """A small file that holds three gigabytes of text: one long string, used in every cell."""
    strings = f'count="1" uniqueCount="1"><si><t>{"x" * 32_000}</t></si>'
    rows = "<row>" + '<c t="s"><v>0</v></c>' * 5 + "</row>"
    return zipped(workbook_parts(f"<sheetData>{rows * 20_000}</sheetData>", strings=strings))


def _ods_table(rows: str) -> str:
    return f'<table:table table:name="Leads">{rows}</table:table>'


FOR_EVER = 'table:number-{}-repeated="2147483647"'
_ANN_ONLY = Reads({2: ANN})
_FAR = Reads({2: (None, None, None, "far")}, headers=None, perhaps=("empty_headers",))
LIES = (
    _case(
        "I25-shared-count-lies",
        _shared('count="4294967295" uniqueCount="4294967295"', "0"),
        (_ANN_ONLY, Refused(DAMAGED)),
    ),
    _case(
        "I25-shared-count-too-small", _shared('count="0" uniqueCount="0"', "0"), (_ANN_ONLY, Refused(DAMAGED))
    ),
    _case(
        "I25-shared-count-is-no-number",
        _shared('count="x" uniqueCount="-1"', "0"),
        (_ANN_ONLY, Refused(DAMAGED)),
    ),
    _case("I25-shared-number-too-large", _shared('count="1" uniqueCount="1"', "7"), Refused(DAMAGED)),
    _case("I25-shared-number-negative", _shared('count="1" uniqueCount="1"', "-1"), Refused(DAMAGED)),
    _case(
        "I25-shared-number-huge",
        _shared('count="1" uniqueCount="1"', "99999999999999999999"),
        Refused(DAMAGED),
    ),
    _case(
        "I25-far-cell",
        _placed("XFD1048576", "1048576"),
        (
            Reads(
                {1_048_576: (None, None, None, "far")}, headers=None, perhaps=("empty_headers", "empty_rows")
            ),
            Refused(f"{DAMAGED}|large"),
        ),
    ),
    _case("I25-cell-beyond-the-last-column", _placed("ZZZZZZZ2"), Refused(DAMAGED)),
    _case("I25-cell-beyond-the-last-row", _placed("D4294967295", "4294967295"), Refused(f"{DAMAGED}|row")),
    _case("I25-one-row-beyond-the-last", _placed("D1048577", "1048577"), Refused(f"{DAMAGED}|row")),
    _case("I25-row-nought", _placed("D0", "0"), (Refused(DAMAGED), _FAR)),
    _case("I25-place-that-is-none", _placed("D-7"), (Refused(DAMAGED), _FAR)),
    _case(
        "I25-style-that-is-none",
        _sheet(sheet_of([HEADER, ('<c s="999"><v>7</v></c>', *ANN[1:])])),
        (Reads({2: ("7", *ANN[1:])}), Refused(DAMAGED)),
    ),
    _case(
        "I25-number-that-is-none",
        _sheet(sheet_of([HEADER, ("<c><v>seven</v></c>", *ANN[1:])])),
        (Reads({2: (ANY, *ANN[1:])}), Refused(DAMAGED)),
    ),
    _case(
        "I25-kind-that-is-none",
        _sheet(sheet_of([HEADER, ('<c t="zz"><v>7</v></c>', *ANN[1:])])),
        (Reads({2: (ANY, *ANN[1:])}), Refused(DAMAGED)),
    ),
    Case(
        "I25-one-string-in-every-cell",
        "leads.xlsx",
        _repeated_strings,
        Refused(f"{DAMAGED}|large|unpack"),
        is_slow=True,
    ),
    _case(
        "I25-deeply-nested",
        _sheet("<a>" * 50_000 + "</a>" * 50_000 + sheet_of(PEOPLE)),
        (XLSX(), Refused(DAMAGED)),
    ),
    _case(
        "I25-ods-repeats-for-ever",
        lambda: ods([HEADER, (ods_text("x", FOR_EVER.format("columns")),)]),
        (Refused(f"{DAMAGED}|column|large|empty"), Reads({2: ANY}, headers=None)),
        "leads.ods",
    ),
    _case(
        "I25-ods-rows-for-ever",
        lambda: zipped(ods_parts(_ods_table(ods_row(HEADER) + ods_row(ANN, FOR_EVER.format("rows"))))),
        Refused(f"{DAMAGED}|row|large"),
        "leads.ods",
    ),
)


def _prefixed() -> bytes:
    """Every element of the sheet with a prefix, as some programs write them."""
    data = sheet_of(PEOPLE)
    for name in ("sheetData", "row", "c", "is", "t"):
        data = (
            data.replace(f"<{name}>", f"<x:{name}>")
            .replace(f"<{name} ", f"<x:{name} ")
            .replace(f"</{name}>", f"</x:{name}>")
        )
    return zipped(workbook_parts(data, root=f'x:worksheet xmlns:x="{MAIN}"'))


def _strict() -> bytes:
    """The namespaces of ISO/IEC 29500 Strict."""
    strict = {
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main": "http://purl.oclc.org/ooxml/spreadsheetml/main",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "http://purl.oclc.org/ooxml/officeDocument/relationships",
    }
    parts = _people()
    for member in parts:
        for old, new in strict.items():
            parts[member] = str(parts[member]).replace(old, new)
    return zipped(parts)


def _moved(change: Callable[[str], str], target: str = "worksheets/sheet1.xml") -> Write:
    """The workbook with its members named otherwise."""

    def write() -> bytes:
        parts = {change(member): part for member, part in _people().items()}
        member = change("xl/_rels/workbook.xml.rels")
        return zipped(parts | {member: relations([("r1", "worksheet", target)])})

    return write


WRITERS = (
    _case("I26-elements-with-prefix", _prefixed, XLSX()),
    _case("I26-strict-namespaces", _strict, XLSX()),
    _case("I26-stored-not-packed", lambda: zipped(_people(), zipfile.ZIP_STORED), XLSX()),
    _case("I26-absolute-targets", _moved(str, "/xl/worksheets/sheet1.xml"), XLSX()),
    _case("I26-targets-with-dots", _moved(str, "../xl/./worksheets/sheet1.xml"), XLSX()),
    _case(
        "I26-backslashes-in-names",
        _moved(lambda member: member.replace("/", "\\")),
        (XLSX(), Refused(DAMAGED)),
    ),
    _case(
        "I26-sheet-called-otherwise",
        _moved(lambda member: member.replace("sheet1", "leads"), "worksheets/leads.xml"),
        XLSX(),
    ),
    _case(
        "I26-parts-with-a-mark",
        _with(
            xl__worksheets__sheet1=f'<worksheet xmlns="{MAIN}">{sheet_of(PEOPLE)}</worksheet>'.encode(
                "utf-8-sig"
            )
        ),
        XLSX(),
    ),
    _case(
        "I26-sheet-name-with-signs",
        lambda: zipped(
            _people(book='<sheets><sheet name="Q&amp;A &lt;Öst&gt;" sheetId="1" r:id="r1"/></sheets>')
        ),
        XLSX(),
    ),
    _case(
        "I26-a-dialogue-before-the-sheet",
        lambda: zipped(
            _people(
                book='<sheets><sheet name="Gone" sheetId="2" r:id="r9"/>'
                '<sheet name="Leads" sheetId="1" r:id="r1"/></sheets>'
            )
        ),
        (XLSX(), Refused(DAMAGED)),
    ),
)


def _xlsm() -> bytes:
    return zipped(_people() | {"xl/vbaProject.bin": b"macro"})


def _numbers() -> bytes:
    return zipped({"Index/Document.iwa": b"x", "Index/Tables/DataList.iwa": b"x", "preview.jpg": b"x"})


_SHEETS: dict[str, tuple[Write, Any]] = {
    "xlsx": (lambda: xlsx(PEOPLE), XLSX()),
    "xls": (lambda: xls(PEOPLE), XLS()),
    "xlsb": (lambda: xlsb([[Cell.text(cell) for cell in row] for row in PEOPLE]), XLSB()),
    "ods": (lambda: ods(PEOPLE), ODS()),
    "csv": (lambda: TEXT, TEXT_ROWS),
}
_OTHERS: dict[str, tuple[Write, str]] = {
    "numbers": (_numbers, "Numbers"),
    "word": (lambda: zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>"}), "Word"),
    "slides": (
        lambda: zipped({"[Content_Types].xml": "<Types/>", "ppt/presentation.xml": "<p/>"}),
        "PowerPoint|archive",
    ),
    "pdf": (lambda: b"%PDF-1.7\n1 0 obj", "PDF"),
    "picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(200), "picture"),
    "photo": (lambda: b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(200), "picture"),
    "rich-text": (lambda: b"{\\rtf1\\ansi Ann}", "text document"),
    "gzip": (lambda: b"\x1f\x8b\x08" + bytes(50), "compressed"),
    "7z": (lambda: b"7z\xbc\xaf\x27\x1c" + bytes(50), "archive"),
    "rar": (lambda: b"Rar!\x1a\x07\x00" + bytes(50), "archive"),
    "database": (lambda: b"SQLite format 3\x00" + bytes(200), "database"),
    "contact-card": (lambda: b"BEGIN:VCARD\r\nFN:Ann\r\nEND:VCARD\r\n", "contact card"),
    "program": (lambda: b"\x7fELF\x02\x01\x01" + bytes(range(200)) * 9, "program|not a spreadsheet"),
    "old-word": (lambda: compound({"WordDocument": bytes(5000)}), "Word|not a spreadsheet"),
}

KINDS = (
    *(
        _case(f"I26-{kind}-called-{suffix}", content, expected, f"leads.{suffix}")
        for kind, (content, expected) in _SHEETS.items()
        for suffix in ("xlsx", "xls", "csv")
    ),
    _case("I26-xlsm", _xlsm, Reads(AS_READ)),
    *(
        _case(f"I26-{name}-refused-by-name", content, Refused(words), "leads.xlsx")
        for name, (content, words) in _OTHERS.items()
    ),
)

CASES = (*PROTECTED, *DAMAGES, *BOMBS, *TYPES, *LIES, *WRITERS, *KINDS)
