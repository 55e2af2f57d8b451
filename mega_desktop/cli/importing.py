"""`import`: the walk from a file to its report."""

from __future__ import annotations

import argparse
import os
import sys

from mega_desktop.cli.checking import Checked, check_file, show_plan
from mega_desktop.cli.printing import ProgressLine, print_json
from mega_desktop.cli.results import DONE, SOME_FAILED, require_place_for_report, run
from mega_desktop.crm import Destination, System, open_destination
from mega_desktop.errors import UsageProblem
from mega_desktop.house import House, credentials_from_environment
from mega_desktop.importing import (
    ImportProblem,
    ImportState,
    Origin,
    create_import,
    discard,
    unfinished,
)
from mega_desktop.preview import Plan, Planned
from mega_desktop.sheets import Table
from mega_desktop.stopping import when_asked_to_end
from mega_desktop.work import Cancelled, Control, Progress

SAME_AS = {
    "created": (Planned.NEW, Planned.UNCHECKED),
    "updated": (Planned.UPDATE,),
    "unchanged": (Planned.UNCHANGED,),
    "skipped": (Planned.LEFT_ALONE,),
    "failed": (Planned.PROBLEM,),
    "left_out": (Planned.REPEAT, Planned.LEFT_OUT),
}


def import_file(args: argparse.Namespace, house: House, control: Control) -> int:
    """Checks a file, and imports it if that is wanted."""
    require_place_for_report(args.report)
    destination = _destination(args, house)
    try:
        checked = check_file(args, house, destination, control)
        show_plan(checked, destination)
        if args.check:
            return _end_of_check(args, checked)
        _refuse_second_import(house, checked.table, destination)
        _require_consent(args, checked.plan, destination)
        return _carry_out(args, house, checked, destination, control)
    finally:
        destination.close()


def _destination(args: argparse.Namespace, house: House) -> Destination:
    if args.practice:
        _refuse_practising_another_system(args)
        return house.destination(house.book.practice)
    if args.account:
        return house.destination(house.book.find(args.account))
    system = System(args.system)
    return open_destination(credentials_from_environment(system, args.server, os.environ), house.clock)


def _refuse_practising_another_system(args: argparse.Namespace) -> None:
    """The Practice CRM within this command stands for MEGA; nothing goes where it was not meant to."""
    if System(args.system) is System.FOXREACH:
        raise UsageProblem(
            "With --practice leads go into the Practice CRM as if it were MEGA, so nothing was sent.",
            "To practise for FoxReach run “mega-desktop practice”, and give the FoxReach address it prints "
            "with --server and its key in FOXREACH_API_KEY.",
        )


def _end_of_check(args: argparse.Namespace, checked: Checked) -> int:
    counts = checked.plan.counts()
    predicted = {name: sum(counts[p] for p in planned) for name, planned in SAME_AS.items()}
    unwritten = ", no report either" if args.report else ""
    print(f"This was a check: nothing was written{unwritten}.", file=sys.stderr)
    if args.json:
        document: dict[str, object] = {
            "import_id": None,
            "check": True,
            "rows": checked.plan.rows,
            **predicted,
        }
        document |= {
            "unconfirmed": 0,
            "not_sent": 0,
            "requests": checked.plan.requests,
            "seconds": round(checked.seconds, 3),
        }
        print_json(document | {"report": None, "unknown_custom_fields": dict(checked.plan.unknown_fields)})
    return SOME_FAILED if counts[Planned.PROBLEM] else DONE


def _refuse_second_import(house: House, table: Table, destination: Destination) -> None:
    """Rows that were sent are not sent again behind the person's back; what never sent anything goes."""
    credentials = destination.credentials
    earlier = unfinished(house.folders.imports, table.sha256, credentials.server, credentials.customer_id)
    if earlier is None:
        return
    if earlier.state is ImportState.PLANNED and not earlier.busy:
        discard(house.folders.imports, earlier.id)
        return
    raise ImportProblem(
        f"An earlier import of this very file into this account stopped at {earlier.chunks_done:,} of "
        f"{earlier.chunks:,} uploads.",
        f"Go on with it: mega-desktop resume {earlier.id}",
    )


def _require_consent(args: argparse.Namespace, plan: Plan, destination: Destination) -> None:
    """Asks, unless that was said beforehand or nothing would be sent.

    Raises:
        UsageProblem: Nobody is there to answer.
        Cancelled: The answer is no.
    """
    if args.yes or plan.to_send.is_empty():
        return
    question = f"Import {plan.to_send.height:,} leads into {destination.credentials.name}? [y/N] "
    print(question, end="", file=sys.stderr, flush=True)
    with when_asked_to_end(_give_up):
        answer = sys.stdin.readline() if sys.stdin else ""
    if not answer:
        raise UsageProblem(
            "Nobody answered, so nothing was written.", "Add --yes to import without a question."
        )
    if answer.strip().lower() not in {"y", "yes"}:
        raise Cancelled


def _give_up() -> None:
    raise Cancelled


def _carry_out(
    args: argparse.Namespace, house: House, checked: Checked, destination: Destination, control: Control
) -> int:
    line = ProgressLine()

    def planning(p: Progress) -> None:
        line.show(f"{p.what} {p.done:,}")

    imports, origin = house.folders.imports, Origin(checked.mapping)
    identity = create_import(
        imports, checked.plan, checked.table, destination, house.clock, planning, control, origin
    )
    line.end()
    return run(args, house, identity, destination, control)
