"""What kind of file it is, told by its content; nothing is unpacked here.

The checks are cheap on purpose (first bytes and the archive's own table of contents), so that a file
which cannot be read is refused with a sentence before the reader process is even started.
"""

from __future__ import annotations

import mmap
import os
import re
from dataclasses import dataclass
from pathlib import Path

from mega_desktop.sheets.archives import kind_of_zip
from mega_desktop.sheets.foreign import (
    ASK_FOR_A_SPREADSHEET,
    EXPORT_FROM_IT,
    SAVE_AS_XLSX,
    foreign,
    refuse_foreign,
)
from mega_desktop.sheets.problems import damaged, protected
from mega_desktop.sheets.table import FileProblem

__all__ = ["OLE_SIGNATURE", "Kind", "damaged", "protected", "recognise"]

START_BYTES = 65_536
OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP_SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06")
# The records that open a sheet of Excel 2, 3, 4 and 5 that lies in no OLE file ([MS-XLS] 2.4.21).
_BARE_BIFF = re.compile(
    rb"\x09[\0\x02\x04\x08][\x04\x06\x08\x10]\0[\0-\x07][\0-\x06][\x05\x06\x10\x20\x40]\0"
)

_OLE_OTHERS = (
    ("WordDocument", "a Word document", SAVE_AS_XLSX),
    ("PowerPoint Document", "a PowerPoint presentation", EXPORT_FROM_IT),
    ("__properties_version1.0", "an Outlook message", "Save the spreadsheet that is attached to it."),
    ("VisioDocument", "a Visio drawing", EXPORT_FROM_IT),
    ("Quill", "a Publisher document", EXPORT_FROM_IT),
    ("MatOST", "a Works document", SAVE_AS_XLSX),
)

_MARKUP = re.compile(
    rb"\s*<(\?xml|!--|!doctype|html|head|body|meta|style|script|table|thead|tr|div|center|font|p|br|b|h[1-6])\b"
    rb"|\s*<!--",
    re.IGNORECASE,
)
_TABLE = re.compile(rb"<(table|tr|td)[\s>]", re.IGNORECASE)
_PAGE = re.compile(rb"<(html|head|body|!doctype\s+html)[\s>]", re.IGNORECASE)
_SPREADSHEET_XML = b"urn:schemas-microsoft-com:office:spreadsheet"
_FLAT_ODS = b"urn:oasis:names:tc:opendocument:xmlns:office:1.0"
_WEB_ARCHIVE = re.compile(rb"multipart/related|text/html|\.mht", re.IGNORECASE)
_SENT_EMAIL = re.compile(rb"^(received|delivered-to|message-id|to):", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True)
class Kind:
    """What a file is.

    Attributes:
        format: "xlsx", "xlsm", "xlsb", "xls", "ods", "html" (a table in a web page, also one saved as a
            single file), "xml" (Excel 2003's XML spreadsheet) or "csv" (any separated text).
        content_bytes: Its size, for zip files that of all they hold.
    """

    format: str
    content_bytes: int


def recognise(path: Path) -> Kind:
    """The kind of file, by its content.

    Raises:
        FileProblem: It cannot be opened, is empty, protected, too large when unpacked, or no spreadsheet.
    """
    start, size_bytes = _start(path)
    if not start:
        raise FileProblem(f"{path.name} is empty: there are no leads in it.", "Choose another file.")
    if start.startswith(ZIP_SIGNATURES):
        return Kind(*kind_of_zip(path))
    if start.startswith(OLE_SIGNATURE):
        return Kind(_format_of_ole(path), size_bytes)
    if _BARE_BIFF.match(start):
        return Kind("xls", size_bytes)
    if start.lstrip().startswith(ZIP_SIGNATURES):
        raise damaged(path.name, "blanks before the archive")
    markup = _format_of_markup(path.name, start)
    if markup is None:
        refuse_foreign(path, start, size_bytes)
    return Kind(markup or "csv", size_bytes)


def _start(path: Path) -> tuple[bytes, int]:
    if path.is_dir():
        advice = "Open the folder and choose the spreadsheet in it."
        raise FileProblem(f"{path.name} is a folder and cannot be opened as a file.", advice)
    try:
        with path.open("rb") as file:
            return file.read(START_BYTES), os.fstat(file.fileno()).st_size
    except FileNotFoundError as error:
        raise FileProblem(f"{path.name} is not there any more.", "Choose the file again.") from error
    except OSError as error:
        advice = "Close it in other programs, check that you may read it, and choose it again."
        raise FileProblem(f"{path.name} cannot be opened.", advice, detail=type(error).__name__) from error


def _format_of_ole(path: Path) -> str:
    """Old Office files are a small file system; the names in its directory tell what is inside."""
    names = _ole_names(path)
    if names & {"encryptedpackage", "encryptioninfo"}:
        raise protected(path.name)
    if names & {"workbook", "book"}:
        return "xls"
    for stream, what, advice in _OLE_OTHERS:
        if stream.lower() in names:
            raise foreign(path.name, what, advice)
    raise foreign(path.name, "a file of another program", ASK_FOR_A_SPREADSHEET)


def _ole_names(path: Path) -> set[str]:
    """Names in the file's root folder, in lower case; of a damaged file, those found anywhere in it."""
    import olefile

    try:
        with olefile.OleFileIO(str(path)) as file:
            return {entry[0].lower() for entry in file.listdir(streams=True, storages=True)}
    except (OSError, ValueError, IndexError, RecursionError):
        return _names_anywhere(path)


def _names_anywhere(path: Path) -> set[str]:
    wanted = ("EncryptedPackage", "Workbook", "Book", *(stream for stream, _, _ in _OLE_OTHERS))
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            return {name.lower() for name in wanted if content.find(name.encode("utf-16-le")) >= 0}
    except OSError as error:
        raise damaged(path.name, type(error).__name__) from error


def _format_of_markup(name: str, start: bytes) -> str | None:
    """ "html", "xml", "ods" (as one plain file), or None when it is none of them.

    Raises:
        FileProblem: It is XML of another kind.
    """
    text = start.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe")
    if _is_web_archive(text):
        return "html"
    if not _MARKUP.match(text):
        return None
    if _FLAT_ODS in text and b"opendocument.spreadsheet" in text:
        return "ods"
    if _SPREADSHEET_XML in text and b"Workbook" in text and not _PAGE.search(text):
        return "xml"
    if _PAGE.search(text) or _TABLE.search(text):
        return "html"
    if not text.lstrip().startswith(b"<?xml"):
        return None
    raise _other_xml(name, text)


def _is_web_archive(text: bytes) -> bool:
    head = text.lstrip()[:4096]
    return (
        head.lower().startswith((b"mime-version:", b"from: <saved by", b'from: "saved by', b"content-type:"))
        and _WEB_ARCHIVE.search(head) is not None
        and _SENT_EMAIL.search(head) is None
    )


def _other_xml(name: str, text: bytes) -> FileProblem:
    if _FLAT_ODS in text:
        return foreign(name, "an OpenDocument file of another kind", SAVE_AS_XLSX)
    if b"<plist" in text:
        return foreign(name, "a settings file or a link", "Choose the spreadsheet itself.")
    return foreign(name, "an XML data file", EXPORT_FROM_IT)
