"""What the Match page has done on another thread before and after the person decides: no Qt in here."""

from __future__ import annotations

from dataclasses import dataclass

from mega_desktop.crm import Field, Knowledge, Questions, System
from mega_desktop.matching import Leads, Mapping, Remembered, RepeatCounts, apply, repeat_counts, suggest
from mega_desktop.preview import Plan, plan_after, plan_locally
from mega_desktop.sheets import Table
from mega_desktop.window.pages.match_findings import Findings


@dataclass(frozen=True)
class Matched:
    """What the automatic matching came to, and what was learned for it.

    Attributes:
        asked: The questions that were put to the CRM; None when it was not asked.
        remembered: What the person decided for a file like this one, or None.
        fresh: The automatic mapping, with nothing remembered in it.
        mapping: What to begin with: what is remembered, and the rest automatically.
    """

    table: Table
    knowledge: Knowledge
    asked: Questions | None
    remembered: Remembered | None
    fresh: Mapping
    mapping: Mapping
    findings: Findings


@dataclass(frozen=True)
class Made:
    """The leads of a mapping, and the plan as far as it is decided by the file and by an earlier check."""

    mapping: Mapping
    leads: Leads
    plan: Plan
    repeats: RepeatCounts


def matched(
    table: Table,
    fields: tuple[Field, ...],
    knowledge: Knowledge,
    system: System,
    *,
    asked: Questions | None = None,
    remembered: Remembered | None = None,
    findings: Findings | None = None,
) -> Matched:
    """Matches the file's columns with what is known of the account and what was decided before.

    Args:
        findings: Those of this very table, where there are some.
    """
    fresh = suggest(table, fields, knowledge, system)
    mapping = remembered.over(fresh, fields, knowledge) if remembered else fresh
    return Matched(table, knowledge, asked, remembered, fresh, mapping, findings or Findings(table))


def made(
    table: Table,
    mapping: Mapping,
    fields: tuple[Field, ...],
    knowledge: Knowledge,
    before: Plan | None = None,
) -> Made:
    """Makes the leads of a mapping.

    Args:
        before: The plan of an earlier mapping of this very table into the same account: what the CRM said of
            rows that are sent as before is kept.
    """
    leads = apply(table, mapping, fields, knowledge)
    plan = plan_after(before, leads) if before else plan_locally(leads)
    plan.counts()  # counted here, the window does not stand still for it
    return Made(mapping, leads, plan, repeat_counts(leads))
