"""Files told apart by what is in them; what cannot be read gets a sentence."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from mega_desktop.sheets import FileProblem
from mega_desktop.sheets.recognise import OLE_SIGNATURE, recognise


def _zip(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize(
    ("members", "kind"),
    [
        ({"xl/workbook.xml": b""}, "xlsx"),
        ({"xl/workbook.xml": b"", "xl/vbaProject.bin": b""}, "xlsm"),
        ({"xl/workbook.bin": b""}, "xlsb"),
        ({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b""}, "ods"),
    ],
)
def test_zip_formats_by_their_parts(tmp_path: Path, members: dict[str, bytes], kind: str) -> None:
    assert recognise(_zip(tmp_path / "leads.csv", members)).format == kind


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (OLE_SIGNATURE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
        (OLE_SIGNATURE + b"\0" * 600 + "WordDocument".encode("utf-16-le"), "not a spreadsheet"),
        (b"<html><table><tr><td>Name</td></tr></table></html>", "web page or XML"),
        (b'\xef\xbb\xbf<?xml version="1.0"?><Workbook/>', "web page or XML"),
        ("<html>".encode("utf-16"), "web page or XML"),
        (b"%PDF-1.7", "PDF"),
        (b"PK\x03\x04 and then nothing", "damaged"),
        (b"BEGIN:VCARD\nVERSION:3.0", "contact card"),
    ],
)
def test_what_cannot_be_read_gets_a_sentence(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "leads.xls"
    path.write_bytes(content)
    with pytest.raises(FileProblem, match=sentence) as caught:
        recognise(path)
    assert caught.value.advice


def test_other_archives_are_named(tmp_path: Path) -> None:
    for member, sentence in {
        "Index/Document.iwa": "Numbers",
        "word/document.xml": "Word",
        "leads.csv": "archive",
    }.items():
        with pytest.raises(FileProblem, match=sentence):
            recognise(_zip(tmp_path / "x.xlsx", {member: b"x"}))


def test_bombs_are_refused_unopened(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="unpack to far more"):
        recognise(_zip(tmp_path / "big.xlsx", {"xl/worksheets/sheet1.xml": bytes(100 * 2**20)}))
    with pytest.raises(FileProblem, match="unpack to far more"):
        recognise(_zip(tmp_path / "many.xlsx", {f"xl/{i}.xml": b"" for i in range(2_001)}))


def test_a_file_that_went_away_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="not there any more"):
        recognise(tmp_path / "gone.xlsx")
    with pytest.raises(FileProblem, match="cannot be opened"):
        recognise(tmp_path)
