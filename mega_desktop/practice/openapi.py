"""The Practice CRM's own description of its API (OpenAPI 3.1), served at /openapi.json."""

from __future__ import annotations

DESCRIPTION: dict[str, object] = {}
