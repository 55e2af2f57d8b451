"""Imports that are killed again and again, on a server that breaks its answers: is anything lost or doubled?

    python -m tests.harness.kill --rounds 10000

Every round is a file of 30 to 110 rows, one of them in ten with a name only, and a server made by the
round's seed. The worker process is killed with SIGKILL at named steps, at random moments, and by the server
in the middle of a request; it sleeps for minutes or hours in between, and gets another token; and it is
started again until the import is finished. Then what the import says of each row is held against what the
server knows it did. Now and then the leads are removed there, and the same file is imported once more.
Prints the seeds, the counts, and the seed of every round that went wrong; exit code 1 then.
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import json
import multiprocessing
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from mega_desktop.importing import results
from tests.harness.ledger import KILLS, TOKENS, LedgerServer, Rules
from tests.harness.truth import SPOILT
from tests.harness.worker import BROKEN, Job
from tests.importing.scenes import Line, mixed_lines

FAILPOINTS = (
    "plan",
    "before_sent_commit",
    "after_sent_commit",
    "after_read",
    "after_problem",
    "in_txn",
    "after_ack",
    "in_replace",
)
CHUNK_ROWS = 12
MOST_LIVES = 80
MOST_KILLS = 4
NAPS_S = (300.0, 1_200.0, 4_000.0)
"""Shorter than a key is trusted, longer, and longer than some servers remember it."""

IN_MEMORY = Path("/dev/shm")
"""What a killed process wrote is in the system's memory, so no real disk is needed to find it again."""


@dataclasses.dataclass
class Found:
    """What the rounds came to; `bad` holds the seeds of rounds with anything lost, doubled, false or amiss.

    Attributes:
        lost: Rows that are said to be in the CRM, or should be, and are not.
        doubled: Rows that made more than one lead.
        false: Rows of which something else is said than what happened.
        again: Rows that a server with a good memory carried out twice.
        unrecorded: Uploads that left under a key, or with bytes, that the journal does not hold.
        overtaken: Leads that an earlier row of the file has overwritten.
        too_early: Requests that left before the server's Retry-After was over.
    """

    rounds: int = 0
    rows: int = 0
    kills: int = 0
    faults: int = 0
    naps: int = 0
    lost: int = 0
    doubled: int = 0
    false: int = 0
    again: int = 0
    unrecorded: int = 0
    overtaken: int = 0
    too_early: int = 0
    unconfirmed: int = 0
    bad: list[int] = dataclasses.field(default_factory=list)

    @property
    def harm(self) -> int:
        return (
            self.lost
            + self.doubled
            + self.false
            + self.again
            + self.unrecorded
            + self.overtaken
            + self.too_early
        )

    def add(self, other: Found) -> None:
        for each in dataclasses.fields(self):
            setattr(self, each.name, getattr(self, each.name) + getattr(other, each.name))


class Workers:
    """The process that forks workers."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.harness.worker"]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]
        )

    def start(self, job: Job) -> int:
        """Starts a worker on a job; returns its process id."""
        pipe = _open(self._process.stdin)
        pipe.write(json.dumps(dataclasses.asdict(job)) + "\n")
        pipe.flush()
        return int(self._heard()["pid"])

    def status(self) -> int:
        """Waits for the worker's end."""
        return int(self._heard()["status"])

    def _heard(self) -> dict[str, int]:
        heard: dict[str, int] = json.loads(_open(self._process.stdout).readline())
        return heard

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _open(self._process.stdin).close()
        self._process.wait(300)
        _open(self._process.stdout).close()


class Round:
    """One import, from its making to its end."""

    def __init__(self, seed: int, workers: Workers, folder: Path, mutant: str = "") -> None:
        self._rng = random.Random(seed)
        self._seed = seed
        self._workers = workers
        self._imports = folder / "imports"
        self._lines = _lines(self._rng)
        self._token = TOKENS[0]
        self._asleep_s = 0.0
        self._job = Job(
            str(self._imports),
            str(folder / "scratch"),
            [dataclasses.asdict(line) for line in self._lines],
            url="",
            chunk_rows=CHUNK_ROWS,
            mutant=mutant,
        )
        self.found = Found(rounds=1)

    def play(self) -> Found:
        """Kills the import until it is finished, then compares."""
        with LedgerServer(self._seed, Rules.of(self._seed)) as server:
            self._job = dataclasses.replace(self._job, url=server.url)
            self._import(server, MOST_KILLS)
            if self._rng.random() < 0.1:
                self._nap(server, 60.0)
                server.truth.forget_leads()
                self._import(server, 0)
            self.found.faults += server.faults.total()
            self.found.too_early += server.too_early
        if self.found.harm:
            self.found.bad.append(self._seed)
        return self.found

    def _import(self, server: LedgerServer, most_kills: int) -> None:
        """Makes a new import of the file and starts workers on it until it is finished."""
        before = set(self._made())
        for life in range(MOST_LIVES):
            import_id = next(iter(set(self._made()) - before), None)
            if self._live(server, import_id, may_kill=life < most_kills) == 0:
                break
            if self._rng.random() < 0.2:
                self._nap(server, self._rng.choice(NAPS_S))
            self._token = self._rng.choice((*TOKENS, self._token, self._token, self._token))
        else:
            raise AssertionError(f"the import of round {self._seed} never came to its end")
        (made,) = set(self._made()) - before
        self._compare(server, made)

    def _live(self, server: LedgerServer, import_id: str | None, *, may_kill: bool) -> int:
        """One life of the program; returns how it ended."""
        rng = self._rng
        server.kill_at = (rng.choice(KILLS), rng.randrange(6)) if may_kill and rng.random() < 0.3 else None
        job = dataclasses.replace(
            self._job,
            import_id=import_id,
            token=self._token,
            asleep_s=self._asleep_s,
            failpoint=_failpoint(rng) if may_kill and rng.random() < 0.4 else "",
        )
        server.victim = self._workers.start(job)
        with _killing(rng.uniform(0.0, 0.12) if may_kill and rng.random() < 0.5 else None, server.victim):
            status = self._workers.status()
            server.victim = None
        if status == BROKEN:
            raise AssertionError(f"round {self._seed} met an error that nobody expected")
        if status == -signal.SIGKILL:
            self.found.kills += 1
            server.forgive()
        return status

    def _keeps_keys(self, server: LedgerServer) -> bool:
        """No row has a reason to be carried out twice; one that comes late may be looked up too early."""
        return Rules.of(self._seed).atomic and not server.faults["slow_commit"]

    def _nap(self, server: LedgerServer, seconds: float) -> None:
        self._asleep_s += seconds
        server.sleep(seconds)
        self.found.naps += 1

    def _made(self) -> list[str]:
        if not self._imports.is_dir():
            return []
        return [entry.name for entry in os.scandir(self._imports) if not entry.name.startswith(".")]

    def _compare(self, server: LedgerServer, made: str) -> None:
        """Holds every statement of the import against what the server did."""
        found, done = self.found, server.truth.executions()
        rows = results(self._imports, made).rows(named=True)
        found.rows += len(self._lines)
        found.lost += len(self._lines) - len(rows)
        for row in rows:
            happened, outcome = done.get(row["row"], []), row["outcome"]
            found.doubled += sum(status == "created" for status, _ in happened) > 1
            found.unconfirmed += outcome == "unconfirmed"
            writes = sum(status != "failed" for status, _ in happened)
            found.again += self._keeps_keys(server) and writes > 1
            if outcome == "failed" and row["row"] in server.refused_alone:
                found.false += writes > 0  # it may have failed in an earlier upload as well
            elif outcome in {"created", "updated", "skipped", "failed"}:
                found.lost += not happened
                found.false += bool(happened) and (outcome, row["lead_id"]) not in happened
            elif outcome != "unconfirmed":
                found.lost += not happened
                found.false += bool(happened)
        found.unrecorded += len(server.uploads - _written_down(self._imports / made))
        server.refused_alone.clear()
        server.uploads.clear()
        found.overtaken += sum(1 for _ in server.truth.overtaken())


def _lines(rng: random.Random) -> list[Line]:
    """Mixed rows; some are an earlier person once more, so that their order matters, and some are refused."""
    lines = mixed_lines(rng.randint(30, 110))
    for place in rng.sample(range(15, len(lines)), 5):
        earlier = lines[rng.randrange(10)]
        if earlier.email or earlier.phone:
            lines[place] = dataclasses.replace(earlier, name=f"again {place}")
    for place in rng.sample(range(len(lines)), 2):
        lines[place] = dataclasses.replace(lines[place], name=f"spoilt {place}{SPOILT}")
    return lines


def _written_down(folder: Path) -> set[tuple[str, str]]:
    """Key and hash of every upload that an import knows."""
    with contextlib.closing(sqlite3.connect(folder / "journal.sqlite")) as db:
        return set(db.execute("SELECT key, sha FROM chunk"))


def _failpoint(rng: random.Random) -> str:
    name = rng.choice(FAILPOINTS)
    return name if name == "plan" else f"{name}:{rng.randint(1, 8)}"


@contextlib.contextmanager
def _killing(after_s: float | None, pid: int) -> Iterator[None]:
    """Kills a process some time later, unless the block is over by then."""

    def kill() -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)

    timer = threading.Timer(after_s or 0.0, kill)
    if after_s is not None:
        timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _open(pipe: IO[str] | None) -> IO[str]:
    if pipe is None:
        raise AssertionError("the worker has no pipe")
    return pipe


def play(seeds: range, mutant: str = "") -> Found:
    """Plays the rounds of these seeds one after the other; with a mutant, until it is caught."""
    found = Found()
    home = IN_MEMORY if IN_MEMORY.is_dir() else None
    with Workers() as workers:
        for seed in seeds:
            with tempfile.TemporaryDirectory(prefix="kill-", dir=home) as folder:
                found.add(Round(seed, workers, Path(folder), mutant).play())
            if mutant and found.harm:
                break
    return found


def run(rounds: int, first_seed: int, lanes: int | None = None) -> Found:
    """Plays rounds with the seeds from `first_seed` on, on all processors and in their waits."""
    lanes = lanes or (os.cpu_count() or 1) + 1
    seeds = range(first_seed, first_seed + rounds)
    found = Found()
    with ProcessPoolExecutor(lanes, multiprocessing.get_context("spawn")) as pool:
        for part in pool.map(play, [seeds[lane::lanes] for lane in range(lanes)]):
            found.add(part)
    return found


def told(found: Found, first_seed: int, seconds: float) -> str:
    """The seeds and the counts, for a log."""
    counts = {k: v for k, v in dataclasses.asdict(found).items() if isinstance(v, int)}
    last = first_seed + found.rounds - 1
    share = found.unconfirmed / max(1, found.rows)
    return (
        f"seeds {first_seed} to {last}, {seconds:.0f} s: "
        + ", ".join(f"{name} {count:,}" for name, count in counts.items())
        + f" ({share:.2%})"
        + (f"; rounds that went wrong: {found.bad}" if found.bad else "")
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1, help="seed of the first round")
    args = parser.parse_args()
    began = time.monotonic()
    found = run(args.rounds, args.seed)
    print(told(found, args.seed, time.monotonic() - began))
    return 1 if found.bad else 0


if __name__ == "__main__":
    sys.exit(main())
