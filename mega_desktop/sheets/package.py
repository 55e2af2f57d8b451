"""The parts of an .xlsx beside the sheets: which sheets there are, which calendar, which number formats.

Part names, relations and styles follow ECMA-376 (Office Open XML), parts 1 and 2.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

WORKSHEET = "/worksheet"
HEAD_BYTES = 65_536
_DIMENSION = re.compile(rb'<(?:\w+:)?dimension ref="[A-Z]+(\d+):[A-Z]+(\d+)"')


@dataclass(frozen=True)
class Part:
    """A worksheet and the zip member it lies in."""

    name: str
    member: str
    is_hidden: bool


@dataclass(frozen=True)
class Package:
    """What the workbook part says.

    Attributes:
        formats: Number format code of each cell style, by the style's index; "" for the built-in ones
            that change nothing here.
    """

    sheets: tuple[Part, ...]
    is_1904: bool
    formats: tuple[str, ...]


def read_package(archive: zipfile.ZipFile) -> Package:
    """The workbook's own parts.

    Raises:
        defusedxml.DefusedXmlException: A part declares a document type or entities.
        xml.etree.ElementTree.ParseError, KeyError, ValueError: It is damaged.
    """
    refuse_document_types(archive)
    book_member = _workbook_member(archive)
    book = _parse(archive, book_member)
    targets = _relations(archive, book_member)
    sheets = []
    for sheet in book.iterfind("{*}sheets/{*}sheet"):
        relation = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")
        kind, member = targets.get(relation, ("", ""))
        if kind.endswith(WORKSHEET):
            sheets.append(Part(sheet.attrib["name"], member, sheet.get("state", "visible") != "visible"))
    properties = book.find("{*}workbookPr")
    is_1904 = properties is not None and properties.get("date1904", "0") in {"1", "true"}
    return Package(tuple(sheets), is_1904, _formats(archive, targets.values()))


def refuse_document_types(archive: zipfile.ZipFile) -> None:
    """No part of a workbook ever declares a document type; only crafted files do.

    Raises:
        ValueError: One does.
    """
    for member in archive.infolist():
        if member.filename.lower().endswith((".xml", ".rels")):
            with archive.open(member) as part:
                if b"<!doctype" in part.read(4096).replace(b"\x00", b"").lower():
                    raise ValueError("a document type is declared")


def used_rows(archive: zipfile.ZipFile, member: str) -> int:
    """Rows that a sheet uses, by what it declares; by counting where it declares nothing."""
    with archive.open(member) as part:
        head = part.read(HEAD_BYTES)
        found = _DIMENSION.search(head)
        # An empty sheet declares one row as well.
        if found and found[1] != found[2]:
            return int(found[2]) - int(found[1]) + 1
        rows = 0
        while head:
            rows += len(re.findall(rb"<(?:\w+:)?row[ >]", head))
            head = part.read(2**20)
    return rows


def _parse(archive: zipfile.ZipFile, member: str) -> Any:
    from defusedxml.ElementTree import fromstring

    return fromstring(archive.read(member), forbid_dtd=True)


def _workbook_member(archive: zipfile.ZipFile) -> str:
    for kind, member in _relations(archive, "").values():
        if kind.endswith("/officeDocument"):
            return member
    raise KeyError("no workbook part")


def _relations(archive: zipfile.ZipFile, member: str) -> dict[str, tuple[str, str]]:
    """Relation id → its type and the member it leads to."""
    folder, name = posixpath.split(member)
    root = _parse(archive, posixpath.join(folder, "_rels", f"{name}.rels"))
    return {
        relation.attrib["Id"]: (relation.attrib["Type"], _resolved(folder, relation.attrib["Target"]))
        for relation in root.iterfind("{*}Relationship")
    }


def _resolved(folder: str, target: str) -> str:
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")


def _formats(archive: zipfile.ZipFile, targets: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    member = next((member for kind, member in targets if kind.endswith("/styles")), None)
    if member is None or member not in archive.namelist():
        return ()
    root = _parse(archive, member)
    codes = {f.get("numFmtId"): f.get("formatCode", "") for f in root.iterfind("{*}numFmts/{*}numFmt")}
    return tuple(codes.get(style.get("numFmtId"), "") for style in root.iterfind("{*}cellXfs/{*}xf"))
