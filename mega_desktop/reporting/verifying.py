"""Verify in the CRM: the leads are read back and held against what was sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl

from mega_desktop.crm import PHONE_DIGITS, BadRequest, Destination, Field, FieldKind
from mega_desktop.crm.peer import SYSTEM_NAMES
from mega_desktop.errors import Problem
from mega_desktop.importing import Outcome, open_import, recall_fields, require_same_account, sent_leads
from mega_desktop.reporting.comparing import differing, expected_values
from mega_desktop.reporting.settling import Sought, settle
from mega_desktop.reporting.verification import SCHEMA, Finding, Verification, keep_verification
from mega_desktop.sheets import ROW
from mega_desktop.work import Clock, Control, Progress, Report

SLACK = timedelta(minutes=10)
"""The CRM's clock and this computer's are not the same, and leads changed a little earlier do no harm."""

LOOKED_UP = 100
"""Leads that are not among the changed ones are looked up one by one, so many at most."""

WHOLE = 60_000
"""When they are more, all leads of the account are read, if it has no more than these: ten minutes."""

MISSING = "this lead was not found in {crm}: it may have been deleted or merged there; look for it"
NOT_LOOKED_UP = "this lead is not among those that changed in {crm} since the import began; look for it"
DIFFERS = "{crm} holds another value than the one sent: changed there since, or {crm} keeps it in its own way"


def verify(  # noqa: PLR0917 - each is another thing it needs
    imports: Path,
    import_id: str,
    destination: Destination,
    clock: Clock,
    report: Report[Progress],
    control: Control,
) -> Verification:
    """Reads back the leads that changed since the import began, and compares them field by field.

    Nothing is written to the CRM and no outcome is changed; what was found is kept beside the journal.

    Raises:
        ImportProblem: The import is open in another window, damaged, not there, or of another account.
        CrmProblem: The leads cannot be read.
        Cancelled: The person stopped it; what an earlier reading showed is still there.
    """
    with open_import(imports, import_id) as found:
        info, facts, results = found.info(), found.facts(), found.results()
    require_same_account(info, destination.credentials)
    sent = results.join(sent_leads(info.folder).drop("ref"), on=ROW, how="inner", maintain_order="left")
    fields, crm = recall_fields(facts), SYSTEM_NAMES[info.system]
    begun = None if facts["first_sent"] is None else datetime.fromtimestamp(facts["first_sent"], UTC) - SLACK
    verifying = _Verifying(sent, fields, crm, destination, report, control)
    figures, lines = verifying.run(begun, clock)
    try:
        keep_verification(info.folder, figures, lines)
    except OSError as error:
        raise Problem(
            "The leads were read back, but what was found could not be kept on this computer.",
            "Free some space on the disk and verify again. The leads themselves are not touched by this.",
            detail=error.strerror or type(error).__name__,
        ) from error
    return figures


@dataclass(frozen=True)
class _Verifying:
    """One reading back.

    Attributes:
        sent: The results of the rows that were to be sent, with their values.
    """

    sent: pl.DataFrame
    fields: tuple[Field, ...]
    crm: str
    destination: Destination
    report: Report[Progress]
    control: Control

    def run(self, begun: datetime | None, clock: Clock) -> tuple[Verification, pl.DataFrame]:
        arrived = [Outcome.CREATED.value, Outcome.UPDATED.value]
        rows = self.sent.filter(pl.col("outcome").is_in(arrived))
        uncertain = self.sent.filter(pl.col("outcome") == Outcome.UNCONFIRMED.value)
        if begun is None or (rows.is_empty() and uncertain.is_empty()):
            return Verification(clock.now(), 0, 0), pl.DataFrame(schema=SCHEMA)
        unnamed = rows.filter(pl.col("lead_id") == "")
        sought = Sought.of(self.fields, frozenset(rows["lead_id"]) - {""}, pl.concat([unnamed, uncertain]))
        leads = self._read(begun, sought)
        rows = sought.named(rows, leads)
        leads, looked_up = self._look_for(rows, leads)
        lines = pl.concat([self._differences(rows, leads), self._missing(rows, leads, looked_up)])
        settled = settle(uncertain, leads, begun, self.fields, self.crm)
        figures = _figures(clock.now(), rows, lines, settled)
        return figures, pl.concat([lines, settled]).sort("row", maintain_order=True)

    def _read(self, since: datetime | None, sought: Sought) -> pl.DataFrame:
        """The sought leads among those that changed since (None: among all); the newest reading of each."""
        pages: list[pl.DataFrame] = [sought.nobody()]
        cursor, seen, begun_anew = "", 0, 0
        found: set[str] = set()
        while True:
            self.control.check()
            try:
                page = self.destination.read_leads(
                    cursor, self._tell(seen), self.control, updated_since=since
                )
            except BadRequest:
                if not cursor or begun_anew >= 3:
                    raise
                cursor, begun_anew = "", begun_anew + 1  # a cursor may grow too old
                continue
            seen += page.leads.height
            self.report(Progress(min(seen, page.total), page.total, self._what()))
            pages.append(sought.among(page.leads))
            found.update(pages[-1]["lead_id"])
            is_done = not sought.contacts and found >= sought.ids
            if page.cursor in {"", cursor} or page.leads.is_empty() or is_done:
                break  # the same cursor again: a server that goes round in circles; what is missing is told
            cursor = page.cursor
        return pl.concat(pages, how="diagonal").unique("lead_id", keep="last", maintain_order=True)

    def _look_for(self, rows: pl.DataFrame, leads: pl.DataFrame) -> tuple[pl.DataFrame, bool]:
        """Looks up the leads of rows that are not in `leads`, unless they are too many."""
        missing = rows.join(leads, on="lead_id", how="anti").unique("lead_id", maintain_order=True)
        if missing.height > LOOKED_UP:
            return self._look_through_all(missing, leads)
        pages = [leads]
        for done, row in enumerate(missing.iter_rows(named=True)):
            self.control.check()
            self.report(Progress(done, missing.height, f"Looking for single leads in {self.crm}"))
            if text := self._search_text(row):
                page = self.destination.find_leads(text, self._tell(done), self.control)
                pages.append(page.leads.filter(pl.col("lead_id") == row["lead_id"]))
        return pl.concat(pages, how="diagonal"), True

    def _look_through_all(self, missing: pl.DataFrame, leads: pl.DataFrame) -> tuple[pl.DataFrame, bool]:
        sought = Sought.of(self.fields, frozenset(missing["lead_id"]) - {""}, missing.clear())
        page = self.destination.read_leads("", self._tell(0), self.control)
        if page.total > WHOLE:
            return leads, False
        return pl.concat([leads, self._read(None, sought)], how="diagonal"), True

    def _search_text(self, row: dict[str, str | None]) -> str:
        """An email, else a phone's last ten digits, else the name."""
        for kind in (FieldKind.EMAIL, FieldKind.PHONE, FieldKind.NAME):
            for field in self.fields:
                if field.kind is kind and (value := row[field.key]):
                    digits = "".join(c for c in value if c.isdecimal())
                    return digits[-PHONE_DIGITS:] if kind is FieldKind.PHONE else value.strip()
        return ""

    def _differences(self, rows: pl.DataFrame, leads: pl.DataFrame) -> pl.DataFrame:
        found = differing(expected_values(rows, self.fields), leads, self.fields)
        words = pl.lit(DIFFERS.format(crm=self.crm))
        return found.with_columns(
            pl.lit(Finding.DIFFERS.value).alias("finding"), words.alias("words")
        ).select(list(SCHEMA))

    def _missing(self, rows: pl.DataFrame, leads: pl.DataFrame, looked_up: bool) -> pl.DataFrame:
        words = (MISSING if looked_up else NOT_LOOKED_UP).format(crm=self.crm)
        nothing = pl.lit(None, pl.String)
        return rows.join(leads, on="lead_id", how="anti", maintain_order="left").select(
            "row",
            "lead_id",
            pl.lit(Finding.MISSING.value).alias("finding"),
            nothing.alias("key"),
            nothing.alias("sent"),
            nothing.alias("found"),
            pl.lit(words).alias("words"),
        )

    def _what(self) -> str:
        return f"Reading leads back from {self.crm}"

    def _tell(self, seen: int) -> Report[Progress]:
        """Passes on why the CRM makes us wait."""

        def tell(waiting: Progress) -> None:
            self.report(Progress(seen, None, self._what(), waiting.waiting_s, waiting.why))

        return tell


def _figures(at: datetime, rows: pl.DataFrame, lines: pl.DataFrame, settled: pl.DataFrame) -> Verification:
    def count(frame: pl.DataFrame, finding: Finding) -> int:
        return int(frame.filter(pl.col("finding") == finding.value)["row"].n_unique())

    return Verification(
        at=at,
        rows=rows.height,
        verified=rows.height - int(lines["row"].n_unique()),
        differing=count(lines, Finding.DIFFERS),
        missing=count(lines, Finding.MISSING),
        arrived=count(settled, Finding.ARRIVED),
        not_arrived=count(settled, Finding.NOT_ARRIVED),
        unclear=count(settled, Finding.UNCLEAR),
    )
