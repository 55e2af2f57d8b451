"""Limits that the reader process sets on itself before it touches a file."""

from __future__ import annotations

import sys

MEMORY_BYTES = 6 * 2**30
"""Of private memory: a sheet of 1,048,576 rows and 12 columns takes about 2 GB, one crafted cell 512 GB."""

CPU_S = 1_800


def limit_this_process() -> None:
    """Bounds memory and processor time and turns core dumps off, where the system can."""
    if sys.platform == "win32":  # the parent's time limit has to do
        return
    import resource

    wanted = {resource.RLIMIT_CORE: 0, resource.RLIMIT_CPU: CPU_S, resource.RLIMIT_DATA: MEMORY_BYTES}
    for limit, value in wanted.items():
        _, hard = resource.getrlimit(limit)
        ceiling = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(limit, (ceiling, ceiling))
