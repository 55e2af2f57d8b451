"""Judges whether a column can go to a custom field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rapidfuzz import process
from rapidfuzz.distance import OSA

from mega_desktop.crm import CUSTOM
from mega_desktop.matching.headers import is_unnamed, slug, written_slug
from mega_desktop.matching.mapping import Certainty, ColumnMatch
from mega_desktop.matching.notices import notice_of
from mega_desktop.matching.seen import MOST, Seen
from mega_desktop.matching.targets import LEAD_LINE, Targets
from mega_desktop.matching.vocabulary import CLOSE

CAN_BE_CUSTOM = "it can be sent to a custom field"
_NEAR = 0.85
_SHORTEST_NEAR = 5


def judge_custom(seen: Seen, targets: Targets) -> ColumnMatch:
    """The custom field the header names, or why there is none."""
    own = slug(seen.header)
    if own == "title" and seen.evidence.share(seen.evidence.salutations) >= MOST:
        return seen.not_matched("its values are Mr, Ms and the like, and not what somebody does")
    if own in targets.slugs:
        return seen.goes_to(targets.slugs[own], Certainty.SURE, f"{targets.crm} knows this field")
    if not seen.evidence.filled:
        return seen.not_matched("the column is empty")
    if close := _same_thing(own, targets) or _spelt_almost_so(own, targets):
        reason = f"close to “{close}”, a field {targets.crm} knows"
        return seen.goes_to(targets.slugs[close], Certainty.LIKELY, reason)
    if written_slug(seen.header) and own != LEAD_LINE and own not in targets.unknown:
        return seen.goes_to(CUSTOM + own, Certainty.SURE, f"names the custom field “{own}”")
    return seen.not_matched(_why_not(own, seen, targets))


def with_free_fields(columns: Sequence[ColumnMatch], crm: str) -> tuple[ColumnMatch, ...]:
    """Columns without a field go to custom fields of their own name, where a CRM takes any."""
    taken = {column.field for column in columns}
    result = []
    for column in columns:
        own = slug(column.header)
        if (
            column.field is None
            and column.reason.endswith(CAN_BE_CUSTOM)
            and own
            and CUSTOM + own not in taken
        ):
            taken.add(CUSTOM + own)
            reason = f"{crm} has no such field, and keeps any custom one: “{own}”"
            column = replace(column, field=CUSTOM + own, certainty=Certainty.LIKELY, reason=reason)  # noqa: PLW2901
        result.append(column)
    return tuple(result)


def _same_thing(own: str, targets: Targets) -> str:
    """A known slug that people use for the same thing ("price_range", "budget")."""
    group: tuple[str, ...] = next((g for g in CLOSE if own in g), ())
    return next((s for s in group if s in targets.slugs), "")


def _spelt_almost_so(own: str, targets: Targets) -> str:
    """A known slug that differs by a slip of the pen; not asked for where the CRM itself said no."""
    if len(own) < _SHORTEST_NEAR or own in targets.unknown:
        return ""
    near = process.extractOne(own, targets.slugs.keys(), scorer=OSA.normalized_similarity, score_cutoff=_NEAR)
    return near[0] if near else ""


def _why_not(own: str, seen: Seen, targets: Targets) -> str:
    evidence = seen.evidence
    if own in targets.unknown:
        lost = f"{evidence.filled:,} value{'s' if evidence.filled != 1 else ''} would not be imported"
        return f"{targets.crm} has no custom field “{own}”: {lost}"
    if is_unnamed(seen.header):
        return "the column has no name, and its values do not tell what they are"
    if notice := notice_of(seen):
        return notice
    looks_personal = seen.holds_people or evidence.share(max(evidence.emails, evidence.phones)) >= MOST
    if seen.reading.barred and looks_personal:
        return f"not the lead's own name, phone or email; {CAN_BE_CUSTOM}"
    return f"no field of {targets.crm} has this name; {CAN_BE_CUSTOM}"
