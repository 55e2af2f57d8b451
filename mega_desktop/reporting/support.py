"""The support file: what helps to find out what went wrong, and nothing about anybody."""

from __future__ import annotations

import locale
import platform
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from mega_desktop import __version__
from mega_desktop.folders import Folders
from mega_desktop.importing import ImportInfo, Outcome, past_imports
from mega_desktop.logs import FILE, blanked

LIBRARIES = (
    "PySide6-Essentials",
    "polars",
    "httpx",
    "truststore",
    "keyring",
    "fastexcel",
    "xlsxwriter",
    "phonenumbers",
    "msgspec",
)
LOG_LINES = 1_000
IMPORTS = 20
FOREWORD = """\
Support file of MEGA Desktop.
It holds versions, the figures of the last imports, and the program's log.
It holds no leads, no cells, no file names, no account names and no tokens.
Nothing is sent by itself: read it, then decide whom to give it."""


def support_text(folders: Folders, now: datetime) -> str:
    """The whole text of a support file."""
    parts = [
        FOREWORD,
        f"Made {now:%Y-%m-%d %H:%M:%S %Z}",
        "\n".join(("Versions", *_versions())),
        "\n".join(("Last imports, newest first", *_imports(folders.imports))),
        "\n".join(("Log", *_log(folders.logs))),
    ]
    text = "\n\n".join(parts)
    # The name of a home is mostly that of a person.
    return text.replace(str(Path.home()), "~") + "\n"


def _versions() -> Iterator[str]:
    yield f"  MEGA Desktop {__version__}{' (installed program)' if getattr(sys, 'frozen', False) else ''}"
    yield f"  Python {platform.python_version()}"
    yield f"  {platform.system()} {platform.release()} {platform.machine()}"
    yield f"  language {locale.getlocale()[0] or 'unknown'}"
    for name in LIBRARIES:
        with suppress(PackageNotFoundError):
            yield f"  {name} {version(name)}"


def _imports(imports: Path) -> Iterator[str]:
    found = past_imports(imports)[:IMPORTS]
    if not found:
        yield "  none"
    for info in found:
        yield f"  {_import(info)}"


def _import(info: ImportInfo) -> str:
    """Figures alone: the file's and the account's names are the person's own business."""
    tally = ", ".join(f"{info.tally[o]} {o.value}" for o in Outcome if info.tally[o])
    stopped = "; stopped before its end" if info.stopped_because else ""
    again = "; rows tried again" if info.retry_of else ""
    return (
        f"{info.id} {info.system.value} {info.state.value}: {info.tally.rows} rows ({tally or 'none'}); "
        f"{info.chunks_done} of {info.chunks} uploads, {info.requests} requests, {info.seconds:.0f} s"
        f"{stopped}{again}"
    )


def _log(folder: Path) -> Iterator[str]:
    try:
        lines = (folder / FILE).read_text("utf-8", "replace").splitlines()
    except OSError:
        lines = []
    if not lines:
        yield "  empty"
    for line in lines[-LOG_LINES:]:
        when, level, rest = _parted(line)
        yield f"  {when}{level}{blanked(rest)}"


def _parted(line: str) -> tuple[str, str, str]:
    """The moment of a line stays readable: its digits are no phone number."""
    for level in (" INFO ", " WARNING ", " ERROR "):
        when, found, rest = line.partition(level)
        if found and len(when) < 30:
            return when, found, rest
    return "", "", line
