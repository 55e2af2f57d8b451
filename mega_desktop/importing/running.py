"""An import that is open: it can be run, as often as it takes, and asked how it stands."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import polars as pl

from mega_desktop.crm import Credentials, Destination, OnDuplicate, System
from mega_desktop.errors import Problem
from mega_desktop.importing import reading, steps
from mega_desktop.importing.ballast import Ballast
from mega_desktop.importing.journal import DiskFull, Journal
from mega_desktop.importing.live import Live
from mega_desktop.importing.outcome import ImportInfo, ImportProblem, ImportProgress, ImportState
from mega_desktop.importing.patience import Patience
from mega_desktop.importing.steps import Moment
from mega_desktop.importing.summary import write_summary
from mega_desktop.importing.uploading import Uploads
from mega_desktop.work import Cancelled, Clock, Control, Report

STOPPED = "You stopped it."
DEFAULT_PATIENCE = Patience()


class Import:
    """One import, open. Nobody else can open it meanwhile; it belongs to the thread that opened it."""

    def __init__(self, journal: Journal, patience: Patience = DEFAULT_PATIENCE) -> None:
        self._journal = journal
        self._patience = patience

    def info(self) -> ImportInfo:
        """How the import stands.

        Raises:
            ImportProblem: Its rows do not add up.
        """
        return reading.info(self._journal)

    def results(self) -> pl.DataFrame:
        """What became of every row of the file, in its order.

        Returns:
            `row` (Excel row number), `planned`, `outcome`, `reason`, `lead_id` ("" when there is none)
            and `chunk` (null for rows that were never to be sent).
        """
        return reading.rows(self._journal)

    def facts(self) -> dict[str, Any]:
        """What it was made of, see `reading.facts`."""
        return reading.facts(self._journal)

    def run(
        self, destination: Destination, clock: Clock, report: Report[ImportProgress], control: Control
    ) -> ImportInfo:
        """Sends what is left, one upload at a time, and writes down what becomes of every row.

        Pausing holds it after the upload under way, cancelling ends it there; both end a wait at once.

        Returns:
            How it stands: `state` is FINISHED, or RUNNING with `stopped_because` after a cancel.

        Raises:
            ImportProblem: The destination is not the account it is bound to, or the disk is full.
            CrmProblem: What stopped it; it can be run again when that is put right.
        """
        info = self.info()
        require_same_account(info, destination.credentials)
        if info.state is not ImportState.FINISHED:
            self._run(info, destination, clock, report, control)
        return self.info()

    def close(self) -> None:
        """Lets go of the journal, leaving beside it what the lists show."""
        try:
            write_summary(self.info())
        except Problem:
            pass  # what is wrong with the journal is told by whoever opens it next
        finally:
            self._journal.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _run(
        self,
        info: ImportInfo,
        destination: Destination,
        clock: Clock,
        report: Report[ImportProgress],
        control: Control,
    ) -> None:
        began = clock.monotonic()
        ballast = Ballast(self._journal.folder)
        # Should the computer stop, nobody can write down why: so it stands there from the start.
        steps.note_stop(self._journal, reading.INTERRUPTED)
        write_summary(self.info())
        ballast.load()
        try:
            live = Live(self._journal, clock, report, control, destination.limits.bulk_per_minute)
            self._send_all(destination, clock, live, ballast)
            steps.finish(self._journal, Moment(clock.now().timestamp()))
        except Cancelled:
            self._note(STOPPED)
        except Problem as problem:
            self._note(str(problem))
            raise
        finally:
            ballast.drop()
            self._note_time(info.seconds + clock.monotonic() - began)

    def _send_all(self, destination: Destination, clock: Clock, live: Live, ballast: Ballast) -> None:
        (on_duplicate,) = self._journal.db.execute("SELECT on_duplicate FROM run").fetchone()
        uploads = Uploads(
            journal=self._journal,
            destination=destination,
            on_duplicate=OnDuplicate(on_duplicate),
            clock=clock,
            live=live,
            patience=self._patience,
            ballast=ballast,
        )
        live.show()
        while chunk := steps.next_chunk(self._journal):
            live.hold()
            uploads.bring_home(chunk)

    def _note(self, because: str) -> None:
        with suppress(DiskFull):  # what stands there already is true as well
            steps.note_stop(self._journal, because)

    def _note_time(self, seconds: float) -> None:
        with suppress(DiskFull):  # the time is only shown
            steps.note_time(self._journal, seconds)


def open_import(imports: Path, import_id: str, *, patience: Patience = DEFAULT_PATIENCE) -> Import:
    """Opens an import for running; close it when done.

    Raises:
        ImportProblem: It is open in another window, damaged, made by a newer program, or not there.
    """
    return Import(Journal.open(imports / import_id), patience)


def require_same_account(info: ImportInfo, credentials: Credentials) -> None:
    """An import never changes the account it goes into (I8)."""
    is_same = (info.system, info.customer_id) == (credentials.system, credentials.customer_id)
    # The Practice CRM has another address at every start; its customer is what stays.
    if not is_same or (info.system is not System.PRACTICE and info.server != credentials.server):
        raise ImportProblem(
            f"This import goes into the account “{info.account}”, not into “{credentials.name}”; "
            "nothing was sent.",
            f"Choose “{info.account}” and continue, or discard this import and start the file anew.",
        )
