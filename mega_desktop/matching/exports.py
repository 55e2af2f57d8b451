"""The exports of other systems, told by their headers. Recognised as a whole signature or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mega_desktop.matching.headers import plain


@dataclass(frozen=True)
class Export:
    """An export file that people bring.

    Attributes:
        name: Stable ("follow_up_boss").
        label: What the person calls it ("Follow Up Boss").
        platform: The `source_platform` one may want for all its leads; "" where MEGA has no word for it.
        signature: Plain headers that have to be there together: "a + b|c" is a, and b or c.
        absent: A plain header that must not be there.
    """

    name: str
    label: str
    platform: str
    signature: str
    absent: str = ""

    def fits(self, names: set[str]) -> bool:
        """Whether these plain headers hold the whole signature."""
        groups = [set(group.split("|")) for group in self.signature.split(" + ")]
        return all(names & group for group in groups) and self.absent not in names


EXPORTS: tuple[Export, ...] = (
    Export("meta", "Meta lead ads", "meta_ads", "created time + ad id + form id + platform|is organic"),
    Export(
        "google_ads",
        "Google Ads lead form",
        "google_ads",
        "gclid|gcl id|google click id + user email|user phone|full name + form id|lead form|campaign id",
    ),
    Export("zoho", "Zoho CRM", "zoho", "record id + lead owner|contact owner + created time|lead owner id"),
    Export(
        "hubspot",
        "HubSpot",
        "hubspot",
        "record id|record id contact"
        " + lifecycle stage|contact owner|associated company|original source|original traffic source",
    ),
    Export("ghl", "GoHighLevel", "ghl", "contact id + created + last activity + tags"),
    Export(
        "shopify",
        "Shopify",
        "shopify",
        "accepts email marketing|accepts marketing + total spent + total orders",
    ),
    Export("pipedrive", "Pipedrive", "", "person email work|person name"),
    Export("follow_up_boss", "Follow Up Boss", "", "stage + lead source + email 1 + date added"),
    Export("kvcore", "kvCORE", "", "deal type + cell phone 1"),
    Export("lead_docket", "Lead Docket", "lead_docket", "case type + marketing source"),
    Export("lofty", "Lofty", "", "pipeline + segment + lead type|lead types"),
    Export("google_contacts", "Google Contacts", "", "email 1 value"),
    Export("outlook", "Outlook", "", "email address + email 2 address|business phone"),
    Export("salesforce", "Salesforce", "salesforce", "company account"),
    Export("salesforce", "Salesforce", "salesforce", "lead owner + lead status", absent="record id"),
    Export("salesforce", "Salesforce", "salesforce", "isdeleted|is deleted + ownerid|owner id"),
)


def recognise(headers: Iterable[str]) -> Export | None:
    """The export these headers come from; column order and further columns never matter."""
    names = {plain(h) for h in headers}
    return next((e for e in EXPORTS if e.fits(names)), None)


def export_called(name: str | None) -> Export | None:
    """The export with this stable name, to say "This looks like a HubSpot export"."""
    return next((e for e in EXPORTS if e.name == name), None)
