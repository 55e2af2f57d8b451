"""How long is waited for what, and when waiting ends."""

from __future__ import annotations

import random
from dataclasses import dataclass

from mega_desktop.crm import CrmProblem, TooFast
from mega_desktop.importing.live import Live
from mega_desktop.work import Clock


@dataclass(frozen=True)
class Patience:
    """How long is waited for what.

    Attributes:
        key_window_s: How long a key is trusted to be remembered. The CRM does not document it; half of
            the shortest time that comparable services document is 15 minutes.
        bare_window_s: The same for rows with neither email nor phone, which nothing but the key keeps from
            being made twice: only as long as a key is bound to be remembered.
        trouble_s: For a connection or an answer to come back, before the run stops.
        conflict_s: For an earlier attempt that still runs (409), before its rows are unconfirmed.
        asked_s: The longest wait the CRM may ask for; beyond it the run stops and says so.
        replays: How often an answer that leaves rows out is asked for again.
        same_errors: 500s in a row after which the CRM is taken to repeat one stored under the key.
        refusals: Uploads refused one after the other before it is not the rows that are wrong.
    """

    key_window_s: float = 900.0
    bare_window_s: float = 60.0
    trouble_s: float = 300.0
    conflict_s: float = 120.0
    asked_s: float = 3600.0
    first_pause_s: float = 1.0
    longest_pause_s: float = 30.0
    replays: int = 3
    same_errors: int = 5
    refusals: int = 30


class Trouble:
    """What goes wrong with one chunk: each pause is longer, and at some point patience ends.

    The budget is time, not tries: tries are used up in a moment while the CRM is still at work.
    """

    def __init__(self, patience: Patience, clock: Clock, live: Live) -> None:
        self._patience = patience
        self._clock = clock
        self._live = live
        self._since: float | None = None
        self._conflict_since: float | None = None
        self._pauses = 0

    def wait_out(self, problem: CrmProblem) -> None:
        """Waits before the next attempt, as long as the CRM asked for at least.

        Raises:
            CrmProblem: `problem` itself, when it has lasted too long.
            Cancelled: The person asked to stop.
        """
        asked_s = float(getattr(problem, "retry_after_s", None) or 0.0)
        if asked_s > self._patience.asked_s or self._has_lasted(problem):
            raise problem
        self.pause(problem.title, asked_s)

    def pause(self, why: str, at_least_s: float = 0.0) -> None:
        """Waits a little, each time about twice as long."""
        longest_s = min(self._patience.first_pause_s * 2**self._pauses, self._patience.longest_pause_s)
        self._pauses += 1
        # Programs that failed together must not come back together.
        jitter = random.SystemRandom().uniform(0.75, 1.0)
        self._live.wait(max(at_least_s, longest_s * jitter), why)

    def is_endless_conflict(self) -> bool:
        """A 409 came; true when they have come for too long."""
        now = self._clock.monotonic()
        self._conflict_since = now if self._conflict_since is None else self._conflict_since
        return now - self._conflict_since >= self._patience.conflict_s

    def _has_lasted(self, problem: CrmProblem) -> bool:
        if isinstance(problem, TooFast):
            return False
        now = self._clock.monotonic()
        self._since = now if self._since is None else self._since
        return now - self._since >= self._patience.trouble_s
