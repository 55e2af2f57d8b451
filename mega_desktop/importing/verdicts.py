"""From the CRM's word on a row to the outcome and the sentence that the person reads."""

from __future__ import annotations

from dataclasses import dataclass

from mega_desktop.crm import BadRequest, RowAnswer, RowStatus, with_own_words
from mega_desktop.importing.outcome import Outcome

REASON_CHARS = 2_000
"""Longer reasons are cut: they come from a server and end in a spreadsheet cell."""

_OUTCOMES = {
    RowStatus.CREATED: Outcome.CREATED,
    RowStatus.UPDATED: Outcome.UPDATED,
    RowStatus.SKIPPED: Outcome.SKIPPED,
    RowStatus.FAILED: Outcome.FAILED,
    RowStatus.UNKNOWN: Outcome.UNCONFIRMED,
}


@dataclass(frozen=True)
class Verdict:
    """What is known of a row.

    Attributes:
        reason: A plain sentence; empty when there is nothing to say.
        matched_by: "email", "phone" or "".
    """

    outcome: Outcome
    reason: str = ""
    lead_id: str = ""
    matched_by: str = ""


def verdict(answer: RowAnswer, crm: str) -> Verdict:
    """What an answer to a real upload says of a row."""
    if answer.status is RowStatus.FAILED:
        reason = with_own_words(answer.errors, crm)
    else:
        reason = "; ".join(answer.errors) if answer.errors else _in_place_of_errors(answer, crm)
    if answer.ignored:
        unknown = f"{crm} does not know {', '.join(answer.ignored)}: not stored"
        reason = f"{reason}; {unknown}" if reason else unknown
    return Verdict(_OUTCOMES[answer.status], reason[:REASON_CHARS], answer.lead_id, answer.matched_by)


def refused_row(problem: BadRequest, crm: str) -> Verdict:
    """A row that the CRM refused when it came alone."""
    reason = with_own_words([problem.detail or problem.title], crm)
    return Verdict(Outcome.FAILED, reason[:REASON_CHARS])


def _in_place_of_errors(answer: RowAnswer, crm: str) -> str:
    """What to say of a row of which the CRM said only one word."""
    match answer.status:
        case RowStatus.CREATED | RowStatus.FAILED:
            return ""
        case RowStatus.UPDATED:
            return f"same {answer.matched_by} as a lead already there" if answer.matched_by else ""
        case RowStatus.SKIPPED if answer.matched_by:
            return f"same {answer.matched_by} as a lead already there, which was left as it is"
        case RowStatus.SKIPPED:
            return f"{crm} skipped it, no reason given"
        case RowStatus.UNKNOWN:
            return f"{crm} answered with a word this program does not know; look for it in {crm}"
