"""An upload whose key may be forgotten: its rows are looked up by a dry run before anything is sent again.

A dry run is not remembered under a key, so it tells how things stand now. What follows from it:

    would be created            not carried out (or removed since): to be sent, under a new key
    is there, and was new       carried out: in the CRM now, never sent again
    is there, and was before    its presence proves nothing: unconfirmed, never sent again
    anything else               unconfirmed
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from mega_desktop.crm import Answer, RowAnswer, RowStatus
from mega_desktop.importing.outcome import Outcome
from mega_desktop.importing.verdicts import Verdict
from mega_desktop.preview import Planned

PRESENT = (
    "in {crm} now, and was not there before the import; the answer to its upload was lost, "
    "so it was looked up"
)
IN_DOUBT = (
    "the answer to its upload was lost; {crm} had this lead before, so it cannot be told whether "
    "it was updated: look for it in {crm}"
)

_THERE = {RowStatus.UPDATED, RowStatus.SKIPPED}


@dataclass(frozen=True)
class Reconciled:
    """What a dry run tells of an upload in doubt.

    Attributes:
        absent: Refs of rows that are definitely not in the CRM.
        known: What is now known of the others, by ref.
    """

    absent: frozenset[str]
    known: Mapping[str, Verdict]


def reconcile(planned: Mapping[str, Planned], answer: Answer, taken: Collection[str], crm: str) -> Reconciled:
    """Sorts an upload's rows by what the dry run says of them.

    Args:
        planned: What the preview said would happen to each row, by ref, in file order.
        taken: Lead ids that other rows of this import already have: they were there before these rows.
        crm: The CRM's name, for the reasons.
    """
    absent, known, used = set(), {}, set(taken)
    for ref, before in planned.items():
        now = answer.rows.get(ref)
        if now is not None and now.status is RowStatus.CREATED:
            absent.add(ref)
            continue
        known[ref] = _seen(before, now, used, crm)
        if now is not None and now.lead_id:
            used.add(now.lead_id)
    return Reconciled(frozenset(absent), known)


def _seen(before: Planned, now: RowAnswer | None, used: set[str], crm: str) -> Verdict:
    was_new = before is Planned.NEW and now is not None and now.lead_id not in used
    if was_new and now is not None and now.status in _THERE and now.lead_id:
        return Verdict(Outcome.CREATED, PRESENT.format(crm=crm), now.lead_id, now.matched_by)
    return Verdict(Outcome.UNCONFIRMED, IN_DOUBT.format(crm=crm), now.lead_id if now else "")
