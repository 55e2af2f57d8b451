"""What a journal says: the tally that adds up, the import as the lists show it, each row's outcome."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import polars as pl

from mega_desktop.crm import System
from mega_desktop.importing.journal import Journal
from mega_desktop.importing.outcome import (
    ChunkLine,
    ChunkState,
    ImportInfo,
    ImportProblem,
    ImportState,
    Outcome,
    Tally,
)
from mega_desktop.importing.steps import Chunk

INTERRUPTED = "The program was closed, or the computer stopped, before the import was finished."
"""Written down when sending starts, so that it stands there when nobody could write anything any more."""

BLOCK = 10_000
RESULTS = {
    "row": pl.UInt32,
    "planned": pl.String,
    "outcome": pl.String,
    "reason": pl.String,
    "lead_id": pl.String,
    "chunk": pl.UInt32,
}


def tally(journal: Journal) -> Tally:
    """Rows by outcome. An upload in doubt counts as unconfirmed.

    Raises:
        ImportProblem: The rows do not add up to the rows of the file (I7).
    """
    found = journal.db.execute("SELECT outcome, count(*) FROM known GROUP BY outcome").fetchall()
    counted = Tally({Outcome(outcome): rows for outcome, rows in found})
    (rows,) = journal.db.execute("SELECT rows FROM run").fetchone()
    (lost,) = journal.db.execute(
        "SELECT count(*) FROM row JOIN chunk ON chunk.id = row.chunk "
        "WHERE outcome = 'not_sent' AND body IS NULL"
    ).fetchone()
    if counted.rows != rows or lost:
        raise ImportProblem(
            "The record of this import does not add up, so its figures cannot be trusted.",
            "Look for the rows in the CRM before importing them again, and send the record to support.",
            detail=f"{rows} rows in the file, {counted.rows} counted, {lost} without an outcome",
        )
    return counted


def settled(journal: Journal) -> Counter[Outcome]:
    """Rows by what is written down of them: an upload in doubt counts as not sent yet."""
    found = journal.db.execute("SELECT outcome, count(*) FROM row GROUP BY outcome")
    return Counter({Outcome(outcome): rows for outcome, rows in found})


def chunk_counts(journal: Journal) -> tuple[int, int]:
    """Uploads in all, and those of which nothing more will be heard."""
    found = journal.db.execute(
        "SELECT count(*), coalesce(sum(state NOT IN ('planned', 'in_flight', 'stale')), 0) FROM chunk "
        "WHERE EXISTS (SELECT 1 FROM row WHERE row.chunk = chunk.id)"
    ).fetchone()
    return int(found[0]), int(found[1])


def info(journal: Journal) -> ImportInfo:
    """The import as Past imports and the first page show it."""
    run = _run(journal)
    chunks, done = chunk_counts(journal)
    (requests,) = journal.db.execute("SELECT count(*) FROM attempt").fetchone()
    state = _state(run, requests)
    return ImportInfo(
        id=run["id"],
        folder=journal.folder,
        file_name=run["file_name"],
        account=run["account"],
        system=System(run["system"]),
        server=run["server"],
        customer_id=run["customer_id"],
        state=state,
        created_at=datetime.fromtimestamp(run["created_at"], UTC),
        finished_at=datetime.fromtimestamp(run["finished_at"], UTC) if run["finished_at"] else None,
        tally=tally(journal),
        chunks=chunks,
        chunks_done=done,
        requests=requests,
        seconds=run["seconds"],
        stopped_because=run["stopped_because"],
        file_sha=run["file_sha"],
        retry_of=json.loads(run["mapping"]).get("retry_of", ""),
    )


def facts(journal: Journal) -> dict[str, Any]:
    """What the import was made of: file fingerprint, program version, mapping facts, planned rows.

    The keys are "file_sha", "app_version", "on_duplicate", "planned" (rows by `Planned` value),
    "first_sent" (seconds since 1970, by the CRM's clock where it is known; None before) and those of
    `origin_facts`: "fields" (keys in use), "repeats", "retry_of", "document" (the mapping)…
    """
    run = _run(journal)
    planned = journal.db.execute("SELECT planned, count(*) FROM row GROUP BY planned").fetchall()
    # By how much this computer's clock is ahead, an answer tells.
    ahead = "SELECT max(ended - server_date) FROM attempt WHERE server_date IS NOT NULL"
    sent = f"SELECT min(started) - max(coalesce(({ahead}), 0), 0) FROM attempt WHERE kind = 'send'"  # noqa: S608
    (first_sent,) = journal.db.execute(sent).fetchone()
    own = {key: run[key] for key in ("file_sha", "app_version", "on_duplicate")}
    return {**own, **json.loads(run["mapping"]), "planned": dict(planned), "first_sent": first_sent}


def line(journal: Journal, chunk: Chunk) -> ChunkLine:
    """An upload as the Import page lists it."""
    found = journal.db.execute(
        "SELECT outcome, count(*) FROM row WHERE chunk = ? GROUP BY outcome", (chunk.id,)
    ).fetchall()
    attempts = "SELECT count(*) FROM attempt WHERE chunk = ? AND kind = 'send'"
    counted = Tally({Outcome(outcome): rows for outcome, rows in found})
    return ChunkLine(
        number=chunk.number,
        first_row=chunk.first_row,
        last_row=chunk.last_row,
        rows=counted.rows,
        state=ChunkState(chunk.state),
        tally=counted,
        attempts=journal.db.execute(attempts, (chunk.id,)).fetchone()[0],
        note=chunk.note,
    )


def rows(journal: Journal) -> pl.DataFrame:
    """One row a row of the file, in file order, with the columns of `RESULTS`.

    `chunk` is null for rows that were never to be sent.
    """
    cursor = journal.db.execute(
        "SELECT row, planned, outcome, reason, lead_id, chunk FROM known ORDER BY row"
    )
    blocks = [pl.DataFrame(schema=RESULTS)]
    while block := cursor.fetchmany(BLOCK):
        blocks.append(pl.DataFrame(block, schema=RESULTS, orient="row"))
    return pl.concat(blocks)


def _run(journal: Journal) -> dict[str, Any]:
    cursor = journal.db.execute("SELECT * FROM run")
    names = [column[0] for column in cursor.description]
    return dict(zip(names, cursor.fetchone(), strict=True))


def _state(run: dict[str, Any], requests: int) -> ImportState:
    if run["finished_at"] is not None:
        return ImportState.FINISHED
    return ImportState.RUNNING if requests else ImportState.PLANNED
