"""Writes files so that whoever reads them gets the old one or the new one, never a half."""

from __future__ import annotations

import os
import uuid
from pathlib import Path


def write_whole(path: Path, content: bytes) -> None:
    """Replaces the file, or makes it, once everything is safely on the disk.

    Raises:
        OSError: It cannot be written; what was there before is untouched.
    """
    draft = path.with_name(f".{path.name[:40]}-{uuid.uuid4().hex[:8]}.tmp")
    try:
        with draft.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
