"""Limits that the reader process sets on itself before it touches a file."""

from __future__ import annotations

import sys

LEAST_MEMORY_BYTES = 3 * 2**29
MOST_MEMORY_BYTES = 8 * 2**30
MEMORY_PER_BYTE = 20
"""Private memory a byte of the unpacked file may take. Ordinary sheets take 4 to 6; one crafted cell of
2 kB takes 512 GB."""

CPU_S = 1_800


def limit_this_process(content_bytes: int) -> None:
    """Bounds memory and processor time and turns core dumps off, where the system can.

    Args:
        content_bytes: Size of the file's content, unpacked.
    """
    if sys.platform == "win32":  # the parent's time limit has to do
        return
    import resource

    memory = min(LEAST_MEMORY_BYTES + MEMORY_PER_BYTE * content_bytes, MOST_MEMORY_BYTES)
    wanted = {resource.RLIMIT_CORE: 0, resource.RLIMIT_CPU: CPU_S, resource.RLIMIT_DATA: memory}
    for limit, value in wanted.items():
        _, hard = resource.getrlimit(limit)
        ceiling = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(limit, (ceiling, ceiling))
