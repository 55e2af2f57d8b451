"""What a CRM says of a row that it refuses, in the words of the person whose row it is.

MEGA documents that a reason is a text for people and gives one example, `Unknown stage_slug "warm"`
(dev.gomega.ai, push leads). So the field and the kind of mistake are read from the words it uses, and where
they say neither, nothing more is claimed than that the row was refused.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_QUOTED = re.compile(r"[\"'“‘`]([^\"'”’`]{1,80})[\"'”’`]")
_LISTED = re.compile(r"(?i)\b(?:one of|allowed|expected)\b.*")
_CUSTOM = re.compile(r"(?i)custom.?fields?[.\[\s:\"'“]*([\w-]+)")
_FIELDS = (
    ("lead line", r"lead.?line"),
    ("source platform", r"source.?platform"),
    ("source type", r"source.?type"),
    ("stage", r"stage"),
    ("owner", r"owner"),
    ("email", r"e-?mail"),
    ("phone", r"phone"),
    ("name", r"\bname|contact.?name"),
)
_CONTACTS = {"email", "phone", "name"}
_TOO_LONG = r"too long|(?:at most|more than|exceeds|maximum|max)\b.*\b(?:characters?|length|long)"
_MISSING = r"required|missing|at least one"
_UNKNOWN = r"unknown|not known|not found|no such|not exist|not a member|not belong|one of|not recogni[sz]ed"
_ILL_WRITTEN = (
    r"invalid|\b(?:bad|wrong|valid)\b|must (?:be|match)|malformed|format|expected|not a (?:uuid|number)"
)


def in_plain_words(reasons: Sequence[str], crm: str) -> str:
    """Why a row was refused, for a cell beside it: a few words without a full stop.

    Args:
        reasons: The CRM's own.
        crm: What the person calls the account.
    """
    if not reasons:
        return f"{crm} refused this row and gave no reason"
    return "; ".join(dict.fromkeys(_plain(reason, crm) for reason in reasons))


def with_own_words(reasons: Sequence[str], crm: str) -> str:
    """The same with the CRM's own words behind it, for where there is no other place for them."""
    said = in_plain_words(reasons, crm)
    return f"{said} (its own words: {'; '.join(reasons)})" if reasons else said


def _plain(reason: str, crm: str) -> str:
    quoted = _QUOTED.search(_LISTED.sub("", reason))
    words = _QUOTED.sub("", reason)
    custom = _CUSTOM.search(reason)
    fields = _named_in(_LISTED.sub("", words))
    field = f"custom field “{custom[1]}”" if custom else fields[0] if len(fields) == 1 else ""
    if _says(words, _TOO_LONG) and field:
        return f"{field} is too long for {crm}"
    if _says(words, _MISSING) and (field or {*_named_in(words)} >= _CONTACTS):
        return f"{crm} asks for {_with_article(field)}" if field else "no name, phone or email"
    if _says(words, _UNKNOWN) and field and not custom:
        return _unknown(field, quoted[1] if quoted else "", crm)
    if (_says(words, _ILL_WRITTEN) or custom) and field:
        return f"{field} is not accepted by {crm} as it is written"
    return f"{crm} refused this row"


def _named_in(words: str) -> list[str]:
    return [name for name, pattern in _FIELDS if _says(words, pattern)]


def _unknown(field: str, value: str, crm: str) -> str:
    if field == "owner":
        return f"owner is nobody in {crm}’s team"
    return f"no {field} “{value}” in {crm}" if value else f"no such {field} in {crm}"


def _with_article(field: str) -> str:
    return f"{'an' if field[0] in 'aeo' else 'a'} {field}"


def _says(words: str, pattern: str) -> bool:
    return re.search(rf"(?i){pattern}", words) is not None
