"""Asks MEGA which custom fields, stages and owners there are, by dry runs of made-up rows.

MEGA has no call that lists them, but a dry run names the custom fields it would ignore, and fails a row
with an unknown stage or an owner of another customer (dev.gomega.ai, push leads). Nothing is written.

An answer is believed only as far as it proves itself. Beside the rows that ask go two that ask nothing,
which must pass, and one of each kind that asks for something nobody has, which must be noticed. A CRM
that lets everything pass, or fails everything, has said nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum

import polars as pl

from mega_desktop.crm.destination import CUSTOM, Answer, Choice, Knowledge, Questions, RowStatus
from mega_desktop.crm.mega_bulk import REF
from mega_desktop.crm.mega_fields import LEAD_LINE
from mega_desktop.crm.untrusted import plain

REQUESTS = 2
"""Bulk requests that all questions together may cost."""

ROWS = 490
"""Questions in one request; with the rows that prove the answer it stays below the 500 allowed."""

_FIELD_ROWS = 50
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_PASSED = frozenset([RowStatus.CREATED, RowStatus.UPDATED, RowStatus.SKIPPED])

_COMMON_STAGES = (
    "new new_lead contacted attempted_contact engaged qualified unqualified appointment_set meeting_booked "
    "tour_booked showing proposal offer offer_made negotiation under_contract in_progress nurture "
    "follow_up won lost closed closed_won closed_lost"
)
"""Asked about along with the file's own: a stage that no lead is in can be found in no other way."""


class Kind(Enum):
    """What can be asked; the value is something of that kind that no account has."""

    FIELD = "made_up_field_that_nobody_has"
    STAGE = "made_up_stage_that_nobody_has"
    OWNER = "00000000-0000-4000-8000-000000000000"


@dataclass(frozen=True)
class _Row:
    """One made-up lead: the things it asks about are all of one kind; without a kind it asks nothing."""

    kind: Kind | None = None
    values: tuple[str, ...] = ()

    @property
    def cells(self) -> dict[str, str]:
        if self.kind is Kind.FIELD:
            return {CUSTOM + slug: "1" for slug in self.values}
        if not self.values:
            return {}
        return {"stage_slug" if self.kind is Kind.STAGE else "owner_id": self.values[0]}


def made_up_rows(asked: Sequence[Mapping[str, str]]) -> pl.DataFrame:
    """Made-up leads, each another person, "ref" being `ref(0)`, `ref(1)`, …

    Args:
        asked: For each lead what it is to ask: field key → value.
    """
    rows = [
        {
            REF: ref(n),
            "contact_name": f"Made-up test row {n + 1}",
            # example.com is reserved (RFC 2606): no real lead can have such an address.
            "contact_email": f"made-up-row-{n + 1}@example.com",
            **cells,
        }
        for n, cells in enumerate(asked)
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


def ref(n: int) -> str:
    """The row_ref of the n-th made-up lead, counted from 0."""
    return f"made-up-{n + 1}"


class Probe:
    """Turns questions into rows, and answers into knowledge.

    Ask for `rows`, send them, and give the answer to `take`; at most `REQUESTS` times.
    """

    def __init__(self, questions: Questions, known: Knowledge) -> None:
        """Only what `known` does not say yet is asked."""
        self._before = known
        self._known: dict[Kind, set[str]] = {
            Kind.FIELD: set(known.proved_fields),
            Kind.STAGE: set(known.proved_stages),
            Kind.OWNER: set(known.proved_owners),
        }
        self._unknown: dict[Kind, set[str]] = {
            Kind.FIELD: set(known.unknown_fields),
            Kind.STAGE: set(known.unknown_stages),
            Kind.OWNER: set(known.unknown_owners),
        }
        self._todo = self._rows_for(questions)
        self._sent: dict[str, _Row] = {}

    def rows(self) -> pl.DataFrame | None:
        """The rows of the next request; None when nothing is left to ask."""
        if not self._todo:
            return None
        asking = self._todo[:ROWS]
        kinds = {row.kind for row in asking}
        impossible = [_impossible(kind) for kind in Kind if kind in kinds]
        sent = [_Row(), *impossible, *asking, _Row()]
        self._sent = {ref(n): row for n, row in enumerate(sent)}
        return made_up_rows([row.cells for row in sent])

    def take(self, answer: Answer) -> None:
        """Believes what an answer to the latest rows proves; fields that failed together are asked singly."""
        judgement = _Judgement(self._sent, answer)
        asked, self._todo = self._todo[:ROWS], self._todo[ROWS:]
        again: list[_Row] = []
        for row in asked:
            if row.kind is None:
                continue
            known, unknown = judgement.of(row)
            self._known[row.kind] |= known
            self._unknown[row.kind] |= unknown
            if len(row.values) > 1 and judgement.failed(row):
                again += [_Row(row.kind, (slug,)) for slug in row.values if slug not in unknown]
        self._todo = again + self._todo

    def refused(self) -> None:
        """The request was refused as a whole, which unknown fields never cause: they are asked alone."""
        only_fields = [row for row in self._todo if row.kind is Kind.FIELD]
        self._todo = only_fields if len(only_fields) < len(self._todo) else []

    def knowledge(self) -> Knowledge:
        """What was known before, with what has been answered; what the CRM itself said comes first."""
        known, unknown = self._known, self._unknown
        fields = ({*self._before.custom_fields} | known[Kind.FIELD]) - unknown[Kind.FIELD]
        return replace(
            self._before,
            stages=_choices(self._before.stages, known[Kind.STAGE], unknown[Kind.STAGE]),
            owners=_choices(self._before.owners, known[Kind.OWNER], unknown[Kind.OWNER]),
            custom_fields=tuple(sorted(fields)),
            unknown_fields=tuple(sorted(unknown[Kind.FIELD])),
            unknown_stages=tuple(sorted(unknown[Kind.STAGE])),
            unknown_owners=tuple(sorted(unknown[Kind.OWNER])),
            proved_fields=tuple(sorted(known[Kind.FIELD])),
            proved_stages=tuple(sorted(known[Kind.STAGE])),
            proved_owners=tuple(sorted(known[Kind.OWNER])),
        )

    def _rows_for(self, questions: Questions) -> list[_Row]:
        """Fields first, as they are what is lost in silence; they share rows where there are many."""
        slugs = self._missing(Kind.FIELD, (s for s in questions.slugs if s != LEAD_LINE))
        each = -(-len(slugs) // _FIELD_ROWS) or 1
        rows = [_Row(Kind.FIELD, tuple(slugs[n : n + each])) for n in range(0, len(slugs), each)]
        stages = self._missing(Kind.STAGE, questions.stages)
        rows += [_Row(Kind.STAGE, (stage,)) for stage in stages]
        rows += [_Row(Kind.OWNER, (owner,)) for owner in self._owners(questions)]
        if rows:
            common = self._missing(Kind.STAGE, _COMMON_STAGES.split())
            rows += [_Row(Kind.STAGE, (stage,)) for stage in common if stage not in stages]
        return rows

    def _owners(self, questions: Questions) -> list[str]:
        """The file's ids; where it has owners, those seen on leads too: they may have left the team."""
        ids = [owner.lower() for owner in questions.owners if _UUID.fullmatch(owner)]
        seen = [c.value for c in self._before.owners] if questions.owners else []
        return self._missing(Kind.OWNER, [*ids, *seen])

    def _missing(self, kind: Kind, values: Iterable[str]) -> list[str]:
        answered = self._known[kind] | self._unknown[kind]
        # A text that would come back changed could not be recognised in the answer.
        return [v for v in dict.fromkeys(values) if v and v not in answered and plain(v) == v]


class _Judgement:
    """What one answer proves about the rows that were sent."""

    def __init__(self, sent: Mapping[str, _Row], answer: Answer) -> None:
        statuses = {ref: row.status for ref, row in answer.rows.items() if ref in sent}
        passed = {ref for ref, status in statuses.items() if status in _PASSED}
        self._passed = {sent[ref] for ref in passed}
        self._failed = {sent[ref] for ref, status in statuses.items() if status is RowStatus.FAILED}
        self._named = {
            *answer.unknown_fields,
            *(slug for row in answer.rows.values() for slug in row.ignored),
        }
        self._is_sound = passed >= {ref for ref, row in sent.items() if row.kind is None}

    def failed(self, row: _Row) -> bool:
        return row in self._failed

    def of(self, row: _Row) -> tuple[set[str], set[str]]:
        """What of the row's values is known to the CRM, and what is not; the rest stays open."""
        if row.kind is Kind.FIELD:
            return self._fields(row)
        values = set(row.values)
        if row.kind is None or not self._notices(row.kind):
            return set(), set()
        if row in self._passed:
            return values, set()
        return set(), values if row in self._failed and self._is_sound else set()

    def _fields(self, row: _Row) -> tuple[set[str], set[str]]:
        unknown = set(row.values) & self._named
        left = set(row.values) - unknown
        if row in self._passed and self._notices(Kind.FIELD):
            return left, unknown
        return left if self._refuses_the_value(row) else set(), unknown

    def _refuses_the_value(self, row: _Row) -> bool:
        """A row with one field fails, though one with a field that nobody has passes: "1" is no date."""
        ignores = _impossible(Kind.FIELD) in self._passed and self._notices(Kind.FIELD)
        return ignores and self._is_sound and row in self._failed and len(row.values) == 1

    def _notices(self, kind: Kind) -> bool:
        """Whether what nobody has was told from what there is."""
        named = kind is Kind.FIELD and kind.value in self._named
        return named or _impossible(kind) in self._failed


def _impossible(kind: Kind) -> _Row:
    return _Row(kind, (kind.value,))


def _choices(before: Sequence[Choice], known: set[str], unknown: set[str]) -> tuple[Choice, ...]:
    """Those of before, and the proved ones that no lead showed; their names are not told."""
    seen = {c.value for c in before}
    new = [Choice(value, _label(value)) for value in sorted(known - seen)]
    return tuple(c for c in (*before, *new) if c.value not in unknown)


def _label(value: str) -> str:
    return value if _UUID.fullmatch(value) else value.replace("_", " ").replace("-", " ").strip().capitalize()
