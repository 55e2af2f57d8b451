"""Which characters the bytes of a text file stand for."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mega_desktop.sheets.grid import counted
from mega_desktop.sheets.table import FileProblem, Note

BLOCK_BYTES = 2**22
FALLBACK = "cp1252"
"""What Excel and Outlook write in the west when they do not write UTF-8."""

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CP1252_GAPS = frozenset(b"\x81\x8d\x8f\x90\x9d")


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
    """The file as UTF-8 without byte order mark, NULs and lone carriage returns.

    Args:
        scratch: Where a copy may be put.
        encoding: What the person chose; None finds it.

    Raises:
        FileProblem: The bytes are not text in that encoding, or not text at all.
    """
    with path.open("rb") as file:
        start = file.read(65_536)
    _refuse_binary(path.name, start)
    mark, marked = next(((m, e) for m, e in MARKS if start.startswith(m)), (b"", None))
    name = encoding or marked or _utf16_by_pattern(start)
    if name is not None:
        if not mark and _is_utf8(name) and _is_plain_utf8(path):
            return Text(path, "utf-8")
        return _decoded(path, scratch, name, skip=len(mark) if marked == _canonical(name) else 0)
    return Text(path, "utf-8") if _is_plain_utf8(path) else _decoded_by_line(path, scratch)


def _canonical(name: str) -> str:
    try:
        found = codecs.lookup(name).name
    except LookupError as error:
        raise FileProblem(f"There is no encoding called “{name}”.", "Choose UTF-8 or cp1252.") from error
    return {"utf-8-sig": "utf-8", "utf-16": "utf-16-le"}.get(found, found)


def _is_utf8(name: str) -> bool:
    return _canonical(name) == "utf-8"


def _refuse_binary(name: str, start: bytes) -> None:
    """Text has hardly any control characters besides NUL (UTF-16) and the usual white space."""
    controls = sum(start.count(bytes([code])) for code in (*range(1, 9), *range(14, 27), *range(28, 32)))
    if controls > 8 and controls > len(start) / 50:
        raise FileProblem(f"{name} is not a spreadsheet or a text file.", "Choose an Excel or a CSV file.")


def _utf16_by_pattern(start: bytes) -> str | None:
    """UTF-16 without its mark: every second byte of western text is NUL."""
    pairs = len(start) // 2
    if pairs < 2:
        return None
    even, odd = start[: pairs * 2 : 2].count(0), start[1 : pairs * 2 : 2].count(0)
    if odd > 0.4 * pairs and even < 0.1 * pairs:
        return "utf-16-le"
    return "utf-16-be" if even > 0.4 * pairs and odd < 0.1 * pairs else None


def _blocks(path: Path, skip: int = 0) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(skip)
        while block := file.read(BLOCK_BYTES):
            yield block


def _is_plain_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    carried = b""
    try:
        for block in _blocks(path):
            decoder.decode(block)
            whole = carried + block
            if (
                b"\x00" in whole
                or whole.count(b"\r", 0, -1) != whole.count(b"\r\n")
                or block.startswith(codecs.BOM_UTF8)
            ):
                return False
            carried = block[-1:] if block.endswith(b"\r") else b""
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return not carried


def _decoded(path: Path, scratch: Path, name: str, skip: int) -> Text:
    name = _canonical(name)
    nuls = 0
    try:
        with scratch.open("w", encoding="utf-8", newline="\n") as copy:
            for text in _lines_made_equal(codecs.iterdecode(_blocks(path, skip), name)):
                nuls += text.count("\x00")
                copy.write(text.replace("\x00", ""))
    except (UnicodeError, LookupError) as error:
        raise FileProblem(
            f"{path.name} is not written in {name} from beginning to end.",
            "Choose another encoding, or open the file in Excel and save it as .xlsx.",
        ) from error
    return Text(scratch, name, _nul_note(nuls))


def _lines_made_equal(blocks: Iterator[str]) -> Iterator[str]:
    """Every line ends with a line feed, whether it came with CR, LF or both."""
    carried = ""
    for block in blocks:
        text = carried + block
        carried = "\r" if text.endswith("\r") else ""
        text = text[:-1] if carried else text
        yield text.replace("\r\n", "\n").replace("\r", "\n")
    if carried:
        yield "\n"


def _decoded_by_line(path: Path, scratch: Path) -> Text:
    """UTF-8 wherever a line is valid UTF-8, Windows' western code page elsewhere: files get mixed by hand."""
    counts = {"utf-8": 0, FALLBACK: 0, "latin-1": 0}
    nuls = 0

    def decoded(line: bytes) -> str:
        if line.isascii():
            return line.decode("ascii")
        name = _encoding_of(line)
        counts[name] += 1
        return line.decode(name)

    with scratch.open("w", encoding="utf-8", newline="\n") as copy:
        for text in _lines_made_equal(decoded(line) for line in _byte_lines(path)):
            nuls += text.count("\x00")
            copy.write(text.replace("\x00", ""))
    found = [name for name, count in counts.items() if count]
    encoding = found[-1] if found else "utf-8"
    return Text(scratch, encoding, _nul_note(nuls) + _doubt(path, counts, encoding))


def _byte_lines(path: Path) -> Iterator[bytes]:
    carried = b""
    for block in _blocks(path):
        *lines, carried = (carried + block).split(b"\n")
        yield from (line + b"\n" for line in lines)
    yield carried


def _encoding_of(line: bytes) -> str:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return "latin-1" if _CP1252_GAPS.intersection(line) else FALLBACK
    return "utf-8"


def _doubt(path: Path, counts: dict[str, int], encoding: str) -> tuple[Note, ...]:
    western = counts[FALLBACK] + counts["latin-1"]
    if not western:
        return ()
    lines = counted(western, "line", "lines")
    if counts["utf-8"]:
        text = f"Two encodings are mixed in this file: {lines} read as Western European"
        return (Note("mixed_encodings", f"{text}. Please check names with accents", warn=True),)
    other = _hint(path)
    also = f" (it might also be {other})" if other and other != encoding else ""
    text = f"Accents in {lines} read as Western European, {encoding}{also}. Please check names with accents"
    return (Note("encoding_guessed", text, warn=True),)


def _hint(path: Path) -> str:
    """What charset-normalizer would say; on short western text it errs, so it only hints."""
    from charset_normalizer import from_bytes

    sample = b"".join(line for line in path.read_bytes()[: 2**20].split(b"\n") if not line.isascii())
    best = from_bytes(sample[:20_000]).best()
    return str(best.encoding) if best is not None else ""


def _nul_note(nuls: int) -> tuple[Note, ...]:
    if not nuls:
        return ()
    return (
        Note("nul_characters", f"{counted(nuls, 'NUL character', 'NUL characters')} taken out of the file"),
    )
