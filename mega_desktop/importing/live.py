"""How far a running import is, kept in step with the journal without counting all its rows anew."""

from __future__ import annotations

from collections import deque

from mega_desktop.importing import reading
from mega_desktop.importing.forecast import seconds_left
from mega_desktop.importing.journal import Journal
from mega_desktop.importing.outcome import ChunkLine, ImportProgress, Outcome, Tally
from mega_desktop.importing.steps import Change, Chunk
from mega_desktop.work import Clock, Control, Report

RECENT = 50
TICK_S = 1.0
PAUSED = "Paused: nothing is sent until you go on."


class Live:
    """Reports a running import, and waits in a way that can be seen and stopped at once."""

    def __init__(
        self, journal: Journal, clock: Clock, report: Report[ImportProgress], control: Control, quota: int
    ) -> None:
        self._journal = journal
        self._clock = clock
        self._report = report
        self.control = control
        self._quota = quota
        self._settled = reading.settled(journal)
        (self._to_send,) = journal.db.execute("SELECT count(*) FROM row WHERE ref IS NOT NULL").fetchone()
        self._chunks, self._chunks_done = reading.chunk_counts(journal)
        self._recent: deque[ChunkLine] = deque(maxlen=RECENT)
        self._left_at: deque[float] = deque(maxlen=1_000)
        self._took_s: deque[float] = deque(maxlen=RECENT)

    def sending(self) -> None:
        """An upload leaves now."""
        self._left_at.append(self._clock.monotonic())
        self.show()

    def answered(self) -> None:
        """The upload that left last was answered."""
        self._took_s.append(self._clock.monotonic() - self._left_at[-1])

    def changed(self, chunk: Chunk, change: Change) -> None:
        """A step changed what is known; `chunk` as it stands after it."""
        moved = +change.settled
        self._settled += moved
        self._settled[Outcome.NOT_SENT] -= moved.total()
        self._chunks, self._chunks_done = reading.chunk_counts(self._journal)
        if (line := reading.line(self._journal, chunk)).rows:
            if self._recent and self._recent[0].number == line.number:
                self._recent.popleft()
            self._recent.appendleft(line)
        self.show()

    def show(self, waiting_s: float = 0.0, why: str = "") -> None:
        left = self._chunks - self._chunks_done
        forecast = seconds_left(left, self._left_at, self._took_s, self._clock.monotonic(), self._quota)
        self._report(
            ImportProgress(
                to_send=self._to_send,
                sent=self._to_send - self._settled[Outcome.NOT_SENT],
                tally=Tally(dict(self._settled)),
                chunks=self._chunks,
                chunks_done=self._chunks_done,
                waiting_s=waiting_s,
                why=why,
                left_s=forecast,
                recent=tuple(self._recent),
            )
        )

    def hold(self) -> None:
        """A safe point: waits while paused.

        Raises:
            Cancelled: The person asked to stop.
        """
        if self.control.is_paused:
            self.show(why=PAUSED)
        self.control.check()

    def wait(self, seconds: float, why: str) -> None:
        """Lets time pass and says so every second.

        Raises:
            Cancelled: The person asked to stop; at once.
        """
        end = self._clock.monotonic() + seconds
        self.hold()
        while (left := end - self._clock.monotonic()) > 0:
            self.show(left, why)
            self._clock.wait(min(left, TICK_S), self.control)
            self.hold()
