"""The steps a chunk takes. Each is one transaction: durable as a whole, or as if it had not begun.

See `outcome.ChunkState` for the order of the states and `schema` for what can never happen.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from mega_desktop.crm import Answer
from mega_desktop.importing.drafting import ChunkClass, Draft, TooLarge, fingerprint, row_of, unpack
from mega_desktop.importing.failpoints import failpoint
from mega_desktop.importing.journal import Journal
from mega_desktop.importing.outcome import ChunkState, ImportProblem, Outcome
from mega_desktop.importing.schema import AMBIGUOUS
from mega_desktop.importing.verdicts import Verdict, verdict
from mega_desktop.preview import Planned

TOO_LARGE = "this row alone is larger than one upload may be; shorten its long texts"


@dataclass(frozen=True)
class Chunk:
    """One upload as it stands in the journal.

    Attributes:
        number: From 1, in sending order.
        key: Its idempotency key.
        note: Worth knowing about its way.
    """

    id: int
    number: int
    kind: ChunkClass
    state: ChunkState
    generation: int
    first_row: int
    last_row: int
    sha: str
    key: str
    note: str


@dataclass(frozen=True)
class Sender:
    """Who sends: what an idempotency key may be tied to on the other side."""

    key_scope: str
    token_fp: str


@dataclass(frozen=True)
class Moment:
    """Now, by both clocks. `server` is None until the CRM has told its time."""

    wall: float
    server: float | None = None


@dataclass(frozen=True)
class Ending:
    """How an attempt ended.

    Attributes:
        result: As `attempt.result` in `schema` allows.
        error: The class of the problem; never its text.
        server_date: The answer's Date header, seconds since 1970.
        retry_s: Seconds to wait at least, as the CRM asked.
    """

    result: str
    at: Moment
    status: int | None = None
    error: str = ""
    server_date: float | None = None
    retry_s: float | None = None


@dataclass(frozen=True)
class Doubt:
    """An attempt whose end is not known: when it began, and who sent it."""

    since: Moment
    sender: Sender


@dataclass(frozen=True)
class Change:
    """What a step changed: rows by their new outcome, and how many of the chunk's still have none."""

    settled: Counter[Outcome] = field(default_factory=Counter)
    missing: int = 0


_CHUNK = """SELECT id, (SELECT count(*) FROM chunk AS other
        WHERE (other.class, other.first_row) <= (chunk.class, chunk.first_row)
        AND EXISTS (SELECT 1 FROM row WHERE row.chunk = other.id)),
    class, state, generation, first_row, last_row, sha, key, note FROM chunk WHERE """


def next_chunk(journal: Journal) -> Chunk | None:
    """The upload whose turn it is: the one in doubt first, then file order, bare rows last."""
    # Only the upload tried last can be in doubt. Sorting all by their state would read past every body.
    in_doubt = (
        "SELECT id FROM chunk WHERE id = (SELECT chunk FROM attempt ORDER BY id DESC LIMIT 1) "
        "AND state IN ('in_flight', 'stale') AND body IS NOT NULL"
    )
    first = "SELECT id FROM chunk WHERE body IS NOT NULL ORDER BY class, first_row LIMIT 1"
    found = journal.db.execute(f"{_CHUNK} id = coalesce(({in_doubt}), ({first}))").fetchone()
    return _chunk(found) if found else None


def chunk_now(journal: Journal, chunk_id: int) -> Chunk:
    return _chunk(journal.db.execute(_CHUNK + "id = ?", (chunk_id,)).fetchone())


def body_of(journal: Journal, chunk: Chunk) -> bytes:
    """The bytes to send, exactly as they were planned.

    Raises:
        ImportProblem: They are not those that were planned; they must not be sent.
    """
    (packed,) = journal.db.execute("SELECT body FROM chunk WHERE id = ?", (chunk.id,)).fetchone()
    body = unpack(packed)
    if fingerprint(body) != chunk.sha:
        raise ImportProblem(
            f"The record of upload {chunk.number} is damaged, so it was not sent.",
            "Import its rows again from the spreadsheet; the report names them as not sent.",
        )
    return body


def open_refs(journal: Journal, chunk: Chunk) -> tuple[str, ...]:
    """The `row_ref`s of the chunk's rows of which nothing is known yet, in file order."""
    query = "SELECT ref FROM row WHERE chunk = ? AND outcome = 'not_sent' ORDER BY row"
    return tuple(ref for (ref,) in journal.db.execute(query, (chunk.id,)))


def all_refs(journal: Journal, chunk: Chunk) -> frozenset[str]:
    """Every `row_ref` that the chunk's bytes carry."""
    return frozenset(r for (r,) in journal.db.execute("SELECT ref FROM row WHERE chunk = ?", (chunk.id,)))


def doubts(journal: Journal, chunk: Chunk) -> list[Doubt]:
    """The attempts that may have been carried out without the program having heard of it, oldest first."""
    query = (
        "SELECT started, started_server, key_scope, token_fp FROM attempt "  # noqa: S608
        f"WHERE chunk = ? AND kind = 'send' AND result IN {AMBIGUOUS} ORDER BY id"
    )
    found = journal.db.execute(query, (chunk.id,))
    return [Doubt(Moment(wall, server), Sender(scope, token)) for wall, server, scope, token in found]


def past_results(journal: Journal, chunk: Chunk) -> list[tuple[str, int | None]]:
    """Result and HTTP status of each attempt to send the chunk, newest first."""
    query = "SELECT result, status FROM attempt WHERE chunk = ? AND kind = 'send' ORDER BY id DESC"
    return journal.db.execute(query, (chunk.id,)).fetchall()


def planned_of(journal: Journal, refs: Iterable[str]) -> dict[str, Planned]:
    """What the preview said would happen to each of these rows, by ref."""
    query = "SELECT planned FROM row WHERE ref = ?"
    return {ref: Planned(journal.db.execute(query, (ref,)).fetchone()[0]) for ref in refs}


def taken_ids(journal: Journal, lead_ids: Iterable[str]) -> frozenset[str]:
    """Those of `lead_ids` that a row of this import already has."""
    query = "SELECT lead_id FROM row WHERE lead_id <> '' AND lead_id IN (SELECT value FROM json_each(?))"
    return frozenset(i for (i,) in journal.db.execute(query, (json.dumps(list(lead_ids)),)))


def last_moment(journal: Journal) -> float:
    """The latest wall-clock time in the journal, seconds since 1970; 0 when nothing was ever sent."""
    query = "SELECT coalesce(max(max(started, coalesce(ended, started))), 0) FROM attempt"
    (last,) = journal.db.execute(query).fetchone()
    return float(last)


def asked_to_wait(journal: Journal, now: Moment) -> float:
    """Seconds that are left of the wait that the last answer asked for, maybe before the program ended."""
    query = "SELECT ended, retry_s FROM attempt ORDER BY id DESC LIMIT 1"
    ended, retry_s = journal.db.execute(query).fetchone() or (None, None)
    # Never longer than was asked for, whatever happened to the clock.
    return min(retry_s, max(0.0, ended + retry_s - now.wall)) if retry_s and ended else 0.0


def begin_attempt(journal: Journal, chunk: Chunk, now: Moment, sender: Sender) -> int:
    """Makes durable that the chunk is about to be sent, before the first byte leaves (I1).

    Returns:
        The attempt's id.
    """
    with journal.transaction() as db:
        db.execute("UPDATE chunk SET state = 'in_flight' WHERE id = ?", (chunk.id,))
        attempt = _begin(db, chunk, "send", now, sender)
        failpoint("before_sent_commit", chunk.number)
    failpoint("after_sent_commit", chunk.number)
    return attempt


def begin_check(journal: Journal, chunk: Chunk, now: Moment, sender: Sender) -> int:
    """Writes down that the chunk's rows are about to be looked up by a dry run."""
    with journal.transaction() as db:
        return _begin(db, chunk, "check", now, sender)


def close_attempt(journal: Journal, attempt: int, ending: Ending) -> None:
    """Writes down how an attempt ended."""
    with journal.transaction() as db:
        _close(db, attempt, ending)


def acknowledge(
    journal: Journal, chunk: Chunk, attempt: int, answer: Answer, now: Moment, *, is_last: bool, crm: str
) -> Change:
    """Writes down an answer: every row it speaks of, and the chunk's new state, in one transaction (I5).

    Args:
        is_last: Rows the answer says nothing of are not asked about again; they become unconfirmed.
        crm: The CRM's name, for the reasons.
    """
    found = {ref: verdict(answer.rows[ref], crm) for ref in open_refs(journal, chunk) if ref in answer.rows}
    with journal.transaction() as db:
        settled = _settle(db, found)
        missing = _missing(db, chunk)
        over = not missing or is_last
        if missing and is_last:
            reason = (
                f"{crm} answered this upload but did not say what became of this row; look for it in {crm}"
            )
            settled += _give_up(db, chunk, reason)
        failpoint("in_txn", chunk.number)
        result = "answered" if over else "partial"
        _close(db, attempt, Ending(result, now, 200, server_date=answer.server_date))
        if over:
            _end(db, chunk, ChunkState.ACKED_PARTIAL if missing else ChunkState.ACKED)
    failpoint("after_ack", chunk.number)
    return Change(settled, 0 if over else missing)


def mark_stale(journal: Journal, chunk: Chunk, why: str) -> None:
    """The key can no longer be trusted to be remembered; the rows have to be looked up first."""
    with journal.transaction() as db:
        db.execute("UPDATE chunk SET state = 'stale', note = ? WHERE id = ?", (why, chunk.id))


def park(journal: Journal, chunk: Chunk, reason: str) -> Change:
    """Nothing more will be tried: the chunk's rows without an outcome are unconfirmed."""
    with journal.transaction() as db:
        settled = _give_up(db, chunk, reason)
        _end(db, chunk, ChunkState.PARKED)
    return Change(settled)


def replace(
    journal: Journal,
    chunk: Chunk,
    successors: Sequence[Draft | TooLarge],
    *,
    found: dict[str, Verdict] | None = None,
    give_up_reason: str = "",
) -> Change:
    """Ends a chunk that was refused or reconciled; rows to be sent go on under new keys (I3).

    Args:
        successors: Uploads that carry those of its rows that are definitely not in the CRM.
        found: What else became known, by ref.
        give_up_reason: Why rows in neither become unconfirmed; "" when there are none.
    """
    too_large = {s.ref: Verdict(Outcome.FAILED, TOO_LARGE) for s in successors if isinstance(s, TooLarge)}
    with journal.transaction() as db:
        settled = _settle(db, {**(found or {}), **too_large})
        for draft in successors:
            if isinstance(draft, Draft):
                add_chunk(db, draft, chunk)
        if give_up_reason:
            settled += _give_up(db, chunk, give_up_reason)
        _end(db, chunk, _state_after(db, chunk))
        failpoint("in_replace", chunk.number)
    return Change(settled)


def add_chunk(db: sqlite3.Connection, draft: Draft, parent: Chunk | None = None) -> int:
    """Puts an upload into the journal; with a parent, the parent's rows move over to it.

    Returns:
        Its id.
    """
    first, last = draft.rows[0][0], draft.rows[-1][0]
    cursor = db.execute(
        "INSERT INTO chunk (parent, generation, class, first_row, last_row, body, sha, key) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            parent.id if parent else None,
            parent.generation + 1 if parent else 1,
            draft.kind.value,
            first,
            last,
            draft.body,
            draft.sha,
            draft.key,
        ),
    )
    chunk_id = int(cursor.lastrowid or 0)
    if parent:
        db.executemany(
            "UPDATE row SET chunk = ? WHERE row = ? AND chunk = ? AND outcome = 'not_sent'",
            ((chunk_id, row, parent.id) for row, _ in draft.rows),
        )
    return chunk_id


def _chunk(found: tuple[object, ...]) -> Chunk:
    chunk_id, number, kind, state, *rest = found
    return Chunk(chunk_id, number, ChunkClass(kind), ChunkState(state), *rest)  # type: ignore[arg-type]


def _begin(db: sqlite3.Connection, chunk: Chunk, kind: str, now: Moment, sender: Sender) -> int:
    query = (
        "INSERT INTO attempt (chunk, kind, key_scope, token_fp, started, started_server) "
        "VALUES (?, ?, ?, ?, ?, ?)"
    )
    values = (chunk.id, kind, sender.key_scope, sender.token_fp, now.wall, now.server)
    return int(db.execute(query, values).lastrowid or 0)


def _close(db: sqlite3.Connection, attempt: int, ending: Ending) -> None:
    db.execute(
        "UPDATE attempt SET result = ?, ended = ?, status = ?, error = ?, server_date = ?, retry_s = ? "
        "WHERE id = ?",
        (
            ending.result,
            ending.at.wall,
            ending.status,
            ending.error,
            ending.server_date,
            ending.retry_s,
            attempt,
        ),
    )


def _settle(db: sqlite3.Connection, found: dict[str, Verdict]) -> Counter[Outcome]:
    db.executemany(
        # By its number, which is SQLite's own key of the table: a third of the time of looking for the ref.
        "UPDATE row SET outcome = ?, reason = ?, lead_id = ?, matched_by = ? WHERE row = ? AND ref = ?",
        [(v.outcome.value, v.reason, v.lead_id, v.matched_by, row_of(ref), ref) for ref, v in found.items()],
    )
    return Counter(v.outcome for v in found.values())


def _missing(db: sqlite3.Connection, chunk: Chunk) -> int:
    query = "SELECT count(*) FROM row WHERE chunk = ? AND outcome = 'not_sent'"
    return int(db.execute(query, (chunk.id,)).fetchone()[0])


def _give_up(db: sqlite3.Connection, chunk: Chunk, reason: str) -> Counter[Outcome]:
    query = "UPDATE row SET outcome = 'unconfirmed', reason = ? WHERE chunk = ? AND outcome = 'not_sent'"
    return Counter({Outcome.UNCONFIRMED: db.execute(query, (reason, chunk.id)).rowcount})


def _end(db: sqlite3.Connection, chunk: Chunk, state: ChunkState) -> None:
    db.execute("UPDATE chunk SET state = ?, body = NULL WHERE id = ?", (state.value, chunk.id))


def _state_after(db: sqlite3.Connection, chunk: Chunk) -> ChunkState:
    """How a replaced chunk ends: with its rows gone elsewhere it keeps the reason it was replaced for."""
    if chunk.state is not ChunkState.STALE:
        return ChunkState.REJECTED
    outcomes = {o for (o,) in db.execute("SELECT outcome FROM row WHERE chunk = ?", (chunk.id,))}
    if not outcomes:
        return ChunkState.STALE
    return ChunkState.PARKED if Outcome.UNCONFIRMED.value in outcomes else ChunkState.ACKED


def note_stop(journal: Journal, because: str) -> None:
    """Writes down why nothing is sent; "" when there is no reason any more."""
    with journal.transaction() as db:
        db.execute("UPDATE run SET stopped_because = ?", (because,))


def note_time(journal: Journal, seconds: float) -> None:
    """Writes down how long was spent sending in all, waits included."""
    with journal.transaction() as db:
        db.execute("UPDATE run SET seconds = ?", (seconds,))


def finish(journal: Journal, now: Moment) -> None:
    """Nothing is left to be sent."""
    with journal.transaction() as db:
        db.execute("UPDATE run SET finished_at = ?, stopped_because = ''", (now.wall,))
