"""`import`, `resume` and `imports`: the walk from a file to its report."""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from mega_desktop.cli.printing import ProgressLine, facts, print_json, print_table
from mega_desktop.crm import Destination, OnDuplicate, System, open_destination
from mega_desktop.errors import Problem, UsageProblem
from mega_desktop.house import House, credentials_from_environment
from mega_desktop.importing import (
    ImportInfo,
    ImportProblem,
    ImportProgress,
    ImportState,
    Outcome,
    create_import,
    discard,
    open_import,
    past_imports,
    unfinished,
)
from mega_desktop.matching import (
    Mapping,
    Repeats,
    apply,
    candidate_slugs,
    from_document,
    problem_with,
    suggest,
)
from mega_desktop.preview import CheckProgress, Plan, Planned, check_plan, plan_locally
from mega_desktop.reporting import write_report
from mega_desktop.sheets import Table, read_table
from mega_desktop.work import Control, Progress

DONE, SOME_FAILED, BAD_INPUT, STOPPED = 0, 1, 2, 4

SAME_AS = {
    "created": (Planned.NEW, Planned.UNCHECKED),
    "updated": (Planned.UPDATE,),
    "unchanged": (Planned.UNCHANGED,),
    "skipped": (Planned.LEFT_ALONE,),
    "failed": (Planned.PROBLEM,),
    "left_out": (Planned.REPEAT,),
}


@dataclass(frozen=True)
class _Checked:
    """A file on its way, as far as the check."""

    table: Table
    mapping: Mapping
    plan: Plan
    seconds: float


def import_file(args: argparse.Namespace, house: House, control: Control) -> int:
    """Checks a file, and imports it if that is wanted."""
    destination = _destination(args, house)
    try:
        checked = _check(args, house, destination, control)
        _show_plan(checked, destination)
        if args.check:
            return _end_of_check(args, checked)
        _refuse_second_import(house, checked.table, destination)
        if not _agreed(args, checked.plan, destination):
            print("Nothing was written.", file=sys.stderr)
            return STOPPED
        return _carry_out(args, house, checked, destination, control)
    finally:
        destination.close()


def resume(args: argparse.Namespace, house: House, control: Control) -> int:
    """Goes on with an import that stopped; a finished one only tells its result again."""
    info = _wanted(house, args.id)
    if info.state is ImportState.FINISHED:
        return _finish(args, house, info, control)
    destination = _destination_of(info, house)
    try:
        return _run(args, house, info.id, destination, control)
    finally:
        destination.close()


def list_imports(args: argparse.Namespace, house: House, _control: Control) -> int:
    """Past and unfinished imports, newest first."""
    infos = past_imports(house.folders.imports)
    if args.json:
        print_json([_listed(info) for info in infos])
        return DONE
    if not infos:
        print("There are no imports yet.")
        return DONE
    heads = ("id", "file", "account", "started", "state", "rows")
    rows = [
        (i.id, i.file_name, i.account, f"{i.created_at:%Y-%m-%d %H:%M}", i.state.value, f"{i.tally.rows:,}")
        for i in infos
    ]
    print_table(heads, rows)
    return DONE


def _destination(args: argparse.Namespace, house: House) -> Destination:
    if args.practice:
        return house.destination(house.book.practice)
    if args.account:
        return house.destination(house.book.find(args.account))
    system = System(args.system)
    return open_destination(credentials_from_environment(system, args.server, os.environ), house.clock)


def _destination_of(info: ImportInfo, house: House) -> Destination:
    """The way to the account an import is bound to: saved, practice, or from the environment."""
    if info.system is System.PRACTICE:
        return house.destination(house.book.practice)
    for account in house.book.accounts():
        if (account.server, account.customer_id) == (info.server, info.customer_id):
            return house.destination(account)
    return open_destination(credentials_from_environment(info.system, info.server, os.environ), house.clock)


def _check(args: argparse.Namespace, house: House, destination: Destination, control: Control) -> _Checked:
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

    table = read_table(args.file, scratch=house.scratch(), sheet=args.sheet, report=progress, control=control)
    knowledge = destination.learn(candidate_slugs(table), progress, control)
    fields = destination.fields(knowledge)
    system = destination.credentials.system
    mapping = _mapping(args, table, suggest(table, fields, knowledge, system))
    if why_not := problem_with(mapping, fields):
        raise UsageProblem(
            f"The columns of this file are not matched: {why_not}.", "Give a mapping with --mapping."
        )
    plan = plan_locally(apply(table, mapping, fields, knowledge))
    plan = check_plan(plan, destination, house.clock, checked, control)
    line.end()
    return _Checked(table, mapping, plan, house.clock.monotonic() - began)


def _mapping(args: argparse.Namespace, table: Table, suggested: Mapping) -> Mapping:
    mapping = _mapping_file(args.mapping, table, suggested.system) if args.mapping else suggested
    if args.on_duplicate:
        mapping = replace(mapping, on_duplicate=OnDuplicate(args.on_duplicate))
    return replace(mapping, repeats=Repeats(args.repeats)) if args.repeats else mapping


def _mapping_file(path: Path, table: Table, system: System) -> Mapping:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UsageProblem(
            f"The mapping {path.name} cannot be read.",
            "Make one with “mega-desktop match FILE --json”.",
            detail=type(error).__name__,
        ) from error
    return from_document(document, table, system)


def _show_plan(checked: _Checked, destination: Destination) -> None:
    counts = checked.plan.counts()
    named = {p.value.replace("_", " "): n for p, n in counts.items()}
    print(f"{checked.plan.rows:,} rows in the file: {facts(named)}", file=sys.stderr)
    for slug, lost in checked.plan.unknown_fields.items():
        name = destination.credentials.name
        print(
            f"{name} does not know the custom field “{slug}”: {lost:,} values would be lost.", file=sys.stderr
        )


def _end_of_check(args: argparse.Namespace, checked: _Checked) -> int:
    counts = checked.plan.counts()
    predicted = {name: sum(counts[p] for p in planned) for name, planned in SAME_AS.items()}
    print("This was a check: nothing was written.", file=sys.stderr)
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


def _agreed(args: argparse.Namespace, plan: Plan, destination: Destination) -> bool:
    if args.yes:
        return True
    question = f"Import {plan.to_send.height:,} leads into {destination.credentials.name}? [y/N] "
    print(question, end="", file=sys.stderr, flush=True)
    answer = sys.stdin.readline()
    if not answer:
        raise UsageProblem(
            "Nobody answered, so nothing was written.", "Add --yes to import without a question."
        )
    return answer.strip().lower() in {"y", "yes"}


def _carry_out(
    args: argparse.Namespace, house: House, checked: _Checked, destination: Destination, control: Control
) -> int:
    line = ProgressLine()

    def planning(p: Progress) -> None:
        line.show(f"{p.what} {p.done:,}")

    identity = create_import(
        house.folders.imports, checked.plan, checked.table, destination, house.clock, planning, control
    )
    line.end()
    return _run(args, house, identity, destination, control)


def _run(
    args: argparse.Namespace, house: House, identity: str, destination: Destination, control: Control
) -> int:
    line = ProgressLine()

    def progress(p: ImportProgress) -> None:
        wait = f" · waiting {p.waiting_s:.0f} s: {p.why}" if p.waiting_s else ""
        line.show(f"{p.sent:,} of {p.to_send:,} leads sent{wait}")

    with open_import(house.folders.imports, identity) as journal:
        info = journal.run(destination, house.clock, progress, control)
    line.end()
    return _finish(args, house, info, control)


def _finish(args: argparse.Namespace, house: House, info: ImportInfo, control: Control) -> int:
    """Says what became of the rows; the journal is the truth, so this can be told as often as wanted."""
    report = _written_report(args, house, info, control)
    named = {o.value.replace("_", " "): info.tally[o] for o in Outcome}
    print(f"{info.tally.rows:,} rows in the file: {facts(named)}", file=sys.stderr)
    if info.stopped_because:
        print(info.stopped_because, file=sys.stderr)
        print(f"Go on with: mega-desktop resume {info.id}", file=sys.stderr)
    if args.json:
        print_json(_result(info, report))
    elif report:
        print(report)
    return _how_it_ended(info)


def _written_report(
    args: argparse.Namespace, house: House, info: ImportInfo, control: Control
) -> Path | None:
    if args.report is None:
        return None
    line = ProgressLine()

    def progress(p: Progress) -> None:
        line.show(f"{p.what} {p.done:,}")

    # A stop was for the uploads; the report of what happened is wanted all the more.
    control = Control() if control.is_cancelled else control
    path = write_report(house.folders.imports, info.id, args.report, progress, control)
    line.end()
    return path


def _how_it_ended(info: ImportInfo) -> int:
    if info.state is not ImportState.FINISHED:
        return STOPPED
    bad = info.tally[Outcome.FAILED] + info.tally[Outcome.UNCONFIRMED] + info.tally[Outcome.NOT_SENT]
    return SOME_FAILED if bad else DONE


def _counts(info: ImportInfo) -> dict[str, int]:
    return {outcome.value: info.tally[outcome] for outcome in Outcome}


def _result(info: ImportInfo, report: Path | None) -> dict[str, object]:
    return {
        "import_id": info.id,
        "rows": info.tally.rows,
        **_counts(info),
        "requests": info.requests,
        "seconds": round(info.seconds, 3),
        "report": str(report) if report else None,
    }


def _listed(info: ImportInfo) -> dict[str, object]:
    return {
        "import_id": info.id,
        "file": info.file_name,
        "account": info.account,
        "system": info.system.value,
        "state": info.state.value,
        "created_at": info.created_at.isoformat(),
        "finished_at": info.finished_at.isoformat() if info.finished_at else None,
        "stopped_because": info.stopped_because or None,
        "rows": info.tally.rows,
        **_counts(info),
        "requests": info.requests,
        "seconds": round(info.seconds, 3),
    }


def _wanted(house: House, identity: str | None) -> ImportInfo:
    infos = past_imports(house.folders.imports)
    if identity is None:
        chosen = [i for i in infos if i.state is not ImportState.FINISHED]
    else:
        chosen = [i for i in infos if i.id == identity]
    if not chosen:
        what = f"There is no import “{identity}”." if identity else "There is no import to go on with."
        raise UsageProblem(what, "See “mega-desktop imports”.")
    if chosen[0].busy:
        raise Problem("This import is open in another window.", "Wait until it is done, or stop it there.")
    return chosen[0]
