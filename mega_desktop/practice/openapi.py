"""The Practice CRM's own description of its API (OpenAPI 3.1), served at /openapi.json.

Written in our own words after MEGA's public contract; `DESCRIPTION` is plain JSON data.
"""

from __future__ import annotations

from mega_desktop.practice import catalogue
from mega_desktop.practice.bodies import MAX_ROWS
from mega_desktop.practice.schemas import (
    BOOLEAN,
    LEAD_LINE,
    MOMENT,
    SCHEMAS,
    SORT_KEYS,
    TEXT,
    UUID,
    Json,
    listed,
    number,
    record,
    ref,
)

_ERRORS = {
    "400": ("BadRequest", "The query or the body is wrong; nothing was changed."),
    "401": ("Unauthorized", "The token is missing or unknown, or `x-customer-id` is missing."),
    "403": ("Forbidden", "The token lacks the scope, or belongs to another customer."),
    "404": ("NotFound", "There is nothing with this id."),
    "409": ("Conflict", "The idempotency key came with another body before, or the thing exists already."),
    "429": ("RateLimited", "Too many requests; wait as long as `Retry-After` says."),
}
_QUOTA = {
    "RateLimit-Limit": ("RateLimitLimit", "Requests that the reported window allows."),
    "RateLimit-Remaining": ("RateLimitRemaining", "Requests that are left in it."),
    "RateLimit-Reset": ("RateLimitReset", "Seconds until the window is full again."),
}
_RETRY = {"Retry-After": ("RetryAfter", "Seconds until the next request is accepted.")}


def _json_content(schema: Json) -> Json:
    return {"application/json": {"schema": schema}}


def _parameter(name: str, schema: Json, text: str) -> Json:
    return {"name": name, "in": "query", "schema": schema, "description": text}


def _headers(names: dict[str, tuple[str, str]]) -> Json:
    return {name: ref("headers", component) for name, (component, _) in names.items()}


def _operation(
    name: str,
    tag: str,
    text: str,
    success: tuple[str, str, Json],
    errors: str,
    *,
    parameters: list[Json] | None = None,
    body: str = "",
) -> Json:
    """One operation.

    Args:
        name: The operationId.
        tag: The group it is shown in.
        text: What it does.
        success: Status, what it means, and the schema of the body.
        errors: The statuses of its errors, separated by spaces.
        parameters: Beside the customer header.
        body: Name of the schema of the request body; empty for none.
    """
    status, meaning, schema = success
    answer: Json = {"description": meaning, "content": _json_content(schema), "headers": _headers(_QUOTA)}
    refused = {error: ref("responses", _ERRORS[error][0]) for error in errors.split()}
    operation: Json = {
        "operationId": name,
        "tags": [tag],
        "description": text,
        "parameters": [ref("parameters", "CustomerId"), *(parameters or [])],
        "responses": {status: answer, **refused},
    }
    if body:
        operation["requestBody"] = {"required": True, "content": _json_content(ref("schemas", body))}
    return operation


def _lead_paths() -> Json:
    key = [ref("parameters", "IdempotencyKey")]
    return {
        "/api/agents/crm/leads": {
            "get": _operation(
                "listLeads",
                "Leads",
                "Lists and searches leads. Wants the scope `public_api:leads:read`.",
                ("200", "One page of the leads that match.", ref("schemas", "LeadListResponse")),
                "400 401 403 429",
                parameters=_list_parameters(),
            ),
            "post": _operation(
                "createLead",
                "Leads",
                "Creates a lead, or merges it into the one with the same email or the same last ten digits "
                "of the phone. Wants the scope `public_api:leads:write`.",
                ("201", "The lead, new or merged.", record({"lead": ref("schemas", "Lead")}, "lead")),
                "400 401 403 409 429",
                parameters=key,
                body="LeadCreateRequest",
            ),
        },
        "/api/agents/crm/leads/bulk": {
            "post": _operation(
                "bulkImportLeads",
                "Leads",
                f"Creates or merges up to {MAX_ROWS} leads and answers for each. A row with a wrong value "
                "fails alone. Wants the scope `public_api:leads:write`, and has a rate limit of its own.",
                (
                    "200",
                    "One result a row, in the order of the request.",
                    ref("schemas", "BulkImportResponse"),
                ),
                "400 401 403 409 429",
                parameters=key,
                body="BulkImportRequest",
            ),
        },
    }


def _list_parameters() -> list[Json]:
    since = "Leads {} at this moment or later (ISO 8601 with a zone)."
    return [
        _parameter("status", TEXT, "Leads in this state: active, won, lost, nurture, archived."),
        _parameter("stageId", UUID, "Leads in the stage with this id."),
        _parameter("search", TEXT, "Part of a name, of an email, or of a phone however it is written."),
        _parameter("created_since", MOMENT, since.format("created")),
        _parameter("updated_since", MOMENT, since.format("changed")),
        _parameter("sort_by", {"type": "string", "enum": SORT_KEYS, "default": "updated_at"}, "Sort key."),
        _parameter("sort_dir", {"type": "string", "enum": ["asc", "desc"], "default": "asc"}, "Direction."),
        _parameter("lead_line", LEAD_LINE, "Leads whose reserved custom field has this value."),
        _parameter("include_custom_fields", BOOLEAN | {"default": False}, "Answer `custom_fields` too."),
        _parameter("cursor", TEXT, "`next_cursor` of the page before, under the same sort."),
        _parameter("limit", number(1, 100) | {"default": 20}, "Leads on a page."),
        _parameter("offset", number(0) | {"default": 0}, "Leads to pass over."),
    ]


def _webhook_paths() -> Json:
    webhook = ref("schemas", "Webhook")
    by_id: Json = {"name": "id", "in": "path", "required": True, "schema": UUID}
    scope = "Wants the scope `public_api:webhooks:manage`."
    return {
        "/api/agents/crm/lead-webhooks": {
            "get": _operation(
                "listWebhooks",
                "Webhooks",
                f"Lists the webhooks, without their secrets. {scope}",
                ("200", "All webhooks.", record({"webhooks": listed(webhook)}, "webhooks")),
                "401 403 429",
            ),
            "post": _operation(
                "createWebhook",
                "Webhooks",
                f"Registers a public https address. It is kept, but never called. {scope}",
                (
                    "201",
                    "The webhook with its secret, which is shown this once.",
                    record({"webhook": webhook, "secret": TEXT}, "webhook secret"),
                ),
                "400 401 403 409 429",
                body="WebhookCreateRequest",
            ),
        },
        "/api/agents/crm/lead-webhooks/{id}": {
            "patch": _operation(
                "updateWebhook",
                "Webhooks",
                f"Changes what is sent; makes a new secret when asked to. {scope}",
                (
                    "200",
                    "The webhook, with its secret only when that is new.",
                    record({"webhook": webhook, "secret": TEXT}, "webhook"),
                ),
                "400 401 403 404 429",
                parameters=[by_id],
                body="WebhookUpdateRequest",
            ),
            "delete": _operation(
                "deleteWebhook",
                "Webhooks",
                f"Removes a webhook. {scope}",
                ("200", "It is gone.", record({"deleted": BOOLEAN}, "deleted")),
                "401 403 404 429",
                parameters=[by_id],
            ),
        },
    }


def _parameters() -> Json:
    return {
        "CustomerId": {
            "name": "x-customer-id",
            "in": "header",
            "required": True,
            "schema": UUID,
            "description": "The customer that the token is locked to.",
        },
        "IdempotencyKey": {
            "name": "Idempotency-Key",
            "in": "header",
            "required": False,
            "schema": TEXT,
            "description": "Made up by the client, unique for each request. The same key with the same body "
            "is carried out once and answered alike for 24 hours; dry runs take no notice of it.",
        },
    }


def _responses() -> Json:
    answers: Json = {
        name: {"description": text, "content": _json_content(ref("schemas", "Error"))}
        for name, text in _ERRORS.values()
    }
    answers["RateLimited"] |= {"headers": _headers(_QUOTA | _RETRY)}
    return answers


DESCRIPTION: Json = {
    "openapi": "3.1.0",
    "info": {
        "title": "Practice CRM",
        "version": "1.0.0",
        "description": "A CRM on this computer that answers as MEGA's lead API does. Its "
        f"{len(catalogue.STAGES)} stages, {len(catalogue.OWNERS)} owners and all its leads are made up.",
    },
    "security": [{"bearerAuth": []}],
    "paths": _lead_paths() | _webhook_paths(),
    "components": {
        "securitySchemes": {
            "bearerAuth": {
                "type": "http",
                "scheme": "bearer",
                "description": "`mega_` and 64 hex digits, printed when the server starts.",
            }
        },
        "parameters": _parameters(),
        "headers": {
            name: {"description": text, "schema": {"type": "integer"}}
            for name, text in (_QUOTA | _RETRY).values()
        },
        "responses": _responses(),
        "schemas": SCHEMAS,
    },
}
