"""Zip files of every make: workbooks part by part, open documents, and others."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from html import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
SHEET_MEMBER = "xl/worksheets/sheet1.xml"
_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_ODS_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{uri}:1.0"'
    for name, uri in {
        "office": "office",
        "table": "table",
        "text": "text",
        "style": "style",
        "number": "datastyle",
    }.items()
)

Parts = dict[str, bytes | str]


def zipped(parts: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip file of `parts`, in their order."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", method) as archive:
        for member, part in parts.items():
            archive.writestr(member, part)
    return content.getvalue()


def unzipped(content: bytes) -> Parts:
    """The parts of a zip file."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {member: archive.read(member) for member in archive.namelist()}


def workbook_parts(
    sheet: str,
    *,
    strings: str | None = None,
    styles: str | None = None,
    book: str = '<sheets><sheet name="Leads" sheetId="1" r:id="r1"/></sheets>',
    root: str = f'worksheet xmlns="{MAIN}"',
) -> Parts:
    """The parts of a workbook around the content of its only sheet.

    Args:
        strings: Content of the shared strings' root, with its attributes: `count="1"><si>…</si>`.
        styles: Content of the styles' root.
        book: Content of the workbook's root.
        root: Root element of the sheet.
    """
    related = [("r1", "worksheet", "worksheets/sheet1.xml")]
    overrides = [("xl/workbook.xml", "sheet.main"), (SHEET_MEMBER, "worksheet")]
    parts: Parts = {}
    if strings is not None:
        related.append(("r2", "sharedStrings", "sharedStrings.xml"))
        overrides.append(("xl/sharedStrings.xml", "sharedStrings"))
        parts["xl/sharedStrings.xml"] = f'{XML}<sst xmlns="{MAIN}" {strings}</sst>'
    if styles is not None:
        related.append(("r3", "styles", "styles.xml"))
        overrides.append(("xl/styles.xml", "styles"))
        parts["xl/styles.xml"] = f'{XML}<styleSheet xmlns="{MAIN}">{styles}</styleSheet>'
    return {
        "[Content_Types].xml": content_types(overrides),
        "_rels/.rels": relations([("r1", "officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": f'{XML}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{book}</workbook>',
        "xl/_rels/workbook.xml.rels": relations(related),
        SHEET_MEMBER: f"{XML}<{root}>{sheet}</{root.partition(' ')[0]}>",
    } | parts


def content_types(overrides: Sequence[tuple[str, str]]) -> str:
    """The list of media types; `overrides` are members and the ends of their types."""
    types = "".join(
        f'<Override PartName="/{member}" ContentType="{_SPREADSHEET}.{kind}+xml"/>'
        for member, kind in overrides
    )
    default = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    )
    return f'{XML}<Types xmlns="{PACKAGE}/content-types">{default}{types}</Types>'


def relations(related: Sequence[tuple[str, str, str]]) -> str:
    """A relationships part of (id, kind, target)."""
    each = "".join(
        f'<Relationship Id="{name}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for name, kind, target in related
    )
    return f'{XML}<Relationships xmlns="{PACKAGE}/relationships">{each}</Relationships>'


def raw_xlsx(sheet: str, **options: str) -> bytes:
    """A workbook around the XML of its only sheet; options as in `workbook_parts`."""
    return zipped(workbook_parts(sheet, **options))


def inline(text: str) -> str:
    """A cell without reference that holds `text` itself."""
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def sheet_of(rows: Sequence[Sequence[str]]) -> str:
    """The data of a sheet: cells as XML; texts that are none are put in as inline strings."""
    lines = (f"<row>{''.join(c if c.startswith('<') else inline(c) for c in row)}</row>" for row in rows)
    return f"<sheetData>{''.join(lines)}</sheetData>"


def ods_parts(tables: str, styles: str = "") -> Parts:
    """The parts of an open document spreadsheet."""
    body = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    automatic = f"<office:automatic-styles>{styles}</office:automatic-styles>"
    return {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": (
            f'{XML}<office:document-content {_ODS_SPACES} office:version="1.2">'
            f"{automatic}{body}</office:document-content>"
        ),
        "META-INF/manifest.xml": manifest(),
    }


def manifest(inside: str = "") -> str:
    """The list of an open document's files; `inside` goes into the entry of its content."""
    space = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    entry = f'<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml">{inside}'
    return (
        f'{XML}<manifest:manifest xmlns:manifest="{space}">{entry}</manifest:file-entry></manifest:manifest>'
    )


def ods(rows: Sequence[Sequence[str]], styles: str = "", table: str = 'table:name="Leads"') -> bytes:
    """An open document spreadsheet with one table; cells as XML or as text, rows as lists or as XML."""
    body = "".join(ods_row(row) for row in rows)
    return zipped(ods_parts(f"<table:table {table}>{body}</table:table>", styles))


def ods_row(cells: Sequence[str], attributes: str = "") -> str:
    """A table row; cells as XML or as text."""
    inside = "".join(cell if cell.startswith("<") else ods_text(cell) for cell in cells)
    return f"<table:table-row {attributes}>{inside}</table:table-row>"


def ods_text(text: str, attributes: str = "") -> str:
    """A cell that holds text."""
    return (
        f'<table:table-cell office:value-type="string" {attributes}><text:p>{escape(text)}</text:p>'
        "</table:table-cell>"
    )


def ods_value(kind: str, value: str, shown: str = "", attributes: str = "") -> str:
    """A cell that holds a value: `kind` is "float", "date", "time", "boolean", "percentage", "currency"."""
    name = {"date": "date-value", "time": "time-value", "boolean": "boolean-value"}.get(kind, "value")
    return (
        f'<table:table-cell office:value-type="{kind}" office:{name}="{value}" {attributes}>'
        f"<text:p>{shown or value}</text:p></table:table-cell>"
    )
