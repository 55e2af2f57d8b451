"""The JSON schemas of what goes in and out, as parts of the OpenAPI description."""

from __future__ import annotations

from typing import Any

from mega_desktop.practice import catalogue
from mega_desktop.practice.bodies import MAX_ROWS

Json = dict[str, Any]

TEXT: Json = {"type": "string"}
TEXT_OR_NULL: Json = {"type": ["string", "null"]}
BOOLEAN: Json = {"type": "boolean"}
WHOLE: Json = {"type": "integer"}
UUID: Json = {"type": "string", "format": "uuid"}
EMAIL: Json = {"type": "string", "format": "email"}
MOMENT: Json = {"type": "string", "format": "date-time"}
LEAD_LINE: Json = {"type": "string", "enum": list(catalogue.LEAD_LINES)}
SORT_KEYS = ["created_at", "updated_at", "last_interaction_at"]

_PUBLIC_URL: Json = {
    "type": "string",
    "format": "uri",
    "description": "A public https address; one inside a private network is refused.",
}
_NOT_BLANK: Json = {"type": "string", "pattern": r"\S"}


def ref(kind: str, name: str) -> Json:
    """A reference to a component."""
    return {"$ref": f"#/components/{kind}/{name}"}


def listed(items: Json) -> Json:
    """An array of `items`."""
    return {"type": "array", "items": items}


def number(least: int, most: int | None = None) -> Json:
    """A whole number within bounds, both included."""
    return WHOLE | {"minimum": least} | ({} if most is None else {"maximum": most})


def record(properties: Json, required: str = "", text: str = "") -> Json:
    """An object; `required` names the keys that must be there, separated by spaces."""
    schema: Json = {"type": "object", "properties": properties}
    if required:
        schema["required"] = required.split()
    return schema | ({"description": text} if text else {})


_CONTACT: Json = {
    "contact_name": TEXT,
    "contact_phone": TEXT,
    "contact_email": EMAIL,
    "source_platform": ref("schemas", "SourcePlatform"),
    "source_type": ref("schemas", "SourceType"),
    "stage_slug": TEXT | {"description": "The slug of a stage of this customer."},
    "custom_fields": ref("schemas", "CustomFieldMap"),
}
_NEEDS_A_CONTACT: Json = {
    "description": "At least one of contact_name, contact_phone, contact_email is needed.",
    "anyOf": [
        {"required": ["contact_name"], "properties": {"contact_name": _NOT_BLANK}},
        {"required": ["contact_phone"], "properties": {"contact_phone": _NOT_BLANK}},
        {"required": ["contact_email"]},
    ],
}


def _error() -> Json:
    kinds = [
        "authentication_error",
        "authorization_error",
        "invalid_request_error",
        "not_found_error",
        "rate_limit_error",
        "api_error",
    ]
    inner = record(
        {
            "type": {"type": "string", "enum": kinds},
            "code": WHOLE | {"description": "The HTTP status once more."},
            "message": TEXT,
        },
        "type code message",
    )
    return record({"error": inner}, "error")


def _lead() -> Json:
    return record(
        {
            "id": TEXT,
            "customer_id": TEXT,
            "contact_name": TEXT_OR_NULL,
            "contact_phone": TEXT_OR_NULL,
            "contact_email": TEXT_OR_NULL,
            "source_platform": TEXT,
            "source_type": TEXT,
            "status": TEXT,
            "score": {"type": ["integer", "null"]},
            "qualified": {"type": ["boolean", "null"]},
            "current_stage": ref("schemas", "Stage"),
            "owner": ref("schemas", "Owner"),
            "last_interaction_at": {"type": ["string", "null"], "format": "date-time"},
            "interaction_count": WHOLE,
            "created_at": MOMENT,
            "updated_at": MOMENT,
            "custom_fields": ref("schemas", "CustomFieldMap"),
        },
        "id customer_id source_platform source_type status created_at updated_at",
    )


def _lead_page() -> Json:
    return record(
        {
            "leads": listed(ref("schemas", "Lead")),
            "total": WHOLE | {"description": "All leads that match, whatever the page."},
            "limit": WHOLE,
            "offset": WHOLE,
            "next_cursor": TEXT_OR_NULL | {"description": "For the next page; null on the last."},
        },
        "leads total limit offset next_cursor",
    )


def _bulk_request() -> Json:
    rows = listed(ref("schemas", "BulkLeadRow")) | {"minItems": 1, "maxItems": MAX_ROWS}
    return record(
        {
            "leads": rows,
            "on_duplicate": {"type": "string", "enum": ["update", "skip"], "default": "update"},
            "dry_run": BOOLEAN | {"default": False, "description": "Say what would happen; change nothing."},
        },
        "leads",
    )


def _bulk_row() -> Json:
    own: Json = {
        "row_ref": TEXT | {"description": "Comes back in the result of this row."},
        "owner_id": UUID | {"description": "A member of this customer's team."},
        "lead_line": LEAD_LINE,
    }
    return record(_CONTACT | own) | _NEEDS_A_CONTACT


def _row_result() -> Json:
    return record(
        {
            "row_ref": TEXT_OR_NULL,
            "status": {"type": "string", "enum": ["created", "updated", "skipped", "failed"]},
            "lead_id": TEXT_OR_NULL,
            "matched_by": {"type": ["string", "null"], "enum": ["email", "phone", None]},
            "errors": {"type": ["array", "null"], "items": TEXT},
            "ignored_custom_fields": listed(TEXT),
        },
        "row_ref status lead_id matched_by errors",
    )


def _bulk_answer() -> Json:
    counts = "total created updated skipped failed"
    return record(
        {
            "dry_run": BOOLEAN,
            "summary": record(dict.fromkeys(counts.split(), WHOLE), counts),
            "results": listed(ref("schemas", "BulkRowResult")),
            "unknown_custom_fields": listed(TEXT)
            | {"description": "Slugs without a definition; their values were not kept."},
        },
        "dry_run summary results unknown_custom_fields",
    )


def _webhook() -> Json:
    return record(
        {
            "id": TEXT,
            "url": {"type": "string", "format": "uri"},
            "event_types": listed(TEXT),
            "is_active": BOOLEAN,
            "timeout_seconds": WHOLE,
            "retry_attempts": WHOLE,
            "description": TEXT_OR_NULL,
            "created_at": MOMENT,
            "updated_at": MOMENT,
        },
        "id url event_types is_active timeout_seconds retry_attempts created_at updated_at",
    )


def _webhook_request(*, new: bool) -> Json:
    def default(value: object) -> Json:
        return {"default": value} if new else {}

    events = listed({"type": "string", "enum": ["lead.created"]})
    settings: Json = {
        "url": _PUBLIC_URL,
        "event_types": events | default(["lead.created"]),
        "timeout_seconds": number(1, 60) | default(10),
        "retry_attempts": number(0, 10) | default(5),
        "description": TEXT_OR_NULL,
        "is_active": BOOLEAN | default(value=True),
    }
    if new:
        return record(settings, "url")
    rotate = BOOLEAN | {"description": "Make a new secret and answer it, this once."}
    return record(settings | {"rotate_secret": rotate})


def _webhook_payload() -> Json:
    lead = record(
        {
            "id": TEXT,
            "contact_name": TEXT_OR_NULL,
            "contact_phone": TEXT_OR_NULL,
            "contact_email": TEXT_OR_NULL,
            "source_platform": TEXT,
            "source_type": TEXT,
            "lead_line": TEXT_OR_NULL,
            "current_stage": {"type": ["object", "null"], "properties": {"slug": TEXT, "name": TEXT}},
            "custom_fields": ref("schemas", "CustomFieldMap"),
            "created_at": MOMENT,
            "updated_at": MOMENT,
        },
        "id source_platform source_type custom_fields created_at updated_at",
    )
    event: Json = {"type": "string", "enum": ["lead.created"]}
    text = "What MEGA sends to a webhook. The Practice CRM sends nothing."
    return record({"event": event, "delivered_at": MOMENT, "lead": lead}, "event delivered_at lead", text)


def _part_of_lead(properties: Json) -> Json:
    return {"type": ["object", "null"], "properties": {"id": TEXT} | properties}


SCHEMAS: Json = {
    "Error": _error(),
    "SourcePlatform": {"type": "string", "enum": list(catalogue.SOURCE_PLATFORMS)},
    "SourceType": {"type": "string", "enum": list(catalogue.SOURCE_TYPES)},
    "CustomFieldMap": {
        "type": "object",
        "description": "Values by the slug of their field; null clears one.",
        "additionalProperties": {"type": ["string", "number", "boolean", "null"]},
    },
    "Stage": _part_of_lead({"slug": TEXT, "name": TEXT, "color": TEXT_OR_NULL}),
    "Owner": _part_of_lead({"name": TEXT, "role_name": TEXT_OR_NULL}),
    "Lead": _lead(),
    "LeadListResponse": _lead_page(),
    "LeadCreateRequest": record(_CONTACT) | _NEEDS_A_CONTACT,
    "BulkLeadRow": _bulk_row(),
    "BulkImportRequest": _bulk_request(),
    "BulkRowResult": _row_result(),
    "BulkImportResponse": _bulk_answer(),
    "Webhook": _webhook(),
    "WebhookCreateRequest": _webhook_request(new=True),
    "WebhookUpdateRequest": _webhook_request(new=False),
    "LeadCreatedWebhookPayload": _webhook_payload(),
}
