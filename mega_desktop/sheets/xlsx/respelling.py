"""Sound but unusual XML, spelled as spreadsheet programs spell it.

Comments, CDATA, namespace prefixes, other encodings, single quotes, attributes in another order, cells
without references: everything that `markup.py` does not take is read by expat here and written anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from xml.parsers import expat
from xml.sax.saxutils import escape

from mega_desktop.sheets.grid import column_index, column_letters

_IN_ATTRIBUTES = {'"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")


def respelled(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The same XML, in the usual spelling; cells and rows without a reference get theirs.

    Raises:
        ValueError: It is no sound XML, or declares a document type.
    """
    writer = _Writer()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_document_type
    parser.StartElementHandler = writer.start
    parser.EndElementHandler = writer.end
    parser.CharacterDataHandler = writer.text
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)  # noqa: FBT003 (expat takes no names)
            yield writer.taken()
        parser.Parse(b"", True)  # noqa: FBT003
    except expat.ExpatError as error:
        raise ValueError("no sound XML") from error
    yield writer.taken()


def _refuse_document_type(*_declared: object) -> None:
    raise ValueError("a document type is declared")


class _Writer:
    """Writes what expat finds."""

    def __init__(self) -> None:
        self._written: list[str] = []
        self._row = self._column = 0

    def taken(self) -> bytes:
        """What has been written since the last time."""
        written = "".join(self._written).encode()
        self._written.clear()
        return written

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        local = _local(name)
        kept = {_local(key): value for key, value in attributes.items()}
        if local == "row":
            kept = self._placed_row(kept)
        elif local == "c":
            kept = self._placed_cell(kept)
        written = "".join(f" {key}={_quoted(value)}" for key, value in kept.items())
        self._written.append(f"<{local}{written}>")

    def end(self, name: str) -> None:
        self._written.append(f"</{_local(name)}>")

    def text(self, data: str) -> None:
        self._written.append(escape(data, {"\r": "&#13;"}))

    def _placed_row(self, attributes: dict[str, str]) -> dict[str, str]:
        self._row = int(attributes.get("r", self._row + 1))
        self._column = 0
        return {"r": str(self._row)} | attributes

    def _placed_cell(self, attributes: dict[str, str]) -> dict[str, str]:
        row, column = self._row, self._column
        if "r" in attributes:
            found = _REFERENCE.fullmatch(attributes["r"])
            if not found:
                raise ValueError("a cell is nowhere")
            row, column = int(found[2]), column_index(found[1].upper())
        self._column = column + 1
        kept = {name: attributes[name] for name in ("s", "t") if name in attributes}
        return {"r": f"{column_letters(column)}{row}"} | kept


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def _quoted(value: str) -> str:
    return f'"{escape(value, _IN_ATTRIBUTES)}"'
