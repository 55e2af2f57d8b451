"""The system's password store: a real Secret Service, and stores that misbehave in ways real ones do."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked

from mega_desktop.accounts import Account, KeyringTokens, StoreProblem
from mega_desktop.accounts.password_store import USER, system_backend
from mega_desktop.accounts.tokens import entry_name
from mega_desktop.crm import Secret, System

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "packaging" / "with-secret-service.sh"
ACCOUNT = Account("a1b2c3", "Harbor Realty", System.MEGA, "https://app.gomega.ai")
TOKEN = Secret("mega_" + "5e" * 32)

PROGRAMS = {"dbus-run-session": "dbus", "gnome-keyring-daemon": "gnome-keyring"}
MISSING = [package for program, package in PROGRAMS.items() if not shutil.which(program)]
with_programs = pytest.mark.skipif(
    bool(MISSING), reason=f"needs: sudo apt-get install -y --no-install-recommends {' '.join(MISSING)}"
)


class Memory(KeyringBackend):
    """A store that works, in memory."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # keyring's
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


class Forgetful(Memory):
    """Says that it kept the token, and did not."""

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password[:10]


class Clinging(Memory):
    """Says that it deleted the token, and did not."""

    def delete_password(self, service: str, username: str) -> None:
        pass


class Denying(Memory):
    """Refuses with words that hold the token."""

    def set_password(self, service: str, username: str, password: str) -> None:
        raise RuntimeError(f"cannot keep {password}")


class Locked(Memory):
    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked("Failed to unlock the collection!")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise KeyringLocked("Can't store password on keychain: (-128, 'Denied')")


class Hanging(Memory):
    """Waits for a person who never comes."""

    def __init__(self) -> None:
        super().__init__()
        self.person = threading.Event()

    def get_password(self, service: str, username: str) -> str | None:
        self.person.wait()
        return None


@pytest.fixture
def hanging() -> Iterator[Hanging]:
    backend = Hanging()
    yield backend
    backend.person.set()


def store(backend: KeyringBackend, limit_s: float = 20.0) -> KeyringTokens:
    return KeyringTokens(lambda: backend, limit_s)


def test_what_is_saved_is_loaded_and_what_is_forgotten_is_gone() -> None:
    backend = Memory()
    tokens = store(backend)
    tokens.save(ACCOUNT, TOKEN)
    assert backend.kept == {(entry_name(ACCOUNT), USER): TOKEN.reveal()}
    assert tokens.load(ACCOUNT) == TOKEN
    tokens.forget(ACCOUNT)
    tokens.forget(ACCOUNT)
    assert tokens.load(ACCOUNT) is None


def test_a_token_that_does_not_come_back_as_it_was_is_not_called_kept() -> None:
    # K6
    with pytest.raises(StoreProblem, match="did not keep the token"):
        store(Forgetful()).save(ACCOUNT, TOKEN)


def test_a_token_that_is_still_there_is_not_called_forgotten() -> None:
    tokens = store(Clinging())
    tokens.save(ACCOUNT, TOKEN)
    with pytest.raises(StoreProblem, match="still in the password store") as caught:
        tokens.forget(ACCOUNT)
    assert entry_name(ACCOUNT) in caught.value.advice


def test_a_locked_store_is_called_locked_and_the_way_out_is_named() -> None:
    # K2
    with pytest.raises(StoreProblem, match="is locked") as caught:
        store(Locked()).load(ACCOUNT)
    assert "until you close the program" in caught.value.advice


def test_a_store_that_is_denied_is_told_as_one_that_is_locked() -> None:
    # K3
    """`keyring` raises the same for both: macOS answers -128 when the person says no."""
    with pytest.raises(StoreProblem, match="is locked") as caught:
        store(Locked()).save(ACCOUNT, TOKEN)
    assert "until you close the program" in caught.value.advice


def test_the_words_of_a_failing_store_never_leave() -> None:
    with pytest.raises(StoreProblem, match="refused") as caught:
        store(Denying()).save(ACCOUNT, TOKEN)
    problem = caught.value
    assert TOKEN.reveal() not in f"{problem} {problem.detail} {problem!r}"
    assert problem.__cause__ is None
    assert problem.__suppress_context__


def test_a_store_that_hangs_is_given_up(hanging: Hanging) -> None:
    # K4
    with pytest.raises(StoreProblem, match=re.escape("did not answer within 0.05 seconds")):
        store(hanging, limit_s=0.05).load(ACCOUNT)
    waiting = [t for t in threading.enumerate() if t.name == "password-store"]
    assert all(thread.daemon for thread in waiting), "it would keep the program from ending"


def test_without_any_password_store_it_is_said_what_to_do() -> None:
    # K1
    with pytest.raises(StoreProblem, match="no password store") as caught:
        KeyringTokens().save(ACCOUNT, TOKEN)
    assert "never written to a file" in caught.value.advice


def test_a_backend_named_by_the_environment_is_never_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # K7
    """`keyring` alone would import and use it, and put its folder on the path of modules."""
    (tmp_path / "spy.py").write_text("import pathlib\npathlib.Path(__file__).with_name('called').touch()\n")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "spy.Keyring")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(StoreProblem):
        KeyringTokens().load(ACCOUNT)
    assert not (tmp_path / "called").exists()
    assert "spy" not in sys.modules


def test_tokens_too_long_for_windows_are_refused_before_the_call(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    backend = Memory()
    with pytest.raises(StoreProblem, match="longer than the 1,200 characters"):
        store(backend).save(ACCOUNT, Secret("x" * 1201))
    assert not backend.kept


@with_programs
@pytest.mark.e2e
def test_a_real_secret_service_keeps_tokens() -> None:
    done = run_with_secret_service([], "keyring and not locked")
    assert re.search(r"\b3 passed", done.stdout), done.stdout


@with_programs
@pytest.mark.e2e
def test_a_real_secret_service_that_nobody_unlocks_is_called_locked() -> None:
    # K2
    done = run_with_secret_service(["--locked"], "locked")
    assert re.search(r"\b1 passed", done.stdout), done.stdout


def run_with_secret_service(words: list[str], tests: str) -> subprocess.CompletedProcess[str]:
    # The script's own folders take the place of conftest's; the plugins left out only cost time.
    light = ["--noconftest", "-p", "no:schemathesis", "-p", "no:hypothesispytest", "-p", "no:cacheprovider"]
    # `keyring` leaves its connection open when the store is locked; pytest notices at its end.
    quiet = ["-q", "-W", "ignore::pytest.PytestUnraisableExceptionWarning"]
    pytest_words = [sys.executable, "-m", "pytest", *light, *quiet, "-m", tests, __file__]
    done = subprocess.run(
        ["sh", str(SCRIPT), *words, *pytest_words], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done


@pytest.mark.keyring
def test_secret_service_round_trip() -> None:
    tokens = KeyringTokens()
    assert tokens.load(ACCOUNT) is None
    tokens.save(ACCOUNT, TOKEN)
    assert KeyringTokens().load(ACCOUNT) == TOKEN
    tokens.save(ACCOUNT, Secret("mega_" + "7a" * 32))
    assert KeyringTokens().load(ACCOUNT) == Secret("mega_" + "7a" * 32)
    tokens.forget(ACCOUNT)
    assert KeyringTokens().load(ACCOUNT) is None


@pytest.mark.keyring
def test_secret_service_keeps_accounts_apart() -> None:
    other = Account("d4e5f6", "Harbor Realty", System.MEGA, "https://app.gomega.ai")
    tokens = KeyringTokens()
    tokens.save(ACCOUNT, TOKEN)
    assert tokens.load(other) is None
    tokens.forget(other)
    assert tokens.load(ACCOUNT) == TOKEN


@pytest.mark.keyring
def test_secret_service_is_chosen_by_its_class() -> None:
    assert type(system_backend()).__module__ == "keyring.backends.SecretService"
    assert KeyringTokens().store_name() == "SecretService Keyring"


@pytest.mark.keyring
@pytest.mark.locked
def test_secret_service_that_nobody_unlocks() -> None:
    tokens = KeyringTokens()
    with pytest.raises(StoreProblem, match="is locked"):
        tokens.save(ACCOUNT, TOKEN)
    with pytest.raises(StoreProblem, match="is locked"):
        tokens.load(ACCOUNT)
