"""The tables of a journal. What must always hold is held here, by constraints and triggers.

    run      one line: what this import is and which account it is bound to
    chunk    one upload: its exact bytes, their hash, its key; a new key is always a new line
    row      one line a row of the file, with what is known of it
    attempt  every request that was made, append-only

The invariants, and where they live:
    I1  nothing leaves before its bytes, hash and key are durable   steps.begin_attempt, before any send
    I2  one key, one body for ever                                  chunk.key UNIQUE, trigger chunk_is_fixed
    I3  a new key only from REJECTED or after a reconcile           steps.replace, trigger chunk_steps
    I4  at most one chunk in flight                                 index one_in_flight
    I5  an answer and all it says is one transaction                steps.acknowledge
    I6  a row is settled once                                       trigger row_is_settled_once
    I7  every row of the file is counted exactly once               row.row PRIMARY KEY, reading.tally
    I8  bound to one account                                        trigger run_is_bound, running.Import
"""

from __future__ import annotations

VERSION = 2
"""Kept in SQLite's user_version. A journal with a higher one is never touched."""

MIGRATIONS = {1: "ALTER TABLE attempt ADD COLUMN retry_s REAL"}
"""What makes a journal of a version one of the next. Bodies, keys and outcomes are never touched."""

APPLICATION = 0x4D454741
"""Kept in SQLite's application_id: "MEGA"."""

AMBIGUOUS = "('open', 'uncertain', 'conflict', 'partial')"
"""Results of an attempt after which the CRM may or may not have acted. An attempt is "open" while
it runs, and for ever when the program or the computer died meanwhile."""

SCHEMA = f"""
CREATE TABLE run (
    one             INTEGER PRIMARY KEY CHECK (one = 1),
    id              TEXT NOT NULL,
    file_name       TEXT NOT NULL,
    file_sha        TEXT NOT NULL,
    account         TEXT NOT NULL,
    system          TEXT NOT NULL,
    server          TEXT NOT NULL,
    customer_id     TEXT NOT NULL,
    key_scope       TEXT NOT NULL,
    token_fp        TEXT NOT NULL,
    on_duplicate    TEXT NOT NULL CHECK (on_duplicate IN ('update', 'skip')),
    mapping         TEXT NOT NULL,
    app_version     TEXT NOT NULL,
    rows            INTEGER NOT NULL CHECK (rows >= 0),
    created_at      REAL NOT NULL,
    finished_at     REAL,
    seconds         REAL NOT NULL DEFAULT 0 CHECK (seconds >= 0),
    stopped_because TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE chunk (
    id         INTEGER PRIMARY KEY,
    parent     INTEGER REFERENCES chunk (id),
    generation INTEGER NOT NULL DEFAULT 1 CHECK (generation >= 1),
    class      TEXT NOT NULL CHECK (class IN ('K', 'U')),
    first_row  INTEGER NOT NULL,
    last_row   INTEGER NOT NULL CHECK (last_row >= first_row),
    body       BLOB,
    sha        TEXT NOT NULL CHECK (length(sha) = 64),
    key        TEXT NOT NULL UNIQUE,
    state      TEXT NOT NULL DEFAULT 'planned' CHECK (state IN (
                   'planned', 'in_flight', 'acked', 'acked_partial', 'rejected', 'stale', 'parked')),
    note       TEXT NOT NULL DEFAULT '',
    CHECK (state NOT IN ('planned', 'in_flight') OR body IS NOT NULL),
    CHECK (state NOT IN ('acked', 'acked_partial', 'rejected', 'parked') OR body IS NULL)
) STRICT;
CREATE UNIQUE INDEX one_in_flight ON chunk (state) WHERE state = 'in_flight';
CREATE INDEX chunk_order ON chunk (class, first_row) WHERE body IS NOT NULL;
CREATE INDEX chunk_place ON chunk (class, first_row, state);

CREATE TABLE row (
    row        INTEGER PRIMARY KEY,
    ref        TEXT UNIQUE,
    chunk      INTEGER REFERENCES chunk (id),
    planned    TEXT NOT NULL,
    outcome    TEXT NOT NULL CHECK (outcome IN ('created', 'updated', 'unchanged', 'skipped', 'failed',
                                                'unconfirmed', 'not_sent', 'left_out')),
    reason     TEXT NOT NULL DEFAULT '',
    lead_id    TEXT NOT NULL DEFAULT '',
    matched_by TEXT NOT NULL DEFAULT '',
    CHECK ((ref IS NULL) = (chunk IS NULL)),
    CHECK (ref IS NOT NULL OR outcome IN ('unchanged', 'failed', 'left_out')),
    CHECK (ref IS NULL OR outcome NOT IN ('unchanged', 'left_out'))
) STRICT;
CREATE INDEX row_chunk ON row (chunk) WHERE chunk IS NOT NULL;

CREATE TABLE attempt (
    id             INTEGER PRIMARY KEY,
    chunk          INTEGER NOT NULL REFERENCES chunk (id),
    kind           TEXT NOT NULL CHECK (kind IN ('send', 'check')),
    key_scope      TEXT NOT NULL,
    token_fp       TEXT NOT NULL,
    started        REAL NOT NULL,
    started_server REAL,
    ended          REAL,
    result         TEXT NOT NULL DEFAULT 'open' CHECK (result IN (
                       'open', 'answered', 'partial', 'not_connected', 'too_fast', 'refused', 'uncertain',
                       'conflict')),
    status         INTEGER,
    error          TEXT NOT NULL DEFAULT '',
    server_date    REAL,
    retry_s        REAL,
    CHECK ((ended IS NULL) = (result = 'open'))
) STRICT;
CREATE INDEX attempt_chunk ON attempt (chunk);

CREATE TRIGGER chunk_steps BEFORE UPDATE OF state ON chunk
WHEN OLD.state || '>' || NEW.state NOT IN (
    'planned>in_flight', 'in_flight>in_flight', 'in_flight>acked', 'in_flight>acked_partial',
    'in_flight>rejected', 'in_flight>stale', 'in_flight>parked', 'stale>stale', 'stale>acked', 'stale>parked')
BEGIN SELECT RAISE(ABORT, 'a chunk cannot take this step'); END;

CREATE TRIGGER chunk_is_fixed BEFORE UPDATE ON chunk
WHEN NEW.id <> OLD.id OR NEW.key <> OLD.key OR NEW.sha <> OLD.sha OR NEW.class <> OLD.class
    OR (NEW.body IS NOT NULL AND NEW.body IS NOT OLD.body)
BEGIN SELECT RAISE(ABORT, 'one key, one body for ever'); END;

CREATE TRIGGER chunk_is_kept BEFORE DELETE ON chunk
BEGIN SELECT RAISE(ABORT, 'a chunk is never forgotten'); END;

CREATE TRIGGER row_is_settled_once BEFORE UPDATE OF outcome, row, ref ON row
WHEN OLD.outcome <> 'not_sent' OR NEW.row <> OLD.row OR NEW.ref <> OLD.ref
BEGIN SELECT RAISE(ABORT, 'a row is settled once'); END;

CREATE TRIGGER row_is_kept BEFORE DELETE ON row
BEGIN SELECT RAISE(ABORT, 'a row is never forgotten'); END;

CREATE TRIGGER attempt_is_fixed BEFORE UPDATE ON attempt WHEN OLD.result <> 'open'
BEGIN SELECT RAISE(ABORT, 'attempts are append-only'); END;

CREATE TRIGGER attempt_is_kept BEFORE DELETE ON attempt
BEGIN SELECT RAISE(ABORT, 'attempts are append-only'); END;

CREATE TRIGGER run_is_bound BEFORE UPDATE OF id, system, server, customer_id, file_sha, mapping, rows ON run
BEGIN SELECT RAISE(ABORT, 'an import belongs to one file and one account'); END;

-- Uploads that may have been carried out without the program having heard of it.
CREATE VIEW in_doubt AS
    SELECT id FROM chunk WHERE state IN ('in_flight', 'stale') AND body IS NOT NULL AND EXISTS (
        SELECT 1 FROM attempt WHERE attempt.chunk = chunk.id AND kind = 'send' AND result IN {AMBIGUOUS});

-- What can honestly be said of every row at this moment.
CREATE VIEW known AS
    SELECT row, ref, chunk, planned, reason, lead_id, matched_by,
        CASE WHEN outcome = 'not_sent' AND chunk IN (SELECT id FROM in_doubt)
            THEN 'unconfirmed' ELSE outcome END AS outcome
    FROM row;
"""  # noqa: S608 - the only thing filled in is the constant above
