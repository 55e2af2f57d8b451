"""What became of a row, of a chunk, of a whole import."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from mega_desktop.crm import System
from mega_desktop.errors import Problem


class ImportProblem(Problem):
    """The journal cannot be used: full disk, second instance, damaged file."""


class Outcome(StrEnum):
    """What is known of a row. Every row of the file has exactly one."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"
    FAILED = "failed"
    UNCONFIRMED = "unconfirmed"
    NOT_SENT = "not_sent"
    LEFT_OUT = "left_out"


class ChunkState(StrEnum):
    """Where a chunk is on its way; only these steps are possible:

    PLANNED → IN_FLIGHT → ACKED | ACKED_PARTIAL | REJECTED | STALE | PARKED;  STALE → ACKED | PARKED

    A chunk keeps its bytes and its key for ever. Rows of a REJECTED or STALE chunk that are to be sent
    again move to a new PLANNED chunk with a key of its own.
    """

    PLANNED = "planned"
    IN_FLIGHT = "in_flight"
    ACKED = "acked"
    ACKED_PARTIAL = "acked_partial"
    REJECTED = "rejected"
    STALE = "stale"
    PARKED = "parked"


class ImportState(StrEnum):
    """PLANNED: nothing was ever sent. RUNNING: some was, more is to come. FINISHED: nothing is left."""

    PLANNED = "planned"
    RUNNING = "running"
    FINISHED = "finished"


@dataclass(frozen=True)
class Tally:
    """Rows by outcome; adds up to the rows of the file."""

    by_outcome: Mapping[Outcome, int]

    def __getitem__(self, outcome: Outcome) -> int:
        return self.by_outcome.get(outcome, 0)

    @property
    def rows(self) -> int:
        return sum(self.by_outcome.values())


@dataclass(frozen=True)
class ChunkLine:
    """One upload as the Import page lists it.

    Attributes:
        number: From 1, in sending order.
        first_row, last_row: Excel row numbers.
        attempts: How often it was sent.
        note: Worth knowing ("first answer was lost; asked again with the same key").
    """

    number: int
    first_row: int
    last_row: int
    rows: int
    state: ChunkState
    tally: Tally
    attempts: int = 0
    note: str = ""


@dataclass(frozen=True)
class ImportInfo:
    """An import as Past imports and the first page show it.

    Attributes:
        id: Short and unique; also the name of its folder.
        account: The account's name; `server` and `customer_id` are what it is bound to.
        file_sha: SHA-256 of the file it was made from.
        seconds: Time spent sending, waits included.
        stopped_because: The sentence of what stopped it; empty while it runs or is finished.
        busy: Another window or command has it open; the figures may be old.
        retry_of: The id of the import whose rows this one tries again; "" for an import of its own.
        is_stripped: Its rows were removed from this computer; these numbers are left.
        has_remains: Some file of them could not be removed yet, which is tried again at every start.
    """

    id: str
    folder: Path
    file_name: str
    account: str
    system: System
    server: str
    customer_id: str
    state: ImportState
    created_at: datetime
    finished_at: datetime | None
    tally: Tally
    chunks: int
    chunks_done: int
    requests: int
    seconds: float
    stopped_because: str = ""
    busy: bool = False
    file_sha: str = ""
    retry_of: str = ""
    is_stripped: bool = False
    has_remains: bool = False


@dataclass(frozen=True)
class ImportProgress:
    """What the Import page shows, fresh after every step.

    Attributes:
        to_send: Rows the import sends in all; `sent` of them have an outcome.
        waiting_s: Seconds until the next upload; 0 while one is under way.
        why: Why it waits ("MEGA accepts 10 uploads a minute").
        left_s: Forecast of the seconds left; None before the first upload.
        recent: The last uploads, newest first, 50 at most.
    """

    to_send: int
    sent: int
    tally: Tally
    chunks: int
    chunks_done: int
    waiting_s: float = 0.0
    why: str = ""
    left_s: float | None = None
    recent: tuple[ChunkLine, ...] = field(default=())
