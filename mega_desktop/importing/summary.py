"""What the lists show of an import, kept beside its journal: the journal itself may be open elsewhere."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import msgspec

from mega_desktop.importing.outcome import ImportInfo

SUMMARY = "summary.json"


def write_summary(info: ImportInfo) -> None:
    """Replaces the import's summary as a whole. A full disk leaves the older one."""
    path = info.folder / SUMMARY
    fresh = path.with_suffix(".new")
    try:
        fresh.write_bytes(msgspec.json.encode(msgspec.to_builtins(info, enc_hook=str)))
        fresh.chmod(0o600)
        fresh.replace(path)
    except OSError:
        fresh.unlink(missing_ok=True)


def read_summary(folder: Path) -> ImportInfo | None:
    """The import in `folder` as it stood when it was last let go; None when there is nothing to read."""
    try:
        found = msgspec.json.decode(
            (folder / SUMMARY).read_bytes(), type=ImportInfo, dec_hook=lambda kind, value: kind(value)
        )
    except (OSError, msgspec.MsgspecError):
        return None
    return replace(found, folder=folder)


def has_more_than_numbers(folder: Path) -> bool:
    """Whether anything but the summary lies in an import's folder."""
    return any(path.name != SUMMARY for path in folder.iterdir())
