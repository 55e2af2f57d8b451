"""What would be lost, going by what the CRM itself said of its fields, stages and owners."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from mega_desktop.crm import CUSTOM, Knowledge
from mega_desktop.matching.chosen import MOST_CHOICES
from mega_desktop.matching.evidence import values_of
from mega_desktop.matching.headers import plain
from mega_desktop.matching.mapping import ColumnMatch, Mapping
from mega_desktop.matching.questions import stage_slugs
from mega_desktop.matching.targets import CRM_NAMES
from mega_desktop.sheets import Table


def losses(table: Table, mapping: Mapping, knowledge: Knowledge) -> dict[int, str]:
    """A sentence for each column of which values would not arrive, by the column's index.

    Only what the CRM said it does not have counts; what is not known is left to the check.
    """
    crm = CRM_NAMES[mapping.system]
    sentences = {c.index: _sentence(c, table, knowledge, crm) for c in mapping.columns if c.field}
    return {index: sentence for index, sentence in sentences.items() if sentence}


def _sentence(match: ColumnMatch, table: Table, knowledge: Knowledge, crm: str) -> str:
    what = f"{crm} does not know {{}} of this column’s"
    if match.field == "stage_slug":
        return _refused(match, table, f"{what} stages", partial(_is_no_stage, knowledge))
    if match.field == "owner_id":
        return _refused(match, table, f"{what} owners", partial(_is_nobody, knowledge))
    slug = (match.field or "").removeprefix(CUSTOM)
    if slug == match.field or slug not in knowledge.unknown_fields:
        return ""
    filled = next(c.filled for c in table.columns if c.index == match.index)
    values = "1 value" if filled == 1 else f"{filled:,} values"
    return f"{crm} would ignore this column: {values} would be lost" if filled else ""


def _refused(match: ColumnMatch, table: Table, what: str, is_refused: Callable[[str], bool]) -> str:
    """Rows with such a value fail as a whole."""
    counts = values_of(table, match.index, MOST_CHOICES)
    left_out = frozenset(match.leave_out)
    rows = [n for word, n in counts if word not in left_out and is_refused(match.values.get(word, word))]
    if not rows:
        return ""
    return f"{what.format(len(rows))}: {sum(rows):,} row{'s' if sum(rows) != 1 else ''} would fail"


def _is_no_stage(knowledge: Knowledge, word: str) -> bool:
    """It is no known stage's name, and the CRM refused every slug it may stand for."""
    names = {plain(text) for stage in knowledge.stages for text in (stage.value, stage.label)}
    slugs = stage_slugs(word)
    return plain(word) not in names and bool(slugs) and slugs <= {*knowledge.unknown_stages}


def _is_nobody(knowledge: Knowledge, word: str) -> bool:
    return word.lower() in {owner.lower() for owner in knowledge.unknown_owners}
