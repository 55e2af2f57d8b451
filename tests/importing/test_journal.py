"""The journal's file: private, exclusive, never silently replaced, and strict about what may happen in it."""

from __future__ import annotations

import sqlite3
import stat
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from mega_desktop.importing import ImportProblem, create_import, open_import
from mega_desktop.importing.journal import JOURNAL, Journal
from mega_desktop.importing.schema import VERSION
from mega_desktop.work import Control, no_report
from tests.importing.conftest import FastClock
from tests.importing.scenes import Line, plan_of, table_of
from tests.importing.scripted import Scripted

PEOPLE = [Line(f"Person {i}", None, f"p{i}@x.example") for i in range(8)]


@pytest.fixture
def folder(imports: Path, clock: FastClock) -> Path:
    table = table_of(PEOPLE, imports.parent / "scratch")
    made = create_import(imports, plan_of(PEOPLE), table, Scripted(), clock, no_report, Control())
    return imports / made


@pytest.fixture
def journal(folder: Path) -> Iterator[Journal]:
    with Journal.open(folder) as found:
        yield found


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_only_this_user_can_open_what_an_import_keeps(folder: Path) -> None:
    with Journal.open(folder) as journal, journal.transaction() as db:
        db.execute("UPDATE run SET seconds = 1")
        files = {p.name: stat.S_IMODE(p.stat().st_mode) for p in folder.iterdir()}

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert files[JOURNAL] == files[f"{JOURNAL}-wal"] == files["leads.arrow"] == 0o600


def test_a_second_opener_is_told_that_it_is_open_elsewhere(folder: Path) -> None:  # P18
    with Journal.open(folder), pytest.raises(ImportProblem, match="open in another window"):
        Journal.open(folder, patience_s=0)


@pytest.mark.parametrize("at", range(0, 4096, 512))
def test_a_damaged_journal_is_told_and_left_as_it_is(folder: Path, at: int) -> None:  # P23
    path = folder / JOURNAL
    spoilt = bytearray(path.read_bytes())
    spoilt[at : at + 64] = bytes(b ^ 0xFF for b in spoilt[at : at + 64])
    spoilt[8192:12288] = bytes(4096)
    path.write_bytes(spoilt)

    with pytest.raises(ImportProblem) as found:
        open_import(folder.parent, folder.name)

    assert "damaged" in found.value.title
    assert path.read_bytes() == bytes(spoilt)


def test_a_journal_of_a_newer_program_is_not_touched(folder: Path) -> None:  # P24
    with closing(sqlite3.connect(folder / JOURNAL)) as db:
        db.execute("PRAGMA user_version = 99")

    with pytest.raises(ImportProblem, match="newer version"):
        Journal.open(folder)


def test_a_journal_of_the_first_version_is_brought_up_to_date(folder: Path) -> None:
    """P24: bodies and keys stay as they are."""
    with closing(sqlite3.connect(folder / JOURNAL)) as db:
        db.execute("ALTER TABLE attempt DROP COLUMN retry_s")
        db.execute("PRAGMA user_version = 1")
        before = db.execute("SELECT key, sha, body FROM chunk").fetchall()

    with Journal.open(folder) as journal:
        columns = [column[1] for column in journal.db.execute("PRAGMA table_info(attempt)")]
        assert "retry_s" in columns
        assert journal.db.execute("PRAGMA user_version").fetchone() == (VERSION,)
        assert journal.db.execute("SELECT key, sha, body FROM chunk").fetchall() == before


def test_an_import_that_is_not_there_is_a_sentence(imports: Path) -> None:
    with pytest.raises(ImportProblem, match="no import"):
        open_import(imports, "nothing")


@pytest.mark.parametrize(
    ("statement", "promise"),
    [
        ("UPDATE chunk SET key = 'other' WHERE id = 1", "one key, one body"),
        ("UPDATE chunk SET body = x'00' WHERE id = 1", "one key, one body"),
        ("UPDATE chunk SET key = (SELECT key FROM chunk WHERE id = 2) WHERE id = 1", "one key, one body"),
        ("INSERT INTO chunk SELECT 9, NULL, 1, class, 1, 1, body, sha, key, state, '' FROM chunk", "UNIQUE"),
        ("UPDATE chunk SET state = 'in_flight'", "UNIQUE"),
        ("UPDATE chunk SET state = 'acked', body = NULL WHERE id = 1", "cannot take this step"),
        ("DELETE FROM chunk", "never forgotten"),
        ("UPDATE row SET outcome = 'created', ref = 'x' WHERE row = 2", "settled once"),
        ("UPDATE row SET outcome = 'left_out' WHERE row = 2", "CHECK"),
        ("UPDATE row SET outcome = 'maybe' WHERE row = 2", "CHECK"),
        ("DELETE FROM row", "never forgotten"),
        ("INSERT INTO row (row, planned, outcome) VALUES (2, 'new', 'failed')", "UNIQUE"),
        ("UPDATE run SET customer_id = 'other'", "one account"),
    ],
)
def test_what_must_never_happen_cannot_be_written(journal: Journal, statement: str, promise: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match=promise), journal.transaction() as db:
        db.execute(statement)


def test_attempts_are_append_only(journal: Journal) -> None:
    with journal.transaction() as db:
        db.execute(
            "INSERT INTO attempt (chunk, kind, key_scope, token_fp, started) VALUES (1, 'send', '', '', 1)"
        )
        db.execute("UPDATE attempt SET result = 'uncertain', ended = 2")
    for statement in ("UPDATE attempt SET result = 'answered'", "DELETE FROM attempt"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"), journal.transaction() as db:
            db.execute(statement)


def test_a_settled_row_cannot_be_settled_again(journal: Journal) -> None:
    with journal.transaction() as db:
        db.execute("UPDATE row SET outcome = 'created' WHERE row = 2")
    with pytest.raises(sqlite3.IntegrityError, match="settled once"), journal.transaction() as db:
        db.execute("UPDATE row SET outcome = 'failed' WHERE row = 2")


def test_a_row_that_vanished_is_noticed_before_any_figure_is_shown(folder: Path) -> None:  # I7
    with closing(sqlite3.connect(folder / JOURNAL)) as db, db:
        db.execute("DROP TRIGGER row_is_kept")
        db.execute("DELETE FROM row WHERE row = 3")

    with open_import(folder.parent, folder.name) as found, pytest.raises(ImportProblem, match="add up"):
        found.info()


@pytest.mark.e2e
def test_a_journal_that_is_held_for_a_moment_is_waited_for(folder: Path) -> None:
    """P27: as a virus scanner does that looks at every file."""
    holder = sqlite3.connect(folder / JOURNAL, isolation_level=None, check_same_thread=False)
    holder.execute("BEGIN EXCLUSIVE")
    released = threading.Timer(0.3, holder.close)
    released.start()

    Journal.open(folder).close()

    released.join()
