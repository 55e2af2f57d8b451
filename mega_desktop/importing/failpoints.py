"""Places at which a test can have the program killed, exactly as a power cut would.

Each is a step of the promise "nothing lost, nothing doubled". In ordinary use the environment
variable is not set and a failpoint does nothing.
"""

from __future__ import annotations

import os
import signal

VARIABLE = "MEGA_DESKTOP_FAILPOINT"
"""Names the failpoint at which to die: "after_read", or "after_read:3" for the third upload only."""


def failpoint(name: str, number: int = 0) -> None:
    """Dies here, at once and without any clean-up, when the environment names this place."""
    if os.environ.get(VARIABLE) in {name, f"{name}:{number}"}:
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
