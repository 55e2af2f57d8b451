"""Nothing is lost, doubled or claimed falsely, however often the program is killed."""

from __future__ import annotations

import pytest

from tests.harness import kill

ROUNDS = 20


@pytest.mark.e2e
def test_killed_imports_lose_nothing_double_nothing_and_claim_nothing_false() -> None:
    found = kill.run(ROUNDS, first_seed=1)

    assert (found.lost, found.doubled, found.false, found.bad) == (0, 0, 0, [])
    assert found.kills >= ROUNDS
    assert found.faults >= ROUNDS
    assert found.unconfirmed < found.rows / 20
