"""The words of the command line."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from mega_desktop import __version__
from mega_desktop.crm import OnDuplicate, System
from mega_desktop.errors import UsageProblem
from mega_desktop.matching import Repeats

PROGRAM = "mega-desktop"
USAGE = f"""\
{PROGRAM} [FILE]               opens the wizard (on FILE)
       {PROGRAM} --practice [FILE]    the wizard with the Practice CRM, and a sample spreadsheet
       {PROGRAM} COMMAND …            the same without a window
       {PROGRAM} --selftest | --version"""
HIGHEST_PORT = 65_535
EXIT_CODES = """\
Exit codes: 0 every row in; 1 finished, some rows failed; 2 bad usage or unreadable file; \
3 credentials or connection; 4 stopped before the end, can be resumed."""


class _Parser(argparse.ArgumentParser):
    """Tells a mistake as a `UsageProblem`, so that every error leaves by the same door."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**more, allow_abbrev=False)

    def error(self, message: str) -> NoReturn:
        raise UsageProblem(f"This command cannot be carried out: {message}.", f"See “{self.prog} --help”.")


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """The command and its options.

    Raises:
        UsageProblem: The words make no sense together.
    """
    parser = _Parser(
        prog=PROGRAM,
        usage=USAGE,
        description="Brings the leads of a spreadsheet into a CRM.",
        epilog=f"“{PROGRAM} COMMAND --help” tells more. {EXIT_CODES}",
    )
    parser.add_argument("--practice", action="store_true", help="open the wizard with the Practice CRM")
    parser.add_argument("--selftest", action="store_true", help="is this installation sound?")
    parser.add_argument("--version", action="version", version=f"MEGA Desktop {__version__}")
    commands = parser.add_subparsers(
        title="commands", metavar="COMMAND", dest="command", required=True, parser_class=_Parser, prog=PROGRAM
    )
    _inspect(commands.add_parser("inspect", help="what the reader sees in a file"))
    _match(commands.add_parser("match", help="the automatic mapping of a file's columns"))
    _import(commands.add_parser("import", help="check a file, then import it"))
    _resume(commands.add_parser("resume", help="go on with the import that stopped"))
    _json(commands.add_parser("imports", help="past and unfinished imports"))
    _practice(commands.add_parser("practice", help="serve the Practice CRM alone"))
    return parser.parse_args(argv)


def _json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON document on stdout")


def _file(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--sheet", metavar="S", help="the sheet to read (default: the first with data)")
    _json(parser)


def _whole(least: int, most: int | None = None) -> Callable[[str], int]:
    """Reads a whole number within these bounds."""

    def read(text: str) -> int:
        number = int(text) if text.strip().lstrip("+-").isdecimal() else least - 1
        if number < least or (most is not None and number > most):
            bounds = f"of at least {least}" if most is None else f"from {least} to {most}"
            raise argparse.ArgumentTypeError(f"“{text}” is not a whole number {bounds}")
        return number

    return read


def _seconds(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError(f"“{text}” is not a number above 0")
    return number


def _inspect(parser: argparse.ArgumentParser) -> None:
    _file(parser)
    parser.add_argument("--rows", type=_whole(0), default=10, metavar="N", help="rows to show (default: 10)")


def _match(parser: argparse.ArgumentParser) -> None:
    _file(parser)
    _system(parser)


def _system(parser: argparse.ArgumentParser) -> None:
    names = [System.MEGA.value, System.FOXREACH.value]
    parser.add_argument("--system", choices=names, default=System.MEGA.value, help="the CRM it is for")


def _import(parser: argparse.ArgumentParser) -> None:
    _file(parser)
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--practice", action="store_true", help="into the built-in Practice CRM")
    where.add_argument("--account", metavar="NAME", help="into a saved account")
    where.add_argument("--server", metavar="URL", help="into this server, credentials from the environment")
    _system(parser)
    parser.add_argument(
        "--mapping", type=Path, metavar="FILE.json", help="a mapping instead of the automatic one"
    )
    parser.add_argument("--on-duplicate", choices=[d.value for d in OnDuplicate], help="leads already there")
    parser.add_argument(
        "--repeats", choices=[r.value for r in Repeats], help="the same person twice in the file"
    )
    parser.add_argument("--check", action="store_true", help="dry run only: nothing is written")
    parser.add_argument("--yes", action="store_true", help="import without asking")
    _report(parser)


def _report(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--report", type=Path, metavar="OUT.xlsx", help="write the outcome of every row here")


def _resume(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "id", nargs="?", metavar="ID", help="which import (default: the newest unfinished one)"
    )
    _report(parser)
    _json(parser)


def _practice(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--port",
        type=_whole(0, HIGHEST_PORT),
        default=0,
        metavar="N",
        help="the port (default: any free one)",
    )
    parser.add_argument("--data", type=Path, metavar="FOLDER", help="where its leads are kept")
    parser.add_argument(
        "--bulk-limit", type=_whole(1), default=10, metavar="N", help="bulk requests a minute"
    )
    parser.add_argument(
        "--minute", type=_seconds, default=60.0, metavar="SECONDS", help="how long a minute lasts"
    )
    _json(parser)
