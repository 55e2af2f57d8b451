"""Zip files told apart by their table of contents; nothing but small parts that name the kind is unpacked."""

from __future__ import annotations

import re
import zipfile
import zlib
from itertools import pairwise
from pathlib import Path, PurePosixPath

from mega_desktop.sheets.foreign import EXPORT_FROM_IT, SAVE_AS_XLSX, UNPACK_FIRST, foreign
from mega_desktop.sheets.problems import damaged, protected
from mega_desktop.sheets.table import FileProblem

MAX_MEMBERS = 2_000
MAX_UNPACKED_BYTES = 4 * 2**30
MAX_RATIO = 400
"""Deflate reaches 1,032:1; sheets of a million equal rows stay well below this."""

RATIO_MATTERS_FROM_BYTES = 64 * 2**20
MOST_TYPE_BYTES = 2**20
LOCAL_HEADER_BYTES = 30
_ENCRYPTED = 0x1
_UNREADABLE = (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, zlib.error, EOFError)

# Media types of ECMA-376 part 1 (transitional and strict alike) and of [MS-XLSB].
_MAIN_PARTS = (
    (re.compile(r"sheet\.binary\.macroenabled\.main"), "xlsb"),
    (re.compile(r"ms-excel\.(sheet|template|addin)\.macroenabled\.main"), "xlsm"),
    (re.compile(r"spreadsheetml\.(sheet|template)\.main"), "xlsx"),
)
_OTHER_DOCUMENTS = (
    ("word/", "a Word document", "Save the list as .xlsx or .csv."),
    ("ppt/", "a PowerPoint presentation", EXPORT_FROM_IT),
    ("visio/", "a Visio drawing", EXPORT_FROM_IT),
    ("meta-inf/manifest.mf", "a program", "Choose the spreadsheet itself."),
    ("androidmanifest.xml", "a program", "Choose the spreadsheet itself."),
    ("index.apxl", "an Apple presentation", EXPORT_FROM_IT),
)
_OPEN_DOCUMENTS = {
    "text": "an OpenDocument text",
    "presentation": "an OpenDocument presentation",
    "graphics": "an OpenDocument drawing",
    "base": "an OpenDocument database",
    "epub": "a book",
}
_SHEETS_INSIDE = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".csv", ".tsv", ".txt")


def kind_of_zip(path: Path) -> tuple[str, int]:
    """The format of a zipped spreadsheet and the bytes it holds, unpacked.

    Raises:
        FileProblem: It is damaged, protected, a bomb or no spreadsheet.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            _refuse_bombs(path.name, members, archive.start_dir)
            if any(member.flag_bits & _ENCRYPTED for member in members):
                raise _protected_zip(path.name, members)
            types = _stated(archive, "[content_types].xml")
            mimetype = _stated(archive, "mimetype")
    except _UNREADABLE as error:
        raise damaged(path.name, type(error).__name__) from error
    return _format(path.name, members, types, mimetype), sum(member.file_size for member in members)


def _refuse_bombs(name: str, members: list[zipfile.ZipInfo], end: int) -> None:
    unpacked = sum(member.file_size for member in members)
    swollen = any(
        m.file_size > RATIO_MATTERS_FROM_BYTES and m.file_size > MAX_RATIO * max(m.compress_size, 1)
        for m in members
    )
    overlapping = _overlap(members, end)
    if len(members) > MAX_MEMBERS or unpacked > MAX_UNPACKED_BYTES or swollen or overlapping:
        raise FileProblem(
            f"{name} would unpack to far more than a spreadsheet ever holds, so it was not opened.",
            "If you trust its source, open it in Excel, save it under a new name and choose that file.",
            detail=f"{len(members)} members, {unpacked} bytes unpacked, overlapping: {overlapping}",
        )


def _overlap(members: list[zipfile.ZipInfo], end: int) -> bool:
    """Whether members share bytes of the file, which makes a few of them unpack to petabytes."""
    ordered = sorted(members, key=lambda member: member.header_offset)
    ends = [m.header_offset + LOCAL_HEADER_BYTES + m.compress_size for m in ordered]
    starts = [member.header_offset for member in ordered]
    return any(last > start for last, (_, start) in zip(ends, pairwise([*starts, end]), strict=True))


def _protected_zip(name: str, members: list[zipfile.ZipInfo]) -> FileProblem:
    # Numbers and OpenDocument mark their protection elsewhere; here the archive itself is locked.
    if any(member.filename.lower().startswith("xl/") for member in members):
        return protected(name)
    return foreign(name, "a compressed archive with a password", UNPACK_FIRST)


def _stated(archive: zipfile.ZipFile, wanted: str) -> str:
    """What the member `wanted` says in lower case, "" without it."""
    found = next((m for m in archive.infolist() if _plain_name(m) == wanted), None)
    if found is None:
        return ""
    with archive.open(found) as member:
        return member.read(MOST_TYPE_BYTES).replace(b"\0", b"").decode("latin-1").lower()


def _plain_name(member: zipfile.ZipInfo) -> str:
    """Some programs write the names with backslashes, in capitals or from the root."""
    return member.filename.lower().replace("\\", "/").lstrip("/")


def _format(name: str, members: list[zipfile.ZipInfo], types: str, mimetype: str) -> str:
    names = {_plain_name(member) for member in members}
    for pattern, kind in _MAIN_PARTS:
        if pattern.search(types):
            return kind
    if "opendocument.spreadsheet" in mimetype or (not mimetype and _is_unmarked_ods(names)):
        return "ods"
    if "xl/workbook.bin" in names:
        return "xlsb"
    if any(n.startswith("xl/") for n in names):
        return "xlsm" if "xl/vbaproject.bin" in names else "xlsx"
    raise _not_a_spreadsheet(name, members, names, mimetype)


def _is_unmarked_ods(names: set[str]) -> bool:
    return "content.xml" in names and ("styles.xml" in names or "meta-inf/manifest.xml" in names)


def _not_a_spreadsheet(
    name: str, members: list[zipfile.ZipInfo], names: set[str], mimetype: str
) -> FileProblem:
    if any(n.endswith(".iwa") or n in {"index.zip", "index.numbers"} for n in names):
        advice = "In Numbers choose File, Export To, Excel, and choose the exported file."
        return foreign(name, "an Apple Numbers file", advice)
    for word, what in _OPEN_DOCUMENTS.items():
        if word in mimetype:
            return foreign(name, what, "Save the list as .ods, .xlsx or .csv and choose that file.")
    if "sun.xml.calc" in mimetype:
        return foreign(name, "a sheet of an OpenOffice before version 2", SAVE_AS_XLSX)
    for part, what, advice in _OTHER_DOCUMENTS:
        if any(n.startswith(part) for n in names):
            return foreign(name, what, advice)
    return foreign(name, f"a compressed archive{_with_sheets(members)}", UNPACK_FIRST)


def _with_sheets(members: list[zipfile.ZipInfo]) -> str:
    """Names the spreadsheet inside, so that the person knows what to look for."""
    inside = [
        PurePosixPath(member.filename.replace("\\", "/")).name
        for member in members
        if member.filename.lower().endswith(_SHEETS_INSIDE) and not member.filename.startswith("__MACOSX")
    ]
    return f" with {inside[0]} in it" if len(inside) == 1 else ""
