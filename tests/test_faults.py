"""Every fault that is documented is met by a test, or said not to be."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
DOCUMENT = ROOT / "docs" / "faults.md"
KINDS = {"P": 27, "N": 52, "S": 10, "K": 8, "G": 10}
"""Letters, and how many of each."""

_ID = r"[PNSKG]\d{1,2}"
_LIST = re.compile(rf"(?:{_ID}(?:-{_ID})?[,. ]*(?=\s|$|:|[PNSKG]))+")
_ONE = re.compile(rf"({_ID})(?:-({_ID}))?")
_LINE = re.compile(rf"^\| ({_ID}) \|", re.MULTILINE)


def test_the_document_has_every_fault_once() -> None:
    table, _, _ = DOCUMENT.read_text("utf-8").partition("## Not run here")

    assert _LINE.findall(table) == [f"{kind}{n}" for kind, most in KINDS.items() for n in range(1, most + 1)]


def test_every_fault_is_met_by_a_test_or_said_not_to_be() -> None:
    table, _, not_run = DOCUMENT.read_text("utf-8").partition("## Not run here")
    met = {fault for path in (ROOT / "tests").rglob("*.py") for fault in named_in(path)}

    assert set(_LINE.findall(table)) - met == set(_LINE.findall(not_run))


def named_in(path: Path) -> Iterator[str]:
    """The faults that comments, docstrings and cases of a file begin with."""
    text = path.read_text("utf-8")
    if "def test" not in text:
        return
    for words in (*_comments(text), *_docstrings_and_cases(text)):
        for line in words.splitlines():
            if found := _LIST.match(line.strip()):
                yield from _each(found[0])


def _each(words: str) -> Iterator[str]:
    for first, last in _ONE.findall(words):
        yield from (f"{first[0]}{n}" for n in range(int(first[1:]), int((last or first)[1:]) + 1))


def _comments(text: str) -> Iterator[str]:
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield token.string.lstrip("# ")


def _docstrings_and_cases(text: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Module | ast.FunctionDef):
            yield ast.get_docstring(node) or ""
        elif isinstance(node, ast.keyword) and node.arg == "ids" and isinstance(node.value, ast.List):
            yield from (str(name.value) for name in node.value.elts if isinstance(name, ast.Constant))
