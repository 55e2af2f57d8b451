"""An upload whose key may be forgotten: its rows are looked up before anything is sent again.

A dry run is not remembered under a key, so it tells how things stand now; the leads that changed since the
upload left tell the rest, where the CRM lets them be read (see `looking_back`). What follows for a row:

    would be created            not carried out (or removed since): to be sent, under a new key
    would be refused            to be sent as well: a refusal changes nothing, and says why
    its lead did not change     not carried out: to be sent, under a new key
    its lead is there, and new  carried out: in the CRM now, never sent again
    its lead was there before   carried out when it changed and has all that was sent; else unconfirmed
    anything else               unconfirmed

A row with neither email nor phone is never sent again: only a lead that can be no other confirms it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import polars as pl

from mega_desktop.crm import Answer, RowStatus
from mega_desktop.importing.looking_back import Seen
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

HAS_IT_ALL = (
    "in {crm} now with every value of this row, and changed there after its upload; "
    "the answer was lost, so it was looked up"
)
BY_NAME = (
    "in {crm} now, made after its upload with this name and neither email nor phone; "
    "the answer was lost, so it was looked up"
)

_NOTHING_LOST = {RowStatus.CREATED, RowStatus.FAILED}
_THERE = {RowStatus.UPDATED, RowStatus.SKIPPED}


@dataclass(frozen=True)
class Reconciled:
    """What is known of an upload in doubt.

    Attributes:
        absent: Refs of rows that were definitely not carried out.
        known: What is now known of the others, by ref.
    """

    absent: frozenset[str]
    known: Mapping[str, Verdict]


def reconcile(  # noqa: PLR0917 - each tells something else
    planned: Mapping[str, Planned],
    rows: pl.DataFrame,
    answer: Answer,
    seen: Seen | None,
    taken: Collection[str],
    crm: str,
) -> Reconciled:
    """Sorts an upload's rows by what the dry run and the leads themselves say of them.

    Args:
        planned: What the preview said would happen to each row, by ref, in file order.
        rows: `ref` and what was sent of each row.
        seen: The leads that changed since it left; None when they cannot be read.
        taken: Lead ids that other rows of this import already have: what is there may be their doing.
        crm: The CRM's name, for the reasons.
    """
    lead_ids = {ref: said.lead_id for ref, said in answer.rows.items() if said.lead_id}
    holding = seen.holding(lead_ids, rows) if seen else frozenset()
    absent, known, used = set[str](), dict[str, Verdict](), set[str]()
    for ref, before in planned.items():
        said = answer.rows.get(ref)
        lead = said.lead_id if said else ""
        if said and (said.status in _NOTHING_LOST or (lead and seen and lead not in seen.ids)):
            absent.add(ref)
            continue
        is_new = lead in seen.new if seen else before is Planned.NEW
        # What another row of the same person has written there says nothing of this one.
        is_own = bool(said and said.status in _THERE and lead and lead not in used and lead not in taken)
        if is_own and said and (is_new or ref in holding):
            outcome, words = (Outcome.CREATED, PRESENT) if is_new else (Outcome.UPDATED, HAS_IT_ALL)
            known[ref] = Verdict(outcome, words.format(crm=crm), lead, said.matched_by)
        else:
            known[ref] = Verdict(Outcome.UNCONFIRMED, IN_DOUBT.format(crm=crm), lead)
        used.add(lead)
    return Reconciled(frozenset(absent), known)


def recognise(rows: pl.DataFrame, seen: Seen | None, taken: Collection[str], crm: str) -> dict[str, Verdict]:
    """The rows with neither email nor phone that are in the CRM for certain, by ref."""
    found = seen.found_by_name(rows, taken) if seen else {}
    return {ref: Verdict(Outcome.CREATED, BY_NAME.format(crm=crm), lead) for ref, lead in found.items()}
