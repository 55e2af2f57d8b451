"""Bugs on purpose: each is one that real importers had. A harness that lets one pass is a broken harness.

They are patched into the worker that is tested, never into the program's own files.
"""

from __future__ import annotations

import hashlib
import sqlite3
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from mega_desktop.crm import Answer, CrmProblem, RowAnswer, RowStatus, Uncertain, mega, mega_bulk
from mega_desktop.crm.mega import Mega
from mega_desktop.importing import Outcome, planning, steps
from mega_desktop.importing.steps import Change, Chunk
from mega_desktop.importing.uploading import Uploads


@dataclass(frozen=True)
class Mutant:
    """One seeded bug.

    Attributes:
        seed: Puts it into this process.
        within: Rounds within which the harness must have caught it.
    """

    seed: Callable[[], None]
    within: int


def _new_key_each_attempt() -> None:
    send = Mega.send

    def sending(self: Mega, body: bytes, _key: str, refs: frozenset[str]) -> Answer:
        return send(self, body, str(uuid.uuid4()), refs)

    _patch(Mega, "send", sending)


def _key_made_after_the_record() -> None:
    """It lives in memory only, so that a program that was killed has lost it."""
    send, keys = Mega.send, dict[str, str]()

    def sending(self: Mega, body: bytes, key: str, refs: frozenset[str]) -> Answer:
        return send(self, body, keys.setdefault(key, str(uuid.uuid4())), refs)

    _patch(Mega, "send", sending)


def _written_down_before_it_was_read() -> None:
    """Every row counts as created as soon as its upload leaves; the answer changes nothing any more."""
    begin = steps.begin_attempt

    def beginning(journal: Any, chunk: Chunk, *more: Any) -> int:
        attempt = begin(journal, chunk, *more)
        rows = {ref: RowAnswer(ref, RowStatus.CREATED) for ref in steps.open_refs(journal, chunk)}
        now, _ = more
        steps.acknowledge(journal, chunk, attempt, Answer(rows), now, is_last=True, crm="MEGA")
        return attempt

    _patch(steps, "begin_attempt", beginning)
    _patch(steps, "close_attempt", lambda *_: None)
    _patch(Uploads, "_take", lambda *_: True)
    _patch(Uploads, "_after", lambda *_: True)


def _matched_by_position() -> None:
    read = mega_bulk.read_answer

    def reading(content: Any, refs: frozenset[str], *more: Any, **named: Any) -> Answer:
        results = content.get("results") if isinstance(content, dict) else None
        if isinstance(results, list):
            in_order = sorted(refs, key=lambda ref: int(ref.partition("-")[0]))
            for ref, result in zip(in_order, results, strict=False):
                result["row_ref"] = ref
        return read(content, refs, *more, **named)

    _patch(mega, "read_answer", reading)


def _missing_means_created() -> None:
    acknowledge = steps.acknowledge

    def acknowledging(
        journal: Any, chunk: Chunk, attempt: int, answer: Answer, *more: Any, **named: Any
    ) -> Change:
        missing = {r: RowAnswer(r, RowStatus.CREATED) for r in steps.open_refs(journal, chunk)}
        whole = replace(answer, rows={**missing, **answer.rows})
        return acknowledge(journal, chunk, attempt, whole, *more, **named)

    _patch(steps, "acknowledge", acknowledging)


def _given_up_means_failed() -> None:
    def give_up(db: sqlite3.Connection, chunk: Chunk, reason: str) -> Counter[Outcome]:
        query = "UPDATE row SET outcome = 'failed', reason = ? WHERE chunk = ? AND outcome = 'not_sent'"
        return Counter({Outcome.FAILED: db.execute(query, (reason, chunk.id)).rowcount})

    _patch(steps, "_give_up", give_up)


def _new_key_after_a_server_error() -> None:
    after = Uploads._after

    def deciding(self: Uploads, problem: CrmProblem, chunk: Chunk, trouble: Any) -> bool:
        if isinstance(problem, Uncertain) and problem.status and problem.status >= 500:
            self._replace(chunk, self._rows(steps.open_refs(self._journal, chunk)))
            return True
        return after(self, problem, chunk, trouble)

    _patch(Uploads, "_after", deciding)


def _sent_again_however_old_the_key() -> None:
    _patch(Uploads, "_why_stale", lambda *_: "")


def _key_of_the_content() -> None:
    """The same file again has the same keys: an old answer is taken for a new one."""

    drafts: Any = vars(planning)["drafts"]

    def drafted(*what: Any) -> Iterator[Any]:
        for draft in drafts(*what):
            yield replace(draft, key=hashlib.sha256(draft.body).hexdigest())

    _patch(planning, "secrets", _Secrets())
    _patch(planning, "drafts", drafted)


class _Secrets:
    """No randomness: what an import is called still differs, by the clock."""

    @staticmethod
    def token_hex(_size: int) -> str:
        return "5a17ed"


def _patch(place: Any, name: str, changed: Any) -> None:
    getattr(place, name)  # a mutant of something that is gone is no mutant
    setattr(place, name, changed)


MUTANTS = {
    "new key each attempt": Mutant(_new_key_each_attempt, 100),
    "key made after the record": Mutant(_key_made_after_the_record, 100),
    "written down before it was read": Mutant(_written_down_before_it_was_read, 20),
    "matched by position": Mutant(_matched_by_position, 50),
    "missing means created": Mutant(_missing_means_created, 50),
    "given up means failed": Mutant(_given_up_means_failed, 50),
    "new key after a server error": Mutant(_new_key_after_a_server_error, 200),
    "sent again however old the key": Mutant(_sent_again_however_old_the_key, 300),
    "key of the content": Mutant(_key_of_the_content, 100),
}
"""By what they do wrong."""
