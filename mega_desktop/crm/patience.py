"""Requests that change nothing are tried again when trouble passes, within reason."""

from __future__ import annotations

from collections.abc import Callable

from mega_desktop.crm.pacing import Pacer
from mega_desktop.crm.problems import TooFast, Uncertain
from mega_desktop.crm.transport import Call, Reply, Transport
from mega_desktop.work import Clock, Control

ATTEMPTS = 3
_LONGEST_S = 90.0

Tell = Callable[[float], None]
"""Is told how many seconds a wait will last, before it begins."""


def silent(_waiting_s: float) -> None:
    """A `Tell` for those who do not want to know."""


class Patience:
    """Keeps to the pace and waits trouble out; for reads and dry runs only, never for an upload."""

    def __init__(self, transport: Transport, clock: Clock) -> None:
        self._transport = transport
        self._clock = clock

    def call(
        self, call: Call, pacer: Pacer, control: Control, tell: Tell = silent, *, attempts: int = ATTEMPTS
    ) -> Reply:
        """Up to so many attempts, for as long as the waits that are asked for stay short.

        Raises:
            CrmProblem: The last attempt's.
            Cancelled: Asked to stop, at once even during a wait.
        """
        give_up_at = self._clock.monotonic() + _LONGEST_S
        for attempt in range(1, attempts + 1):
            self._wait(pacer.delay_s(), control, tell)
            try:
                return self._transport.call(call, pacer)
            except (TooFast, Uncertain) as problem:
                wait_s = problem.retry_after_s or 2.0 ** (attempt - 1)
                if attempt == attempts or self._clock.monotonic() + wait_s > give_up_at:
                    raise
                self._wait(max(wait_s, pacer.delay_s()), control, tell)
        raise AssertionError("the last attempt returns or raises")

    def wait_if_short(self, seconds: float, control: Control, tell: Tell) -> bool:
        """Waits, and says so; False, at once, when that is longer than one waits for something optional."""
        if seconds > _LONGEST_S:
            return False
        self._wait(seconds, control, tell)
        return True

    def _wait(self, seconds: float, control: Control, tell: Tell) -> None:
        control.check()
        if seconds > 0:
            tell(seconds)
            self._clock.wait(seconds, control)
