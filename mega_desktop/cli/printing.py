"""What the command line shows: progress on stderr, results on stdout, nothing else."""

from __future__ import annotations

import codecs
import json
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import TextIO

from mega_desktop.errors import Problem

REDRAW_S = 0.1
LINE_S = 5.0
"""How often a line of progress is written where there is no terminal to redraw it on."""


def print_json(document: object) -> None:
    """Exactly one JSON document on stdout: readable where that is UTF-8, else in ASCII, as JSON is UTF-8."""
    is_utf8 = codecs.lookup(sys.stdout.encoding or "ascii").name == "utf-8"
    print(json.dumps(document, ensure_ascii=not is_utf8))


def print_problem(problem: Problem, *, as_json: bool) -> None:
    """A problem in the person's words on stderr; with `--json` also as the one document on stdout."""
    print(problem.title, file=sys.stderr)
    if problem.advice:
        print(problem.advice, file=sys.stderr)
    if problem.detail:
        print(f"Details: {problem.detail}", file=sys.stderr)
    if as_json:
        print_json({"error": problem.title, "advice": problem.advice})


def print_table(heads: Sequence[str], rows: Iterable[Sequence[str]], out: TextIO | None = None) -> None:
    """Columns under their heads, as wide as they need to be."""
    lines = [tuple(heads), *(tuple(r) for r in rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(heads))]
    for line in lines:
        print("  ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)).rstrip(), file=out)


def facts(counts: Mapping[str, int]) -> str:
    """ "4,120 created · 12 failed": what is not zero, in order."""
    return " · ".join(f"{n:,} {name}" for name, n in counts.items() if n) or "nothing"


class ProgressLine:
    """One line on stderr that renews itself, or a line now and then where stderr is no terminal."""

    def __init__(self) -> None:
        self._is_terminal = sys.stderr.isatty()
        self._shown_at = 0.0
        self._shown = ""

    def show(self, text: str) -> None:
        now = time.monotonic()
        pause = REDRAW_S if self._is_terminal else LINE_S
        if text == self._shown or (self._shown and now - self._shown_at < pause):
            return
        self._shown, self._shown_at = text, now
        sys.stderr.write(f"\r\x1b[2K{text}" if self._is_terminal else f"{text}\n")
        sys.stderr.flush()

    def end(self) -> None:
        """Leaves the line, so that what comes next begins on its own."""
        if self._is_terminal and self._shown:
            sys.stderr.write("\r\x1b[2K")
            sys.stderr.flush()
        self._shown = ""
