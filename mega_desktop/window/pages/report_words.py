"""The Report page's sentences."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from mega_desktop.importing import ImportInfo, ImportState, Outcome
from mega_desktop.reporting import Verification, reading_seconds
from mega_desktop.window.pages.report_work import Seen
from mega_desktop.window.wording import counted, date_text, number, seconds_text, tally_text, time_text

translate = QCoreApplication.translate

SOON_S = 600
"""A reading back so soon after the last upload is told in seconds or minutes, a later one by its date."""


def heading(info: ImportInfo, arrived: int) -> str:
    """How many leads are where."""
    text = translate("report", "{n} leads are in {account}")
    if info.state is not ImportState.FINISHED:
        text = translate("report", "{n} leads are in {account} so far")
    return text.format(n=number(arrived), account=info.account)


def subheading(info: ImportInfo) -> str:
    """The file, when, and in how many uploads."""
    when = date_text(info.created_at)
    if info.finished_at is not None:
        when = translate("report", "{start} to {end}").format(start=when, end=time_text(info.finished_at))
    one, many = translate("report", "{n} upload"), translate("report", "{n} uploads")
    parts = [info.file_name, when, counted(info.chunks_done, one, many)]
    if info.retry_of:
        parts.insert(1, translate("report", "rows tried again"))
    return "  ·  ".join(parts)


def reading_cost(leads: int, crm: str) -> str:
    """What reading so many leads back takes, said before it begins."""
    one = translate("report", "Reading {n} lead back from {crm} takes {time}.")
    many = translate("report", "Reading {n} leads back from {crm} takes {time}.")
    text = (one if leads == 1 else many).replace("{crm}", crm)
    return text.format(n=number(leads), time=seconds_text(reading_seconds(leads)))


def verified_words(found: Verification) -> str:
    """What was not as it should be: "8 differ, 2 not found, "; empty when all is well."""
    told = [
        (found.differing, translate("report", "{n} differ")),
        (found.missing, translate("report", "{n} not found")),
        (found.arrived, translate("report", "{n} uncertain ones seem to be there")),
        (found.not_arrived, translate("report", "{n} uncertain ones seem not to be there")),
        (found.unclear, translate("report", "{n} stay uncertain")),
    ]
    said = ", ".join(text.format(n=number(n)) for n, text in told if n)
    return f"{said}  ·  " if said else ""


def verified_age(found: Verification, info: ImportInfo) -> str:
    """ "read back 20 seconds after the last upload", later "read back on 21 November 2026, 14:20"."""
    ended = info.finished_at
    after_s = (found.at - ended).total_seconds() if ended else SOON_S
    if not 0 <= after_s < SOON_S:
        return translate("report", "read back on {when}").format(when=date_text(found.at))
    if after_s < 90:
        one = translate("report", "read back {n} second after the last upload")
        return counted(max(1, round(after_s)), one, one.replace("second ", "seconds "))
    many = translate("report", "read back {n} minutes after the last upload")
    return many.format(n=number(round(after_s / 60)))


def retry_heading(seen: Seen, fixable: int) -> str:
    """ "Fix and retry 12 rows"; without rows to fix, what became of those that did not get in."""
    tally = seen.info.tally
    if fixable and seen.info.state is ImportState.FINISHED:
        one = translate("report", "Fix and retry {n} row")
        return counted(fixable, one, translate("report", "Fix and retry {n} rows"))
    if tally[Outcome.FAILED]:
        one = translate("report", "{n} row failed")
        return counted(tally[Outcome.FAILED], one, translate("report", "{n} rows failed"))
    one = translate("report", "{n} row is not certain")
    return counted(tally[Outcome.UNCONFIRMED], one, translate("report", "{n} rows are not certain"))


def retry_words(seen: Seen, fixable: int, uncertain: int, crm: str) -> str:
    """What the rows are and what can be done about them."""
    parts = []
    if fixable:
        text = translate("report", "They are not in {crm}. Correct them and send only them.")
        parts.append(text.format(crm=crm))
    elif seen.info.tally[Outcome.FAILED] and seen.retries:
        parts.append(translate("report", "They were tried again."))
    if uncertain:
        one = translate("report", "The answer for {n} row was lost: it may or may not be in {crm}.")
        many = translate("report", "The answer for {n} rows was lost: they may or may not be in {crm}.")
        parts.append(counted(uncertain, one.replace("{crm}", crm), many.replace("{crm}", crm)))
    return " ".join(parts)


def undo_words(seen: Seen, crm: str) -> str:
    """What the undo kit holds, and what it cannot do."""
    tally = seen.info.tally
    updated, created = tally[Outcome.UPDATED], tally[Outcome.CREATED]
    parts = []
    if updated and seen.knows_before:
        one = translate("report", "The old values of {n} updated lead, ready to import back.")
        parts.append(
            counted(
                updated,
                one,
                translate("report", "The old values of {n} updated leads, ready to import back."),
            )
        )
    elif updated:
        text = translate(
            "report", "The old values of updated leads are not known: they were not read before."
        )
        parts.append(text)
    if created:
        text = translate("report", "Created leads are listed; they can only be removed by hand, in {crm}.")
        parts.append(text.format(crm=crm))
    return " ".join(parts) or translate("report", "Nothing was changed, so there is nothing to undo.")


def tried_again(retry: ImportInfo) -> str:
    """ "12 rows tried again on 21 November 2026, 14:20: 11 created, 1 failed"."""
    one = translate("report", "{n} row tried again")
    rows = counted(retry.tally.rows, one, translate("report", "{n} rows tried again"))
    text = translate("report", "{rows} on {when}: {result}")
    return text.format(rows=rows, when=date_text(retry.created_at), result=tally_text(retry.tally))


def warning_of_uncertain(crm: str) -> str:
    """What trying rows again means of which nobody knows whether they are there."""
    text = translate(
        "report",
        "They may be in {crm} already. Rows with an email or a phone would be found there and merged. "
        "A row with only a name would become a second lead. It is safer to look for them in {crm}, or to "
        "verify, first. The preview shows them before anything is sent.",
    )
    return text.format(crm=crm)
