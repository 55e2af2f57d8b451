"""What is still to come is told in requests and seconds, by the pace of the last answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mega_desktop.crm import Limits
from mega_desktop.preview import Planned, compare, forecast_check, forecast_import, plan_locally
from tests.preview.conftest import lead, leads
from tests.preview.there import said

LIMITS = Limits(rows=500, body_bytes=1_000_000, bulk_per_minute=10)


def test_a_check_and_an_import_take_a_request_for_every_500_rows() -> None:
    plan = plan_locally(leads([lead(f"P{n}") for n in range(1_001)]))
    assert (forecast_check(plan, LIMITS).requests, forecast_import(plan, LIMITS).requests) == (3, 3)
    assert forecast_check(plan, LIMITS).seconds < 10


def test_rows_with_a_name_alone_are_uploaded_apart() -> None:
    rows = [lead("A", "a@mail.example"), lead("B", phone="206 555 0100"), lead("C"), lead("D", phone="12345")]
    plan = plan_locally(leads(rows))
    assert plan.bare == 2
    assert (forecast_check(plan, LIMITS).requests, forecast_import(plan, LIMITS).requests) == (1, 2)


def test_what_is_checked_or_does_not_go_costs_nothing() -> None:
    plan = plan_locally(leads([lead("A"), lead("B")]))
    plan = compare(said(plan, (Planned.PROBLEM, None, None), (Planned.NEW, None, None)), None)
    assert (forecast_check(plan, LIMITS).rows, forecast_import(plan, LIMITS).rows) == (0, 1)


@pytest.mark.parametrize(("per_minute", "seconds"), [(10, 60.5 + 10 * 0.8), (100, 20 * 0.8)])
def test_the_pace_is_the_one_the_crm_told_last(per_minute: int, seconds: float) -> None:
    plan = plan_locally(leads([lead(f"P{n}") for n in range(10_000)]))
    limits = replace(LIMITS, bulk_per_minute=per_minute)
    assert forecast_check(plan, limits).seconds == pytest.approx(seconds)
