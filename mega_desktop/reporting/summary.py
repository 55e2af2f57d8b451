"""The report's first sheet: what was done, into what, and how it adds up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from mega_desktop.importing import ImportInfo, ImportState, Outcome
from mega_desktop.reporting.book import Line
from mega_desktop.reporting.tiles import outcome_word, sum_line
from mega_desktop.reporting.verification import Verification

MEANING = {
    Outcome.CREATED: "new leads",
    Outcome.UPDATED: "leads that were there already and have the file's values now",
    Outcome.UNCHANGED: "leads that were there already with the same values; not sent",
    Outcome.SKIPPED: "leads that were there already and were left as they are",
    Outcome.FAILED: "not in the CRM; the Reason column says why",
    Outcome.UNCONFIRMED: "sent, but the CRM's answer was lost: they may or may not be there. "
    "Look for them in the CRM before sending them again",
    Outcome.NOT_SENT: "nothing of them has left this computer; continue the import to send them",
    Outcome.LEFT_OUT: "the same person as a row that stands for both, or a value you chose to leave out",
}


def summary_lines(
    info: ImportInfo, facts: Mapping[str, Any], verification: Verification | None = None
) -> list[Line]:
    """Label and value, top to bottom. Outcomes without rows are left out; the sum still holds."""
    about: list[Line] = [
        ("File", info.file_name),
        ("Fingerprint (SHA-256)", info.file_sha),
        ("Account", info.account),
        ("Server", info.server),
        ("Customer", info.customer_id),
        ("Started", _moment(info.created_at)),
        ("Finished", _moment(info.finished_at) if info.finished_at else "not finished"),
        ("Leads already there", "updated" if facts["on_duplicate"] == "update" else "left as they are"),
        ("Program", f"MEGA Desktop {facts['app_version']}"),
        ("Import", info.id),
        ("Tries again rows of", info.retry_of),
    ]
    if verification is not None:
        about.append(("Verified in the CRM", _verified(verification)))
    if info.state is not ImportState.FINISHED and info.stopped_because:
        about.append(("Stopped because", info.stopped_because))
    counts: list[Line] = [("Rows in the file", info.tally.rows)]
    for outcome in Outcome:
        if rows := info.tally[outcome]:
            counts += [(outcome_word(outcome).capitalize(), rows), ("", MEANING[outcome])]
    return [
        *((label, value) for label, value in about if value),
        ("", ""),
        *counts,
        ("", sum_line(info.tally)),
    ]


def _verified(found: Verification) -> str:
    """ "4,940 of 4,950 created and updated rows; 8 differ, 2 not found; read back 2026-11-21 14:04"."""
    told = ((found.differing, "differ"), (found.missing, "not found"))
    rest = "".join(f"; {rows:,} {word}" for rows, word in told if rows)
    return (
        f"{found.verified:,} of {found.rows:,} created and updated rows{rest}; read back {_moment(found.at)}"
    )


def _moment(when: datetime) -> str:
    return f"{when.astimezone():%Y-%m-%d %H:%M:%S %Z}"
