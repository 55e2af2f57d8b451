"""What an account's leads show: its stages, its owners, its custom fields."""

from __future__ import annotations

from dataclasses import dataclass, field

from mega_desktop.crm.destination import Choice, Knowledge
from mega_desktop.crm.lead_pages import LONGEST_CURSOR
from mega_desktop.crm.mega_fields import LEAD_LINE
from mega_desktop.crm.untrusted import plain


@dataclass
class Gathered:
    """Grows page by page.

    Attributes:
        seen: Leads looked at.
        total: Leads in the account, as the newest page says.
        cursor: For the next page; "" after the last.
    """

    seen: int = 0
    total: int = 0
    cursor: str = ""
    stages: dict[str, str] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)
    slugs: set[str] = field(default_factory=set)

    def add(self, page: object) -> None:
        """Takes one answer to GET leads (dev.gomega.ai, pull leads).

        Raises:
            ValueError: It is no page of leads.
        """
        leads = page.get("leads") if isinstance(page, dict) else None
        if not isinstance(page, dict) or not isinstance(leads, list):
            raise ValueError("no leads in the answer")  # noqa: TRY004 - foreign data, no wrong call
        total, cursor = page.get("total"), page.get("next_cursor")
        self.seen += len(leads)
        self.total = max(self.seen, total) if isinstance(total, int) else self.seen
        self.cursor = cursor if isinstance(cursor, str) and len(cursor) <= LONGEST_CURSOR else ""
        for lead in leads:
            if isinstance(lead, dict):
                self._add_lead(lead)

    def knowledge(self) -> Knowledge:
        """All of it."""
        return Knowledge(
            total=self.total,
            stages=_choices(self.stages),
            owners=_choices(self.owners),
            custom_fields=tuple(sorted(self.slugs - {LEAD_LINE})),
        )

    def _add_lead(self, lead: dict[str, object]) -> None:
        _note(self.stages, lead.get("current_stage"), "slug")
        _note(self.owners, lead.get("owner"), "id")
        custom = lead.get("custom_fields")
        if isinstance(custom, dict):
            self.slugs |= {slug for slug in custom if plain(slug) == slug}


def _note(found: dict[str, str], thing: object, key: str) -> None:
    if not isinstance(thing, dict):
        return
    value = thing.get(key)
    # A value that would have to be cleaned could not be sent back as it is.
    if isinstance(value, str) and value and plain(value) == value:
        found.setdefault(value, plain(thing.get("name")) or value)


def _choices(found: dict[str, str]) -> tuple[Choice, ...]:
    by_label = sorted(found.items(), key=lambda item: (item[1].casefold(), item[0]))
    return tuple(Choice(value, label) for value, label in by_label)
