"""Pages of leads as the CRMs answer them, made into frames of text."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence

import polars as pl

from mega_desktop.crm.destination import CUSTOM, LeadPage
from mega_desktop.crm.foxreach_import import EMAIL, PLAIN_KEYS, TAGS
from mega_desktop.crm.mega_fields import LEAD_LINE

LONGEST_CURSOR = 4_096  # it has to fit into an address

FACTS = ("lead_id", "created_at", "updated_at", "status")
"""What stands of every lead before its fields."""

MEGA_KEYS = (
    "contact_name",
    "contact_phone",
    "contact_email",
    "stage_slug",
    "owner_id",
    LEAD_LINE,
    "source_platform",
    "source_type",
)
FOXREACH_KEYS = (EMAIL, *PLAIN_KEYS, TAGS)

_Line = dict[str, str | None]


def mega_page(content: object) -> LeadPage:
    """One answer to GET leads (dev.gomega.ai, pull leads).

    Raises:
        ValueError: It is no page of leads.
    """
    page, leads = _opened(content, "leads")
    cursor = page.get("next_cursor")
    return LeadPage(
        _frame(leads, _mega_line, MEGA_KEYS),
        _total(page.get("total"), leads),
        cursor if isinstance(cursor, str) and len(cursor) <= LONGEST_CURSOR else "",
    )


def foxreach_page(content: object, number: int, size: int) -> LeadPage:
    """One answer to GET leads (docs.foxreach.io, leads).

    Args:
        number: Of the page, from 1; the cursor is the next one's.

    Raises:
        ValueError: It is no page of leads.
    """
    page, leads = _opened(content, "data")
    meta = page.get("meta")
    total = _total(meta.get("total") if isinstance(meta, dict) else None, leads)
    more = bool(leads) and number * size < total
    return LeadPage(_frame(leads, _foxreach_line, FOXREACH_KEYS), total, str(number + 1) if more else "")


def no_leads() -> pl.DataFrame:
    """A frame of leads with none in it."""
    return pl.DataFrame(schema=dict.fromkeys(FACTS, pl.String))


def _opened(content: object, key: str) -> tuple[Mapping[str, object], Sequence[object]]:
    leads = content.get(key) if isinstance(content, dict) else None
    if not isinstance(content, dict) or not isinstance(leads, list):
        raise ValueError("no leads in the answer")  # noqa: TRY004 - foreign data, no wrong call
    return content, leads


def _total(told: object, leads: Sequence[object]) -> int:
    return told if isinstance(told, int) and told >= len(leads) else len(leads)


def _frame(
    leads: Sequence[object], line_of: Callable[[dict[str, object]], _Line], keys: Sequence[str]
) -> pl.DataFrame:
    """The leads that have an id; without one nothing can be said of a lead."""
    lines = [line for lead in leads if isinstance(lead, dict) and (line := line_of(lead))["lead_id"]]
    custom = sorted({key for line in lines for key in line if key.startswith(CUSTOM)})
    return pl.DataFrame(lines, schema=dict.fromkeys((*FACTS, *keys, *custom), pl.String))


def _mega_line(lead: dict[str, object]) -> _Line:
    own = ("contact_name", "contact_phone", "contact_email", "source_platform", "source_type", "status")
    custom = _custom(lead.get("custom_fields"))
    return {
        "lead_id": _text(lead.get("id")),
        "created_at": _text(lead.get("created_at")),
        "updated_at": _text(lead.get("updated_at")),
        **{key: _text(lead.get(key)) for key in own},
        "stage_slug": _part(lead.get("current_stage"), "slug"),
        "owner_id": _part(lead.get("owner"), "id"),
        LEAD_LINE: custom.pop(CUSTOM + LEAD_LINE, None),
        **custom,
    }


def _foxreach_line(lead: dict[str, object]) -> _Line:
    tags = lead.get(TAGS)
    return {
        "lead_id": _text(lead.get("id")),
        "created_at": _text(lead.get("createdAt")),
        "updated_at": _text(lead.get("updatedAt")),
        "status": _text(lead.get("status")),
        **{key: _text(lead.get(key)) for key in (EMAIL, *PLAIN_KEYS)},
        TAGS: ", ".join(tag for tag in tags if isinstance(tag, str)) or None
        if isinstance(tags, list)
        else None,
        **_custom(lead.get("customFields")),
    }


def _custom(fields: object) -> _Line:
    if not isinstance(fields, dict):
        return {}
    return {CUSTOM + str(_text(slug)): _text(value) for slug, value in fields.items() if slug}


def _part(thing: object, key: str) -> str | None:
    return _text(thing.get(key)) if isinstance(thing, dict) else None


def _text(value: object) -> str | None:
    """Any JSON value as text; what is empty is nothing. Half of a surrogate pair is no text anywhere."""
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        return _number(value) if isinstance(value, float) else json.dumps(value, ensure_ascii=False)
    return value if value.isascii() else value.encode(errors="replace").decode()


def _number(value: float) -> str:
    """450000.0 and 450000 are the same number in JSON."""
    return str(int(value)) if value.is_integer() else repr(value)
