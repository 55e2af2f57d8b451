"""The parts of an .xlsx beside the sheets: which sheets there are, which calendar, which number formats.

Part names, relations and styles follow ECMA-376 (Office Open XML), parts 1 and 2; what writers make of them
in practice is taken as well: part names in other cases, with backslashes, or with a slash too many.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import IO, Any

from mega_desktop.sheets.table import Sheet
from mega_desktop.sheets.workbooks.number_formats import NumberFormat, built_in_format, number_format

WORKSHEET = "/worksheet"
COUNTED_BYTES = 2 * 2**20
"""Sheets up to this size are looked through for their rows; larger ones are believed what they declare."""

HEAD_BYTES = 65_536
_DIMENSION = re.compile(rb'<(?:\w+:)?dimension\s+ref="\$?[A-Z]+\$?(\d+):\$?[A-Z]+\$?(\d+)"')
_FILLED_ROW = re.compile(rb"<(?:\w+:)?row[\s>](?:(?!</?(?:\w+:)?row[\s>]).)*?<(?:\w+:)?(?:v|is)>", re.DOTALL)
_ROW = re.compile(rb"<(?:\w+:)?row[\s>]")
_TRUE = {"1", "true", "on"}
_NO_FORMAT = number_format("")


@dataclass(frozen=True)
class Part:
    """A worksheet and the name of the part that it is."""

    name: str
    member: str
    is_hidden: bool


class Package:
    """The parts of a workbook, by the names that other parts call them.

    Raises:
        defusedxml.DefusedXmlException: A part declares a document type or entities.
        xml.etree.ElementTree.ParseError, KeyError, ValueError: It is damaged.
    """

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._members = {_plain(info.filename): info for info in archive.infolist()}
        self._book = self._workbook_member()
        self._targets = self._relations(self._book)

    @cached_property
    def sheets(self) -> tuple[Part, ...]:
        """The worksheets in their order; sheets that are charts, dialogs or macros have no cells."""
        found = []
        for sheet in self._root.iterfind("{*}sheets/{*}sheet"):
            relation = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")
            kind, member = self._targets.get(relation, ("", ""))
            if kind.endswith(WORKSHEET) and self.has(member):
                found.append(Part(sheet.get("name", ""), member, sheet.get("state", "visible") != "visible"))
        return tuple(found)

    @cached_property
    def is_1904(self) -> bool:
        """Whether days count from 1904, as on old Macs."""
        properties = self._root.find("{*}workbookPr")
        return properties is not None and properties.get("date1904", "0").lower() in _TRUE

    @cached_property
    def formats(self) -> tuple[NumberFormat, ...]:
        """The number format of each cell style, by the style's index."""
        root = self._parse(self._target("/styles"))
        if root is None:
            return ()
        own = {f.get("numFmtId"): f.get("formatCode", "") for f in root.iterfind("{*}numFmts/{*}numFmt")}
        return tuple(_format(style, own) for style in root.iterfind("{*}cellXfs/{*}xf"))

    @property
    def strings(self) -> str | None:
        """The part of the shared strings, if there is one."""
        return self._target("/sharedStrings")

    def has(self, member: str) -> bool:
        """Whether there is such a part."""
        return _plain(member) in self._members

    def size(self, member: str) -> int:
        """Bytes of a part, unpacked."""
        return self._members[_plain(member)].file_size

    def open(self, member: str) -> IO[bytes]:
        """A part's content."""
        return self._archive.open(self._members[_plain(member)])

    def used_rows(self, part: Part) -> int:
        """Rows that hold something; of a large sheet, what it declares."""
        size = self.size(part.member)
        with self.open(part.member) as content:
            head = content.read(COUNTED_BYTES if size <= COUNTED_BYTES else HEAD_BYTES)
            if size <= COUNTED_BYTES:
                return len(_FILLED_ROW.findall(head))
            if found := _DIMENSION.search(head):
                return int(found[2]) - int(found[1]) + 1
            rows = 0
            while head:
                rows += len(_ROW.findall(head))
                head = content.read(2**20)
        return rows

    def has_filtered_table(self, part: Part) -> bool:
        """Whether a table in the sheet is filtered."""
        tables = (member for kind, member in self._relations(part.member).values() if kind.endswith("/table"))
        roots = (self._parse(member) for member in tables)
        return any(
            root is not None and root.find("{*}autoFilter/{*}filterColumn") is not None for root in roots
        )

    @cached_property
    def _root(self) -> Any:
        root = self._parse(self._book)
        if root is None:
            raise KeyError("no workbook part")
        return root

    def _parse(self, member: str | None) -> Any:
        """The root element of a part, None if there is no such part."""
        from defusedxml.ElementTree import fromstring

        if member is None or not self.has(member):
            return None
        return fromstring(self._archive.read(self._members[_plain(member)]), forbid_dtd=True)

    def _workbook_member(self) -> str:
        for kind, member in self._relations("").values():
            if kind.endswith("/officeDocument"):
                return member
        return "xl/workbook.xml"

    def _relations(self, member: str) -> Mapping[str, tuple[str, str]]:
        """Relation id → its type and the member it leads to."""
        folder, name = posixpath.split(member)
        root = self._parse(posixpath.join(folder, "_rels", f"{name}.rels"))
        if root is None:
            return {}
        return {
            relation.get("Id", ""): (relation.get("Type", ""), _resolved(folder, relation.get("Target", "")))
            for relation in root.iterfind("{*}Relationship")
        }

    def _target(self, kind: str) -> str | None:
        return next((member for of, member in self._targets.values() if of.endswith(kind)), None)


def used_sheets(package: Package) -> tuple[Sheet, ...]:
    """All worksheets, with the rows that they use."""
    return tuple(Sheet(part.name, package.used_rows(part), part.is_hidden) for part in package.sheets)


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


def _plain(member: str) -> str:
    """Part names are told apart without regard to case (part 2, 6.2.2)."""
    return member.replace("\\", "/").lstrip("/").lower()


def _resolved(folder: str, target: str) -> str:
    return posixpath.normpath(posixpath.join("/", folder, target.replace("\\", "/"))).lstrip("/")


def _format(style: Any, own: Mapping[str | None, str]) -> NumberFormat:
    number = style.get("numFmtId", "0")
    if number in own:
        return number_format(own[number])
    return built_in_format(int(number)) if number.isdigit() else _NO_FORMAT
