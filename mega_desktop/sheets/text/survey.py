"""A text file looked through once, in blocks: whether it is UTF-8, and which of its lines are not."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from mega_desktop.sheets.text.guessing import Guess, guess

BLOCK_BYTES = 2**22
LAST_RESORT = "latin-1"
"""Has a character for every byte."""

SAMPLE_BYTES = 2**17
SAMPLE_BYTES_A_BLOCK = 2**14
MOST_ROWS = 100
MIXED_FROM = 0.1
"""Share of UTF-8 among the lines beyond ASCII from which it is no chance in any encoding."""

_BEYOND_ASCII = re.compile(rb"[\x80-\xff][^\r\n]*")
"""A line from its first byte beyond ASCII on."""

BEFORE_BYTES = 400
"""What is looked at of the line before that; a very long line would be gone over again and again."""


_BEYOND = bytes(range(0x80, 0x100))
_LINE = re.compile(rb"[^\n]*\n?")
# "Ã©", "â€™": UTF-8 that was taken for a western code page and written as UTF-8 once more.
_DOUBLE = re.compile(
    rb"\xc3[\x82\x83](?:\xc2[\x80-\xbf]|\xe2\x80[\x90-\xbf])|\xc3\xa2(?:\xe2\x82\xac|\xc2\x80)"
)
_MANY_BYTES = re.compile(r"gb|big5|cp9|euc|johab|shift")


@dataclass
class Survey:
    """What a file holds.

    Attributes:
        is_plain: UTF-8 without mark, NULs, lone carriage returns and Ctrl-Z at its end.
        valid, amiss: Lines beyond ASCII that are UTF-8, and that are not.
        amiss_rows: The numbers of the first lines that are not.
        sample: Lines that are not, from all over the file.
        double: Places with letters that were made UTF-8 twice.
    """

    is_plain: bool = True
    valid: int = 0
    amiss: int = 0
    amiss_rows: tuple[int, ...] = ()
    sample: bytes = b""
    double: int = 0

    @cached_property
    def guessed(self) -> Guess:
        """What the lines that are not UTF-8 are likely to be written in."""
        return guess(self.sample)

    @property
    def is_mixed(self) -> bool:
        """Some lines are UTF-8 on purpose: by their share, or since single bytes hardly ever look like it."""
        share = self.valid / max(self.valid + self.amiss, 1)
        return share >= MIXED_FROM or (self.valid > 0 and not _MANY_BYTES.match(self.guessed.encoding))


def double_encoded(content: bytes) -> int:
    """How often UTF-8 text holds letters that were turned into UTF-8 twice ("Ã©" for "é")."""
    return sum(1 for _ in _DOUBLE.finditer(content))


def survey(path: Path, skip: int) -> Survey:
    """Looks through the file, from its byte `skip`."""
    seen = Survey()
    line = 1
    end = b""
    for block in line_blocks(path, skip):
        if (
            b"\x00" in block
            or block.count(b"\r") != block.count(b"\r\n")
            or block.startswith(codecs.BOM_UTF8)
        ):
            seen.is_plain = False
        if not block.isascii():
            _look_at(seen, block, line)
        line += max(block.count(b"\n"), block.count(b"\r"))
        end = block[-8:]
    if end.rstrip(b"\r\n").endswith(b"\x1a") or seen.amiss:
        seen.is_plain = False
    return seen


def _look_at(seen: Survey, block: bytes, first_line: int) -> None:
    try:
        block.decode("utf-8")
    except UnicodeDecodeError:
        _look_at_lines(seen, block, first_line)
    else:
        seen.valid += sum(1 for _ in _BEYOND_ASCII.finditer(block)) if seen.amiss else 1
        seen.double += double_encoded(block)


def _look_at_lines(seen: Survey, block: bytes, first_line: int) -> None:
    amiss: list[bytes] = []
    rows: list[int] = []
    size = 0
    line, counted_to = first_line, 0
    for match in _BEYOND_ASCII.finditer(block):
        if _is_utf8(match[0]):
            seen.valid += 1
            continue
        seen.amiss += 1
        if size < SAMPLE_BYTES_A_BLOCK:
            amiss.append(_before(block, match.start()) + match[0])
            size += len(amiss[-1])
        if len(seen.amiss_rows) + len(rows) < MOST_ROWS:
            between = block[counted_to : match.start()]
            line += max(between.count(b"\n"), between.count(b"\r"))
            counted_to = match.start()
            rows.append(line)
    seen.amiss_rows += tuple(rows)
    if len(seen.sample) < SAMPLE_BYTES:
        seen.sample = b"\n".join([seen.sample, *amiss]) if seen.sample else b"\n".join(amiss)


def _before(block: bytes, at: int) -> bytes:
    """What stands in the same line before `at`."""
    text = block[max(at - BEFORE_BYTES, 0) : at]
    return text[max(text.rfind(b"\n"), text.rfind(b"\r")) + 1 :]


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def line_blocks(path: Path, skip: int) -> Iterator[bytes]:
    """The file in blocks of whole lines, unless a line is longer than a block."""
    carried = b""
    with path.open("rb") as file:
        file.seek(skip)
        while block := file.read(BLOCK_BYTES):
            block = carried + block
            end = max(block.rfind(b"\n"), block.rfind(b"\r", 0, -1)) + 1
            if end == 0 and len(block) >= 4 * BLOCK_BYTES:
                end = len(block.rstrip(_BEYOND)) or len(block)  # never within a character of UTF-8
            carried = block[end:]
            if end:
                yield block[:end]
    if carried:
        yield carried


def decoded_lines(path: Path, names: Sequence[str], skip: int) -> Iterator[str]:
    """The file as text, each line in the first of the encodings that it is valid in."""
    for block in line_blocks(path, skip):
        try:
            yield block.decode(names[0])
        except UnicodeDecodeError:
            yield "".join(_first_valid(line, names) for line in _LINE.findall(block))


def _first_valid(line: bytes, names: Sequence[str]) -> str:
    for name in names:
        try:
            return line.decode(name)
        except UnicodeDecodeError:
            continue
    return line.decode(LAST_RESORT)
