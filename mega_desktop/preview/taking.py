"""Takes a snapshot: reads back the leads that are in the account, as cheaply as it can be done.

Leads come the longest unchanged first. One that is changed while they are read moves to the end and comes
again with its new values, so none is missed and none stands in here as it no longer is. Whatever stops the
reading, the pages that came stay on the disk, and the next call goes on behind them.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import polars as pl
from msgspec.structs import replace

from mega_desktop.crm import LEADS_A_PAGE, BadRequest, Destination, LeadPage, TooFast, no_leads
from mega_desktop.errors import Problem
from mega_desktop.folders import private_folder
from mega_desktop.preview.pages import Pages, Reading, last_change, newest_states
from mega_desktop.preview.plan import Plan
from mega_desktop.preview.searching import keys_to_find
from mega_desktop.preview.snapshot import CREATED, FILE, Snapshot, open_snapshot, write_snapshot
from mega_desktop.work import Clock, Control, Progress, Report

PAGES = "pages"
FRESH = timedelta(minutes=10)
"""How long what was found person by person is believed before it is looked for again."""
REFUSALS = 3
"""How often in a row the CRM may say that it is asked too fast; each time it is waited as long as it says."""


def take_snapshot(  # noqa: PLR0917 - each is another thing it needs
    plan: Plan,
    destination: Destination,
    folder: Path,
    clock: Clock,
    report: Report[Progress],
    control: Control,
) -> Snapshot:
    """Reads the leads that are there already: all of them, or person by person where that is cheaper.

    What an earlier call left in `folder` is used. A reading that stopped goes on; of a whole snapshot only
    what was changed since is read, unless leads were deleted since, which no change tells; people who were
    just looked for are not looked for again.

    Args:
        plan: Says for whom it matters, see `keys_to_find`.
        folder: Private; belongs to this plan's file and account alone.

    Raises:
        CrmProblem: The leads cannot be read, or not now; what came is kept.
        Problem: There is no room on the disk.
        Cancelled: The person stopped it; what came is kept.
    """
    try:
        return _Taking(plan, destination, folder, clock, report, control).run()
    except OSError as error:
        raise Problem(
            "There is no room to keep the leads that were read; nothing was changed.",
            f"Check that there is room on the disk and that you may write in {folder}.",
            detail=type(error).__name__,
        ) from error


class _Taking:
    """One call of `take_snapshot`."""

    def __init__(  # noqa: PLR0917
        self,
        plan: Plan,
        destination: Destination,
        folder: Path,
        clock: Clock,
        report: Report[Progress],
        control: Control,
    ) -> None:
        self._destination = destination
        self._clock = clock
        self._report = report
        self._control = control
        self._account = destination.credentials.name
        self._file = private_folder(folder) / FILE
        self._pages = Pages(folder / PAGES)
        self._kept = self._usable(open_snapshot(self._file))
        self._keys = keys_to_find(plan)
        self._asked_at = clock.now()

    def run(self) -> Snapshot:
        total = self._leads_now() if self._kept is not None and self._kept.is_whole else None
        reading = self._begun()
        reading = self._read_all(reading) if reading.is_whole else self._find_each(reading)
        before = [no_leads()] if self._kept is None else [pl.read_parquet(self._kept.file, glob=False)]
        leads = newest_states([*before, *self._pages.leads(reading)]).sort(CREATED, maintain_order=True)
        if total is not None and leads.height > total:
            return self._anew()
        taken = self._taken(reading if total is None else replace(reading, total=total), leads.height)
        write_snapshot(leads, taken)
        self._pages.clear()
        return taken

    def _leads_now(self) -> int:
        """How many leads there are; asked before what was changed is read, so that none is missing there."""
        return self._page(Reading(self._destination.key_scope, is_whole=True, began=self._asked_at)).total

    def _anew(self) -> Snapshot:
        """Leads were deleted since the snapshot was taken: which, only a look at all of them tells."""
        self._kept = None
        self._pages.clear()
        return self.run()

    def _taken(self, reading: Reading, leads: int) -> Snapshot:
        return Snapshot(
            self._file,
            self._account,
            self._destination.key_scope,
            self._asked_at if self._goes_by_change and reading.is_whole else reading.began,
            # Fewer than the CRM counts: some were passed over, and who is not in here may be there.
            reading.is_whole and leads >= reading.total,
            leads,
            reading.total,
            reading.requests,
            frozenset(reading.searched),
        )

    @property
    def _goes_by_change(self) -> bool:
        """Whether leads come in the order in which they were changed."""
        return self._destination.credentials.system.lists_changes

    def _usable(self, kept: Snapshot | None) -> Snapshot | None:
        if kept is None or kept.scope != self._destination.key_scope:
            return None
        is_fresh = self._clock.now() - kept.taken_at < FRESH
        return kept if (kept.is_whole and self._goes_by_change) or (not kept.is_whole and is_fresh) else None

    def _begun(self) -> Reading:
        """The reading to go on with; one of all leads has its first page."""
        scope, now = self._destination.key_scope, self._clock.now()
        if (unfinished := self._pages.unfinished(scope)) is not None:
            return self._cheaper(unfinished)
        if self._kept is not None and self._kept.is_whole:
            since = last_change(pl.read_parquet(self._kept.file, glob=False))
            return self._next(Reading(scope, is_whole=True, began=now, since=since))
        if self._kept is not None:
            searched, began = tuple(self._kept.searched), self._kept.taken_at
            return self._cheaper(
                Reading(scope, is_whole=False, began=began, total=self._kept.total, searched=searched)
            )
        if self._keys.is_empty():
            return Reading(scope, is_whole=False, began=now)
        return self._cheaper(self._next(Reading(scope, is_whole=True, began=now)))

    def _cheaper(self, reading: Reading) -> Reading:
        """The same reading, going on in the way that takes fewer requests from here."""
        if reading.since is not None:
            return reading
        seen = reading.seen if reading.is_whole else 0
        pages_left = math.ceil(max(reading.total - seen, 0) / LEADS_A_PAGE)
        whole = pages_left <= len(self._left(reading))
        if whole is reading.is_whole:
            return reading
        other = replace(reading, is_whole=whole, cursor="")
        return self._next(other) if whole else other

    def _left(self, reading: Reading) -> list[str]:
        searched = set(reading.searched)
        return [key for key in self._keys if key not in searched]

    def _read_all(self, reading: Reading) -> Reading:
        while reading.cursor:
            asked_with = reading.cursor
            reading = self._next(reading)
            if reading.cursor == asked_with:
                break  # a server that goes round in circles; what is missing shows in the total
        self._tell(reading.seen, reading.total)
        return reading

    def _next(self, reading: Reading) -> Reading:
        """The reading with one more page; where the cursor has become too old, from the last change on."""
        try:
            page = self._page(reading)
        except BadRequest:
            since = last_change(newest_states(self._pages.leads(reading))) if reading.cursor else None
            if since is None or since == reading.since or not self._goes_by_change:
                raise
            reading = replace(reading, cursor="", since=since)
            page = self._page(reading)
        total = page.total if reading.since is None else reading.total
        requests = reading.requests + 1
        return self._pages.add(
            page.leads, replace(reading, cursor=page.cursor, total=total, requests=requests)
        )

    def _find_each(self, reading: Reading) -> Reading:
        left = self._left(reading)
        for number, key in enumerate(left):
            found = self._found(key, number, len(left))
            # Of too many the right one may be among those that were not looked at.
            looked = reading.searched if found.cursor else (*reading.searched, key)
            reading = self._pages.add(
                found.leads, replace(reading, searched=looked, requests=reading.requests + 1)
            )
        return reading

    def _found(self, key: str, number: int, of: int) -> LeadPage:
        what = f"Looking for {of:,} emails and phones in {self._account}"
        self._tell(number, of, what)

        def ask() -> LeadPage:
            return self._destination.find_leads(key, self._waits(number, of, what), self._control)

        return self._patiently(ask)

    def _page(self, reading: Reading) -> LeadPage:
        seen, total = reading.seen, reading.total
        self._tell(seen, total)
        self._asked_at = self._clock.now()

        def ask() -> LeadPage:
            waits = self._waits(seen, total, "")
            return self._destination.read_leads(
                reading.cursor, waits, self._control, updated_since=reading.since
            )

        return self._patiently(ask)

    def _patiently(self, ask: Callable[[], LeadPage]) -> LeadPage:
        for _ in range(REFUSALS):
            try:
                return ask()
            except TooFast:
                self._control.check()
        return ask()

    def _waits(self, done: int, total: int, what: str) -> Report[Progress]:
        return lambda p: self._tell(done, total, what, p.waiting_s, p.why)

    def _tell(self, done: int, total: int, what: str = "", waiting_s: float = 0.0, why: str = "") -> None:
        shown = what or f"Reading the leads in {self._account}"
        self._report(Progress(done, total or None, shown, waiting_s, why))
