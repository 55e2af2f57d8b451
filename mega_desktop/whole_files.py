"""Writes files so that whoever reads them gets the old one or the new one, never a half."""

from __future__ import annotations

import os
import uuid
from functools import partial
from pathlib import Path

PRIVATE = 0o600
"""For files that only this user may read."""


def write_whole(path: Path, content: bytes, mode: int = 0o666) -> None:
    """Replaces the file, or makes it, once everything is safely on the disk.

    Args:
        mode: Who may use it, where the system knows such modes; the user's umask narrows it as usual.

    Raises:
        OSError: It cannot be written; what was there before is untouched.
    """
    draft = path.with_name(f".{path.name[:40]}-{uuid.uuid4().hex[:8]}.tmp")
    try:
        with open(draft, "xb", opener=partial(os.open, mode=mode)) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
