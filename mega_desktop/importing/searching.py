"""How the rows of an upload stand now in a CRM without a dry run: each email is searched."""

from __future__ import annotations

import polars as pl

from mega_desktop.crm import Answer, Destination, FieldKind, Knowledge, RowAnswer, RowStatus, no_leads
from mega_desktop.importing.drafting import REF
from mega_desktop.importing.looking_back import LEAD
from mega_desktop.work import Control, Progress, Report


def search(
    destination: Destination,
    rows: pl.DataFrame,
    before: pl.DataFrame,
    report: Report[Progress],
    control: Control,
) -> tuple[Answer, pl.DataFrame]:
    """What sending the rows now would do, as a dry run would say it, and the leads that were found.

    A row whose lead is there would be skipped, any other created. A row whose email an earlier row has is
    not searched: the lead would be that one's; it is said to be created, so that it is sent again and gets
    an answer of its own. Of an email with more hits than are ever looked at nothing is said.

    Args:
        rows: `ref` and what was sent of each row.
        before: What was sent of the rows before these.

    Raises:
        CrmProblem: The CRM cannot be searched.
        Cancelled: Asked to stop.
    """
    key = next(f.key for f in destination.fields(Knowledge()) if f.kind is FieldKind.EMAIL)
    spelt = rows.select(REF, _spelt(key).alias(key))
    answers: dict[str, RowAnswer] = {}
    found, date = [no_leads()], None
    seen = set(before.select(_spelt(key))[key])
    for ref, email in spelt.iter_rows():
        if email in seen:
            answers[ref] = RowAnswer(ref, RowStatus.CREATED)
            continue
        seen.add(email)
        page = destination.find_leads(email, report, control)
        leads = page.leads.filter(_spelt(key) == email)
        found.append(leads)
        date = page.server_date or date
        answers[ref] = _answer(ref, leads, is_whole=not page.cursor)
    return Answer(answers, server_date=date), pl.concat(found, how="diagonal")


def _answer(ref: str, leads: pl.DataFrame, *, is_whole: bool) -> RowAnswer:
    if leads.height:
        return RowAnswer(ref, RowStatus.SKIPPED, leads[LEAD][0], "email")
    return RowAnswer(ref, RowStatus.CREATED if is_whole else RowStatus.UNKNOWN)


def _spelt(key: str) -> pl.Expr:
    return pl.col(key).str.strip_chars().str.to_lowercase()
