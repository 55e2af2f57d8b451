"""The made-up customer that the Practice CRM belongs to: its stages, its people, its custom fields."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Stage:
    """A step of the sales pipeline; `slug` is what requests name it by."""

    id: str
    slug: str
    name: str
    color: str


@dataclass(frozen=True)
class Owner:
    """A member of the customer's team, to whom leads can be given."""

    id: str
    name: str
    role_name: str


STAGES = (
    Stage("9d7e1c52-4f0a-4c3b-9b1e-5a2d6f8c0e11", "new", "New", "#4C8DFF"),
    Stage("1b6f0d94-7c2e-4e58-8a37-c4f19b20d722", "contacted", "Contacted", "#8A6DFF"),
    Stage("c83a5e07-2d91-4b6c-a5f4-70e9d1b84a33", "tour_booked", "Tour booked", "#F2A33A"),
    Stage("57e2b9f1-06d8-49ac-b3c0-8f4e2a7d1944", "offer", "Offer", "#E0559A"),
    Stage("e41c7a28-93b5-4d0f-8e6b-16d5f0a3c855", "closed", "Closed", "#2FA36B"),
)
"""In the order of the pipeline; a new lead without a stage begins in the first."""

OWNERS = (
    Owner("3f2a8c10-5b7d-4e91-a6c4-0d9e8b7f6a01", "Ana Ruiz", "Team lead"),
    Owner("8c5d1e72-a04f-4b36-9d28-e7f6a5b4c302", "Ben Okafor", "Agent"),
    Owner("d19b4f63-2e8a-4c05-b7e1-5a6c7d8e9f03", "Chloé Dubois", "Agent"),
)

LEAD_LINE = "lead_line"
"""The reserved custom field: at the top of a bulk row, inside `custom_fields` everywhere else."""

LEAD_LINES = ("buyer", "seller")

CUSTOM_FIELDS = (
    LEAD_LINE,
    "budget",
    "move_in_date",
    "bedrooms",
    "preferred_area",
    "property_type",
    "timeline",
    "notes",
    "referral_name",
    "newsletter",
)
"""The slugs that have a definition; any other slug is ignored and reported."""

SOURCE_PLATFORMS = (
    "google_ads",
    "meta_ads",
    "google_organic",
    "direct",
    "referral",
    "hubspot",
    "zoho",
    "ghl",
    "shopify",
    "zenmaid",
    "lead_docket",
    "salesforce",
)
SOURCE_TYPES = ("form", "phone_call", "email", "chat", "sms", "manual", "import")

STAGE_BY_SLUG = {stage.slug: stage for stage in STAGES}
OWNER_BY_ID = {owner.id: owner for owner in OWNERS}
