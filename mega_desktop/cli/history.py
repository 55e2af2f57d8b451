"""`resume` and `imports`: what was begun before."""

from __future__ import annotations

import argparse
import os
import sys

from mega_desktop.cli.printing import print_json, print_table
from mega_desktop.cli.results import DONE, counts, finish, require_place_for_report, run
from mega_desktop.crm import Destination, System, open_destination
from mega_desktop.errors import Problem, UsageProblem
from mega_desktop.house import House, credentials_from_environment
from mega_desktop.importing import ImportInfo, ImportState, past_imports, source_warning
from mega_desktop.work import Control


def resume(args: argparse.Namespace, house: House, control: Control) -> int:
    """Goes on with an import that stopped; a finished one only tells its result again."""
    require_place_for_report(args.report)
    info = _wanted(house, args.id)
    if info.state is ImportState.FINISHED:
        print("Nothing is left to send: the import is finished.", file=sys.stderr)
        return finish(args, house, info, control)
    if warning := source_warning(info):
        print(warning, file=sys.stderr)
    destination = _destination_of(info, house)
    try:
        return run(args, house, info.id, destination, control)
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
        (i.id, i.file_name, i.account, f"{i.created_at:%Y-%m-%d %H:%M}", _standing(i), f"{i.tally.rows:,}")
        for i in infos
    ]
    print_table(heads, rows)
    return DONE


def _destination_of(info: ImportInfo, house: House) -> Destination:
    """The way to the account an import is bound to: saved, practice, or from the environment."""
    if info.system is System.PRACTICE:
        return house.destination(house.book.practice)
    for account in house.book.accounts():
        if (account.server, account.customer_id) == (info.server, info.customer_id):
            return house.destination(account)
    return open_destination(credentials_from_environment(info.system, info.server, os.environ), house.clock)


def _standing(info: ImportInfo) -> str:
    if info.busy:
        return "open elsewhere"
    return "finished" if info.state is ImportState.FINISHED else "not finished"


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
        **counts(info),
        "requests": info.requests,
        "seconds": round(info.seconds, 3),
    }


def _wanted(house: House, identity: str | None) -> ImportInfo:
    """The import that is named; without a name the newest unfinished one, else the newest.

    Telling a finished one again is what a script needs whose first run was killed just before its end.
    """
    infos = past_imports(house.folders.imports)
    if identity is not None:
        infos = tuple(i for i in infos if i.id == identity)
    if not infos:
        what = f"There is no import “{identity}”." if identity else "There is no import to go on with."
        raise UsageProblem(what, "See “mega-desktop imports”.")
    chosen = next((i for i in infos if i.state is not ImportState.FINISHED), infos[0])
    if chosen.busy:
        raise Problem("This import is open in another window.", "Wait until it is done, or stop it there.")
    return chosen
