"""Imports that are killed again and again, on a server that breaks its answers: is anything lost or doubled?

    python -m tests.harness.kill --rounds 200

Every round is a file of 60 to 200 rows, one of them in ten with a name only. The worker process is killed
with SIGKILL at named steps, at random moments, and by the server in the middle of a request, and started
again until the import is finished. Then what the import says of each row is held against what the server
knows it did. Prints the seeds, the counts, and the seed of every round that went wrong; exit code 1 then.
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from mega_desktop.importing import past_imports, results
from tests.harness.ledger import CUSTOMER, KILLS, TOKEN, LedgerServer
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
CHUNK_ROWS = 20
TROUBLE = 0.25
MOST_LIVES = 60
MOST_KILLS = 4


@dataclasses.dataclass
class Found:
    """What the rounds came to; `bad` holds the seeds of rounds with anything lost, doubled or false."""

    rows: int = 0
    kills: int = 0
    faults: int = 0
    lost: int = 0
    doubled: int = 0
    false: int = 0
    unconfirmed: int = 0
    bad: list[int] = dataclasses.field(default_factory=list)


class Workers:
    """The process that forks workers."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.harness.worker"]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]
        )

    def start(self, job: dict[str, object]) -> int:
        """Starts a worker on a job; returns its process id."""
        pipe = _open(self._process.stdin)
        pipe.write(json.dumps(job) + "\n")
        pipe.flush()
        return int(self._heard()["pid"])

    def status(self) -> int:
        """Waits for the worker's end."""
        return int(self._heard()["status"])

    def _heard(self) -> dict[str, int]:
        line = _open(self._process.stdout).readline()
        heard: dict[str, int] = json.loads(line)
        return heard

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _open(self._process.stdin).close()
        self._process.wait(30)
        _open(self._process.stdout).close()


def play(seed: int, workers: Workers, folder: Path, found: Found) -> None:
    """One round: kills an import until it is finished, then compares."""
    rng = random.Random(seed)
    lines = _lines(rng)
    with LedgerServer(seed, trouble=TROUBLE, atomic=seed % 2 == 0) as server:
        imports = folder / "imports"
        job: dict[str, object] = {
            "imports": str(imports),
            "lines": [dataclasses.asdict(line) for line in lines],
            "scratch": str(folder / "scratch"),
            "url": server.url,
            "token": TOKEN,
            "customer_id": CUSTOMER,
            "chunk_rows": CHUNK_ROWS,
        }
        import_id = _finish(rng, workers, server, job, found)
        before = (found.lost, found.doubled, found.false)
        _compare(server, results(imports, import_id).rows(named=True), lines, found)
        found.faults += sum(server.ledger.faults.values())
        if (found.lost, found.doubled, found.false) != before:
            found.bad.append(seed)


def _finish(
    rng: random.Random, workers: Workers, server: LedgerServer, job: dict[str, object], found: Found
) -> str:
    """Starts workers on the import, most of them killed, until it is finished; returns its id."""
    imports = Path(str(job["imports"]))
    for life in range(MOST_LIVES):
        known = past_imports(imports)
        job["id"] = known[0].id if known else None
        may_kill = life < MOST_KILLS
        job["failpoint"] = _failpoint(rng) if may_kill and rng.random() < 0.4 else None
        server.kill_at = (rng.choice(KILLS), rng.randrange(6)) if may_kill and rng.random() < 0.3 else None
        server.victim = workers.start(job)
        timer = _later(rng.uniform(0.0, 0.12), server.victim) if may_kill and rng.random() < 0.5 else None
        status = workers.status()
        server.victim = None
        if timer:
            timer.cancel()
        found.kills += status == -signal.SIGKILL
        if status == 0:
            return past_imports(imports)[0].id
    raise AssertionError("the import never came to its end")


def _lines(rng: random.Random) -> list[Line]:
    """Mixed rows; some are an earlier person once more, so that their order matters."""
    lines = mixed_lines(rng.randint(60, 200))
    for place in rng.sample(range(20, len(lines)), 5):
        earlier = lines[rng.randrange(10)]
        if earlier.email or earlier.phone:
            lines[place] = dataclasses.replace(earlier, name=f"again {place}")
    return lines


def _failpoint(rng: random.Random) -> str:
    name = rng.choice(FAILPOINTS)
    return name if name == "plan" else f"{name}:{rng.randint(1, 8)}"


def _later(seconds: float, pid: int) -> threading.Timer:
    def kill() -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)

    timer = threading.Timer(seconds, kill)
    timer.start()
    return timer


def _compare(server: LedgerServer, rows: list[dict[str, object]], lines: list[Line], found: Found) -> None:
    """Holds every statement of the import against the server's ledger."""
    done: dict[int, list[tuple[str, str]]] = {}
    for ref, happened in server.ledger.done.items():
        done.setdefault(int(ref.partition("-")[0]), []).extend(happened)
    found.rows += len(lines)
    found.lost += len(lines) - len(rows)
    for row in rows:
        happened = done.get(int(str(row["row"])), [])
        outcome, lead = str(row["outcome"]), str(row["lead_id"])
        found.doubled += sum(status == "created" for status, _ in happened) > 1
        found.unconfirmed += outcome == "unconfirmed"
        if outcome in {"created", "updated", "skipped"}:
            found.lost += not happened
            found.false += bool(happened) and (outcome, lead) not in happened
        elif outcome != "unconfirmed":
            found.lost += not happened
            found.false += bool(happened)


def _open(pipe: IO[str] | None) -> IO[str]:
    if pipe is None:
        raise AssertionError("the worker has no pipe")
    return pipe


def run(rounds: int, first_seed: int) -> Found:
    """Plays rounds with the seeds from `first_seed` on."""
    found = Found()
    with Workers() as workers:
        for seed in range(first_seed, first_seed + rounds):
            with tempfile.TemporaryDirectory(prefix="kill-") as folder:
                play(seed, workers, Path(folder), found)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1, help="seed of the first round")
    args = parser.parse_args()
    began = time.monotonic()
    found = run(args.rounds, args.seed)
    counts = Counter({k: v for k, v in dataclasses.asdict(found).items() if isinstance(v, int)})
    seconds = time.monotonic() - began
    print(f"seeds {args.seed} to {args.seed + args.rounds - 1}, {seconds:.0f} s")
    print(", ".join(f"{name} {count:,}" for name, count in counts.items()))
    if found.bad:
        print(f"rounds that went wrong: {found.bad}")
    return 1 if found.bad else 0


if __name__ == "__main__":
    sys.exit(main())
