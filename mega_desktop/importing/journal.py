"""The journal's file: opened by one at a time, durable at every commit, never replaced when damaged."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from mega_desktop.folders import private_folder
from mega_desktop.importing.outcome import ImportProblem
from mega_desktop.importing.schema import APPLICATION, MIGRATIONS, SCHEMA, VERSION

JOURNAL = "journal.sqlite"
PATIENCE_S = 2.0
"""How long an open journal is waited for: long enough for a list of imports to let go of it."""

_NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_PRAGMAS = (
    # The lock is taken for good before WAL is first used: a second program is refused even after a
    # crash of the first, and no shared-memory file is needed (sqlite.org/wal.html, section 8).
    "PRAGMA locking_mode = EXCLUSIVE",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA fullfsync = ON",
    "PRAGMA checkpoint_fullfsync = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA foreign_keys = ON",
    # Kibibytes: a large plan is one transaction, which would else be written out and read again as it grows.
    "PRAGMA cache_size = -32000",
)


class DiskFull(ImportProblem):
    """Nothing more can be written; whoever holds an answer keeps it and tries again."""


class InUse(ImportProblem):
    """Another window or command has the journal open."""


class Journal:
    """One import's SQLite file, open. Belongs to the thread that opened it, and to nobody else.

    Attributes:
        folder: The import's folder; its name is the import's id.
        db: The connection, in autocommit: every write goes through `transaction`.
    """

    def __init__(self, folder: Path, db: sqlite3.Connection) -> None:
        self.folder = folder
        self.db = db

    @classmethod
    def create(cls, folder: Path) -> Journal:
        """A new, empty journal in a folder that only this user may open.

        Raises:
            ImportProblem: The folder cannot be written, or the disk is full.
        """
        path = private_folder(folder) / JOURNAL
        with readable_trouble(folder):
            # The write-ahead log takes its mode from this file, so it must be 0600 from the start.
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            db = _connect(path, PATIENCE_S)
            db.executescript(
                f"BEGIN; PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {VERSION};"
                f"{SCHEMA} COMMIT;"
            )
        return cls(folder, db)

    @classmethod
    def open(cls, folder: Path, *, patience_s: float = PATIENCE_S, examine: bool = True) -> Journal:
        """The journal of an earlier import.

        Args:
            examine: Look through the whole file for damage first.

        Raises:
            InUse: Another window or command has it open.
            ImportProblem: There is none, it is damaged, or a newer program made it.
        """
        path = folder / JOURNAL
        if not path.is_file():
            raise ImportProblem(
                "There is no import of this name on this computer.",
                "Choose one from the list of past imports.",
            )
        with readable_trouble(folder):
            db = _connect(path, patience_s)
            try:
                _accept(db, examine)
            except BaseException:
                db.close()
                raise
        return cls(folder, db)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing, and on the disk when it is left.

        Raises:
            DiskFull: It could not be written; nothing of it was.
        """
        with readable_trouble(self.folder):
            self.db.execute("BEGIN IMMEDIATE")
            try:
                yield self.db
                self.db.execute("COMMIT")
            except BaseException:
                if self.db.in_transaction:
                    self.db.execute("ROLLBACK")
                raise

    def close(self) -> None:
        self.db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


@contextmanager
def readable_trouble(folder: Path) -> Iterator[None]:
    """Turns what SQLite and the system say about `folder` into sentences."""
    try:
        yield
    except sqlite3.IntegrityError:
        raise
    except sqlite3.Error as error:
        raise _problem(folder, error) from error
    except OSError as error:
        if error.errno in _NO_SPACE:
            raise _disk_full(folder, error.strerror or "") from error
        raise _not_writable(folder, error.strerror or type(error).__name__) from error


def _connect(path: Path, patience_s: float) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=patience_s, isolation_level=None)
    try:
        for pragma in _PRAGMAS:
            db.execute(pragma).fetchall()
        db.execute("BEGIN IMMEDIATE").execute("COMMIT")
    except BaseException:
        db.close()
        raise
    return db


def _accept(db: sqlite3.Connection, examine: bool) -> None:
    (version,) = db.execute("PRAGMA user_version").fetchone()
    if version > VERSION:
        raise ImportProblem(
            "This import was made by a newer version of MEGA Desktop; nothing was changed.",
            "Install the newest version and go on with the import there.",
            detail=f"journal version {version}",
        )
    (application,) = db.execute("PRAGMA application_id").fetchone()
    if application != APPLICATION or version < 1:
        raise _damaged("not a journal")
    if examine and (found := db.execute("PRAGMA quick_check(1)").fetchone()) != ("ok",):
        raise _damaged(str(found[0]))
    for older in range(version, VERSION):
        db.executescript(f"BEGIN; {MIGRATIONS[older]}; PRAGMA user_version = {older + 1}; COMMIT;")


def _problem(folder: Path, error: sqlite3.Error) -> ImportProblem:
    # The extended code's low byte is the primary one (sqlite.org/rescode.html).
    code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    detail = getattr(error, "sqlite_errorname", None) or type(error).__name__
    match code:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return InUse(
                "This import is open in another window.",
                "Go on there, or close it and try again.",
                detail=detail,
            )
        case sqlite3.SQLITE_FULL | sqlite3.SQLITE_IOERR:
            return _disk_full(folder, detail)
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return _damaged(detail)
        case _:
            return _not_writable(folder, detail)


def _disk_full(folder: Path, detail: str) -> DiskFull:
    return DiskFull(
        f"The disk that holds {folder.parent} is full, so nothing more is sent.",
        "Free some space (100 MB is plenty) and go on; what was sent so far is recorded.",
        detail=detail,
    )


def _damaged(detail: str) -> ImportProblem:
    return ImportProblem(
        "The record of this import is damaged, so it is not known which of its rows were sent.",
        "Do not import the file again before looking for some of its rows in the CRM. "
        "The damaged record is kept as it is, for support.",
        detail=detail,
    )


def _not_writable(folder: Path, detail: str) -> ImportProblem:
    return ImportProblem(
        f"MEGA Desktop cannot keep its record of the import in {folder.parent}, so nothing is sent.",
        "Make sure that the folder exists, that you may write in it, and that it is not on a network drive.",
        detail=detail,
    )
