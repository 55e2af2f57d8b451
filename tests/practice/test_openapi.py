"""The Practice CRM keeps to its own description, and that description to MEGA's."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, settings

from mega_desktop.practice import Behaviour, PracticeAccess, PracticeLimits, PracticeServer
from mega_desktop.practice.catalogue import OWNERS, STAGES
from mega_desktop.practice.openapi import DESCRIPTION

pytestmark = pytest.mark.e2e

REFERENCE = Path(__file__).parents[3] / "shared/api/mega-openapi.json"
"""MEGA's own description, where it is at hand."""

UNSAID = {"description", "summary", "title", "tags", "nullable", "headers", "pattern", "anyOf"}
"""Words that may differ: prose, and what we say more exactly than the reference."""


@pytest.fixture(scope="module")
def exacting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PracticeAccess]:
    """A server that answers every violation of the description with an error of the whole request."""
    behaviour = Behaviour(bad_rows="request")
    folder = tmp_path_factory.mktemp("described")
    with PracticeServer(folder, limits=PracticeLimits.rehearsal(), behaviour=behaviour) as access:
        yield access


def _for_generating() -> dict[str, Any]:
    """The description with what only this customer's data can say: its stages, its owners, its cursors."""
    known: dict[str, Any] = copy.deepcopy(DESCRIPTION)
    schemas = known["components"]["schemas"]
    for name in ("LeadCreateRequest", "BulkLeadRow"):
        schemas[name]["properties"]["stage_slug"]["enum"] = [stage.slug for stage in STAGES]
    schemas["BulkLeadRow"]["properties"]["owner_id"]["enum"] = [owner.id for owner in OWNERS]
    public = {"type": "string", "pattern": r"^https://hooks\.[a-z]{1,9}\.example/[a-z0-9]*$"}
    for name in ("WebhookCreateRequest", "WebhookUpdateRequest"):
        schemas[name]["properties"]["url"] = public
    # The customer and the cursors cannot be made up; test_access and test_leads ask with wrong ones.
    for methods in known["paths"].values():
        for operation in methods.values():
            operation["parameters"] = [each for each in operation["parameters"] if not _is_private(each)]
    return known


def _is_private(parameter: dict[str, Any]) -> bool:
    return parameter.get("name") == "cursor" or parameter.get("$ref", "").endswith("/CustomerId")


generated = schemathesis.openapi.from_dict(_for_generating())


@generated.parametrize()
@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_as_the_description_says(
    case: schemathesis.Case[Any], exacting: PracticeAccess
) -> None:
    headers = {
        "Authorization": f"Bearer {exacting.token}",
        "x-customer-id": exacting.customer_id,
    }
    case.call_and_validate(base_url=exacting.url, headers=headers)


def test_the_description_is_served_to_anybody(exacting: PracticeAccess) -> None:
    answer = httpx.get(f"{exacting.url}/openapi.json", trust_env=False)
    assert answer.json() == DESCRIPTION


@pytest.fixture(scope="module")
def reference() -> dict[str, Any]:
    if not REFERENCE.exists():
        pytest.skip("MEGA's own description is not at hand")
    document: dict[str, Any] = json.loads(REFERENCE.read_text(encoding="utf-8"))
    return document


def test_it_has_the_operations_of_the_reference(reference: dict[str, Any]) -> None:
    assert _operations(DESCRIPTION) == _operations(reference)


def test_each_operation_agrees_with_the_reference(reference: dict[str, Any]) -> None:
    """Parameters, request bodies, status codes and the schemas of all answers."""
    for path, method in sorted(_operations(reference)):
        ours, theirs = DESCRIPTION["paths"][path][method], reference["paths"][path][method]
        assert _essence(ours) == _essence(theirs), f"{method} {path}"


@pytest.mark.parametrize("part", ["schemas", "parameters", "headers", "responses", "securitySchemes"])
def test_each_component_agrees_with_the_reference(reference: dict[str, Any], part: str) -> None:
    ours, theirs = DESCRIPTION["components"][part], reference["components"][part]
    assert ours.keys() == theirs.keys()
    for name in theirs:
        assert _essence(ours[name]) == _essence(theirs[name]), name


def _operations(document: dict[str, Any]) -> set[tuple[str, str]]:
    return {(path, method) for path, methods in document["paths"].items() for method in methods}


def _essence(node: Any) -> Any:
    """What a description promises, without its prose and without the order of its lists."""
    if isinstance(node, list):
        return sorted((_essence(item) for item in node), key=repr)
    if not isinstance(node, dict):
        return node
    if "properties" in node:
        named = {name: _essence(schema) for name, schema in node["properties"].items()}
        rest = {key: value for key, value in node.items() if key != "properties"}
        return _essence(rest) | {"properties": named}
    essence = {key: _essence(value) for key, value in node.items() if key not in UNSAID}
    if node.get("nullable") and isinstance(node.get("type"), str):
        essence["type"] = sorted([node["type"], "null"])
    return essence
