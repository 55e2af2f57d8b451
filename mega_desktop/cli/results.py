"""Carrying an import out, and saying what became of every row."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from mega_desktop.awake import kept_awake
from mega_desktop.cli.printing import ProgressLine, facts, print_json
from mega_desktop.crm import Destination, Refused
from mega_desktop.errors import Problem, UsageProblem
from mega_desktop.house import House
from mega_desktop.importing import ImportInfo, ImportProgress, ImportState, Outcome, open_import
from mega_desktop.reporting import write_report
from mega_desktop.work import Cancelled, Control, Progress

DONE, SOME_FAILED, NO_CONNECTION, STOPPED = 0, 1, 3, 4


def run(
    args: argparse.Namespace, house: House, identity: str, destination: Destination, control: Control
) -> int:
    """Sends what an import has left and tells how it stands then; the exit code."""
    line = ProgressLine()

    def progress(p: ImportProgress) -> None:
        wait = f" · waiting {p.waiting_s:.0f} s: {p.why}" if p.waiting_s else ""
        line.show(f"{p.sent:,} of {p.to_send:,} leads sent{wait}")

    problem: Problem | None = None
    with open_import(house.folders.imports, identity) as journal:
        began_at = journal.info().chunks_done
        try:
            with kept_awake():
                journal.run(destination, house.clock, progress, control)
        except Problem as why:
            problem = why
        info = journal.info()
    line.end()
    code = finish(args, house, info, control)
    refused_at_once = isinstance(problem, Refused) and info.chunks_done == began_at
    return NO_CONNECTION if refused_at_once else code


def finish(args: argparse.Namespace, house: House, info: ImportInfo, control: Control) -> int:
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


def require_place_for_report(wanted: Path | None) -> None:
    """Before anything is sent, not after it.

    Raises:
        UsageProblem: The report could not be written there.
    """
    if wanted is None:
        return
    folder = wanted.parent
    if wanted.is_dir() or not folder.is_dir() or not os.access(folder, os.W_OK):
        raise UsageProblem(
            f"The report cannot be written to {wanted}, so nothing was begun.",
            "Name a file in a folder that exists and that you may write in.",
        )


def _written_report(
    args: argparse.Namespace, house: House, info: ImportInfo, control: Control
) -> Path | None:
    """Where the report is; None when none was wanted or it could not be written, which is said then."""
    if args.report is None:
        return None
    line = ProgressLine()

    def progress(p: Progress) -> None:
        line.show(f"{p.what} {p.done:,}")

    # A stop was for the uploads; the report of what happened is wanted all the more.
    control = Control() if control.is_cancelled else control
    try:
        return write_report(house.folders.imports, info.id, args.report, progress, control)
    except (Problem, Cancelled) as problem:
        line.end()
        said = problem if isinstance(problem, Problem) else "The report was not written."
        again = f"mega-desktop resume {info.id} --report {args.report}"
        print(f"{said}\nWrite it with: {again}", file=sys.stderr)
        return None
    finally:
        line.end()


def _how_it_ended(info: ImportInfo) -> int:
    if info.state is not ImportState.FINISHED:
        return STOPPED
    bad = info.tally[Outcome.FAILED] + info.tally[Outcome.UNCONFIRMED] + info.tally[Outcome.NOT_SENT]
    return SOME_FAILED if bad else DONE


def _result(info: ImportInfo, report: Path | None) -> dict[str, object]:
    return {
        "import_id": info.id,
        "rows": info.tally.rows,
        **counts(info),
        "requests": info.requests,
        "seconds": round(info.seconds, 3),
        "report": str(report) if report else None,
    }


def counts(info: ImportInfo) -> dict[str, int]:
    return {outcome.value: info.tally[outcome] for outcome in Outcome}
