"""What the Practice CRM holds, next to what was to be expected of it."""

from __future__ import annotations

from pathlib import Path

from mega_desktop.practice import catalogue, leads_in
from tests.e2e import leadfile

OWNERS = {owner.id: owner.name for owner in catalogue.OWNERS}


def held(data: Path) -> dict[str, dict[str, object]]:
    """What the CRM holds, by e-mail, else by phone, else by name."""
    leads = {}
    for lead in leads_in(data):
        phone = "".join(c for c in str(lead["contact_phone"] or "") if c.isdigit())[-10:]
        email = str(lead["contact_email"] or "").lower()
        leads[email or phone or f"name:{lead['contact_name']}"] = {**lead, "phone": phone}
    return leads


def differences(people: dict[str, leadfile.Person], leads: dict[str, dict[str, object]]) -> list[str]:
    """Where the CRM and the expectation part, one line a person, without values."""
    return [key for key, person in people.items() if key not in leads or not _same(person, leads[key])]


def _same(person: leadfile.Person, lead: dict[str, object]) -> bool:
    custom = dict(lead["custom_fields"])  # type: ignore[call-overload]
    line = custom.pop("lead_line", "") or ""
    return (
        lead["contact_name"] == person.name
        and lead["phone"] == person.phone
        and lead["stage_slug"] == (person.stage or "new")
        and OWNERS.get(str(lead["owner_id"]), "") == person.owner
        and line == person.line
        and custom == person.custom
    )
