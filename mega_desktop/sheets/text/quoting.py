"""The ways in which programs put quotation marks around cells, as patterns of whole lines."""

from __future__ import annotations

import csv
import re


class Forms:
    """The ways to write cells with one separator and one kind of quotation mark.

    All patterns are possessive: none ever goes back, so that the longest line is looked at once.
    """

    def __init__(self, separator: str, quote: str) -> None:
        self._separator = separator
        self._quote = quote
        csv.field_size_limit(2**31 - 1)
        q, s = quote, re.escape(separator)
        plain = rf"[^{q}{s}][^{s}]*+"
        body = rf"[^{q}]*+(?:{q}{q}[^{q}]*+)*+"
        backslashed = rf"{q}[^{q}\\]*+(?:(?:\\.|{q}{q}|\\$)[^{q}\\]*+)*+{q}"
        bare = rf" ?{q}[^{q}]*+(?:{q}(?! ?(?:{s}|$))[^{q}]*+)*+{q} ?(?={s}|$)"
        self._standard = _line(rf"(?:{q}{body}{q}|{plain}|)", s)
        self._open = re.compile(rf"(?:(?:{q}{body}{q}|{plain}|){s})*+{q}{body}")
        self._body = re.compile(body)
        self._closing = re.compile(rf"{body}{q}(?:{s}|$)")
        self._spaced_cell = re.compile(rf" *{q}{body}{q} *(?={s}|$)|(?! *{q})[^{s}]*+")
        self._backslashed_cell = re.compile(rf"{backslashed}(?={s}|$)|{plain}|", re.DOTALL)
        self._bare_cell = re.compile(rf"{bare}|{plain}|")
        self._literal_cell = re.compile(rf"{q}{body}{q}(?={s}|$)|[^{s}]*+")

    def is_standard(self, line: str) -> bool:
        """As spreadsheet programs read it: a quotation mark counts only where a cell begins."""
        return self._quote not in line or self._standard.fullmatch(line) is not None

    def standard(self, record: str) -> list[str]:
        """The cells of a standard record, of which a quoted cell may hold line feeds."""
        if self._quote not in record:
            return record.split(self._separator)
        return next(csv.reader([record], delimiter=self._separator, quotechar=self._quote))

    def may_be_meant_otherwise(self, line: str) -> bool:
        """Whether a standard line has quotation marks behind a backslash or a blank."""
        return f"\\{self._quote}" in line or f" {self._quote}" in line

    def leaves_open(self, line: str) -> bool:
        """Whether its last cell begins with a quotation mark that nothing closes."""
        return self._open.fullmatch(line) is not None

    def stays_open(self, line: str) -> bool:
        """Whether a line within a quoted cell leaves it open."""
        return self._quote not in line or self._body.fullmatch(line) is not None

    def after_closing(self, line: str) -> str | None:
        """What follows the quoted cell that this line closes; None when it does not end where a cell ends."""
        closed = self._closing.match(line)
        if closed is None:
            return None
        ends_with_separator = line[: closed.end()].endswith(self._separator)
        return line[closed.end() :] if ends_with_separator else ""

    def spaced(self, line: str) -> list[str] | None:
        """The cells where blanks stand between the separators and the quotation marks."""
        if f"{self._separator} " not in line and f"{self._quote} " not in line:
            return None
        cells = self._cells(line, self._spaced_cell)
        return None if cells is None else [self._bare_text(cell) for cell in cells]

    def backslashed(self, line: str) -> list[str] | None:
        """The cells where quotation marks within have a backslash before them, as MySQL and PHP write."""
        cells = self._cells(line, self._backslashed_cell)
        escaped = f"\\{self._quote}"
        if cells is None or escaped not in line:
            return None
        return [self._bare_text(cell.replace(escaped, self._quote * 2)) for cell in cells]

    def bare(self, line: str) -> list[str] | None:
        """The cells where quotation marks within stand as they are, and blanks around the outer ones."""
        cells = self._cells(line, self._bare_cell)
        return None if cells is None else [self._bare_text(cell) for cell in cells]

    def literal(self, line: str) -> list[str]:
        """The cells where every quotation mark that encloses no whole cell is an ordinary character."""
        return [self._bare_text(cell) for cell in self._cells(line, self._literal_cell) or ()]

    def _cells(self, line: str, pattern: re.Pattern[str]) -> list[str] | None:
        """What lies between the separators, as written; None when the pattern does not reach the end."""
        cells, position = [], 0
        while (found := pattern.match(line, position)) is not None:
            cells.append(found[0])
            position = found.end()
            if position == len(line):
                return cells
            if not line.startswith(self._separator, position):
                return None
            position += len(self._separator)
        return None

    def _bare_text(self, cell: str) -> str:
        """The cell without the quotation marks that enclose it."""
        inner = cell.strip(" ")
        if len(inner) < 2 or not (inner.startswith(self._quote) and inner.endswith(self._quote)):
            return cell
        return inner[1:-1].replace(self._quote * 2, self._quote)


def _line(cell: str, separator: str) -> re.Pattern[str]:
    return re.compile(rf"{cell}(?:{separator}{cell})*+")
