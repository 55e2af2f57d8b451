"""The fields of a MEGA lead that an import can fill (dev.gomega.ai, push leads: a row of leads/bulk)."""

from __future__ import annotations

from mega_desktop.crm.destination import CUSTOM, Choice, Field, FieldKind, Knowledge

LEAD_LINE = "lead_line"
"""Both a key of its own and the slug under which MEGA keeps it: never offered as a custom field."""

KEPT_ON_UPDATE = frozenset({"source_platform", "source_type"})
"""Where a lead came from: an update does not change it, as far as is known. The documentation is silent."""

PHONE_DIGITS = 10
"""MEGA takes two phones with the same last ten digits for one person; with fewer it matches nothing
(dev.gomega.ai, push leads)."""

_LEAD_LINES = (Choice("buyer", "Buyer"), Choice("seller", "Seller"))

_PLATFORMS = (
    Choice("google_ads", "Google Ads"),
    Choice("meta_ads", "Meta Ads"),
    Choice("google_organic", "Google (organic)"),
    Choice("direct", "Direct"),
    Choice("referral", "Referral"),
    Choice("hubspot", "HubSpot"),
    Choice("zoho", "Zoho"),
    Choice("ghl", "GoHighLevel"),
    Choice("shopify", "Shopify"),
    Choice("zenmaid", "ZenMaid"),
    Choice("lead_docket", "Lead Docket"),
    Choice("salesforce", "Salesforce"),
)

_TYPES = (
    Choice("form", "Form"),
    Choice("phone_call", "Phone call"),
    Choice("email", "Email"),
    Choice("chat", "Chat"),
    Choice("sms", "SMS"),
    Choice("manual", "Manual"),
    Choice("import", "Import"),
)


def mega_fields(knowledge: Knowledge) -> tuple[Field, ...]:
    """Every field in the order to offer them, custom fields last."""
    return (
        Field("contact_name", "Name", FieldKind.NAME),
        Field("contact_phone", "Phone", FieldKind.PHONE),
        Field("contact_email", "Email", FieldKind.EMAIL),
        Field("stage_slug", "Stage", FieldKind.STAGE, knowledge.stages),
        Field("owner_id", "Owner", FieldKind.OWNER, knowledge.owners),
        Field(LEAD_LINE, "Lead line", FieldKind.CHOICE, _LEAD_LINES, closed=True),
        Field("source_platform", "Source platform", FieldKind.CHOICE, _PLATFORMS, closed=True),
        Field("source_type", "Source type", FieldKind.CHOICE, _TYPES, closed=True),
        *(
            Field(f"{CUSTOM}{slug}", f"Custom: {slug}", FieldKind.TEXT)
            for slug in knowledge.custom_fields
            if slug != LEAD_LINE
        ),
    )
