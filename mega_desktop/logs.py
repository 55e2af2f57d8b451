"""The log: what happened, never whom it happened to."""

from __future__ import annotations

import logging
import os
import re
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from mega_desktop.folders import private_folder
from mega_desktop.whole_files import PRIVATE

FILE = "mega-desktop.log"
SIZE_BYTES = 1_000_000
KEPT = 3

_BLANKED = (
    re.compile(r"(?i)mega_(?:[0-9a-f]{8,}|whsec_\S+)"),
    re.compile(r"otr_\S+"),
    re.compile(r"(?i)bearer\s+\S+"),
    re.compile(r"(?i)x-api-key\W+\S+"),
    re.compile(r"(?<=://)[^/\s@]+@"),
    re.compile(r"[^\s@<>\"'(]+@[^\s@<>\"')]+"),
    re.compile(r"\+?\d(?:[ ().\-/]?\d){6,}"),
)


def blanked(text: str) -> str:
    """`text` without tokens, email addresses and anything that could be a phone number.

    The second net: nothing of that kind should be handed to the log in the first place.
    """
    for pattern in _BLANKED:
        text = pattern.sub("[…]", text)
    return text


@contextmanager
def logging_to(folder: Path) -> Iterator[Path]:
    """Writes what this program logs into `folder` while the block runs; gives the file's path.

    A log that cannot be written is no reason to stop: then nothing is logged.
    """
    path = folder / FILE
    handler = _handler(path)
    handler.setFormatter(_BlankedLines("{asctime} {levelname} {name}: {message}", style="{"))
    root = logging.getLogger("mega_desktop")
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    try:
        yield path
    finally:
        root.setLevel(level)
        root.removeHandler(handler)
        handler.close()


class _BlankedLines(logging.Formatter):
    """Blanks the finished line, so that nothing slips in through an argument or an error."""

    converter = staticmethod(time.gmtime)

    def format(self, record: logging.LogRecord) -> str:
        text = super().format(record)
        head, space, rest = text.partition(f" {record.levelname} ")
        return head + space + blanked(rest)

    def formatException(  # noqa: N802 - the name is logging's
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        """Where it happened and the kind of error, without its words: they may quote a cell."""
        kind, _, where = ei
        frames = traceback.extract_tb(where)
        lines = [f"  {Path(frame.filename).name}:{frame.lineno} in {frame.name}" for frame in frames]
        return "\n".join([*lines, f"  {kind.__name__ if kind else 'no error'}"])


class _PrivateFile(RotatingFileHandler):
    """One that only this user may read, and so are those that follow it."""

    def _open(self) -> TextIOWrapper:
        private = partial(os.open, mode=PRIVATE)
        return open(self.baseFilename, "a", encoding=self.encoding, opener=private)


def _handler(path: Path) -> logging.Handler:
    try:
        private_folder(path.parent)
        return _PrivateFile(path, maxBytes=SIZE_BYTES, backupCount=KEPT, encoding="utf-8", delay=True)
    except OSError:
        return logging.NullHandler()
