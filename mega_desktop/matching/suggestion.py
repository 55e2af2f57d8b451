"""The automatic mapping: every column by the evidence of its header and its values."""

from __future__ import annotations

from collections.abc import Sequence

from mega_desktop.crm import Field, Knowledge, OnDuplicate, System
from mega_desktop.matching.customs import with_free_fields
from mega_desktop.matching.evidence import gather
from mega_desktop.matching.exports import recognise
from mega_desktop.matching.headers import Strength, is_unnamed, read, slug
from mega_desktop.matching.judging import judge
from mega_desktop.matching.mapping import Mapping
from mega_desktop.matching.seen import Seen
from mega_desktop.matching.settling import settle
from mega_desktop.matching.subject import (
    with_companies_as_leads,
    with_owners_as_leads,
    with_sides_to_check,
    with_unnamed_names,
    without_the_other_side,
)
from mega_desktop.matching.targets import LEAD_LINE, Targets
from mega_desktop.matching.vocabulary import CLOSE, Meaning
from mega_desktop.sheets import Table

MOST_CANDIDATES = 2_000
_PERSONAL = frozenset(
    [Meaning.NAME, Meaning.FIRST, Meaning.MIDDLE, Meaning.LAST, Meaning.EMAIL, Meaning.PHONE]
)
_API_NAMES = frozenset(
    [LEAD_LINE, "stage_slug", "owner_id", "source_platform", "source_type", "row_ref", "row"]
)


def suggest(
    table: Table, fields: Sequence[Field], knowledge: Knowledge, system: System, *, export: str | None = None
) -> Mapping:
    """Where each column most likely goes, how sure that is, and why.

    Args:
        fields: Everything the destination can take.
        knowledge: What was learned about the account; `Knowledge()` when nobody was asked.
        export: The known export it is, where the person has said so; else it is recognised.
    """
    targets = Targets(fields, knowledge, system)
    evidence = gather(table)
    columns = with_owners_as_leads(
        [
            Seen(column, read(column.header), found)
            for column, found in zip(table.columns, evidence, strict=True)
        ]
    )
    columns = without_the_other_side(columns)
    finds = [judge(column, targets, table) for column in columns]
    finds = with_unnamed_names(finds, columns, targets)
    finds = with_companies_as_leads(finds, columns, targets)
    finds = with_sides_to_check(finds, columns)
    recognised = recognise(table)
    name = export or (recognised.name if recognised else None)
    on_duplicate = OnDuplicate.UPDATE if system.updates else OnDuplicate.SKIP
    matches = settle(finds, evidence)
    if system.takes_any_field:
        matches = with_free_fields(matches, targets.crm)
    return Mapping(system, matches, name, on_duplicate=on_duplicate)


def candidate_slugs(table: Table) -> tuple[str, ...]:
    """Custom-field slugs that the headers suggest, to ask the CRM about: 2,000 at most, their own first."""
    own = [slug(c.header) for c in table.columns if _may_be_custom(c.header)]
    commonest = [group[0] for s in own for group in CLOSE if s in group]
    wanted = dict.fromkeys(s for s in own + commonest if s and s not in _API_NAMES)
    return tuple(wanted)[:MOST_CANDIDATES]


def _may_be_custom(header: str) -> bool:
    reading = read(header)
    is_core = reading.meaning in _PERSONAL and reading.strength is Strength.NAMED
    return not is_core and not is_unnamed(header)
