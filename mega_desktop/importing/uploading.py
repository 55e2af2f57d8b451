"""One chunk's way to its end, whatever the network and the CRM do meanwhile.

The rules (see `outcome.ChunkState` for the states):

    never left, or refused for now     the same bytes with the same key, later
    may have been carried out          the same bytes with the same key, later; bare rows neither after a
                                       500 nor after a restart, and only while none is seen in the CRM
    refused for certain                refused whole: halved until the bad row is found; refused for
                                       another reason: the run stops, the rows wait under a new key
    the key can no longer be trusted,  the rows are looked up, see `reconcile`, `looking_back`, `searching`
      or the CRM knows none
    the CRM insists on another body    never a new key: the rows are unconfirmed, the run stops

"Refused for certain" only holds while no earlier attempt is in doubt: a 401 after a lost answer does
not say that the lost one failed.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import polars as pl

from mega_desktop.crm import (
    Answer,
    BadRequest,
    CrmProblem,
    Destination,
    KeyConflict,
    NotConnected,
    OnDuplicate,
    Refused,
    System,
    TooFast,
    Uncertain,
)
from mega_desktop.crm.peer import SYSTEM_NAMES
from mega_desktop.importing import steps
from mega_desktop.importing.ballast import Ballast
from mega_desktop.importing.drafting import REF, ChunkClass, Draft, TooLarge, drafts
from mega_desktop.importing.failpoints import failpoint
from mega_desktop.importing.journal import Journal
from mega_desktop.importing.live import Live
from mega_desktop.importing.looking_back import Seen, created_since, look_back
from mega_desktop.importing.outcome import ChunkState
from mega_desktop.importing.patience import Patience, Trouble
from mega_desktop.importing.reconcile import recognise, reconcile
from mega_desktop.importing.searching import search
from mega_desktop.importing.steps import Change, Chunk, Ending, Moment, Sender
from mega_desktop.importing.verdicts import Verdict, refused_row
from mega_desktop.sheets import ROW
from mega_desktop.work import Clock, Progress

T = TypeVar("T")

LEADS = "leads.arrow"
CLOCK_SLACK_S = 60.0
"""A clock that is put right by less than this is not "set back"."""

KEY_WINDOW_WORDS = "its answer was lost, and too much time has passed to ask for it again"


class Uploads:
    """Brings chunks to their end, one request in flight at a time."""

    def __init__(
        self,
        *,
        journal: Journal,
        destination: Destination,
        on_duplicate: OnDuplicate,
        clock: Clock,
        live: Live,
        patience: Patience,
        ballast: Ballast,
    ) -> None:
        credentials = destination.credentials
        self._journal = journal
        self._destination = destination
        self._on_duplicate = on_duplicate
        self._clock = clock
        self._live = live
        self._patience = patience
        self._ballast = ballast
        self._system = credentials.system
        self._crm = SYSTEM_NAMES[self._system]
        # The Practice CRM issues a token at every start and remembers keys by customer alone.
        is_practice = self._system is System.PRACTICE
        self._sender = Sender(destination.key_scope, "" if is_practice else credentials.token.fingerprint)
        self._server_behind_s: float | None = None
        self._refusals = 0
        self._begun: set[int] = set()

    def bring_home(self, chunk: Chunk) -> None:
        """Sends a chunk, again where that is right, until it is at its end.

        Raises:
            CrmProblem: What stops the run; the journal says how far it is.
            DiskFull: Nothing could be written before sending, so nothing was sent.
            Cancelled: The person asked to stop.
        """
        trouble = Trouble(self._patience, self._clock, self._live)
        is_over = False
        while not is_over:
            if chunk.state is ChunkState.IN_FLIGHT and (
                why := self._why_stale(chunk) or self._seen_there(chunk, trouble)
            ):
                steps.mark_stale(self._journal, chunk, why)
                chunk = steps.chunk_now(self._journal, chunk.id)
            if chunk.state is ChunkState.STALE:
                is_over = self._reconcile(chunk, trouble)
            else:
                is_over = self._attempt(chunk, trouble)
            chunk = steps.chunk_now(self._journal, chunk.id)

    def _attempt(self, chunk: Chunk, trouble: Trouble) -> bool:
        """One attempt to send; true when the chunk is at its end."""
        self._wait_for_turn()
        self._begun.add(chunk.id)
        body = steps.body_of(self._journal, chunk)
        refs = steps.all_refs(self._journal, chunk)
        attempt = steps.begin_attempt(self._journal, chunk, self._now(), self._sender)
        self._live.sending()
        try:
            answer = self._destination.send(body, chunk.key, refs)
        except CrmProblem as problem:
            failpoint("after_problem", chunk.number)
            self._close(attempt, problem)
            return self._after(problem, chunk, trouble)
        failpoint("after_read", chunk.number)
        self._live.answered()
        return self._take(answer, chunk, attempt, trouble)

    def _take(self, answer: Answer, chunk: Chunk, attempt: int, trouble: Trouble) -> bool:
        now = self._now()
        if answer.server_date is not None:
            self._server_behind_s = now.wall - answer.server_date
        self._refusals = 0
        replays = sum(result == "partial" for result, _ in steps.past_results(self._journal, chunk))
        change = self._durably(
            lambda: steps.acknowledge(
                self._journal,
                chunk,
                attempt,
                answer,
                now,
                is_last=replays >= self._patience.replays,
                crm=self._crm,
            )
        )
        self._tell(chunk, change)
        if change.missing:
            trouble.pause(f"{self._crm} left rows out of its answer. Asking for it again.")
        return not change.missing

    def _after(self, problem: CrmProblem, chunk: Chunk, trouble: Trouble) -> bool:
        """What follows from a failed attempt; true when the chunk is at its end."""
        match problem:
            case Refused():
                return self._refused(problem, chunk)
            case KeyConflict():
                self._conflict(problem, chunk, trouble)
            case Uncertain() if problem.status == 500 and chunk.kind is ChunkClass.BARE:
                # A CRM that is not all-or-nothing may have made some of these leads and forgotten the key.
                steps.mark_stale(self._journal, chunk, "a server error came in place of its answer")
            case Uncertain() if chunk.generation > 1 and self._same_error_again(chunk):
                raise problem  # not a stored answer to one key: another new key would not help
            case Uncertain() if not self._system.has_keys and chunk.generation >= self._patience.same_errors:
                raise problem  # looked up and sent anew so often: it stays in doubt until somebody goes on
            case _:
                trouble.wait_out(problem)
        return False

    def _refused(self, problem: Refused, chunk: Chunk) -> bool:
        in_doubt = bool(steps.doubts(self._journal, chunk))
        if isinstance(problem, BadRequest):
            if in_doubt:
                steps.mark_stale(self._journal, chunk, "refused after an attempt whose answer was lost")
                return False
            self._halve(problem, chunk)
            return True
        if not in_doubt:
            rows = self._rows(steps.open_refs(self._journal, chunk))
            self._replace(chunk, rows)
        raise problem

    def _halve(self, problem: BadRequest, chunk: Chunk) -> None:
        """Looks for the row that spoils a refused upload: each half goes under a new key."""
        rows = self._rows(steps.open_refs(self._journal, chunk))
        if rows.height == 1:
            self._replace(chunk, rows.clear(), {rows[REF][0]: refused_row(problem, self._crm)})
        else:
            middle = rows.height // 2
            self._replace(chunk, rows.slice(0, middle), rest=rows.slice(middle))
        self._refusals += 1
        if self._refusals >= self._patience.refusals:
            raise problem

    def _conflict(self, problem: KeyConflict, chunk: Chunk, trouble: Trouble) -> None:
        """409: an earlier attempt may still run. If it never ends, its rows are unconfirmed."""
        if trouble.is_endless_conflict():
            reason = (
                f"{self._crm} knows the key of this upload but gave no answer; look for it in {self._crm}"
            )
            self._park(chunk, reason)
            raise problem
        trouble.wait_out(problem)

    def _reconcile(self, chunk: Chunk, trouble: Trouble) -> bool:
        """Looks the rows of a stale chunk up; true when it is at its end."""
        refs = steps.open_refs(self._journal, chunk)
        rows = self._rows(refs)
        looked = self._look_up(chunk, rows, trouble)
        if looked is None:
            return steps.chunk_now(self._journal, chunk.id).state is ChunkState.PARKED
        answer, seen = looked
        if chunk.kind is ChunkClass.BARE:
            taken = steps.taken_ids(self._journal, seen.new if seen else ())
            found = recognise(rows, seen, taken, self._crm)
            self._replace(chunk, rows.clear(), found, give_up_reason=self._doubt(chunk))
        else:
            taken = steps.taken_ids(self._journal, (a.lead_id for a in answer.rows.values()))
            planned = steps.planned_of(self._journal, refs)
            result = reconcile(planned, rows, answer, seen, taken, self._crm)
            self._replace(chunk, rows.filter(pl.col(REF).is_in(result.absent)), dict(result.known))
        return True

    def _look_back(self, chunk: Chunk, answer: Answer) -> Seen | None:
        """The leads that changed since a stale chunk first left; None when that cannot be found out."""
        left_at = self._left_at(chunk, answer)
        if left_at is None:
            return None
        try:
            return look_back(self._destination, left_at, self._show_wait, self._live.control)
        except NotConnected:
            raise
        except CrmProblem:
            return None  # a token that may only write, or a CRM that gives no leads: nothing is claimed

    def _seen_there(self, chunk: Chunk, trouble: Trouble) -> str:
        """Why bare rows in doubt are not asked about again: leads by their names are there; "" if not.

        Nothing but the key keeps them from being made twice, and a CRM may have forgotten it.
        """
        doubts = steps.doubts(self._journal, chunk) if chunk.kind is ChunkClass.BARE else []
        if not doubts or doubts[0].since.server is None:
            return ""
        try:
            seen = self._look_back(chunk, Answer({}))
        except NotConnected as problem:
            trouble.wait_out(problem)
            return self._why_stale(chunk) or self._seen_there(chunk, trouble)
        rows = self._rows(steps.open_refs(self._journal, chunk))
        is_there = seen is not None and seen.may_have(rows, steps.taken_ids(self._journal, seen.new))
        return "its answer was lost, but leads with its names are there" if is_there else ""

    def _left_at(self, chunk: Chunk, answer: Answer) -> datetime | None:
        """When a chunk first left, by the CRM's clock; None when that is not known."""
        first, now = steps.doubts(self._journal, chunk)[0].since, self._now()
        server = first.server
        if server is None and answer.server_date is not None and not self._is_set_back(now):
            server = first.wall - (now.wall - answer.server_date)
        return None if server is None else datetime.fromtimestamp(server, UTC)

    def _look_up(
        self, chunk: Chunk, rows: pl.DataFrame, trouble: Trouble
    ) -> tuple[Answer, Seen | None] | None:
        """How a stale chunk's rows stand now, and the leads that changed since it left.

        None when it has to be tried again, or never will be.
        """
        self._wait_for_turn()
        attempt = steps.begin_check(self._journal, chunk, self._now(), self._sender)
        try:
            answer, found = self._ask_about(rows)
        except CrmProblem as problem:
            self._close(attempt, problem)
            if isinstance(problem, BadRequest):
                self._park(chunk, self._doubt(chunk))
            elif isinstance(problem, Refused):
                raise
            else:
                trouble.wait_out(problem)
            return None
        self._durably(
            lambda: steps.close_attempt(self._journal, attempt, Ending("answered", self._now(), 200))
        )
        if found is None:
            return answer, self._look_back(chunk, answer)
        left_at = self._left_at(chunk, answer)
        return answer, created_since(self._destination, found, left_at) if left_at else None

    def _ask_about(self, rows: pl.DataFrame) -> tuple[Answer, pl.DataFrame | None]:
        """One dry run, or a search for each row where there is none: then the leads found come with it."""
        if self._system.has_dry_run:
            return self._destination.check(rows.drop(ROW), self._on_duplicate), None
        before = read_leads(self._journal.folder).filter(pl.col(ROW) < rows[ROW].min())
        return search(self._destination, rows, before, self._show_wait, self._live.control)

    def _why_stale(self, chunk: Chunk) -> str:
        """Why the chunk's key must not be trusted any more; "" while it can be."""
        doubts = steps.doubts(self._journal, chunk)
        if not doubts:
            return ""
        now, first = self._now(), doubts[0].since
        is_bare = chunk.kind is ChunkClass.BARE
        window_s = self._patience.bare_window_s if is_bare else self._patience.key_window_s
        reasons = (
            (is_bare and chunk.id not in self._begun, "its answer was lost when the program ended"),
            (
                any(doubt.sender != self._sender for doubt in doubts),
                "its answer was lost, and the token is another one now",
            ),
            (not self._system.has_keys, f"its answer was lost, and {self._crm} recognises no upload again"),
            (self._is_set_back(now), "its answer was lost, and the computer's clock was set back"),
            (_age_s(first, now) > window_s, KEY_WINDOW_WORDS),
            (self._same_error_again(chunk), f"{self._crm} answered every attempt with the same error"),
        )
        return next((why for is_so, why in reasons if is_so), "")

    def _is_set_back(self, now: Moment) -> bool:
        return now.wall < steps.last_moment(self._journal) - CLOCK_SLACK_S

    def _same_error_again(self, chunk: Chunk) -> bool:
        """Only a 500 can be an answer that is stored under the key; 502 to 504 come from in between."""
        last = steps.past_results(self._journal, chunk)[: self._patience.same_errors]
        return last == [("uncertain", 500)] * self._patience.same_errors

    def _replace(
        self,
        chunk: Chunk,
        rows: pl.DataFrame,
        found: dict[str, Verdict] | None = None,
        rest: pl.DataFrame | None = None,
        give_up_reason: str = "",
    ) -> None:
        """Ends a chunk; `rows` and `rest` go on, each in uploads of its own under new keys."""
        parts = [rows] if rest is None else [rows, rest]
        successors: list[Draft | TooLarge] = []
        for part in parts:
            successors += drafts(part, chunk.kind, self._destination, self._on_duplicate)
        change = self._durably(
            lambda: steps.replace(
                self._journal, chunk, successors, found=found, give_up_reason=give_up_reason
            )
        )
        self._tell(chunk, change)

    def _park(self, chunk: Chunk, reason: str) -> None:
        self._tell(chunk, self._durably(lambda: steps.park(self._journal, chunk, reason)))

    def _tell(self, chunk: Chunk, change: Change) -> None:
        self._live.changed(steps.chunk_now(self._journal, chunk.id), change)

    def _close(self, attempt: int, problem: CrmProblem) -> None:
        retry_s = getattr(problem, "retry_after_s", None)
        ending = Ending(
            _result(problem), self._now(), problem.status, type(problem).__name__, retry_s=retry_s
        )
        self._durably(lambda: steps.close_attempt(self._journal, attempt, ending))

    def _show_wait(self, progress: Progress) -> None:
        self._live.show(progress.waiting_s, progress.why)

    def _durably(self, step: Callable[[], T]) -> T:
        return self._ballast.keep_trying(step, self._live)

    def _rows(self, refs: tuple[str, ...]) -> pl.DataFrame:
        """The leads with these refs, in file order, as they were planned."""
        return read_leads(self._journal.folder).filter(pl.col(REF).is_in(refs))

    def _wait_for_turn(self) -> None:
        self._live.hold()
        quota = self._destination.limits.bulk_per_minute
        if (asked_s := steps.asked_to_wait(self._journal, self._now())) > 0:
            self._live.wait(asked_s, f"{self._crm} asked to wait")
        while (seconds := self._destination.delay_s()) > 0:
            self._live.wait(seconds, f"{self._crm} accepts {quota} uploads a minute")

    def _now(self) -> Moment:
        wall = self._clock.now().timestamp()
        behind = self._server_behind_s
        return Moment(wall, None if behind is None else wall - behind)

    def _doubt(self, chunk: Chunk) -> str:
        """Why the rows of a stale chunk are unconfirmed."""
        if chunk.kind is ChunkClass.KEYED:
            return f"{KEY_WINDOW_WORDS}; look for it in {self._crm}"
        return (
            "it has neither email nor phone, and the answer to its upload was lost; sending it again could "
            f"make it twice, so look for it in {self._crm} by name"
        )


def read_leads(folder: Path) -> pl.DataFrame:
    """The rows that an import sends: `row`, `ref`, and one text column a field key."""
    return pl.read_ipc(folder / LEADS)


def _age_s(first: Moment, now: Moment) -> float:
    """How long ago `first` was, by the CRM's clock where both moments know it."""
    if first.server is not None and now.server is not None:
        return now.server - first.server
    return now.wall - first.wall


def _result(problem: CrmProblem) -> str:
    match problem:
        case NotConnected():
            return "not_connected"
        case TooFast():
            return "too_fast"
        case KeyConflict():
            return "conflict"
        case Refused():
            return "refused"
        case _:
            return "uncertain"
