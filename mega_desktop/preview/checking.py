"""The CRM's own word on every row, by dry run: nothing is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import polars as pl

from mega_desktop.crm import (
    CUSTOM,
    Answer,
    BadRequest,
    CrmProblem,
    Destination,
    NotConnected,
    OnDuplicate,
    RowAnswer,
    RowStatus,
    TooFast,
    Uncertain,
    in_plain_words,
)
from mega_desktop.preview.comparing import settled
from mega_desktop.preview.plan import SAID, SAID_BY, SAID_LEAD, SAID_WHY, SAID_WORDS, Plan
from mega_desktop.preview.planned import Planned
from mega_desktop.preview.telling import most_telling_first
from mega_desktop.sheets import ROW
from mega_desktop.work import Clock, Control, Report

REF = "ref"
PATIENCE_S = 300.0
"""How long one chunk is tried again through network trouble before the check gives up."""
FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 30.0
REFUSALS = 10
"""Single rows refused one after the other before it is the request that is wrong, not the rows."""
RENEWED_S = 0.5
"""How often a fresh plan is handed to whoever watches, at most."""
RENEWING = 5
"""Making one looks at every row: it may take this fraction of the time, so a long one is renewed seldom."""
LONGEST_SPELLING = 6
"""Bytes that one byte of text can become in JSON: "\\u001f"."""
AROUND_A_VALUE = 40
"""Bytes of JSON beside a value: its name, quotes, and its share of the row's brackets."""

WHAT_IT_MEANS = {
    RowStatus.CREATED: Planned.NEW,
    RowStatus.UPDATED: Planned.UPDATE,
    RowStatus.SKIPPED: Planned.LEFT_ALONE,
    RowStatus.FAILED: Planned.PROBLEM,
    RowStatus.UNKNOWN: Planned.UNCHECKED,
}
PLACE = "place"
VERDICT = {
    PLACE: pl.UInt32,
    SAID: pl.String,
    SAID_WHY: pl.String,
    SAID_LEAD: pl.String,
    SAID_BY: pl.String,
    "ignored": pl.String,
    SAID_WORDS: pl.String,
}
Verdict = tuple[int, str | None, str, str | None, str | None, str | None, str | None]


@dataclass(frozen=True)
class CheckProgress:
    """How far the check is.

    Attributes:
        done, total: Rows the CRM has checked, of those it has to.
        waiting_s: Seconds until the next request may leave; 0 while one is under way.
        why: Why it waits, a plain sentence.
        plan: The plan so far, renewed about twice a second; of a long file less often.
    """

    done: int
    total: int
    plan: Plan
    waiting_s: float = 0.0
    why: str = ""


def check_plan(
    plan: Plan, destination: Destination, clock: Clock, report: Report[CheckProgress], control: Control
) -> Plan:
    """Asks the CRM about every row it was not asked about as it is now, within its rate limit.

    The most telling rows go first: of each stage, owner, set of fields one, and so on. What the CRM said
    of the other rows before, and the snapshot, stay as they are.

    Rows the CRM would refuse become problems; a request it refuses as a whole is halved until the
    row that caused it is found.

    Raises:
        CrmProblem: The CRM cannot be asked any further; what was checked so far was reported.
        Cancelled: The person stopped it; what was checked so far was reported.
    """
    return _Check(plan, destination, clock, report, control).run()


class _Check:
    """One run of the check over a plan."""

    def __init__(
        self,
        plan: Plan,
        destination: Destination,
        clock: Clock,
        report: Report[CheckProgress],
        control: Control,
    ) -> None:
        self._start = plan
        self._plan = plan
        self._destination = destination
        self._clock = clock
        self._report = report
        self._control = control
        self._verdicts: list[pl.DataFrame] = []
        self._unknown: set[str] = set(plan.unknown_fields)
        self._refused_in_a_row = 0
        self._requests = 0
        self._done = 0
        self._settled = 0
        self._total = int(plan.to_check.sum())
        self._renew_at = clock.monotonic() + RENEWED_S

    def run(self) -> Plan:
        try:
            for rows in self._chunks():
                self._settle(rows)
                self._show()
        finally:
            self._plan = self._renewed()
            self._show()
        return self._plan

    def _chunks(self) -> Iterator[pl.DataFrame]:
        leads = self._start.leads
        rows = leads.frame.with_row_index(PLACE).filter(self._start.to_check)
        rows = most_telling_first(rows, leads.fields).select(
            PLACE, pl.col(ROW).cast(pl.String).alias(REF), *(pl.col(k) for k in leads.keys)
        )
        yield from rows.iter_slices(self._destination.limits.rows)

    def _settle(self, rows: pl.DataFrame) -> None:
        """Gets a verdict for every row, in one request or, where that is refused, in halves."""
        if rows.height > 1 and self._is_too_large(rows.drop(PLACE)):
            self._halve(rows)
            return
        try:
            answer = self._ask(rows)
        except BadRequest as refusal:
            self._narrow_down(rows, refusal)
            return
        self._refused_in_a_row = 0
        self._unknown.update(answer.unknown_fields)
        self._take(rows, answer.rows)

    def _narrow_down(self, rows: pl.DataFrame, refusal: BadRequest) -> None:
        """Finds the row a request was refused for; gives up when it is not about single rows."""
        if rows.height > 1:
            self._halve(rows)
            return
        self._refused_in_a_row += 1
        if self._refused_in_a_row > REFUSALS:
            raise refusal
        self._take(rows, {rows[REF][0]: _refused(rows[REF][0], refusal)})

    def _is_too_large(self, rows: pl.DataFrame) -> bool:
        """Only rows with long texts are spelt out to be measured; the others are so once, to be sent."""
        most = self._destination.limits.body_bytes
        text = int(rows.select(pl.sum_horizontal(pl.all().str.len_bytes().sum())).item())
        if text * LONGEST_SPELLING + rows.height * rows.width * AROUND_A_VALUE <= most:
            return False
        return len(self._destination.encode(rows, self._on_duplicate)) > most

    def _halve(self, rows: pl.DataFrame) -> None:
        middle = rows.height // 2
        self._settle(rows.slice(0, middle))
        self._settle(rows.slice(middle))

    def _ask(self, rows: pl.DataFrame) -> Answer:
        """One chunk's dry run; trouble that passes is waited out, for a while."""
        give_up = self._clock.monotonic() + PATIENCE_S
        pause = FIRST_PAUSE_S
        while True:
            self._wait(self._destination.delay_s(), "")
            self._requests += self._asks
            try:
                return self._destination.check(rows.drop(PLACE), self._on_duplicate)
            except (NotConnected, Uncertain, TooFast) as trouble:
                if not isinstance(trouble, TooFast) and self._clock.monotonic() >= give_up:
                    raise
                self._wait(max(_asked_to_wait(trouble), pause), trouble.title)
                pause = min(pause * 2, LONGEST_PAUSE_S)

    def _wait(self, seconds: float, why: str) -> None:
        self._control.check()
        if seconds <= 0:
            return
        limit = self._destination.limits.bulk_per_minute
        name = self._destination.credentials.name
        sentence = why or f"{name} accepts {limit} requests a minute. Nothing is wrong."
        end = self._clock.monotonic() + seconds
        while (left := end - self._clock.monotonic()) > 0:
            self._show(left, sentence)
            self._clock.wait(min(left, 1.0), self._control)

    def _take(self, rows: pl.DataFrame, answers: Mapping[str, RowAnswer]) -> None:
        places = zip(rows[PLACE], rows[REF], strict=True)
        name = self._destination.credentials.name
        verdicts = [_verdict(place, answers.get(ref), name) for place, ref in places]
        self._verdicts.append(pl.DataFrame(verdicts, schema=VERDICT, orient="row"))
        self._done += rows.height

    def _show(self, waiting_s: float = 0.0, why: str = "") -> None:
        now = self._clock.monotonic()
        if now >= self._renew_at and self._settled < self._done:
            self._plan = self._renewed()
            took_s = self._clock.monotonic() - now
            self._renew_at = now + max(RENEWED_S, took_s * RENEWING)
        self._report(CheckProgress(self._done, self._total, self._plan, waiting_s, why))

    def _renewed(self) -> Plan:
        if not self._verdicts:
            return self._start
        verdicts = pl.concat(self._verdicts)
        frame = self._start.frame.with_columns(
            self._start.frame[name].clone().scatter(verdicts[PLACE], verdicts[name])
            for name in verdicts.columns
            if name != PLACE
        )
        frame = settled(replace(self._start, frame=frame), self._start.snapshot)
        self._settled = self._done
        plan = replace(
            self._start,
            frame=frame,
            account=self._destination.credentials.name,
            checked=frame.height - frame[SAID].null_count() if self._asks else 0,
            checked_at=self._clock.now() if self._asks else None,
            unknown_fields=_values_lost(self._start, frame, self._unknown),
            requests=self._start.requests + self._requests,
        )
        plan.counts()
        return plan

    @property
    def _asks(self) -> bool:
        """The CRM is asked at all; one without a dry run is not, and no row counts as checked."""
        return self._destination.credentials.system.has_dry_run

    @property
    def _on_duplicate(self) -> OnDuplicate:
        return self._start.leads.on_duplicate


def _asked_to_wait(trouble: CrmProblem) -> float:
    return float(getattr(trouble, "retry_after_s", None) or 0.0)


def _refused(ref: str, refusal: BadRequest) -> RowAnswer:
    return RowAnswer(ref, RowStatus.FAILED, errors=(refusal.detail or refusal.title,))


def _verdict(place: int, answer: RowAnswer | None, crm: str) -> Verdict:
    if answer is None:
        return place, None, f"{crm} said nothing about this row", None, None, None, None
    return (
        place,
        WHAT_IT_MEANS[answer.status].value,
        _reason(answer, crm),
        answer.lead_id or None,
        answer.matched_by or None,
        ", ".join(answer.ignored) or None,
        "; ".join(answer.errors) or None,
    )


def _reason(answer: RowAnswer, crm: str) -> str:
    if answer.status is RowStatus.FAILED:
        return in_plain_words(answer.errors, crm)
    if answer.matched_by:
        return f"same {answer.matched_by}"
    if answer.status is RowStatus.UNKNOWN:
        return f"{crm}'s answer was not understood"
    return f"{', '.join(answer.ignored)} would be ignored" if answer.ignored else ""


def _values_lost(plan: Plan, frame: pl.DataFrame, slugs: set[str]) -> dict[str, int]:
    """How many filled values of rows that go would be dropped, by slug."""
    keys = [CUSTOM + slug for slug in sorted(slugs) if CUSTOM + slug in plan.leads.keys]
    staying = [Planned.PROBLEM.value, Planned.REPEAT.value, Planned.LEFT_OUT.value]
    going = plan.leads.frame.filter(~frame["planned"].is_in(staying))
    return {key.removeprefix(CUSTOM): going.height - going[key].null_count() for key in keys}
