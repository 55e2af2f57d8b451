"""A `Plan` becomes an import: everything that will ever be sent is durable before anything is."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import sqlite3
from pathlib import Path

import polars as pl

from mega_desktop import __version__
from mega_desktop.crm import Destination
from mega_desktop.folders import private_folder
from mega_desktop.importing.drafting import REF, ChunkClass, Draft, drafts, is_keyed
from mega_desktop.importing.failpoints import failpoint
from mega_desktop.importing.journal import Journal, readable_trouble
from mega_desktop.importing.origin import UNKNOWN_ORIGIN, Origin, keep_origin, origin_facts
from mega_desktop.importing.outcome import Outcome
from mega_desktop.importing.reading import info
from mega_desktop.importing.steps import TOO_LARGE, add_chunk
from mega_desktop.importing.summary import write_summary
from mega_desktop.importing.uploading import LEADS
from mega_desktop.matching import INTO, PROBLEM
from mega_desktop.preview import SENT, Plan, Planned, keep_snapshot
from mega_desktop.sheets import ROW, Table, keep_table
from mega_desktop.work import Clock, Control, Progress, Report

HALF_MADE = ".new-"
BLOCK = 2_000
WHAT = "Preparing the uploads"

_NOT_SENT_OUTCOMES = {
    Planned.PROBLEM: Outcome.FAILED,
    Planned.REPEAT: Outcome.LEFT_OUT,
    Planned.LEFT_OUT: Outcome.LEFT_OUT,
    Planned.UNCHANGED: Outcome.UNCHANGED,
}
_INSERT = "INSERT INTO row (row, ref, chunk, planned, outcome, reason) VALUES (?, ?, ?, ?, ?, ?)"


def create_import(  # noqa: PLR0917 - each is another thing it needs
    imports: Path,
    plan: Plan,
    table: Table,
    destination: Destination,
    clock: Clock,
    report: Report[Progress],
    control: Control,
    origin: Origin = UNKNOWN_ORIGIN,
) -> str:
    """Makes an import of a plan; nothing is sent.

    Args:
        imports: The folder of all imports.
        origin: Where the plan comes from, for the receipt.

    Returns:
        The import's id, which is the name of its folder in `imports`.

    Raises:
        ImportProblem: The disk is full or the folder cannot be written; nothing is left behind.
        Cancelled: The person stopped it; nothing is left behind.
    """
    made = clock.now()
    import_id = f"{made:%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"
    half_made = imports / f"{HALF_MADE}{import_id}"
    with readable_trouble(imports / import_id):
        private_folder(imports)
        try:
            with Journal.create(half_made) as journal:
                _Planning(journal, plan, destination, origin, report, control).write(
                    import_id, table, made.timestamp()
                )
                keep_table(table, half_made)
                keep_origin(plan.leads, origin, half_made)
                _keep_what_was_there(plan, half_made)
                write_summary(info(journal))
            failpoint("plan")
            half_made.replace(imports / import_id)
            _make_durable(imports)
        except BaseException:
            shutil.rmtree(half_made, ignore_errors=True)
            raise
    return import_id


class _Planning:
    """Writes one plan into one journal."""

    def __init__(  # noqa: PLR0917 - each is another thing it needs
        self,
        journal: Journal,
        plan: Plan,
        destination: Destination,
        origin: Origin,
        report: Report[Progress],
        control: Control,
    ) -> None:
        self._journal = journal
        self._plan = plan
        self._destination = destination
        self._origin = origin
        self._report = report
        self._control = control
        self._done = 0

    def write(self, import_id: str, table: Table, made: float) -> None:
        leads = self._with_refs()
        leads.write_ipc(self._journal.folder / LEADS)
        (self._journal.folder / LEADS).chmod(0o600)
        with self._journal.transaction() as db:
            self._write_run(db, import_id, table, made)
            self._write_rest(db)
            keyed = pl.Series(leads.select(is_keyed(self._plan.leads.fields)).to_series())
            self._write_uploads(db, leads.filter(keyed), ChunkClass.KEYED)
            self._write_uploads(db, leads.filter(~keyed), ChunkClass.BARE)

    def _with_refs(self) -> pl.DataFrame:
        """The rows to send: `row`, `ref`, and the fields."""
        # The row number makes a ref unique within the import, the random digits tell imports apart.
        salt = pl.lit(secrets.token_hex(3))
        ref = pl.concat_str(pl.col(ROW).cast(pl.String), salt, separator="-").alias(REF)
        return self._plan.to_send.select(ROW, ref, *self._plan.leads.keys)

    def _write_run(self, db: sqlite3.Connection, import_id: str, table: Table, made: float) -> None:
        credentials, leads = self._destination.credentials, self._plan.leads
        values = {
            "one": 1,
            "id": import_id,
            # A name that is no text (a zip archive of another system) is kept as far as it is.
            "file_name": table.path.name.encode("utf-8", "replace").decode(),
            "file_sha": table.sha256,
            "account": credentials.name,
            "system": credentials.system.value,
            "server": credentials.server,
            "customer_id": credentials.customer_id,
            "key_scope": self._destination.key_scope,
            "token_fp": credentials.token.fingerprint,
            "on_duplicate": leads.on_duplicate.value,
            "mapping": json.dumps(origin_facts(leads, self._origin)),
            "app_version": __version__,
            "rows": self._plan.rows,
            "created_at": made,
        }
        names = ", ".join(values)
        marks = ", ".join(f":{name}" for name in values)
        db.execute(f"INSERT INTO run ({names}) VALUES ({marks})", values)  # noqa: S608 - names are our own

    def _write_rest(self, db: sqlite3.Connection) -> None:
        """The rows that are not to be sent, each with why."""
        rest = self._plan.frame.with_columns(self._plan.leads.frame[PROBLEM], self._plan.leads.frame[INTO])
        rest = rest.filter(~pl.col("planned").is_in([p.value for p in SENT]))
        outcome = {planned.value: outcome.value for planned, outcome in _NOT_SENT_OUTCOMES.items()}
        rows = rest.select(
            ROW,
            pl.lit(None, pl.String).alias("ref"),
            pl.lit(None, pl.Int64).alias("chunk"),
            "planned",
            pl.col("planned").replace_strict(outcome, return_dtype=pl.String).alias("outcome"),
            _why_not_sent().alias("reason"),
        )
        for block in rows.iter_slices(BLOCK):
            db.executemany(_INSERT, block.rows())
            self._step(block.height)

    def _write_uploads(self, db: sqlite3.Connection, leads: pl.DataFrame, kind: ChunkClass) -> None:
        planned = dict(self._plan.frame.select(ROW, "planned").iter_rows())
        on_duplicate = self._plan.leads.on_duplicate
        for part in drafts(leads, kind, self._destination, on_duplicate):
            if isinstance(part, Draft):
                chunk = add_chunk(db, part)
                rows, outcome, reason = part.rows, Outcome.NOT_SENT, ""
            else:
                chunk = None
                rows, outcome, reason = ((part.row, part.ref),), Outcome.FAILED, TOO_LARGE
            word, has_chunk = outcome.value, chunk is not None
            db.executemany(
                _INSERT,
                [(row, ref if has_chunk else None, chunk, planned[row], word, reason) for row, ref in rows],
            )
            self._step(len(rows))

    def _step(self, rows: int) -> None:
        self._done += rows
        self._report(Progress(self._done, self._plan.rows, WHAT))
        self._control.check()


def _why_not_sent() -> pl.Expr:
    """The plan's reason; where it has none, the file's own problem or the row that stands for this one."""
    said = pl.when(pl.col("reason") != "").then(pl.col("reason"))
    combined = pl.format("the same person is in row {}, which was sent", pl.col(INTO))
    return pl.coalesce(said, pl.col(PROBLEM), combined, pl.lit(""))


def _keep_what_was_there(plan: Plan, folder: Path) -> None:
    """The leads as they were before, where some may be changed: what it takes to put them back."""
    counts = plan.counts()
    if plan.snapshot is not None and counts[Planned.UPDATE] + counts[Planned.UNCHECKED]:
        keep_snapshot(plan.snapshot, folder)


def _make_durable(folder: Path) -> None:
    """A new name in a folder survives a power cut only when the folder itself was synced."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
