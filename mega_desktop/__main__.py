"""The door: opens the window, or hands a command to the command line.

    mega-desktop [FILE]             the wizard, on FILE
    mega-desktop --practice [FILE]  the wizard with the Practice CRM, and the sample spreadsheet
    mega-desktop COMMAND …          the same engine without a window (mega-desktop --help)
    mega-desktop --selftest         is this installation sound?

Everything is imported late: `--version` and the reader process start at once, and nothing of Qt is
touched before it is known that a window can be opened.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from io import TextIOWrapper
from pathlib import Path
from typing import TextIO

from mega_desktop import __version__

DONE, SOME_FAILED, BAD_INPUT, NO_CONNECTION, STOPPED = range(5)
NO_WINDOW = 3

SHEET_CHILD = "--sheet-child"
PRACTICE = "--practice"
COMMANDS = frozenset({"inspect", "match", "import", "resume", "imports", "practice", "-h", "--help"})


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the program and returns its exit code; no error leaves as a stack trace."""
    words = list(sys.argv[1:] if argv is None else argv)
    _say_whatever_it_is()
    if words[:1] == [SHEET_CHILD]:
        from mega_desktop.sheets import child

        return child.main()
    if words == ["--version"]:
        _say(f"MEGA Desktop {__version__}")
        return 0
    _no_core_dumps()
    return _guarded(words)


def _guarded(words: list[str]) -> int:
    """Runs with a log; what nobody expected is written there and told in a sentence."""
    from mega_desktop.errors import Problem
    from mega_desktop.folders import user_folders
    from mega_desktop.logs import logging_to

    with logging_to(user_folders().logs) as log:
        try:
            return _written_out(words)
        except Problem as problem:
            _complain(str(problem))
            return NO_CONNECTION
        except KeyboardInterrupt:
            _complain("Stopped.")
        except BrokenPipeError:
            # Whoever read along has gone; Python would complain once more when it flushes at its end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        except Exception as error:
            logging.getLogger("mega_desktop").exception("unexpected")
            _complain(
                f"The program had to stop: something unexpected happened ({type(error).__name__}). What was "
                f"sent is safe, and an import that stopped can be continued. What is known is in {log}"
            )
    return STOPPED


def _written_out(words: list[str]) -> int:
    """Writes all output before the end: afterwards nobody could catch that its reader has gone."""
    try:
        return _open(words)
    finally:
        if sys.stdout is not None:
            sys.stdout.flush()


def _open(words: list[str]) -> int:
    if words and words[0] in COMMANDS:
        from mega_desktop import cli

        return cli.main(words)
    if words == ["--selftest"]:
        from mega_desktop.selftest import selftest

        return selftest(_say)
    practice = PRACTICE in words
    files = [word for word in words if word != PRACTICE]
    if len(files) > 1 or any(word.startswith("-") for word in files):
        _complain(f"“{' '.join(words)}” makes no sense here. See: mega-desktop --help")
        return BAD_INPUT
    if files and not Path(files[0]).exists():
        _complain(f"There is no file and no command “{files[0]}”. See: mega-desktop --help")
        return BAD_INPUT
    return _open_window(Path(files[0]) if files else None, practice=practice)


def _open_window(file: Path | None, *, practice: bool) -> int:
    from mega_desktop import preflight

    why_not = preflight.why_no_window(os.environ)
    if why_not:
        return _without_window(why_not, file, practice=practice)

    from mega_desktop.folders import user_folders
    from mega_desktop.house import House
    from mega_desktop.window import app
    from mega_desktop.work import SystemClock

    house = House(user_folders(), SystemClock())
    try:
        return app.run(house, file, practice=practice)
    finally:
        house.close()


def _without_window(why_not: str, file: Path | None, *, practice: bool) -> int:
    """Says why; for practice, the same import then runs in the terminal."""
    _complain(why_not)
    if not practice:
        _complain("Without a window, use: mega-desktop import FILE (see mega-desktop --help)")
        return NO_WINDOW
    from mega_desktop import cli
    from mega_desktop.folders import sample_spreadsheet

    chosen = file or sample_spreadsheet()
    _complain(f"So {chosen.name} is now imported into the Practice CRM here, without a window.\n")
    code = cli.main(["import", str(chosen), PRACTICE, "--yes"])
    # Some rows of the sample cannot be imported on purpose: seeing that is part of trying it.
    return DONE if file is None and code == SOME_FAILED else code


def _say_whatever_it_is() -> None:
    """A sign that the terminal's encoding lacks is written as its number; it is no reason to end."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _no_core_dumps() -> None:
    """A core dump would hold the token and the leads."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _say(text: str) -> None:
    _write(sys.stdout, text)


def _complain(text: str) -> None:
    _write(sys.stderr, text)


def _write(stream: TextIO | None, text: str) -> None:
    if stream is not None:  # a windowless start on Windows has none
        stream.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main())
