"""What this process has started, as Linux tells it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path


def children() -> set[int]:
    """Running processes and zombies that this one has started, from any of its threads."""
    return {child for task in Path("/proc/self/task").glob("*") for child in _started_by(task)}


def _started_by(task: Path) -> Iterator[int]:
    try:
        started = (task / "children").read_text(encoding="ascii")
    except (FileNotFoundError, ProcessLookupError):
        return  # The thread has ended since the folder was listed; what it started is another thread's now.
    yield from map(int, started.split())
