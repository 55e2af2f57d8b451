"""Keeps what was learned about an account for a day, so that the next file is matched at once."""

from __future__ import annotations

import hashlib
import logging
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import msgspec

from mega_desktop.crm.addresses import check_server_address
from mega_desktop.crm.destination import Credentials, Destination, Knowledge, Questions, System
from mega_desktop.crm.problems import WrongAddress
from mega_desktop.folders import private_folder
from mega_desktop.whole_files import PRIVATE, write_whole
from mega_desktop.work import Clock, Control, Progress, Report

KEPT = timedelta(days=1)
VERSION = 1

_log = logging.getLogger(__name__)


class _Page(msgspec.Struct):
    """The whole file."""

    version: int
    knowledge: Knowledge


class KnowledgeBook:
    """One small file an account and token; its name tells neither.

    Args:
        folder: Where the files lie; made when the first is written.
    """

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder = folder
        self._clock = clock

    def learn(
        self,
        destination: Destination,
        questions: Questions,
        report: Report[Progress],
        control: Control,
        *,
        refresh: bool = False,
    ) -> Knowledge:
        """What is known of the account: what is kept since less than a day, and what is missing asked.

        Args:
            refresh: Nothing kept is used, everything is asked anew.

        Raises:
            CrmProblem: The leads cannot be read.
        """
        path = self.path(destination.credentials)
        kept = None if refresh else self._kept(path)
        learned = destination.learn(questions, report, control, kept)
        # The age is that of the oldest part, so that nothing grows older than a day.
        learned = replace(learned, asked_at=kept.asked_at if kept else self._clock.now())
        if learned != kept:
            self._keep(path, learned)
        return learned

    def path(self, credentials: Credentials) -> Path:
        """The file of an account and token, which need not be there."""
        account = _account(credentials.system, credentials.server, credentials.customer_id)
        return self._folder / f"{account}-{credentials.token.fingerprint}.json"

    def forget(self, system: System, server: str, customer_id: str) -> None:
        """Nothing is kept of this account any more, whatever its tokens were.

        Args:
            server: Its address as it was saved; empty for the Practice CRM.
        """
        with suppress(WrongAddress):
            server = check_server_address(server)
        for path in self._folder.glob(f"{_account(system, server, customer_id)}-*.json"):
            path.unlink(missing_ok=True)

    def _kept(self, path: Path) -> Knowledge | None:
        """None also for a file that is damaged, too old, or from a day that has not come yet."""
        try:
            page = msgspec.json.decode(path.read_bytes(), type=_Page)
            asked_at = page.knowledge.asked_at
            age = self._clock.now() - asked_at if asked_at else KEPT
        except (OSError, msgspec.DecodeError, TypeError):  # TypeError: a time without its zone
            return None
        return page.knowledge if page.version == VERSION and timedelta() <= age < KEPT else None

    def _keep(self, path: Path, knowledge: Knowledge) -> None:
        """Without room on the disk it is asked again next time; that is no reason to stop."""
        try:
            private_folder(self._folder)
            write_whole(path, msgspec.json.encode(_Page(VERSION, knowledge)), PRIVATE)
            self._sweep()
        except OSError as error:
            _log.warning("what was learned is not kept: %s", type(error).__name__)

    def _sweep(self) -> None:
        """What is too old goes: every new token begins another file."""
        for path in self._folder.glob("*.json"):
            if self._kept(path) is None:
                path.unlink(missing_ok=True)


def _account(system: System, server: str, customer_id: str) -> str:
    """Names an account without naming it; the Practice CRM has another address at every start."""
    where = "" if system is System.PRACTICE else f"{server}\n{customer_id}"
    return hashlib.sha256(f"{system.value}\n{where}".encode()).hexdigest()[:16]
