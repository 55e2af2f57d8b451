"""The exports of other systems, told by their headers. Recognised as a whole signature or not at all."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from mega_desktop.matching.headers import plain
from mega_desktop.sheets import Table


@dataclass(frozen=True)
class Export:
    """An export file that people bring.

    Attributes:
        name: Stable ("follow_up_boss").
        label: What the person calls it ("Follow Up Boss").
        platform: The `source_platform` one may want for all its leads; "" where MEGA has no word for it.
        signature: Plain headers that have to be there together: "a + b|c" is a, and b or c.
        absent: A plain header that must not be there.
        values: Where the headers are nobody's own: plain values one of which the first of these columns has.
    """

    name: str
    label: str
    platform: str
    signature: str
    absent: str = ""
    values: frozenset[str] = frozenset()

    def fits(self, names: set[str]) -> bool:
        """Whether these plain headers hold the whole signature."""
        groups = [set(group.split("|")) for group in self.signature.split(" + ")]
        return all(names & group for group in groups) and self.absent not in names


_ZENMAID_KINDS = frozenset(["recurring customer", "one time customer"])
_LOOKED_AT = 20_000

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
    Export("thunderbird", "Thunderbird", "", "screen name + primary email + display name"),
    Export("outlook", "Outlook", "", "email address + email 2 address|business phone"),
    Export("salesforce", "Salesforce", "salesforce", "company account"),
    Export("salesforce", "Salesforce", "salesforce", "lead owner + lead status", absent="record id"),
    Export(
        "salesforce",
        "Salesforce",
        "salesforce",
        "account name + mailing state province|mailing zip postal code",
        absent="record id",
    ),
    Export(
        "salesforce",
        "Salesforce",
        "salesforce",
        "isdeleted|is deleted|isconverted|is converted + ownerid|owner id",
        absent="record id",
    ),
    Export("zenmaid", "ZenMaid", "zenmaid", "customer type|status|type", values=_ZENMAID_KINDS),
)


def recognise(table: Table) -> Export | None:
    """The export this table comes from; column order and further columns never matter."""
    names = {plain(c.header) for c in table.columns}
    return next((e for e in EXPORTS if e.fits(names) and (not e.values or _has_values(table, e))), None)


def export_called(name: str | None) -> Export | None:
    """The export with this stable name, to say "This looks like a HubSpot export"."""
    return next((e for e in EXPORTS if e.name == name), None)


def _has_values(table: Table, export: Export) -> bool:
    """Whether a cell of the columns that the signature names is one of the export's own words."""
    headers = export.signature.split("|")
    columns = [c for c in table.columns if plain(c.header) in headers]
    return any(_has_value(table, c.name, export.values) for c in columns)


def _has_value(table: Table, column: str, values: frozenset[str]) -> bool:
    words = pl.col(column).head(_LOOKED_AT).drop_nulls().unique()
    return any(plain(word) in values for word in table.frame.select(words).collect().to_series())
