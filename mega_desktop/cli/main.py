"""The command line's door: reads the words, opens the house, and tells every problem as a sentence."""

from __future__ import annotations

import argparse
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from mega_desktop.accounts import StoreProblem
from mega_desktop.cli import files, history, importing, serving
from mega_desktop.cli.arguments import parse
from mega_desktop.cli.printing import print_problem
from mega_desktop.crm import CrmProblem
from mega_desktop.errors import Problem, UsageProblem
from mega_desktop.folders import user_folders
from mega_desktop.house import House
from mega_desktop.sheets import FileProblem
from mega_desktop.stopping import when_asked_to_end
from mega_desktop.work import Cancelled, Control, SystemClock

DONE, SOME_FAILED, BAD_INPUT, NO_CONNECTION, STOPPED = range(5)

Command = Callable[[argparse.Namespace, House, Control], int]
COMMANDS: dict[str, Command] = {
    "inspect": files.inspect,
    "match": files.match,
    "import": importing.import_file,
    "resume": history.resume,
    "imports": history.list_imports,
    "practice": serving.practice,
}


def main(argv: Sequence[str]) -> int:
    """Runs one command and returns its exit code (0 to 4)."""
    try:
        args = parse(argv)
    except UsageProblem as problem:
        print_problem(problem, as_json="--json" in argv)
        return BAD_INPUT
    house = House(user_folders(), SystemClock())
    try:
        with _stoppable() as control:
            return COMMANDS[args.command](args, house, control)
    except Cancelled:
        print_problem(Problem("Stopped before anything was written."), as_json=args.json)
        return STOPPED
    except Problem as problem:
        print_problem(problem, as_json=args.json)
        return exit_code(problem)
    finally:
        house.close()


def exit_code(problem: Problem) -> int:
    """What kind of problem ended the command, for scripts."""
    if isinstance(problem, UsageProblem | FileProblem):
        return BAD_INPUT
    return NO_CONNECTION if isinstance(problem, CrmProblem | StoreProblem) else STOPPED


@contextmanager
def _stoppable() -> Iterator[Control]:
    """A control that Ctrl+C and a polite kill cancel, so that an upload under way is finished first."""
    control = Control()

    def cancel() -> None:
        # From a thread of its own: the handler may interrupt the main thread while it holds the very
        # lock that cancelling takes.
        threading.Thread(target=control.cancel).start()

    with when_asked_to_end(cancel):
        yield control
