"""Files that are chosen by mistake: each kind gets its name and what to do about it.

Signatures are those that the formats' own specifications (or file(1)'s list) give for their first bytes.
"""

from __future__ import annotations

import re
from pathlib import Path

from mega_desktop.sheets.table import FileProblem

SAVE_AS_XLSX = "Open it in Excel or LibreOffice, save it as an Excel workbook (.xlsx) and choose that file."
ASK_FOR_A_SPREADSHEET = "Ask for the list as a spreadsheet (.xlsx or .csv)."
UNPACK_FIRST = "Unpack it first and choose the spreadsheet inside."
EXPORT_FROM_IT = "Export the leads from it as .xlsx or .csv and choose that file."
DOWNLOAD_AGAIN = "Download or copy it again, then choose it again."
CHOOSE_SPREADSHEET = "Choose the spreadsheet itself (.xlsx, .xls, .ods or .csv)."
DOWNLOAD_GOOGLE = "Open it in Google Sheets, choose File, Download, Microsoft Excel (.xlsx), and choose it."
EXPORT_CONTACTS = "Export the contacts as CSV instead, or open them in Google Contacts."

_SIGNATURES: tuple[tuple[bytes, str, str], ...] = (
    (rb"%PDF", "a PDF document", ASK_FOR_A_SPREADSHEET),
    (rb"%!PS", "a document for printing", ASK_FOR_A_SPREADSHEET),
    (rb"\{\\rtf", "a text document", SAVE_AS_XLSX),
    (rb"\x1f\x8b|BZh\d1AY|\xfd7zXZ\0|\x28\xb5\x2f\xfd|MSCF\0", "a compressed file", UNPACK_FIRST),
    (rb"7z\xbc\xaf\x27\x1c|Rar!\x1a|.{257}ustar", "a compressed archive", UNPACK_FIRST),
    (rb"SQLite format 3\0|.{4}Standard (Jet|ACE) DB", "a database", EXPORT_FROM_IT),
    (rb"(PAR1|FEA1|ORC)[\0-\x1f]|ARROW1\0|\x89HDF\r\n|Obj\x01", "a data file", EXPORT_FROM_IT),
    (rb"[\x03\x30\x31\x83\x8b\xf5].[\x01-\x0c][\x01-\x1f].{24}\0\0", "a dBase table", SAVE_AS_XLSX),
    (rb"[\0\xff]\0[\x02\x1a]\0", "a Lotus 1-2-3 sheet", SAVE_AS_XLSX),
    (
        rb"ID;P[^\r\n]*[\r\n]+(P;P|[BC];[XY]|[FO];[A-Z]|NN;N)",
        "a SYLK sheet",
        SAVE_AS_XLSX,
    ),
    (rb"TABLE[\r\n]+0,1[\r\n]", "a DIF sheet", SAVE_AS_XLSX),
    (rb"\x89PNG|\xff\xd8\xff|GIF8[79]a|II\*\0|MM\0\*|BM.{4}\0{4}", "a picture", ASK_FOR_A_SPREADSHEET),
    (rb"RIFF.{4}WEBP|.{4}ftyp(heic|heix|mif1|avif)", "a picture", ASK_FOR_A_SPREADSHEET),
    (rb"RIFF.{4}|.{4}ftyp|ID3[\x02-\x04]|OggS\0|\x1aE\xdf\xa3", "a recording", ASK_FOR_A_SPREADSHEET),
    (rb"!BDN", "an Outlook data file", "In Outlook choose File, Open & Export, Export to a CSV file."),
    (rb"(?i)BEGIN:VCARD", "a contact card file", EXPORT_CONTACTS),
    (rb"(?i)BEGIN:VCALENDAR", "a calendar", CHOOSE_SPREADSHEET),
    (rb"MZ.{0,200}\0\0\0|\x7fELF|\xca\xfe\xba\xbe|\xcf\xfa\xed\xfe", "a program", CHOOSE_SPREADSHEET),
    (rb"L\0\0\0\x01\x14\x02\0|\[InternetShortcut\]|\[Desktop Entry\]", "a link", CHOOSE_SPREADSHEET),
    (
        rb"\0\0\0\x01Bud1|\0\x05\x16[\0\x07]",
        "a Mac's hidden file",
        CHOOSE_SPREADSHEET,
    ),
    (rb"bplist0\d", "a settings file", CHOOSE_SPREADSHEET),
    (rb"-----BEGIN ", "an encrypted or signed text", "Decrypt it first and choose the spreadsheet inside."),
)
_BY_SIGNATURE = tuple((re.compile(pattern, re.DOTALL), what, do) for pattern, what, do in _SIGNATURES)

_EMAIL = re.compile(
    rb"From \S+ +\w{3} \w{3} "
    rb"|(From|Date|Subject|Return-Path|Received|Delivered-To|MIME-Version|Message-ID): "
    rb"[^\n]*\n([\w-]+: |[ \t])",
    re.IGNORECASE,
)
_GOOGLE_LINK = re.compile(rb"\{.{0,2000}(docs\.google\.com|\"doc_id\")", re.DOTALL)
_JSON = re.compile(rb'\s*(\{\s*("[^"]*"\s*:|\})|\[\s*(\{\s*["}]|\[\s*["\[\d]|\]))')
_LIBREOFFICE_LOCK = re.compile(rb",[^\n]*,\d\d\.\d\d\.\d{4} \d\d:\d\d,file:///[^\n]*;$")
_EXCEL_LOCK_BYTES = 165
"""Size of the file that Excel puts beside an open workbook; it holds the name of who opened it, twice."""


def refuse_foreign(path: Path, start: bytes, size_bytes: int) -> None:
    """Refuses what cannot hold a table of leads.

    Args:
        start: The file's first bytes, some thousands.

    Raises:
        FileProblem: It is of a kind named here.
    """
    text = start.removeprefix(b"\xef\xbb\xbf")
    if _is_lock(start, size_bytes):
        raise foreign(path.name, "a note left by a program that has the workbook open", CHOOSE_SPREADSHEET)
    if not start.strip(b"\0"):
        title = f"{path.name} holds nothing but zeros: there are no leads in it."
        raise FileProblem(title, DOWNLOAD_AGAIN)
    for pattern, what, advice in _BY_SIGNATURE:
        if pattern.match(text):
            raise foreign(path.name, what, advice)
    if _GOOGLE_LINK.match(text):
        raise foreign(path.name, "only a link to a sheet at Google", DOWNLOAD_GOOGLE)
    if _JSON.match(text):
        raise foreign(path.name, "a JSON data file", EXPORT_FROM_IT)
    if _EMAIL.match(text):
        raise foreign(path.name, "an email", "Save the spreadsheet that is attached to it and choose that.")


def _is_lock(start: bytes, size_bytes: int) -> bool:
    if _LIBREOFFICE_LOCK.match(start):
        return True
    # The length of the name, the name padded to 54 bytes, and again in UTF-16.
    return size_bytes == _EXCEL_LOCK_BYTES and 0 < start[0] < 55 and start.count(b" \0") > 20


def foreign(name: str, what: str, advice: str) -> FileProblem:
    """The problem with a file that is `what`."""
    return FileProblem(f"{name} is {what}, which cannot be read as a list. Nothing was imported.", advice)
