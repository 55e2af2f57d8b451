"""Files told apart by what is in them; what cannot be read gets a sentence."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from mega_desktop.sheets import FileProblem
from mega_desktop.sheets.recognise import OLE_SIGNATURE, recognise

TYPES = "[Content_Types].xml"
FLAT_ODS = (
    b'<?xml version="1.0"?><o:document xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    b' o:mimetype="application/vnd.oasis.opendocument.spreadsheet">'
)
MAIN = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def _zip(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def _problem(path: Path, content: bytes) -> FileProblem:
    path.write_bytes(content)
    with pytest.raises(FileProblem) as caught:
        recognise(path)
    assert caught.value.advice
    return caught.value


@pytest.mark.parametrize(
    ("members", "kind"),
    [
        ({"xl/workbook.xml": b""}, "xlsx"),
        ({"xl/workbook.xml": b"", "xl/vbaProject.bin": b""}, "xlsm"),
        ({"xl/workbook.bin": b""}, "xlsb"),
        ({TYPES: MAIN, "book/w.xml": b""}, "xlsx"),
        ({TYPES: MAIN.decode().encode("utf-16"), "w.xml": b""}, "xlsx"),
        ({TYPES.upper(): b"x", "XL\\Workbook.xml": b""}, "xlsx"),
        ({TYPES: b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"}, "xlsm"),
        ({TYPES: b"application/vnd.ms-excel.sheet.binary.macroEnabled.main"}, "xlsb"),
        ({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b""}, "ods"),
        ({"content.xml": b"", "styles.xml": b""}, "ods"),
    ],
)
def test_zip_formats_by_their_parts(tmp_path: Path, members: dict[str, bytes], kind: str) -> None:
    assert recognise(_zip(tmp_path / "leads.csv", members)).format == kind


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (b"\x09\x00\x04\x00\x02\x00\x10\x00", "xls"),
        (b"\x09\x02\x06\x00\x00\x00\x10\x00\x00\x00", "xls"),
        (b"\x09\x04\x06\x00\x00\x00\x10\x00\x00\x00", "xls"),
        (OLE_SIGNATURE + b"\0" * 600 + "Workbook".encode("utf-16-le"), "xls"),
        (b"<html><table><tr><td>Name</td></tr></table></html>", "html"),
        ("\ufeff \n<TABLE border=1>".encode(), "html"),
        ("<html>".encode("utf-16"), "html"),
        (b"<!-- made by PHP -->\n<table><tr>", "html"),
        (b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">', "html"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\n", "html"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "xml"),
        (FLAT_ODS, "ods"),
        (b"<id>;<name>\n1;2", "csv"),
        (b"ID;PHONE\n1;2", "csv"),
        (b"[1] Name,Email\n", "csv"),
        (b"{x};Name\n", "csv"),
        (b"From,To\nBerlin,Rome\n", "csv"),
        (b"BMW,Audi\n", "csv"),
        (b"MZ;Name\n", "csv"),
        (b"\t\tName\tEmail\n", "csv"),
        (b"0,\n\t", "csv"),
    ],
)
def test_other_formats_by_their_first_bytes(tmp_path: Path, start: bytes, kind: str) -> None:
    path = tmp_path / "leads.xlsx"
    path.write_bytes(start)
    assert recognise(path).format == kind


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b"\0" * 5000, "nothing but zeros"),
        (OLE_SIGNATURE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
        (OLE_SIGNATURE + b"\0" * 600 + "WordDocument".encode("utf-16-le"), "Word document"),
        (OLE_SIGNATURE + b"\0" * 600 + "__properties_version1.0".encode("utf-16-le"), "Outlook message"),
        (OLE_SIGNATURE, "another program"),
        (b"%PDF-1.7", "PDF"),
        (b"{\\rtf1", "text document"),
        (b"PK\x03\x04 and then nothing", "damaged"),
        (b"\r\nPK\x03\x04 after a blank line", "damaged"),
        (b"BEGIN:VCARD\nVERSION:3.0", "contact card"),
        (b"\x1f\x8b\x08\0", "compressed"),
        (b"7z\xbc\xaf\x27\x1c", "archive"),
        (b"Rar!\x1a\x07", "archive"),
        (b"SQLite format 3\0", "database"),
        (b"\0\x01\0\0Standard Jet DB\0", "database"),
        (b"\0\x01\0\0Standard ACE DB\0", "database"),
        (b"\x03\x7a\x01\x1f" + b"\x05" * 24 + b"\0\0", "dBase"),
        (b"\0\0\x02\0\x06\x04\x06\0", "Lotus"),
        (b"ID;PWXL;N;E\r\nP;PGeneral\r\n", "SYLK"),
        (b"PAR1\x15\x04", "data file"),
        (b"\x89PNG\r\n", "picture"),
        (b"\xff\xd8\xff\xe0", "picture"),
        (b"!BDN", "Outlook data file"),
        (b"MZ\x90\0\x03\0\0\0\x04", "program"),
        (b"[InternetShortcut]\nURL=x", "link"),
        (b'{"url": "https://docs.google.com/open?id=1", "doc_id": "1"}', "link to a sheet at Google"),
        (b'[{"name": "Ann"}]', "JSON"),
        (b'{"name": "Ann"}\n{"name": "Bob"}', "JSON"),
        (b"Received: from a\n by b\nTo: c\n", "email"),
        (b"\0\0\0\x01Bud1", "hidden file"),
        (b"\x05Maria".ljust(55) + b"\x05\0" + " ".encode("utf-16-le") * 54, "has the workbook open"),
        (b",maria,pc,21.11.2026 06:38,file:///home/maria;", "has the workbook open"),
        (b'<?xml version="1.0"?><leads><lead/></leads>', "XML data file"),
        (b'<?xml version="1.0"?><!DOCTYPE plist><plist/>', "settings file"),
    ],
)
def test_what_cannot_be_read_gets_a_sentence(tmp_path: Path, content: bytes, sentence: str) -> None:
    assert sentence in _problem(tmp_path / "leads.xls", content).title


@pytest.mark.parametrize(
    ("members", "sentence"),
    [
        ({"Index/Document.iwa": b"x"}, "Numbers"),
        ({"word/document.xml": b"x", TYPES: b"wordprocessingml.document.main+xml"}, "Word"),
        ({"ppt/presentation.xml": b"x"}, "PowerPoint"),
        ({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"x"}, "OpenDocument text"),
        ({"mimetype": b"application/vnd.sun.xml.calc", "content.xml": b"x"}, "OpenOffice before version 2"),
        ({"leads.csv": b"x", "__MACOSX/._leads.csv": b"x"}, "archive with leads.csv in it"),
        ({"inner.zip": b"x", "a.txt": b"x", "b.txt": b"x"}, "a compressed archive,"),
    ],
)
def test_other_archives_are_named(tmp_path: Path, members: dict[str, bytes], sentence: str) -> None:
    with pytest.raises(FileProblem) as caught:
        recognise(_zip(tmp_path / "x.xlsx", members))
    assert sentence in caught.value.title


def test_bombs_are_refused_unopened(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="unpack to far more"):
        recognise(_zip(tmp_path / "big.xlsx", {"xl/worksheets/sheet1.xml": bytes(100 * 2**20)}))
    with pytest.raises(FileProblem, match="unpack to far more"):
        recognise(_zip(tmp_path / "many.xlsx", {f"xl/{i}.xml": b"" for i in range(2_001)}))


def test_members_that_share_their_bytes_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "overlap.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", b"x" * 1_000)
        archive.filelist.append(archive.filelist[0])
    with pytest.raises(FileProblem, match="unpack to far more"):
        recognise(path)


def test_locked_archives_are_told_from_locked_workbooks(tmp_path: Path) -> None:
    for member, sentence in {
        "xl/workbook.xml": "protected by a password",
        "leads.csv": "with a password",
    }.items():
        path = _zip(tmp_path / "x.xlsx", {member: b"x"})
        content = bytearray(path.read_bytes())
        for signature, flags_at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            content[content.find(signature) + flags_at] |= 1
        assert sentence in _problem(path, bytes(content)).title


def test_a_workbook_cut_off_anywhere_is_damaged(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(TYPES, MAIN)
        archive.writestr("xl/workbook.xml", b"<workbook/>" * 20)
    whole = buffer.getvalue()
    for length in range(4, len(whole) - 1, 7):
        assert "damaged" in _problem(tmp_path / "cut.xlsx", whole[:length]).title


def test_a_file_that_went_away_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="not there any more"):
        recognise(tmp_path / "gone.xlsx")
    with pytest.raises(FileProblem, match="is a folder"):
        recognise(tmp_path)
