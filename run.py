#!/usr/bin/env python3
"""Sets everything up in `.venv`, then starts MEGA Desktop or tests it. Needs nothing but Python 3.11.

python3 run.py            the wizard with the Practice CRM and the sample spreadsheet
python3 run.py WORDS …    the same as `mega-desktop WORDS …`
python3 run.py test       linters, types, layers and all tests
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
EXE = ".exe" if os.name == "nt" else ""
PYTHON = BIN / f"python{EXE}"
STAMP = VENV / "installed.txt"
LOG = VENV / "setup.log"
RUN_LOCK = ROOT / "requirements.lock"
TEST_LOCK = ROOT / "requirements-dev.lock"

TEST_PROGRAMS = {"Xvfb": "xvfb", "dbus-run-session": "dbus", "gnome-keyring-daemon": "gnome-keyring"}
"""Programs that the tests run, and Debian's and Ubuntu's packages."""

HARNESS = "tests/harness"
"""Kills processes at random moments and keeps every processor busy with it: nothing else runs meanwhile."""

CHECKS = (
    ("ruff check", ("-m", "ruff", "check", "--quiet", ".")),
    ("ruff format", ("-m", "ruff", "format", "--check", "--quiet", ".")),
    ("mypy", ("-m", "mypy")),
    ("layers", ("-c", "from importlinter.cli import lint_imports_command; lint_imports_command()")),
    # Three on two processors: many tests wait for a server's or a window's next turn.
    ("tests", ("-m", "pytest", f"--ignore={HARNESS}", "-n", "3", "--dist", "worksteal")),
    ("kill harness", ("-m", "pytest", HARNESS)),
)


class SetupProblem(Exception):
    """Something is missing that only the person can bring; the text says what and how."""


def main(words: Sequence[str]) -> int:
    try:
        if words[:1] == ["test"]:
            return test()
        return start(words or ["--practice"])
    except SetupProblem as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 3
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 4


def start(words: Sequence[str]) -> int:
    install_packages([*venv_packages(), *window_packages()])
    set_up(RUN_LOCK)
    command = [str(BIN / f"mega-desktop{EXE}"), *words]
    if sys.platform == "win32":
        return subprocess.call(command)
    # In its place rather than below it: Ctrl+C then reaches the program alone, which stops with care.
    return os.execv(command[0], command)  # noqa: S606 - no shell is wanted


def test() -> int:
    """Runs every check even when an earlier one failed; the last line printed is pytest's own."""
    install_packages([*venv_packages(), *test_packages()])
    set_up(TEST_LOCK)
    environment = clean_environment() | {"QT_QPA_PLATFORM": "offscreen"}
    failed = []
    for name, words in CHECKS:
        began = time.monotonic()
        print(f"── {name}", flush=True)
        code = subprocess.call([str(PYTHON), *words], cwd=ROOT, env=environment, stdin=subprocess.DEVNULL)
        if code:
            failed.append(name)
        print(f"   {'FAILED' if code else 'fine'}, {time.monotonic() - began:.1f} s", flush=True)
    if failed:
        print(f"\nFailed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def set_up(lock: Path) -> None:
    """Makes `.venv` hold what `lock` names, and the command `mega-desktop`; at once when it does already."""
    wanted = fingerprint(lock)
    if PYTHON.exists() and STAMP.exists() and wanted in STAMP.read_text(encoding="utf-8"):
        return
    began = time.monotonic()
    print("Setting up MEGA Desktop (once; about a minute) …", flush=True)
    make_venv()
    pip("--require-hashes", "--no-deps", "--only-binary=:all:", "--requirement", str(lock))
    pip("--no-build-isolation", "--no-deps", "--no-index", "--editable", str(ROOT))
    held = [lock] if lock == RUN_LOCK else [RUN_LOCK, TEST_LOCK]
    STAMP.write_text("\n".join(map(fingerprint, held)), encoding="utf-8")
    print(f"Set up in {time.monotonic() - began:.0f} s.", flush=True)


def fingerprint(lock: Path) -> str:
    """Changes with what would be installed, with the Python used, and when the folder was moved."""
    files = lock.read_bytes() + (ROOT / "pyproject.toml").read_bytes()
    return hashlib.sha256(files + f"{sys.version} {ROOT}".encode()).hexdigest()


def make_venv() -> None:
    """A fresh environment, unless the one that is there was made by this Python in this folder."""
    if is_sound():
        return
    run([sys.executable, "-m", "venv", "--clear", str(VENV)], "The folder .venv could not be made.")


def is_sound() -> bool:
    """Whether `.venv` runs with this very Python and its commands point here."""
    ask = "import sys, pip; print(sys.version, sys.prefix, sep='\\n')"
    try:
        answer = subprocess.run(
            [str(PYTHON), "-c", ask], capture_output=True, text=True, check=True, env=clean_environment()
        )
    except (OSError, subprocess.CalledProcessError):
        return False
    return answer.stdout.splitlines() == [*sys.version.splitlines(), str(VENV)]


def pip(*words: str) -> None:
    run(
        [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *words],
        "The program's parts could not be installed. Is there a network connection to the package registry?",
    )


def run(command: Sequence[str], problem: str, environment: dict[str, str] | None = None) -> None:
    """Runs `command` quietly.

    Raises:
        SetupProblem: It failed; with the end of what it said.
    """
    done = subprocess.run(
        command,
        env=environment or clean_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode == 0:
        return
    if VENV.is_dir():
        LOG.write_text(done.stdout, encoding="utf-8")
        problem += f" All that was said: {LOG}"
    end = "\n".join(f"  {line}" for line in done.stdout.strip().splitlines()[-4:])
    raise SetupProblem(f"{problem}\n{end}")


def clean_environment() -> dict[str, str]:
    """The person's environment without what would send Python or pip elsewhere.

    Nor what keeps Python from storing what it compiles: each of many processes would compile all it imports.
    """
    dropped = {"PYTHONHOME", "PYTHONPATH", "PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_REQUIRE_VIRTUALENV"}
    dropped |= {"PYTHONDONTWRITEBYTECODE", "PIP_NO_COMPILE"}
    kept = {name: value for name, value in os.environ.items() if name not in dropped}
    return kept | {"PIP_NO_INPUT": "1", "PYTHONUTF8": "1"}


def venv_packages() -> list[str]:
    """Debian and Ubuntu take Python's own venv module apart."""
    if PYTHON.exists() or importlib.util.find_spec("ensurepip"):
        return []
    return ["python{}.{}-venv".format(*sys.version_info)]


def window_packages() -> list[str]:
    """What Qt needs of the system; nothing where no window can be opened anyway."""
    from mega_desktop import preflight

    where = preflight.screen(os.environ)
    if where is preflight.Screen.NONE:
        return []
    libraries = list(preflight.missing_libraries(preflight.NEEDED[where]).values())
    if libraries and not Path("/usr/share/fonts/truetype").is_dir():
        libraries.append("fonts-dejavu-core")  # without any font a window shows boxes in place of letters
    return libraries


def test_packages() -> list[str]:
    """Libraries and programs for the tests, which open real windows on a screen of their own."""
    if not sys.platform.startswith("linux"):
        return []
    from mega_desktop import preflight

    libraries = preflight.missing_libraries(preflight.NEEDED[preflight.Screen.X11]).values()
    programs = [package for program, package in TEST_PROGRAMS.items() if not shutil.which(program)]
    return [*libraries, *programs]


def install_packages(packages: Sequence[str]) -> None:
    """Installs packages of the system where that needs no password; nothing when there are none.

    Raises:
        SetupProblem: The person has to do it; the text holds the exact command.
    """
    if not packages:
        return
    words = ["apt-get", "install", "-y", "--no-install-recommends", *dict.fromkeys(packages)]
    missing = "Some packages of the system are missing."
    by_hand = f"{missing} Install them, then start this again:\n  sudo {' '.join(words)}"
    if not shutil.which("apt-get"):
        raise SetupProblem(
            f"{missing} Install what Debian calls {', '.join(words[4:])}, then start this again."
        )
    right = may_install()
    if right is None:
        raise SetupProblem(by_hand)
    print(f"{missing} Installing: {' '.join(words[4:])}", flush=True)
    quiet = clean_environment() | {"DEBIAN_FRONTEND": "noninteractive"}
    # A list that is a little old still installs; only the installation decides.
    subprocess.run([*right, "apt-get", "update"], env=quiet, capture_output=True, check=False)
    run([*right, *words], by_hand, quiet)


def may_install() -> list[str] | None:
    """The words to put before `apt-get`, or None where it would ask for a password."""
    if os.geteuid() == 0:
        return []
    sudo = ["sudo", "-n"]
    if not shutil.which("sudo"):
        return None
    asked = subprocess.run([*sudo, "true"], capture_output=True, check=False)
    return sudo if asked.returncode == 0 else None


if __name__ == "__main__":
    if sys.version_info < (3, 11):  # noqa: UP036 - this is where it is told
        sys.exit(f"MEGA Desktop needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    sys.exit(main(sys.argv[1:]))
