"""What a case of the corpus is: a file, and exactly what has to come of it.

Ids begin with the fault's number, I1 to I37: I1 encodings, I2 byte order marks, I3 NULs, I4 long cells,
I5 size, I6 formulas, I7 error values, I8 merged cells, I9 dates, I10 numbers that are phones, I11 lost
digits, I12 long ids, I13 leading zeros, I14 extensions, I15 invisible characters, I16 other digits,
I17 emoji and surrogates, I18 spaces and accents, I19 headers, I20 titles and totals, I21 passwords,
I22 damage, I23 bombs, I24 document types, I25 lies about sizes, I26 kinds of file, I27 markup called
.xls, I28 ragged rows, I29 unclosed quotes, I30 line ends, I31 separators, I32 odd quotes, I33 hidden,
I34 columns of the same use, I35 apostrophes, I36 next to nothing, I37 the disk.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

HEADER = ("Name", "Email", "Phone")
ANN = ("Ann", "ann@example.com", "206-555-0100")
BOB = ("Bob", "bob@example.com", "206-555-0101")
CAT = ("Cat", "cat@example.com", "206-555-0102")
PEOPLE = (HEADER, ANN, BOB)
AS_READ = {2: ANN, 3: BOB}


@dataclass(frozen=True)
class OneOf:
    """A cell that may be read in one of several ways."""

    texts: tuple[str | None, ...]

    def __eq__(self, other: object) -> bool:
        return other in self.texts

    def __hash__(self) -> int:
        return hash(self.texts)


@dataclass(frozen=True)
class Reads:
    """The file is read.

    Attributes:
        rows: Every row there is, by Excel's number, with its cells (`ANY` where they do not matter).
        headers: None where they do not matter.
        notes: Codes that have to be said, and of which rows (`ANY` where that does not matter).
            A note that warns and is neither here nor in `perhaps` is a false alarm.
    """

    rows: Mapping[int, Any]
    headers: Sequence[str] | None = HEADER
    header_row: int = 1
    notes: Mapping[str, Any] = field(default_factory=dict)
    perhaps: Sequence[str] = ()
    format: str | None = None
    encoding: str | None = None


@dataclass(frozen=True)
class Refused:
    """The file is refused; `words` is a pattern that the problem's title has to match."""

    words: str


@dataclass(frozen=True)
class Case:
    """A file and what has to come of it.

    Attributes:
        file: Its name, which need not tell the truth about its kind.
        expected: Either of them will do where there are two.
        choices: What the person chose (sheet, header_row, encoding, separator).
        is_hostile: Read in a reader process of its own, as the program does. The others are read in
            this very process, which is ten times faster.
    """

    id: str
    file: str
    content: bytes | Callable[[], bytes]
    expected: Reads | Refused | tuple[Reads | Refused, ...]
    choices: Mapping[str, Any] = field(default_factory=dict)
    is_hostile: bool = False
    is_slow: bool = False

    @property
    def alternatives(self) -> tuple[Reads | Refused, ...]:
        """All that is right."""
        return self.expected if isinstance(self.expected, tuple) else (self.expected,)

    @property
    def needs_process(self) -> bool:
        """A refusal counts only with what the reader process makes of a parser's own exceptions."""
        return self.is_hostile or any(isinstance(one, Refused) for one in self.alternatives)
