"""The made-up leads: many, believable, the same every time, and nobody's."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from mega_desktop.practice import PracticeAccess, PracticeServer, leads_in
from mega_desktop.practice.catalogue import CUSTOM_FIELDS, OWNERS, STAGES
from mega_desktop.practice.contacts import is_email
from mega_desktop.practice.seed import LEADS, people

Connect = Callable[[PracticeAccess], httpx.Client]
TIMES = ("created_at", "updated_at", "last_interaction_at")


@pytest.fixture(scope="module")
def leads(access: PracticeAccess, data: Path) -> list[dict[str, Any]]:
    return leads_in(data)


def test_there_are_some_thousand(leads: list[dict[str, Any]]) -> None:
    assert len(leads) == LEADS > 2_000


def test_nobody_can_be_reached(leads: list[dict[str, Any]]) -> None:
    for lead in leads:
        assert lead["contact_phone"] or lead["contact_email"]
        if lead["contact_phone"]:
            assert re.fullmatch(r"\+1[2-9]\d\d55501\d\d", lead["contact_phone"])
        if lead["contact_email"]:
            assert is_email(lead["contact_email"])
            assert re.search(r"@(example\.(com|net|org)|[a-z-]+\.example)$", lead["contact_email"])


def test_nobody_is_there_twice(leads: list[dict[str, Any]]) -> None:
    for key in ("email_key", "phone_key", "id"):
        values = [lead[key] for lead in leads if lead[key]]
        assert len(set(values)) == len(values) > 2_000


def test_every_stage_owner_and_custom_field_is_in_use(leads: list[dict[str, Any]]) -> None:
    assert {lead["stage_slug"] for lead in leads} == {stage.slug for stage in STAGES}
    assert {lead["owner_id"] for lead in leads} == {owner.id for owner in OWNERS} | {None}
    assert {slug for lead in leads for slug in lead["custom_fields"]} == set(CUSTOM_FIELDS)


def test_they_came_over_months_and_none_from_the_future(leads: list[dict[str, Any]]) -> None:
    created = [lead["created_at"] for lead in leads]
    assert created == sorted(created)
    assert len({moment[:7] for moment in created}) >= 7
    assert all(lead["updated_at"] >= lead["created_at"] for lead in leads)


def test_they_are_the_same_people_every_time(tmp_path: Path, leads: list[dict[str, Any]]) -> None:
    with PracticeServer(tmp_path):
        others = leads_in(tmp_path)
    assert [_without_times(lead) for lead in others] == [_without_times(lead) for lead in leads]
    assert list(people()) == list(people())


def _without_times(lead: dict[str, Any]) -> dict[str, Any]:
    # Move-in dates lie some weeks after the lead came.
    fields = {slug: value for slug, value in lead["custom_fields"].items() if slug != "move_in_date"}
    return {key: value for key, value in lead.items() if key not in TIMES} | {"custom_fields": fields}


def test_they_are_made_once(tmp_path: Path, connect: Connect) -> None:
    with PracticeServer(tmp_path) as access:
        connect(access).post("/leads", json={"contact_name": "One more"}).raise_for_status()
    with PracticeServer(tmp_path):
        assert len(leads_in(tmp_path)) == LEADS + 1
