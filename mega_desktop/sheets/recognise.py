"""What kind of file it is, told by its content; nothing is unpacked here.

The checks are cheap on purpose (first bytes and the zip's own table of contents), so that a file
which cannot be read is refused with a sentence before the reader process is even started.
"""

from __future__ import annotations

import mmap
import os
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

from mega_desktop.sheets.table import FileProblem

MAX_MEMBERS = 2_000
MAX_UNPACKED_BYTES = 4 * 2**30
MAX_RATIO = 400
"""Deflate reaches 1,032:1; sheets of a million equal rows stay well below this."""

RATIO_MATTERS_FROM_BYTES = 64 * 2**20

OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP_SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06")

SAVE_AS_XLSX = "Open it in Excel or LibreOffice, save it as an Excel workbook (.xlsx) and choose that file."

OTHER_KINDS: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "a PDF document", "Ask for the list as a spreadsheet (.xlsx or .csv)."),
    (b"{\\rtf", "a text document", SAVE_AS_XLSX),
    (b"\x1f\x8b", "a compressed file", "Unpack it first and choose the spreadsheet inside."),
    (b"7z\xbc\xaf\x27\x1c", "a compressed archive", "Unpack it first and choose the spreadsheet inside."),
    (b"Rar!", "a compressed archive", "Unpack it first and choose the spreadsheet inside."),
    (b"SQLite format 3", "a database", "Export the leads from it as .xlsx or .csv."),
    (b"\x89PNG", "a picture", "Ask for the list as a spreadsheet (.xlsx or .csv)."),
    (b"\xff\xd8\xff", "a picture", "Ask for the list as a spreadsheet (.xlsx or .csv)."),
    (
        b"BEGIN:VCARD",
        "a contact card file",
        "Export the contacts as CSV instead, or open them in Google Contacts.",
    ),
)

_MARKUP = re.compile(rb"\s*<(\?xml|!doctype|html|head|body|meta|style|table|div)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Kind:
    """What a file is.

    Attributes:
        format: "xlsx", "xlsm", "xlsb", "xls", "ods" or "csv" (any separated text).
        content_bytes: Its size, for zip files that of all they hold.
    """

    format: str
    content_bytes: int


def recognise(path: Path) -> Kind:
    """The kind of file, by its content.

    Raises:
        FileProblem: It cannot be opened, is empty, protected, too large when unpacked, or no spreadsheet.
    """
    try:
        with path.open("rb") as file:
            start = file.read(4096)
            size_bytes = os.fstat(file.fileno()).st_size
    except FileNotFoundError as error:
        raise FileProblem(f"{path.name} is not there any more.", "Choose the file again.") from error
    except OSError as error:
        advice = "Close it in other programs, check that you may read it, and choose it again."
        raise FileProblem(f"{path.name} cannot be opened.", advice, detail=type(error).__name__) from error
    if not start:
        raise FileProblem(f"{path.name} is empty: there are no leads in it.", "Choose another file.")
    if start.startswith(ZIP_SIGNATURES):
        return _kind_of_zip(path)
    if start.startswith(OLE_SIGNATURE):
        return Kind(_format_of_ole(path), size_bytes)
    _refuse_other_kinds(path.name, start)
    return Kind("csv", size_bytes)


def protected(name: str) -> FileProblem:
    """The problem with a file that needs a password."""
    return FileProblem(
        f"{name} is protected by a password, so nothing in it can be read.",
        "Open it in Excel, remove the password (File, Info, Protect Workbook), save it and choose it again.",
    )


def damaged(name: str, detail: str = "") -> FileProblem:
    """The problem with a file that is broken or built in a way no spreadsheet program would."""
    return FileProblem(
        f"{name} is damaged or an unusual file, so it was not read. Nothing was imported.",
        "Open it in Excel, save it under a new name and choose that file.",
        detail=detail,
    )


def _kind_of_zip(path: Path) -> Kind:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            mimetype = _ods_mimetype(archive)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise damaged(path.name, type(error).__name__) from error
    _refuse_bombs(path.name, members)
    if any(member.flag_bits & 0x1 for member in members):
        raise protected(path.name)
    return Kind(_format_of_zip(path.name, members, mimetype), sum(member.file_size for member in members))


def _format_of_zip(name: str, members: list[zipfile.ZipInfo], mimetype: str) -> str:
    names = {member.filename.lower().replace("\\", "/") for member in members}
    if "opendocument.spreadsheet" in mimetype or "content.xml" in names:
        return "ods"
    if "xl/workbook.bin" in names:
        return "xlsb"
    if any(n.startswith("xl/") for n in names):
        return "xlsm" if "xl/vbaproject.bin" in names else "xlsx"
    raise _not_a_spreadsheet_zip(name, names)


def _ods_mimetype(archive: zipfile.ZipFile) -> str:
    """The media type an OpenDocument file states in its first member, "" for other files."""
    if "mimetype" not in archive.namelist():
        return ""
    with archive.open("mimetype") as member:
        return member.read(200).decode("latin-1")


def _refuse_bombs(name: str, members: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(member.file_size for member in members)
    swollen = any(
        m.file_size > RATIO_MATTERS_FROM_BYTES and m.file_size > MAX_RATIO * max(m.compress_size, 1)
        for m in members
    )
    if len(members) > MAX_MEMBERS or unpacked > MAX_UNPACKED_BYTES or swollen:
        raise FileProblem(
            f"{name} would unpack to far more than a spreadsheet ever holds, so it was not opened.",
            "If you trust its source, open it in Excel, save it under a new name and choose that file.",
            detail=f"{len(members)} members, {unpacked} bytes unpacked",
        )


def _not_a_spreadsheet_zip(name: str, names: set[str]) -> FileProblem:
    if any(n.endswith(".iwa") for n in names):
        return FileProblem(
            f"{name} is an Apple Numbers file, which cannot be read here.",
            "In Numbers choose File, Export To, Excel, and choose the exported file.",
        )
    if any(n.startswith("word/") for n in names):
        return FileProblem(
            f"{name} is a Word document, not a spreadsheet.", "Save the list as .xlsx or .csv."
        )
    return FileProblem(
        f"{name} is a compressed archive, not a spreadsheet.",
        "Unpack it first and choose the spreadsheet inside.",
    )


def _format_of_ole(path: Path) -> str:
    """Old Office files are a small file system; the names in its directory tell what is inside."""
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            if content.find("EncryptedPackage".encode("utf-16-le")) >= 0:
                raise protected(path.name)
            if any(content.find(n.encode("utf-16-le")) >= 0 for n in ("Workbook", "Book")):
                return "xls"
    except OSError as error:
        raise damaged(path.name, type(error).__name__) from error
    raise FileProblem(f"{path.name} is not a spreadsheet.", SAVE_AS_XLSX)


def _refuse_other_kinds(name: str, start: bytes) -> None:
    for signature, what, advice in OTHER_KINDS:
        if start.startswith(signature):
            raise FileProblem(f"{name} is {what}, not a spreadsheet.", advice)
    if _MARKUP.match(start.removeprefix(b"\xef\xbb\xbf").replace(b"\x00", b"").lstrip(b"\xff\xfe")):
        raise FileProblem(
            f"{name} is a web page or XML that only carries the name of a spreadsheet.",
            SAVE_AS_XLSX,
        )
