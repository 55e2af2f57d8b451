"""Which characters the bytes of a text file stand for.

A byte order mark is believed first, then valid UTF-8 as a whole, then the pattern of NULs that UTF-16 and
UTF-32 leave; the rest is guessed and said so. Nothing is ever replaced by question marks.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from mega_desktop.sheets.grid import counted
from mega_desktop.sheets.table import FileProblem, Note
from mega_desktop.sheets.text.guessing import FALLBACK
from mega_desktop.sheets.text.survey import BLOCK_BYTES, LAST_RESORT, Survey, decoded_lines, survey

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
"""Byte order marks; those of UTF-32 begin like those of UTF-16."""

START_BYTES = 65_536
END_BYTES = 8
_END_OF_FILE = b"\x1a"
"""Ctrl-Z, with which old programs end a text."""

_CONTROLS = re.compile(r"[\x01-\x08\x0e-\x19\x1c-\x1f]")
_WORDS = {
    "cp1252": "Western European",
    "iso8859-15": "Western European",
    "mac_roman": "Western European of an old Mac",
    "cp850": "Western European of MS-DOS",
    "cp437": "Western European of MS-DOS",
    "cp1250": "Central European",
    "iso8859-2": "Central European",
    "cp852": "Central European of MS-DOS",
    "cp1251": "Cyrillic",
    "koi8-r": "Cyrillic",
    "cp866": "Cyrillic of MS-DOS",
    "cp1253": "Greek",
    "cp1254": "Turkish",
    "cp1255": "Hebrew",
    "cp1256": "Arabic",
    "cp1257": "Baltic",
    "cp874": "Thai",
    "cp932": "Japanese",
    "euc_jp": "Japanese",
    "gb18030": "Chinese",
    "big5hkscs": "traditional Chinese",
    "cp949": "Korean",
}


@dataclass(frozen=True)
class Text:
    """A text file that polars can read.

    Attributes:
        source: The file itself when it is plain UTF-8 already, else a UTF-8 copy.
        encoding: What the file was written in.
        encodings: Others that it may be written in, likeliest first; empty without doubt.
    """

    source: Path
    encoding: str
    notes: tuple[Note, ...] = ()
    encodings: tuple[str, ...] = ()


def as_utf8(path: Path, scratch: Path, encoding: str | None) -> Text:
    """The file as UTF-8 without byte order mark, NULs, lone carriage returns and a closing Ctrl-Z.

    Args:
        scratch: Where a copy may be put.
        encoding: What the person chose; None finds it.

    Raises:
        FileProblem: The bytes are not text in that encoding, or not text at all.
    """
    with path.open("rb") as file:
        start = file.read(START_BYTES)
    mark, marked = next(((m, e) for m, e in MARKS if start.startswith(m)), (b"", None))
    # Some programs write the mark of another encoding than their own.
    seen = _wide_by_pattern(start[len(mark) :]) or marked or _escaped(start)
    name = _canonical(encoding) if encoding else seen
    _refuse_binary(path.name, start, name)
    skip = len(mark) if encoding is None or marked == name else 0
    if encoding is None and name in {"utf-8", None}:
        return _found(path, scratch, skip)
    if name == "utf-8" and not mark and survey(path, 0).is_plain:
        return Text(path, "utf-8")
    return _decoded(path, scratch, name or FALLBACK, skip)


def _canonical(name: str) -> str:
    try:
        found = codecs.lookup(name).name
    except LookupError as error:
        raise FileProblem(f"There is no encoding called “{name}”.", "Choose UTF-8 or cp1252.") from error
    return {"utf-8-sig": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}.get(found, found)


def _refuse_binary(file_name: str, start: bytes, name: str | None) -> None:
    """Text has hardly any control characters besides the usual white space."""
    is_wide = name is not None and name.startswith(("utf-16", "utf-32"))
    text = start.decode(name or "latin-1", "ignore") if is_wide else start.decode("latin-1")
    controls = len(_CONTROLS.findall(text))
    if controls > 8 and controls > len(text) / 50:
        raise FileProblem(
            f"{file_name} is not a spreadsheet or a text file.", "Choose an Excel or a CSV file."
        )


def _wide_by_pattern(start: bytes) -> str | None:
    """UTF-16 or UTF-32 without its mark: the NULs of its ASCII characters all stand on one side."""
    start = start[: len(start) // 4 * 4] if len(start) > 7 else start[: len(start) // 2 * 2]
    nuls = [start[place::4].count(0) for place in range(4)]
    quarter, total = max(len(start) // 4, 1), sum(nuls)
    if total < 2:
        return None
    if nuls[2] == nuls[3] == quarter:
        return "utf-32-le"
    if nuls[0] == nuls[1] == quarter:
        return "utf-32-be"
    odd, even = nuls[1] + nuls[3], nuls[0] + nuls[2]
    name = "utf-16-le" if odd > even else "utf-16-be"
    is_western = max(odd, even) > 0.6 * quarter
    return name if max(odd, even) >= 0.9 * total and (is_western or _reads_as_text(start, name)) else None


def _reads_as_text(start: bytes, name: str) -> bool:
    """Lines of letters, rather than a text in single bytes with a few NULs in it."""
    text = start.decode(name, "ignore")
    visible = sum(sign.isprintable() or sign in "\t\r\n" for sign in text)
    separators = sum(text.count(sign) for sign in ",;\t|\r\n ")
    return visible > 0.98 * len(text) and separators > 0 and separators >= len(text) / 200


def _escaped(start: bytes) -> str | None:
    """Japanese and Korean mail text, whose bytes are all ASCII (RFC 1468, RFC 1557)."""
    if b"\x1b$B" in start or b"\x1b$@" in start:
        return "iso2022_jp"
    return "iso2022_kr" if b"\x1b$)C" in start else None


def _found(path: Path, scratch: Path, skip: int) -> Text:
    """UTF-8 if all of it is; else what it is likely to be, line by line where two encodings are mixed."""
    seen = survey(path, skip)
    if not seen.amiss:
        if seen.is_plain and not skip:
            return Text(path, "utf-8", _double_note(seen))
        text = _decoded(path, scratch, "utf-8", skip)
        return Text(text.source, text.encoding, text.notes + _double_note(seen))
    guessed = seen.guessed
    if not seen.is_mixed:
        try:
            text = _decoded(path, scratch, guessed.encoding, skip)
        except FileProblem:
            pass
        else:
            notes = (*text.notes, _guess_note(seen, guessed.encoding))
            return Text(text.source, guessed.encoding, notes, guessed.others)
    return _decoded_by_line(path, scratch, seen, skip)


def _decoded(path: Path, scratch: Path, name: str, skip: int) -> Text:
    try:
        nuls = _write(scratch, _texts(path, name, skip))
    except (UnicodeError, LookupError) as error:
        raise FileProblem(
            f"{path.name} is not written in {name} from beginning to end.",
            "Choose another encoding, or open the file in Excel and save it as .xlsx.",
        ) from error
    return Text(scratch, name, _nul_note(nuls))


def _texts(path: Path, name: str, skip: int) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(name)()
    with path.open("rb") as file:
        file.seek(skip)
        while block := file.read(BLOCK_BYTES):
            yield decoder.decode(block)
    # Half a character at the end of UTF-16 is what a text tool appended, or nothing that could be read.
    if not name.startswith(("utf-16", "utf-32")):
        yield decoder.decode(b"", final=True)


def _decoded_by_line(path: Path, scratch: Path, seen: Survey, skip: int) -> Text:
    """UTF-8 wherever a line is valid UTF-8, what the others look like elsewhere: files get mixed by hand."""
    guessed = seen.guessed
    names = ("utf-8", guessed.encoding) if seen.is_mixed else (guessed.encoding,)
    nuls = _write(scratch, decoded_lines(path, (*dict.fromkeys((*names, FALLBACK)), LAST_RESORT), skip))
    notes = (*_nul_note(nuls), _mixed_note(seen, guessed.encoding))
    return Text(scratch, guessed.encoding, notes, guessed.others)


def _write(scratch: Path, texts: Iterable[str]) -> int:
    """Writes the texts down with line feeds alone; the number of NULs left out."""
    nuls, is_first = 0, True
    with scratch.open("w", encoding="utf-8", newline="\n") as copy:
        for text in _lines_made_equal(texts):
            nuls += text.count("\x00")
            kept = text.replace("\x00", "")
            copy.write(kept.lstrip("\ufeff") if is_first else kept)
            is_first = is_first and not kept
    _drop_end_mark(scratch)
    return nuls


def _drop_end_mark(scratch: Path) -> None:
    with scratch.open("r+b") as copy:
        end = copy.seek(0, 2)
        copy.seek(max(0, end - END_BYTES))
        tail = copy.read()
        kept = tail.rstrip(b"\n").rstrip(_END_OF_FILE)
        if tail.rstrip(b"\n") != kept:
            copy.truncate(end - len(tail) + len(kept))


def _lines_made_equal(blocks: Iterable[str]) -> Iterator[str]:
    """Every line ends with a line feed, whether it came with CR, LF or both."""
    carried = ""
    for block in blocks:
        text = carried + block
        carried = "\r" if text.endswith("\r") else ""
        text = text[:-1] if carried else text
        yield text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
    if carried:
        yield "\n"


def _guess_note(seen: Survey, name: str) -> Note:
    text = (
        f"The file does not say how its letters are written. {counted(seen.amiss, 'line', 'lines')} with "
        f"letters beyond A to Z were read as {_in_words(name)}; please check names with such letters"
    )
    return Note("encoding_guessed", text, seen.amiss_rows, warn=True)


def _mixed_note(seen: Survey, name: str) -> Note:
    lines = counted(seen.amiss, "line", "lines")
    text = f"Two encodings are mixed in this file: {lines} read as {_in_words(name)}, the others as UTF-8"
    return Note("mixed_encodings", f"{text}. Please check names with accents", seen.amiss_rows, warn=True)


def _in_words(name: str) -> str:
    return f"{_WORDS[name]} ({name})" if name in _WORDS else name


def _double_note(seen: Survey) -> tuple[Note, ...]:
    if not seen.double:
        return ()
    places = counted(seen.double, "place", "places")
    text = f"Letters were spoilt before this file was made, in {places} (“Ã©” instead of “é”)"
    return (Note("double_encoded", f"{text}. They are read as they are; ask for a new export", warn=True),)


def _nul_note(nuls: int) -> tuple[Note, ...]:
    if not nuls:
        return ()
    return (
        Note("nul_characters", f"{counted(nuls, 'NUL character', 'NUL characters')} taken out of the file"),
    )
