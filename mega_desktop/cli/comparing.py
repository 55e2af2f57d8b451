"""What a plan changes in leads that are there already: reading them back, within reason, and telling it."""

from __future__ import annotations

import sys

from mega_desktop.crm import CrmProblem, Destination
from mega_desktop.crm.peer import SYSTEM_NAMES
from mega_desktop.house import House
from mega_desktop.preview import (
    FieldSummary,
    Plan,
    Planned,
    change_summary,
    collisions,
    compare,
    snapshot_cost,
    take_snapshot,
)
from mega_desktop.work import Control, Progress, Report

MINUTE_S, LONGEST_S = 60.0, 3_600.0
NOT_KNOWN = "So what your rules protect is not sent for leads that are there already."
NO_DRY_RUN = (
    "cannot check rows beforehand, so they are compared with the leads in it. Leads with the same email stay "
    "as they are."
)
TOLD = 5
"""Collisions that are told in words; the others are counted."""


def compared(  # noqa: PLR0917 - each is another thing it needs
    plan: Plan,
    total: int,
    destination: Destination,
    house: House,
    report: Report[Progress],
    control: Control,
) -> Plan:
    """The checked plan beside the leads that are there, so that what is the same already is not sent.

    Nobody sits here who could go on reading meanwhile, so it may take a minute's worth of requests and no
    more; an hour at most where a rule of the mapping needs to know what a lead has.

    Args:
        total: Leads in the account.
    """
    cost = snapshot_cost(plan, total, destination.limits)
    name, system = destination.credentials.name, destination.credentials.system
    if not system.has_dry_run:
        _say(f"{SYSTEM_NAMES[system]} {NO_DRY_RUN}")
    needed = bool(plan.leads.existing) and plan.counts()[Planned.UPDATE] > 0
    if not cost.requests:
        return plan
    is_quick = cost.requests <= destination.limits.reads_per_minute
    if not is_quick and (not needed or cost.seconds > LONGEST_S):
        _say(
            f"The leads in {name} are not compared first, as that would take {cost.requests:,} requests, "
            f"about {cost.seconds / MINUTE_S:.0f} minutes. Rows that change nothing are sent like all others."
        )
        if needed:
            _say(NOT_KNOWN)
        return plan
    if needed:
        _say(f"Reading what the leads in {name} have, as your rules ask for it: {cost.requests:,} requests.")
    try:
        snapshot = take_snapshot(plan, destination, house.scratch(), house.clock, report, control)
    except CrmProblem as problem:
        _say(f"The leads in {name} could not be read back. {problem.title}")
        if needed:
            _say(NOT_KNOWN)
        return plan
    return compare(plan, snapshot)


def show_changes(plan: Plan) -> None:
    """One line on the fields that change, then who gets into whose way, on stderr."""
    if plan.snapshot is not None:
        changing = [_words(f) for f in change_summary(plan).fields if f.filled or f.replaced]
        if changing:
            _say(f"In leads that are there already: {'; '.join(changing)}.")
    found = collisions(plan)
    for collision in found[:TOLD]:
        _say(f"{collision.sentence}.")
    if len(found) > TOLD:
        _say(f"{len(found) - TOLD:,} more like these.")


def _words(field: FieldSummary) -> str:
    parts = ((field.replaced, "replaced"), (field.filled, "filled"))
    return f"{field.label} " + " and ".join(f"{word} in {n:,}" for n, word in parts if n)


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr)
