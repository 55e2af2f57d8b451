"""What this process has started, as Linux tells it."""

from __future__ import annotations

import os
from pathlib import Path


def children() -> set[int]:
    """Running processes and zombies that this one has started, from any of its threads.

    Read from every process's own account of who started it: Linux's lists of a thread's children leave some
    out while another thread ends.
    """
    own = str(os.getpid())
    return {int(folder.name) for folder in Path("/proc").glob("[0-9]*") if _parent_of(folder) == own}


def environment(child: int) -> bytes:
    """What a process was given; nothing when it has ended already."""
    return _told(Path(f"/proc/{child}/environ"))


def _parent_of(folder: Path) -> str:
    # The name of the program stands in parentheses and may hold anything; the state and the parent follow.
    after_name = _told(folder / "stat").decode("utf-8", "replace").rpartition(")")[2].split()
    return after_name[1] if after_name else ""


def _told(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""
