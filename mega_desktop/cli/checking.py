"""From a file to what will happen to each of its rows: read, match, check. Nothing is written to the CRM."""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass, replace

from mega_desktop.cli.comparing import compared, show_changes
from mega_desktop.cli.printing import ProgressLine, facts
from mega_desktop.crm import Destination, OnDuplicate
from mega_desktop.errors import UsageProblem
from mega_desktop.house import House
from mega_desktop.matching import (
    Mapping,
    Repeats,
    apply,
    from_document,
    problem_with,
    questions_of,
    read_document,
    suggest,
)
from mega_desktop.preview import CheckProgress, Plan, check_plan, plan_locally
from mega_desktop.sheets import Table, read_table
from mega_desktop.work import Control, Progress


@dataclass(frozen=True)
class Checked:
    """A file on its way, as far as the check; `seconds` is what that took."""

    table: Table
    mapping: Mapping
    plan: Plan
    seconds: float


def check_file(args: argparse.Namespace, house: House, destination: Destination, control: Control) -> Checked:
    """Reads, matches and checks the file; nothing is written anywhere but in this computer's scratch."""
    began = house.clock.monotonic()
    line = ProgressLine()

    def progress(p: Progress) -> None:
        total = f" of {p.total:,}" if p.total else ""
        line.show(
            f"{p.what} {p.done:,}{total}"
            + (f" · waiting {p.waiting_s:.0f} s: {p.why}" if p.waiting_s else "")
        )

    def checked(p: CheckProgress) -> None:
        wait = f" · waiting {p.waiting_s:.0f} s: {p.why}" if p.waiting_s else ""
        line.show(f"Checking {p.done:,} of {p.total:,}{wait}")

    document = read_document(args.mapping) if args.mapping else None
    table = read_table(args.file, scratch=house.scratch(), sheet=args.sheet, report=progress, control=control)
    # Nobody watches, so nothing that may be a day old decides.
    knowledge = house.known.learn(destination, questions_of(table), progress, control, refresh=True)
    fields = destination.fields(knowledge)
    system = destination.credentials.system
    if document is None:
        mapping = suggest(table, fields, knowledge, system)
    else:
        mapping = from_document(document, table, system)
    mapping = _with_rules(mapping, args)
    if why_not := problem_with(mapping, fields):
        raise UsageProblem(
            f"The columns of this file are not matched: {why_not}.", "Give a mapping with --mapping."
        )
    plan = plan_locally(apply(table, mapping, fields, knowledge))
    plan = check_plan(plan, destination, house.clock, checked, control)
    plan = compared(plan, knowledge.total, destination, house, progress, control)
    line.end()
    return Checked(table, mapping, plan, house.clock.monotonic() - began)


def _with_rules(mapping: Mapping, args: argparse.Namespace) -> Mapping:
    if args.on_duplicate:
        mapping = replace(mapping, on_duplicate=OnDuplicate(args.on_duplicate))
    return replace(mapping, repeats=Repeats(args.repeats)) if args.repeats else mapping


def show_plan(checked: Checked, destination: Destination) -> None:
    counts = checked.plan.counts()
    named = {p.value.replace("_", " "): n for p, n in counts.items()}
    print(f"{checked.plan.rows:,} rows in the file: {facts(named)}", file=sys.stderr)
    for slug, lost in checked.plan.unknown_fields.items():
        name = destination.credentials.name
        print(
            f"{name} does not know the custom field “{slug}”: {lost:,} values would be lost.", file=sys.stderr
        )
    show_changes(checked.plan)
